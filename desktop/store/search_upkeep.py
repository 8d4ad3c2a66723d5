"""Keeps what is searched equal to the order: anew when the seller writes beside it, and for files of older versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.store import settings
from desktop.store.order_page import stored_by_id
from desktop.store.order_rows import chunks
from desktop.store.order_values import searched
from desktop.store.sql import raw, sa, t

if TYPE_CHECKING:
    import sqlite3

# Set by the migration that made more of an order searchable: the texts of orders after this id are still the old ones.
_RENEW_AFTER = "search.renew_after"


def renew(c: sa.Connection, order_ids: Sequence[int]) -> None:
    """Write the searched text of these orders anew."""
    for chunk in chunks(order_ids):
        texts = [
            {"the_order": one.id, "search_text": searched(one.row, one.items, one.texts, one.own)}
            for one in stored_by_id(raw(c), chunk)
        ]
        if texts:
            c.execute(t.order_texts.update().where(t.order_texts.c.order_id == sa.bindparam("the_order")), texts)


def is_old(c: sqlite3.Connection) -> bool:
    """Whether there are orders whose text is still that of an older version."""
    return settings.get(c, _RENEW_AFTER) is not None


def renew_some(c: sa.Connection, count: int) -> bool:
    """The next ``count`` orders of an older file, oldest first; false when all are done."""
    after = settings.get(raw(c), _RENEW_AFTER)
    if after is None:
        return False
    found = c.execute(sa.select(t.orders.c.id).where(t.orders.c.id > after).order_by(t.orders.c.id).limit(count))
    ids = tuple(found.scalars())
    renew(c, ids)
    settings.put(c, _RENEW_AFTER, ids[-1] if ids else None)
    return bool(ids)
