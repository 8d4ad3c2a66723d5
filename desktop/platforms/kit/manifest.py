"""A manifest tells, as plain data, what a platform needs and can do, so that nobody ever asks which platform it is."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.platforms.kit.contract import Connector
    from desktop.platforms.kit.session import AccountSession


class Can(StrEnum):
    """Capabilities. A connector declares those it has; what is not declared is absent or explained on screen."""

    READ_ORDERS = "read_orders"
    ACCEPT = "accept"
    PACK = "pack"
    SPLIT_PARCELS = "split_parcels"
    CHOOSE_PROVIDER = "choose_provider"
    READY = "ready"
    SHIP = "ship"
    COMPLETE = "complete"
    CANCEL = "cancel"
    CANCEL_REASON = "cancel_reason"
    LABELS = "labels"
    READ_CATALOG = "read_catalog"
    SET_STOCK = "set_stock"
    SET_PRICE = "set_price"
    SET_STATUS = "set_status"
    PROMOTIONS = "promotions"


@dataclass(frozen=True, slots=True)
class CredentialField:
    """One line of the connect form. ``title`` and ``help`` are source texts, translated in ``ui``."""

    key: str
    title: str
    help: str
    secret: bool
    required: bool = True
    choices: tuple[str, ...] = ()
    minimum_length: int = 1


@dataclass(frozen=True, slots=True)
class RateRule:
    """At most ``count`` request starts in any ``per_s`` seconds, in ``bucket`` (``"*"``: the whole account)."""

    count: int
    per_s: float
    bucket: str = "*"


@dataclass(frozen=True, slots=True)
class OrderSync:
    """How this platform's orders are walked: see the windows of ``services.sync``."""

    window: timedelta  # the longest range one request may ask
    overlap: timedelta  # how far an increment looks back beyond its bookmark, and how far ahead of now
    oldest: datetime  # no order can be older: the first import walks back to here
    interval: timedelta  # how often a running program looks for news
    items_per_read: int  # orders whose items one ``read_items`` call may ask


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything about a platform that others may know. ``make`` builds its connector for one account."""

    id: str
    title: str
    default_base_url: str
    credentials: tuple[CredentialField, ...]
    can: frozenset[Can]
    rates: tuple[RateRule, ...]
    order_sync: OrderSync
    make: "Callable[[AccountSession], Connector]"
    help_steps: tuple[str, ...] = ()  # where the seller finds the credentials, step by step
    label_from: str = "ready"  # the ItemStatus from which a fetched label is final and may be printed
    icon: str = "shop"
