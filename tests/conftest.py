"""For all tests: their order, generated examples judged by what they find, garbage collected on the test's thread."""

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
_LONG_FILES = ("end2end", "benchmarks", "contract", "ui")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files come first: at the end no worker is left alone with one while the others have nothing to do."""
    place = {folder: number for number, folder in enumerate(_LONG_FILES)}
    items.sort(key=lambda item: min(place.get(part, len(place)) for part in item.path.parts))


def pytest_collection_finish() -> None:
    """The tests themselves live until the end: no collection need look at them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    _since[0] += 1
    gc.collect(2 if _since[0] % _SELDOM == 0 else 0)
