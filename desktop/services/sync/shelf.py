"""The shelf is where one account's orders are put down: every write of a sync is one transaction with its bookmark."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.accounts import DiscoveredShop, Shop
from desktop.domain.orders import Order, OrderItems
from desktop.services.sync.bookmark import RESOURCE, OrderBookmark
from desktop.services.sync.items import KnownVersion
from desktop.store import accounts, bookmarks, order_ingest, orders
from desktop.store.db import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

SHOPS = "shops"


def put_shops(c: "Connection", account_id: str, shops: Sequence[DiscoveredShop], at: datetime) -> tuple[Shop, ...]:
    """Save an account's shops and when they were read, inside the caller's transaction."""
    bookmarks.save(c, account_id, SHOPS, {"read_at": at.isoformat()})
    return accounts.save_shops(c, account_id, shops, at)


class OrderShelf:
    """Reads and writes what a sync of ``account_id`` needs; ``changed`` is told the ids of orders that really moved."""

    def __init__(self, db: Database, account_id: str, changed: Callable[[tuple[int, ...]], None]) -> None:
        self._db, self._account_id, self._changed = db, account_id, changed

    async def bookmark(self) -> OrderBookmark | None:
        """Where the last run stopped; None before the first."""
        state = await self._db.read(lambda c: bookmarks.load(c, self._account_id, RESOURCE))
        return None if state is None else OrderBookmark.from_state(state)

    async def remember(self, mark: OrderBookmark) -> None:
        """Keep the bookmark alone: a window was complete without another order."""
        await self._db.write(lambda c: self._put(c, mark))

    async def finish(self, mark: OrderBookmark, at: datetime) -> None:
        """A run has read everything due."""

        def write(c: "Connection") -> None:
            self._put(c, replace(mark, finished_at=at))
            accounts.mark_synced(c, self._account_id, at)

        await self._db.write(write)

    async def known(self, remote_ids: Sequence[str]) -> Mapping[str, KnownVersion]:
        """What we hold of these orders."""
        return await self._db.read(lambda c: orders.known_versions(c, self._account_id, remote_ids))

    async def open_orders(self, read_before: datetime) -> tuple[str, ...]:
        """Remote ids of orders that still move, or whose items we never got, last read before this time."""
        return await self._db.read(lambda c: orders.stale_open_orders(c, self._account_id, read_before))

    async def save(self, page: Sequence[Order], at: datetime, mark: OrderBookmark | None) -> int:
        """A page and, if given, its place. Returns how many orders changed."""

        def write(c: "Connection") -> tuple[int, ...]:
            changed = order_ingest.save_orders(c, self._account_id, page, at=at)
            if mark is not None:
                self._put(c, mark)
            return changed

        return self._tell(await self._db.write(write))

    async def save_items(self, items: Sequence[OrderItems], at: datetime) -> int:
        """Items read again. Returns how many orders changed."""
        return self._tell(await self._db.write(lambda c: order_ingest.save_items(c, self._account_id, items, at=at)))

    async def shops_read_at(self) -> datetime | None:
        """When the platform last told us its shops."""
        state = await self._db.read(lambda c: bookmarks.load(c, self._account_id, SHOPS))
        return None if state is None else datetime.fromisoformat(str(state["read_at"]))

    async def save_shops(self, shops: Sequence[DiscoveredShop], at: datetime) -> None:
        """The shops and markets as the platform names them today."""
        await self._db.write(lambda c: put_shops(c, self._account_id, shops, at))

    def _put(self, c: "Connection", mark: OrderBookmark) -> None:
        bookmarks.save(c, self._account_id, RESOURCE, mark.to_state())

    def _tell(self, changed: tuple[int, ...]) -> int:
        if changed:
            self._changed(changed)
        return len(changed)
