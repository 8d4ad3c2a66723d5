"""A connector at work at a small store, and the wishes that go to it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from jumpseller_shop import BASE, LOGIN, TOKEN, Shop
from loopback import Loopback
from small_session import MemoryVault, session_for
from virtual_time import VirtualTime

from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.orders import Order
from desktop.domain.promotions import Promotion, PromotionKind
from desktop.domain.wishes import as_json
from desktop.platforms.jumpseller.connector import JumpsellerConnector
from desktop.platforms.jumpseller.manifest import MANIFEST
from desktop.platforms.kit.contract import Window

T = TypeVar("T")
LONG_AGO, FAR_AHEAD = datetime(2010, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


@dataclass
class Desk:
    shop: Shop
    connector: JumpsellerConnector
    vault: MemoryVault
    time: VirtualTime

    async def orders(self, start: datetime = LONG_AGO, end: datetime = FAR_AHEAD) -> list[Order]:
        return [one async for page in self.connector.order_pages(Window(start, end)) for one in page]


def at_work(shop: Shop, job: Callable[[Desk], Awaitable[T]]) -> T:
    """Run a job at this store, over HTTP on loopback, with time that does not pass by itself."""

    async def run() -> T:
        async with Loopback(react=shop.react) as server:
            time, vault = VirtualTime(), MemoryVault({"login": LOGIN, "authtoken": TOKEN})
            connector = MANIFEST.make(session_for(server.base_url + BASE, vault, time))
            assert isinstance(connector, JumpsellerConnector)
            try:
                return await job(Desk(shop, connector, vault, time))
            finally:
                await connector.aclose()

    return asyncio.run(run())


def wish(kind: OperationKind, subject: str, **after: Any) -> Operation:
    """A wish on an order, on all its items, or on a variant."""
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    return Operation(f"{kind}-{subject}", "c", "a", "s", kind, subject, subject, {}, after, OperationState.SENDING, at)


def promotion(
    operation: OperationKind, name: str = "Spring", kind: str = "store", remote_id: str = "", **fields: Any
) -> Operation:
    """A wish on a promotion that runs through the spring."""
    starts_at, ends_at = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 12, 21, tzinfo=UTC)
    wanted = Promotion(remote_id, PromotionKind(kind), name, starts_at=starts_at, ends_at=ends_at, fields=fields)
    return wish(operation, "ours-1", promotion=as_json(wanted))
