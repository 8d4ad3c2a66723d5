"""Requests whose answer was lost: read back, never repeated blindly, and at last given to the seller."""

import asyncio
from dataclasses import replace

import pytest
from conftest import House
from strict_platform import START, StrictPlatform, fails, order

from desktop.domain.errors import AuthNeeded, BrokenAnswer, NotPossible, StoreError, Unreachable, Unsure
from desktop.domain.operations import OperationState
from desktop.domain.orders import ItemStatus
from desktop.store import outbox_moves

LOST = Unsure("no_answer")


def test_a_lost_answer_after_the_work_is_found_done_and_not_repeated(house: House) -> None:
    async def story() -> None:
        (order_id,) = await house.add_orders(order("1"))
        house.platform.faults = [fails(LOST, after_work=True)]
        await house.orders.pack([order_id])
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done"]
        assert len(house.platform.sends) == 1
        (row,) = await house.orders.rows([order_id])
        assert (row.bucket, row.tracking) == ("to_ship", "T-1")
        assert [kind for kind in await house.timeline(order_id) if kind in ("unsure", "verified")] == [
            "unsure",
            "verified",
        ]

    asyncio.run(story())


def test_a_lost_request_is_sent_again_only_after_two_readings_found_nothing(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(LOST)]
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        assert (len(house.platform.sends), house.platform.reads) == (2, 2)
        assert (house.time.now - START).total_seconds() >= 10

    asyncio.run(story())


def test_a_request_that_arrives_late_is_not_doubled(house: House) -> None:
    """The connection broke, the first reading found nothing, and only then the platform did its work."""

    async def story() -> None:
        ids = await house.add_orders(order("1"))
        late: list[object] = []

        def swallowed(platform: StrictPlatform, batch: object) -> object:
            late.append(batch)
            raise LOST

        verify = house.platform.verify

        async def reading(batch: object) -> object:
            found = await verify(batch)  # type: ignore[arg-type]
            if late:
                house.platform.work(late.pop())  # type: ignore[arg-type]
            return found

        house.platform.faults = [swallowed]  # type: ignore[list-item]
        house.platform.verify = reading  # type: ignore[method-assign, assignment]
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        assert len(house.platform.sends) == 1
        assert await house.states() == ["pack 1 done"]

    asyncio.run(story())


def test_a_doubt_survives_a_dead_line_a_dead_login_and_broken_pages(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(LOST, after_work=True)]
        house.platform.blind = [Unreachable("no_route"), BrokenAnswer("html"), AuthNeeded("token_used_up")]
        await house.orders.pack(ids)
        (waiting,) = await house.outbox.run_until_idle()
        assert (waiting.state, waiting.code) == (OperationState.UNSURE, "unreachable")
        (waiting,) = await house.outbox.run_until_idle()
        assert waiting.state is OperationState.UNSURE, "the login is dead: nothing is lost, nothing is sent"
        from desktop.domain.accounts import AccountState
        from desktop.store import accounts

        await house.db.write(lambda c: accounts.update_account_state(c, "A", AccountState.CONNECTED))
        assert await house.outbox.run_until_idle() == ()
        assert len(house.platform.sends) == 1

    asyncio.run(story())


async def _asked(house: House, *, after_work: bool) -> str:
    """An operation that could not be verified as often as it was read back; its id."""
    ids = await house.add_orders(order("1"))
    house.platform.faults = [fails(LOST, after_work=after_work)]
    house.platform.blind = [BrokenAnswer("html")] * 7
    await house.orders.pack(ids)
    while (await house.operations())[0].next_try_at is not None or not house.platform.sends:
        await house.outbox.run_until_idle()
        house.time.now = (await house.operations())[0].next_try_at or house.time.now
    (operation,) = await house.operations()
    assert (operation.state, operation.code) == (OperationState.UNSURE, "could_not_verify")
    return operation.id


def test_what_cannot_be_verified_asks_the_seller_and_is_never_repeated_by_itself(house: House) -> None:
    async def story() -> None:
        await _asked(house, after_work=False)
        house.time.now = house.time.now.replace(year=2027)
        await house.outbox.run_until_idle()
        assert len(house.platform.sends) == 1

    asyncio.run(story())


def test_retrying_a_doubt_reads_it_back_instead_of_sending_it(house: House) -> None:
    async def story() -> None:
        operation_id = await _asked(house, after_work=True)
        assert await house.outbox.retry([operation_id]) == 1
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done"]
        assert len(house.platform.sends) == 1

    asyncio.run(story())


@pytest.mark.parametrize(
    ("keep", "state", "sends"), [("mine", "done", 2), ("theirs", "cancelled", 1), ("happened", "done", 1)]
)
def test_the_seller_decides_what_the_platform_did_not_tell(house: House, keep: str, state: str, sends: int) -> None:
    async def story() -> None:
        operation_id = await _asked(house, after_work=False)
        await house.outbox.resolve(operation_id, keep)  # type: ignore[arg-type]
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == [f"pack 1 {state}"]
        assert len(house.platform.sends) == sends
        with pytest.raises(NotPossible, match="nothing_to_resolve"):
            await house.outbox.resolve(operation_id, keep)  # type: ignore[arg-type]

    asyncio.run(story())


def test_what_was_cut_off_while_being_sent_is_read_back_at_the_next_start(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        await house.orders.pack(ids)
        first, second = await house.operations()
        # As kill -9 leaves it: both marked as being sent, one of them arrived.
        await house.db.write(lambda c: outbox_moves.claim(c, [first.id, second.id]))
        house.platform.work([replace(first, state=OperationState.SENDING)])
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done", "pack 2 done"]
        assert [numbers for _, numbers in house.platform.sends] == [("2",)]

    asyncio.run(story())


def test_an_answer_that_the_disk_does_not_take_is_kept_until_it_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        await house.orders.pack(ids)
        record, full = outbox_moves.record, [StoreError("disk_full")] * 3

        def failing(*args: object, **more: object) -> object:
            if full:
                raise full.pop()
            return record(*args, **more)  # type: ignore[arg-type]

        monkeypatch.setattr(outbox_moves, "record", failing)
        house.outbox.start()
        while (await house.operations())[0].state is not OperationState.DONE:
            await house.time.sleep(1.0)
        await house.outbox.stop()
        assert len(house.platform.sends) == 1
        assert full == []

    asyncio.run(story())


def test_a_full_disk_before_sending_sends_nothing_and_tells_who_waits(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        await house.orders.pack(ids)

        def failing(*_: object) -> object:
            raise StoreError("disk_full")

        with monkeypatch.context() as patch:
            patch.setattr(outbox_moves, "claim", failing)
            with pytest.raises(StoreError, match="disk_full"):
                await house.outbox.run_until_idle()
        assert house.platform.sends == []
        assert await house.outbox.run_until_idle() == ()

    asyncio.run(story())


def test_a_bug_while_writing_an_answer_leaves_a_doubt_not_a_double(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        await house.orders.pack(ids)

        def broken(*_: object) -> object:
            raise ZeroDivisionError

        with monkeypatch.context() as patch:
            patch.setattr(outbox_moves, "record", broken)
            with pytest.raises(StoreError, match="internal_error"):
                await house.outbox.run_until_idle()
        assert await house.outbox.run_until_idle() == ()
        assert len(house.platform.sends) == 1
        assert house.platform.orders["remote-1"][0].status is ItemStatus.PACKED

    asyncio.run(story())
