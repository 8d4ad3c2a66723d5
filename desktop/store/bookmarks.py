"""How far each resource of an account was read; saved in the same transaction as the page it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.store.accounts import account_no
from desktop.store.sql import raw, sa, t
from desktop.store.values import json_object, to_json

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


def load(c: sqlite3.Connection, account_id: str, resource: str) -> dict[str, object] | None:
    """The state last saved, a JSON object; None before the first import."""
    row = c.execute(
        "SELECT b.state FROM bookmarks b JOIN accounts a ON a.no = b.account_no WHERE a.id = ? AND b.resource = ?",
        (account_id, resource),
    ).fetchone()
    return None if row is None else dict(json_object(row[0]))


def save(c: sa.Connection, account_id: str, resource: str, state: Mapping[str, object]) -> None:
    """Remember ``state``. Raises ``NotPossible("unknown_account")``."""
    no = account_no(raw(c), account_id)
    where = sa.and_(t.bookmarks.c.account_no == no, t.bookmarks.c.resource == resource)
    c.execute(t.bookmarks.delete().where(where))
    c.execute(t.bookmarks.insert().values(account_no=no, resource=resource, state=to_json(dict(state))))


def forget(c: sa.Connection, account_id: str, resource: str) -> None:
    """The next sync starts from the beginning."""
    no = account_no(raw(c), account_id)
    c.execute(t.bookmarks.delete().where(t.bookmarks.c.account_no == no, t.bookmarks.c.resource == resource))
