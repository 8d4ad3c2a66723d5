"""After the import: changes come in, open orders are looked at again, clocks may jump."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.domain.errors import BrokenAnswer
from tests.unit.services.small_platform import NOW, SmallPlatform
from tests.unit.services.sync.office import open_office


def test_a_new_and_a_changed_order_arrive(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(30, days=100)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            office.clock.pass_by(minutes=5)
            old = platform.orders["order-3"].created_at
            platform.put(3, created=old, updated=office.clock(), status="returned")
            platform.put(77, created=office.clock())
            platform.items_read.clear()
            (result,) = await office.sync.sync()
            assert result.changed == 2
            assert platform.items_read.count("order-3") == 1
            statuses = await office.statuses()
            assert (statuses["order-3"], statuses["order-77"]) == ("failed", "to_pack")

    asyncio.run(run())


def test_an_open_order_whose_own_time_of_change_stays_behind_is_seen_to_move(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.put(1, created=NOW - timedelta(days=30), status="shipped")

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            platform.put(1, created=NOW - timedelta(days=30), status="delivered")
            office.clock.pass_by(minutes=2)
            await office.sync.sync()
            assert (await office.statuses())["order-1"] == "delivered"

    asyncio.run(run())


def test_after_weeks_off_the_news_are_cut_into_windows(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(5, days=3)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            office.clock.pass_by(days=150)
            for number in range(100, 130):
                platform.put(number, created=NOW + timedelta(days=5 * (number - 100)))
            platform.windows.clear()
            (result,) = await office.sync.sync()
            assert result.ok
            assert len(await office.numbers()) == 35
            assert 3 <= len(platform.windows) <= 4

    asyncio.run(run())


@pytest.mark.parametrize("jump", [timedelta(days=365), timedelta(days=-3), timedelta(days=20)])
def test_a_clock_that_was_wrong_for_a_while_costs_no_order(tmp_path: Path, jump: timedelta) -> None:
    platform = SmallPlatform()
    platform.fill(20, days=20)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            office.clock.now += jump
            for hours in range(0, 72, 8):
                platform.put(500 + hours, created=NOW + timedelta(hours=hours), status="delivered")
                await office.sync.sync()
                office.clock.pass_by(hours=8)
            office.clock.now = NOW + timedelta(days=3, hours=8)  # the seller puts the clock right
            (result,) = await office.sync.sync()
            assert result.ok
            assert len(await office.numbers()) == 29

    asyncio.run(run())


def test_a_change_behind_an_unreadable_answer_is_asked_for_again(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(20, days=200)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            await office.connect()
            await office.sync.sync()
            office.clock.pass_by(minutes=5)
            platform.put(3, created=platform.orders["order-3"].created_at, updated=office.clock(), status="returned")

            def garble(name: str) -> None:
                if name == "items":
                    raise BrokenAnswer("html")

            platform.before = garble
            (result,) = await office.sync.sync()
            assert result.code == "html"
            platform.before = lambda _name: None
            office.clock.pass_by(days=3)
            await office.sync.sync()
            assert (await office.statuses())["order-3"] == "failed"

    asyncio.run(run())
