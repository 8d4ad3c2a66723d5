"""The one connection that writes: SQLAlchemy Core over our own SQLite settings. It lives on the writer thread."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.pool import StaticPool

from desktop.domain.errors import StoreError
from desktop.store.connect import code_of, connect

T = TypeVar("T")


class Writer:
    """Runs functions in transactions of their own; each begins by taking the write lock, as others write too."""

    def __init__(self, path: Path) -> None:
        self._raw = connect(path, reader=False)
        engine = sa.create_engine("sqlite://", creator=lambda: self._raw, poolclass=StaticPool)
        sa.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        self._engine = engine
        self._seen = self._data_version()

    def run(self, fn: Callable[[sa.Connection], T]) -> T:
        """``fn`` in BEGIN IMMEDIATE ... COMMIT. Raises ``StoreError`` with nothing written."""
        try:
            with self._engine.begin() as connection:
                return fn(connection)
        except (sa.exc.DBAPIError, sqlite3.Error) as error:
            code = code_of(error.orig if isinstance(error, sa.exc.DBAPIError) else error)
            if not code:
                raise
            raise StoreError(code) from error

    def changed_outside(self) -> bool:
        """SQLite moves this connection's ``data_version`` only for commits of others; our readers never commit."""
        before, self._seen = self._seen, self._data_version()
        return before != self._seen

    def close(self) -> None:
        """Give the WAL back to the file if nobody else is using it, and close."""
        self._engine.dispose()
        self._raw.close()

    def _data_version(self) -> int:
        return int(self._raw.execute("PRAGMA data_version").fetchone()[0])
