"""Scan mode: what a scan means for the order on the table. Pure rules; who looks up and who saves stands elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop.domain.packing import OrderHit, Packing, PackLine, best_line
from desktop.domain.scan_codes import ScanCode


class ScanResult(StrEnum):
    """What became of a scan."""

    OPENED = "opened"
    SAME_ORDER = "same_order"
    OTHER_ORDER = "other_order"  # while one is unfinished: hold that one?
    SEVERAL_ORDERS = "several_orders"  # the code names more than one: which?
    ALREADY_COMPLETE = "already_complete"
    CANCELLED_ORDER = "cancelled_order"
    NOTHING_TO_PACK = "nothing_to_pack"  # delivered, returned, unpaid, or sent by the marketplace
    ITEMS_UNKNOWN = "items_unknown"
    TICKED = "ticked"
    PARCEL_COMPLETE = "parcel_complete"
    COMPLETE = "complete"
    TOO_MANY = "too_many"
    WRONG_ITEM = "wrong_item"
    CANCELLED_ITEM = "cancelled_item"
    NO_ORDER_OPEN = "no_order_open"  # an item, but no order to tick it off
    UNKNOWN_CODE = "unknown_code"
    COUNT = "count"  # of the item that is scanned next
    RIGHT_LABEL = "right_label"  # the label of the order just packed
    UNDONE = "undone"
    NOTHING_TO_UNDO = "nothing_to_undo"
    STARTED_OVER = "started_over"
    SKIPPED = "skipped"
    LABEL_PRINTED = "label_printed"
    LABEL_PRINTED_BEFORE = "label_printed_before"  # print a second copy?
    LABEL_NOT_PRINTED = "label_not_printed"
    SLIP_NOT_PRINTED = "slip_not_printed"
    NO_PRINTER = "no_printer"


GOOD = frozenset(
    {
        ScanResult.OPENED,
        ScanResult.TICKED,
        ScanResult.PARCEL_COMPLETE,
        ScanResult.COMPLETE,
        ScanResult.RIGHT_LABEL,
        ScanResult.LABEL_PRINTED,
    }
)
BAD = frozenset(
    {
        ScanResult.CANCELLED_ORDER,
        ScanResult.TOO_MANY,
        ScanResult.WRONG_ITEM,
        ScanResult.CANCELLED_ITEM,
        ScanResult.UNKNOWN_CODE,
        ScanResult.LABEL_NOT_PRINTED,
        ScanResult.SLIP_NOT_PRINTED,
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the file knows of a code: orders it names, open orders that want such an item, and the item's SKU."""

    orders: tuple[Packing, ...] = ()
    wanting: tuple[OrderHit, ...] = ()
    sku: str = ""
    name: str = ""


