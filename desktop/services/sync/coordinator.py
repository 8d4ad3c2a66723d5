"""The coordinator lets every account sync in its turn, beside the others, and tells the seller how each one stands."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop.domain.accounts import Account, AccountState
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import AuthNeeded, StoreError
from desktop.domain.identity import Clock
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.sync.account import AccountRun
from desktop.services.sync.catalog_walk import CatalogWalk
from desktop.services.sync.health import pause_after, state_after
from desktop.services.sync.schedule import TICK, Schedule
from desktop.services.sync.shelf import OrderShelf
from desktop.services.sync.status import (
    Progress,
    SyncResult,
    SyncStage,
    SyncStatus,
    SyncStopped,
    code_of,
    params_of,
)
from desktop.store import accounts
from desktop.store.db import Database
from desktop.store.sql import raw

if TYPE_CHECKING:
    from sqlalchemy import Connection

_log = logging.getLogger(__name__)

Turn = Callable[[str], AbstractAsyncContextManager[object]]
AfterSync = Callable[[str], Awaitable[None]]

_WAITING = SyncStatus("", progress=Progress(SyncStage.WAITING))  # a run that has not said anything yet
_RESTING = frozenset({AccountState.PAUSED, AccountState.NEEDS_LOGIN})


class SyncService:
    """Runs on the event loop's thread. At most one run per account; who asks while it runs waits for the same run.

    ``turn`` gives the lock of one account's sync, held across processes. ``after`` is awaited after each good run.
    """

    def __init__(
        self,
        db: Database,
        connections: Connections,
        changes: ChangeFeed,
        turn: Turn,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
        after: AfterSync | None = None,
    ) -> None:
        self._db, self._connections, self._changes, self._turn = db, connections, changes, turn
        self._clock, self._sleep, self._after = clock, sleep, after
        self._schedule = Schedule()
        self._status: dict[str, SyncStatus] = {}
        self._runs: dict[str, tuple[AccountRun, asyncio.Task[SyncResult]]] = {}
        self._afterwards: set[asyncio.Future[None]] = set()
        self._loop: asyncio.Task[None] | None = None

    async def sync(self, account_ids: Collection[str] | None = None, full: bool = False) -> tuple[SyncResult, ...]:
        """Read everything due now, of these accounts or of all that are not paused; answers when it is done.

        An account that needs a login is not tried: it answers with its own code at once. Never raises for an account.
        """
        known = {one.id: one for one in await self._db.read(accounts.accounts)}
        wanted = [known[id_] for id_ in account_ids or known if id_ in known]
        if account_ids is None:
            wanted = [one for one in wanted if one.state is not AccountState.PAUSED]
        return tuple(await asyncio.gather(*(self._one(account, full=full) for account in wanted)))

    def start(self) -> None:
        """Look for news by itself from now on, each account at its platform's interval."""
        if self._loop is None:
            self._loop = asyncio.create_task(self._keep_going(), name="sync")

    async def stop(self) -> None:
        """End the routine and every run: each at its next page, or after a moment where it is."""
        if self._loop is not None:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None
        tasks: list[asyncio.Future[Any]] = [task for _run, task in self._runs.values()]
        for afterwards in self._afterwards:
            afterwards.cancel()
        await asyncio.gather(*self._afterwards, return_exceptions=True)
        for account_id in tuple(self._runs):
            self.cancel(account_id)
        if tasks:
            _done, late = await asyncio.wait(tasks, timeout=2)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def status(self) -> tuple[SyncStatus, ...]:
        """Every account that was synced since the program started."""
        return tuple(replace(s, next_at=self._schedule.next_at(id_)) for id_, s in self._status.items())

    def cancel(self, account_id: str) -> None:
        """Stop this account's present run at its next page; it is not an error."""
        if account_id in self._runs:
            run, task = self._runs[account_id]
            run.stop.set()
            if self._status.get(account_id, _WAITING).progress.stage is SyncStage.WAITING:
                task.cancel()  # it waits for another process and would not see the flag

    async def _keep_going(self) -> None:
        while True:
            try:
                await self._tick()
            except Exception:  # a full disk or a bug now must not end syncing for the rest of the day
                _log.exception("the sync schedule failed; it goes on")
            await self._sleep(TICK.total_seconds())

    async def _tick(self) -> None:
        able = [a for a in await self._db.read(accounts.accounts) if a.state not in _RESTING and a.id not in self._runs]
        due = self._schedule.due(self._clock(), [account.id for account in able])
        for account in able:
            if account.id in due:
                self._start_run(account, full=False, asked=False)

    async def _one(self, account: Account, *, full: bool) -> SyncResult:
        if account.state in _RESTING:
            code = account.code or account.state.value
            error = AuthNeeded if account.state is AccountState.NEEDS_LOGIN else None
            return SyncResult(account.id, False, code=code, params=account.params, error=error)
        _run, task = self._runs.get(account.id) or self._start_run(account, full=full, asked=True)
        with contextlib.suppress(asyncio.CancelledError):
            return await asyncio.shield(task)
        if not task.cancelled():  # we were cancelled, not the run
            raise asyncio.CancelledError
        return SyncResult.of(account.id, 0, 0, error=SyncStopped("stopped"))

    def _start_run(self, account: Account, *, full: bool, asked: bool) -> tuple[AccountRun, asyncio.Task[SyncResult]]:
        def changed(ids: tuple[int, ...]) -> None:
            self._changes.publish(Changes(ChangeKind.ORDERS, account.id, ids))

        def report(progress: Progress) -> None:
            self._set(account.id, running=True, progress=progress)

        shelf = OrderShelf(self._db, account.id, changed)
        stop = asyncio.Event()
        catalog = CatalogWalk(self._db, self._changes, account.id, clock=self._clock, stop=stop, report=report)
        run = AccountRun(
            account.id,
            self._connections,
            shelf,
            self._turn(account.id),
            catalog,
            clock=self._clock,
            stop=stop,
            report=report,
        )
        task = asyncio.create_task(self._finish(account, run, full=full, asked=asked), name=f"sync {account.id}")
        self._runs[account.id] = (run, task)
        return run, task

    async def _finish(self, account: Account, run: AccountRun, *, full: bool, asked: bool) -> SyncResult:
        try:
            result = await run.run(full=full, asked=asked)
            await self._record(account, run.problem)
        finally:
            del self._runs[account.id]
            self._set(account.id, running=False)
        if result.ok and not result.elsewhere and self._after is not None and self._loop is not None:
            self._keep(self._after(account.id))
        return result

    async def _record(self, account: Account, problem: Exception | None) -> None:
        """Plan the next run, keep the account's state, and log once when it fails and once when it recovers."""
        now = self._clock()
        if problem is None or isinstance(problem, SyncStopped):
            self._schedule.succeeded(account.id, now, self._connections.manifest(account.id).order_sync.interval)
        else:
            self._schedule.failed(account.id, now, pause_after(problem))
        code, params = code_of(problem), params_of(problem)
        self._log_turn(account.id, code)
        state = state_after(problem)
        self._set(account.id, code=code, params=params)
        if state is not None and (state, code) != (account.state, account.code):
            await self._keep_state(account.id, state, code, params)

    async def _keep_state(self, account_id: str, state: AccountState, code: str, params: Mapping[str, str]) -> None:
        def write(c: "Connection") -> None:
            account = accounts.account(raw(c), account_id)
            if account is not None and account.state is not AccountState.PAUSED:  # the seller's word came later
                accounts.update_account_state(c, account_id, state, code, params)

        try:
            await self._db.write(write)
        except StoreError as error:  # the run itself has told what it has to tell; the state is written by the next one
            _log.warning("the state of account %s could not be kept: %s", account_id, error.code)
        self._changes.publish(Changes(ChangeKind.ACCOUNTS, account_id))

    def _log_turn(self, account_id: str, code: str) -> None:
        before = self._status.get(account_id, SyncStatus(account_id)).code
        if code and code != before:
            _log.warning("sync of account %s: %s", account_id, code)
        elif before and not code:
            _log.info("sync of account %s works again after %s", account_id, before)

    def _set(self, account_id: str, **changes: Any) -> None:
        status = self._status.get(account_id, SyncStatus(account_id))
        self._status[account_id] = replace(status, **changes)
        self._changes.publish(Changes(ChangeKind.SYNC, account_id))

    def _keep(self, afterwards: Awaitable[None]) -> None:
        """Run it beside the next syncs; the set keeps the task alive and ``stop`` ends it."""
        task = asyncio.ensure_future(afterwards)
        self._afterwards.add(task)
        task.add_done_callback(self._let_go)

    def _let_go(self, task: "asyncio.Future[None]") -> None:
        self._afterwards.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("what follows a sync failed", exc_info=error)
