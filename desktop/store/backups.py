"""Whole copies of the database for the seller: made while others work, checked before they come back."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from desktop.domain.errors import NotPossible, StoreError
from desktop.store.connect import code_of, named_errors
from desktop.store.migrate import version
from desktop.store.migrations import STEPS


def faults(c: sqlite3.Connection) -> tuple[str, ...]:
    """What SQLite finds wrong with the file, in its own words; empty when it is whole."""
    return tuple(str(row[0]) for row in c.execute("PRAGMA quick_check(5)") if row[0] != "ok")


def copy_to(c: sqlite3.Connection, path: Path) -> int:
    """Write a consistent copy and return its size in bytes.

    Raises ``NotPossible("file_exists")``, and ``NotPossible("file_not_written")``; then nothing is left behind.
    """
    if path.exists():
        raise NotPossible("file_exists")
    try:
        with closing(sqlite3.connect(path)) as copy:
            c.backup(copy)
        return path.stat().st_size
    except (sqlite3.Error, OSError) as error:
        path.unlink(missing_ok=True)
        raise NotPossible("file_not_written", reason=str(error)) from error


def bring_back(backup: Path, database: Path, now: datetime) -> Path | None:
    """Put a backup in the place of ``database``; what was there is kept beside it, and its path returned.

    Raises ``NotPossible("not_a_backup")``, ``StoreError("too_new")``, ``StoreError("profile_in_use")``; then nothing
    has changed.
    """
    draft = database.with_name(f"{database.stem}-restoring.db")
    draft.unlink(missing_ok=True)
    try:
        _checked_copy(backup, draft)
        kept = _put_aside(database, now)
        draft.replace(database)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _checked_copy(backup: Path, draft: Path) -> None:
    """Read the whole backup into ``draft``; a file that is not ours, or not whole, is not even tried."""
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as source:
            found = version(source)
            ours = source.execute("SELECT count(*) FROM sqlite_master WHERE name IN ('accounts', 'orders')").fetchone()
            if not found or ours[0] != 2 or faults(source):
                raise NotPossible("not_a_backup")
            if found > len(STEPS):
                raise StoreError("too_new", found=str(found), known=str(len(STEPS)))
            with closing(sqlite3.connect(draft)) as copy:
                source.backup(copy)
    except sqlite3.Error as error:
        if code_of(error) in {"disk_full", "read_only"}:
            raise StoreError(code_of(error)) from error
        raise NotPossible("not_a_backup") from error


def _put_aside(database: Path, now: datetime) -> Path | None:
    """Move the present file out of the way, with everything that still lies in its WAL."""
    if not database.exists():
        return None
    try:
        _fold_wal(database)
    except StoreError as error:
        if error.code != "damaged":
            raise
    kept = database.with_name(f"{database.stem}-before-restore-{now:%Y%m%dT%H%M%S}.db")
    database.replace(kept)
    for leftover in (f"{database.name}-wal", f"{database.name}-shm"):
        database.with_name(leftover).unlink(missing_ok=True)
    return kept


def _fold_wal(database: Path) -> None:
    """Leaving WAL mode needs the file for oneself: this is also how we learn that nobody else has it open."""
    with closing(sqlite3.connect(database, timeout=0)) as connection, named_errors():
        try:
            mode = connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError as error:
            if code_of(error) == "busy":
                raise StoreError("profile_in_use") from error
            raise
    if mode != "delete":
        raise StoreError("profile_in_use")
