"""A sandbox per test run, reset for every test, and a seller who is logged in."""

from collections.abc import Iterator

import pytest
from seller_client import Seller

from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="session")
def served() -> Iterator[RunningSandbox]:
    """One sandbox for all tests of this folder."""
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
    seller = Seller(sandbox)
    seller.refresh()
    yield seller
    seller.http.close()
