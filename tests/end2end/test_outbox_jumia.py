"""The outbox against a strict platform that fails: nothing lost, nothing doubled, and the screen says the truth."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from morning import assert_true, connect, day, opened, providers_of, rows, wait_until

from desktop.domain.operations import OperationState
from desktop.domain.orders import Bucket
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services

PACK, READY, CANCEL = "/v2/orders/pack", "/orders/ready-to-ship", "/orders/cancel"
# Every way a request can end badly: before the work, after it, and where nobody can tell.
FAULTS: dict[str, dict[str, object]] = {
    "lost answer after the work": {"kind": "lost_answer"},
    "500 before the work": {"kind": "status", "status": 500},
    "502 page after the work": {"kind": "html", "status": 502},
    "html with status 200": {"kind": "html"},
    "truncated answer": {"kind": "truncated"},
    "empty answer": {"kind": "empty"},
    "connection reset": {"kind": "reset"},
    "429 storm": {"kind": "rate_limited", "count": 3, "retry_after": 0.05},
    "access token died": {"kind": "unauthorized"},
}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with RunningSandbox(orders=0) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    running.reset()
    running.unlimited()
    running.happen("new_order", count=6, country="NG")
    return running


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS.keys())
def test_orders_reach_their_labels_whatever_befalls_the_requests(
    tmp_path: Path, sandbox: RunningSandbox, fault: dict[str, object]
) -> None:
    async def story(services: Services) -> None:
        await connect(services, sandbox)
        ids = [row.id for row in await rows(services, Bucket.TO_PACK)]
        assert len(ids) == 6
        provider = await providers_of(services, ids)
        for path in (PACK, READY):
            await asyncio.to_thread(lambda path=path: sandbox.arm(path=path, **fault))  # type: ignore[misc]
        results = await services.fulfilment.process(ids, provider=provider)
        assert {one.state for one in results} == {"label_ready"}, results
        assert await services.outbox.list() == ()
        await assert_true(services, sandbox, ids)
        assert {row.bucket for row in await services.orders.rows(ids)} == {Bucket.LABEL_READY}

    day(tmp_path, story)


@pytest.mark.parametrize("fault", ["lost answer after the work", "500 before the work", "truncated answer"])
def test_a_cancel_happens_once_whatever_befalls_its_request(
    tmp_path: Path, sandbox: RunningSandbox, fault: str
) -> None:
    async def story(services: Services) -> None:
        await connect(services, sandbox)
        ids = [row.id for row in await rows(services, Bucket.TO_PACK)][:3]
        await asyncio.to_thread(lambda: sandbox.arm(path=CANCEL, **FAULTS[fault]))
        await services.orders.cancel(ids)
        assert await services.outbox.run_until_idle() == ()
        await assert_true(services, sandbox, ids)
        assert {row.bucket for row in await services.orders.rows(ids)} == {Bucket.CANCELLED}

    day(tmp_path, story)


def test_the_line_is_down_and_comes_back(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story(services: Services) -> None:
        await connect(services, sandbox)
        ids = [row.id for row in await rows(services, Bucket.TO_PACK)]
        provider = await providers_of(services, ids)
        await asyncio.to_thread(sandbox.arm, "reset", "*", count=None)
        results = await services.fulfilment.process(ids, provider=provider)
        assert {one.state for one in results} == {"queued"}, results
        assert len(await services.outbox.list()) == 2 * len(ids), "nothing is lost"
        await asyncio.to_thread(sandbox.disarm)
        services.start()
        await services.sync.sync()
        async with asyncio.timeout(20):  # a sync that works tells the outbox that the line is back
            while await services.outbox.list():
                pass
        await assert_true(services, sandbox, ids)

    day(tmp_path, story)


def test_a_token_rotated_away_parks_the_work_until_the_new_login(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story(services: Services) -> None:
        await connect(services, sandbox)
        ids = [row.id for row in await rows(services, Bucket.TO_PACK)]
        provider = await providers_of(services, ids)
        await asyncio.to_thread(sandbox.happen, "refresh_revoked")
        await asyncio.to_thread(sandbox.happen, "access_expired")
        queued = await services.orders.pack(ids, provider=provider)
        parked = await services.outbox.wait_for(queued.change_set_id)
        assert {one.state for one in parked} == {OperationState.NEEDS_LOGIN}
        await asyncio.to_thread(sandbox.happen, "token_generated")
        await connect(services, sandbox)
        assert await services.outbox.run_until_idle() == ()
        for detail in await services.orders.details(ids):
            assert detail.row.bucket is Bucket.TO_SHIP

    day(tmp_path, story)
    doubles = [one for one in sandbox.violations() if one["kind"] == "double" and one.get("path") != "/token"]
    assert doubles == []


def test_what_somebody_did_elsewhere_is_neither_repeated_nor_hidden(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story(services: Services) -> None:
        await connect(services, sandbox)
        packed, cancelled, mine = (row for row in (await rows(services, Bucket.TO_PACK))[:3])
        ids = [packed.id, cancelled.id, mine.id]
        provider = await providers_of(services, ids)
        await asyncio.to_thread(sandbox.happen, "packed_elsewhere", order=packed.number)
        await asyncio.to_thread(sandbox.happen, "buyer_cancels", order=cancelled.number)
        results = {one.number: one for one in await services.fulfilment.process(ids, provider=provider)}
        assert results[packed.number].state == "label_ready"
        assert results[mine.number].state == "label_ready"
        assert results[cancelled.number].state == "refused"
        await assert_true(services, sandbox, [packed.id, mine.id])

    day(tmp_path, story)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
@pytest.mark.parametrize("fault", ["timeout_after", "timeout_before"], ids=["after the work", "before the work"])
@pytest.mark.parametrize("path", [PACK, READY], ids=["pack", "ready"])
def test_killed_while_sending_and_started_again(tmp_path: Path, sandbox: RunningSandbox, fault: str, path: str) -> None:
    """kill -9 while the request is on the wire: the next start reads back first."""
    ids: list[int] = []

    async def evening(services: Services) -> None:
        await connect(services, sandbox)
        ids.extend(row.id for row in await rows(services, Bucket.TO_PACK))
        await services.orders.pack(ids, provider=await providers_of(services, ids))
        await services.orders.ready(ids)

    day(tmp_path, evening)
    sandbox.arm(fault, path)
    sender = _start_sender(tmp_path)
    try:
        wait_until(lambda: _struck(sandbox))
    finally:
        os.kill(sender.pid, signal.SIGKILL)
        sender.wait()
    assert _is_sending(tmp_path), "what was on the wire is still known"

    async def next_start(services: Services) -> None:
        assert await services.outbox.run_until_idle() == ()
        await assert_true(services, sandbox, ids)
        assert {row.bucket for row in await services.orders.rows(ids)} == {Bucket.LABEL_READY}

    day(tmp_path, next_start)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_waiting_terminal_takes_over_from_a_window_that_is_killed(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story() -> None:
        async with opened(tmp_path) as services:
            await connect(services, sandbox)
            ids = [row.id for row in await rows(services, Bucket.TO_PACK)]
            await services.orders.pack(ids, provider=await providers_of(services, ids))
            await asyncio.to_thread(sandbox.arm, "timeout_after", PACK)
            window = await asyncio.to_thread(_start_sender, tmp_path)
            try:
                await asyncio.to_thread(wait_until, lambda: _struck(sandbox))
                terminal = asyncio.create_task(services.outbox.run_until_idle())
            finally:
                os.kill(window.pid, signal.SIGKILL)
                await asyncio.to_thread(window.wait)
            assert await terminal == ()
            await assert_true(services, sandbox, ids)

    asyncio.run(story())


def _struck(sandbox: RunningSandbox) -> bool:
    """Whether the armed fault has met its request, which then hangs."""
    return any(fault["struck"] for fault in sandbox.control("GET", "/faults")["faults"])


def _is_sending(folder: Path) -> bool:
    with sqlite3.connect(folder / "backshop.db") as connection:
        (count,) = connection.execute("SELECT count(*) FROM operations WHERE state = 'sending'").fetchone()
    connection.close()
    return bool(count)


def _start_sender(folder: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen([sys.executable, Path(__file__).parent / "sender.py", folder], env=environment)
