"""Processing many orders in one go: each gets its result, whatever becomes of the others."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from conftest import House
from strict_platform import fails, item, order

from desktop.domain.errors import Unreachable, Unsure
from desktop.domain.order_views import ActionResult
from desktop.domain.orders import ItemStatus
from desktop.domain.progress import Progress, ShowProgress, Stage
from desktop.services.fulfilment import Fulfilment


@dataclass
class LabelDesk:
    """Fetches the labels of orders that are ready, and complains about any other."""

    house: House
    asked: list[tuple[int, ...]] = field(default_factory=list)

    async def fetch(
        self, order_ids: Sequence[int], progress: ShowProgress, stop: asyncio.Event | None = None
    ) -> tuple[ActionResult, ...]:
        self.asked.append(tuple(order_ids))
        rows = await self.house.orders.rows(order_ids)
        assert {row.bucket for row in rows} == {"label_ready"}
        progress(Progress(Stage.LABELS, len(rows), len(rows)))
        return tuple(ActionResult(row.id, row.number, row.shop, ok=True, state="label_ready") for row in rows)


@pytest.fixture
def desk(house: House) -> LabelDesk:
    return LabelDesk(house)


@pytest.fixture
def fulfilment(house: House, desk: LabelDesk) -> Fulfilment:
    return Fulfilment(house.orders, house.outbox, desk)


def test_every_order_takes_the_steps_it_still_needs(house: House, fulfilment: Fulfilment) -> None:
    async def story() -> None:
        ids = await house.add_orders(
            order("1"),
            order("2", item("2-1", ItemStatus.PACKED)),
            order("3", item("3-1", ItemStatus.READY)),
            order("4", item("4-1", ItemStatus.SHIPPED)),
        )
        seen: list[Progress] = []
        results = await fulfilment.process(ids, provider="Station 4", progress=seen.append)
        assert [(one.number, one.state, one.code) for one in results] == [
            ("1", "label_ready", ""),
            ("2", "label_ready", ""),
            ("3", "label_ready", ""),
            ("4", "not_possible", "wrong_state"),
        ]
        assert [(kind.value, numbers) for kind, numbers in house.platform.sends] == [
            ("pack", ("1",)),
            ("ready", ("1", "2")),
        ]
        assert (seen[0].stage, seen[0].total) == (Stage.SENDING, 2)
        assert (seen[-1].stage, seen[-1].done, seen[-1].total) == (Stage.LABELS, 3, 3)

    asyncio.run(story())


def test_one_refused_order_stops_no_other_and_says_why(house: House, fulfilment: Fulfilment) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        house.platform.set_status("remote-1", ItemStatus.CANCEL_REQUESTED)
        first, second = await fulfilment.process(ids)
        assert (first.ok, first.state, first.platform_message) == (False, "refused", "Not in this status.")
        assert first.params["operation"] == "pack"
        assert (second.ok, second.state) == (True, "label_ready")

    asyncio.run(story())


def test_without_a_line_the_work_stays_queued_and_a_later_run_finishes_it(
    house: House, fulfilment: Fulfilment, desk: LabelDesk
) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unreachable("no_route"))]
        (result,) = await fulfilment.process(ids)
        assert (result.ok, result.state, result.code) == (False, "queued", "unreachable")
        assert desk.asked == []
        await house.outbox.poke()
        (result,) = await fulfilment.process(ids)
        assert (result.ok, result.state) == (True, "label_ready")
        assert [kind.value for kind, _ in house.platform.sends] == ["pack", "pack", "ready"]

    asyncio.run(story())


def test_a_lost_answer_is_read_back_on_the_way_to_the_label(house: House, fulfilment: Fulfilment) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unsure(), after_work=True)]
        (result,) = await fulfilment.process(ids)
        assert result.state == "label_ready"

    asyncio.run(story())


def test_stopping_finishes_what_is_on_the_wire_and_takes_back_the_rest(
    house: House, fulfilment: Fulfilment, desk: LabelDesk
) -> None:
    async def story() -> None:
        ids = await house.add_orders(*(order(str(n)) for n in range(1, 4)))
        house.platform.batch_size = 1
        stop = asyncio.Event()

        def stop_after_the_first(platform: object, batch: object) -> object:
            stop.set()
            return house.platform.work(batch)  # type: ignore[arg-type]

        house.platform.faults = [stop_after_the_first]  # type: ignore[list-item]
        results = await fulfilment.process(ids, stop=stop)
        assert {one.state for one in results} == {"cancelled"}
        assert desk.asked == []
        assert await house.outbox.list() == ()
        assert ("pack", ("1",)) in [(kind.value, numbers) for kind, numbers in house.platform.sends]
        assert house.platform.orders["remote-3"][0].status is ItemStatus.TO_PACK

    asyncio.run(story())


def test_the_same_order_named_twice_has_one_result(house: House, fulfilment: Fulfilment) -> None:
    async def story() -> None:
        (order_id,) = await house.add_orders(order("1"))
        results = await fulfilment.process([order_id, order_id, 4711])
        assert [(one.order_id, one.state) for one in results] == [(order_id, "label_ready"), (4711, "not_possible")]

    asyncio.run(story())
