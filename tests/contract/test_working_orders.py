"""Pack, ready to ship and cancel: nothing lost, nothing doubled, and the outcome is what the platform shows."""

from typing import Any

import pytest
from shop_floor import Floor, statuses, work

from desktop.domain.errors import AuthNeeded, TryLater, Unsure
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.orders import ItemStatus

pytestmark = pytest.mark.platforms("jumia")  # its own paths, faults and words; every platform: test_every_*

PACK, READY, CANCEL = OperationKind.PACK, OperationKind.READY, OperationKind.CANCEL
ENDS = {PACK: ItemStatus.PACKED, READY: ItemStatus.READY, CANCEL: ItemStatus.CANCELLED}
PATHS = {PACK: "/v2/orders/pack", READY: "/orders/ready-to-ship", CANCEL: "/orders/cancel"}


async def subjects(floor: Floor, kind: OperationKind, count: int) -> list[Any]:
    """Orders on which this step is the next one."""
    orders = await floor.to_pack(count)
    return list((await floor.do(PACK, orders)).items) if kind is READY else orders


def done_once(floor: Floor, kind: OperationKind, orders: list[Any]) -> None:
    """The platform did this exactly once to every item."""
    for order in orders:
        for item in floor.truth(order.order_remote_id)["items"]:
            assert item["done_by_client"].count(kind.value) == 1


@pytest.mark.parametrize("kind", [PACK, READY, CANCEL])
def test_a_step_for_many_orders_is_done_for_all(floor: Floor, kind: OperationKind) -> None:
    async def job(floor: Floor) -> None:
        orders = await subjects(floor, kind, 30)
        sent = await floor.do(kind, orders)
        assert {outcome.state for outcome in sent.outcomes} == {OperationState.DONE}
        assert len(sent.items) == 30
        assert statuses(sent.items) == {ENDS[kind]}
        done_once(floor, kind, orders)

    work(floor, job)


