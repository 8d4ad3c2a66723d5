"""A paper office on a real database, closed in the end."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from paper_office import PaperOffice

from tests.fixtures.print_server import cups_home, print_server

__all__ = ["cups_home", "print_server"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PaperOffice]:
    office = PaperOffice(tmp_path)
    asyncio.run(office.open_shops())
    yield office
    office.db.close()


@pytest.fixture
def other_window(office: PaperOffice) -> Iterator[PaperOffice]:
    """The same profile with connections and services of its own."""
    other = PaperOffice(office.folder)
    yield other
    other.db.close()
