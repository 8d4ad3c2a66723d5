"""The history of a value: what it was, what it became, and everything known that may have brought that about.

Only changes are kept. A line says what was there before, so what held at a moment is the ``before`` of the first line
after it, and what holds unchanged since the first reading needs no line at all.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop.domain.catalog import Offer, Variant
from desktop.domain.catalog_grid import Field, Place, present_value, same_value
from desktop.domain.operations import Operation
from desktop.domain.orders import ItemStatus
from desktop.domain.wishes import offer_of

_OF_OFFERS = (Field.PRICE, Field.SALE_PRICE, Field.SALE_FROM, Field.SALE_TO)
_OF_MARKETS = (Field.SAFETY_STOCK, Field.STATUS)
Spot = tuple[str, str, Field]
"""A market, a warehouse (either may be empty) and a field: where a value of a variant is kept."""
NOT_SOLD = frozenset({ItemStatus.CANCELLED, ItemStatus.FAILED, ItemStatus.RETURNED})


class Cause(StrEnum):
    """How a change came to be seen. ``CUT``: the lines before this one were given up."""

    READ = "read"
    OPERATION = "operation"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value was another one from this reading on; both are exact texts as a cell has them, empty for nothing."""

    variant_id: int
    spot: Spot
    before: str
    value: str
    cause: Cause
    at: datetime
    operation_id: str = ""


@dataclass(frozen=True, slots=True)
class Sale:
    """An order that took units of the SKU."""

    order_id: int
    number: str
    quantity: int
    status: ItemStatus
    at: datetime

    @property
    def is_off(self) -> bool:
        """Whether its units came back, or may have: cancelled, failed or returned."""
        return self.status in NOT_SOLD


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation on this value, with what the seller did then in his own words, and the value it wished."""

    operation: Operation
    title: str
    before: str
    wished: str


class EntryKind(StrEnum):
    """What one entry of the chain tells."""

    DRAFT = "draft"
    CHANGE = "change"
    PUSH = "push"
    SALE = "sale"
    START = "start"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a value. Which of the rest is there depends on ``kind``.

    CHANGE has ``before`` and ``value``, with ``sent`` where it was ours; ``sold`` are units ordered since the change
    before, and ``unexplained`` what these orders do not account for (None: nothing, or it cannot be reckoned).
    PUSH is an operation that changed nothing yet, or never will. START is the first reading; with ``is_cut`` older
    lines were given up.
    """

    kind: EntryKind
    at: datetime
    before: str = ""
    value: str = ""
    sent: Sent | None = None
    sale: Sale | None = None
    sold: int = 0
    unexplained: int | None = None
    is_cut: bool = False


def spot_of(variant: Variant, place: Place, of: Field) -> Spot:
    """Where the value of a cell is kept: a row may show what belongs to the SKU as a whole, or to its only market."""
    if of is Field.STOCK:
        return ("", place.warehouse, of)
    offer = offer_of(variant, place.market)
    if of in _OF_OFFERS:
        return (offer.market if offer else place.market, "", of)
    return (place.market if offer else "", "", of)


def spots_of(variant: Variant, known: Sequence[Offer] = ()) -> dict[Spot, str]:
    """Every value of a variant that is kept; its offers are left out where they are those ``known``."""
    found: dict[Spot, str] = {}
    for of in (Field.STOCK, *_OF_MARKETS):
        found["", "", of] = present_value(variant, Place(), of)
    for stock in variant.stocks:
        found["", stock.warehouse, Field.STOCK] = str(stock.quantity)
    for offer in variant.offers if variant.offers != known else ():
        fields = (*_OF_OFFERS, *_OF_MARKETS) if offer.market else _OF_OFFERS
        for of in fields:
            found[offer.market, "", of] = present_value(variant, Place(offer.market), of)
    return found


def differences(old: Variant, new: Variant) -> dict[Spot, tuple[str, str]]:
    """What changed from one reading to the next: before and after."""
    before, after = spots_of(old, new.offers), spots_of(new, old.offers)
    return {
        spot: (was, now)
        for spot in before | after
        if not same_value(spot[2], was := before.get(spot, ""), now := after.get(spot, ""))
    }