def test_packed_items_name_their_provider_and_tracking_number(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        sent = await floor.do(PACK, await floor.to_pack(5))
        for outcome, order in zip(sent.outcomes, sent.items, strict=True):
            true = {item["id"]: item["tracking_number"] for item in floor.truth(order.order_remote_id)["items"]}
            assert {item.remote_id: item.tracking_number for item in order.items} == true
            assert all(item.provider for item in order.items)
            assert outcome.remote_ref in true.values()

    work(floor, job)


@pytest.mark.parametrize("kind", [PACK, READY, CANCEL])
def test_a_step_taken_elsewhere_meanwhile_is_not_asked_for_again(floor: Floor, kind: OperationKind) -> None:
    async def job(floor: Floor) -> None:
        orders = await subjects(floor, kind, 1)
        event = {PACK: "packed_elsewhere", READY: "ready_elsewhere", CANCEL: "buyer_cancels"}[kind]
        floor.sandbox.happen(event, order=orders[0].order_remote_id)
        sent = await floor.do(kind, orders)
        assert sent.outcomes[0].state is OperationState.DONE
        assert [request for request in floor.sandbox.requests() if request["path"] == PATHS[kind]] == []

    work(floor, job)


def test_what_can_no_longer_be_done_is_refused_with_the_reason(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        unpacked, cancelled, fine = await floor.to_pack(3)
        floor.sandbox.happen("buyer_cancels", order=cancelled.order_remote_id)
        sent = await floor.do(READY, [unpacked, cancelled])
        assert [outcome.code for outcome in sent.outcomes] == ["not_packed", "wrong_status"]
        sent = await floor.do(PACK, [cancelled, fine])
        assert [outcome.state for outcome in sent.outcomes] == [OperationState.REFUSED, OperationState.DONE]

    work(floor, job)


def test_an_order_that_never_was_is_refused_and_hides_nobody(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        (order,) = await floor.to_pack()
        wishes = await floor.wishes(PACK, [order])
        floor.sandbox.arm("status", "/orders/items", status=404)
        (outcome,) = (await floor.connector.send(wishes)).outcomes
        assert (outcome.state, outcome.code) == (OperationState.REFUSED, "item_gone")

    work(floor, job)


@pytest.mark.parametrize("kind", [PACK, READY, CANCEL])
@pytest.mark.parametrize("fault", ["lost_answer", "html", "truncated", "empty", "cut_short"])
def test_a_write_whose_answer_was_lost_is_found_done_by_reading_back(
    floor: Floor, kind: OperationKind, fault: str
) -> None:
    async def job(floor: Floor) -> None:
        orders = await subjects(floor, kind, 3)
        wishes = await floor.wishes(kind, orders)
        floor.sandbox.arm(fault, PATHS[kind])
        with pytest.raises(Unsure):
            for batch in floor.connector.batches(wishes):
                await floor.connector.send(batch)
        assert_repaired(await floor.connector.verify(wishes))

    def assert_repaired(sent: Any) -> None:
        states = {outcome.state for outcome in sent.outcomes}
        assert OperationState.DONE in states
        assert states <= {OperationState.DONE, OperationState.QUEUED}

    work(floor, job)


@pytest.mark.parametrize("kind", [PACK, READY, CANCEL])
@pytest.mark.parametrize("fault", [{"kind": "reset"}, {"kind": "status", "status": 503}])
def test_a_write_that_was_not_done_is_found_undone_and_may_be_sent_again(
    floor: Floor, kind: OperationKind, fault: dict[str, Any]
) -> None:
    async def job(floor: Floor) -> None:
        orders = await subjects(floor, kind, 1)
        wishes = await floor.wishes(kind, orders)
        floor.sandbox.arm(path=PATHS[kind], **fault)
        with pytest.raises(Unsure):
            await floor.connector.send(wishes)
        (found,) = (await floor.connector.verify(wishes)).outcomes
        assert found.state is OperationState.QUEUED
        (again,) = (await floor.connector.send(wishes)).outcomes
        assert again.state is OperationState.DONE
        done_once(floor, kind, orders)

    work(floor, job)


@pytest.mark.parametrize("kind", [PACK, READY, CANCEL])
def test_a_write_that_was_limited_is_done_once_when_the_pause_is_over(floor: Floor, kind: OperationKind) -> None:
    async def job(floor: Floor) -> None:
        orders = await subjects(floor, kind, 2)
        floor.sandbox.arm("rate_limited", PATHS[kind], count=2, retry_after=3)
        sent = await floor.do(kind, orders)
        assert {outcome.state for outcome in sent.outcomes} == {OperationState.DONE}
        done_once(floor, kind, orders)

    work(floor, job)


def test_a_login_that_dies_between_reading_and_writing_is_renewed(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.to_pack(2)
        floor.sandbox.arm("unauthorized", PATHS[PACK])
        sent = await floor.do(PACK, orders)
        assert {outcome.state for outcome in sent.outcomes} == {OperationState.DONE}

    work(floor, job)


def test_nothing_is_sent_when_reading_before_fails(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.to_pack()
        wishes = await floor.wishes(PACK, orders)
        floor.sandbox.arm("status", "/orders/items", status=503, count=None)
        with pytest.raises(TryLater):
            await floor.connector.send(wishes)
        assert [request for request in floor.sandbox.requests() if request["path"] == PATHS[PACK]] == []

    work(floor, job)


def test_a_write_that_cannot_be_read_back_is_unsure_and_not_lost(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.to_pack()
        wishes = await floor.wishes(PACK, orders)
        floor.sandbox.arm("status", "/orders/items", status=503, count=None, after=1)
        with pytest.raises(Unsure):
            await floor.connector.send(wishes)
        floor.sandbox.disarm()
        (found,) = (await floor.connector.verify(wishes)).outcomes
        assert found.state is OperationState.DONE
        done_once(floor, PACK, orders)

    work(floor, job)


def test_a_role_taken_away_is_refused_in_the_platforms_words(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.to_pack()
        wishes = await floor.wishes(PACK, orders)
        floor.sandbox.arm("forbidden", PATHS[PACK])
        (outcome,) = (await floor.connector.send(wishes)).outcomes
        assert outcome.state is OperationState.REFUSED
        assert outcome.params["message"]

    work(floor, job)


def test_a_login_that_died_before_sending_leaves_everything_unsent(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        orders = await floor.to_pack()
        wishes = await floor.wishes(PACK, orders)
        floor.sandbox.happen("refresh_revoked")
        floor.sandbox.happen("access_expired")
        with pytest.raises(AuthNeeded):
            await floor.connector.send(wishes)
        assert floor.truth(orders[0].order_remote_id)["items"][0]["done_by_client"] == []

    work(floor, job)
