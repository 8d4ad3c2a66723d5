"""Wishes on their way: what is sent, in which order, and what becomes of each answer."""

import asyncio
from datetime import timedelta

import pytest
from conftest import House
from strict_platform import START, fails, item, order

from desktop.domain.accounts import AccountState
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import AuthNeeded, BrokenAnswer, Refused, TryLater, Unreachable
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.orders import ItemStatus
from desktop.store import accounts


def test_a_wish_is_sent_and_the_cached_order_follows_the_platform(house: House) -> None:
    async def story() -> None:
        (order_id,) = await house.add_orders(order("1"))
        queued = await house.orders.pack([order_id], provider="Station 4")
        assert queued.order_ids == (order_id,)
        (row,) = await house.orders.rows([order_id])
        assert row.bucket == "to_pack", "a wish changes no cached row"
        assert [(one.kind, one.state) for one in row.pending] == [(OperationKind.PACK, OperationState.QUEUED)]
        assert await house.outbox.run_until_idle() == ()
        (row,) = await house.orders.rows([order_id])
        assert (row.bucket, row.tracking, row.pending) == ("to_ship", "T-1", ())
        assert [kind for kind in await house.timeline(order_id) if kind.startswith("pack")] == [
            "pack_wished",
            "pack_done",
        ]
        assert {changes.kind for changes in house.told} >= {ChangeKind.OUTBOX, ChangeKind.ORDERS}

    asyncio.run(story())


