"""The SIRCLO simulator's orders: how they arrive, what may be done to them, labels, and what happens meanwhile."""

import io
import json
import zipfile
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from sandbox_caller import one_sandbox
from seller_client import kinds
from sirclo_client import Adapter

ORDERS = "order-fetched"
FEEDBACK = {
    "accept": "feedback-accept-orders",
    "pack": "feedback-pack-orders",
    "ship": "feedback-ship-orders",
    "complete": "feedback-complete-orders",
    "cancel": "feedback-cancel-orders",
}
EVERY = ("shpe", "tkpd", "lzda", "tktk", "blib", "zlra", "bklp")

served = one_sandbox("sirclo", orders=60)


@pytest.fixture
def adapter(adapter: Adapter) -> Adapter:
    """Subscribed to orders and all feedback about them."""
    adapter.sandbox.quirks(unlisted_features=True)
    adapter.subscribe(ORDERS, *FEEDBACK.values())
    return adapter


def test_an_order_tells_all_that_the_documents_name(adapter: Adapter) -> None:
    order = adapter.new_order(channel="shpe", items=2)
    (message,) = adapter.read(ORDERS)
    told, true = message["order"], adapter.sandbox.truth(order)["orders"][0]
    assert (told["remote_order_id"], told["channel_code"], told["order_status"]) == (true["number"], "shpe", "pending")
    assert f"{told['total']}.00" == true["total"]
    assert told["total"] == told["subtotal"] + told["shipping_total"] - told["discount_total"]
    assert told["cancelled_at"] == "0001-01-01T00:00:00Z" != told["order_date"]
    assert json.loads(told["channel_response"])["orderNo"] == true["number"]
    for line, item in zip(told["line_items"], true["items"], strict=True):
        assert (line["remote_order_item_id"], line["product_code"]) == (item["id"], item["sku"])
        assert line["line_total"] == line["raw_price"] * line["quantity"]
        assert line["unit_price"] == round(line["raw_price"] - line["discount_amount"] - line["tax"], 2)


def test_odd_forms_of_an_order(adapter: Adapter) -> None:
    adapter.sandbox.quirks(line_items_beside=True, line_number_text=True, slash_dates=True, transaction_date_empty=True)
    adapter.new_order()
    (message,) = adapter.read(ORDERS)
    assert "line_items" not in message["order"]
    assert message["line_items"][0]["line_number"] == "1"
    assert message["order"]["order_date"].endswith("+007") and message["order"]["order_date"][4] == "/"
    assert message["order"]["transaction_date"] == ""


def test_orders_are_fetched_by_their_day(adapter: Adapter) -> None:
    truth = adapter.sandbox.truth()["orders"]
    days = sorted(one["created_at"] for one in truth)
    adapter.ask("OrderService.FetchOrders", {"brand_id": adapter.brand, "start_date": days[5], "end_date": days[9]})
    told = {f"{one['order']['channel_code']}:{one['order']['remote_order_id']}" for one in adapter.read(ORDERS)}
    wanted = {one["id"] for one in truth if days[5] <= one["created_at"] <= days[9]}
    assert told <= wanted and len(wanted - told) <= 1  # what was bought in the last second lies a fraction behind
    wrong = {"brand_id": adapter.brand, "start_date": "2026-01-01", "end_date": days[9]}
    assert adapter.send("OrderService.FetchOrders", wrong).json()["error"]["code"] == 400


@pytest.mark.parametrize("channel", EVERY)
def test_the_whole_way_on_every_channel(adapter: Adapter, channel: str) -> None:
    order = adapter.new_order(channel=channel)
    assert adapter.order("AcceptOrder", order)["success"]
    packed = adapter.pack(order)
    waybill = packed["airwaybill_number"]
    assert packed["success"] and waybill and json.loads(packed["shipment_extras"])
    shipped = adapter.order("ShipOrder", order, customer_reference="INV/1")
    assert (shipped["success"], shipped["airwaybill_number"]) == (True, waybill)
    assert adapter.order("CompleteOrder", order, received_by="Ada")["success"]
    told = [one["order"] for one in adapter.read(ORDERS)]
    assert [one["order_status"] for one in told] == ["pending", "accepted", "packed", "shipped", "completed"]
    assert [one["airwaybill_number"] for one in told] == ["", "", waybill, waybill, waybill]
    assert [one["kind"] for one in adapter.sandbox.truth()["effects"]] == ["accept", "pack", "ship", "complete"]
    assert kinds(adapter.sandbox) == []


