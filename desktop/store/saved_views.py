"""Saved views in the seller's own sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from desktop.domain import order_query_data, saved_views
from desktop.domain.order_views import OrderQuery
from desktop.domain.saved_views import SavedView
from desktop.store.sql import raw, sa, t
from desktop.store.values import json_object, json_values, to_json

if TYPE_CHECKING:
    import sqlite3


def views(c: sqlite3.Connection) -> tuple[SavedView, ...]:
    """All of them, in their sequence."""
    rows = c.execute("SELECT id, name, query, columns FROM saved_views ORDER BY position, id")
    return tuple(
        SavedView(
            id_,
            name,
            order_query_data.query_of(json_object(query), OrderQuery()),
            saved_views.columns_of(json_values(columns)),
        )
        for id_, name, query, columns in rows
    )


def save(c: sa.Connection, view: SavedView) -> int:
    """Write a new view (``id`` 0) at the end, or a known one in its place; a deleted one comes back at the end."""
    values = {
        "name": view.name,
        "query": to_json(order_query_data.as_data(view.query)),
        "columns": to_json(saved_views.as_data(view.columns)),
    }
    known = view.id in {one.id for one in views(raw(c))}
    if known:
        c.execute(t.saved_views.update().where(t.saved_views.c.id == view.id).values(**values))
        return view.id
    last = c.execute(sa.select(sa.func.coalesce(sa.func.max(t.saved_views.c.position), 0))).scalar_one()
    own_id = {"id": view.id} if view.id else {}
    insert = t.saved_views.insert().values(**values, **own_id, position=last + 1)
    return int(c.execute(insert.returning(t.saved_views.c.id)).scalar_one())


def delete(c: sa.Connection, view_id: int) -> None:
    c.execute(t.saved_views.delete().where(t.saved_views.c.id == view_id))


def arrange(c: sa.Connection, view_ids: Sequence[int]) -> None:
    """Put the views into this sequence."""
    for position, view_id in enumerate(view_ids, 1):
        c.execute(t.saved_views.update().where(t.saved_views.c.id == view_id).values(position=position))