def recoined(old: Variant, new: Variant) -> dict[Spot, tuple[str, str]]:
    """Prices that are in another currency now: before and after, which cannot be compared, be they equal or not."""
    before, after = _currencies(old), _currencies(new)
    coined = [market for market in before.keys() & after.keys() if before[market] != after[market]]
    if not coined:
        return {}
    was, now = spots_of(old), spots_of(new)
    spots = [(market, "", of) for market in coined for of in (Field.PRICE, Field.SALE_PRICE)]
    return {spot: (was.get(spot, ""), now.get(spot, "")) for spot in spots}


def _currencies(variant: Variant) -> dict[str, str]:
    return {one.market: one.price.currency for one in variant.offers if one.price}


def chain(
    of: Field,
    changes: Sequence[ValueChange],
    sent: Sequence[Sent],
    sales: Sequence[Sale],
    *,
    whole: bool,
    start: Entry | None,
    sales_from: datetime | None = None,
) -> tuple[Entry, ...]:
    """All of it as one chain, newest first; each sequence given may be in any order.

    ``whole``: the value is the stock of the SKU as a whole, which is what orders take from. ``sales_from``: orders
    before it are not among ``sales``, so for changes before it nothing is reckoned.
    """
    by_id = {one.operation.id: one for one in sent}
    kept = sorted((one for one in changes if one.cause is not Cause.CUT), key=lambda one: one.at)
    entries = _changes(kept, by_id, sales if whole and of is Field.STOCK else None, start, sales_from)
    seen = {one.operation_id for one in kept}
    entries += [_push(one) for id_, one in by_id.items() if id_ not in seen]
    entries += [Entry(EntryKind.SALE, one.at, sale=one) for one in sales]
    entries += [start] if start else []
    return tuple(sorted(entries, key=_order, reverse=True))


def value_then(at: datetime, changes: Mapping[Spot, ValueChange], spot: Spot, present: str) -> str | None:
    """What a value was ``at`` a moment, by the first change after it; None where that is not known any more."""
    first = changes.get(spot)
    if first is None or first.at <= at:
        return present
    return None if first.cause is Cause.CUT else first.before


def _changes(
    kept: Sequence[ValueChange],
    by_id: Mapping[str, Sent],
    sales: Sequence[Sale] | None,
    start: Entry | None,
    sales_from: datetime | None,
) -> list[Entry]:
    """``sales`` is None where orders have nothing to do with the value."""
    found, since = [], start.at if start else None
    for one in kept:
        is_reckoned = sales_from is None or (since is not None and since >= sales_from)
        known = sales if is_reckoned else None
        between = [sale for sale in known or () if (since is None or since < sale.at) and sale.at <= one.at]
        sold = sum(sale.quantity for sale in between if not sale.is_off)
        rest = None if one.cause is Cause.OPERATION or known is None else _unexplained(one, between)
        sent = by_id.get(one.operation_id)
        found.append(Entry(EntryKind.CHANGE, one.at, one.before, one.value, sent, None, sold, rest))
        since = one.at
    return found


def _unexplained(change: ValueChange, between: Sequence[Sale]) -> int | None:
    """Units that no order between two readings accounts for; a cancelled order may have given its units back or not."""
    if not change.before or not change.value:
        return None
    moved = int(change.value) - int(change.before)
    rest = moved + sum(sale.quantity for sale in between if not sale.is_off)
    with_all = moved + sum(sale.quantity for sale in between)
    return None if rest == 0 or with_all == 0 else rest


def _push(one: Sent) -> Entry:
    return Entry(EntryKind.PUSH, one.operation.created_at, one.before, one.wished, one)


def _order(entry: Entry) -> tuple[datetime, int]:
    """Of one moment the cause stands before (below) its effect."""
    rank = [EntryKind.START, EntryKind.SALE, EntryKind.PUSH, EntryKind.CHANGE, EntryKind.DRAFT]
    return entry.at, rank.index(entry.kind)