def test_the_same_way_by_topics(adapter: Adapter) -> None:
    orders = [adapter.new_order() for _ in range(2)]

    def publish(verb: str, **more: Any) -> list[Any]:
        entries = [adapter.entry(one, **{name: value(one) for name, value in more.items()}) for one in orders]
        adapter.publish(f"CNX_BULK_{verb.upper()}_ORDERS", orders=entries)
        assert adapter.read(FEEDBACK[verb]) == []
        adapter.sandbox.advance(1)
        (message,) = adapter.read(FEEDBACK[verb])
        assert (message["id"], message["method"]) == ("bulk-1", f"bulk_{verb}_orders")
        assert [one["success"] for one in message["result"]] == [True, True], message
        return list(message["result"])

    publish("accept")
    rows = publish("pack", delivery_method=_courier, remote_order_item_ids=adapter.items)
    assert all(row["airwaybill_number"] for row in rows)
    publish("ship", customer_reference=lambda one: "")
    publish("complete", received_by=lambda one: "Ada")
    assert adapter.effects("pack") == orders
    assert kinds(adapter.sandbox) == []


def _courier(order: str) -> str:
    return "JNE Cashless" if order.startswith("zlra") else ""


def test_feedback_may_come_in_parts_late_lost_or_under_another_name(adapter: Adapter) -> None:
    orders = [adapter.new_order() for _ in range(3)]
    adapter.sandbox.quirks(feedback_parts=2, feedback_lost=1, feedback_own_id=True, feedback_after_s=60.0)
    adapter.publish("CNX_BULK_ACCEPT_ORDERS", orders=[adapter.entry(one) for one in orders])
    adapter.sandbox.advance(59)
    assert adapter.read(FEEDBACK["accept"]) == []
    adapter.sandbox.advance(1)
    (message,) = adapter.read(FEEDBACK["accept"])
    assert [f"{row['channel']}:{row['remote_order_id']}" for row in message["result"]] == orders[2:]
    assert message["id"] != "bulk-1"


def test_a_bulk_answers_each_entry_for_itself(adapter: Adapter) -> None:
    good = adapter.new_order()
    entries = [adapter.entry(good), adapter.entry("shpe:nothing"), {"brand_id": adapter.brand}]
    adapter.publish("CNX_BULK_ACCEPT_ORDERS", orders=entries)
    adapter.sandbox.advance(1)
    (message,) = adapter.read(FEEDBACK["accept"])
    assert [row["success"] for row in message["result"]] == [True, False, False]
    assert kinds(adapter.sandbox) == ["id", "body"]


def test_what_was_done_is_not_done_again(adapter: Adapter) -> None:
    order = adapter.new_order(channel="tkpd")
    adapter.order("AcceptOrder", order)
    again = adapter.order("AcceptOrder", order)
    assert (again["success"], again["message"]) == (False, "order status is accepted")
    assert not adapter.order("ShipOrder", order, customer_reference="")["success"]
    assert kinds(adapter.sandbox) == ["double", "status"]
    assert adapter.effects("accept") == [order]


def test_what_others_did_is_nobody_s_mistake(adapter: Adapter) -> None:
    order = adapter.new_order()
    adapter.sandbox.happen("accepted_elsewhere", order=order)
    assert not adapter.order("AcceptOrder", order)["success"]
    adapter.sandbox.happen("order_cancelled", order=order)
    assert not adapter.pack(order)["success"]
    assert kinds(adapter.sandbox) == []
    assert [one["order"]["order_status"] for one in adapter.read(ORDERS)] == ["pending", "accepted", "cancelled"]


def test_packing_is_strict(adapter: Adapter) -> None:
    order = adapter.new_order(channel="zlra", items=2)
    adapter.order("AcceptOrder", order)
    first = adapter.items(order)[:1]
    assert not adapter.pack(order, remote_order_item_ids=first)["success"]
    assert not adapter.pack(order, remote_order_item_ids=[*first, "1"])["success"]
    assert not adapter.pack(order, delivery_method="Pigeon")["success"]
    assert not adapter.pack(order, delivery_method="")["success"]
    assert not adapter.pack(order, is_retry=True)["success"]
    channel, number = order.split(":")
    params = {"brand_id": adapter.brand, "channel": channel, "remote_order_id": number, "delivery_method": ""}
    assert adapter.send("OrderService.PackOrder", {**params, "remote_order_item_ids": []}).status_code == 400
    assert adapter.send("OrderService.PackOrder", {**params, "remote_order_items_ids": first}).status_code == 400
    assert kinds(adapter.sandbox) == ["id", "id", "body", "body", "body", "body"]
    assert adapter.status(order) == "accepted"


