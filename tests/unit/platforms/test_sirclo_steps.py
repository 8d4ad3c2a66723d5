"""Every step on an order is one call and told true; what is in doubt is cleared up."""

from datetime import timedelta
from typing import Any

import pytest
from loopback import Reply
from sirclo_records import BRAND, NOW, Adapter, Desk, at_adapter, error, order_message, told, wish

from desktop.domain.errors import AuthNeeded, Refused, TryLater, Unsure
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.orders import ItemStatus
from desktop.platforms.sirclo.codes import ORDERS

ORDER = "tkpd:1001"


DONE, QUEUED, REFUSED, UNSURE = (
    OperationState.DONE,
    OperationState.QUEUED,
    OperationState.REFUSED,
    OperationState.UNSURE,
)


STEPS: list[tuple[OperationKind, str, dict[str, object], str, dict[str, object], ItemStatus]] = [
    (OperationKind.ACCEPT, "pending", {}, "AcceptOrder", {}, ItemStatus.TO_PACK),
    (
        OperationKind.PACK,
        "accepted",
        {"provider": "JNE"},
        "PackOrder",
        {"delivery_method": "JNE", "remote_order_item_ids": ["1001-1"]},
        ItemStatus.READY,
    ),
    (OperationKind.SHIP, "packed", {}, "ShipOrder", {"customer_reference": "INV/1001"}, ItemStatus.SHIPPED),
    (
        OperationKind.COMPLETE,
        "shipped",
        {"received_by": "Ada"},
        "CompleteOrder",
        {"received_by": "Ada"},
        ItemStatus.DELIVERED,
    ),
    (
        OperationKind.CANCEL,
        "pending",
        {"reason": "30"},
        "CancelOrder",
        {"cancel_reason": "30", "remote_order_item_ids": ["1001-1"]},
        ItemStatus.CANCELLED,
    ),
]


@pytest.mark.parametrize(
    ("kind", "status", "details", "method", "fields", "ends"), STEPS, ids=lambda one: str(one)[:12]
)
def test_a_step_is_one_call_and_shown_at_once(
    kind: OperationKind,
    status: str,
    details: dict[str, object],
    method: str,
    fields: dict[str, object],
    ends: ItemStatus,
) -> None:
    adapter = Adapter(**{f"OrderService__{method}": lambda order: told(order, airwaybill_number="AWB1")})
    adapter.send(ORDERS, order_message(status=status))

    async def job(desk: Desk) -> None:
        sent = await desk.connector.send([wish(kind, ORDER, items=["1001-1"], **details)])
        assert [one.state for one in sent.outcomes] == [DONE]
        assert {(one.status, one.tracking_number) for one in sent.items[0].items} == {(ends, "AWB1")}
        (asked,) = adapter.asked(f"OrderService.{method}")
        names = {"brand_id": BRAND, "channel": "tkpd", "remote_order_id": "1001"}
        assert asked == {**names, **fields}
        # A message from before the step comes late: it does not undo it on the screen.
        adapter.send(ORDERS, order_message(status=status), at=NOW - timedelta(minutes=1))
        (read,) = await desk.connector.read_items([ORDER])
        assert read.items[0].status is ends

    at_adapter(adapter, job)


def test_what_was_done_elsewhere_is_not_asked_for() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message(status="packed", airwaybill_number="AWB9"))

    async def job(desk: Desk) -> None:
        (outcome,) = (await desk.connector.send([wish(OperationKind.PACK, ORDER, items=["1001-1"])])).outcomes
        assert (outcome.state, outcome.remote_ref) == (DONE, "AWB9")
        assert adapter.asked("OrderService.PackOrder") == []
        (outcome,) = (
            await desk.connector.send([wish(OperationKind.CANCEL, "tkpd:none", items=["x"], reason="1")])
        ).outcomes
        assert outcome.code == "gone"

    at_adapter(adapter, job)


def test_what_can_no_longer_be_done_is_not_asked_for() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message(status="cancelled"))

    async def job(desk: Desk) -> None:
        (outcome,) = (await desk.connector.send([wish(OperationKind.PACK, ORDER, items=["1001-1"])])).outcomes
        assert (outcome.state, outcome.code, outcome.params) == (REFUSED, "wrong_status", {"status": "cancelled"})

    at_adapter(adapter, job)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (OperationKind.PACK, "pending"),
        (OperationKind.SHIP, "accepted"),
        (OperationKind.SHIP, "pack_failed"),
        (OperationKind.COMPLETE, "packed"),
        (OperationKind.ACCEPT, "unpaid"),
    ],
)
def test_a_step_out_of_turn_is_not_asked_for(kind: OperationKind, status: str) -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message(status=status))

    async def job(desk: Desk) -> None:
        (outcome,) = (await desk.connector.send([wish(kind, ORDER, items=["1001-1"])])).outcomes
        assert (outcome.state, outcome.code, outcome.params) == (REFUSED, "wrong_status", {"status": status})

    at_adapter(adapter, job)