NOTHING_FOUND = Found()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to tell about a scan. ``parcels``: tracking numbers of the parcels that this scan completed."""

    result: ScanResult
    code: str = ""
    order: OrderHit | None = None
    sku: str = ""
    name: str = ""
    done: int = 0
    most: int = 0
    count: int = 1
    parcels: tuple[str, ...] = ()
    choices: tuple[OrderHit, ...] = ()
    reason: str = ""  # a code of the label service, with its facts
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return self.result in GOOD

    @property
    def is_bad(self) -> bool:
        return self.result in BAD


@dataclass(frozen=True, slots=True)
class Session:
    """Where the packer stands: the order on the table, a count that waits, an order that waits for a yes."""

    packing: Packing | None = None
    count: int = 0
    asked: int = 0  # the order that was scanned while another was begun: scanned again, it is opened
    undo: tuple[Mapping[str, int], ...] = ()  # what each tick of this order added, newest last


Step = tuple[Session, Outcome]


def needs_look_up(session: Session, code: ScanCode) -> bool:
    """Whether a code says nothing about the order on the table, so that the file must be asked."""
    order = session.packing
    if not code.text:
        return False
    return order is None or (not order.is_named_by(code) and order.line_of(code) is None)


def scan(session: Session, code: ScanCode, found: Found = NOTHING_FOUND) -> Step:
    """What a scan does. ``found`` is what the file knows of the code, where ``needs_look_up`` says to ask."""
    if not code.text:
        return replace(session, count=code.count, asked=0), Outcome(ScanResult.COUNT, count=code.count)
    count = code.count if code.counted else max(session.count, 1)
    session = replace(session, count=0)
    order = session.packing
    if order is not None:
        if (line := order.line_of(code)) is not None:
            return _tick(replace(session, asked=0), order, line, code, count)
        if order.is_named_by(code):
            return _same(replace(session, asked=0), order, code)
        if (line := best_line(code, order.called_off)) is not None:
            return session, _of_line(ScanResult.CANCELLED_ITEM, order, line, code.text)
    if found.orders:
        return _named(session, found.orders, code)
    return replace(session, asked=0), _item_elsewhere(order, found, code)


def opened(session: Session, order: Packing, code: str = "") -> Step:
    """Put an order on the table; whatever was there keeps its ticks."""
    if order.is_called_off:
        return session, Outcome(ScanResult.CANCELLED_ORDER, code, order.hit)
    if not order.items_known:
        return session, Outcome(ScanResult.ITEMS_UNKNOWN, code, order.hit)
    if not order.lines:
        return session, Outcome(ScanResult.NOTHING_TO_PACK, code, order.hit)
    result = ScanResult.ALREADY_COMPLETE if order.is_complete else ScanResult.OPENED
    return Session(order), Outcome(result, code, order.hit, done=order.done, most=order.most)


def tick_by_hand(session: Session, at: int) -> Step:
    """Tick one piece of line ``at`` without a scan: its barcode is torn, or it has none."""
    order = session.packing
    if order is None or not 0 <= at < len(order.lines):
        return session, Outcome(ScanResult.UNKNOWN_CODE)
    line = order.lines[at]
    return _tick(replace(session, count=0, asked=0), order, line, None, max(session.count, 1))


def undo(session: Session) -> Step:
    """Take the last tick of this order back."""
    order = session.packing
    if order is None or not session.undo:
        return session, Outcome(ScanResult.NOTHING_TO_UNDO)
    *before, last = session.undo
    left = {item: max(order.ticks.get(item, 0) - last.get(item, 0), 0) for item in {*order.ticks, *last}}
    order = replace(order, ticks={item: count for item, count in left.items() if count})
    line = next((line for line in order.lines if any(item in last for item, _ in line.items)), None)
    told = Outcome(ScanResult.UNDONE, order=order.hit, done=order.done, most=order.most, count=sum(last.values()))
    if line is not None:
        told = replace(told, sku=line.sku, name=line.name)
    return replace(session, packing=order, undo=tuple(before), count=0, asked=0), told


def start_over(session: Session) -> Step:
    """Take everything out of the parcel again."""
    order = session.packing
    if order is None:
        return session, Outcome(ScanResult.NOTHING_TO_UNDO)
    return Session(replace(order, ticks={})), Outcome(ScanResult.STARTED_OVER, order=order.hit, most=order.most)


def put_aside(session: Session) -> Step:
    """Take the order off the table; its ticks are kept for later."""
    order = session.packing
    if order is None:
        return session, Outcome(ScanResult.NOTHING_TO_UNDO)
    return Session(), Outcome(ScanResult.SKIPPED, order=order.hit, done=order.done, most=order.most)


# --- the parts --------------------------------------------------------------------------------------------------------
def _tick(session: Session, order: Packing, line: PackLine, code: ScanCode | None, count: int) -> Step:
    """Tick ``count`` pieces, in one parcel after the other; all of them or none."""
    lines = order.lines if code is None else tuple(one for one in order.lines if _alike(one, line))
    added = dict(_placed(order, lines if code else (line,), count))
    if sum(added.values()) < count:
        done, most = _progress(order, line)
        return session, replace(
            _of_line(ScanResult.TOO_MANY, order, line, code.text if code else ""), done=done, most=most, count=count
        )
    ticks = {**order.ticks, **{item: order.ticks.get(item, 0) + by for item, by in added.items()}}
    now = replace(order, ticks=ticks)
    parcels = tuple(
        parcel for parcel in now.parcels if now.parcel_complete(parcel) and not order.parcel_complete(parcel)
    )
    result = ScanResult.COMPLETE if now.is_complete else ScanResult.TICKED
    if parcels and not now.is_complete:
        result = ScanResult.PARCEL_COMPLETE
    done, most = _progress(now, line)
    told = _of_line(result, now, line, code.text if code else "")
    told = replace(told, done=done, most=most, count=count, parcels=parcels)
    return replace(session, packing=now, undo=(*session.undo, added)), told


def _placed(order: Packing, lines: tuple[PackLine, ...], count: int) -> Iterator[tuple[str, int]]:
    """Where ``count`` pieces find room: parcels that are begun first, so that one is finished after the other."""
    begun = {line.parcel for line in order.lines if order.done_of(line)}
    for line in sorted(lines, key=lambda line: line.parcel not in begun):
        for item, quantity in line.items:
            room = min(max(quantity - order.ticks.get(item, 0), 0), count)
            if room:
                yield item, room
                count -= room


def _progress(order: Packing, line: PackLine) -> tuple[int, int]:
    """How many of an article are in, over all parcels."""
    same = [one for one in order.lines if _alike(one, line)]
    return sum(order.done_of(one) for one in same), sum(one.quantity for one in same)


def _alike(one: PackLine, other: PackLine) -> bool:
    """Whether two lines are the same article, in two parcels."""
    return one is other or (bool(one.sku) and one.sku.casefold() == other.sku.casefold())


def _of_line(result: ScanResult, order: Packing, line: PackLine, code: str) -> Outcome:
    return Outcome(result, code, order.hit, sku=line.sku, name=line.name)


def _same(session: Session, order: Packing, code: ScanCode) -> Step:
    """The number of the order on the table: once it is packed, its tracking number proves the label."""
    proved = order.is_complete and any(code.carries(parcel) for parcel in order.parcels if parcel)
    result = ScanResult.RIGHT_LABEL if proved else ScanResult.SAME_ORDER
    return session, Outcome(result, code.text, order.hit, done=order.done, most=order.most)


def _named(session: Session, orders: tuple[Packing, ...], code: ScanCode) -> Step:
    """A code that names another order, or several."""
    if len(orders) > 1:
        hits = tuple(order.hit for order in orders)
        return replace(session, asked=0), Outcome(ScanResult.SEVERAL_ORDERS, code.text, choices=hits)
    (other,) = orders
    if session.packing is not None and session.packing.is_begun and session.asked != other.order_id:
        if other.is_called_off:
            return session, Outcome(ScanResult.CANCELLED_ORDER, code.text, other.hit)
        here = session.packing
        told = Outcome(ScanResult.OTHER_ORDER, code.text, here.hit, done=here.done, most=here.most)
        return replace(session, asked=other.order_id), replace(told, choices=(other.hit,))
    return opened(session, other, code.text)


def _item_elsewhere(order: Packing | None, found: Found, code: ScanCode) -> Outcome:
    """A code that is no order: an item of another one, or nothing that is known."""
    if not found.sku and not found.wanting:
        return Outcome(ScanResult.UNKNOWN_CODE, code.text, order.hit if order else None)
    result = ScanResult.WRONG_ITEM if order is not None else ScanResult.NO_ORDER_OPEN
    hit = order.hit if order is not None else None
    return Outcome(result, code.text, hit, found.sku, found.name, choices=found.wanting)
