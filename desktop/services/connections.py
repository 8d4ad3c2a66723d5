"""Connections holds one connector per account: built when first needed, replaced when its login changes."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.accounts import Account
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock
from desktop.domain.profile import Profile
from desktop.platforms.kit.contract import Connector
from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.kit.session import AccountSession, Vault
from desktop.services.changes import ChangeFeed
from desktop.services.inbox import StoredInbox
from desktop.store import accounts
from desktop.store.db import Database
from desktop.store.locks import account_lock
from desktop.store.secrets import SecretsKept, SecretStore

if TYPE_CHECKING:
    import httpx


class AccountVault:
    """The credentials of an account that exists: sealed in the database, exclusive across processes."""

    def __init__(self, profile: Profile, secrets: SecretStore, account_id: str) -> None:
        self._profile, self._secrets, self._account_id = profile, secrets, account_id

    async def load(self) -> Mapping[str, str]:
        """What is on disk now; another process may have saved it a moment ago."""
        return await self._secrets.load(self._account_id)

    async def save(self, credentials: Mapping[str, str], expires_at: datetime | None = None) -> None:
        """Return only when it is on disk. Cancelling the caller does not undo it: a rotated token must not be lost."""
        await asyncio.shield(self._secrets.save(self._account_id, dict(credentials), expires_at))

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Nobody else, in any process of this profile, touches this account's tokens meanwhile."""
        return account_lock(self._profile.folder, self._account_id)


@dataclass
class TrialVault:
    """Credentials that were typed a moment ago and have no account yet: in memory, until the login proved right."""

    credentials: Mapping[str, str]
    expires_at: datetime | None = None
    rotated: bool = False  # the typed token is used up: only ``credentials`` work now
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def load(self) -> Mapping[str, str]:
        """The latest credentials."""
        return self.credentials

    async def save(self, credentials: Mapping[str, str], expires_at: datetime | None = None) -> None:
        """Remember what replaced the typed credentials."""
        self.credentials, self.rotated = dict(credentials), True
        self.expires_at = expires_at or self.expires_at

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        """Nobody but this program knows these credentials."""
        async with self._lock:
            yield


class Connections:
    """Lends connectors. ``manifests`` maps a platform's id to its manifest; tests may hand in time and ``wire``."""

    def __init__(
        self,
        profile: Profile,
        db: Database,
        secrets: SecretStore,
        manifests: Mapping[str, Manifest],
        changes: ChangeFeed | None = None,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
        monotonic: Callable[[], float] = time.monotonic,
        wire: "httpx.AsyncBaseTransport | None" = None,
    ) -> None:
        self.manifests = manifests
        self._profile, self._db, self._secrets = profile, db, secrets
        self._changes = changes or ChangeFeed()
        self._clock, self._sleep, self._monotonic, self._wire = clock, sleep, monotonic, wire
        self._connectors: dict[str, Connector] = {}
        self._retired: list[Connector] = []
        self._platforms: dict[str, str] = {}

    async def connector(self, account_id: str) -> Connector:
        """The connector of this account. Raises ``NotPossible`` (``unknown_account``, ``unknown_platform``)."""
        if account_id not in self._connectors:
            account = _one(await self._db.read(accounts.accounts), account_id)
            if account_id not in self._connectors:  # somebody else may have been faster while we read
                made = self.build(account.platform, account_id, account.base_url, self.vault(account_id))
                self._connectors[account_id] = made
        return self._connectors[account_id]

    async def kept(self) -> SecretsKept:
        """Where credentials are kept, asked before a token is used up. Raises ``StoreError("keyring_locked")``..."""
        return await self._secrets.open()

    def vault(self, account_id: str) -> Vault:
        """Where this account's credentials lie."""
        return AccountVault(self._profile, self._secrets, account_id)

    def build(self, platform: str, account_id: str, base_url: str, vault: Vault, *, trial: bool = False) -> Connector:
        """A connector that the caller closes. A ``trial`` keeps its request rate in memory only."""
        from desktop.platforms.kit.ledger import FileLedger
        from desktop.platforms.kit.ratelimit import RateLimiter

        manifest = self.manifest_of(platform)
        ledger = None if trial else FileLedger(self._profile.rates / f"{account_id}.json")
        limiter = RateLimiter(manifest.rates, ledger, now=self._monotonic, sleep=self._sleep)
        inbox = None if trial else self._inbox(account_id)
        session = AccountSession(account_id, base_url, vault, limiter, self._clock, self._sleep, self._wire, inbox)
        return manifest.make(session)

    def _inbox(self, account_id: str) -> StoredInbox:
        turn = partial(account_lock, self._profile.folder, account_id, "inbox")
        return StoredInbox(self._db, self._changes, account_id, turn, self._clock)

    def manifest(self, account_id: str) -> Manifest:
        """What this account's platform needs and can do. Raises ``NotPossible`` as ``connector`` does."""
        if account_id not in self._platforms:
            self._platforms[account_id] = _one(self._db.read_now(accounts.accounts), account_id).platform
        return self.manifest_of(self._platforms[account_id])

    def manifest_of(self, platform: str) -> Manifest:
        """The manifest of a platform by its id. Raises ``NotPossible("unknown_platform")``."""
        if platform not in self.manifests:
            raise NotPossible("unknown_platform", platform=platform)
        return self.manifests[platform]

    def drop(self, account_id: str) -> None:
        """Lend this account's connector no more: the next use builds one from what is saved then.

        Who still works with the old one finishes in peace; it is closed with all others.
        """
        if account_id in self._connectors:
            self._retired.append(self._connectors.pop(account_id))

    async def aclose(self) -> None:
        """Close every connector."""
        connectors = [*self._retired, *self._connectors.values()]
        self._retired, self._connectors = [], {}
        for connector in connectors:
            await connector.aclose()


def _one(found: tuple[Account, ...], account_id: str) -> Account:
    account = next((one for one in found if one.id == account_id), None)
    if account is None:
        raise NotPossible("unknown_account", account=account_id)
    return account
