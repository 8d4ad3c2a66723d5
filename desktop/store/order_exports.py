"""Orders with all that can be exported of them, many in one reading."""

import sqlite3
from collections.abc import Sequence

from desktop.domain.exports import ExportedOrder
from desktop.store.order_detail import address_of
from desktop.store.order_items import order_items
from desktop.store.order_rows import chunks, marks, order_rows

_TEXTS = (
    "SELECT x.order_id, x.address, x.note, x.payment, coalesce(n.private_note, '') "
    "FROM order_texts x LEFT JOIN annotations n ON n.order_id = x.order_id WHERE x.order_id IN "
)


def exported_orders(c: sqlite3.Connection, order_ids: Sequence[int]) -> tuple[ExportedOrder, ...]:
    """These orders in the order asked; unknown ones are left out."""
    items = order_items(c, order_ids)
    texts = {row[0]: row[1:] for chunk in chunks(order_ids) for row in c.execute(_TEXTS + marks(chunk), chunk)}
    found = []
    for row in order_rows(c, order_ids):
        address, note, payment, private_note = texts[row.id]
        found.append(ExportedOrder(row, items[row.id].items, address_of(address), note, payment, private_note))
    return tuple(found)
