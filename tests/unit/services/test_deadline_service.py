"""The deadlines' service on a real file: risks follow orders and rules, changes can be taken back, files travel."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.deadlines import NO_PACK, Fee, FeeKind
from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.services.changes import ChangeFeed
from desktop.services.deadlines import Deadlines
from desktop.services.deadlines.own_rules import Origin
from desktop.store import accounts, order_ingest, order_risks, settings
from desktop.store.db import Database
from desktop.store.order_rows import order_rows

NOW = datetime(2026, 11, 18, 9, tzinfo=UTC)  # a Wednesday
PACK = {
    "form": 1,
    "id": "north",
    "title": "North",
    "rules": [
        {
            "id": "north-ke",
            "title": "Kenya",
            "platform": "north",
            "country": "KE",
            "within": 24,
            "unit": "hours",
            "zone": "Africa/Nairobi",
            "weekend": ["sun"],
            "met": "shipped",
            "fee": {"kind": "fixed", "amount": "500", "currency": "KES"},
            "loses_order": True,
            "sources": {"deadline": "example"},
        }
    ],
}


class Office:
    """The service on one file with one account of one shop."""

    def __init__(self, folder: Path, packs: Path) -> None:
        self.db = Database.open(folder / "backshop.db")
        self.changes = ChangeFeed()
        self.told: list[Changes] = []
        self.changes.subscribe(self.told.append)
        self.deadlines = Deadlines(self.db, self.changes, clock=lambda: NOW, folder=packs)
        self.shop = ""

    async def open(self, platform: str = "north") -> None:
        account = Account("a1", platform, "Shop", "http://127.0.0.1:1", identity="me")
        await self.db.write(lambda c: accounts.add_account(c, account, NOW))
        await self.db.write(lambda c: accounts.save_shops(c, "a1", [DiscoveredShop("s1", "Shop")], NOW))
        self.shop = (await self.db.read(lambda c: accounts.shops(c, "a1")))[0].id

    async def save(self, *orders: Order) -> tuple[int, ...]:
        return await self.db.write(lambda c: order_ingest.save_orders(c, "a1", orders, at=NOW))

    async def risk(self, order_id: int) -> tuple[datetime | None, Money | None]:
        row = (await self.db.read(lambda c: order_rows(c, [order_id])))[0]
        return row.breach_at, row.risk


def order(number: int = 1, status: ItemStatus = ItemStatus.TO_PACK, **more: Any) -> Order:
    item = OrderItem(f"i{number}", "SKU", "Thing", 1, Money(Decimal(900), "KES"), status, status.value)
    values: dict[str, Any] = {
        "remote_id": f"r{number}",
        "number": f"30{number}",
        "platform_status": "open",
        "total": Money(Decimal("4500.00"), "KES"),
        "created_at": NOW - timedelta(hours=22),
        "updated_at": NOW,
        "country": "ke",
        "shop_remote_ids": ("s1",),
        "items": (item,),
    }
    return Order(**{**values, **more})


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    folder = tmp_path / "packs"
    folder.mkdir()
    (folder / "north.json").write_text(json.dumps(PACK))
    (folder / "worth.json").write_text(json.dumps({"worth": {"KES": 0.01}}))
    return folder


@pytest.fixture
def run(tmp_path: Path, packs: Path) -> Iterator[Callable[[Callable[[Office], Awaitable[None]]], None]]:
    """Runs a test's coroutine on an open office."""

    def run_it(test: Callable[[Office], Awaitable[None]]) -> None:
        async def main() -> None:
            office = Office(tmp_path, packs)
            try:
                await office.open()
                await test(office)
            finally:
                await office.deadlines.stop()
                office.db.close()

        asyncio.run(main())

    yield run_it


Run = Callable[[Callable[[Office], Awaitable[None]]], None]


def test_an_open_order_has_a_deadline_and_an_amount_until_it_is_shipped(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order())
        assert await office.deadlines.reckon() == (one,)
        assert await office.risk(one) == (NOW + timedelta(hours=2), Money(Decimal("5000.00"), "KES"))
        stored = await office.db.read(order_risks.stored_risks)
        assert stored[one].rank == pytest.approx(50) and stored[one].rule == "north-ke"
        assert await office.deadlines.reckon() == ()  # nothing is written twice
        await office.save(order(status=ItemStatus.SHIPPED, updated_at=NOW + timedelta(minutes=1)))
        assert await office.deadlines.reckon() == (one,)
        assert await office.risk(one) == (None, None)

    run(test)


