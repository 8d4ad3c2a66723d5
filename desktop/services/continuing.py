"""What was to be processed while the line was down goes on by itself, up to the labels; then the seller is told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import StoreError
from desktop.domain.identity import Clock
from desktop.domain.operations import OperationState
from desktop.domain.order_views import ActionResult
from desktop.services.changes import ChangeFeed
from desktop.services.orders import OrderService
from desktop.store import settings
from desktop.store.db import Database
from desktop.store.sql import raw

if TYPE_CHECKING:
    from sqlalchemy import Connection

_WAITING = "orders.processing"  # ids of orders whose labels are still to come
_PAUSE = timedelta(seconds=60)  # before a label that could not be had is asked for again
_REST_S = 2.0  # between two looks: the outbox tells of every single operation
_LINE = frozenset({"unreachable", "no_connection"})
_GO_ON = frozenset({OperationState.QUEUED, OperationState.SENDING, OperationState.WORKING, OperationState.UNSURE})

_log = logging.getLogger(__name__)


class Labels(Protocol):
    """Who fetches and proofs labels."""

    async def fetch(self, order_ids: Sequence[int]) -> tuple[ActionResult, ...]: ...


class Continuing:
    """Remembers orders in the local file, so that it also goes on after the program was closed."""

    def __init__(
        self,
        db: Database,
        orders: OrderService,
        labels: Labels,
        changes: ChangeFeed,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._db, self._orders, self._labels, self._changes = db, orders, labels, changes
        self._clock, self._sleep = clock, sleep
        self._news = asyncio.Event()
        self._not_before: datetime | None = None
        self._task: asyncio.Task[None] | None = None
        self._deaf: Callable[[], None] = lambda: None

    def start(self) -> None:
        """Look whenever something moved, from now on."""
        if self._task is None:
            self._deaf = self._changes.subscribe(self._on_changes)
            self._news.set()
            self._task = asyncio.create_task(self._live(), name="continuing")

    async def stop(self) -> None:
        """Look no more; what is remembered stays so."""
        self._deaf()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def take_over(self, results: Sequence[ActionResult]) -> None:
        """Let what waits for the line, or for the platform, go on by itself; what was refused is for the seller."""
        mine = [one.order_id for one in results if one.state in _GO_ON or one.code in _LINE]
        if mine:
            await self._db.write(lambda c: _change(c, add=mine))
            self._news.set()

    async def go_on(self) -> tuple[int, ...]:
        """One look: fetch the labels of orders that came through; answers those whose label is ready now."""
        waiting = await self._db.read(lambda c: _ids(settings.get(c, _WAITING)))
        if not waiting:
            return ()
        known = await self._orders.facts(waiting)
        through = [one for one in known if not one.open]
        final = [one.row.id for one in through if one.awaits_label(self._orders.label_from(one.row))]
        fetched = await self._labels.fetch(final) if final else ()
        later = {one.order_id for one in fetched if one.code in _LINE}
        self._not_before = self._clock() + _PAUSE if later else None
        over = {*waiting} - {one.row.id for one in known if one.open} - later
        await self._db.write(lambda c: _change(c, remove=over))
        ready = tuple(one.order_id for one in fetched if one.ok)
        if ready:
            self._changes.publish(Changes(ChangeKind.PROCESSED, ids=ready))
        return ready

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind in (ChangeKind.OUTBOX, ChangeKind.SYNC):
            self._news.set()

    async def _live(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            if self._not_before is not None and self._clock() < self._not_before:
                continue
            try:
                await self.go_on()
            except StoreError as error:
                _log.warning("what is to go on by itself cannot be read: %s", error.code)
            await self._sleep(_REST_S)


def _ids(value: object) -> tuple[int, ...]:
    return tuple(int(one) for one in value) if isinstance(value, list) else ()


def _change(c: "Connection", add: Collection[int] = (), remove: Collection[int] = ()) -> None:
    """Another window may remember and forget at the same time, so it is one transaction."""
    now = (set(_ids(settings.get(raw(c), _WAITING))) | set(add)) - set(remove)
    settings.put(c, _WAITING, sorted(now) or None)
