"""The generated examples of a test are judged by what they find, and garbage is collected on the test's own thread."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

# On a fresh clone the first text drawn builds a table of all characters: seconds on a small machine that is busy.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# As in the program: a collection on a thread of the database or of a practice shop would put away what a window left.
gc.disable()
_SELDOM = 100
_since = [0]


def pytest_collection_finish() -> None:
    """The tests themselves live until the end: no collection need look at them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    _since[0] += 1
    gc.collect(2 if _since[0] % _SELDOM == 0 else 0)
