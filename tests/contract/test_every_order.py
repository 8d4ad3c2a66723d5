"""Every platform with orders: what is read is what the platform holds, to the second and the cent."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from shop_floor import Floor, work
from wishing import new_orders

from desktop.domain.orders import ItemStatus, Order, OrderItems
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.manifest import Can

pytestmark = pytest.mark.needs(Can.READ_ORDERS)
ReadAll = tuple[dict[str, Order], dict[str, OrderItems]]


async def everything(floor: Floor) -> ReadAll:
    """All orders with their items, walked back in the manifest's windows over half a year."""
    rule, orders = floor.manifest.order_sync, dict[str, Order]()
    end, oldest = floor.wall() + timedelta(hours=1), floor.wall() - timedelta(days=200)
    while end > oldest:
        window = Window(max(oldest, end - rule.window), end)
        async for page in floor.connector.order_pages(window):
            orders |= {order.remote_id: order for order in page}
        end = window.start
    items = [one for at in range(0, len(orders), rule.items_per_read) for one in await _items(floor, list(orders), at)]
    return orders, {entry.order_remote_id: entry for entry in items}


async def _items(floor: Floor, ids: list[str], at: int) -> tuple[OrderItems, ...]:
    found: tuple[OrderItems, ...] = await floor.connector.read_items(
        ids[at : at + floor.manifest.order_sync.items_per_read]
    )
    return found


@pytest.fixture
def floor(floor: Floor) -> Floor:
    """What a platform offers by a switch is switched on."""
    floor.offer_all()
    return floor


def test_the_first_walk_brings_everything_exactly(floor: Floor) -> None:
    orders, items = work(floor, everything)
    truth = {order["id"]: order for order in floor.sandbox.truth()["orders"]}
    assert orders.keys() == items.keys() == truth.keys()
    for key, true in truth.items():
        _assert_same(orders[key], items[key], true)


def _assert_same(order: Order, items: OrderItems, true: dict[str, Any]) -> None:
    assert (order.number, order.buyer) == (str(true["number"]), true["buyer"])
    assert (order.total.amount, order.total.currency) == (Decimal(true["total"]), true["currency"])
    assert abs(order.created_at - _moment(true["created_at"])) < timedelta(seconds=1)
    assert {item.remote_id for item in items.items} == {str(item["id"]) for item in true["items"]}
    held = {str(item["id"]): item for item in true["items"]}
    for item in items.items:
        real = held[item.remote_id]
        assert (item.sku, item.name, item.quantity) == (real["sku"], real["name"], real["quantity"])
        assert item.price.amount == Decimal(real["price"])
        assert item.status == ItemStatus(real["step"]), (item.platform_status, real["status"])
        assert (item.tracking_number or None) == (real["tracking_number"] or None)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_an_increment_brings_a_new_order(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        await floor.orders()
        await floor.sleep(3600)
        (order,) = await new_orders(floor)
        assert order.items

    work(floor, job)


def test_orders_that_never_were_are_missing_and_hide_nobody(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        (order,) = await new_orders(floor)
        found = await floor.connector.read_items([order.order_remote_id])
        assert [one.order_remote_id for one in found] == [order.order_remote_id]

    work(floor, job)