def test_what_the_marketplace_says_is_taken(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order(ship_by=NOW + timedelta(days=3, microseconds=1500)))
        await office.deadlines.reckon()
        assert (await office.risk(one))[0] == NOW + timedelta(days=3, milliseconds=1)
        assert await office.deadlines.reckon() == ()

    run(test)


def test_a_changed_rule_counts_at_once_and_can_be_taken_back(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order())
        deadlines = office.deadlines
        rule = (await deadlines.shelf()).book.rule("north-ke")
        assert rule is not None
        fee = Fee(FeeKind.FIXED, Decimal(100), "KES")
        before = await deadlines.put_rule(replace(rule, within=48, fee=fee, loses_order=False))
        assert await office.risk(one) == (NOW + timedelta(hours=26), Money(Decimal(100), "KES"))
        assert (await deadlines.shelf()).origins == {"north-ke": Origin.CHANGED}
        await deadlines.take_back(before)
        assert await office.risk(one) == (NOW + timedelta(hours=2), Money(Decimal("5000.00"), "KES"))
        assert (await deadlines.shelf()).origins == {"north-ke": Origin.SUPPLIED}

    run(test)


def test_a_removed_rule_comes_back_by_undo_or_by_reset(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order())
        deadlines = office.deadlines
        before = await deadlines.remove_rule("north-ke") if await deadlines.shelf() else None
        assert before is not None
        assert await office.risk(one) == (None, None)
        await deadlines.take_back(before)
        assert (await office.risk(one))[0] is not None
        await deadlines.remove_rule("north-ke")
        await deadlines.reset_all()
        assert (await office.risk(one))[0] is not None
        with pytest.raises(NotPossible, match="unknown_rule"):
            await deadlines.remove_rule("nobody")

    run(test)


def test_an_own_rule_lives_beside_the_supplied_and_goes_by_reset(run: Run) -> None:
    async def test(office: Office) -> None:
        deadlines = office.deadlines
        rule = (await deadlines.shelf()).book.rule("north-ke")
        assert rule is not None
        await deadlines.put_rule(replace(rule, id="mine", pack="own", title="Mine", within=1))
        shelf = await deadlines.shelf()
        assert [pack.id for pack in shelf.book.packs] == ["north", "own"]
        assert shelf.origins["mine"] is Origin.OWN
        await deadlines.reset_rule("mine")
        assert [pack.id for pack in (await deadlines.shelf()).book.packs] == ["north"]

    run(test)


def test_a_shop_can_do_without_deadlines(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order(ship_by=NOW + timedelta(hours=1)))
        await office.deadlines.reckon()
        assert (await office.risk(one))[0] is not None
        await office.deadlines.choose_pack(office.shop, NO_PACK)
        assert await office.risk(one) == (None, None)
        await office.deadlines.choose_pack(office.shop, "")
        assert (await office.risk(one))[0] is not None

    run(test)


def test_standing_tells_what_is_late_and_what_is_near(run: Run) -> None:
    async def test(office: Office) -> None:
        ages = (30, 22, 18, 2)  # late by 6 h, due in 2 h, in 6 h, in 22 h
        ids = await office.save(*(order(n, created_at=NOW - timedelta(hours=age)) for n, age in enumerate(ages)))
        await office.deadlines.reckon()
        standing = await office.deadlines.standing()
        assert ([one.order_id for one in standing.breached], [one.order_id for one in standing.soon]) == (
            [ids[0]],
            [ids[1]],
        )
        assert standing.soon[0].amount == Money(Decimal("5000.00"), "KES")
        await office.deadlines.set_warning(8)
        standing = await office.deadlines.standing()
        assert ([one.order_id for one in standing.soon], standing.hours) == ([ids[1], ids[2]], 8)

    run(test)


