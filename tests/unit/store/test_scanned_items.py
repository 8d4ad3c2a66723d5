"""The scanner's questions to the file, and its ticks in it: quick, and true for two windows at once."""

import asyncio
import sqlite3
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from made import ACCOUNT, NOW, item, order, with_account

from desktop.domain.catalog import Variant
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order
from desktop.domain.scan_codes import read_code
from desktop.domain.scanning import Found, ScanResult, Session, Step, scan
from desktop.store import order_events, scanned_items
from desktop.store.catalog_ingest import save_variants
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders
from desktop.store.order_lookups import find_orders

READY = ItemStatus.READY


async def saved(db: Database, *new: Order, account: str = ACCOUNT) -> list[int]:
    await db.write(lambda c: save_orders(c, account, new, at=NOW))
    found = await db.read(lambda c: find_orders(c, [one.remote_id for one in new]))
    return [found[one.remote_id][0] for one in new]


def found(db: Database, typed: str) -> Found:
    return db.read_now(lambda c: scanned_items.find(c, read_code(typed)))


def ids_of(db: Database, typed: str) -> list[int]:
    return [one.order_id for one in found(db, typed).orders]


async def scan_on(db: Database, order_id: int, typed: str) -> Step:
    return await db.write(
        lambda c: scanned_items.change(c, order_id, lambda now: scan(Session(now), read_code(typed)), NOW)
    )


def test_orders_are_found_by_number_and_tracking_number(shop_db: Database) -> None:
    async def story() -> None:
        first, second = await saved(
            shop_db,
            order(1, item(1, READY, tracking_number="NL0001X"), item(2, READY, tracking_number="NL0002X")),
            order(2, item(3, READY, tracking_number="AB-77"), number="ORD-7b"),
        )
        shipped, *_ = await saved(shop_db, order(3, item(4, ItemStatus.SHIPPED, tracking_number="NL0009X")))
        assert ids_of(shop_db, "330001") == [first]
        assert ids_of(shop_db, "#330001") == [first]
        assert ids_of(shop_db, "00330001") == [first]
        assert ids_of(shop_db, "NL0002X") == [first]  # the second parcel of a split order
        assert ids_of(shop_db, "nl0001x") == [first]
        assert ids_of(shop_db, "https://track.invalid/NL0002X?l=en") == [first]
        assert ids_of(shop_db, "ORD-7b") == [second]
        assert ids_of(shop_db, "AB-77") == [second]
        assert ids_of(shop_db, "AB-77-1") == []
        assert ids_of(shop_db, "NL0009X") == [shipped]
        assert found(shop_db, "nobody") == Found()

    asyncio.run(story())


def test_the_same_number_in_two_accounts_asks_which(shop_db: Database) -> None:
    async def story() -> None:
        await with_account(shop_db, "account-2")
        one, other = await saved(shop_db, order(1)), await saved(shop_db, order(1), account="account-2")
        await saved(shop_db, order(2))
        assert len(ids_of(shop_db, "330001")) == 2
        assert {one[0], other[0]} <= set(ids_of(shop_db, "330001")) | {one[0]}

    asyncio.run(story())


def test_articles_are_found_by_sku_and_barcode_and_tell_who_wants_them(shop_db: Database) -> None:
    async def story() -> None:
        variants = [
            Variant("v1", "KET-001", "Kettle", shop_remote_id="shop-1", barcode="0036000291452"),
            Variant("v2", "OLD-001", "Old", shop_remote_id="shop-1", barcode="5901234123457"),
        ]
        await shop_db.write(lambda c: save_variants(c, ACCOUNT, variants, at=NOW))
        late = order(1, item(1, quantity=2), ship_by=NOW + timedelta(hours=9))
        soon = order(2, replace(item(2), sku="ket-001"), ship_by=NOW + timedelta(hours=1))
        gone = order(3, item(1, ItemStatus.SHIPPED), ship_by=NOW)
        ids = await saved(shop_db, late, soon, gone)
        for typed in ("KET-001", "036000291452", "36000291452"):
            told = found(shop_db, typed)
            assert [(hit.order_id, hit.wanted) for hit in told.wanting] == [(ids[1], 1), (ids[0], 2)]
        await scan_on(shop_db, ids[1], "036000291452")
        assert [hit.order_id for hit in found(shop_db, "KET-001").wanting] == [ids[0]]
        told = found(shop_db, "5901234123457")
        assert (told.sku, told.wanting) == ("OLD-001", ())

    asyncio.run(story())


def test_ticks_are_counted_on_the_order_as_it_is(shop_db: Database) -> None:
    """Two windows that have both seen three open pieces cannot tick four."""

    async def story() -> None:
        other_window = Database.open(shop_db.path)
        (id_,) = await saved(shop_db, order(1, item(1, quantity=3)))
        results = [
            (await scan_on(db, id_, "KET-001"))[1].result for db in (shop_db, other_window, shop_db, other_window)
        ]
        assert results == [ScanResult.TICKED, ScanResult.TICKED, ScanResult.COMPLETE, ScanResult.TOO_MANY]
        packed = other_window.read_now(lambda c: scanned_items.packing(c, id_))
        assert packed is not None and packed.is_complete
        events = [event.kind for event in shop_db.read_now(lambda c: order_events.events_of(c, id_))]
        assert events.count("scanned_complete") == 1
        other_window.close()

    asyncio.run(story())


def test_what_was_cancelled_meanwhile_leaves_the_parcel(shop_db: Database) -> None:
    async def story() -> None:
        (id_,) = await saved(shop_db, order(1, item(1), item(2)))
        await scan_on(shop_db, id_, "KET-001")
        assert [one.order_id for one in shop_db.read_now(lambda c: scanned_items.begun(c, NOW, 5))] == [id_]
        cancelled = order(1, item(1), item(2, ItemStatus.CANCELLED), updated_at=NOW)
        await saved(shop_db, cancelled)
        packed = shop_db.read_now(lambda c: scanned_items.packing(c, id_))
        assert packed is not None and packed.is_complete and [line.sku for line in packed.called_off] == ["KET-002"]
        assert shop_db.read_now(lambda c: scanned_items.begun(c, NOW, 5)) == ()
        assert shop_db.read_now(lambda c: scanned_items.packing(c, 999)) is None

    asyncio.run(story())


def test_every_question_is_answered_from_an_index(shop_db: Database) -> None:
    """With half a million orders a table that is walked would be felt at every scan."""
    seen: list[str] = []

    def watched(c: sqlite3.Connection) -> Found:
        c.set_trace_callback(seen.append)
        told = scanned_items.find(c, read_code("https://track.invalid/0036000291452?l=en"))
        c.set_trace_callback(None)
        return told

    async def story() -> None:
        item_ = replace(item(1), price=Money(Decimal(1), "KES"))
        (id_,) = await saved(shop_db, order(1, item_))
        shop_db.read_now(watched)
        assert ids_of(shop_db, "330001") == [id_]
        plans = [
            row[3] for sql in seen if sql.startswith("SELECT")
            for row in shop_db.read_now(lambda c, sql=sql: c.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
        ]  # fmt: skip
        assert len(seen) > 10
        walked = [plan for plan in plans if plan.startswith("SCAN")]
        assert set(walked) <= {"SCAN few"}  # what one of the indexes gave, and no more than a screen can need

    asyncio.run(story())
