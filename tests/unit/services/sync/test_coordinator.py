"""Accounts sync in turn and tell how they stand; a failing one disturbs nobody."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.accounts import AccountState
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import AuthNeeded, BackshopError, BrokenAnswer, TryLater, Unreachable
from desktop.services.sync.status import SyncStage
from desktop.store.locks import account_lock
from tests.unit.services.small_platform import NOW, SmallPlatform
from tests.unit.services.sync.office import Office, open_office


def failing(error: BackshopError) -> Callable[[str], None]:
    def fail(name: str) -> None:
        if name == "orders":
            raise error

    return fail


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (AuthNeeded("token_used_up"), AccountState.NEEDS_LOGIN),
        (Unreachable("line_down"), AccountState.UNREACHABLE),
        (TryLater("rate_limited", after_s=60), AccountState.LIMITED),
        (BrokenAnswer("html"), AccountState.CONNECTED),
    ],
)
def test_an_error_becomes_a_state_with_its_reason(tmp_path: Path, error: BackshopError, state: AccountState) -> None:
    platform = SmallPlatform()

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            account_id = await office.connect()
            platform.before = failing(error)
            (result,) = await office.sync.sync()
            assert (result.ok, result.code, result.error) == (False, error.code, type(error))
            (view,) = await office.shops.list()
            assert (view.state, view.code) == (state, error.code)
            (status,) = office.sync.status()
            assert (status.account_id, status.running, status.code) == (account_id, False, error.code)
            assert status.next_at is not None
            assert status.next_at > office.clock()

    asyncio.run(run())


def test_a_failure_is_logged_once_and_its_end_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    platform = SmallPlatform()

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            platform.before = failing(Unreachable("line_down"))
            for _ in range(4):
                await office.sync.sync()
                office.clock.pass_by(minutes=10)
            platform.before = lambda _name: None
            for _ in range(2):
                (result,) = await office.sync.sync()
                office.clock.pass_by(minutes=10)
            assert result.ok
            assert (await office.shops.list())[0].state is AccountState.CONNECTED

    with caplog.at_level(logging.INFO, "desktop.services.sync"):
        asyncio.run(run())
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_bug_in_one_account_is_logged_and_shown(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    platform = SmallPlatform()

    def bug(name: str) -> None:
        if name == "orders":
            raise KeyError("nothing of ours")

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            platform.before = bug
            (result,) = await office.sync.sync()
            assert (result.ok, result.code) == (False, "bug")

    asyncio.run(run())
    assert any(record.exc_info for record in caplog.records)


def test_an_account_that_needs_a_login_is_not_tried_until_it_has_one(tmp_path: Path) -> None:
    platform = SmallPlatform()

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            platform.token = "fedcba9876543210"
            await office.sync.sync()
            platform.requests.clear()
            (result,) = await office.sync.sync()
            assert (result.error, result.code, platform.requests) == (AuthNeeded, "token_used_up", [])
            await office.connect({"user": "maria", "token": platform.token})
            (result,) = await office.sync.sync()
            assert result.ok

    asyncio.run(run())


def test_who_asks_while_a_sync_runs_waits_for_the_same_one(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(20, days=2)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            platform.requests.clear()
            first, second = await asyncio.gather(office.sync.sync(), office.sync.sync())
            assert first == second
            alone = list(platform.requests)
        platform.requests.clear()
        async with open_office(tmp_path / "other", platform) as office:
            await office.connect()
            platform.requests.clear()
            await office.sync.sync()
            assert sorted(alone) == sorted(platform.requests)

    asyncio.run(run())


def test_what_another_process_just_did_is_not_done_again(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(10, days=2)

    async def run() -> None:
        async with open_office(tmp_path, platform) as window, open_office(tmp_path, platform, window.clock) as terminal:
            await window.connect()
            async with account_lock(tmp_path, await _account(window), "sync"):
                waiting = asyncio.create_task(terminal.sync.sync())
                await _until(lambda: any(s.progress.stage is SyncStage.WAITING for s in terminal.sync.status()))
            (mine,) = await window.sync.sync()
            (theirs,) = await waiting
            assert sorted([mine.elsewhere, theirs.elsewhere]) == [False, True]
            windows = len(platform.windows)
            assert len({(w.start, w.end) for w in platform.windows}) == windows, "a window was walked twice"

    asyncio.run(run())


def test_the_routine_syncs_by_itself_and_after_a_sleep_at_once(tmp_path: Path) -> None:
    platform = SmallPlatform()

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            ended: list[datetime] = []
            office.changes.subscribe(lambda c: ended.append(office.clock()) if _over(office, c) else None)
            office.sync.start()
            await _until(lambda: len(ended) >= 3)
            assert ended[2] - NOW < timedelta(minutes=16)
            office.clock.pass_by(hours=8)
            woke, runs = office.clock(), len(ended)
            await _until(lambda: len(ended) > runs)
            assert ended[runs] - woke < timedelta(minutes=1)

    asyncio.run(run())


def test_pausing_stops_the_routine_and_resuming_starts_it(tmp_path: Path) -> None:
    platform = SmallPlatform()

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            (view,) = await office.shops.list()
            await office.shops.pause(view.id)
            assert (await office.shops.list())[0].state is AccountState.PAUSED
            assert await office.sync.sync() == ()
            await office.shops.resume(view.id)
            (result,) = await office.sync.sync()
            assert result.ok

    asyncio.run(run())


def test_what_follows_a_sync_ends_with_it_and_its_failure_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    platform, started = SmallPlatform(), asyncio.Event()

    async def fail(_account_id: str) -> None:
        raise ValueError("a bug of what follows")

    async def hang(_account_id: str) -> None:
        started.set()
        await asyncio.Event().wait()

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            office.sync._after = fail
            office.sync.start()
            await _until(lambda: "a bug of what follows" in caplog.text)
            office.sync._after = hang
            await asyncio.wait_for(started.wait(), timeout=20)
            await asyncio.wait_for(office.sync.stop(), timeout=20)

    asyncio.run(run())


def _over(office: Office, changes: Changes) -> bool:
    """Each run says once that it is over."""
    return changes.kind is ChangeKind.SYNC and not any(status.running for status in office.sync.status())


async def _account(office: Office) -> str:
    return (await office.shops.list())[0].account_id


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - there is no event for every condition
            await asyncio.sleep(0.001)
