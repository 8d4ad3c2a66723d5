"""A label office on a real database, closed in the end; its platforms must have had nothing to complain about."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from label_office import Office

from tests.fixtures.print_server import cups_home, print_server

__all__ = ["cups_home", "print_server"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    asyncio.run(office.add_accounts())
    yield office
    office.db.close()
    assert [platform.violations for platform in office.platforms.values()] == [[], []]


@pytest.fixture
def other_window(office: Office) -> Iterator[Office]:
    """The same profile in another process: own connections, own service, same platforms."""
    other = Office(office.folder, office.platforms)
    yield other
    other.db.close()
