"""Traces as they lie in the file: what was last told of the parcels of an order, to be read with the line down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.traces import OrderTrace, ParcelTrace, TraceEvent
from desktop.store.sql import t
from desktop.store.values import from_ms, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa


def trace_of(c: sqlite3.Connection, order_id: int) -> OrderTrace:
    """What was last told of this order's parcels; ``read_at`` is None where nobody ever asked."""
    row = c.execute("SELECT content, read_at FROM order_traces WHERE order_id = ?", (order_id,)).fetchone()
    if row is None:
        return OrderTrace(order_id)
    return OrderTrace(order_id, tuple(_parcel(one) for one in json.loads(row[0])), from_ms(row[1]))


def save_trace(c: sa.Connection, order_id: int, parcels: Sequence[ParcelTrace], at: datetime) -> None:
    """Remember what was told in place of what was told before."""
    content = plain(to_json([_json(parcel) for parcel in parcels]))
    c.execute(t.order_traces.delete().where(t.order_traces.c.order_id == order_id))
    c.execute(t.order_traces.insert().values(order_id=order_id, content=content, read_at=to_ms(at)))


def _json(parcel: ParcelTrace) -> dict[str, object]:
    events = [[to_ms(one.at), one.title, one.description, one.place] for one in parcel.events]
    return {"number": parcel.tracking_number, "url": parcel.url, "events": events}


def _parcel(found: dict[str, object]) -> ParcelTrace:
    events = found["events"]
    assert isinstance(events, list)
    stations = tuple(TraceEvent(from_ms(at), title, words, place) for at, title, words, place in events)
    return ParcelTrace(str(found["number"]), stations, str(found["url"]))
