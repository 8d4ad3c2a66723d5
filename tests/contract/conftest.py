"""Every platform of the registry at its sandbox: fresh for each test, and without a single violation at its end."""

from collections.abc import Iterator

import pytest
from shop_floor import Floor

from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox


@pytest.fixture(scope="session", params=MANIFESTS, ids=[manifest.id for manifest in MANIFESTS])
def platform(request: pytest.FixtureRequest) -> Iterator[tuple[Manifest, RunningSandbox]]:
    """A platform and its sandbox, for all tests of this folder."""
    manifest: Manifest = request.param
    with RunningSandbox(manifest.id, orders=150) as sandbox:
        yield manifest, sandbox


@pytest.fixture
def floor(platform: tuple[Manifest, RunningSandbox]) -> Iterator[Floor]:
    """A fresh world with its documented rate limits; whatever a test does, the platform must have no complaint."""
    manifest, sandbox = platform
    sandbox.reset()
    yield Floor(manifest, sandbox)
    assert sandbox.violations() == []
