"""What the line kept from being processed goes on by itself, and the seller is told when its labels are there."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from conftest import House
from strict_platform import fails, item, order

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import Unreachable
from desktop.domain.order_views import ActionResult
from desktop.domain.orders import ItemStatus
from desktop.services.continuing import Continuing
from desktop.services.fulfilment import Fulfilment


@dataclass
class Shelf:
    """Labels that are had at once, or not while ``down``."""

    house: House
    down: bool = False
    asked: list[tuple[int, ...]] = field(default_factory=list)

    async def fetch(self, order_ids: Sequence[int], *_more: object) -> tuple[ActionResult, ...]:
        self.asked.append(tuple(order_ids))
        rows = await self.house.orders.rows(order_ids)
        state, code = ("not_possible", "no_connection") if self.down else ("label_ready", "")
        return tuple(ActionResult(row.id, row.number, row.shop, not code, state, code) for row in rows)


def continuing(house: House, shelf: Shelf) -> Continuing:
    return Continuing(house.db, house.orders, shelf, house.changes, clock=house.time, sleep=house.time.sleep)


def processed(house: House) -> list[Changes]:
    return [one for one in house.told if one.kind is ChangeKind.PROCESSED]


def test_when_the_line_is_back_the_labels_come_and_the_seller_is_told(house: House) -> None:
    async def story() -> None:
        shelf = Shelf(house)
        routine = continuing(house, shelf)
        ids = await house.add_orders(order("1"), order("2"))
        house.platform.faults = [fails(Unreachable("no_connection"))]
        results = await Fulfilment(house.orders, house.outbox, shelf, routine).process(ids)
        assert {one.state for one in results} == {"queued"}
        assert await routine.go_on() == ()
        assert shelf.asked == []
        await house.outbox.run_until_idle()
        assert await routine.go_on() == tuple(ids)
        assert [set(one.ids) for one in processed(house)] == [set(ids)]
        assert await routine.go_on() == ()  # told once

    asyncio.run(story())


def test_a_label_the_line_swallowed_is_asked_for_again(house: House) -> None:
    async def story() -> None:
        shelf = Shelf(house, down=True)
        routine = continuing(house, shelf)
        ids = await house.add_orders(order("1", item("1-1", ItemStatus.READY)))
        (result,) = await Fulfilment(house.orders, house.outbox, shelf, routine).process(ids)
        assert result.code == "no_connection"
        assert await routine.go_on() == ()
        shelf.down = False
        assert await routine.go_on() == tuple(ids)

    asyncio.run(story())


def test_it_goes_on_after_the_program_was_closed(house: House, other_process: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unreachable("no_connection"))]
        await Fulfilment(house.orders, house.outbox, Shelf(house), continuing(house, Shelf(house))).process(ids)
        await other_process.outbox.run_until_idle()
        assert await continuing(other_process, Shelf(other_process)).go_on() == tuple(ids)

    asyncio.run(story())


def test_what_is_taken_back_is_forgotten(house: House) -> None:
    async def story() -> None:
        shelf = Shelf(house)
        routine = continuing(house, shelf)
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unreachable("no_connection"))]
        await Fulfilment(house.orders, house.outbox, shelf, routine).process(ids)
        await house.outbox.discard([one.id for one in await house.outbox.list()])
        assert await routine.go_on() == ()
        assert (shelf.asked, processed(house)) == ([], [])

    asyncio.run(story())


def test_the_routine_notices_by_itself(house: House) -> None:
    async def story() -> None:
        shelf = Shelf(house)
        routine = continuing(house, shelf)
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unreachable("no_connection"))]
        await Fulfilment(house.orders, house.outbox, shelf, routine).process(ids)
        routine.start()
        try:
            await house.outbox.run_until_idle()
            async with asyncio.timeout(10):
                while not processed(house):  # noqa: ASYNC110 - what was told is looked at
                    await asyncio.sleep(0)
        finally:
            await routine.stop()
        assert [one.ids for one in processed(house)] == [tuple(ids)]

    asyncio.run(story())
