"""Ingest: what a platform said is kept as it said it, each thing once, and only real changes count as changes."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from made import ACCOUNT, NOW, item, order

from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.order_views import OrderDetail, OrderEvent, OrderQuery
from desktop.domain.orders import Address, Bucket, ItemStatus, Order, OrderItem, OrderItems
from desktop.store import accounts, order_events, orders
from desktop.store.annotations import set_private_note
from desktop.store.db import Database
from desktop.store.order_ingest import save_items, save_orders

LATER = NOW + timedelta(minutes=5)


def save(db: Database, *found: Order, at: datetime = NOW) -> tuple[int, ...]:
    return asyncio.run(db.write(lambda c: save_orders(c, ACCOUNT, found, at=at)))


def read(db: Database, remote_id: str, items: Sequence[OrderItem], at: datetime = LATER) -> tuple[int, ...]:
    return asyncio.run(db.write(lambda c: save_items(c, ACCOUNT, [OrderItems(remote_id, tuple(items))], at=at)))


def detail(db: Database, order_id: int = 1) -> OrderDetail:
    found = db.read_now(lambda c: orders.order_detail(c, order_id))
    assert found is not None
    return found


def told(db: Database, order_id: int = 1) -> list[tuple[str, dict[str, str]]]:
    return [(event.kind, dict(event.params)) for event in detail(db, order_id).events]


def found(db: Database, typed: str) -> list[int]:
    return list(db.read_now(lambda c: orders.order_ids(c, OrderQuery(search=typed))))


def test_an_order_is_kept_exactly(shop_db: Database) -> None:
    parcel = {"tracking_number": "JMX-1", "tracking_url": "https://track.example/JMX-1", "provider": "DHL"}
    items = (
        item(1, ItemStatus.READY, paid=Money(Decimal("11.0"), "KES"), shop_remote_id="shop-2", **parcel),
        item(2, ItemStatus.READY, by_platform=True, shipment_method="Drop", image_url="https://img.example/1.png"),
    )
    address = Address("Amina", ("Street 1", "Floor 2"), "Nairobi", "Nairobi", "00100", "KE", "+254 1")
    told_by_platform = order(
        1,
        *items,
        total=Money(Decimal("24.5000"), "KES"),
        address=address,
        country="KE",
        ship_by=NOW + timedelta(hours=3, milliseconds=7),
        note="ring twice",
        payment="COD",
    )
    assert save(shop_db, told_by_platform) == (1,)
    kept = detail(shop_db)
    assert (kept.items, kept.address, kept.note, kept.payment) == (items, address, "ring twice", "COD")
    assert (kept.row.total, str(kept.row.total.amount)) == (told_by_platform.total, "24.5000")
    assert (kept.row.created_at, kept.row.ship_by) == (told_by_platform.created_at, told_by_platform.ship_by)
    assert (kept.row.bucket, kept.row.tracking, kept.row.provider) == (Bucket.LABEL_READY, "JMX-1", "DHL")
    assert (kept.row.items, kept.row.item_count, kept.read_at) == ("KET-001, KET-002", 2, NOW)
    assert [parcel.tracking_number for parcel in kept.parcels] == ["JMX-1"]
    assert told(shop_db) == [("created", {})]


def test_reading_the_same_again_changes_nothing(shop_db: Database) -> None:
    page = [order(number) for number in range(5)]
    assert len(save(shop_db, *page)) == 5
    before = asyncio.run(shop_db.changed_outside())
    assert save(shop_db, *page, at=LATER) == ()
    assert detail(shop_db).read_at == LATER
    assert told(shop_db) == [("created", {})]
    assert before is False


def test_an_order_twice_on_a_page_is_one_order_in_its_newest_form(shop_db: Database) -> None:
    newer = order(1, item(1, ItemStatus.SHIPPED), updated_at=NOW)
    assert save(shop_db, newer, order(1), order(2), order(1)) == (1, 2)
    assert detail(shop_db).row.bucket is Bucket.SHIPPED


def test_an_older_version_that_arrives_late_does_not_undo_a_newer_one(shop_db: Database) -> None:
    save(shop_db, order(1, item(1, ItemStatus.SHIPPED), updated_at=NOW))
    assert save(shop_db, order(1, updated_at=NOW - timedelta(seconds=1))) == ()
    assert detail(shop_db).row.bucket is Bucket.SHIPPED


def test_a_version_from_the_far_future_does_not_freeze_an_order(shop_db: Database) -> None:
    save(shop_db, order(1, updated_at=NOW.replace(year=2199)))
    assert save(shop_db, order(1, item(1, ItemStatus.SHIPPED), updated_at=NOW)) == (1,)
    assert detail(shop_db).row.bucket is Bucket.SHIPPED


def test_items_that_are_not_known_yet_come_later_without_a_story(shop_db: Database) -> None:
    save(shop_db, replace(order(1), items=(), items_known=False))
    assert (detail(shop_db).row.bucket, detail(shop_db).read_at) == (Bucket.OTHER, None)
    assert read(shop_db, "order-1", [item(1, name="Blue kettle")]) == (1,)
    assert (detail(shop_db).row.bucket, detail(shop_db).read_at) == (Bucket.TO_PACK, LATER)
    assert told(shop_db) == [("created", {})]
    assert found(shop_db, "blue") == [1]


def test_an_order_told_without_items_keeps_those_it_has(shop_db: Database) -> None:
    save(shop_db, order(1, item(7)))
    changed = replace(order(1, platform_status="SHIPPED", updated_at=NOW), items=(), items_known=False)
    assert save(shop_db, changed) == (1,)
    assert detail(shop_db).items == (item(7),)
    assert found(shop_db, "ket-007") == [1]
    assert told(shop_db)[1:] == [("order_status", {"from": "PENDING", "to": "SHIPPED"})]


def test_every_real_change_is_told_once(shop_db: Database) -> None:
    save(shop_db, order(1, item(1), item(2)))
    packed = [item(n, ItemStatus.PACKED, tracking_number="JMX-1", provider="DHL") for n in (1, 2)]
    assert read(shop_db, "order-1", packed) == (1,)
    assert read(shop_db, "order-1", packed) == ()
    more = order(1, *packed, total=Money(Decimal("30"), "KES"), ship_by=NOW, updated_at=NOW)
    assert save(shop_db, more, at=LATER) == (1,)
    assert told(shop_db)[1:] == [
        ("item_status", {"from": "to_pack", "to": "packed", "skus": "KET-001, KET-002"}),
        ("tracking", {"number": "JMX-1", "provider": "DHL"}),
        ("total", {"from": "12.50 KES", "to": "30 KES"}),
        ("deadline", {"from": "", "to": NOW.isoformat()}),
    ]


def test_search_follows_what_changed(shop_db: Database) -> None:
    save(shop_db, order(1, item(1), buyer="Özil"), order(2, item(2)))
    assert (found(shop_db, "özil"), found(shop_db, "ket-001"), found(shop_db, "330001")) == ([1], [1], [1])
    save(shop_db, order(1, item(3), buyer="Wanjiru", updated_at=NOW))
    assert (found(shop_db, "ozil"), found(shop_db, "ket-001"), found(shop_db, "wanj"), found(shop_db, "et-003")) == (
        [],
        [],
        [1],
        [1],
    )


def test_items_of_an_order_never_seen_are_left_out(shop_db: Database) -> None:
    assert read(shop_db, "unknown", [item(1)]) == ()


def test_a_shop_never_discovered_does_not_lose_the_order(shop_db: Database) -> None:
    save(
        shop_db,
        order(1, shop_remote_ids=("shop-9",)),
        order(2, shop_remote_ids=()),
        order(3, shop_remote_ids=("shop-2",)),
    )
    rows = shop_db.read_now(lambda c: orders.order_rows(c, [1, 2, 3]))
    assert [row.shop for row in rows] == ["shop-9", "Shop-1", "Shop-2"]
    assert "shop-9" in [shop.remote_id for shop in shop_db.read_now(accounts.shops)]


def test_a_deadline_may_come_from_a_rule(shop_db: Database) -> None:
    def rule(told_by_platform: Order) -> datetime:
        return told_by_platform.created_at + timedelta(days=1)

    page = [order(1), order(2, ship_by=NOW)]
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, page, at=NOW, ship_by=rule)))
    assert [row.ship_by for row in shop_db.read_now(lambda c: orders.order_rows(c, [1, 2]))] == [rule(order(1)), NOW]


def test_absurd_values_do_not_break_the_page(shop_db: Database) -> None:
    absurd = order(
        1,
        item(1, sku="half \ud800 letter", quantity=10**30, price=Money(Decimal("1E+999"), "???")),
        buyer="nul \0 \ud83d",
        total=Money(Decimal("NaN"), ""),
        created_at=datetime.min.replace(tzinfo=UTC),
        updated_at=datetime.max.replace(tzinfo=UTC),
        number="x" * 10_000,
    )
    assert save(shop_db, absurd, order(2)) == (1, 2)
    kept = detail(shop_db)
    assert kept.row.total.amount.is_nan()
    assert (kept.row.buyer, kept.items[0].sku) == ("nul \0 ?", "half ? letter")
    assert kept.items[0].price.amount == Decimal("1E+999")
    assert len(shop_db.read_now(lambda c: orders.order_ids(c, OrderQuery()))) == 2
    assert save(shop_db, order(2)) == ()


def test_an_unknown_account_is_refused(shop_db: Database) -> None:
    with pytest.raises(NotPossible):
        asyncio.run(shop_db.write(lambda c: save_orders(c, "nobody", [order(1)], at=NOW)))


def test_notes_and_events_are_kept_beside_the_order(shop_db: Database) -> None:
    save(shop_db, order(1))
    event = OrderEvent(NOW, "seller", "pack_wished", {"provider": "DHL"})
    asyncio.run(shop_db.write(lambda c: order_events.add(c, 1, event)))
    for note in ("first", "call first"):
        asyncio.run(shop_db.write(lambda c, note=note: set_private_note(c, 1, note, NOW)))  # type: ignore[misc]
    save(shop_db, order(1, item(1, ItemStatus.SHIPPED), updated_at=NOW))
    assert detail(shop_db).private_note == "call first"
    assert event in detail(shop_db).events


def test_orders_are_found_by_number_and_remote_id(shop_db: Database) -> None:
    save(
        shop_db, order(1, number="A-1"), order(2, number="A-1", shop_remote_ids=("shop-2",)), order(3, number="order-1")
    )
    other = shop_db.read_now(accounts.shops)[1].id
    assert shop_db.read_now(lambda c: orders.find_orders(c, ["A-1", "order-1", "A-"], None)) == {
        "A-1": (2, 1),
        "order-1": (3, 1),
        "A-": (),
    }
    assert shop_db.read_now(lambda c: orders.find_orders(c, ["A-1"], other)) == {"A-1": (2,)}
    assert shop_db.read_now(lambda c: orders.order_refs(c, [3, 99])) == {3: (ACCOUNT, "order-3", "order-1")}


def test_the_sync_learns_what_is_known_and_what_is_stale(shop_db: Database) -> None:
    save(shop_db, order(1), order(2, item(2, ItemStatus.DELIVERED)))
    save(shop_db, replace(order(3), items=(), items_known=False), order(4), at=LATER)
    known = shop_db.read_now(lambda c: orders.known_versions(c, ACCOUNT, ["order-1", "order-3", "other"]))
    assert known == {
        "order-1": (order(1).updated_at, Bucket.TO_PACK, NOW),
        "order-3": (order(3).updated_at, Bucket.OTHER, None),
    }
    assert shop_db.read_now(lambda c: orders.stale_open_orders(c, ACCOUNT, LATER)) == ("order-3", "order-1")
