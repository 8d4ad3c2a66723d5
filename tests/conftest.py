"""For all tests: their order, generated examples judged by what they find, garbage collected on the test's thread."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from desktop.platforms.registry import BY_ID

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


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """A file stays in one process; of the longest, what is about one platform does."""
    return ByPlatform(config, log) if config.getoption("dist") == "loadfile" else None


class ByPlatform(LoadFileScheduling):  # type: ignore[misc]
    """End-to-end files whose tests' ids begin with a platform go out platform by platform."""

    def _split_scope(self, nodeid: str) -> str:
        file, _, case = nodeid.partition("::")
        platform = case.partition("[")[2].rstrip("]").partition("-")[0]
        return f"{file} {platform}" if platform in BY_ID and "/end2end/" in file else file


def pytest_collection_finish() -> None:
    """The tests themselves live until the end: no collection need look at them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    yield
    _since[0] += 1
    gc.collect(2 if _since[0] % _SELDOM == 0 else 0)
