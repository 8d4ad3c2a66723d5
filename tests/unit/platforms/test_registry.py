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


AFTER_PRELOAD = """
import asyncio, sys
from desktop.platforms import registry
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession
from desktop.domain.identity import utc_now
import filelock, desktop.domain.errors as errors

class Empty:
    async def load(self):
        token = {"client_id": "c", "refresh_token": "r", "access_token": "a", "renew_at": "2999-01-01T00:00:00Z"}
        token["service_account"] = ""  # a key file would have to be a real one
        fields = [field for manifest in registry.MANIFESTS for field in manifest.credentials]
        keys = {field.key: field.choices[0] if field.choices else "1" for field in fields}
        return {**keys, **token}
    def exclusive(self):
        return asyncio.Lock()

async def asking():
    for manifest in registry.MANIFESTS:
        session = AccountSession("a", "http://127.0.0.1:1", Empty(), RateLimiter(()), utc_now, asyncio.sleep)
        connector = manifest.make(session)
        try:
            await connector.test()
        except errors.Unreachable:
            await connector.aclose()

async def main():
    await asyncio.to_thread(registry.preload)
    before = set(sys.modules)
    await asking()
    print(sorted(set(sys.modules) - before))

asyncio.run(main())
"""


def test_after_preloading_a_first_request_imports_nothing() -> None:
    found = subprocess.run([sys.executable, "-c", AFTER_PRELOAD], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_importing_the_registry_loads_no_http_library() -> None:
    heavy = {"httpx", "msgspec", "orjson", "ssl"}
    code = f"import desktop.platforms.registry, sys; print(sorted({heavy!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
