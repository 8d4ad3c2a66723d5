"""Orders arrive as letters, kept before they are acknowledged; every step is told true, doubts are cleared up."""

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from loopback import Reply
from sirclo_records import BRAND, NOW, Adapter, Desk, at_adapter, error, order_message, told, wish

from desktop.domain.errors import AuthNeeded, Refused, StoreError, TryLater, Unsure
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.orders import ItemStatus
from desktop.platforms.kit.contract import Window
from desktop.platforms.sirclo.codes import ORDERS

ORDER = "tkpd:1001"
DAY = Window(NOW - timedelta(days=1), NOW + timedelta(hours=1))
CHANGES = Window(NOW - timedelta(days=1), NOW + timedelta(hours=1), by_update=True)
DONE, QUEUED, REFUSED, UNSURE = (
    OperationState.DONE,
    OperationState.QUEUED,
    OperationState.REFUSED,
    OperationState.UNSURE,
)


async def orders(desk: Desk, window: Window = CHANGES) -> dict[str, Any]:
    return {one.remote_id: one async for page in desk.connector.order_pages(window) for one in page}


def test_a_letter_is_kept_before_it_is_acknowledged() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        desk.inbox.fails = [StoreError("disk_full")]
        with pytest.raises(StoreError):
            await orders(desk)
        assert adapter.acknowledged == []
        found = await orders(desk)
        assert list(found) == [ORDER]
        assert adapter.acknowledged == ["ack1"]
        (letter,) = desk.inbox.letters.values()
        assert (letter.kind, letter.key, letter.problem) == ("order", ORDER, "")
        assert ORDERS in desk.inbox.moments

    at_adapter(adapter, job)


def test_what_nobody_can_read_is_kept_aside_and_acknowledged() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, b"{half")
    adapter.send(ORDERS, "not base64!")
    adapter.send(ORDERS, {"id": "x"})
    adapter.send(ORDERS, {**order_message("2002"), "brand_id": "somebody-else"})
    adapter.send(ORDERS, order_message())

    async def job(desk: Desk) -> None:
        assert list(await orders(desk)) == [ORDER]
        problems = {one.id: one.problem for one in desk.inbox.letters.values()}
        assert problems == {"m1": "not_json", "m2": "not_base64", "m3": "unexpected", "m4": "unknown_brand", "m5": ""}
        assert len(adapter.acknowledged) == 5

    at_adapter(adapter, job)


def test_the_newer_state_wins_whatever_comes_last() -> None:
    adapter = Adapter()
    adapter.send(ORDERS, order_message(status="shipped", transaction_date="2026-11-20T07:30:00Z"))
    adapter.send(ORDERS, order_message(status="pending", transaction_date="2026-11-20T07:00:00Z"))

    async def job(desk: Desk) -> None:
        assert (await orders(desk))[ORDER].items[0].status is ItemStatus.SHIPPED

    at_adapter(adapter, job)


def test_history_is_asked_for_once_there_is_somewhere_to_send_it() -> None:
    adapter = Adapter()
    adapter.rpc["OrderService.FetchOrders"] = lambda _params: adapter.send(ORDERS, order_message()) and None

    async def job(desk: Desk) -> None:
        assert list(await orders(desk, DAY)) == [ORDER]
        asked = adapter.asked("OrderService.FetchOrders")
        assert {one["brand_id"] for one in asked} == {BRAND}
        assert asked[0]["start_date"] == "2024-01-01T00:00:00Z"
        assert all(one["end_date"] == after["start_date"] for one, after in pairwise(asked))
        methods = [method for method, _params in adapter.calls]
        assert methods.index("ClientCredentialsService.AddFeatures") < methods.index("OrderService.FetchOrders")

    at_adapter(adapter, job)


def test_an_import_asks_once_for_all_years_and_waits_for_silence_once() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk, DAY)
        asked, waited = len(adapter.asked("OrderService.FetchOrders")), desk.time.elapsed
        older = Window(DAY.start - timedelta(days=90), DAY.start)
        await orders(desk, older)
        assert len(adapter.asked("OrderService.FetchOrders")) == asked
        assert desk.time.elapsed - waited < 1
        desk.time.elapsed += timedelta(hours=1).total_seconds()
        await orders(desk, older)
        assert len(adapter.asked("OrderService.FetchOrders")) > asked  # everything is to be read again, much later

    at_adapter(adapter, job)


