"""The few shapes the window names itself: what the first frame needs, a platform as a form needs it, the clock."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from array import array

    from desktop.domain.order_views import OrderQuery, OrderRow
    from desktop.services.shop_views import ShopView

Clock = Callable[[], datetime]


class FirstOrders(Protocol):
    """The orders of the first frame, read in place."""

    def first_page(self, query: "OrderQuery", limit: int = 128) -> "tuple[array[int], tuple[OrderRow, ...]]": ...


class FirstShops(Protocol):
    """The shops of the first frame, read in place."""

    def list_now(self) -> "Sequence[ShopView]": ...


class FirstLook(Protocol):
    """All that is asked before the loop runs; the services fit, and so does anything lighter."""

    @property
    def orders(self) -> FirstOrders: ...
    @property
    def shops(self) -> FirstShops: ...


class CredentialField(Protocol):
    """One line of the connect form."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...
    @property
    def secret(self) -> bool: ...
    @property
    def required(self) -> bool: ...
    @property
    def is_file(self) -> bool: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def minimum_length(self) -> int: ...


class Manifest(Protocol):
    """What a page must know of a platform: how to connect it and what it can do."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def default_base_url(self) -> str: ...
    @property
    def credentials(self) -> Sequence[CredentialField]: ...
    @property
    def help_steps(self) -> tuple[str, ...]: ...
    @property
    def can(self) -> frozenset[str]: ...
    @property
    def login_page(self) -> object | None: ...
