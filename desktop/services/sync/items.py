"""Items are a separate call on some platforms: this decides which orders need theirs read, and reads them in chunks."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.domain.errors import BrokenAnswer
from desktop.domain.orders import Bucket, Order, OrderItem, OrderItems
from desktop.platforms.kit.contract import ReadsOrders

# The store's memory of an order: last change, bucket, and when its items were last read.
KnownVersion = tuple[datetime, Bucket, datetime | None]

_STORED_TO = timedelta(milliseconds=1)  # the store keeps times this fine
_FINISHED = frozenset({Bucket.DELIVERED, Bucket.CANCELLED, Bucket.FAILED})


@dataclass(frozen=True, slots=True)
class ReadItems:
    """What came back. ``broken`` is the first unreadable answer, whose orders are missing from ``items``."""

    items: tuple[OrderItems, ...]
    broken: BrokenAnswer | None = None


def needs_items(order: Order, known: KnownVersion | None, *, always: bool = False) -> bool:
    """Whether an order's items must be read: it is new, it changed, it is still moving, or they were never read."""
    if order.items_known:
        return False
    if known is None or always:
        return True
    updated_at, bucket, read_at = known
    moved = abs(order.updated_at - updated_at) >= _STORED_TO
    return moved or read_at is None or bucket not in _FINISHED


async def read_items(connector: ReadsOrders, order_ids: Sequence[str], per_read: int) -> ReadItems:
    """Read the items of these orders, several chunks under way at once (the connector's limiter spaces them).

    One unreadable answer does not lose the others: its orders stay without items and are asked again by the next run.
    Raises every other platform error.
    """
    chunks = [order_ids[at : at + per_read] for at in range(0, len(order_ids), per_read)]
    answers = await asyncio.gather(*(connector.read_items(chunk) for chunk in chunks), return_exceptions=True)
    broken = next((answer for answer in answers if isinstance(answer, BrokenAnswer)), None)
    worse = next((a for a in answers if isinstance(a, BaseException) and not isinstance(a, BrokenAnswer)), None)
    if worse is not None:
        raise worse
    found = tuple(items for answer in answers if not isinstance(answer, BaseException) for items in answer)
    return ReadItems(found, broken)


def join_items(page: Sequence[Order], read: ReadItems, known: Mapping[str, KnownVersion]) -> tuple[Order, ...]:
    """The orders of a page with the items read for them; each order once, the last of any doubles.

    After an unreadable answer an order that we hold already is left out, so that its old time of change stays and the
    next run sees that it moved; a new one is kept without items, which the next run reads as well.
    """
    items = {one.order_remote_id: one.items for one in read.items}
    last = {order.remote_id: order for order in page}
    lost = {
        id_ for id_, order in last.items() if read.broken and id_ in known and not (order.items_known or id_ in items)
    }
    return tuple(_with(order, items.get(id_)) for id_, order in last.items() if id_ not in lost)


def _with(order: Order, items: tuple[OrderItem, ...] | None) -> Order:
    return order if items is None else replace(order, items=items, items_known=True)
