"""One profile with real files, wired to the small platform; its clock stands still unless a test moves it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from desktop.domain.changes import Changes
from desktop.domain.profile import Profile
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.shops import ShopService
from desktop.services.sync.coordinator import SyncService
from desktop.store import accounts, bookmarks, orders
from desktop.store.db import Database
from desktop.store.locks import account_lock
from desktop.store.secrets import SecretStore
from tests.unit.services.small_platform import NOW, SmallPlatform

TYPED = {"user": "maria", "token": "0123456789abcdef"}


class Keys:
    """A keyring in memory, the same for every process of a test; what is sealed with its key is really sealed."""

    kept: ClassVar[dict[str, str]] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def put(self, name: str, value: str) -> None:
        self.kept[name] = value


@dataclass
class ManualClock:
    """Time that moves when a test says so."""

    now: datetime = NOW
    busy: Callable[[], bool] = lambda: False

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    async def sleep(self, seconds: float) -> None:
        """Time passes as soon as the work under way is done: work itself takes no time here."""
        await asyncio.sleep(0)
        while self.busy():  # noqa: ASYNC110 - the loop must spin for time to stand still
            await asyncio.sleep(0)
        self.now += timedelta(seconds=seconds)


@dataclass
class Office:
    """The services around one database file, and everything they published."""

    platform: SmallPlatform
    profile: Profile
    db: Database
    clock: ManualClock
    changes: ChangeFeed
    connections: Connections
    sync: SyncService
    shops: ShopService
    news: list[Changes] = field(default_factory=list)

    async def connect(self, typed: Mapping[str, str] = TYPED) -> str:
        """Connect the small platform; the id of its account."""
        return (await self.shops.connect("small", typed)).account.id

    async def numbers(self) -> set[str]:
        """The numbers of all orders that are known here."""
        return {row[0] for row in await self.db.read(lambda c: c.execute("SELECT number FROM orders").fetchall())}

    async def statuses(self) -> dict[str, str]:
        """Remote id and bucket of every order that is known here."""
        account = (await self.db.read(accounts.accounts))[0]
        ids = list(self.platform.orders)
        known = await self.db.read(lambda c: orders.known_versions(c, account.id, ids))
        return {id_: bucket.value for id_, (_updated, bucket, _read) in known.items()}

    async def bookmark(self, account_id: str) -> Mapping[str, object] | None:
        return await self.db.read(lambda c: bookmarks.load(c, account_id, "orders"))


@asynccontextmanager
async def open_office(folder: Path, platform: SmallPlatform, clock: ManualClock | None = None) -> AsyncIterator[Office]:
    """Open (again) the profile in ``folder``."""
    clock, profile, changes = clock or ManualClock(), Profile(folder), ChangeFeed()
    db = Database.open(profile.database, clock=clock)
    secrets = SecretStore(db, keychain=Keys, clock=clock)
    manifests = {"small": platform.manifest()}
    connections = Connections(profile, db, secrets, manifests, clock=clock, sleep=clock.sleep)
    sync = SyncService(
        db, connections, changes, lambda id_: account_lock(profile.folder, id_, "sync"), clock=clock, sleep=clock.sleep
    )
    shops = ShopService(db, connections, changes, clock=clock, leave=sync.cancel)
    office = Office(platform, profile, db, clock, changes, connections, sync, shops)
    clock.busy = lambda: any(status.running for status in sync.status())
    changes.subscribe(office.news.append)
    try:
        yield office
    finally:
        await sync.stop()
        await connections.aclose()
        await db.aclose()
