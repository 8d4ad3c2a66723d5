"""Several accounts are worked on side by side: together they take as long as the slowest, not as long as all."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
from conftest import House
from strict_platform import order
from test_processing import LabelDesk

from desktop.domain.errors import Unreachable
from desktop.domain.orders import ProviderOption
from desktop.domain.progress import Progress, ShopProgress, Stage
from desktop.services.fulfilment import Fulfilment

REQUEST_S = 10.0
COURIER = ProviderOption("p2", "Own courier", needs_tracking_code=True)


def slowed(house: House, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def slow(*given: Any) -> Any:
        await house.time.sleep(REQUEST_S)
        return await call(*given)

    return slow


async def two_shops(house: House) -> list[int]:
    await house.add_account("B")
    mine = await house.add_orders(order("1"), order("2"))
    return mine + await house.add_orders(order("3"), order("4"), account_id="B")


async def seconds(house: House, work: Awaitable[Any]) -> float:
    before = house.time.now
    await work
    return (house.time.now - before).total_seconds()


def slow_platforms(house: House, monkeypatch: pytest.MonkeyPatch, *calls: str) -> None:
    for platform in house.platforms.values():
        for call in calls:
            monkeypatch.setattr(platform, call, slowed(house, getattr(platform, call)))


def test_steps_of_two_accounts_go_out_at_the_same_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        ids = await two_shops(house)
        slow_platforms(house, monkeypatch, "send")
        told: list[Progress] = []
        desk = LabelDesk(house)
        fulfilment = Fulfilment(house.orders, house.outbox, desk, clock=house.time)
        took = await seconds(house, fulfilment.process(ids, progress=told.append))
        for name in ("A", "B"):
            assert [kind.value for kind, _ in house.platforms[name].sends] == ["pack", "ready"]
        assert 2 * REQUEST_S <= took < 3 * REQUEST_S  # one after the other it would be four requests long
        sent = [one for one in told if one.stage is Stage.SENDING]
        assert sent[-1].shops == (ShopProgress("A shop", 4, 4),)
        assert sent[-1].left_s == 0
        assert sent[0].left_s is None

    asyncio.run(story())


def test_couriers_of_two_accounts_are_asked_at_the_same_time(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        ids = await two_shops(house)
        slow_platforms(house, monkeypatch, "provider_options")
        assert await seconds(house, house.orders.provider_options(ids)) == REQUEST_S

    asyncio.run(story())


def test_a_platform_that_cannot_be_asked_takes_no_courier_from_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        ids = await two_shops(house)

        async def down(_items: Sequence[object]) -> object:
            raise Unreachable("no_connection")

        house.platforms["A"].options = (COURIER,)
        monkeypatch.setattr(house.platforms["B"], "provider_options", down)
        choices = await house.orders.provider_options(ids)
        assert choices.code == "no_connection"
        assert [(group.order_ids, group.options) for group in choices.groups] == [(tuple(ids[:2]), (COURIER,))]

    asyncio.run(story())
