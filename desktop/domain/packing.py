"""What goes into a parcel: the order on the packing table, its lines, and what is in the parcel already."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.orders import Bucket, ItemStatus, OrderItem
from desktop.domain.scan_codes import ScanCode

# Items in these go into the parcel. Shipped ones too: some sellers tell the platform first and pack afterwards.
_PACKED_BY_SELLER = frozenset(
    {
        ItemStatus.TO_ACCEPT,
        ItemStatus.TO_PACK,
        ItemStatus.PACKED,
        ItemStatus.READY,
        ItemStatus.SHIPPED,
        ItemStatus.UNKNOWN,
    }
)
_CALLED_OFF = frozenset({ItemStatus.CANCELLED, ItemStatus.CANCEL_REQUESTED})


@dataclass(frozen=True, slots=True)
class PackLine:
    """One SKU that goes into one parcel: ``items`` are the order's items of it with their quantities."""

    sku: str
    name: str
    items: tuple[tuple[str, int], ...]
    barcodes: tuple[str, ...] = ()
    parcel: str = ""  # its tracking number, empty while it has none

    @property
    def quantity(self) -> int:
        return sum(quantity for _item, quantity in self.items)

    @property
    def codes(self) -> tuple[str, ...]:
        """What may be scanned for it. Its name is none: names of articles contain each other."""
        return (self.sku, *self.barcodes)


@dataclass(frozen=True, slots=True)
class OrderHit:
    """An order that a code leads to. ``wanted``: how many of a scanned item it still lacks."""

    order_id: int
    number: str
    shop: str
    buyer: str = ""
    wanted: int = 0


@dataclass(frozen=True, slots=True)
class Packing:
    """An order on the packing table: what goes into it, and what is in it already (by item, as scanned)."""

    order_id: int
    number: str
    shop: str
    buyer: str
    bucket: Bucket
    lines: tuple[PackLine, ...] = ()
    called_off: tuple[PackLine, ...] = ()
    ticks: Mapping[str, int] = field(default_factory=dict)
    items_known: bool = True
    provider: str = ""
    country: str = ""
    note: str = ""
    ship_by: datetime | None = None
    labels_printed: int = 0

    @property
    def parcels(self) -> tuple[str, ...]:
        """Tracking numbers of its parcels; one empty text while it has no parcel yet."""
        return tuple(dict.fromkeys(line.parcel for line in self.lines))

    @property
    def done(self) -> int:
        return sum(self.done_of(line) for line in self.lines)

    @property
    def most(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def is_complete(self) -> bool:
        return bool(self.lines) and self.done >= self.most

    @property
    def is_begun(self) -> bool:
        """Whether some of it is in the parcel, and some is not."""
        return 0 < self.done < self.most

    @property
    def is_called_off(self) -> bool:
        """Whether nothing of it shall travel."""
        return not self.lines and bool(self.called_off)

    def done_of(self, line: PackLine) -> int:
        """How many of a line are ticked; never more than its quantity."""
        return sum(min(self.ticks.get(item, 0), quantity) for item, quantity in line.items)

    def parcel_complete(self, parcel: str) -> bool:
        return all(self.done_of(line) >= line.quantity for line in self.lines if line.parcel == parcel)

    def is_named_by(self, code: ScanCode) -> bool:
        """Whether a code is this order's number or one of its tracking numbers."""
        return any(code.carries(number) for number in (self.number, *self.parcels))

    def line_of(self, code: ScanCode) -> PackLine | None:
        """The line an item's code is for."""
        return best_line(code, self.lines, lambda line: self.done_of(line) < line.quantity)

    @property
    def hit(self) -> OrderHit:
        return OrderHit(self.order_id, self.number, self.shop, self.buyer)


def pack_lines(items: Iterable[OrderItem], barcodes: Mapping[str, tuple[str, ...]]) -> tuple[PackLine, ...]:
    """Items gathered by parcel and SKU, in the order's own sequence; ``barcodes`` by SKU, in small letters."""
    gathered: dict[tuple[str, str, str], list[OrderItem]] = {}
    for item in items:
        key = (item.tracking_number, item.sku.casefold(), "" if item.sku else item.name)
        gathered.setdefault(key, []).append(item)
    return tuple(
        PackLine(
            first.sku,
            first.name,
            tuple((item.remote_id, max(item.quantity, 0)) for item in members),
            barcodes.get(first.sku.casefold(), ()) if first.sku else (),
            first.tracking_number,
        )
        for members in gathered.values()
        for first in members[:1]
    )


def goes_in(item: OrderItem) -> bool:
    """Whether the seller puts this item into a parcel."""
    return item.status in _PACKED_BY_SELLER and not item.by_platform


def is_called_off(item: OrderItem) -> bool:
    """Whether this item must stay out of the parcel although it was ordered."""
    return item.status in _CALLED_OFF and not item.by_platform


def best_line(
    code: ScanCode, lines: tuple[PackLine, ...], has_room: Callable[[PackLine], bool] = lambda _line: True
) -> PackLine | None:
    """The line a code is for: the best match, and of equal ones the first with room left."""
    ranked = [
        (rank, not has_room(line), at, line)
        for at, line in enumerate(lines)
        if (rank := code.rank(line.codes)) is not None
    ]
    return min(ranked, key=lambda entry: entry[:3])[3] if ranked else None