def test_a_step_in_an_unknown_status_is_the_adapters_to_judge() -> None:
    adapter = Adapter(OrderService__ShipOrder=lambda order: told(order))
    adapter.send(ORDERS, order_message(status="levitating"))

    async def job(desk: Desk) -> None:
        (outcome,) = (await desk.connector.send([wish(OperationKind.SHIP, ORDER, items=["1001-1"])])).outcomes
        assert outcome.state is DONE

    at_adapter(adapter, job)


def test_a_refusal_inside_a_success_is_told_in_the_adapters_words_without_the_key() -> None:
    refusal = {"success": False, "message": "stock is gone for key client-key-of-nobody"}
    adapter = Adapter(OrderService__AcceptOrder=refusal)
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        with pytest.raises(Refused) as said:
            await desk.connector.send([wish(OperationKind.ACCEPT, ORDER, items=["1001-1"])])
        assert said.value.params["message"] == "stock is gone for key ***"

    at_adapter(adapter, job)


def test_a_refusal_because_it_was_done_meanwhile_is_no_refusal() -> None:
    adapter = Adapter()

    def late(_order: Any) -> Any:
        adapter.send(ORDERS, order_message(status="accepted", transaction_date="2026-11-20T07:00:00Z"))
        return error(400, "already accepted")

    adapter.rpc["OrderService.AcceptOrder"] = late
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        (outcome,) = (await desk.connector.send([wish(OperationKind.ACCEPT, ORDER, items=["1001-1"])])).outcomes
        assert outcome.state is DONE

    at_adapter(adapter, job)


@pytest.mark.parametrize(
    "answer",
    [Reply(drop=True), Reply(500, b"{}"), Reply(200, b"<html>"), Reply(200, b""), Reply(200, b'{"id": "1", "res')],
)
@pytest.mark.parametrize(
    ("status", "expected"),
    [("accepted", DONE), ("pending", QUEUED), ("cancelled", REFUSED), ("", UNSURE), ("odd", UNSURE)],
)
def test_a_lost_answer_is_cleared_up_by_having_the_order_sent_again(
    answer: Reply, status: str, expected: OperationState
) -> None:
    adapter = Adapter(OrderService__AcceptOrder=answer)
    adapter.send(ORDERS, order_message())

    def again(_params: Any) -> None:
        if status:
            adapter.send(ORDERS, order_message(status=status, transaction_date="2026-11-20T07:00:00Z"))

    adapter.rpc["OrderService.FetchOrders"] = again

    async def job(desk: Desk) -> None:
        doubt = wish(OperationKind.ACCEPT, ORDER, items=["1001-1"])
        with pytest.raises(Unsure):
            await desk.connector.send([doubt])
        (outcome,) = (await desk.connector.verify([doubt])).outcomes
        assert outcome.state is expected
        assert len(adapter.asked("OrderService.AcceptOrder")) == 1

    at_adapter(adapter, job)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (error(401), AuthNeeded),
        (Reply(401, b"{}"), AuthNeeded),
        (error(403), Refused),
        (error(500), Unsure),
        (error(503), TryLater),
        (error(400, status=400), Refused),
        (Reply(403, b"<html>wall</html>"), Refused),
    ],
)
def test_every_code_says_what_to_do_next(answer: Reply, expected: type[Exception]) -> None:
    adapter = Adapter(OrderService__AcceptOrder=answer)
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        with pytest.raises(expected):
            await desk.connector.send([wish(OperationKind.ACCEPT, ORDER, items=["1001-1"])])

    at_adapter(adapter, job)


def test_a_retried_pack_at_shopee_says_so() -> None:
    adapter = Adapter(OrderService__PackOrder=lambda order: told(order))
    adapter.send(ORDERS, order_message(status="pack_failed", channel_code="shpe", remote_warehouse_id="W1"))

    async def job(desk: Desk) -> None:
        await desk.connector.send([wish(OperationKind.PACK, "shpe:1001", items=["1001-1"])])
        (asked,) = adapter.asked("OrderService.PackOrder")
        assert (asked["is_retry"], asked["remote_warehouse_id"], asked["delivery_method"]) == (True, "W1", "")

    at_adapter(adapter, job)


def test_a_cancellation_asked_for_is_rejected_only_where_that_can_be() -> None:
    adapter = Adapter(OrderService__RejectCancelOrderRequest=lambda order: told(order))
    adapter.send(ORDERS, order_message(status="request_cancel", channel_code="tktk"))
    adapter.send(ORDERS, order_message("3003", status="request_cancel", channel_code="lzda"))

    async def job(desk: Desk) -> None:
        kind = OperationKind.REJECT_CANCEL
        (outcome,) = (
            await desk.connector.send([wish(kind, "tktk:1001", items=["1001-1"], reason="On its way")])
        ).outcomes
        assert outcome.state is DONE
        assert adapter.asked("OrderService.RejectCancelOrderRequest")[0]["reject_reason"] == "On its way"
        with pytest.raises(Refused, match="not_offered"):
            await desk.connector.send([wish(kind, "lzda:3003", items=["3003-1"], reason="x")])

    at_adapter(adapter, job)


