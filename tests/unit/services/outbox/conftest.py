"""A profile with one or two accounts on strict platforms, a real database file and a clock that never waits."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from strict_platform import START, CountedDatabase, StrictPlatform, VirtualTime

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.changes import Changes
from desktop.domain.errors import NotPossible
from desktop.domain.operations import Operation
from desktop.domain.orders import Order
from desktop.platforms.kit.manifest import Can, Manifest, OrderSync
from desktop.services.changes import ChangeFeed
from desktop.services.orders import OrderService
from desktop.services.outbox.service import Outbox
from desktop.store import accounts, order_ingest, orders
from desktop.store.db import Database
from desktop.store.locks import worker_lock

CAN = frozenset({Can.READ_ORDERS, Can.PACK, Can.READY, Can.CANCEL, Can.CHOOSE_PROVIDER, Can.SPLIT_PARCELS, Can.LABELS})


def manifest(can: frozenset[Can] = CAN) -> Manifest:
    sync = OrderSync(timedelta(days=60), timedelta(minutes=5), START, timedelta(minutes=2), 25)
    return Manifest("strict", "Strict", "http://127.0.0.1", (), can, (), sync, lambda _: StrictPlatform())


@dataclass
class House:
    """Everything a test touches. ``open`` another on the same folder to be another process."""

    folder: Path
    db: Database
    time: VirtualTime
    platforms: dict[str, StrictPlatform]
    manifests: dict[str, Manifest] = field(default_factory=lambda: {"strict": manifest()})
    told: list[Changes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.changes = ChangeFeed()
        self.changes.subscribe(self.told.append)
        self.outbox = Outbox(
            self.db, self, self.changes, worker_lock(self.folder), clock=self.time, sleep=self.time.sleep
        )
        self.orders = OrderService(self.db, self, self.changes, clock=self.time)

    @property
    def platform(self) -> StrictPlatform:
        return self.platforms["A"]

    async def connector(self, account_id: str) -> StrictPlatform:
        if account_id not in self.platforms:
            raise NotPossible("unknown_account")
        return self.platforms[account_id]

    async def add_account(self, account_id: str) -> None:
        account = Account(account_id, "strict", account_id, "http://127.0.0.1", identity=account_id)
        await self.db.write(lambda c: accounts.add_account(c, account, START))
        await self.db.write(lambda c: accounts.save_shops(c, account_id, [DiscoveredShop("shop", "A shop")], START))

    async def add_orders(self, *new: Order, account_id: str = "A") -> list[int]:
        """The platform has these orders, and the shop knows of them; their ids."""
        self.platforms[account_id].orders |= {one.remote_id: one.items for one in new}
        await self.db.write(lambda c: order_ingest.save_orders(c, account_id, new, at=self.time.now))
        found = await self.orders.find([one.remote_id for one in new])
        return [found[one.remote_id][0] for one in new]

    async def operations(self) -> tuple[Operation, ...]:
        return await self.outbox.list(open_only=False)

    async def states(self) -> list[str]:
        return [f"{one.kind} {one.label} {one.state}" for one in await self.operations()]

    async def timeline(self, order_id: int) -> list[str]:
        detail = await self.db.read(lambda c: orders.order_detail(c, order_id))
        assert detail is not None
        return [event.kind for event in sorted(detail.events, key=lambda event: event.at)]


def _open(folder: Path, time: VirtualTime, platforms: dict[str, StrictPlatform]) -> House:
    db = CountedDatabase.open(folder / "backshop.db")
    assert isinstance(db, CountedDatabase)
    db.time = time
    return House(folder, db, time, platforms)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = _open(tmp_path, VirtualTime(), {"A": StrictPlatform(), "B": StrictPlatform()})
    asyncio.run(house.add_account("A"))
    yield house
    house.db.close()
    assert house.platform.violations == []


@pytest.fixture
def other_process(house: House) -> Iterator[House]:
    """The same profile, opened a second time: own connections, own lock object, same platforms."""
    other = _open(house.folder, house.time, house.platforms)
    yield other
    other.db.close()
