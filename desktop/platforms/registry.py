"""The platforms there are: an explicit list, so that nothing is found by scanning and nothing fails silently."""

from collections.abc import Mapping
from importlib import import_module

from desktop.platforms.jumia.manifest import MANIFEST as JUMIA
from desktop.platforms.jumpseller.manifest import MANIFEST as JUMPSELLER
from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.lazada.manifest import MANIFEST as LAZADA
from desktop.platforms.sirclo.manifest import MANIFEST as SIRCLO
from desktop.platforms.uappi.manifest import MANIFEST as UAPPI

MANIFESTS: tuple[Manifest, ...] = (JUMIA, LAZADA, JUMPSELLER, UAPPI, SIRCLO)
BY_ID: Mapping[str, Manifest] = {manifest.id: manifest for manifest in MANIFESTS}


def preload() -> None:
    """Load what every connector stands on, some 200 ms of imports: for a thread, once the window is painted."""
    from desktop.platforms.kit.wire import preload

    for manifest in MANIFESTS:
        import_module(f"desktop.platforms.{manifest.id}.connector")
    preload()
