"""Window and terminal on one profile: one sends, the other queues and watches, and takes over when it is gone."""

import asyncio

from conftest import House
from strict_platform import order

from desktop.domain.operations import OperationState


def test_two_processes_never_send_the_same_thing_twice(house: House, other_process: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(*(order(str(n)) for n in range(1, 30)))
        await house.orders.pack(ids[:15])
        await other_process.orders.pack(ids[15:])
        await asyncio.gather(house.outbox.run_until_idle(), other_process.outbox.run_until_idle())
        assert sum(len(numbers) for _, numbers in house.platform.sends) == 29
        assert {one.state for one in await house.operations()} == {OperationState.DONE}

    asyncio.run(story())


def test_what_a_terminal_queues_is_sent_by_the_window_while_the_terminal_waits(
    house: House, other_process: House
) -> None:
    async def story() -> None:
        house.outbox.start()
        while not house.outbox.holds_the_lock:
            await house.time.sleep(0.1)
        ids = await house.add_orders(order("1"))
        queued = await other_process.orders.pack(ids)
        (done,) = await other_process.outbox.wait_for(queued.change_set_id)
        assert done.state is OperationState.DONE
        assert other_process.told and not any(one.kind == "accounts" for one in other_process.told)
        await house.outbox.stop()

    asyncio.run(story())


def test_the_one_who_waits_takes_over_when_the_sender_goes(house: House, other_process: House) -> None:
    async def story() -> None:
        house.outbox.start()
        while not house.outbox.holds_the_lock:
            await house.time.sleep(0.1)
        ids = await house.add_orders(order("1"))
        await house.outbox.stop()
        await other_process.orders.pack(ids)
        assert await other_process.outbox.run_until_idle() == ()

    asyncio.run(story())


def test_the_same_wish_from_two_windows_is_one_operation(house: House, other_process: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        await house.orders.pack(ids[:1])
        facts = await other_process.orders.facts(ids[:1])
        assert len(facts[0].open) == 1
        again = await other_process.orders.pack(ids)
        assert again.order_ids == (ids[1],)
        assert [(one.order_id, one.code) for one in again.results] == [(ids[0], "already_pending")]

    asyncio.run(story())
