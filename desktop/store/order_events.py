"""The timeline of each order: what happened, who did it, when, and the facts that came with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.domain.order_views import OrderEvent
from desktop.store.order_page import event_values
from desktop.store.sql import t
from desktop.store.values import from_ms, json_words

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa


def add(c: sa.Connection, order_id: int, event: OrderEvent) -> None:
    """One more line on the timeline of an order."""
    add_all(c, [(order_id, event)])


def add_all(c: sa.Connection, events: Sequence[tuple[int, OrderEvent]]) -> None:
    """As ``add``, for many orders: pairs of order id and event."""
    if events:
        c.execute(t.order_events.insert(), [event_values(order_id, event) for order_id, event in events])


def events_of(c: sqlite3.Connection, order_id: int) -> tuple[OrderEvent, ...]:
    """The recorded part of the timeline, oldest first."""
    rows = c.execute("SELECT at, who, kind, params FROM order_events WHERE order_id = ? ORDER BY at, id", (order_id,))
    return tuple(OrderEvent(from_ms(at), who, kind, json_words(params)) for at, who, kind, params in rows)