def test_it_follows_what_others_publish(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order())
        office.deadlines.start()
        await _told(office, (one,))
        (two,) = await office.save(order(2))
        office.changes.publish(Changes(ChangeKind.ORDERS, "a1", (two,)))
        await _told(office, (two,))
        assert (await office.risk(two))[0] is not None

    async def _told(office: Office, ids: tuple[int, ...]) -> None:
        async with asyncio.timeout(10):
            while Changes(ChangeKind.ORDERS, ids=ids) not in office.told:  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0)

    run(test)


def test_it_notices_rules_that_another_window_changed(run: Run) -> None:
    async def test(office: Office) -> None:
        (one,) = await office.save(order())
        office.deadlines.start()
        other = Deadlines(office.db, ChangeFeed(), clock=lambda: NOW, folder=Path("/nowhere"))
        await office.deadlines.reckon()
        await other.choose_pack(office.shop, NO_PACK)
        await office.db.write(lambda c: order_risks.put_risks(c, {one: RISK}))  # what is wrong must be put right
        office.changes.publish(Changes(ChangeKind.SETTINGS))
        async with asyncio.timeout(10):
            while (await office.risk(one))[0] is not None:  # noqa: ASYNC110
                await asyncio.sleep(0)

    run(test)


RISK = order_risks.StoredRisk(NOW, Money(Decimal(1), "KES"), 1.0, "")


def test_a_pack_travels_by_file(run: Run, tmp_path: Path) -> None:
    async def test(office: Office) -> None:
        deadlines, file = office.deadlines, tmp_path / "north-exported.json"
        rule = (await deadlines.shelf()).book.rule("north-ke")
        assert rule is not None
        await deadlines.put_rule(replace(rule, within=36))
        await deadlines.put_rule(replace(rule, id="north-ug", country="UG"))
        packs = (await deadlines.shelf()).book.packs
        await deadlines.export_pack("north", file)
        await deadlines.reset_all()
        before = await deadlines.import_pack(file)
        assert (await deadlines.shelf()).book.packs == packs
        await deadlines.take_back(before)
        only = json.loads(file.read_text())
        only["rules"] = only["rules"][1:]
        file.write_text(json.dumps(only))
        await deadlines.import_pack(file)
        assert [one.id for one in (await deadlines.shelf()).book.packs[0].rules] == ["north-ug"]
        file.write_text(json.dumps({**only, "id": "theirs", "title": "Theirs"}))
        await deadlines.import_pack(file)
        assert [(pack.id, pack.title) for pack in (await deadlines.shelf()).book.packs][-1] == ("theirs", "Theirs")

    run(test)


@pytest.mark.parametrize("content", ["", "[1", "{}", '{"form": 1, "id": "x", "title": "X", "rules": [{}]}', "[" * 9999])
def test_a_broken_file_is_told_and_changes_nothing(run: Run, tmp_path: Path, content: str) -> None:
    async def test(office: Office) -> None:
        file = tmp_path / "broken.json"
        file.write_text(content)
        before = await office.deadlines.shelf()
        with pytest.raises(NotPossible) as broken:
            await office.deadlines.import_pack(file)
        assert (broken.value.code, broken.value.params["file"]) == ("broken_rule_pack", "broken.json")
        assert await office.deadlines.shelf() is before
        with pytest.raises(NotPossible, match="file_not_read"):
            await office.deadlines.import_pack(tmp_path / "missing.json")
        with pytest.raises(NotPossible, match="file_not_written"):
            await office.deadlines.export_pack("north", tmp_path / "missing" / "x.json")
        with pytest.raises(NotPossible, match="unknown_rule"):
            await office.deadlines.export_pack("south", tmp_path / "x.json")

    run(test)


def test_a_broken_supplied_pack_or_own_rule_leaves_the_others(run: Run, packs: Path) -> None:
    (packs / "another.json").write_text('{"form": 1}')

    async def test(office: Office) -> None:
        written = {"mine": {"pack": "own", "id": "mine"}, "odd": 3}
        await office.db.write(lambda c: settings.put(c, "deadlines.rules", written))
        shelf = await office.deadlines.shelf()
        assert [pack.id for pack in shelf.book.packs] == ["north"]
        assert [error.code for error in shelf.broken] == ["broken_rule_pack"] * 2

    run(test)
