"""What the seller can do to SKUs: set stock, safety stock, prices and status, as one change-set in the outbox."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.domain.accounts import Shop
from desktop.domain.catalog import Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.operations import Operation
from desktop.domain.order_views import ActionResult
from desktop.platforms.kit.manifest import Can
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.orders import Queued
from desktop.services.shop_books import ShopBook, book_of
from desktop.services.variant_wishes import Edit, obstacle, operation_of, told
from desktop.store import accounts, catalog, outbox_moves
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

Along = Callable[["Connection", str], None]
"""Writes something beside a change-set, in its transaction; it is told the change-set's id."""


class CatalogWork:
    """Nothing is sent here: a wish goes to the outbox, and the cached catalog changes only by platform answers."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        changes: ChangeFeed,
        *,
        clock: Clock = utc_now,
        make_id: NewId = new_id,
    ) -> None:
        self._db, self._connections, self._changes = db, connections, changes
        self._clock, self._make_id = clock, make_id

    async def named(
        self, skus: Sequence[str], shop_ids: Sequence[str], market: str = ""
    ) -> dict[str, tuple[StoredVariant, ...]]:
        """The variants with these SKUs in these shops; with a ``market``, those sold there where any is.

        A SKU nobody listed is taken at its word where the platform lists none (``Can.UNLISTED_SKUS``); elsewhere it has
        an empty tuple.
        """
        found = await self._db.read(lambda c: catalog.by_skus(c, skus, shop_ids))
        shops = await self._shops(shop_ids)
        return {sku: _sold_in(found.get(sku, ()), market) or self._unlisted(sku, shops) for sku in skus}

    async def wish(self, edits: Sequence[Edit], title: str, *, along: Along | None = None) -> Queued:
        """Queue what can be sent; ``results`` tell of each that cannot, by the marketplace's own rules.

        ``along`` writes what belongs to the change-set, told its id, in the same transaction.
        """
        books = await self._books(edits)
        good, refused, operations = await asyncio.to_thread(self._judged, edits, books)
        if operations:
            await self._queue(operations, title, along)
        change_set_id = operations[0].change_set_id if operations else ""
        return Queued(change_set_id, tuple(edit.stored.id for edit in good), tuple(refused))

    def _judged(
        self, edits: Sequence[Edit], books: Mapping[str, ShopBook]
    ) -> tuple[list[Edit], list[ActionResult], tuple[Operation, ...]]:
        """What can be sent, what is told of the rest, and the operations it becomes."""
        refused: list[ActionResult] = []
        good: list[Edit] = []
        for edit in edits:
            finding = obstacle(edit, books[edit.stored.shop_id].in_market(edit.market))
            if finding is None:
                good.append(edit)
            else:
                refused.append(told(edit, finding))
        return good, refused, self._operations(good, books)

    def operations_of(self, edits: Sequence[Edit], book: ShopBook) -> tuple[Operation, ...]:
        """What these wishes of one shop would become; nothing is queued."""
        return self._operations(edits, {book.shop.id: book})

    def _operations(self, edits: Sequence[Edit], books: Mapping[str, ShopBook]) -> tuple[Operation, ...]:
        change_set_id, now = self._make_id(), self._clock()
        ids = sorted(self._make_id() for _ in edits)
        return tuple(
            operation_of(edit, books[edit.stored.shop_id].in_market(edit.market), operation_id, change_set_id, now)
            for operation_id, edit in zip(ids, edits, strict=True)
        )

    async def _queue(self, operations: Sequence[Operation], title: str, along: Along | None) -> None:
        change_set_id, now = operations[0].change_set_id, self._clock()

        def write(c: "Connection") -> None:
            outbox_moves.add_change_set(c, change_set_id, title, operations, now)
            if along is not None:
                along(c, change_set_id)

        await self._db.write(write)
        self._changes.publish(Changes(ChangeKind.OUTBOX))
        self._changes.publish(Changes(ChangeKind.CATALOG))

    async def _books(self, edits: Sequence[Edit]) -> dict[str, ShopBook]:
        return {one.id: self._book(one) for one in await self._shops({edit.stored.shop_id for edit in edits})}

    async def _shops(self, shop_ids: Sequence[str] | set[str]) -> tuple[Shop, ...]:
        wanted = set(shop_ids)
        return tuple(one for one in await self._db.read(_all_shops) if not wanted or one.id in wanted)

    def _book(self, shop: Shop) -> ShopBook:
        return book_of(shop, self._connections.manifests)

    def _unlisted(self, sku: str, shops: Sequence[Shop]) -> tuple[StoredVariant, ...]:
        return tuple(
            StoredVariant(
                0, one.account_id, one.id, one.name, one.platform, Variant(sku, sku, "", "", "", one.remote_id)
            )
            for one in shops
            if Can.UNLISTED_SKUS in self._book(one).rules.can
        )


def _sold_in(found: Sequence[StoredVariant], market: str) -> tuple[StoredVariant, ...]:
    there = [one for one in found if any(offer.market == market for offer in one.variant.offers)]
    return tuple(there if market and there else found)


def _all_shops(c: "sqlite3.Connection") -> tuple[Shop, ...]:
    return tuple(shop for account in accounts.accounts(c) for shop in accounts.shops(c, account.id))
