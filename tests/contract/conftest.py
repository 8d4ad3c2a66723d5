"""Every platform of the registry at its sandbox: fresh for each test, and without a single violation at its end.

A test runs for every platform; for those its ``platforms`` mark names, where it is about their own oddities; or for
those that can do what its ``needs`` mark names.
"""

from collections.abc import Iterator

import pytest
from shop_floor import Floor
from wishing import WRITES

from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.registry import BY_ID
from desktop.sandbox.running import RunningSandbox

EVERY = "test_every_write"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One run for each platform meant, or for each write of each where a test wants a ``kind``."""
    if "kind" in metafunc.fixturenames and "platform" in metafunc.fixturenames and metafunc.module.__name__ == EVERY:
        ids = [f"{platform}-{kind.value}" for platform, kind in WRITES]
        metafunc.parametrize(("platform", "kind"), WRITES, indirect=["platform"], ids=ids, scope="session")
    elif "platform" in metafunc.fixturenames:
        metafunc.parametrize("platform", _meant(metafunc.definition), indirect=True, scope="session")


def _meant(test: pytest.Item) -> tuple[str, ...]:
    named, needed = test.get_closest_marker("platforms"), test.get_closest_marker("needs")
    wanted = set(needed.args) if needed else set()
    return named.args if named else tuple(id_ for id_, manifest in BY_ID.items() if wanted <= manifest.can)


@pytest.fixture(scope="session")
def platform(request: pytest.FixtureRequest) -> Iterator[tuple[Manifest, RunningSandbox]]:
    """A platform and its sandbox, for all tests of this folder."""
    with RunningSandbox(request.param, orders=150) as sandbox:
        yield BY_ID[request.param], sandbox


@pytest.fixture
def floor(platform: tuple[Manifest, RunningSandbox]) -> Iterator[Floor]:
    """A fresh world with its documented rate limits; whatever a test does, the platform must have no complaint."""
    manifest, sandbox = platform
    sandbox.reset()
    yield Floor(manifest, sandbox)
    assert sandbox.violations() == []
