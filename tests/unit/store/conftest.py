"""A real database file per test, closed in the end."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from made import with_account

from desktop.store.db import Database


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    """An empty profile."""
    db = Database.open(tmp_path / "backshop.db")
    yield db
    db.close()


@pytest.fixture
def shop_db(db: Database) -> Database:
    """A profile with one account of two shops."""
    asyncio.run(with_account(db))
    return db
