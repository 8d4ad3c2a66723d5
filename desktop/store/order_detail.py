"""Everything known about one order, in one reading."""

import sqlite3

from desktop.domain.operations import Operation
from desktop.domain.order_views import OrderDetail, OrderEvent
from desktop.domain.orders import Address, parcels_of
from desktop.store import outbox
from desktop.store.labels import labels_of
from desktop.store.order_events import events_of
from desktop.store.order_items import order_items
from desktop.store.order_rows import order_rows
from desktop.store.values import json_object, moment_or_none

_TEXTS = (
    "SELECT x.address, x.note, x.payment, o.read_at, coalesce(n.private_note, '') "
    "FROM orders o JOIN order_texts x ON x.order_id = o.id LEFT JOIN annotations n ON n.order_id = o.id WHERE o.id = ?"
)


def order_detail(c: sqlite3.Connection, order_id: int) -> OrderDetail | None:
    """The order with items, parcels, labels, operations (newest last) and timeline (oldest first); None if unknown."""
    rows = order_rows(c, (order_id,))
    if not rows:
        return None
    row = rows[0]
    items = order_items(c, (order_id,))[order_id].items
    address, note, payment, read_at, private_note = c.execute(_TEXTS, (order_id,)).fetchone()
    return OrderDetail(
        row=row,
        address=address_of(address),
        items=items,
        parcels=parcels_of(items),
        labels=labels_of(c, (order_id,)).get(order_id, ()),
        operations=_operations(c, row.account_id, row.remote_id),
        events=(OrderEvent(row.created_at, "platform", "created"), *events_of(c, order_id)),
        note=note,
        private_note=private_note,
        payment=payment,
        read_at=moment_or_none(read_at),
    )


def _operations(c: sqlite3.Connection, account_id: str, subject: str) -> tuple[Operation, ...]:
    ids = "SELECT id FROM operations WHERE account_id = ? AND subject = ? ORDER BY no"
    found = [row[0] for row in c.execute(ids, (account_id, subject))]
    return outbox.operations(c, open_only=False, ids=found) if found else ()


def address_of(text: str) -> Address:
    """The address as it lies in ``order_texts``."""
    if not text:
        return Address()
    known = dict(json_object(text))
    lines = known.pop("lines", ())
    assert isinstance(lines, list | tuple)
    words = {name: str(value) for name, value in known.items() if name in Address.__dataclass_fields__}
    return Address(lines=tuple(str(line) for line in lines), **words)
