"""Brings a file to the present version: a copy first, then one transaction; a newer file is politely refused."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import StoreError
from desktop.store.migrations import STEPS

KEPT_COPIES = 3


def migrate(connection: sqlite3.Connection, path: Path, now: datetime, steps: Sequence[Sequence[str]] = STEPS) -> int:
    """Run the missing ``steps``; return the version found before. ``connection`` must be in autocommit mode.

    Raises ``StoreError("too_new")``. Whatever fails leaves the file as it was, still usable by the older program.
    """
    found = version(connection)
    if found > len(steps):
        raise StoreError("too_new", found=str(found), known=str(len(steps)))
    if found < len(steps):
        if found:
            _copy(connection, path, found, now)
        _run(connection, steps)
    return found


def version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _run(connection: sqlite3.Connection, steps: Sequence[Sequence[str]]) -> None:
    connection.execute("BEGIN EXCLUSIVE")
    try:
        # Another process may have migrated while we waited for the lock.
        for statements in steps[version(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(steps)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(connection: sqlite3.Connection, path: Path, found: int, now: datetime) -> None:
    """A whole, consistent copy beside the file (also of what still lies in its WAL), and no more than three of them."""
    copy = path.with_name(f"{path.stem}-v{found}-{now:%Y%m%dT%H%M%S%f}.db")
    target = sqlite3.connect(copy)
    try:
        connection.backup(target)
    finally:
        target.close()
    for old in copies(path)[:-KEPT_COPIES]:
        old.unlink(missing_ok=True)


def copies(path: Path) -> list[Path]:
    """The copies made before migrations, oldest first."""
    return sorted(path.parent.glob(f"{path.stem}-v*-*.db"), key=lambda copy: copy.stem.rsplit("-", 1)[1])