def test_news_are_only_taken_in() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        assert len(adapter.asked("OrderService.FetchOrders")) == 1  # nothing was ever told before
        await orders(desk)
        assert len(adapter.asked("OrderService.FetchOrders")) == 1

    at_adapter(adapter, job)


def test_a_brand_that_joins_later_brings_its_past() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        desk.vault.credentials["brand_id"] = f"{BRAND}, toko-2"
        await orders(desk)
        asked = [one for one in adapter.asked("OrderService.FetchOrders") if one["brand_id"] == "toko-2"]
        assert len(asked) == 13  # half a year in pieces of fifteen days
        adapter.send(ORDERS, {**order_message("2002"), "brand_id": "toko-2"})
        assert (await orders(desk))["tkpd:2002"].shop_remote_ids == ("toko-2",)
        assert len(adapter.asked("OrderService.FetchOrders")) == 1 + len(asked)

    at_adapter(adapter, job)


def test_after_a_week_away_what_is_lost_is_asked_for_again() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        desk.time.elapsed += timedelta(days=20).total_seconds()
        await orders(desk)
        asked = adapter.asked("OrderService.FetchOrders")[1:]
        assert len(asked) == 2  # twenty days in pieces of fifteen
        assert asked[0]["end_date"] == asked[1]["start_date"]
        await orders(desk)
        assert len(adapter.asked("OrderService.FetchOrders")) == 3

    at_adapter(adapter, job)


def test_nothing_is_taken_while_credentials_are_on_trial() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        assert await desk.connector.test()
        (shop,) = await desk.connector.discover()
        assert (shop.remote_id, shop.name, shop.markets[0].code) == (BRAND, "Toko Sari", "tkpd")
        assert await orders(desk) == {}
        assert adapter.pulls == []

    at_adapter(adapter, job, trial=True)


@pytest.mark.parametrize("rotated", ["client-key-of-nobody", "another-key-of-the-same"])
def test_the_adapter_knows_us_by_our_client_id_and_without_one_by_the_key(rotated: str) -> None:
    channel = {"client_id": 171, "brand_id": BRAND, "channel_code": "tkpd"}
    known = Adapter(CredentialsService__GetConnectedSalesChannels=[channel])
    assert at_adapter(known, lambda desk: desk.connector.test(), client_key=rotated) == "171"
    unknown = Adapter(CredentialsService__GetConnectedSalesChannels=None)
    told = at_adapter(unknown, lambda desk: desk.connector.test(), client_key=rotated)
    assert told
    assert rotated not in told


def test_names_of_subscriptions_are_asked_for_once() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        await orders(desk)
        await orders(desk)
        assert len(adapter.asked("ClientCredentialsService.AddFeatures")) == 1
        assert "subscriptions" in desk.vault.credentials

    at_adapter(adapter, job)


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


@pytest.mark.parametrize("bad", [b"{half", "not base64!", order_message(total=1e30)])
def test_what_was_lost_in_a_letter_is_asked_for_once_more(bad: Any) -> None:
    adapter = Adapter()
    adapter.send(ORDERS, bad)
    adapter.rpc["OrderService.FetchOrders"] = lambda _params: adapter.send(ORDERS, order_message()) and None

    async def job(desk: Desk) -> None:
        await orders(desk)  # the first time everything is asked for anyway
        asked = len(adapter.asked("OrderService.FetchOrders"))
        desk.time.elapsed += 3600
        adapter.send(ORDERS, bad)
        found = await orders(desk)
        assert found[ORDER].total.amount == 110000
        assert len(adapter.asked("OrderService.FetchOrders")) == asked + 1
        adapter.send(ORDERS, bad)
        await orders(desk)  # rubbish at once again does not make us ask at once again
        assert len(adapter.asked("OrderService.FetchOrders")) == asked + 1

    at_adapter(adapter, job)


def test_a_message_to_a_topic_carries_key_and_id() -> None:
    adapter = Adapter()

    async def job(desk: Desk) -> None:
        reply = await desk.connector.call("CNX_BULK_ACCEPT_ORDERS", {"orders": [{"brand_id": BRAND}]})
        ((topic, message),) = adapter.published
        assert topic == "CNX_BULK_ACCEPT_ORDERS"
        assert message["orders"] == [{"brand_id": BRAND}]
        assert (message["client_key"], message["id"]) == ("client-key-of-nobody", json.loads(reply.content)["id"])

    at_adapter(adapter, job)
