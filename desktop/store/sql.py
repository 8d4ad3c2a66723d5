"""SQLAlchemy and the tables, loaded at the first write, so that modules that write cost the first paint nothing."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any, cast

__all__ = ["raw", "sa", "t"]


class _AtFirstUse:
    """Stands for a module until one of its names is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(importlib.import_module(self._name), attribute)


if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa

    from desktop.store import tables as t
else:
    sa = _AtFirstUse("sqlalchemy")
    t = _AtFirstUse("desktop.store.tables")


def raw(c: sa.Connection) -> sqlite3.Connection:
    """The driver's connection under ``c``, in the same transaction: what a write hands to the functions that read."""
    return cast("sqlite3.Connection", c.connection.driver_connection)
