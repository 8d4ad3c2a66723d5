"""How orders are asked for and shown: the query of a view, the row of a table, the detail of one order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop.domain.labels import LabelProblem, LabelState, StoredLabel
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_filters import NO_FILTERS, OrderFilters
from desktop.domain.orders import Address, Bucket, OrderItem, Parcel


class OrderSort(StrEnum):
    """The columns an order table can be sorted by, always with the id as tie-break."""

    CREATED = "created"
    UPDATED = "updated"
    SHIP_BY = "ship_by"
    NUMBER = "number"
    BUYER = "buyer"
    SHOP = "shop"
    TOTAL = "total"
    ITEMS = "items"
    PROVIDER = "provider"
    TRACKING = "tracking"
    LABEL = "label"
    STATUS = "status"
    RISK = "risk"  # money at risk, by the penalty rules; orders without any come last when it is descending


@dataclass(frozen=True, slots=True)
class SortKey:
    by: OrderSort
    descending: bool = False


@dataclass(frozen=True, slots=True)
class OrderQuery:
    """A view: bucket, shops (none named: all), search words (all must occur), filters, and up to two sort keys."""

    bucket: Bucket = Bucket.ALL
    shop_ids: tuple[str, ...] = ()
    search: str = ""
    sort: tuple[SortKey, ...] = (SortKey(OrderSort.CREATED, descending=True),)
    filters: OrderFilters = NO_FILTERS


@dataclass(frozen=True, slots=True)
class Pending:
    """An open or refused operation shown as a badge on its order."""

    kind: OperationKind
    state: OperationState
    code: str = ""


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the order table, already joined; nothing in it needs another look-up to be painted."""

    id: int
    account_id: str
    shop_id: str
    shop: str
    platform: str
    remote_id: str
    number: str
    bucket: Bucket
    platform_status: str
    buyer: str
    items: str  # "2 x KET-BLU, MUG-RED"
    item_count: int
    total: Money
    created_at: datetime
    updated_at: datetime
    ship_by: datetime | None
    provider: str
    tracking: str
    label: LabelState
    label_problem: LabelProblem | None
    printed: int
    country: str
    pending: tuple[Pending, ...] = ()
    tags: tuple[str, ...] = ()
    has_note: bool = False  # a private note of the seller's
    breach_at: datetime | None = None  # when a penalty rule catches it, while it is open
    risk: Money | None = None  # what that will cost


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One line of an order's timeline: a stable word and its facts; the sentence is made in ``ui``."""

    at: datetime
    who: str  # "platform", "seller", "backshop"
    kind: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """Everything known about one order."""

    row: OrderRow
    address: Address
    items: tuple[OrderItem, ...]
    parcels: tuple[Parcel, ...]
    labels: tuple[StoredLabel, ...]
    operations: tuple[Operation, ...]
    events: tuple[OrderEvent, ...]
    note: str = ""
    private_note: str = ""
    payment: str = ""
    read_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What became of an action on one order or SKU; the shape behind the terminal's ``results``."""

    order_id: int
    number: str
    shop: str
    ok: bool
    state: str  # an OperationState, "label_ready", "printed", or "not_possible"
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    platform_message: str = ""  # the platform's own words, plain text
