"""A backup is whole, comes back only when it is one, and never costs what was there before."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.errors import NotPossible, StoreError
from desktop.store import backups, settings
from desktop.store.db import Database

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


async def _put(path: Path, value: str) -> None:
    db = Database.open(path)
    try:
        await db.write(lambda c: settings.put(c, "word", value))
    finally:
        await db.aclose()


async def _copy(path: Path, to: Path) -> int:
    db = Database.open(path)
    try:
        return await db.read(lambda c: backups.copy_to(c, to))
    finally:
        await db.aclose()


def _word(path: Path) -> object:
    db = Database.open(path)
    try:
        return db.read_now(lambda c: settings.get(c, "word"))
    finally:
        db.close()


def test_a_backup_comes_back_and_what_was_there_is_kept(tmp_path: Path) -> None:
    database, copy = tmp_path / "backshop.db", tmp_path / "copy.db"
    asyncio.run(_put(database, "before"))
    assert asyncio.run(_copy(database, copy)) == copy.stat().st_size > 0
    asyncio.run(_put(database, "after"))
    kept = backups.bring_back(copy, database, NOW)
    assert kept is not None
    assert (_word(database), _word(kept)) == ("before", "after")


def test_a_profile_that_somebody_uses_is_left_alone(tmp_path: Path) -> None:
    database, copy = tmp_path / "backshop.db", tmp_path / "copy.db"
    asyncio.run(_put(database, "before"))
    asyncio.run(_copy(database, copy))
    db = Database.open(database)
    try:
        assert db.read_now(lambda c: settings.get(c, "word")) == "before"
        with pytest.raises(StoreError) as caught:
            backups.bring_back(copy, database, NOW)
        assert caught.value.code == "profile_in_use"
        assert db.read_now(lambda c: settings.get(c, "word")) == "before"
    finally:
        db.close()


def test_a_damaged_profile_can_be_replaced(tmp_path: Path) -> None:
    database, copy = tmp_path / "backshop.db", tmp_path / "copy.db"
    asyncio.run(_put(database, "before"))
    asyncio.run(_copy(database, copy))
    database.write_bytes(b"rubbish" * 1000)
    kept = backups.bring_back(copy, database, NOW)
    assert kept is not None
    assert (_word(database), kept.read_bytes()[:7]) == ("before", b"rubbish")


@pytest.mark.parametrize("content", [b"", b"rubbish" * 1000, None])
def test_what_is_no_backup_changes_nothing(tmp_path: Path, content: bytes | None) -> None:
    database, other = tmp_path / "backshop.db", tmp_path / "other.db"
    asyncio.run(_put(database, "before"))
    if content is not None:
        other.write_bytes(content)
    with pytest.raises(NotPossible) as caught:
        backups.bring_back(other, database, NOW)
    assert caught.value.code == "not_a_backup"
    assert _word(database) == "before"
    assert not list(tmp_path.glob("*restoring*"))


def test_a_backup_never_overwrites_a_file(tmp_path: Path) -> None:
    database, copy = tmp_path / "backshop.db", tmp_path / "copy.db"
    asyncio.run(_put(database, "before"))
    copy.write_text("dear")
    with pytest.raises(NotPossible) as caught:
        asyncio.run(_copy(database, copy))
    assert (caught.value.code, copy.read_text()) == ("file_exists", "dear")
