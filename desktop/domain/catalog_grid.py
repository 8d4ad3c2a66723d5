"""The catalog as a grid: rows are SKUs with their markets and warehouses below them, cells hold drafts of values.

A row's ``key`` is the variant's id and the number of its place: 0 for the SKU itself, then its markets, then its
warehouses, in the order of ``places_of``. Keys fit into 32 bits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.findings import Finding
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.wishes import as_text, offer_of, stock_of

PLACES = 128  # rows a SKU may have, itself included


class Field(StrEnum):
    """What can be edited of a row."""

    STOCK = "stock"
    SAFETY_STOCK = "safety_stock"
    PRICE = "price"
    SALE_PRICE = "sale_price"
    SALE_FROM = "sale_from"
    SALE_TO = "sale_to"
    STATUS = "status"


KIND: Mapping[Field, OperationKind] = {
    Field.STOCK: OperationKind.SET_STOCK,
    Field.SAFETY_STOCK: OperationKind.SET_SAFETY_STOCK,
    Field.PRICE: OperationKind.SET_PRICE,
    Field.SALE_PRICE: OperationKind.SET_PRICE,
    Field.SALE_FROM: OperationKind.SET_PRICE,
    Field.SALE_TO: OperationKind.SET_PRICE,
    Field.STATUS: OperationKind.SET_STATUS,
}
VALUE: Mapping[Field, str] = {  # the key of ``domain.wishes``
    **{one: one.value for one in Field},
    Field.STOCK: "quantity",
    Field.SAFETY_STOCK: "quantity",
}
COUNTS = frozenset({Field.STOCK, Field.SAFETY_STOCK})
AMOUNTS = frozenset({Field.PRICE, Field.SALE_PRICE})
DAYS = frozenset({Field.SALE_FROM, Field.SALE_TO})
CLEARABLE = frozenset({Field.SALE_PRICE, Field.SALE_FROM, Field.SALE_TO})  # nothing is a value of theirs


class CellState(StrEnum):
    """How a cell stands, the most urgent last; shown as icon, word and tone."""

    PLAIN = "plain"
    DRAFT = "draft"
    SENDING = "sending"
    WARNING = "warning"
    REFUSED = "refused"
    CONFLICT = "conflict"
    ERROR = "error"


class Only(StrEnum):
    """Which rows a view keeps."""

    ALL = "all"
    CHANGED = "changed"
    WARNINGS = "warnings"
    ERRORS = "errors"
    REFUSED = "refused"
    ASKED = "asked"  # a value waits for the seller's decision
    LINKED = "linked"  # SKUs that share their shelf with others


class GridSort(StrEnum):
    """What rows can be sorted by."""

    SKU = "sku"
    NAME = "name"
    SHOP = "shop"
    STOCK = "stock"
    PRICE = "price"
    STATUS = "status"
    QC = "qc"


@dataclass(frozen=True, slots=True)
class GridQuery:
    """Which SKUs, in which order, and which of them show their markets and warehouses."""

    shop_ids: tuple[str, ...] = ()
    search: str = ""
    status: ListingStatus | None = None
    only: Only = Only.ALL
    sort: GridSort = GridSort.SKU
    descending: bool = False
    then: GridSort | None = None  # within rows that are equal in ``sort``
    then_descending: bool = False
    expanded: frozenset[int] = frozenset()  # ids of variants
    expand_all: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value holds: a market, a warehouse, or (both empty) the SKU as a whole."""

    market: str = ""
    warehouse: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A cell by what it is about, however the rows lie."""

    variant_id: int
    place: Place
    field: Field


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed into a cell and not sent yet.

    ``value`` is exact text as ``domain.wishes`` has it, empty for nothing; ``code`` says why ``typed`` cannot be read,
    or how doubtful the reading is (then there is a value too).
    """

    address: Address
    typed: str
    value: str
    code: str = ""
    level: int = 0  # 0 fine, 1 warning, 2 error
    typed_at: datetime | None = field(default=None, compare=False)  # None until it is kept

    @property
    def is_readable(self) -> bool:
        return bool(self.value) or not self.code


