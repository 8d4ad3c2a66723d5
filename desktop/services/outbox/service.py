"""What the seller can do with the outbox: see it, let it work, wait for it, and decide where it cannot."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible, StoreError
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.pushes import UNDO
from desktop.domain.wishes import wished
from desktop.services.changes import ChangeFeed
from desktop.services.outbox import undo
from desktop.services.outbox.pace import Pace, after
from desktop.services.outbox.queue import Connectors, Sleep, Surroundings
from desktop.services.outbox.worker import Worker
from desktop.store import link_moves, outbox, outbox_moves
from desktop.store.db import Database
from desktop.store.locks import ProcessLock
from desktop.store.outbox_moves import Verdict

if TYPE_CHECKING:
    from sqlalchemy import Connection

STUCK_CODES = outbox_moves.STUCK_CODES
_S = OperationState
_DISCARDABLE = frozenset({_S.QUEUED, _S.NEEDS_LOGIN, _S.UNSURE, _S.CONFLICT, _S.REFUSED})
_KEPT: dict[str, tuple[OperationState, str]] = {
    "mine": (_S.QUEUED, ""),
    "theirs": (_S.CANCELLED, "kept_theirs"),
    "happened": (_S.DONE, "confirmed_by_seller"),
}
Keep = Literal["mine", "theirs", "happened"]
_UNSENT = (_S.QUEUED, _S.NEEDS_LOGIN)
ShowOperations = Callable[[tuple[Operation, ...]], None]


@dataclass(frozen=True, slots=True)
class Undone:
    """``change_set_id`` is the change-set that sets the values back; empty where there is nothing to send."""

    change_set_id: str
    results: tuple[ActionResult, ...]


class Outbox:
    """One per process. Of several processes on a profile the holder of ``lock`` sends, the others queue and watch."""

    def __init__(
        self,
        db: Database,
        connections: Connectors,
        changes: ChangeFeed,
        lock: ProcessLock,
        *,
        clock: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        make_id: NewId = new_id,
        pace: Pace | None = None,
    ) -> None:
        self._db, self._changes = db, changes
        self._clock, self._sleep, self._make_id = clock, sleep, make_id
        self._pace = pace or Pace()
        self._started, self._guests = False, 0
        self._worker = Worker(Surroundings(db, connections, changes, clock, sleep, self._pace), lock)

    # --- work ---------------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Send in the background from now on, as soon as no other process of this profile does."""
        self._started = True
        self._worker.start()

    async def stop(self) -> None:
        """Send nothing new; requests on the wire get a moment to end."""
        self._started = False
        await self._worker.stop()

    @property
    def holds_the_lock(self) -> bool:
        """Whether it is this process that sends for the profile."""
        return self._worker.holds_the_lock

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Send while inside; a worker that was started before stays started after."""
        self._guests += 1
        self._worker.start()
        try:
            yield
        finally:
            self._guests -= 1
            if not self._guests and not self._started:
                await self._worker.stop()

    async def poke(self, account_ids: Collection[str] | None = None) -> None:
        """Do not wait for the next try: the seller pressed sync, or the line is back."""
        if not await self.counts():
            return
        now = self._clock()
        await self._db.write(lambda c: outbox_moves.wake(c, now, account_ids=account_ids))
        self._worker.call()

    async def run_until_idle(self) -> tuple[Operation, ...]:
        """Work, or watch the worker of another process, until nothing can move any more; answers what is still open.

        Raises ``StoreError`` when the local file fails.
        """
        async with self.working():
            await self.poke()
            while (await self._look(None))[0]:
                await self._rest()
            return await self.list()

    async def wait_for(
        self, change_set_id: str, *, show: ShowOperations | None = None, stop: asyncio.Event | None = None
    ) -> tuple[Operation, ...]:
        """As ``settle``, for the operations of a change-set."""
        wished = await self.of_change_set(change_set_id)
        return await self.settle([operation.id for operation in wished], show=show, stop=stop)

    async def settle(
        self, ids: Collection[str], *, show: ShowOperations | None = None, stop: asyncio.Event | None = None
    ) -> tuple[Operation, ...]:
        """Work, or watch, until these operations are settled or wait for the line, a login or the seller.

        ``show`` is called with all of them after every look. ``stop``: what is not sent yet is withdrawn, what is on
        the wire is waited for. Raises ``StoreError`` when the local file fails.
        """
        async with self.working():
            await self._db.write(outbox_moves.follow_logins)
            self._worker.call()
            while True:
                if stop is not None and stop.is_set():
                    await self._withdraw(ids, "stopped")
                moving, operations = await self._look(ids)
                if show is not None:
                    show(operations)
                if not moving:
                    return operations
                await self._rest(stop)

    async def _look(self, ids: Collection[str] | None) -> tuple[bool, tuple[Operation, ...]]:
        """Whether something moves (of all, or of these), and these operations, in one snapshot."""
        until = after(self._clock(), self._pace.patience_s)
        return await self._db.read(
            lambda c: (
                outbox.is_moving(c, until, stuck_codes=STUCK_CODES, ids=ids),
                outbox.operations(c, open_only=False, ids=ids or ()),
            )
        )

    async def _rest(self, stop: asyncio.Event | None = None) -> None:
        """Until the next look; a stop is seen at once."""
        if self._worker.trouble is not None:
            raise StoreError(self._worker.trouble.code)
        rest = asyncio.ensure_future(self._sleep(self._pace.watch_s))
        stopped = asyncio.ensure_future(stop.wait()) if stop is not None and not stop.is_set() else rest
        try:
            await asyncio.wait({rest, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rest.cancel()
            stopped.cancel()

    # --- see ----------------------------------------------------------------------------------------------------------
    async def list(self, *, open_only: bool = True, limit: int | None = None) -> tuple[Operation, ...]:
        """Operations, oldest first; a ``limit`` keeps the newest."""
        return await self._db.read(lambda c: outbox.operations(c, open_only=open_only, limit=limit))

    async def named(self, ids: Collection[str]) -> tuple[Operation, ...]:
        """These operations, oldest first. Raises ``NotPossible("unknown_operation")``."""
        found = await self._db.read(lambda c: outbox.operations(c, open_only=False, ids=ids))
        for missing in set(ids) - {operation.id for operation in found}:
            raise NotPossible("unknown_operation", operation=missing)
        return found

    async def of_change_set(self, change_set_id: str) -> tuple[Operation, ...]:
        """All operations of one change-set, oldest first."""
        return await self._db.read(lambda c: outbox.operations(c, open_only=False, change_set_id=change_set_id))

    async def counts(self) -> dict[str, int]:
        """How many operations are open, by account id."""
        return await self._db.read(outbox.open_counts)

    # --- decide -------------------------------------------------------------------------------------------------------
    async def retry(self, ids: Collection[str] | None = None) -> int:
        """Try these again (none named: all that wait); answers how many will be.

        What is refused goes out anew, with the steps that fell with it. What is in doubt is read back again, never
        simply sent again: for that the seller must ``resolve`` it.
        """
        if ids is None:
            doubtful = [one.id for one in await self.list() if one.state is _S.UNSURE and one.next_try_at is None]
            waiting = await self._db.write(lambda c: outbox_moves.wake(c, self._clock()))
            return waiting + (await self.retry(doubtful) if doubtful else 0)
        found = await self.named(ids)
        values = {one.id for one in found if one.state is _S.REFUSED and one.kind in VARIANT_KINDS}
        moved = await self._db.write(lambda c: outbox_moves.revive_values(c, values)) if values else 0
        for operation in found:
            if operation.id not in values:
                moved += await self._retry(operation)
        self._told()
        return moved

    async def _retry(self, operation: Operation) -> bool:
        now = self._clock()
        if operation.state is _S.REFUSED:
            return await self._db.write(lambda c: outbox_moves.revive(c, operation, now))
        if operation.state in (_S.QUEUED, _S.UNSURE, _S.WORKING):
            return await self._move(operation, Verdict(operation.id, operation.state, operation.state, next_try_at=now))
        return False

    async def discard(self, ids: Collection[str]) -> int:
        """Give these wishes up, with the steps that build on them; answers how many. What is being sent stays."""
        found = [operation for operation in await self.named(ids) if operation.state in _DISCARDABLE]
        await self._close(found, _S.CANCELLED, "discarded")
        return len(found)

    async def resolve(self, operation_id: str, keep: Keep) -> None:
        """The seller decides what the platform did not tell: send mine again, give it up, or "it has happened".

        Raises ``NotPossible``: ``unknown_operation``, ``nothing_to_resolve``.
        """
        if not await self.resolve_all([operation_id], keep):
            (operation,) = await self.named([operation_id])
            raise NotPossible("nothing_to_resolve", operation=operation_id, state=operation.state.value)

    async def resolve_all(self, ids: Collection[str], keep: Keep) -> int:
        """The same decision for all of these in one step; answers how many there were to decide.

        Raises ``NotPossible("unknown_operation")``.
        """
        found = [one for one in await self.named(ids) if one.state in (_S.UNSURE, _S.CONFLICT)]
        if keep == "mine":
            disputed = [one for one in found if one.state is _S.CONFLICT]
            await self._db.write(lambda c: outbox_moves.see_theirs(c, disputed))
        if found:
            await self._close(found, *_KEPT[keep])
            self._changes.publish(Changes(ChangeKind.CATALOG))
        return len(found)

    async def keep_some(self, operation_id: str, mine: Collection[str]) -> None:
        """Decide a dispute value by value: the keys in ``mine`` are sent, of the others theirs stays.

        Raises ``NotPossible``: ``unknown_operation``, ``nothing_to_resolve``.
        """
        (operation,) = await self.named([operation_id])
        kept = wished(operation).keys() & set(mine)
        if operation.state is _S.CONFLICT and kept:
            await self._db.write(lambda c: outbox_moves.wish_only(c, operation, kept))
        await self.resolve(operation_id, "mine" if kept else "theirs")

    async def _withdraw(self, ids: Collection[str], code: str) -> None:
        """Take back what of these was not sent yet."""
        await self._close([one for one in await self.named(ids) if one.state in _UNSENT], _S.CANCELLED, code)

    async def undo(self, change_set_id: str) -> tuple[ActionResult, ...]:
        """As ``take_back``; answers what to tell about each operation."""
        return (await self.take_back(change_set_id)).results

    async def take_back(self, change_set_id: str, leave: Collection[str] = ()) -> Undone:
        """Take a change-set back: what waits is withdrawn, what set a value is set back, the rest says why it cannot.

        ``leave``: ids of operations whose value somebody changed since; they stay as they are.
        Raises ``NotPossible("unknown_change_set")``.
        """
        title = await self._db.read(lambda c: outbox.title_of(c, change_set_id))
        if title is None:
            raise NotPossible("unknown_change_set", change_set=change_set_id)
        operations = await self.of_change_set(change_set_id)
        if waiting := [one for one in operations if one.state in (*_UNSENT, _S.CONFLICT)]:
            await self._close(waiting, _S.CANCELLED, "undone")
            operations = await self.of_change_set(change_set_id)  # of some the worker may have been faster
        latest = await self._db.read(lambda c: outbox.latest_of(c, [one.id for one in operations]))
        now = self._clock()
        back, results = await asyncio.to_thread(undo.planned, operations, latest, self._make_id, now, leave)
        if back:
            await self._db.write(
                lambda c: outbox_moves.add_change_set(c, back[0].change_set_id, f"{UNDO}{title}", back, now)
            )
        self._told()
        self._changes.publish(Changes(ChangeKind.CATALOG))
        return Undone(back[0].change_set_id if back else "", results)

    async def _close(self, operations: Collection[Operation], state: OperationState, code: str) -> None:
        """Write the same end for all of these; where the worker or another window was faster, theirs stays."""
        now = self._clock()
        verdicts = [Verdict(operation.id, operation.state, state, code) for operation in operations]

        def write(c: "Connection") -> tuple[int, ...]:
            changed = outbox_moves.record(c, "", verdicts, (), now)
            for one in operations if state is _S.CANCELLED else ():
                link_moves.take_back_count(c, one, now)
            return changed

        changed = await self._db.write(write)
        if changed:
            self._changes.publish(Changes(ChangeKind.ORDERS, ids=changed))
        self._told()

    async def _move(self, operation: Operation, verdict: Verdict) -> bool:
        """Write one verdict; false when the worker, or another window, was faster."""
        now = self._clock()
        orders = await self._db.write(lambda c: outbox_moves.apply(c, verdict, now))
        if orders:
            self._changes.publish(Changes(ChangeKind.ORDERS, operation.account_id, orders))
        return orders is not None

    def _told(self) -> None:
        self._changes.publish(Changes(ChangeKind.OUTBOX))
        self._worker.call()
