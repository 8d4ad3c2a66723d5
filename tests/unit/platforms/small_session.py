"""An account session as the services lend it, with a vault in memory and time that does not pass by itself."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime

from virtual_time import VirtualTime

from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession


class MemoryVault:
    """Credentials with a history of saves; ``fails`` makes that many saves raise, as a full disk does."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self.credentials = dict(credentials)
        self.saved: list[dict[str, str]] = []
        self.expires_at: datetime | None = None
        self.fails: list[Exception] = []
        self._lock = asyncio.Lock()

    async def load(self) -> Mapping[str, str]:
        return dict(self.credentials)

    async def save(self, credentials: Mapping[str, str], expires_at: datetime | None = None) -> None:
        await asyncio.sleep(0)
        if self.fails:
            raise self.fails.pop()
        self.credentials, self.expires_at = dict(credentials), expires_at
        self.saved.append(self.credentials)

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        async with self._lock:
            yield


def session_for(base_url: str, vault: MemoryVault | None = None, time: VirtualTime | None = None) -> AccountSession:
    """A session without rate rules, so that tests about other things are not paced."""
    time = time or VirtualTime()
    limiter = RateLimiter((), now=time.now, sleep=time.sleep)
    return AccountSession("account-1", base_url, vault or MemoryVault({}), limiter, time.wall, time.sleep)
