"""Remembered choices, as JSON values under dotted keys."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from desktop.store.sql import raw, t
from desktop.store.values import to_json

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa


def get(c: sqlite3.Connection, key: str) -> object | None:
    """The JSON value of ``key``; None when nothing was ever chosen."""
    row = c.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else json.loads(row[0])


def with_prefix(c: sqlite3.Connection, prefix: str) -> dict[str, object]:
    """All choices whose key begins with ``prefix``, by their whole key."""
    rows = c.execute("SELECT key, value FROM settings WHERE substr(key, 1, ?) = ?", (len(prefix), prefix))
    return {key: json.loads(value) for key, value in rows}


def put(c: sa.Connection, key: str, value: object | None) -> None:
    """Remember a JSON value; None forgets it."""
    c.execute(t.settings.delete().where(t.settings.c.key == key))
    if value is not None:
        c.execute(t.settings.insert().values(key=key, value=to_json(value)))


def put_all(c: sa.Connection, chosen: Mapping[str, object | None]) -> None:
    """As ``put`` for several keys."""
    for key, value in chosen.items():
        put(c, key, value)


def put_if_absent(c: sa.Connection, key: str, value: object) -> object:
    """Remember ``value`` unless there is one already; return what is remembered. Safe between two processes."""
    present = get(raw(c), key)
    if present is None:
        put(c, key, value)
        return value
    return present