@dataclass(frozen=True, slots=True)
class GridCell:
    """One editable cell: ``value`` is what holds now, or soon does; ``locked`` says why it cannot be edited."""

    value: str = ""
    state: CellState = CellState.PLAIN
    draft: Draft | None = None
    before: str = ""  # where ``state`` is not plain: what the platform shows
    findings: tuple[Finding, ...] = ()
    locked: str = ""
    code: str = ""  # of the last answer, where it was refused
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GridRow:
    """One line of the grid. ``below`` counts the rows of its own that a SKU has; a row below has ``depth`` 1."""

    id: int  # the key
    stored: StoredVariant
    place: Place
    place_name: str
    currency: str
    cells: Mapping[Field, GridCell]
    depth: int = 0
    below: int = 0
    pending: tuple[Operation, ...] = ()
    last: Operation | None = None  # the newest that was answered
    linked: int = 0  # SKUs that share its shelf, itself included; 0 where it is not linked


@dataclass(frozen=True, slots=True)
class DraftCounts:
    """How many cells are changed; of them how many have warnings, and how many errors."""

    changed: int = 0
    warnings: int = 0
    errors: int = 0


def key_of(variant_id: int, number: int = 0) -> int:
    """The key of a row."""
    return variant_id * PLACES + number


def variant_of(key: int) -> int:
    return key // PLACES


def number_of(key: int) -> int:
    return key % PLACES


def places_of(variant: Variant, more_markets: Sequence[str] = ()) -> tuple[Place, ...]:
    """The rows of a SKU: itself, then its markets and its warehouses where there is more than one place.

    ``more_markets`` are those where it may get a price although it has none yet.
    """
    named = [offer.market for offer in variant.offers if offer.market]
    named += [code for code in more_markets if code and code not in named]
    is_several = len(named) + any(not offer.market for offer in variant.offers) > 1
    stocks = [one.warehouse for one in variant.stocks] if len(variant.stocks) > 1 else []
    below = [Place(market=code) for code in (named if is_several else ())]
    below += [Place(warehouse=code) for code in stocks]
    whole = Place(market=named[0]) if len(named) == 1 and not is_several else Place()
    return (whole, *below[: PLACES - 1])


def present_value(variant: Variant, place: Place, of: Field) -> str:
    """What a cell holds by the platform's last word, as exact text; empty where nothing is known or there is none."""
    if of is Field.STOCK:
        return _text(stock_of(variant, place.warehouse))
    offer = None if place.warehouse else offer_of(variant, place.market)
    if of is Field.SAFETY_STOCK:
        return _text(offer.safety_stock if offer and place.market else variant.safety_stock)
    if of is Field.STATUS:
        known = offer.status if offer and place.market else variant.status
        return "" if known is ListingStatus.UNKNOWN else known.value
    return _price(offer, of) if offer else ""


def same_value(of: Field, one: str, other: str) -> bool:
    """Whether two exact texts are one value: amounts as amounts, moments to the second."""
    if one == other or not one or not other:
        return one == other
    if of in AMOUNTS:
        return Decimal(one) == Decimal(other)
    if of in DAYS:
        return _second(one) == _second(other)
    return False


def wish_value(of: Field, value: str) -> object:
    """The exact text as ``domain.wishes`` wants it."""
    if of in COUNTS:
        return int(value)
    return value or None


def _second(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC).replace(microsecond=0)


def _price(offer: Offer, of: Field) -> str:
    if of is Field.PRICE:
        return format(offer.price.amount, "f") if offer.price else ""
    if of is Field.SALE_PRICE:
        return format(offer.sale_price.amount, "f") if offer.sale_price else ""
    return as_text(offer.sale_from if of is Field.SALE_FROM else offer.sale_to) or ""


def _text(count: int | None) -> str:
    return "" if count is None else str(count)
