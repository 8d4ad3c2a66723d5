"""The session an account lends its connector: address, credentials that can be saved durably, clock and transport."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from desktop.domain.identity import Clock

if TYPE_CHECKING:
    import httpx

    from desktop.platforms.kit.inbox import Inbox
    from desktop.platforms.kit.ratelimit import RateLimiter


class Vault(Protocol):
    """Credentials of one account. ``save`` returns only when they are on disk; ``exclusive`` holds across processes."""

    async def load(self) -> Mapping[str, str]: ...

    async def save(self, credentials: Mapping[str, str], expires_at: datetime | None = None) -> None: ...

    def exclusive(self) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True, slots=True)
class AccountSession:
    """Everything a connector is given. ``base_url`` always comes from the account, never from the platform's code."""

    account_id: str
    base_url: str
    vault: Vault
    limiter: "RateLimiter"
    clock: Clock
    sleep: Callable[[float], Awaitable[None]]
    wire: "httpx.AsyncBaseTransport | None" = None  # tests may hand in another wire; None is the real network
    inbox: "Inbox | None" = None  # None while credentials are only tried: then nothing may be taken from the platform
