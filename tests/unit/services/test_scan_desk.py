"""The packing table's service on a real file: what is scanned while others write, and what they change meanwhile."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.changes import Changes
from desktop.domain.errors import StoreError
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.scanning import ScanResult, Session
from desktop.services.changes import ChangeFeed
from desktop.services.scanning import ScanDesk, ScanOptions, options_from
from desktop.store import accounts
from desktop.store.connect import connect
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
Story = Callable[[Database, ScanDesk, list[Changes]], Coroutine[None, None, None]]


def item(sku: str, quantity: int, status: ItemStatus = ItemStatus.READY) -> OrderItem:
    price = Money(Decimal("12.50"), "KES")
    return OrderItem(f"item-{sku}", sku, sku, quantity, price, status, "", tracking_number="JG-1")


def order(number: str, *items: OrderItem, at: datetime = NOW) -> Order:
    total = Money(Decimal("12.50"), "KES")
    return Order(number, number, "", total, NOW, at, shop_remote_ids=("shop",), items=items)


def run(folder: Path, story: Story) -> None:
    """On a profile with one order of two mugs and a cup."""

    async def told() -> None:
        db, feed, heard = Database.open(folder / "backshop.db"), ChangeFeed(), list[Changes]()
        feed.subscribe(heard.append)
        account = Account("a", "strict", "A", "http://127.0.0.1:1", identity="a")
        await db.write(lambda c: accounts.add_account(c, account, NOW))
        await db.write(lambda c: accounts.save_shops(c, "a", [DiscoveredShop("shop", "Shop")], NOW))
        await db.write(lambda c: save_orders(c, "a", [order("1001", item("MUG", 2), item("CUP", 1))], at=NOW))
        try:
            await story(db, ScanDesk(db, feed, clock=lambda: NOW), heard)
        finally:
            await db.aclose()

    asyncio.run(told())


def test_a_wrong_item_waits_for_nobody_and_a_tick_that_cannot_be_saved_is_none(tmp_path: Path) -> None:
    async def story(db: Database, desk: ScanDesk, _heard: list[Changes]) -> None:
        session, _ = await desk.scan(Session(), "1001")
        other = connect(db.path, reader=False)
        other.execute("BEGIN IMMEDIATE")  # somebody writes, and is not going to stop
        _, outcome = await desk.scan(session, "PLATE")
        assert outcome.result is ScanResult.UNKNOWN_CODE
        assert (await desk.scan(session, "2*"))[1].result is ScanResult.COUNT
        other.execute("ROLLBACK")
        other.close()
        session, outcome = await desk.scan(session, "MUG")
        assert (outcome.result, outcome.done) == (ScanResult.TICKED, 1)
        db._write = refuse  # type: ignore[method-assign, assignment]
        with pytest.raises(StoreError, match="disk_full"):
            await desk.scan(session, "MUG")
        again, _ = await desk.open(Session(), session.packing.order_id)  # type: ignore[union-attr]
        assert again.packing is not None and again.packing.done == 1

    run(tmp_path, story)


def refuse(_fn: object) -> None:
    raise StoreError("disk_full")


def test_what_is_complete_is_told_once_and_can_be_taken_back(tmp_path: Path) -> None:
    async def story(_db: Database, desk: ScanDesk, heard: list[Changes]) -> None:
        session, _ = await desk.scan(Session(), "1001")
        session, _ = await desk.scan(session, "2*MUG")
        assert heard == []
        session, outcome = await desk.scan(session, "CUP")
        assert outcome.result is ScanResult.COMPLETE
        assert [change.ids for change in heard] == [(session.packing.order_id,)]  # type: ignore[union-attr]
        session, outcome = await desk.undo(session)
        assert (outcome.result, outcome.sku, outcome.done) == (ScanResult.UNDONE, "CUP", 2)
        assert [one.done for one in await desk.begun()] == [2]
        session, outcome = await desk.start_over(session)
        assert (outcome.result, await desk.begun()) == (ScanResult.STARTED_OVER, ())

    run(tmp_path, story)


def test_an_order_that_was_cancelled_meanwhile_takes_no_tick(tmp_path: Path) -> None:
    async def story(db: Database, desk: ScanDesk, _heard: list[Changes]) -> None:
        session, _ = await desk.scan(Session(), "1001")
        off = ItemStatus.CANCELLED
        gone = order("1001", item("MUG", 2, off), item("CUP", 1, off), at=NOW.replace(hour=9))
        await db.write(lambda c: save_orders(c, "a", [gone], at=NOW.replace(hour=9)))
        after, outcome = await desk.scan(session, "MUG")
        assert (outcome.result, after.packing) == (ScanResult.CANCELLED_ORDER, None)
        assert (await desk.look_again(session))[1].result is ScanResult.CANCELLED_ORDER

    run(tmp_path, story)


def test_options_that_cannot_be_read_are_the_usual_ones() -> None:
    assert options_from(None) == options_from({"print_label": "yes", "what": True}) == ScanOptions()
    assert options_from(ScanOptions(sound=False).as_setting()) == ScanOptions(sound=False)
