"""The first import: all orders, newest first, resumable at every page, nothing lost by a bad answer."""

import asyncio
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.changes import ChangeKind
from desktop.domain.errors import BrokenAnswer, TryLater, Unreachable
from desktop.domain.orders import Order
from desktop.store import orders
from tests.unit.services.small_platform import NOW, SmallConnector, SmallPlatform
from tests.unit.services.sync.office import Office, open_office


async def _everything_is_here(office: Office) -> bool:
    truth = {order.remote_id: order for order in office.platform.orders.values()}
    found = await office.db.read(lambda c: orders.find_orders(c, list(truth), None))
    ids = {remote_id: numbers[0] for remote_id, numbers in found.items()}
    details = {
        remote_id: await office.db.read(lambda c, id_=id_: orders.order_detail(c, id_))
        for remote_id, id_ in ids.items()
    }
    for remote_id, order in truth.items():
        detail = details[remote_id]
        assert detail is not None
        assert detail.items == order.items
        assert (detail.row.number, detail.row.total) == (order.number, order.total)
        assert (detail.row.created_at, detail.row.updated_at) == (order.created_at, order.updated_at)
    return await office.numbers() == {order.number for order in truth.values()}


def test_every_order_of_every_window_arrives(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(137, days=390)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            account_id = await office.connect()
            (result,) = await office.sync.sync()
            assert (result.ok, result.orders, result.changed, result.code) == (True, 137, 137, "")
            assert await _everything_is_here(office)
            heard = [c.ids for c in office.news if c.kind is ChangeKind.ORDERS]
            assert sum(len(ids) for ids in heard) == 137
            assert (await office.bookmark(account_id) or {})["finished_at"] is not None

    asyncio.run(run())
    assert platform.windows[0].end == NOW + timedelta(days=1)
    assert platform.windows[-1].start == NOW - timedelta(days=400)


def test_todays_orders_come_before_last_years(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(60, days=390)
    platform.put(900, created=NOW - timedelta(hours=1))

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            first_page: list[set[str]] = []
            office.changes.subscribe(lambda c: first_page.append(set(map(str, c.ids))) if c.ids else None)
            await office.sync.sync()
            row = (await office.db.read(lambda c: orders.find_orders(c, ["1900"], None)))["1900"]
            assert str(row[0]) in first_page[0]

    asyncio.run(run())


@pytest.mark.parametrize("dies_at", range(1, 28, 3))
def test_an_interrupted_import_goes_on_where_it_stopped(tmp_path: Path, dies_at: int) -> None:
    platform = SmallPlatform()
    platform.fill(80, days=100)
    left = dies_at

    def die(name: str) -> None:
        nonlocal left
        left -= name in {"orders", "items"}
        if left == 0:
            raise Unreachable("line_down")

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            platform.before = die
            (result,) = await office.sync.sync()
            assert (result.ok, result.error) == (False, Unreachable)
            before = len(platform.items_read)
        platform.before = lambda _name: None
        async with open_office(tmp_path, platform) as office:  # as after a kill: nothing is left but the file
            (result,) = await office.sync.sync()
            assert result.ok
            assert await _everything_is_here(office)
            assert len(platform.items_read) - before <= 80 + platform.page_size

    asyncio.run(run())


def test_a_second_run_reads_no_finished_order_again(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(50, days=30)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            platform.items_read.clear()
            office.clock.pass_by(minutes=5)
            (result,) = await office.sync.sync()
            assert (result.ok, result.changed) == (True, 0)
            assert platform.items_read == []

    asyncio.run(run())


def test_full_reads_everything_again_and_writes_only_what_differs(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(50, days=390)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            platform.items_read.clear()
            changed = platform.put(7, created=platform.orders["order-7"].created_at, status="returned")
            office.clock.pass_by(minutes=5)
            (result,) = await office.sync.sync(full=True)
            assert result.ok
            assert set(platform.items_read) == set(platform.orders)
            assert (await office.statuses())[changed.remote_id] == "failed"
            assert result.changed == 1

    asyncio.run(run())


def test_duplicated_and_reordered_pages_do_no_harm(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(90, days=100)
    chance = random.Random(4)

    def mix(pages: list[tuple[Order, ...]]) -> list[tuple[Order, ...]]:
        doubled = [tuple(chance.sample((*page, *page[:3]), len(page) + len(page[:3]))) for page in pages]
        return chance.sample(doubled + doubled[:1], len(doubled) + 1)

    async def run() -> None:
        platform.shuffle = mix
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            (result,) = await office.sync.sync()
            assert result.ok
            assert await _everything_is_here(office)

    asyncio.run(run())


def test_an_import_that_died_among_reordered_pages_still_gets_them_all(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(60, days=2)
    asked = 0

    def die_at_the_third_page(name: str) -> None:
        nonlocal asked
        asked += name == "orders"
        if asked == 3:
            raise TryLater("busy")

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            platform.shuffle, platform.before = lambda pages: [pages[1], pages[0], *pages[2:]], die_at_the_third_page
            (result,) = await office.sync.sync()
            assert result.error is TryLater
            office.clock.pass_by(minutes=1)
            await office.sync.sync()
            assert await _everything_is_here(office)

    asyncio.run(run())


def test_one_unreadable_answer_loses_no_order_and_is_made_good_by_the_next_run(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(40, days=30)
    asked = 0

    def garble_the_second_items_answer(name: str) -> None:
        nonlocal asked
        asked += name == "items"
        if asked == 2:
            raise BrokenAnswer("not_json")

    async def run() -> None:
        platform.before = garble_the_second_items_answer
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            (result,) = await office.sync.sync()
            assert (result.ok, result.code, result.orders) == (False, "not_json", 40)
            assert len(await office.numbers()) == 40
            office.clock.pass_by(minutes=2)
            (result,) = await office.sync.sync()
            assert result.ok
            assert await _everything_is_here(office)

    asyncio.run(run())


def test_stopping_ends_at_a_page_and_keeps_what_came(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(100, days=390)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            account_id = await office.connect()
            office.changes.subscribe(lambda c: office.sync.cancel(account_id) if c.kind is ChangeKind.ORDERS else None)
            (result,) = await office.sync.sync()
            assert (result.ok, result.code) == (False, "stopped")
            assert 0 < len(await office.numbers()) < 100
            assert (await office.shops.list())[0].state.value == "connected"

    asyncio.run(run())


class _Telling(SmallConnector):
    """A platform that tells when its first order was made."""

    async def oldest_order(self) -> datetime | None:
        await self._ask("oldest")
        return min(one.created_at for one in self._platform.orders.values())


def test_years_without_orders_are_not_walked_where_the_platform_tells_its_first(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(20, days=40)
    platform.connect = lambda session: _Telling(platform, session)  # type: ignore[method-assign]

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            assert await _everything_is_here(office)
            walked = len(platform.windows)
            await office.sync.sync()
            assert all(window.by_update for window in platform.windows[walked:])

    asyncio.run(run())
    assert min(window.start for window in platform.windows) >= NOW - timedelta(days=41)
    assert platform.requests.count("oldest") == 1
