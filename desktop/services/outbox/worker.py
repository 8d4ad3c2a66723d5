"""The worker of a profile: while it holds the profile's lock, and only then, it sends what is in the outbox."""

import asyncio
import logging

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import StoreError
from desktop.services.outbox.pace import after
from desktop.services.outbox.queue import AccountQueue, Surroundings
from desktop.store import outbox, outbox_moves
from desktop.store.locks import ProcessLock

_log = logging.getLogger(__name__)


class Worker:
    """One per process, one at work per profile. Where another process holds the lock it stands by and takes over."""

    def __init__(self, around: Surroundings, lock: ProcessLock) -> None:
        self._around = around
        self._lock = lock
        self._called = asyncio.Event()
        self._queues: dict[str, AccountQueue] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None
        self._trouble: StoreError | None = None

    @property
    def holds_the_lock(self) -> bool:
        return self._lock.held

    @property
    def trouble(self) -> StoreError | None:
        """Why the local file keeps this worker from working, if it does."""
        return self._trouble or next((queue.trouble for queue in self._queues.values() if queue.trouble), None)

    def start(self) -> None:
        """Stand by for the lock, then work until ``stop``."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._live(), name="outbox worker")

    def call(self) -> None:
        """There is something new: look now instead of at the next tick."""
        self._called.set()

    async def stop(self) -> None:
        """Send nothing new, give a request on the wire a moment to end, and free the lock.

        A request that is cut off stays ``sending`` on disk: the next worker reads it back before anything else.
        """
        task, self._task = self._task, None
        if task is None:
            return
        await _ended(task)
        for queue in self._queues.values():
            queue.stop()
        if self._running:
            await asyncio.wait(self._running.values(), timeout=self._around.pace.stop_s)
        for running in self._running.values():
            await _ended(running)
        self._queues, self._running, self._trouble = {}, {}, None
        self._lock.give_back()

    async def _live(self) -> None:
        while True:
            rest_s = self._around.pace.tick_s
            try:
                if self._lock.held or await self._take_over():
                    await self._tick()
            except StoreError as error:
                self._note(error)
                rest_s = self._around.pace.setback_s[0]
            except Exception:  # one bad tick must not end the outbox; the next one may find things in order
                _log.exception("a tick of the outbox failed")
            await self._until_called(rest_s)

    async def _take_over(self) -> bool:
        """The lock, and with it the certainty that nobody sends: what is marked as being sent was cut off."""
        if not self._lock.take():
            return False
        try:
            cut_off = await self._recover(None)
        except StoreError:
            self._lock.give_back()  # without recovery nothing may be sent
            raise
        if cut_off:
            _log.warning("%d operations were cut off while being sent; they are read back first", cut_off)
            self._around.changes.publish(Changes(ChangeKind.OUTBOX))
        return True

    async def _recover(self, account_id: str | None) -> int:
        now = self._around.clock()
        first_check = after(now, self._around.pace.checks_s[0])
        return await self._around.db.write(lambda c: outbox_moves.recover(c, first_check, now, account_id=account_id))

    async def _tick(self) -> None:
        """Set every account to work that has something due and is not at it already."""
        await self._reap()
        if await self._around.db.read(outbox.logins_differ):
            await self._around.db.write(outbox_moves.follow_logins)
            self._around.changes.publish(Changes(ChangeKind.OUTBOX))
        busy = await self._around.db.read(lambda c: outbox.accounts_with_work(c, self._around.clock()))
        for account_id in busy:
            if account_id not in self._running:
                queue = self._queues.setdefault(account_id, AccountQueue(account_id, self._around))
                self._running[account_id] = asyncio.create_task(queue.drain(), name=f"outbox of {account_id}")
        if not busy:
            self._trouble = None

    async def _reap(self) -> None:
        for account_id, task in tuple(self._running.items()):
            if not task.done():
                continue
            del self._running[account_id]
            error = None if task.cancelled() else task.exception()
            self._trouble = None if error is None else self._trouble
            if isinstance(error, StoreError):
                raise error
            if error is not None:  # a bug: what it was sending is in doubt now, and the account rests a while
                _log.error("the outbox of account %s stumbled", account_id, exc_info=error)
                await self._recover(account_id)
                raise StoreError("internal_error") from error

    def _note(self, error: StoreError) -> None:
        """The log hears of a failing file once, not at every tick."""
        if self._trouble is None:
            _log.error("the outbox cannot use the local file: %s", error)
        self._trouble = error

    async def _until_called(self, rest_s: float) -> None:
        """Rest, or go on as soon as there is something new."""
        rest = asyncio.ensure_future(self._around.sleep(rest_s))
        call = asyncio.ensure_future(self._called.wait())
        try:
            await asyncio.wait({rest, call}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rest.cancel()
            call.cancel()
        self._called.clear()


async def _ended(task: asyncio.Task[None]) -> None:
    """Cancel what still runs and wait for its end; how it ends is of no use to anybody any more, except a bug."""
    task.cancel()
    await asyncio.wait([task])
    error = None if task.cancelled() else task.exception()
    if error is not None:
        _log.error("%s ended badly", task.get_name(), exc_info=error)
