"""A sandbox per test run (or a module's own), reset for every test, and clients that are logged in."""

from collections.abc import Iterator

import pytest
from seller_client import Seller
from sirclo_client import Adapter

from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="session")
def served() -> Iterator[RunningSandbox]:
    """One sandbox for all tests of this folder but those of modules that have a `served` of their own."""
    with RunningSandbox(orders=400) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(served: RunningSandbox) -> RunningSandbox:
    """A fresh world without rate limits."""
    served.reset()
    served.unlimited()
    return served


@pytest.fixture
def seller(sandbox: RunningSandbox) -> Iterator[Seller]:
    """A seller who is logged in."""
    with Seller(sandbox) as seller:
        seller.refresh()
        yield seller


@pytest.fixture
def adapter(served: RunningSandbox) -> Iterator[Adapter]:
    """A client key at work in a fresh world of its module's own sandbox."""
    served.reset()
    with Adapter(served) as adapter:
        yield adapter
