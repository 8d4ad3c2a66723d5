"""A label of a parcel that is no more cannot be printed, and a print is not forgotten when the parcel comes back."""

import asyncio

from made import ACCOUNT, NOW, item, order

from desktop.domain.labels import LabelFile, LabelFormat, LabelState, Proof
from desktop.domain.orders import ItemStatus, OrderItem, OrderItems
from desktop.store import labels, orders
from desktop.store.db import Database
from desktop.store.order_ingest import save_items, save_orders

PACKED = item(1, ItemStatus.PACKED, tracking_number="LEX-1")


def save(db: Database, *items: OrderItem) -> None:
    asyncio.run(db.write(lambda c: save_items(c, ACCOUNT, [OrderItems("order-1", items)], at=NOW)))


def add_label(db: Database, tracking: str) -> int:
    file = LabelFile("order-1", tracking, ("item-1",), LabelFormat.PDF, f"%PDF {tracking}".encode())
    return asyncio.run(db.write(lambda c: labels.save_label(c, 1, file, Proof(None), "packed", NOW)))


def with_printed_label(db: Database) -> None:
    asyncio.run(db.write(lambda c: save_orders(c, ACCOUNT, [order(1, PACKED)], at=NOW)))
    label = add_label(db, "LEX-1")
    asyncio.run(db.write(lambda c: labels.record_print(c, [label], "Zebra", "", NOW, expected={label: 0})))


def shown(db: Database) -> tuple[LabelState, int, int]:
    detail = db.read_now(lambda c: orders.order_detail(c, 1))
    assert detail is not None
    return detail.row.label, detail.row.printed, len(detail.labels)


def test_undoing_a_pack_voids_its_label(shop_db: Database) -> None:
    with_printed_label(shop_db)
    assert shown(shop_db) == (LabelState.PRINTED, 1, 1)
    save(shop_db, item(1, ItemStatus.TO_PACK))
    assert shown(shop_db) == (LabelState.NONE, 0, 0)
    detail = shop_db.read_now(lambda c: orders.order_detail(c, 1))
    assert detail is not None
    assert [dict(event.params) for event in detail.events if event.kind == "label_void"] == [{"tracking": "LEX-1"}]


def test_the_next_parcel_begins_with_no_print(shop_db: Database) -> None:
    with_printed_label(shop_db)
    save(shop_db, item(1, ItemStatus.PACKED, tracking_number="LEX-2"))
    add_label(shop_db, "LEX-2")
    assert shown(shop_db) == (LabelState.READY, 0, 1)


def test_a_parcel_that_was_only_not_shown_for_a_while_keeps_its_print(shop_db: Database) -> None:
    with_printed_label(shop_db)
    save(shop_db, item(1, ItemStatus.PACKED))
    save(shop_db, PACKED)
    add_label(shop_db, "LEX-1")
    assert shown(shop_db) == (LabelState.PRINTED, 1, 1)


def test_one_of_two_parcels_keeps_its_label(shop_db: Database) -> None:
    other = item(2, ItemStatus.PACKED, tracking_number="LEX-9")
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, [order(1, PACKED, other)], at=NOW)))
    add_label(shop_db, "LEX-1")
    add_label(shop_db, "LEX-9")
    save(shop_db, item(1, ItemStatus.TO_PACK), other)
    assert shown(shop_db) == (LabelState.READY, 0, 1)