def test_a_waybill_may_be_the_seller_s_or_come_late(adapter: Adapter) -> None:
    order = adapter.new_order(channel="bklp", seller_waybill=True)
    assert adapter.read(ORDERS)[0]["order"]["awb_source"] == {"channel": False}
    adapter.order("AcceptOrder", order)
    assert not adapter.pack(order)["success"]
    assert adapter.pack(order, airwaybill_number="JNE-77")["airwaybill_number"] == "JNE-77"
    adapter.sandbox.quirks(awb_after_s=30.0)
    late = adapter.new_order(channel="lzda")
    adapter.order("AcceptOrder", late)
    assert adapter.pack(late)["airwaybill_number"] == ""
    adapter.read(ORDERS)
    adapter.sandbox.advance(30)
    (told,) = adapter.read(ORDERS)
    assert told["order"]["airwaybill_number"].startswith("LXID")
    assert (told["order"]["order_status"], adapter.status(late)) == ("packed", "packed")


def test_a_failed_packing_is_tried_again_as_such(adapter: Adapter) -> None:
    order = adapter.packed(channel="shpe")
    adapter.sandbox.happen("pack_fails", order=order)
    assert adapter.sandbox.truth(order)["orders"][0]["items"][0]["step"] == "to_pack"
    assert not adapter.pack(order)["success"]
    assert adapter.pack(order, is_retry=True)["success"]
    assert kinds(adapter.sandbox) == ["body"]


def test_cancelling_wants_a_reason_of_the_channel(adapter: Adapter) -> None:
    told = adapter.ask("OrderService.ListCancelReason", {"brand_id": adapter.brand, "channels": ["blib", "tkpd"]})
    free, options = told["cancel_reasons"]
    assert free == {"channel": "blib", "input_type": "string"}
    assert (options["input_type"], options["options"][0]) == (
        "OPTIONS", {"reason_name": "Stok habis", "remote_code": "30"},
    )  # fmt: skip
    order = adapter.new_order(channel="tkpd")
    items = adapter.items(order)
    no = adapter.order("CancelOrder", order, cancel_reason="whim", remote_order_item_ids=items)
    yes = adapter.order("CancelOrder", order, cancel_reason="30", remote_order_item_ids=items)
    assert (no["success"], yes["success"]) == (False, True)
    assert adapter.read(ORDERS)[-1]["order"]["cancel_reason"] == "Stok habis"
    assert adapter.sandbox.truth(order)["orders"][0]["cancelled"]


@pytest.mark.parametrize("channel", ["shpe", "tktk", "tkpd"])
def test_a_buyer_s_wish_to_cancel_is_rejected(adapter: Adapter, channel: str) -> None:
    order = adapter.packed(channel=channel)
    adapter.sandbox.happen("cancel_requested", order=order)
    reason = "no"
    if channel == "tktk":
        reasons = adapter.order("ListRejectCancelReason", order)["reject_reasons"]
        assert reasons["channel"] == "tktk"
        reason = reasons["options"][0]["reason_name"]
    assert adapter.order("RejectCancelOrderRequest", order, reject_reason=reason)["success"]
    assert adapter.status(order) == "packed"
    assert not adapter.order("RejectCancelOrderRequest", order, reject_reason=reason)["success"]
    assert kinds(adapter.sandbox) == ["double"]


def test_a_wish_to_cancel_is_granted_by_agreeing_or_by_silence(adapter: Adapter) -> None:
    agreed, silent = adapter.new_order(channel="shpe"), adapter.new_order(channel="shpe")
    for order in (agreed, silent):
        adapter.sandbox.happen("cancel_requested", order=order, seconds=600)
    told = adapter.order(
        "CancelOrder", agreed, cancel_reason="OUT_OF_STOCK", remote_order_item_ids=adapter.items(agreed)
    )
    assert told["success"]
    adapter.sandbox.advance(601)
    assert adapter.status(silent) == "cancelled"
    assert adapter.effects("cancel") == [agreed]


