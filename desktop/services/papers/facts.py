"""What stands on a paper, gathered from orders: lines to pack, goods to pick, parcels to hand over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.order_views import OrderDetail
from desktop.domain.orders import ItemStatus, OrderItem
from desktop.domain.papers import HandoverLine, OrderPaper, PaperLine, PickLine
from desktop.printing.sequence import PageOrder, Pick, page_sequence
from desktop.store import labels, orders

if TYPE_CHECKING:
    import sqlite3

# Nothing of these is put into a parcel.
_NOT_TO_PACK = frozenset(
    {ItemStatus.CANCELLED, ItemStatus.CANCEL_REQUESTED, ItemStatus.RETURNED, ItemStatus.FAILED, ItemStatus.UNPAID}
)


@dataclass(frozen=True, slots=True)
class Part:
    """One parcel of an order; one that is not packed yet is a single part without a number."""

    detail: OrderDetail
    tracking_number: str
    provider: str
    items: tuple[OrderItem, ...]

    @property
    def pick(self) -> Pick:
        """What has to be fetched for it, for the sequence of the pages."""
        return Pick(tuple(item.sku for item in self.items), self.provider)

    @property
    def pieces(self) -> int:
        """How many things lie in it."""
        return sum(item.quantity for item in self.items)


def details(c: "sqlite3.Connection", order_ids: Sequence[int]) -> tuple[OrderDetail, ...]:
    """These orders in the order asked, each once; unknown ones are left out."""
    found = (orders.order_detail(c, order_id) for order_id in dict.fromkeys(order_ids))
    return tuple(detail for detail in found if detail is not None)


def parts_of(detail: OrderDetail) -> tuple[Part, ...]:
    """The parcels of an order that the seller packs, in the order of its items."""
    found: dict[str, list[OrderItem]] = {}
    for item in detail.items:
        if not item.by_platform and item.status not in _NOT_TO_PACK:
            found.setdefault(item.tracking_number, []).append(item)
    return tuple(Part(detail, number, items[0].provider, tuple(items)) for number, items in found.items())


def in_sequence(parts: Sequence[Part], order: PageOrder, *, reverse: bool = False) -> tuple[Part, ...]:
    """The parcels as the pages follow each other; the same rule lays the labels."""
    return tuple(parts[at] for at in page_sequence([part.pick for part in parts], order, reverse=reverse))


def order_paper(part: Part, sender: tuple[str, ...] = ()) -> OrderPaper:
    """What a packing slip or an address label says of one parcel."""
    detail, whole = part.detail, len(parts_of(part.detail)) == 1
    row = detail.row
    return OrderPaper(
        order_id=row.id,
        number=row.number,
        shop=row.shop,
        buyer=row.buyer,
        address=detail.address,
        lines=lines_of(part.items),
        created_at=row.created_at.astimezone(),
        total=row.total if whole else None,  # a parcel of several has no total of its own
        tracking_number=part.tracking_number,
        provider=part.provider,
        note=detail.note,
        payment=detail.payment,
        sender=sender,
    )


def lines_of(items: Sequence[OrderItem]) -> tuple[PaperLine, ...]:
    """One line per SKU and price: some platforms tell three mugs as three items."""
    alike: dict[tuple[str, str, object], list[OrderItem]] = {}
    for item in items:
        alike.setdefault((item.sku, item.name, item.price), []).append(item)
    return tuple(
        PaperLine(same[0].sku, same[0].name, sum(item.quantity for item in same), same[0].price)
        for same in alike.values()
    )


def pick_lines(parts: Sequence[Part]) -> tuple[PickLine, ...]:
    """The goods of these parcels by SKU, in the sequence in which they are first needed."""
    names: dict[str, str] = {}
    needed: dict[str, Counter[str]] = {}
    for part in parts:
        for item in part.items:
            key = item.sku or item.name
            names.setdefault(key, item.name)
            needed.setdefault(key, Counter())[part.detail.row.number] += item.quantity
    return tuple(PickLine(sku, names[sku], sum(by.values()), tuple(by.items())) for sku, by in needed.items())


def handover_lines(parts: Sequence[Part], printed: Mapping[int, datetime]) -> tuple[HandoverLine, ...]:
    """The parcels by courier; inside a courier as they were given. ``printed``: order id -> its last label print."""
    lines = [
        HandoverLine(
            part.detail.row.number,
            part.detail.row.shop,
            part.provider,
            part.tracking_number,
            part.pieces,
            printed.get(part.detail.row.id),
        )
        for part in parts
    ]
    return tuple(sorted(lines, key=lambda line: line.provider.casefold()))


def last_prints(c: "sqlite3.Connection", found: Sequence[OrderDetail]) -> dict[int, datetime]:
    """When a label of each order last went to paper."""
    times = {
        one.row.id: [at.printed_at for label in one.labels for at in labels.prints_of(c, label.id)] for one in found
    }
    return {order_id: max(prints) for order_id, prints in times.items() if prints}
