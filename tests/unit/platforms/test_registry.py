"""The registry is explicit, consistent, and costs the first paint nothing."""

import subprocess
import sys

from desktop.platforms.registry import BY_ID, MANIFESTS


def test_every_platform_has_an_id_of_its_own_and_a_complete_form() -> None:
    assert len(BY_ID) == len(MANIFESTS)
    for manifest in MANIFESTS:
        assert manifest.default_base_url.startswith("https://")
        assert manifest.help_steps
        assert all(field.title and field.help for field in manifest.credentials)
        assert len({field.key for field in manifest.credentials}) == len(manifest.credentials)


def test_importing_the_registry_loads_no_http_library() -> None:
    heavy = {"httpx", "msgspec", "orjson", "ssl"}
    code = f"import desktop.platforms.registry, sys; print(sorted({heavy!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
