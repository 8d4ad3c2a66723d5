"""The SIRCLO simulator gone wrong: lost answers and doubles, odd messages, odd answers, spoiled labels."""

import base64
from typing import Any

import httpx
import pytest
from sandbox_caller import one_sandbox
from seller_client import kinds
from sirclo_client import WHOLE, Adapter, content, remote

ORDERS = "order-fetched"
COURIERS = "CourierSourceService.GetShipmentProviderServices"

served = one_sandbox("sirclo", orders=20)


@pytest.fixture
def adapter(adapter: Adapter) -> Adapter:
    """Subscribed to orders, with two waiting."""
    adapter.subscribe(ORDERS, "product-fetched", "feedback-accept-orders")
    adapter.sandbox.happen("new_order", count=2)
    return adapter


def set_stock(adapter: Adapter, variant: dict[str, Any], quantity: int) -> Any:
    names = {"channel": variant["market"], "remote_variant": remote(variant), "remote_warehouse_code": ""}
    params = {"brand_id": adapter.brand, "sku": variant["sku"], "stocks": [{**names, "qty": quantity}]}
    return adapter.ask("InventoryService.UpdateStock", params)


def test_a_write_whose_answer_was_lost_is_not_repeated_blindly(adapter: Adapter) -> None:
    variant = adapter.variant("shpe")
    adapter.sandbox.arm("lost_answer", "/v1/jsonrpc", containing="InventoryService.UpdateStock")
    adapter.ask(COURIERS, {"brand_id": adapter.brand, "channel": "lzda"})
    with pytest.raises(httpx.RemoteProtocolError):
        set_stock(adapter, variant, 3)
    set_stock(adapter, variant, 3)
    assert kinds(adapter.sandbox) == ["double"]
    assert adapter.effects("set_stock") == [variant["id"]] * 2


def test_after_reading_back_it_may_be_set_again(adapter: Adapter) -> None:
    variant = adapter.variant("shpe")
    adapter.sandbox.arm("lost_answer", "/v1/jsonrpc", containing="InventoryService.UpdateStock")
    with pytest.raises(httpx.RemoteProtocolError):
        set_stock(adapter, variant, 3)
    fetch = {"brand_id": adapter.brand, "channel": "shpe", "skus": [variant["sku"]]}
    adapter.ask("ProductService.FetchVariantsBySku", fetch)
    set_stock(adapter, variant, 3)
    assert kinds(adapter.sandbox) == []


def test_what_was_published_is_done_though_the_answer_is_lost(adapter: Adapter) -> None:
    order = adapter.new_order(channel="tkpd")
    adapter.sandbox.arm("lost_answer", "/v1/projects/*/topics/CNX_BULK_ACCEPT_ORDERS:publish")
    with pytest.raises(httpx.RemoteProtocolError):
        adapter.publish("CNX_BULK_ACCEPT_ORDERS", orders=[adapter.entry(order)])
    adapter.publish("CNX_BULK_ACCEPT_ORDERS", orders=[adapter.entry(order)])
    assert kinds(adapter.sandbox) == ["double"]
    assert adapter.effects("accept") == [order]


def test_one_subscription_may_be_forbidden_while_others_work(adapter: Adapter) -> None:
    adapter.sandbox.arm("forbidden", f"/v1/projects/*/{adapter.named[ORDERS]}:pull", count=None)
    body = {"maxMessages": 1, "returnImmediately": True}
    refused = adapter.google(f"subscriptions/{adapter.named[ORDERS]}:pull", body)
    assert (refused.status_code, refused.json()["error"]["status"]) == (403, "PERMISSION_DENIED")
    assert adapter.pull("product-fetched") == []
    adapter.sandbox.disarm()
    adapter.sandbox.arm("rate_limited", "/v1/projects/*:pull", retry_after=1)
    refused = adapter.google(f"subscriptions/{adapter.named[ORDERS]}:pull", body)
    assert (refused.json()["error"]["status"], refused.headers["retry-after"]) == ("RESOURCE_EXHAUSTED", "1")
    assert len(adapter.pull(ORDERS)) == 2


