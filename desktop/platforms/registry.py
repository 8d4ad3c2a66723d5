"""The platforms there are: an explicit list, so that nothing is found by scanning and nothing fails silently."""

from collections.abc import Mapping

from desktop.platforms.jumia.manifest import MANIFEST as JUMIA
from desktop.platforms.kit.manifest import Manifest

MANIFESTS: tuple[Manifest, ...] = (JUMIA,)
BY_ID: Mapping[str, Manifest] = {manifest.id: manifest for manifest in MANIFESTS}
