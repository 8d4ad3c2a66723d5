"""A courier named once, when the parcel was packed, stays with that parcel and with no other."""

import asyncio

from made import ACCOUNT, NOW, item, order

from desktop.domain.orders import ItemStatus, OrderItem, OrderItems
from desktop.store import orders
from desktop.store.db import Database
from desktop.store.order_ingest import save_items, save_orders


def couriers(db: Database) -> list[str]:
    found = db.read_now(lambda c: orders.order_detail(c, 1))
    assert found is not None
    return [one.provider for one in found.items]


def read(db: Database, *items: OrderItem) -> tuple[int, ...]:
    return asyncio.run(db.write(lambda c: save_items(c, ACCOUNT, [OrderItems("order-1", items)], at=NOW)))


def test_a_later_reading_without_the_courier_keeps_him(shop_db: Database) -> None:
    packed = item(1, ItemStatus.PACKED, tracking_number="JMX-1", provider="DHL")
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, [order(1, packed)], at=NOW)))
    silent = item(1, ItemStatus.READY, tracking_number="JMX-1")
    read(shop_db, silent)
    assert couriers(shop_db) == ["DHL"]
    assert read(shop_db, silent) == ()
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, [order(1, silent)], at=NOW)))
    assert couriers(shop_db) == ["DHL"]


def test_another_parcel_or_another_word_replaces_him(shop_db: Database) -> None:
    packed = item(1, ItemStatus.PACKED, tracking_number="JMX-1", provider="DHL")
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, [order(1, packed)], at=NOW)))
    read(shop_db, item(1, ItemStatus.PACKED, tracking_number="JMX-1", provider="Own van"))
    assert couriers(shop_db) == ["Own van"]
    read(shop_db, item(1, ItemStatus.PACKED, tracking_number="JMX-2"))
    assert couriers(shop_db) == [""]
