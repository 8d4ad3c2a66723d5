"""What processing will do is told shop by shop; what must be chosen is asked once, and for good where he says so."""

import asyncio

import pytest
from conftest import CAN, House, manifest
from strict_platform import item, order

from desktop.domain.errors import Unreachable
from desktop.domain.operations import OperationKind
from desktop.domain.orders import ItemStatus, ProviderOption
from desktop.platforms.kit.manifest import Can
from desktop.services.process_choices import Chosen, ProcessChoices, ProcessPlan

STATION, COURIER = ProviderOption("p1", "Station 4"), ProviderOption("p2", "Own courier")
CODED = ProviderOption("p3", "Van", needs_tracking_code=True)
PACK, READY, SHIP = OperationKind.PACK, OperationKind.READY, OperationKind.SHIP


def planned(house: House, ids: list[int]) -> ProcessPlan:
    return asyncio.run(ProcessChoices(house.orders, house).plan(ids))


def test_what_will_happen_is_counted_by_step(house: House) -> None:
    house.platform.options = (STATION,)
    ids = asyncio.run(
        house.add_orders(
            order("1"),
            order("2"),
            order("3", item("3-1", ItemStatus.PACKED)),
            order("4", item("4-1", ItemStatus.READY)),
            order("5", item("5-1", ItemStatus.SHIPPED)),
        )
    )
    plan = planned(house, ids)
    assert [(len(group.orders), group.steps, group.labels) for group in plan.groups] == [
        (2, ((PACK, 2), (READY, 2)), True),
        (2, ((READY, 1),), True),
    ]
    assert not plan.asks  # one courier is no choice
    assert [(one.number, one.code) for one in plan.left_out] == [("5", "wrong_state")]


def test_several_couriers_are_a_choice_and_the_last_one_is_known(house: House) -> None:
    house.platform.options = (STATION, COURIER)
    ids = asyncio.run(house.add_orders(order("1"), order("2")))
    (group,) = planned(house, ids).groups
    assert (group.is_asked, group.last) == (True, None)
    asyncio.run(house.orders.pack(ids[:1], provider="p2"))
    (group,) = planned(house, ids[1:]).groups
    assert (group.is_asked, group.last) == (True, COURIER)


def test_who_does_not_want_to_be_asked_again_is_not_until_he_says_otherwise(house: House) -> None:
    house.platform.options = (STATION, COURIER)
    choices = ProcessChoices(house.orders, house)

    async def story() -> None:
        first, second = await house.add_orders(order("1"), order("2"))
        (group,) = (await choices.plan([first])).groups
        await choices.keep(Chosen({first: "p2"}, keep={group.place: True}))
        await house.orders.pack([first], provider={first: "p2"})
        plan = await choices.plan([second])
        assert not plan.asks
        assert plan.chosen_before.providers == {second: "p2"}
        house.platform.options = (STATION,)  # what he chose for good is not on offer any more; there is no choice
        assert not (await choices.plan([second])).asks
        house.platform.options = (STATION, CODED)
        assert (await choices.plan([second])).asks
        house.platform.options = (STATION, COURIER)
        (shop_id,) = {row.shop_id for row in await house.orders.rows([second])}
        assert await house.orders.couriers.ask_again(shop_id)
        assert (await choices.plan([second])).asks

    asyncio.run(story())


def test_a_courier_with_a_code_of_his_own_is_always_asked_about(house: House) -> None:
    house.platform.options = (CODED,)
    ids = asyncio.run(house.add_orders(order("1")))
    assert planned(house, ids).asks


def test_who_ships_himself_may_name_courier_and_number(house: House) -> None:
    from dataclasses import replace

    own = manifest((CAN | {Can.SHIP}) - {Can.CHOOSE_PROVIDER, Can.PACK, Can.READY, Can.LABELS})
    house.manifests["strict"] = replace(own, steps=("ship",))
    ids = asyncio.run(house.add_orders(order("1")))
    (group,) = planned(house, ids).groups
    assert (group.own_courier, group.steps, group.labels) == (True, ((SHIP, 1),), False)
    assert planned(house, ids).asks


def test_without_the_line_the_last_courier_is_the_only_option(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def down(_items: object) -> object:
        raise Unreachable("no_connection")

    ids = asyncio.run(house.add_orders(order("1"), order("2")))
    asyncio.run(house.orders.pack(ids[:1], provider="p1"))
    monkeypatch.setattr(house.platform, "provider_options", down)
    (group,) = planned(house, ids[1:]).groups
    assert (group.code, group.options) == ("no_connection", (ProviderOption("p1", "p1"),))


def test_what_waits_already_is_processed_again_and_not_left_out(house: House) -> None:
    house.platform.options = (STATION, COURIER)
    ids = asyncio.run(house.add_orders(order("1")))
    asyncio.run(house.orders.pack(ids, provider="p1"))
    asyncio.run(house.orders.ready(ids))
    plan = planned(house, ids)
    assert (plan.left_out, plan.asks) == ((), False)
    assert [group.steps for group in plan.groups] == [()]
