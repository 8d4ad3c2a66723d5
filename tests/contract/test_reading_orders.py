"""What is read equals what the platform holds, to the second and the cent, however oddly it is answered."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from shop_floor import Floor, work

from desktop.domain.errors import BrokenAnswer, TryLater
from desktop.domain.orders import ItemStatus, Order, OrderItems
from desktop.platforms.kit.contract import Window

pytestmark = pytest.mark.platforms("jumia")  # its own paths, faults and words; every platform: test_every_*


async def everything(floor: Floor) -> tuple[dict[str, Order], dict[str, OrderItems]]:
    """All orders with their items, walked back in the manifest's windows."""
    step, orders = floor.manifest.order_sync.window, {}
    for number in range(4):
        window = Window(floor.wall() - step * (number + 1), floor.wall() - step * number)
        async for page in floor.connector.order_pages(window):
            orders |= {order.remote_id: order for order in page}
    items = await floor.connector.read_items(list(orders))
    return orders, {entry.order_remote_id: entry for entry in items}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def assert_equal_to_truth(floor: Floor, orders: dict[str, Order], items: dict[str, OrderItems]) -> None:
    truth = {order["id"]: order for order in floor.sandbox.truth()["orders"]}
    assert orders.keys() == items.keys() == truth.keys()
    for key, true in truth.items():
        order = orders[key]
        assert (order.number, order.country, order.buyer) == (true["number"], true["country"], true["buyer"])
        assert (order.created_at, order.updated_at) == (moment(true["created_at"]), moment(true["updated_at"]))
        assert (order.total.amount, order.total.currency) == (Decimal(true["total"]), true["currency"])
        assert set(order.shop_remote_ids) == set(true["shop_ids"])
        for item, real in zip(items[key].items, true["items"], strict=True):
            assert_same_item(item, real, true["currency"])


def assert_same_item(item: Any, real: dict[str, Any], currency: str) -> None:
    assert (item.remote_id, item.sku, item.name) == (real["id"], real["sku"], real["name"])
    assert (item.platform_status, item.shop_remote_id) == (real["status"], real["shop_id"])
    assert (item.price.amount, item.price.currency) == (Decimal(real["price"]), currency)
    assert item.paid.amount == Decimal(real["paid"])
    assert item.tracking_number == (real["tracking_number"] or "")
    assert item.by_platform == real["by_jumia"]
    assert (item.status is ItemStatus.PACKED) == (real["status"] == "PENDING" and real["packed"])


def test_the_first_walk_brings_everything_exactly(floor: Floor) -> None:
    assert_equal_to_truth(floor, *work(floor, everything))


@pytest.mark.parametrize(
    "quirk",
    [
        {"numbers_as_strings": True},
        {"order_number_int": True},
        {"items_object": True},
        {"spaced_times": True},
        {"tracking_null": True},
        {"shops_array": True},
        {"size_over_100_refused": True, "shop_id_refused": True},
        {"status_titlecase": True, "order_status_stale": True},
        {"refresh_token_omitted": True},
        {"access_life_s": 60},
    ],
    ids=lambda quirk: next(iter(quirk)),
)
def test_a_known_quirk_changes_nothing(floor: Floor, quirk: dict[str, Any]) -> None:
    floor.sandbox.quirks(**quirk)
    assert_equal_to_truth(floor, *work(floor, everything))


@pytest.mark.parametrize("oddity", ["duplicated_orders", "reordered_orders"])
def test_duplicated_and_reordered_pages_bring_everything_once(floor: Floor, oddity: str) -> None:
    floor.sandbox.arm(oddity, "/orders", count=None)
    assert_equal_to_truth(floor, *work(floor, everything))


def test_a_repeated_page_token_ends_the_walk(floor: Floor) -> None:
    floor.sandbox.arm("repeated_next_token", "/orders", count=None)
    work(floor, lambda floor: floor.orders(timedelta(days=60)))
    asked = [request for request in floor.sandbox.requests() if request["path"] == "/orders"]
    assert len(asked) <= 3


def test_unknown_words_and_absurd_numbers_lose_no_order(floor: Floor) -> None:
    floor.sandbox.arm("unknown_status", "/orders*", count=None)
    floor.sandbox.arm("absurd_numbers", "/orders*", count=None)
    orders, items = work(floor, everything)
    assert orders.keys() == {order["id"] for order in floor.sandbox.truth()["orders"]}
    words = Counter((item.status, item.platform_status) for entry in items.values() for item in entry.items)
    assert words.keys() == {(ItemStatus.UNKNOWN, "AWAITING_PICKUP")}


@pytest.mark.parametrize("fault", ["truncated", "html", "empty"])
def test_an_unreadable_page_is_said_to_be_broken(floor: Floor, fault: str) -> None:
    floor.sandbox.arm(fault, "/orders", count=None)
    with pytest.raises(BrokenAnswer) as told:
        work(floor, lambda floor: floor.orders())
    assert told.value.code in ("not_json", "empty_answer")


@pytest.mark.parametrize("fault", ["lost_answer", "reset", "cut_short", "html", "truncated", "empty"])
def test_a_broken_line_is_tried_again(floor: Floor, fault: str) -> None:
    floor.sandbox.arm(fault, "/orders", count=2)
    assert work(floor, lambda floor: floor.orders())


@pytest.mark.parametrize("status", [500, 502, 503])
def test_trouble_at_the_platform_is_tried_again_and_then_left_for_later(floor: Floor, status: int) -> None:
    async def job(floor: Floor) -> None:
        floor.sandbox.arm("status", "/orders", status=status, count=2)
        assert await floor.orders()
        floor.sandbox.arm("status", "/orders", status=status, count=None)
        with pytest.raises(TryLater):
            await floor.orders()

    work(floor, job)


@pytest.mark.parametrize("told", [True, False])
def test_a_storm_of_refusals_is_waited_out(floor: Floor, told: bool) -> None:
    floor.sandbox.quirks(retry_after=told)
    floor.sandbox.arm("rate_limited", count=3, **({"retry_after": 2} if told else {}))
    assert work(floor, lambda floor: floor.orders())


def test_a_long_walk_keeps_the_documented_rate_and_uses_it(floor: Floor) -> None:
    async def job(floor: Floor) -> float:
        ids = list(await floor.orders(timedelta(days=60)))
        began = floor.ticks()
        for number in range(250):
            await floor.connector.read_items(ids[number % len(ids) :][:1])
        return floor.ticks() - began

    took_s = work(floor, job)
    assert took_s <= 250 * max(rule.per_s / rule.count for rule in floor.manifest.rates) * 1.05


def test_an_increment_brings_what_changed_since(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        await floor.orders()
        await floor.sleep(3600)
        made = floor.sandbox.happen("new_order")["orders"][0]
        found = await floor.orders(timedelta(minutes=10), by_update=True)
        assert list(found) == [made["id"]]

    work(floor, job)


def test_orders_that_are_gone_are_missing_and_hide_nobody(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        (order,) = await floor.to_pack()
        floor.sandbox.arm("status", "/orders/items", status=404)
        found = await floor.connector.read_items([order.order_remote_id] * 2)
        assert found == ()

    work(floor, job)
