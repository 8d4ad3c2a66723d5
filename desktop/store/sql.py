"""SQLAlchemy and the tables, loaded at the first write, so that modules that write cost the first paint nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from desktop.store.first_use import at_first_use

__all__ = ["raw", "sa", "t"]

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa

    from desktop.store import tables as t
else:
    sa = at_first_use("sqlalchemy")
    t = at_first_use("desktop.store.tables")


def raw(c: sa.Connection) -> sqlite3.Connection:
    """The driver's connection under ``c``, in the same transaction: what a write hands to the functions that read."""
    return cast("sqlite3.Connection", c.connection.driver_connection)
