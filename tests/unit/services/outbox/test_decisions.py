"""What the seller may do with wishes: take them back, try them again, give them up."""

import asyncio
from dataclasses import replace

import pytest
from conftest import House
from strict_platform import START, fails, order

from desktop.domain.errors import NotPossible, Unreachable
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.store import outbox_moves


def stock(operation_id: str, before: int, after: int, sku: str = "MUG", change_set: str = "") -> Operation:
    return Operation(
        id=operation_id,
        change_set_id=change_set or f"set-{operation_id}",
        account_id="A",
        shop_id="",
        kind=OperationKind.SET_STOCK,
        subject=sku,
        label=sku,
        before={"quantity": before},
        after={"quantity": after},
        state=OperationState.QUEUED,
        created_at=START,
    )


async def _wish(house: House, *operations: Operation) -> None:
    for one in operations:
        await house.db.write(
            lambda c, one=one: outbox_moves.add_change_set(c, one.change_set_id, "stock", [one], START)
        )


async def _done(house: House, operation_id: str) -> None:
    done = outbox_moves.Verdict(operation_id, OperationState.QUEUED, OperationState.DONE)
    await house.db.write(lambda c: outbox_moves.record(c, "A", [done], (), START))


def test_a_newer_absolute_wish_replaces_an_unsent_older_one(house: House) -> None:
    async def story() -> None:
        await _wish(house, stock("1", 5, 6), stock("2", 5, 7), stock("3", 1, 2, sku="CUP"))
        assert [(one.id, one.state.value, one.code) for one in await house.operations()] == [
            ("1", "cancelled", "replaced"),
            ("2", "queued", ""),
            ("3", "queued", ""),
        ]

    asyncio.run(story())


def test_an_absolute_wish_on_its_way_is_not_replaced_but_followed(house: House) -> None:
    async def story() -> None:
        await _wish(house, stock("1", 5, 6))
        await house.db.write(lambda c: outbox_moves.claim(c, ["1"]))
        await _wish(house, stock("2", 6, 7))
        assert [one.state.value for one in await house.operations()] == ["sending", "queued"]

    asyncio.run(story())


def test_undo_withdraws_what_was_not_sent(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unreachable())]
        queued = await house.orders.pack(ids)
        await house.outbox.run_until_idle()
        (result,) = await house.outbox.undo(queued.change_set_id)
        assert (result.ok, result.state, result.code) == (True, "cancelled", "undone")
        assert await house.outbox.run_until_idle() == ()
        assert len(house.platform.sends) == 1

    asyncio.run(story())


def test_undo_says_that_a_packed_order_stays_packed(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        queued = await house.orders.pack(ids)
        await house.outbox.run_until_idle()
        (result,) = await house.outbox.undo(queued.change_set_id)
        assert (result.ok, result.code) == (False, "cannot_undo")
        with pytest.raises(NotPossible, match="unknown_change_set"):
            await house.outbox.undo("nothing like it")

    asyncio.run(story())


def test_undo_sets_a_value_back_unless_it_moved_on(house: House) -> None:
    async def story() -> None:
        await _wish(house, stock("1", 5, 6), stock("2", 3, 4, sku="CUP"))
        await _done(house, "1")
        await _done(house, "2")
        await _wish(house, stock("3", 4, 9, sku="CUP"))
        (back,) = await house.outbox.undo("set-1")
        assert (back.ok, back.state) == (True, "queued")
        wish = next(one for one in await house.outbox.list() if one.subject == "MUG")
        assert (wish.before, wish.after) == ({"quantity": 6}, {"quantity": 5})
        (moved_on,) = await house.outbox.undo("set-2")
        assert (moved_on.ok, moved_on.code) == (False, "changed_since")

    asyncio.run(story())


def test_discarding_a_step_takes_the_steps_that_build_on_it(house: House) -> None:
    async def story() -> None:
        from desktop.services.order_wishes import Wish

        ids = await house.add_orders(order("1"))
        await house.orders.wish(ids, Wish((OperationKind.PACK, OperationKind.READY)))
        pack, _ = await house.operations()
        assert await house.outbox.discard([pack.id]) == 1
        assert [one.state.value for one in await house.operations()] == ["cancelled", "cancelled"]
        assert await house.outbox.counts() == {}

    asyncio.run(story())


def test_what_is_being_sent_cannot_be_discarded_and_unknown_ids_are_named(house: House) -> None:
    async def story() -> None:
        await _wish(house, stock("1", 5, 6))
        await house.db.write(lambda c: outbox_moves.claim(c, ["1"]))
        assert await house.outbox.discard(["1"]) == 0
        with pytest.raises(NotPossible, match="unknown_operation"):
            await house.outbox.discard(["nothing like it"])

    asyncio.run(story())


def test_a_verdict_that_comes_too_late_changes_nothing(house: House) -> None:
    async def story() -> None:
        await _wish(house, stock("1", 5, 6))
        await house.outbox.discard(["1"])
        late = outbox_moves.Verdict("1", OperationState.SENDING, OperationState.DONE)
        assert await house.db.write(lambda c: outbox_moves.record(c, "A", [late], (), START)) == ()
        (operation,) = await house.operations()
        assert operation == replace(operation, state=OperationState.CANCELLED, code="discarded")

    asyncio.run(story())


def test_two_claims_win_different_operations(house: House) -> None:
    async def story() -> None:
        await _wish(house, stock("1", 5, 6), stock("2", 5, 6, sku="CUP"))
        assert await house.db.write(lambda c: outbox_moves.claim(c, ["2", "1"])) == ("2", "1")
        assert await house.db.write(lambda c: outbox_moves.claim(c, ["1", "2"])) == ()

    asyncio.run(story())
