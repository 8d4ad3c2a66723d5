"""A manifest tells, as plain data, what a platform needs and can do, so that nobody ever asks which platform it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from desktop.domain.catalog import Variant
    from desktop.domain.findings import Finding
    from desktop.domain.operations import OperationKind
    from desktop.domain.products import CategoryAttribute, ImageLimits, Product, ProductFinding
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
    REJECT_CANCEL = "reject_cancel"
    REPACK = "repack"
    SET_INVOICE = "set_invoice"
    TRACE = "trace"  # where a parcel is, station by station
    LABELS = "labels"
    LABELS_BY_NUMBER = "labels_by_number"  # also of orders that were never listed: the seller types the number
    READ_CATALOG = "read_catalog"
    UNLISTED_SKUS = "unlisted_skus"  # the platform lists no SKUs of its own: the seller types them
    SET_STOCK = "set_stock"
    SET_SAFETY_STOCK = "set_safety_stock"
    SET_PRICE = "set_price"
    SET_MARKET_PRICE = "set_market_price"  # also for markets where a SKU has no price of its own yet
    SET_STATUS = "set_status"
    READ_PROMOTIONS = "read_promotions"
    CREATE_PROMOTION = "create_promotion"
    END_PROMOTION = "end_promotion"
    DELETE_PROMOTION = "delete_promotion"
    EDIT_PRODUCTS = "edit_products"  # categories, attributes and brands; whole products created and changed
    DELETE_PRODUCT = "delete_product"
    SUGGEST_CATEGORIES = "suggest_categories"  # by the name of a product
    FUNCTIONS = "functions"


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
    is_file: bool = False  # its value is a file's whole text: the form offers to choose one


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
    by_update: bool = True  # False: only windows by creation can be asked; open orders are read again one by one


@dataclass(frozen=True, slots=True)
class CatalogSync:
    """How often the whole catalog is read: by a running program, and at most when somebody asks."""

    interval: timedelta


class Rules(Protocol):
    """That marketplace's validation, usable before anything is sent: pure, and importing it costs nothing."""

    def check(
        self, kind: "OperationKind", variant: "Variant", after: Mapping[str, object], limits: Mapping[str, object]
    ) -> "tuple[Finding, ...]":
        """What is wrong with this wish (``after`` as in ``domain.wishes``); ``limits`` are live ones of the shop."""


class ProductCheck(Protocol):
    """What is wrong with a whole product before it is sent, beyond missing mandatory attributes: pure."""

    def __call__(
        self, product: "Product", attributes: "tuple[CategoryAttribute, ...]", market_currency: str
    ) -> "tuple[ProductFinding, ...]": ...


@dataclass(frozen=True, slots=True)
class LoginPage:
    """A consent page in the browser. Both functions are pure; ``redirect_uri`` must be what the app registered.

    ``address(credentials, redirect_uri, state)`` is where the seller logs in; ``answer(url, state)`` reads the address
    the seller was sent to into credential fields. Raises ``NotPossible``: ``other_login``, ``login_declined``,
    ``no_code``.
    """

    address: Callable[[Mapping[str, str], str, str], str]
    answer: Callable[[str, str], Mapping[str, str]]
    needs: tuple[str, ...]  # credential fields that must be typed first


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
    catalog_sync: CatalogSync | None = None
    rules: Rules | None = None
    login_page: LoginPage | None = None
    promotion_kinds: tuple[str, ...] = ()  # ``PromotionKind`` values
    images: "ImageLimits | None" = None
    check_product: "ProductCheck | None" = None  # that marketplace's rules for whole products
    steps: tuple[str, ...] = ("pack", "ready")  # ``OperationKind`` values from a new order to its label
