"""Opens SQLite connections with the settings everything relies on, and names SQLite's errors by what to do next."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop.domain.errors import StoreError

BUSY_S = 10.0  # another process may be writing a page of orders; nobody writes longer

_CODES = {
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_IOERR: "io",
    sqlite3.SQLITE_CANTOPEN: "io",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
}


def connect(path: Path, *, reader: bool) -> sqlite3.Connection:
    """An autocommit connection, used by one thread at a time; only ``close`` and ``interrupt`` come from outside."""
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    if reader:
        connection.execute("PRAGMA cache_size = -8000")
        connection.execute("PRAGMA query_only = ON")
        return connection
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: what was committed as "sending" must survive a power cut, or it would be sent twice.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_autocheckpoint = 10000")
    connection.execute("PRAGMA journal_size_limit = 67108864")
    connection.execute("PRAGMA cache_size = -32000")
    return connection


@contextmanager
def named_errors() -> Iterator[None]:
    """Turn SQLite errors into ``StoreError``; what has no code of ours (bad SQL, a broken rule) is a bug: passes."""
    try:
        yield
    except sqlite3.Error as error:
        code = code_of(error)
        if not code:
            raise
        raise StoreError(code) from error


def code_of(error: BaseException | None) -> str:
    """Our code for an error of SQLite, or the empty text."""
    extended = getattr(error, "sqlite_errorcode", None)
    return "" if extended is None else _CODES.get(extended & 0xFF, "")
