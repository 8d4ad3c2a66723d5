"""One run over one account: take its turn among the processes of this profile, look up its shops, read its orders."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta

from desktop.domain.errors import (
    AuthNeeded,
    BackshopError,
    BrokenAnswer,
    PlatformError,
    StoreError,
    Unreachable,
)
from desktop.domain.identity import Clock
from desktop.platforms.kit.contract import Connector, ReadsCatalog, ReadsOrders, ReadsPromotions
from desktop.services.connections import Connections
from desktop.services.sync.catalog_walk import CatalogWalk
from desktop.services.sync.shelf import OrderShelf
from desktop.services.sync.status import Progress, SyncResult, SyncStage, SyncStopped
from desktop.services.sync.walk import OrderWalk

_log = logging.getLogger(__name__)

SHOPS_ARE_READ_EVERY = timedelta(days=1)
# How fresh an open order's items must be: a run that somebody asked for looks closer than the routine one.
OPEN_READ_ROUTINE = timedelta(minutes=15)
OPEN_READ_ASKED = timedelta(minutes=1)


class AccountRun:
    """Used once. Setting ``stop`` ends it at the next page; what was read until then stays."""

    def __init__(
        self,
        account_id: str,
        connections: Connections,
        shelf: OrderShelf,
        turn: AbstractAsyncContextManager[object],
        catalog: CatalogWalk,
        *,
        clock: Clock,
        stop: asyncio.Event,
        report: Callable[[Progress], None],
    ) -> None:
        self.stop = stop
        self._account_id, self._connections, self._shelf, self._turn = account_id, connections, shelf, turn
        self._clock, self._report = clock, report
        self._walk: OrderWalk | None = None
        self._catalog_read = False
        self._catalog = catalog
        self.problem: Exception | None = None

    async def run(self, *, full: bool = False, asked: bool = False) -> SyncResult:
        """Everything due, once. Never raises: the error that ended or marred the run is kept in ``problem``."""
        try:
            elsewhere = await self._in_turn(full=full, asked=asked)
        except BackshopError as error:
            self.problem = error
        except Exception as bug:  # a bug in one account must not stop the others; logged here, shown on this account
            _log.exception("the sync of account %s failed by a bug", self._account_id)
            self.problem = bug
        else:
            if elsewhere:
                return SyncResult(self._account_id, ok=True, elsewhere=True)
        counts = (self._walk.orders, self._walk.changed) if self._walk else (0, 0)
        return SyncResult.of(self._account_id, *counts, error=self.problem, variants=self._catalog.variants)

    async def _in_turn(self, *, full: bool, asked: bool) -> bool:
        """Wait for the account's turn and use it; whether another process did everything while we waited."""
        before = await self._finished_at()
        self._report(Progress(SyncStage.WAITING))
        async with self._turn:
            if not full and await self._finished_at() != before:
                return True
            connector = await self._connections.connector(self._account_id)
            await self._shops(connector)
            await self._each(connector, full=full, asked=asked)
        return False

    async def _each(self, connector: Connector, *, full: bool, asked: bool) -> None:
        """Orders first. What the platform does not answer for one of them must not keep the others from coming in."""
        for read in (self._orders, self._skus, self._promotions):
            try:
                await read(connector, full=full, asked=asked)
            except (AuthNeeded, SyncStopped, StoreError, Unreachable):
                raise
            except PlatformError as error:
                _log.info("one part of the sync of account %s was not read: %s", self._account_id, error.code)
                self.problem = self.problem or error

    async def _skus(self, connector: Connector, *, full: bool, asked: bool) -> None:
        rule = self._connections.manifest(self._account_id).catalog_sync
        if rule is None or not isinstance(connector, ReadsCatalog):
            return
        self._catalog_read = await self._catalog.is_due(rule.interval, asked=asked, full=full)
        if self._catalog_read:
            await self._catalog.run(connector)

    async def _promotions(self, connector: Connector, *, full: bool, asked: bool) -> None:
        """As often as the catalog."""
        if self._catalog_read and isinstance(connector, ReadsPromotions):
            await self._catalog.promotions(connector)

    async def _finished_at(self) -> datetime | None:
        mark = await self._shelf.bookmark()
        return mark.finished_at if mark else None

    async def _shops(self, connector: Connector) -> None:
        """Look the shops up once a day; an unreadable answer must not keep the orders from coming in."""
        read_at = await self._shelf.shops_read_at()
        if read_at is not None and timedelta(0) <= self._clock() - read_at < SHOPS_ARE_READ_EVERY:
            return
        self._report(Progress(SyncStage.SHOPS))
        try:
            await self._shelf.save_shops(await connector.discover(), self._clock())
        except BrokenAnswer as error:
            self.problem = error

    async def _orders(self, connector: Connector, *, full: bool, asked: bool) -> None:
        if not isinstance(connector, ReadsOrders):
            return
        rule = self._connections.manifest(self._account_id).order_sync
        self._walk = OrderWalk(connector, rule, self._shelf, clock=self._clock, stop=self.stop, report=self._report)
        age = OPEN_READ_ASKED if asked else OPEN_READ_ROUTINE
        await self._walk.run(full=full, open_read_before=self._clock() - age)
        self.problem = self._walk.broken or self.problem
