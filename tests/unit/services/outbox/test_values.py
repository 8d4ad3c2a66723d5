"""Values of SKUs: set once, only on what the seller saw, and a newer wish of the same place stands for older ones."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, cast

import pytest
from conftest import House
from strict_catalog import StrictCatalog, breaks, variant
from strict_platform import START, StrictPlatform, order

from desktop.domain.errors import BrokenAnswer, TryLater, Unreachable, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.store import order_ingest, outbox_moves


def wish(
    id_: str,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    kind: OperationKind = OperationKind.SET_STOCK,
    on: str = "1",
) -> Operation:
    return Operation(id_, f"set-{id_}", "A", "", kind, on, f"SKU-{on}", before, after, OperationState.QUEUED, START)


def stock(id_: str, before: int, after: int, on: str = "1") -> Operation:
    return wish(id_, {"quantity": before}, {"quantity": after, "sku": f"SKU-{on}"}, on=on)


def tell(house: House, story: Callable[[StrictCatalog], Awaitable[None]]) -> StrictCatalog:
    platform = StrictCatalog({"1": variant("1"), "2": variant("2")})
    house.platforms["A"] = cast(StrictPlatform, platform)
    asyncio.run(cast(Any, story(platform)))
    return platform


async def queue(house: House, *operations: Operation) -> None:
    for one in operations:
        await house.db.write(lambda c, one=one: outbox_moves.add_change_set(c, one.change_set_id, "s", [one], START))


def test_a_value_is_set_once(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        await queue(house, stock("a", 5, 9), stock("b", 5, 0, on="2"))
        assert await house.outbox.run_until_idle() == ()

    assert tell(house, story).effects == [("1", {"quantity": 9}), ("2", {"quantity": 0})]


def test_an_order_with_the_id_of_a_sku_hears_nothing_of_its_stock(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        same = replace(order("1"), remote_id="1")
        await house.db.write(lambda c: order_ingest.save_orders(c, "A", [same], at=house.time.now))
        (order_id,) = (await house.orders.find(["1"]))["1"]
        await queue(house, stock("a", 5, 9))
        assert await house.outbox.run_until_idle() == ()
        assert [kind for kind in await house.timeline(order_id) if kind.startswith("set_stock")] == []

    tell(house, story)


def test_what_is_there_already_is_not_sent(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.somebody_sets("1", 9)
        await queue(house, stock("a", 5, 9))
        assert await house.outbox.run_until_idle() == ()
        assert [(one.state.value, one.code) for one in await house.operations()] == [("done", "already_done")]

    assert tell(house, story).effects == []


@pytest.mark.parametrize(("keep", "holds"), [("mine", 9), ("theirs", 3)])
def test_what_somebody_changed_since_waits_for_a_decision(house: House, keep: Any, holds: int) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.somebody_sets("1", 3)
        await queue(house, stock("a", 5, 9))
        (waiting,) = await house.outbox.run_until_idle()
        assert (waiting.state, waiting.code, waiting.ack) == (OperationState.CONFLICT, "changed_there", {"quantity": 3})
        await house.outbox.resolve(waiting.id, keep)
        assert await house.outbox.run_until_idle() == ()
        assert platform.variants["1"].stock == holds

    assert len(tell(house, story).effects) == (1 if keep == "mine" else 0)


def test_a_change_after_the_decision_asks_again(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.somebody_sets("1", 3)
        await queue(house, stock("a", 5, 9))
        await house.outbox.run_until_idle()
        platform.somebody_sets("1", 2)
        await house.outbox.resolve("a", "mine")
        (waiting,) = await house.outbox.run_until_idle()
        assert waiting.ack == {"quantity": 2}

    assert tell(house, story).effects == []


def test_a_sku_that_is_gone_is_refused_and_stops_nobody(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        del platform.variants["1"]
        await queue(house, stock("a", 5, 9), stock("b", 5, 6, on="2"))
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["set_stock SKU-1 refused", "set_stock SKU-2 done"]

    tell(house, story)


@pytest.mark.parametrize("after_work", [True, False])
def test_a_lost_answer_is_read_back_before_anything_is_repeated(house: House, after_work: bool) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.faults = [breaks(Unsure("no_answer"), after_work=after_work)]
        await queue(house, stock("a", 5, 9))
        assert await house.outbox.run_until_idle() == ()
        assert platform.variants["1"].stock == 9

    assert len(tell(house, story).effects) == 1


@pytest.mark.parametrize("error", [TryLater("rate_limited"), BrokenAnswer("not_json"), RuntimeError("a bug")])
def test_a_first_look_that_fails_is_tried_again(house: House, error: Exception) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.blind = [error]
        await queue(house, stock("a", 5, 9))
        assert await house.outbox.run_until_idle() == ()

    assert len(tell(house, story).effects) == 1


def test_without_a_line_nothing_counts_as_an_attempt(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.blind = [Unreachable()]
        await queue(house, stock("a", 5, 9))
        (waiting,) = await house.outbox.run_until_idle()
        assert (waiting.state, waiting.attempts) == (OperationState.QUEUED, 0)

    tell(house, story)


def test_a_newer_price_keeps_the_sale_that_was_wished_before_it(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        sale = {"sale_price": "7.00", "sale_from": "2026-12-01T00:00:00Z", "sale_to": "2026-12-05T00:00:00Z"}
        none = dict.fromkeys(sale)
        kind = OperationKind.SET_PRICE
        await queue(house, wish("a", none, sale, kind=kind), wish("b", {"price": "10.00"}, {"price": "9"}, kind=kind))
        (waiting,) = await house.outbox.list()
        assert (waiting.id, waiting.after) == ("b", {**sale, "price": "9"})
        assert waiting.before == {**none, "price": "10.00"}

    tell(house, story)


def test_wishes_for_two_places_stand_side_by_side(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        await queue(
            house,
            wish("a", {}, {"quantity": 1, "warehouse": "north"}),
            wish("b", {}, {"quantity": 2, "warehouse": "south"}),
        )
        assert [one.state for one in await house.outbox.list()] == [OperationState.QUEUED] * 2

    tell(house, story)


def test_undo_sets_back_and_leaves_alone_what_somebody_changed_since(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        both = [replace(one, change_set_id="set") for one in (stock("a", 5, 9), stock("b", 5, 7, on="2"))]
        await house.db.write(lambda c: outbox_moves.add_change_set(c, "set", "s", both, START))
        await house.outbox.run_until_idle()
        platform.somebody_sets("2", 6)
        assert [one.ok for one in await house.outbox.undo("set")] == [True, True]
        (drifted,) = await house.outbox.run_until_idle()
        assert (drifted.label, drifted.state, drifted.ack) == ("SKU-2", OperationState.CONFLICT, {"quantity": 6})
        assert [one.stock for one in platform.variants.values()] == [5, 6]

    tell(house, story)


def test_undo_says_where_it_is_not_known_what_was_there(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        await queue(house, wish("a", {}, {"quantity": 9}))
        await house.outbox.run_until_idle()
        (told,) = await house.outbox.undo("set-a")
        assert (told.ok, told.code) == (False, "before_unknown")

    tell(house, story)


def test_a_value_in_dispute_keeps_no_other_value_of_the_sku_waiting(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        platform.somebody_sets("1", 3)
        price = wish("b", {"price": "10.00"}, {"price": "12.00"}, kind=OperationKind.SET_PRICE)
        await queue(house, stock("a", 5, 9), price)
        (waiting,) = await house.outbox.run_until_idle()
        assert (waiting.id, waiting.state) == ("a", OperationState.CONFLICT)

    assert tell(house, story).effects == [("1", {"price": "12.00"})]


def test_a_new_wish_after_a_dispute_is_the_decision(house: House) -> None:
    """The seller sees what is there by now and types again: nothing is left to ask."""

    async def story(platform: StrictCatalog) -> None:
        platform.somebody_sets("1", 3)
        await queue(house, stock("a", 5, 9))
        await house.outbox.run_until_idle()
        await queue(house, stock("b", 3, 11))
        assert await house.outbox.run_until_idle() == ()
        assert [(one.id, one.state.value, one.code) for one in await house.operations()] == [
            ("a", "cancelled", "replaced"),
            ("b", "done", ""),
        ]

    assert tell(house, story).effects == [("1", {"quantity": 11})]


def test_a_new_wish_for_half_of_what_is_in_dispute_waits_with_it(house: House) -> None:
    async def story(platform: StrictCatalog) -> None:
        both = {"price": "10.00", "sale_price": None}
        platform.variants["1"] = variant("1", price="11.00")
        kind = OperationKind.SET_PRICE
        await queue(house, wish("a", both, {"price": "12.00", "sale_price": "9.00"}, kind=kind))
        await house.outbox.run_until_idle()
        await queue(house, wish("b", {"price": "11.00"}, {"price": "13.00"}, kind=kind))
        states = [one.state for one in await house.outbox.run_until_idle()]
        assert states == [OperationState.CONFLICT, OperationState.QUEUED]

    assert tell(house, story).effects == []
