"""The seller's own words about an order: written beside it, never sent anywhere."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.domain.order_views import OrderEvent
from desktop.store import order_events
from desktop.store.search_upkeep import renew
from desktop.store.sql import raw, t
from desktop.store.values import plain, to_ms

if TYPE_CHECKING:
    import sqlalchemy as sa

SELLER = "seller"
# A note is saved whenever the typing rests: what follows within this time is the same writing, and one line.
_SAME_WRITING = timedelta(minutes=10)


def set_private_note(c: sa.Connection, order_id: int, note: str, at: datetime) -> bool:
    """Remember this note; empty forgets it. False when it was the same before."""
    present = c.execute(t.annotations.select().where(t.annotations.c.order_id == order_id)).one_or_none()
    before, now = present.private_note if present else "", plain(note).strip()
    if before == now:
        return False
    c.execute(t.annotations.delete().where(t.annotations.c.order_id == order_id))
    if now:
        c.execute(t.annotations.insert().values(order_id=order_id, private_note=now))
    renew(c, (order_id,))
    _tell(c, order_id, at, "note_changed" if now else "note_removed")
    return True


def _tell(c: sa.Connection, order_id: int, at: datetime, kind: str) -> None:
    """The line about a writing that goes on replaces its first one."""
    since = to_ms(at - _SAME_WRITING)
    last = "SELECT id FROM order_events WHERE order_id = ? ORDER BY at DESC, id DESC LIMIT 1"
    raw(c).execute(
        f"DELETE FROM order_events WHERE id = ({last}) AND kind IN ('note_changed', 'note_removed') AND at >= ?",
        (order_id, since),
    )
    order_events.add(c, order_id, OrderEvent(at, SELLER, kind))