@pytest.mark.parametrize(
    ("wish_", "default", "names", "sent", "code"),
    [
        ("jnt", "", ["jne", "jnt"], "jnt", ""),
        ("JNT", "", ["jne", "jnt"], "jnt", ""),
        ("", "jnt", ["jne", "jnt"], "jnt", ""),
        ("", "", ["jne"], "jne", ""),
        ("", "", ["jne", "jnt"], "", "provider_needed"),
        ("dhl", "jnt", ["jne", "jnt"], "", "provider_not_offered"),
        ("dhl", "", [], "dhl", ""),
    ],
)
def test_a_courier_is_one_of_those_offered(wish_: str, default: str, names: list[str], sent: str, code: str) -> None:
    couriers = {"couriers": [{"text": one.upper(), "value": one} for one in names], "default_courier": default}
    adapter = Adapter(
        CourierSourceService__GetShipmentProviderServices=couriers, OrderService__PackOrder=lambda order: told(order)
    )
    adapter.send(ORDERS, order_message(status="accepted", channel_code="lzda"))

    async def job(desk: Desk) -> None:
        pack = wish(OperationKind.PACK, "lzda:1001", items=["1001-1"], provider=wish_)
        if code:
            with pytest.raises(Refused, match=code):
                await desk.connector.send([pack])
            assert adapter.asked("OrderService.PackOrder") == []
        else:
            await desk.connector.send([pack])
            assert adapter.asked("OrderService.PackOrder")[0]["delivery_method"] == sent

    at_adapter(adapter, job)


def test_couriers_and_reasons_are_those_of_the_orders_channel() -> None:
    adapter = Adapter(
        CourierSourceService__GetShipmentProviderServices={
            "couriers": [{"text": "JNE", "value": "jne"}, {"text": "J&T", "value": "jnt"}],
            "default_courier": "jnt",
        },
        OrderService__ListCancelReason={
            "cancel_reasons": [
                {"channel": "blib", "input_type": "string"},
                {
                    "channel": "tkpd",
                    "input_type": "OPTIONS",
                    "options": [{"reason_name": "Habis", "remote_code": "30"}],
                },
            ]
        },
    )
    adapter.send(ORDERS, order_message())
    adapter.send(ORDERS, order_message("2002", channel_code="lzda"))

    async def job(desk: Desk) -> None:
        found = await desk.connector.read_items([ORDER, "lzda:2002"])
        options = await desk.connector.provider_options([item for one in found for item in one.items])
        assert options["1001-1"] == ()
        assert [one.id for one in options["2002-1"]] == ["jnt", "jne"]
        assert await desk.connector.provider_options_of(found) == options
        (reason,) = await desk.connector.cancel_reasons(found[0])
        assert (reason.id, reason.name) == ("tkpd:30", "Habis")

    at_adapter(adapter, job)


REASONS = {
    "tkpd": [{"reason_name": "Habis", "remote_code": "30"}, {"reason_name": "Lain", "remote_code": "31"}],
    "shpe": [{"reason_name": "HABIS", "remote_code": "OUT"}],
    "blib": [],
}


@pytest.mark.parametrize(
    ("channel", "chosen", "sent"),
    [
        ("tkpd", "tkpd:30", "30"),
        ("tkpd", "30", "30"),
        ("tkpd", "Sold: by mistake", "Sold: by mistake"),
        ("shpe", "tkpd:30", "OUT"),
        ("shpe", "tkpd:31", None),
        ("blib", "tkpd:30", "Habis"),
    ],
)
def test_a_reason_chosen_at_one_channel_is_not_mistaken_at_another(channel: str, chosen: str, sent: str | None) -> None:
    def listed(params: Any) -> Any:
        (asked,) = params["channels"]
        kind = "OPTIONS" if REASONS[asked] else "string"
        return {"cancel_reasons": [{"channel": asked, "input_type": kind, "options": REASONS[asked]}]}

    adapter = Adapter(OrderService__ListCancelReason=listed, OrderService__CancelOrder=lambda order: told(order))
    adapter.send(ORDERS, order_message())
    adapter.send(ORDERS, order_message("2002", channel_code=channel))

    async def job(desk: Desk) -> None:
        (first,) = await desk.connector.read_items([ORDER])
        await desk.connector.cancel_reasons(first)
        cancel = wish(OperationKind.CANCEL, f"{channel}:2002", items=["2002-1"], reason=chosen)
        if sent is None:
            with pytest.raises(Refused, match="reason_of_other_channel"):
                await desk.connector.send([cancel])
        else:
            await desk.connector.send([cancel])
            assert adapter.asked("OrderService.CancelOrder")[0]["cancel_reason"] == sent

    at_adapter(adapter, job)