@pytest.mark.parametrize(("status", "code"), [(500, 500), (503, 503), (401, 401)])
def test_trouble_at_the_adapter_comes_in_its_envelope(adapter: Adapter, status: int, code: int) -> None:
    adapter.sandbox.arm("status", "/v1/jsonrpc", status=status)
    answer = adapter.send(COURIERS, {"brand_id": adapter.brand, "channel": "lzda"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize("kind", ["bad_json", "bad_base64", "not_an_object", "other_brand", "other_channel"])
def test_an_odd_message_comes_beside_the_good_ones(adapter: Adapter, kind: str) -> None:
    adapter.sandbox.arm(f"message_{kind}")
    rows = adapter.pull(ORDERS)
    assert len(rows) == 3
    assert adapter.thank(ORDERS, rows).json() == {}
    adapter.sandbox.advance(60)
    assert adapter.pull(ORDERS) == []
    data = rows[2]["message"]["data"]
    if kind in ("bad_base64", "bad_json"):
        with pytest.raises(ValueError, match=r"Expecting|adding"):
            content(rows[2])
    else:
        wanted = {"other_brand": "kedai-bumi", "other_channel": "zlgo", "not_an_object": "[1,2]"}
        assert wanted[kind].encode() in base64.b64decode(data)


def test_old_and_repeated_messages(adapter: Adapter) -> None:
    order = adapter.new_order()
    adapter.sandbox.advance(5)
    adapter.sandbox.happen("accepted_elsewhere", order=order)
    before = adapter.pull(ORDERS)
    adapter.thank(ORDERS, before)
    adapter.sandbox.arm("message_again")
    (again,) = adapter.pull(ORDERS)
    assert again["message"] == before[-1]["message"]
    adapter.thank(ORDERS, [again])
    adapter.sandbox.arm("message_stale")
    (row,) = adapter.pull(ORDERS)
    told = content(row)["order"]
    assert (f"{told['channel_code']}:{told['remote_order_id']}", told["order_status"]) == (order, "pending")
    assert adapter.status(order) == "accepted"
    assert row["message"]["publishTime"] < before[-1]["message"]["publishTime"]
    adapter.thank(ORDERS, [row])
    adapter.sandbox.quirks(delivery_twice=True)
    adapter.new_order()
    assert len({row["message"]["messageId"] for row in adapter.pull(ORDERS)}) == 1


def test_messages_may_be_doubled_turned_round_and_absurd(adapter: Adapter) -> None:
    adapter.sandbox.arm("duplicated_messages")
    ids = [row["message"]["messageId"] for row in adapter.pull(ORDERS)]
    assert ids == [ids[0], ids[1], ids[1]]
    adapter.sandbox.advance(11)
    adapter.sandbox.arm("reordered_messages")
    assert [row["message"]["messageId"] for row in adapter.pull(ORDERS)] == [ids[1], ids[0]]
    for kind, more, name, value in (
        ("unknown_status", {}, "order_status", "awaiting_pickup"),
        ("absurd_numbers", {}, "total", 1e30),
        ("set_field_inside", {"name": "provider", "to": None}, "provider", None),
        ("drop_field_inside", {"name": "order_date"}, "order_date", "gone"),
    ):
        adapter.sandbox.advance(11)
        adapter.sandbox.arm(kind, **more)
        spoiled = adapter.pull(ORDERS)
        assert content(spoiled[0])["order"].get(name, "gone") == value
        adapter.thank(ORDERS, spoiled)
        assert content(adapter.pull(ORDERS)[0])["order"].get(name, "gone") != value


def test_a_second_consumer_takes_what_was_ours(adapter: Adapter) -> None:
    assert adapter.sandbox.happen("other_consumer")["messages"] == 2
    assert adapter.read(ORDERS) == []
    adapter.ask("OrderService.FetchOrders", {"brand_id": adapter.brand, **WHOLE})
    assert len(adapter.read(ORDERS)) == 22


@pytest.mark.parametrize("kind", ["null_result", "text_result", "without_envelope", "success_false"])
def test_results_gone_odd(adapter: Adapter, kind: str) -> None:
    order = adapter.new_order(channel="tkpd")
    adapter.sandbox.arm(kind, containing="AcceptOrder")
    channel, number = order.split(":")
    names = {"brand_id": adapter.brand, "channel": channel, "remote_order_id": number}
    told = adapter.send("OrderService.AcceptOrder", names).json()
    assert adapter.status(order) == "accepted"
    result = told.get("result", "missing")
    assert shape(kind, told, result)


def shape(kind: str, told: Any, result: Any) -> bool:
    """Whether an answer is odd in this way."""
    if kind == "null_result":
        return result is None
    if kind == "text_result":
        return isinstance(result, str) and result.startswith("{")
    if kind == "without_envelope":
        return bool(result == "missing" and told["success"] is True)
    return bool(result["success"] is False)


@pytest.mark.parametrize("kind", ["label_not_pdf", "label_blank", "label_other_order", "label_undecodable"])
def test_spoiled_labels(adapter: Adapter, kind: str) -> None:
    order = adapter.packed(channel="tkpd")
    url = adapter.order("ShippingLabelURL", order)["shipping_label_url"]
    good = adapter.http.get(url).content
    adapter.sandbox.arm(kind)
    assert adapter.http.get(url).content != good
    assert adapter.http.get(url).content == good
    assert adapter.http.get(url.replace("/labels/", "/labels/0")).status_code == 404


def test_an_order_of_a_channel_nobody_named_is_a_real_one(adapter: Adapter) -> None:
    adapter.sandbox.happen("message", odd="other_channel")
    told = adapter.read(ORDERS)[-1]["order"]
    order = f"zlgo:{told['remote_order_id']}"
    assert adapter.status(order) == told["order_status"] == "shipped"
    assert adapter.order("CompleteOrder", order)["success"]
    assert kinds(adapter.sandbox) == []