def test_click_and_collect_is_accepted_by_itself_and_completed_by_its_code(adapter: Adapter) -> None:
    made = adapter.sandbox.happen("new_order", pickup=True)["orders"][0]
    told = adapter.read(ORDERS)[0]["order"]
    assert (told["channel_code"], told["delivery_method"]) == ("blib", "BOPIS")
    assert json.loads(told["shipment_extras"])["instant_pickup"] is True
    adapter.sandbox.advance(3601)
    assert adapter.status(made["id"]) == "accepted"
    assert not adapter.order("CompleteOrder", made["id"], received_by="Ada")["success"]
    assert adapter.order("CompleteOrder", made["id"], received_by=made["settlement_code"])["success"]
    assert kinds(adapter.sandbox) == []


def test_a_label_lies_at_an_address_and_its_bars_can_be_read(adapter: Adapter) -> None:
    order = adapter.packed(channel="shpe")
    waybill = adapter.sandbox.truth(order)["orders"][0]["items"][0]["tracking_number"]
    channel, number = order.split(":")
    params = {"brand_id": adapter.brand, "channel": channel, "remote_order_id": number, "airwaybill_number": waybill}
    whole = adapter.send("OrderService.ShippingLabelURL", params).json()
    assert (whole["method"], "jsonrpc" in whole) == ("OrderService.ShippingLabelURL", False)
    page = adapter.http.get(whole["result"]["shipping_label_url"])
    assert page.headers["content-type"] == "application/pdf"
    assert waybill in read(page.content)
    adapter.sandbox.quirks(label_url_bare=True)
    bare = adapter.ask("OrderService.ShippingLabelURL", params)["shipping_label_url"]
    assert f"http://{bare}" == whole["result"]["shipping_label_url"]
    assert adapter.send("OrderService.ShippingLabelURL", {**params, "airwaybill_number": ""}).status_code == 400


def read(page: bytes) -> list[str]:
    """The barcodes of a page."""
    document = pypdfium2.PdfDocument(page)
    try:
        picture = document[0].render(scale=300 / 72).to_pil()
        return [one.text for one in zxingcpp.read_barcodes(picture)]
    finally:
        document.close()


def test_there_is_no_label_before_packing(adapter: Adapter) -> None:
    order = adapter.new_order(channel="tkpd")
    told = adapter.order("ShippingLabelURL", order)
    assert (told["success"], told["shipping_label_url"]) == (False, "")
    assert kinds(adapter.sandbox) == []


def test_many_labels_come_as_a_zip_or_as_an_error_in_its_place(adapter: Adapter) -> None:
    orders = [adapter.packed(channel=channel) for channel in ("tkpd", "lzda")]
    entries = [
        {"client_brand_id": adapter.brand, "channel": one.split(":")[0], "remote_order_id": one.split(":")[1]}
        for one in orders
    ]
    answer = adapter.send("OrderService.BulkShippingLabelURL", entries)
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.namelist() == [f"{one.split(':')[1]}.pdf" for one in orders]
        waybill = adapter.sandbox.truth(orders[0])["orders"][0]["items"][0]["tracking_number"]
        assert waybill in read(packed.read(packed.namelist()[0]))
    channel, number = adapter.new_order(channel="tkpd").split(":")
    none = [{"client_brand_id": adapter.brand, "channel": channel, "remote_order_id": number}]
    refused = adapter.send("OrderService.BulkShippingLabelURL", none)
    assert (refused.status_code, refused.json()["error"]["code"]) == (404, 404)
    shopee = adapter.packed(channel="shpe").split(":")[1]
    missing = [{"client_brand_id": adapter.brand, "channel": "shpe", "remote_order_id": shopee}]
    assert adapter.send("OrderService.BulkShippingLabelURL", missing).status_code == 400


def test_the_courier_and_the_buyer_move_orders_too(adapter: Adapter) -> None:
    order = adapter.packed()
    assert adapter.sandbox.happen("courier_takes")["orders"] >= 1
    adapter.sandbox.happen("delivered", order=order)
    assert adapter.status(order) == "completed"
    adapter.sandbox.happen("order_moves", order=order, to="lost_in_transit")
    assert adapter.sandbox.truth(order)["orders"][0]["items"][0]["step"] == "unknown"
    assert adapter.read(ORDERS)[-1]["order"]["order_status"] == "lost_in_transit"


def test_what_the_marketplace_fulfils_is_not_ours(adapter: Adapter) -> None:
    order = adapter.new_order(by_marketplace=True)
    assert adapter.read(ORDERS)[0]["order"]["fulfilled_by_marketplace"] is True
    assert not adapter.order("AcceptOrder", order)["success"]
    assert kinds(adapter.sandbox) == ["status"]