def test_steps_of_one_order_keep_their_order_and_orders_share_requests(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(*(order(str(n)) for n in range(1, 46)))
        await house.orders.pack(ids)
        await house.orders.ready(ids)
        assert await house.outbox.run_until_idle() == ()
        assert [(kind.value, len(numbers)) for kind, numbers in house.platform.sends] == [
            *[("pack", 20), ("pack", 20), ("pack", 5)],
            *[("ready", 20), ("ready", 20), ("ready", 5)],
        ]
        assert {row.bucket for row in await house.orders.rows(ids)} == {"label_ready"}

    asyncio.run(story())


def test_a_clock_set_back_does_not_turn_two_steps_around(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        await house.orders.pack(ids)
        house.time.now = START.replace(year=2025)
        await house.orders.ready(ids)
        assert await house.outbox.run_until_idle() == ()
        assert [kind.value for kind, _ in house.platform.sends] == ["pack", "ready"]

    asyncio.run(story())


def test_accounts_work_side_by_side_and_do_not_wait_for_each_other(house: House) -> None:
    async def story() -> None:
        await house.add_account("B")
        (mine,) = await house.add_orders(order("1"))
        (other,) = await house.add_orders(order("2"), account_id="B")
        house.platform.faults = [fails(Unreachable("no_route"))]
        await house.orders.pack([mine, other])
        (left,) = await house.outbox.run_until_idle()
        assert (left.account_id, left.state, left.code, left.attempts) == ("A", OperationState.QUEUED, "unreachable", 0)
        assert house.platforms["B"].orders["remote-2"][0].status is ItemStatus.PACKED
        assert house.platforms["B"].violations == []

    asyncio.run(story())


def test_what_waits_for_the_line_goes_out_when_the_seller_pokes(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        house.platform.faults = [fails(Unreachable("no_route"))]
        house.platform.batch_size = 1
        await house.orders.pack(ids)
        assert len(await house.outbox.run_until_idle()) == 2
        assert len(house.platform.sends) == 1, "a dead line is not tried for every order"
        assert await house.outbox.run_until_idle() == ()

    asyncio.run(story())


@pytest.mark.parametrize("later_s", [1, 3600])
def test_what_is_due_again_is_tried_and_not_taken_for_stuck(house: House, later_s: int) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(Unreachable("no_route"))]
        await house.orders.pack(ids)
        await house.outbox.run_until_idle()
        house.time.now += timedelta(seconds=later_s)
        await house.outbox.poke()
        (operation,) = await house.operations()
        assert (operation.state, operation.code) == (OperationState.QUEUED, "")
        assert await house.outbox.run_until_idle() == ()

    asyncio.run(story())


def test_a_limit_is_waited_out_and_costs_no_attempt(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(TryLater("rate_limited", after_s=30.0)), fails(TryLater("rate_limited"))]
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        (operation,) = await house.operations()
        assert (operation.state, operation.attempts) == (OperationState.DONE, 1)
        assert (house.time.now - START).total_seconds() >= 30

    asyncio.run(story())


def test_a_refusal_is_told_in_the_platforms_words_and_stops_the_later_steps(house: House) -> None:
    async def story() -> None:
        (order_id,) = await house.add_orders(order("1"))
        await house.orders.pack([order_id])
        await house.orders.ready([order_id])
        house.platform.set_status("remote-1", ItemStatus.CANCEL_REQUESTED)
        assert await house.outbox.run_until_idle() == ()
        pack, ready = await house.operations()
        assert (pack.state, pack.params["message"]) == (OperationState.REFUSED, "Not in this status.")
        assert ready.state in (OperationState.REFUSED, OperationState.CANCELLED)

    asyncio.run(story())


def test_later_steps_of_the_same_change_set_fall_with_a_refused_one(house: House) -> None:
    async def story() -> None:
        from desktop.services.order_wishes import Wish

        ids = await house.add_orders(order("1"))
        await house.orders.wish(ids, Wish((OperationKind.PACK, OperationKind.READY)))
        house.platform.set_status("remote-1", ItemStatus.CANCEL_REQUESTED)
        assert await house.outbox.run_until_idle() == ()
        pack, ready = await house.operations()
        assert (ready.state, ready.code) == (OperationState.CANCELLED, "earlier_step_failed")
        house.platform.set_status("remote-1", ItemStatus.TO_PACK)
        assert await house.outbox.retry([pack.id]) == 1
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done", "ready 1 done"]

    asyncio.run(story())


def test_a_batch_refused_as_a_whole_blames_only_the_culprit(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(*(order(str(n)) for n in range(1, 4)))
        house.platform.faults = [
            fails(Refused("bad_request")),
            lambda platform, batch: platform.work(batch),
            fails(Refused("bad_request", message="No.")),
        ]
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done", "pack 2 refused", "pack 3 done"]

    asyncio.run(story())


def test_a_dead_login_parks_the_account_until_it_works_again(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        house.platform.batch_size = 1
        house.platform.faults = [fails(AuthNeeded("token_used_up"))]
        await house.orders.pack(ids)
        open_ = await house.outbox.run_until_idle()
        assert [one.state for one in open_] == [OperationState.NEEDS_LOGIN] * 2
        assert len(house.platform.sends) == 1
        account = await house.db.read(lambda c: accounts.account(c, "A"))
        assert account is not None
        assert (account.state, account.code) == (AccountState.NEEDS_LOGIN, "token_used_up")
        await house.db.write(lambda c: accounts.update_account_state(c, "A", AccountState.CONNECTED))
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done", "pack 2 done"]

    asyncio.run(story())


@pytest.mark.parametrize("paused", ["account", "shop"])
def test_a_paused_shop_sends_nothing_until_it_is_resumed(house: House, paused: str) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        (row,) = await house.orders.rows(ids)
        target = row.shop_id if paused == "shop" else row.account_id
        await house.db.write(lambda c: accounts.set_paused(c, target, True))
        await house.orders.pack(ids)
        assert len(await house.outbox.run_until_idle()) == 1
        assert house.platform.sends == []
        await house.db.write(lambda c: accounts.set_paused(c, target, False))
        assert await house.outbox.run_until_idle() == ()

    asyncio.run(story())


def test_what_came_true_meanwhile_is_not_sent_at_all(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        await house.orders.pack(ids)
        await house.add_orders(order("1", item("1-1", ItemStatus.READY)), order("2", item("2-1", ItemStatus.CANCELLED)))
        assert await house.outbox.run_until_idle() == ()
        assert house.platform.sends == []
        first, second = await house.operations()
        assert (first.state, first.code) == (OperationState.DONE, "already_done")
        assert (second.state, second.code) == (OperationState.REFUSED, "wrong_state")

    asyncio.run(story())


def test_a_poison_operation_is_given_back_and_stops_nobody(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"), order("3"))

        def poisoned(platform: object, batch: object) -> object:
            house.platform.faults.append(poisoned)  # type: ignore[arg-type]
            if any(one.label == "2" for one in batch):  # type: ignore[attr-defined]
                raise KeyError("a bug of ours")
            return house.platform.work(batch)  # type: ignore[arg-type]

        house.platform.faults.append(poisoned)  # type: ignore[arg-type]
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done", "pack 2 refused", "pack 3 done"]
        poison = (await house.operations())[1]
        assert (poison.code, poison.params["last"], poison.attempts) == ("could_not_send", "internal_error", 8)

    asyncio.run(story())


def test_a_bug_in_cutting_batches_stops_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"), order("2"))
        monkeypatch.setattr(house.platform, "batches", lambda _: 1 / 0)
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done", "pack 2 done"]

    asyncio.run(story())


def test_a_page_of_maintenance_is_waited_out(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        house.platform.faults = [fails(BrokenAnswer("not_json")), fails(BrokenAnswer("not_json"))]
        await house.orders.pack(ids)
        assert await house.outbox.run_until_idle() == ()
        assert await house.states() == ["pack 1 done"]

    asyncio.run(story())


def test_an_account_nobody_can_send_for_waits_and_says_why(house: House) -> None:
    async def story() -> None:
        ids = await house.add_orders(order("1"))
        await house.orders.pack(ids)
        platform = house.platforms.pop("A")
        (waiting,) = await house.outbox.run_until_idle()
        assert (waiting.state, waiting.code, waiting.attempts) == (OperationState.QUEUED, "unknown_account", 0)
        house.platforms["A"] = platform
        assert await house.outbox.run_until_idle() == ()

    asyncio.run(story())
