"""A shop floor: a connector at work in its platform's sandbox, where waiting moves the sandbox's clock, not ours."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.error import HTTPError

from desktop.domain.identity import new_id
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import Bucket, ItemStatus, Order, OrderItems, ProviderOption, bucket_of
from desktop.platforms.kit.contract import Sent, Window
from desktop.platforms.kit.inbox import Delivery, Letter
from desktop.platforms.kit.ledger import MemoryLedger
from desktop.platforms.kit.manifest import Manifest
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession
from desktop.sandbox.running import RunningSandbox

T = TypeVar("T")


class Safe:
    """A vault in memory, shared by all connectors of a floor, as the database is by all windows."""

    def __init__(self, credentials: Mapping[str, str]) -> None:
        self.credentials = dict(credentials)
        self._lock = asyncio.Lock()

    async def load(self) -> Mapping[str, str]:
        return dict(self.credentials)

    async def save(self, credentials: Mapping[str, str], expires_at: datetime | None = None) -> None:
        self.credentials = dict(credentials)

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        async with self._lock:
            yield


class MemoryInbox:
    """An inbox that keeps everything while the test lasts."""

    def __init__(self) -> None:
        self.letters: dict[tuple[str, str], Letter] = {}
        self.deliveries: list[Delivery] = []
        self._emptied: dict[str, datetime] = {}
        self._lock = asyncio.Lock()

    async def keep(self, delivery: Delivery) -> None:
        self.deliveries.append(delivery)
        self.letters |= {(one.source, one.id): one for one in delivery.letters}

    async def latest(self, kind: str, keys: Sequence[str]) -> dict[str, Letter]:
        return {one.key: one for one in await self.every(kind) if one.key in keys}

    async def every(self, kind: str) -> tuple[Letter, ...]:
        good = [one for one in self.letters.values() if one.kind == kind and not one.problem]
        return tuple({one.key: one for one in sorted(good, key=lambda one: one.sent_at)}.values())

    async def emptied_at(self, source: str) -> datetime | None:
        return self._emptied.get(source)

    async def emptied(self, source: str, moment: datetime) -> None:
        self._emptied[source] = moment

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[None]:
        async with self._lock:
            yield


class Floor:
    """One account of one platform. The rate rules are the manifest's own; ``sleep`` moves the sandbox's clock."""

    def __init__(self, manifest: Manifest, sandbox: RunningSandbox) -> None:
        self.manifest, self.sandbox = manifest, sandbox
        self.skipped = 0.0
        self.safe = Safe(sandbox.fresh_credentials())
        limiter = RateLimiter(manifest.rates, MemoryLedger(), now=self.ticks, sleep=self.sleep)
        self.inbox = MemoryInbox()
        self.session = AccountSession(
            "account-1", sandbox.base_url, self.safe, limiter, self.wall, self.sleep, inbox=self.inbox
        )
        self.connector: Any = manifest.make(self.session)

    def offer_all(self) -> None:
        """Switch on what a platform offers only when told to, on both sides (reads that its documents do not hold)."""
        for field in self.manifest.credentials:
            if field.choices == ("off", "on"):
                self.safe.credentials[field.key] = "on"
                self.sandbox.quirks(**{field.key: True})

    def has_event(self, event: str) -> bool:
        """Whether such a thing can happen on this platform: some have tokens that expire, some have none."""
        try:
            self.sandbox.happen(event)
        except HTTPError:
            return False
        return True

    def wrong(self, key: str) -> str:
        """A value of the right form for a secret field that was never given out."""
        true = self.safe.credentials[key]
        if not true.lstrip().startswith("{"):
            return "never-given-out-by-anybody-1"
        return true.replace('"client_email": "', '"client_email": "nobody-')

    def ticks(self) -> float:
        return time.monotonic() + self.skipped

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.skipped)

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.to_thread(self.sandbox.advance, seconds)

    async def orders(self, back: timedelta = timedelta(days=55), *, by_update: bool = False) -> dict[str, Order]:
        """Every order of the last while."""
        window = Window(self.wall() - back, self.wall() + timedelta(hours=1), by_update)
        pages = [page async for page in self.connector.order_pages(window)]
        return {order.remote_id: order for page in pages for order in page}

    async def to_pack(self, count: int = 1) -> list[OrderItems]:
        """New orders with everything still to do, just bought."""
        made = await asyncio.to_thread(self.sandbox.happen, "new_order", count=count)
        found = await self.connector.read_items([order["id"] for order in made["orders"]])
        assert all(bucket_of(order.items) is Bucket.TO_PACK for order in found)
        return list(found)

    async def wishes(self, kind: OperationKind, orders: Sequence[OrderItems]) -> list[Operation]:
        """One operation per order on the seller's own items; a pack names the first provider that needs no code."""
        items = [item for order in orders for item in order.items]
        options = await self.connector.provider_options(items) if kind is OperationKind.PACK else {}
        return [self._wish(kind, order, options) for order in orders]

    def _wish(
        self, kind: OperationKind, order: OrderItems, options: Mapping[str, tuple[ProviderOption, ...]]
    ) -> Operation:
        mine = [item for item in order.items if not item.by_platform]
        after: dict[str, object] = {"items": [item.remote_id for item in mine]}
        offered = [option for option in options.get(mine[0].remote_id, ()) if not option.needs_tracking_code]
        if offered:
            after["provider"] = offered[0].id
        number = order.order_remote_id
        return Operation(new_id(), "c", "a", "s", kind, number, number, {}, after, OperationState.SENDING, self.wall())

    async def do(self, kind: OperationKind, orders: Sequence[OrderItems]) -> Sent:
        """Send a step for all of these orders, batch by batch."""
        outcomes: list[Outcome] = []
        items: list[OrderItems] = []
        for batch in self.connector.batches(await self.wishes(kind, orders)):
            sent = await self.connector.send(batch)
            outcomes += sent.outcomes
            items += sent.items
        return Sent(tuple(outcomes), tuple(items))

    async def ready(self, count: int = 1) -> list[OrderItems]:
        """New orders, packed and made ready to ship."""
        packed = await self.do(OperationKind.PACK, await self.to_pack(count))
        return list((await self.do(OperationKind.READY, packed.items)).items)

    def truth(self, order_id: str) -> dict[str, Any]:
        """What the platform holds of one order."""
        found: dict[str, Any] = self.sandbox.truth(order_id)["orders"][0]
        return found


def work(floor: Floor, job: Callable[[Floor], Awaitable[T]]) -> T:
    """Run a job on a floor and close its connector."""

    async def run() -> T:
        try:
            return await job(floor)
        finally:
            await floor.connector.aclose()

    return asyncio.run(run())


def statuses(orders: Sequence[OrderItems]) -> set[ItemStatus]:
    """Every item status there is among these orders."""
    return {item.status for order in orders for item in order.items}
