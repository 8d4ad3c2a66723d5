"""A Lazada connector at the practice shop; waiting moves the shop's clock, not ours."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
from small_session import MemoryVault

from desktop.domain.catalog import Variant
from desktop.domain.identity import new_id
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import Order, OrderItems
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.ledger import MemoryLedger
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.lazada.connector import LazadaConnector
from desktop.platforms.lazada.manifest import MANIFEST
from desktop.sandbox.running import RunningSandbox

T = TypeVar("T")
NONE: frozenset[str] = frozenset()
MOMENT = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Detour(httpx.AsyncBaseTransport):
    """Lands requests to named hosts at practice shops, so that the real hosts' names can be used."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = {host: httpx.URL(base) for host, base in places.items()}
        self._line = httpx.AsyncHTTPTransport()
        self.hosts: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.hosts.append(request.url.host)
        place = self._places[request.url.host]
        url = request.url.copy_with(scheme="http", host=place.host, port=place.port)
        headers = httpx.Headers(request.headers)
        headers["Host"] = f"{place.host}:{place.port}"
        sent = httpx.Request(request.method, url, headers=headers, stream=request.stream)
        sent.extensions = request.extensions
        return await self._line.handle_async_request(sent)

    async def aclose(self) -> None:
        """Every client of a session closes its wire; a closed pool opens again when it is used."""
        await self._line.aclose()


class Counter:
    """``credentials`` change what the form would hold; ``wire`` takes the place of the network."""

    def __init__(
        self,
        sandbox: RunningSandbox,
        credentials: Mapping[str, str] | None = None,
        base_url: str = "",
        wire: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.sandbox, self.skipped = sandbox, 0.0
        limiter = RateLimiter(MANIFEST.rates, MemoryLedger(), now=self.ticks, sleep=self.sleep)
        given = {**sandbox.fresh_credentials(), **(credentials or {})}
        self.vault = MemoryVault({key: value for key, value in given.items() if value})
        self.session = AccountSession(
            "account-1", base_url or sandbox.base_url, self.vault, limiter, self.wall, self.sleep, wire
        )
        self.connector = LazadaConnector(self.session)

    def ticks(self) -> float:
        return time.monotonic() + self.skipped

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.skipped)

    async def sleep(self, seconds: float) -> None:
        self.skipped += seconds
        await asyncio.to_thread(self.sandbox.advance, seconds)

    async def orders(self, *, by_update: bool = False) -> dict[str, Order]:
        window = Window(self.wall() - timedelta(days=400), self.wall() + timedelta(hours=1), by_update)
        return {one.remote_id: one for page in [p async for p in self.connector.order_pages(window)] for one in page}

    async def new_orders(self, count: int = 1) -> list[OrderItems]:
        made = await asyncio.to_thread(self.sandbox.happen, "new_order", count=count)
        return list(await self.connector.read_items([str(one["id"]) for one in made["orders"]]))

    async def variants(self) -> list[Variant]:
        return [one async for page in self.connector.variant_pages() for one in page]

    async def do(self, operations: Sequence[Operation]) -> list[Outcome]:
        found: list[Outcome] = []
        for batch in self.connector.batches(operations):
            found += (await self.connector.send(batch)).outcomes
        return found

    def items(self, order_id: str) -> list[dict[str, Any]]:
        """How the shop sees an order's items."""
        found: list[dict[str, Any]] = self.sandbox.truth(order_id)["orders"][0]["items"]
        return found

    def variant(self, remote_id: str) -> dict[str, Any]:
        """How the shop sees a SKU."""
        return next(one for one in self.sandbox.truth()["variants"] if one["id"] == remote_id)


def at_work(counter: Counter, job: Callable[[Counter], Awaitable[T]], *, complaints: frozenset[str] = NONE) -> T:
    """Run a job and close the connector; the shop must have no complaint but of the kinds expected."""

    async def run() -> T:
        try:
            return await job(counter)
        finally:
            await counter.connector.aclose()

    result = asyncio.run(run())
    told = [one for one in counter.sandbox.violations() if one["kind"] not in complaints]
    assert told == [], told
    return result


def step(kind: OperationKind, order: OrderItems, items: Sequence[str] | None = None, **after: object) -> Operation:
    """A wish on an order."""
    wanted = [one.remote_id for one in order.items] if items is None else list(items)
    number = order.order_remote_id
    return Operation(
        new_id(), "c", "a", "s", kind, number, number, {}, {"items": wanted, **after}, OperationState.SENDING, MOMENT
    )


def value(kind: OperationKind, variant: Variant, **after: object) -> Operation:
    """A wish on a SKU."""
    known = {"sku": variant.sku, "shop": variant.shop_remote_id, "extra": dict(variant.extra)}
    return Operation(
        new_id(),
        "c",
        "a",
        "s",
        kind,
        variant.remote_id,
        variant.sku,
        {},
        {**known, **after},
        OperationState.SENDING,
        MOMENT,
    )
