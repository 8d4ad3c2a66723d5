"""The first sync equals the platform's truth to the second and the cent, whatever befalls it on the way."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from morning import PASSPHRASE, Hurry, wait_until
from quick_time import eased

from desktop.domain.accounts import AccountState
from desktop.domain.errors import AuthNeeded
from desktop.domain.order_views import OrderDetail, OrderQuery
from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.sandbox.running import RunningSandbox
from desktop.services.build import Services, build_services
from desktop.services.sync.status import SyncResult

ORDERS = 260
# Each must be got over by at most a few runs; nothing may be missing, doubled or wrong afterwards.
TROUBLE: dict[str, dict[str, Any]] = {
    "duplicated orders": {"kind": "duplicated_orders", "count": None},
    "reordered pages": {"kind": "reordered_orders", "count": None},
    "a token that comes back": {"kind": "repeated_next_token", "after": 1},
    "429 storm": {"kind": "rate_limited", "count": 8, "retry_after": 0.05},
    "500 on the list": {"kind": "status", "status": 500, "path": "/orders", "count": 4},
    "html for items": {"kind": "html", "path": "/orders/items", "after": 2},
    "truncated list": {"kind": "truncated", "path": "/orders", "after": 1},
    "empty items": {"kind": "empty", "path": "/orders/items", "after": 1, "count": 2},
    "reset connection": {"kind": "reset", "path": "/orders*", "after": 3, "count": 5},
    "lost answer": {"kind": "lost_answer", "path": "/orders*", "after": 2},
    "access token dies": {"kind": "access_expired", "path": "/orders*", "after": 2},
    "html for shops": {"kind": "html", "path": "/shops"},
}


@pytest.fixture(scope="module")
def running() -> Iterator[RunningSandbox]:
    with RunningSandbox(orders=0) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: RunningSandbox) -> RunningSandbox:
    running.reset(orders=ORDERS)
    running.unlimited()
    return running


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Services]:
    """A profile whose platform allows windows of nine days, so that a few months are many windows."""
    time = Hurry()
    manifests = [
        replace(one, order_sync=replace(one.order_sync, window=timedelta(days=9))) for one in map(eased, MANIFESTS)
    ]
    services = build_services(
        Profile(folder),
        manifests,
        passphrase=lambda: PASSPHRASE,
        clock=time,
        sleep=time.sleep,
        monotonic=time.monotonic,
    )
    try:
        yield services
    finally:
        await services.aclose()


async def connect(services: Services, sandbox: RunningSandbox) -> None:
    await services.shops.connect(sandbox.options.platforms[0], sandbox.fresh_credentials(), base_url=sandbox.base_url)


async def synced(services: Services, runs: int = 4) -> SyncResult:
    """Sync until a run has nothing to complain about."""
    for _ in range(runs):
        (result,) = await services.sync.sync()
        if result.ok:
            return result
    raise AssertionError(result)


async def everything(services: Services) -> dict[str, OrderDetail]:
    details = await services.orders.details(await services.orders.ids(OrderQuery()))
    assert len({one.row.remote_id for one in details}) == len(details), "an order is there twice"
    return {one.row.remote_id: one for one in details}


async def assert_equal(services: Services, sandbox: RunningSandbox) -> None:
    truth, known = sandbox.truth()["orders"], await everything(services)
    assert {one["id"] for one in truth} == set(known)
    for one in truth:
        mine = known[one["id"]]
        assert (mine.row.number, mine.row.country) == (one["number"], one["country"])
        assert (mine.row.total.amount, mine.row.total.currency) == (Decimal(one["total"]), one["currency"])
        assert (mine.row.created_at, mine.row.updated_at) == (_time(one["created_at"]), _time(one["updated_at"]))
        assert {item.remote_id: _item(item) for item in mine.items} == {i["id"]: _true_item(i) for i in one["items"]}
    assert sandbox.violations() == []


def _item(item: Any) -> tuple[object, ...]:
    return item.sku, item.platform_status, item.tracking_number, item.price.amount, item.paid.amount, item.by_platform


def _true_item(item: dict[str, Any]) -> tuple[object, ...]:
    amounts = Decimal(item["price"]), Decimal(item["paid"])
    return item["sku"], item["status"], item["tracking_number"] or "", *amounts, item["by_jumia"]


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
def test_the_first_sync_equals_the_truth_whatever_befalls_it(
    tmp_path: Path, sandbox: RunningSandbox, trouble: dict[str, Any]
) -> None:
    async def story() -> None:
        async with opened(tmp_path) as services:
            await connect(services, sandbox)
            await asyncio.to_thread(lambda: sandbox.arm(**trouble))
            await synced(services)
            sandbox.disarm()
            await assert_equal(services, sandbox)

    asyncio.run(story())


@pytest.mark.parametrize(
    "quirk",
    [{"numbers_as_strings": True}, {"order_number_int": True}, {"spaced_times": True}, {"tracking_null": True}],
    ids=str,
)
def test_the_first_sync_equals_the_truth_in_every_dialect(
    tmp_path: Path, sandbox: RunningSandbox, quirk: dict[str, Any]
) -> None:
    async def story() -> None:
        sandbox.quirks(**quirk)
        async with opened(tmp_path) as services:
            await connect(services, sandbox)
            await synced(services, runs=1)
            await assert_equal(services, sandbox)

    asyncio.run(story())


def test_one_request_is_spent_per_hundred_orders_and_per_25_items(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def story() -> None:
        async with opened(tmp_path) as services:
            await connect(services, sandbox)
            before = len(sandbox.requests())
            result = await synced(services, runs=1)
            paths = [one["path"] for one in sandbox.requests()][before:]
            assert (result.orders, result.changed) == (ORDERS, ORDERS)
            assert paths.count("/orders/items") <= ORDERS / 25 + paths.count("/orders")
            # What did not change is not read again: one request for the news, the rest for orders still under way.
            before = len(sandbox.requests())
            again = await synced(services, runs=1)
            assert again.changed == 0
            assert [one["path"] for one in sandbox.requests()][before:].count("/orders") <= 2

    asyncio.run(story())


def test_what_happens_at_the_platform_later_arrives_even_when_the_order_says_nothing_of_it(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async def story() -> None:
        async with opened(tmp_path) as services:
            await connect(services, sandbox)
            await synced(services, runs=1)
            sandbox.happen("new_order", count=3, country="KE")
            sandbox.quirks(order_status_stale=True)
            assert sandbox.happen("courier_run")["items"] > 0
            await services.sync.sync(full=False)
            statuses = {
                item.remote_id: item.platform_status
                for one in (await everything(services)).values()
                for item in one.items
            }
            truth = {item["id"]: item["status"] for one in sandbox.truth()["orders"] for item in one["items"]}
            assert statuses == truth

    asyncio.run(story())


def test_a_token_used_up_by_somebody_else_asks_for_a_login_and_then_goes_on(
    tmp_path: Path, sandbox: RunningSandbox
) -> None:
    async def story() -> None:
        async with opened(tmp_path) as services:
            await connect(services, sandbox)
            await asyncio.to_thread(lambda: sandbox.arm(kind="refresh_revoked", path="/orders", after=2))
            await asyncio.to_thread(lambda: sandbox.arm(kind="access_expired", path="/orders", after=3))
            (result,) = await services.sync.sync()
            assert (result.ok, result.error) == (False, AuthNeeded)
            assert {view.state for view in await services.shops.list()} == {AccountState.NEEDS_LOGIN}
            asked = len(sandbox.requests())
            await services.sync.sync()
            assert len(sandbox.requests()) == asked, "a dead token was tried again"
            sandbox.disarm()
            await connect(services, sandbox)
            await synced(services, runs=1)
            known = await everything(services)
            assert len(known) == ORDERS

    asyncio.run(story())


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is how a power cut is played here")
def test_an_import_killed_in_the_middle_goes_on_from_its_last_page(tmp_path: Path, sandbox: RunningSandbox) -> None:
    async def connected() -> None:
        async with opened(tmp_path) as services:
            await connect(services, sandbox)

    asyncio.run(connected())
    sandbox.arm(kind="slow", path="/orders/items", after=6, seconds=30, count=None)
    child = subprocess.Popen(
        [sys.executable, __file__, str(tmp_path)], cwd=Path(__file__).parents[2], env=_with_tests()
    )
    wait_until(lambda: sum(one["path"] == "/orders/items" for one in sandbox.requests()) > 6)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    sandbox.disarm()
    read_before = sum(one["path"] == "/orders/items" for one in sandbox.requests())

    async def resumed() -> None:
        async with opened(tmp_path) as services:
            already = len(await everything(services))
            assert 0 < already < ORDERS
            await synced(services, runs=1)
            await assert_equal(services, sandbox)
            read_after = sum(one["path"] == "/orders/items" for one in sandbox.requests())
            assert read_after - read_before < read_before + ORDERS / 25 * 2

    asyncio.run(resumed())


def _with_tests() -> dict[str, str]:
    here = Path(__file__).parent
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(here), str(here.parents[1])])}


async def _sync(folder: Path) -> None:
    async with opened(folder) as services:
        await services.sync.sync()


if __name__ == "__main__":
    asyncio.run(_sync(Path(sys.argv[1])))
