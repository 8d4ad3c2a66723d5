"""Tags and saved views as services: slices, what is told to the screens, an older file made searchable bit by bit."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import StoreError
from desktop.domain.money import Money
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem
from desktop.domain.saved_views import SavedView
from desktop.domain.tags import TagColour
from desktop.services.changes import ChangeFeed
from desktop.services.saved_views import SavedViews
from desktop.services.search_upkeep import SearchUpkeep
from desktop.services.tags import Tags
from desktop.store import accounts, orders, settings
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
PRICE = Money(Decimal("12.50"), "KES")


def _order(number: int) -> Order:
    items = (OrderItem(f"i{number}", "CUP", "Cup", 1, PRICE, ItemStatus.TO_PACK, "P"),)
    address = Address(city="Kisumu")
    return Order(
        f"r{number}", f"{number}", "P", PRICE, NOW, NOW, "Amina", address, items=items, shop_remote_ids=("s1",)
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = Database.open(tmp_path / "backshop.db")

    async def fill() -> None:
        await db.write(lambda c: accounts.add_account(c, Account("a", "p", "Main", "http://127.0.0.1:1"), NOW))
        await db.write(lambda c: accounts.save_shops(c, "a", [DiscoveredShop("s1", "Home")], NOW))
        await db.write(lambda c: save_orders(c, "a", [_order(number) for number in range(1, 1201)], at=NOW))

    asyncio.run(fill())
    yield db
    db.close()


@pytest.fixture
def told() -> list[Changes]:
    return []


@pytest.fixture
def feed(told: list[Changes]) -> ChangeFeed:
    feed = ChangeFeed()
    feed.subscribe(told.append)
    return feed


def test_many_orders_are_tagged_and_the_screens_look_again(db: Database, feed: ChangeFeed, told: list[Changes]) -> None:
    async def story() -> None:
        service = Tags(db, feed, clock=lambda: NOW)
        few = await service.change([1, 2], add=[" Gift,  wrap "])
        assert few.added == ((1, "Gift wrap"), (2, "Gift wrap"))
        assert told == [Changes(ChangeKind.TAGS), Changes(ChangeKind.ORDERS, ids=(1, 2))]
        told.clear()
        many = await service.change(range(1, 1201), add=["gift WRAP", "sale"])
        assert len(many.added) == 1198 + 1200
        assert told == [Changes(ChangeKind.TAGS), Changes(ChangeKind.ORDERS)], "of so many: look again"
        await service.undo(many)
        assert await service.on(range(1, 1201)) == {"Gift wrap": 2}
        assert await service.change([1], add=[" , "], remove=["never"]) == type(few)()

    asyncio.run(story())


def test_a_tag_is_recoloured_deleted_and_brought_back(db: Database, feed: ChangeFeed) -> None:
    async def story() -> None:
        service = Tags(db, feed, clock=lambda: NOW)
        await service.change([5, 6], add=["gift"])
        await service.recolour("gift", TagColour.TEAL)
        assert [(tag.name, tag.colour, tag.orders) for tag in await service.all()] == [("gift", TagColour.TEAL, 2)]
        gone = await service.forget("gift")
        assert await service.all() == ()
        await service.undo(gone)
        assert await service.on([5, 6, 7]) == {"gift": 2}

    asyncio.run(story())


def test_views_are_kept_in_their_sequence(db: Database, feed: ChangeFeed, told: list[Changes]) -> None:
    async def story() -> None:
        service = SavedViews(db, feed)
        first = await service.save(SavedView(0, "First", OrderQuery(search="cup")))
        second = await service.save(SavedView(0, "Second", OrderQuery()))
        await service.arrange([second, first])
        assert [view.name for view in await service.all()] == ["Second", "First"]
        await service.delete(second)
        assert [view.query.search for view in await service.all()] == ["cup"]
        assert told == [Changes(ChangeKind.VIEWS)] * 4

    asyncio.run(story())


def _grow_old(db: Database) -> None:
    def write(c) -> None:  # type: ignore[no-untyped-def]
        c.connection.driver_connection.execute("UPDATE order_texts SET search_text = 'old'")
        settings.put(c, "search.renew_after", 0)

    asyncio.run(db.write(write))


def _found(db: Database) -> int:
    return len(db.read_now(lambda c: orders.order_ids(c, OrderQuery(search="kisumu"))))


def test_an_older_file_becomes_searchable_in_steps_with_rests(db: Database) -> None:
    _grow_old(db)
    rests: list[int] = []

    async def rest(_seconds: float) -> None:
        rests.append(_found(db))

    asyncio.run(SearchUpkeep(db, sleep=rest).run())
    assert _found(db) == 1200
    assert rests == list(range(100, 1201, 100))


def test_a_start_goes_on_where_the_last_one_stopped(db: Database) -> None:
    _grow_old(db)

    async def story() -> None:
        asleep = asyncio.Event()

        async def never_again(_seconds: float) -> None:
            asleep.set()
            await asyncio.Event().wait()

        upkeep = SearchUpkeep(db, sleep=never_again)
        upkeep.start()
        await asleep.wait()
        await upkeep.stop()

    asyncio.run(story())
    assert _found(db) == 100
    asyncio.run(SearchUpkeep(db, sleep=lambda _s: asyncio.sleep(0)).run())
    assert _found(db) == 1200


def test_a_full_disk_ends_it_with_a_line_in_the_log(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    _grow_old(db)

    async def full(_fn: object) -> bool:
        raise StoreError("disk_full")

    monkeypatch.setattr(db, "write", full)
    asyncio.run(SearchUpkeep(db).run())
    assert "disk_full" in caplog.text
