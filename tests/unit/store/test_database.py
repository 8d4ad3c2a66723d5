"""The database behind await: what is asked for is done once, and wholly or not at all."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from desktop.domain.errors import NotPossible, StoreError
from desktop.store import connect, settings
from desktop.store.db import Database

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"


async def put(db: Database, key: str, value: object) -> None:
    await db.write(lambda c: settings.put(c, key, value))


def get(db: Database, key: str) -> object:
    return db.read_now(lambda c: settings.get(c, key))


def test_what_was_written_is_read_and_survives_closing(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "backshop.db"
    db = Database.open(path)
    asyncio.run(put(db, "theme", "dark"))
    assert asyncio.run(db.read(lambda c: settings.get(c, "theme"))) == "dark"
    asyncio.run(db.aclose())
    again = Database.open(path)
    assert get(again, "theme") == "dark"
    again.close()


def test_an_exception_undoes_the_write(db: Database) -> None:
    def half(c: sa.Connection) -> None:
        settings.put(c, "half", 1)
        raise NotPossible("on_purpose")

    with pytest.raises(NotPossible):
        asyncio.run(db.write(half))
    assert get(db, "half") is None
    asyncio.run(put(db, "after", 1))
    assert get(db, "after") == 1


def test_every_commit_waits_for_the_disk(db: Database) -> None:
    """FULL: a power cut after "sending" was committed must not make the operation look unsent."""
    level = asyncio.run(db.write(lambda c: c.exec_driver_sql("PRAGMA synchronous").scalar()))
    assert level == 2


def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(StoreError) as refused:
        db.read_now(lambda c: c.execute("INSERT INTO settings VALUES ('a', '1')"))
    assert refused.value.code == "read_only"


def test_a_cancelled_read_stops_its_statement_and_nothing_else(db: Database) -> None:
    started = threading.Event()

    def endless(c: sqlite3.Connection) -> None:
        started.set()
        c.execute(ENDLESS).fetchone()

    async def ask() -> None:
        reads = [asyncio.create_task(db.read(endless)) for _ in range(2)]  # both reader threads are busy
        waiting = asyncio.create_task(db.read(endless))
        await asyncio.to_thread(started.wait)
        for read in (waiting, *reads):
            read.cancel()
        done = await asyncio.gather(waiting, *reads, return_exceptions=True)
        assert [type(result) for result in done] == [asyncio.CancelledError] * 3
        assert (
            await asyncio.gather(*(db.read(lambda c: c.execute("SELECT 1").fetchone()) for _ in range(4))) == [(1,)] * 4
        )

    asyncio.run(asyncio.wait_for(ask(), 30))


def test_a_read_sees_one_moment(db: Database) -> None:
    """What another writes in the middle of a read is not seen by it, so that its parts fit together."""
    asyncio.run(put(db, "value", 1))

    def twice(c: sqlite3.Connection) -> tuple[object, object]:
        first = settings.get(c, "value")
        asyncio.run(put(db, "value", 2))
        return first, settings.get(c, "value")

    assert db.read_now(twice) == (1, 1)
    assert get(db, "value") == 2


def test_a_write_is_carried_out_although_its_caller_was_cancelled(db: Database) -> None:
    gate = threading.Event()

    async def ask() -> None:
        blocker = asyncio.create_task(db.write(lambda c: gate.wait()))
        queued = asyncio.create_task(put(db, "kept", 1))
        await asyncio.sleep(0)
        queued.cancel()
        with pytest.raises(asyncio.CancelledError):
            await queued
        gate.set()
        await blocker

    asyncio.run(ask())
    asyncio.run(put(db, "later", 1))
    assert get(db, "kept") == 1


def test_a_full_disk_is_said_and_nothing_is_lost(db: Database) -> None:
    """``max_page_count`` makes SQLite itself find no room, at the same place where a full disk would."""
    asyncio.run(put(db, "before", "kept"))

    async def limit(pages: int) -> None:
        await db.write(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count = {pages}").scalar())

    asyncio.run(limit(1))  # SQLite takes the present size instead
    with pytest.raises(StoreError) as refused:
        asyncio.run(put(db, "big", "x" * 1_000_000))
    assert refused.value.code == "disk_full"
    assert get(db, "before") == "kept"
    assert get(db, "big") is None
    asyncio.run(limit(1_000_000))
    asyncio.run(put(db, "big", "fits"))
    assert get(db, "big") == "fits"
    assert db.read_now(lambda c: c.execute("PRAGMA integrity_check").fetchone()) == ("ok",)


def test_another_process_holding_the_file_too_long_is_busy(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "BUSY_S", 0.05)
    other = sqlite3.connect(db.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as refused:
        asyncio.run(put(db, "a", 1))
    assert refused.value.code == "busy"
    other.execute("ROLLBACK")
    other.close()
    asyncio.run(put(db, "a", 2))
    assert get(db, "a") == 2


def test_only_changes_of_other_processes_are_changes_from_outside(db: Database) -> None:
    asyncio.run(put(db, "own", 1))
    assert not asyncio.run(db.changed_outside())
    write = (
        "import asyncio, pathlib, sys; from desktop.store.db import Database; from desktop.store import settings\n"
        "db = Database.open(pathlib.Path(sys.argv[1]))\n"
        "asyncio.run(db.write(lambda c: settings.put(c, 'theirs', 1))); db.close()"
    )
    subprocess.run([sys.executable, "-c", write, str(db.path)], check=True)
    assert asyncio.run(db.changed_outside())
    assert not asyncio.run(db.changed_outside())
    assert get(db, "theirs") == 1


def test_many_processes_write_one_file_and_nothing_is_lost(db: Database) -> None:
    count = (
        "import asyncio, pathlib, sys; from desktop.store.db import Database; from desktop.store import settings\n"
        "from desktop.store.sql import raw\n"
        "db = Database.open(pathlib.Path(sys.argv[1]))\n"
        "async def main():\n"
        "    for _ in range(25):\n"
        "        await db.write(lambda c: settings.put(c, 'count', (settings.get(raw(c), 'count') or 0) + 1))\n"
        "asyncio.run(main()); db.close()"
    )
    others = [subprocess.Popen([sys.executable, "-c", count, str(db.path)]) for _ in range(3)]
    assert [other.wait(60) for other in others] == [0, 0, 0]
    assert get(db, "count") == 75


def test_the_first_paint_loads_neither_sqlalchemy_nor_the_keyring() -> None:
    look = (
        "import sys, pkgutil, importlib, desktop.store\n"
        "late = {'tables', 'catalog_tables', 'order_day_tables', 'table_parts', 'writer', 'keychain', 'secret_service',"
        " 'sealing', 'catalog_safety_tables'}\n"
        "for found in pkgutil.iter_modules(desktop.store.__path__):\n"
        "    if found.name not in late: importlib.import_module('desktop.store.' + found.name)\n"
        "print([name for name in ('sqlalchemy', 'keyring', 'cryptography', 'filelock') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True).stdout.strip() == b"[]"
