"""Pack, ready to ship, cancel: the arrows of section 5.3, partial success, and every mistake counted once."""

from typing import Any

import httpx
import pytest
from seller_client import Seller, ids_of, kinds, to_pack

from desktop.sandbox.running import RunningSandbox


def statuses(seller: Seller, order: dict[str, Any]) -> list[tuple[str, bool]]:
    """Status and packed of every item of an order."""
    return [(item["status"], bool(item["trackingNumber"])) for item in seller.items(order["id"])]


def test_the_way_of_an_order(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox, size=2)[0]
    packed = seller.pack(*ids_of(order))
    assert packed.status_code == 201
    package = packed.json()["success"]["packages"][0]
    assert package["orderItems"] == ids_of(order) and package["countryCode"] == "NG"
    assert packed.json()["error"] == {"packages": [], "total": 0}
    assert statuses(seller, order) == [("PENDING", True)] * 2
    assert {item["trackingNumber"] for item in seller.items(order["id"])} == {package["trackingCode"]}

    ready = seller.ready(*ids_of(order)).json()
    assert ready["success"]["packages"] == [
        {"orderItems": ids_of(order), "trackingNumber": package["trackingCode"], "countryCode": "NG"}
    ]
    assert statuses(seller, order) == [("READY_TO_SHIP", True)] * 2

    for status in ("SHIPPED", "DELIVERED", "RETURNED"):
        sandbox.happen("move", order=order["number"], to=status)
        assert statuses(seller, order) == [(status, True)] * 2
    assert kinds(sandbox) == []


def test_one_of_two_items_can_be_packed_alone(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox, size=2)[0]
    seller.pack(ids_of(order)[0])
    assert statuses(seller, order) == [("PENDING", True), ("PENDING", False)]
    seller.pack(ids_of(order)[1])
    assert len({item["trackingNumber"] for item in seller.items(order["id"])}) == 2


def test_pack_takes_a_single_id_as_text(seller: Seller, sandbox: RunningSandbox) -> None:
    item = ids_of(to_pack(sandbox)[0])[0]
    package = {"orderItems": item, "shipmentProviderId": seller.provider_of(item)}
    answer = seller.http.post("/v2/orders/pack", json={"packages": [package]})
    assert answer.json()["success"]["packages"][0]["orderItems"] == [item]


def test_a_package_fails_as_a_whole_and_others_go_through(seller: Seller, sandbox: RunningSandbox) -> None:
    first, second = to_pack(sandbox)[:2]
    other = to_pack(sandbox, country="GH")[0]
    provider = seller.provider_of(ids_of(first)[0])
    mixed = {"orderItems": ids_of(first) + ids_of(other), "shipmentProviderId": provider}
    good = {"orderItems": ids_of(second), "shipmentProviderId": provider}
    answer = seller.http.post("/v2/orders/pack", json={"packages": [mixed, good]})
    assert answer.status_code == 201
    assert [package["orderItems"] for package in answer.json()["success"]["packages"]] == [ids_of(second)]
    assert answer.json()["error"]["packages"] == [
        {"orderItems": ids_of(first) + ids_of(other), "error": "Order items are not from the same order."}
    ]
    assert statuses(seller, first) == [("PENDING", False)]
    assert kinds(sandbox) == ["mixed"]


def test_a_foreign_provider_is_refused(seller: Seller, sandbox: RunningSandbox) -> None:
    ours, other = to_pack(sandbox)[0], to_pack(sandbox, country="GH")[0]
    answer = seller.pack(*ids_of(ours), provider=seller.provider_of(ids_of(other)[0]))
    assert "provider" in answer.json()["error"]["packages"][0]["error"]
    assert kinds(sandbox) == ["mixed"]


def test_a_courier_of_ones_own_brings_his_code(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox, country="KE")[0]
    answer = seller.get("/orders/shipment-providers", orderItemId=ids_of(order)).json()
    station, courier = answer["orderItems"][0]["shipmentProviders"]
    assert (station["trackingCodeRequired"], courier["trackingCodeRequired"]) == (False, True)
    refused = seller.pack(*ids_of(order), provider=courier["id"]).json()
    assert refused["success"]["total"] == 0
    packed = seller.pack(*ids_of(order), provider=courier["id"], trackingCode="OWN-77").json()
    assert packed["success"]["packages"][0]["trackingCode"] == "OWN-77"
    assert seller.items(order["id"])[0]["trackingNumber"] == "OWN-77"
    assert kinds(sandbox) == ["body"]


def test_doing_it_twice_is_a_double(seller: Seller, sandbox: RunningSandbox) -> None:
    ids = ids_of(to_pack(sandbox)[0])
    seller.pack(*ids)
    again = seller.pack(*ids)
    assert again.status_code == 201
    assert again.json()["error"]["packages"][0]["error"] == "Order item is already packed."
    seller.ready(*ids)
    again = seller.ready(*ids).json()
    assert again["error"]["orderItems"][0]["response"]["code"] == "INVALID_STATUS"
    seller.cancel(*ids)
    again = seller.cancel(*ids).json()
    assert again["error"]["orderItems"][0]["response"]["code"] == "INVALID_STATUS"
    assert kinds(sandbox) == ["double", "double", "double"]
    truth = sandbox.truth()["orders"]
    done = next(item["done_by_client"] for order in truth for item in order["items"] if item["id"] == ids[0])
    assert done == ["pack", "ready", "cancel"]


def test_what_others_did_first_is_no_mistake(seller: Seller, sandbox: RunningSandbox) -> None:
    packed, cancelled = to_pack(sandbox)[:2]
    provider = seller.provider_of(ids_of(packed)[0])
    sandbox.happen("packed_elsewhere", order=packed["number"])
    sandbox.happen("buyer_cancels", order=cancelled["number"])
    assert seller.pack(*ids_of(packed), provider=provider).json()["error"]["total"] == 1
    assert seller.pack(*ids_of(cancelled), provider=provider).json()["error"]["total"] == 1
    assert seller.cancel(*ids_of(cancelled)).json()["error"]["total"] == 1
    assert kinds(sandbox) == []


def test_ready_to_ship_wants_packed_items(seller: Seller, sandbox: RunningSandbox) -> None:
    answer = seller.ready(*ids_of(to_pack(sandbox)[0])).json()
    assert answer["error"]["orderItems"][0]["response"]["code"] == "NOT_PACKED"
    assert kinds(sandbox) == ["status"]


def test_ready_to_ship_wants_one_route_per_call(seller: Seller, sandbox: RunningSandbox) -> None:
    ours, other = to_pack(sandbox)[0], to_pack(sandbox, country="GH")[0]
    for order in (ours, other):
        seller.pack(*ids_of(order))
    answer = seller.ready(*ids_of(ours), *ids_of(other)).json()
    assert [package["orderItems"] for package in answer["success"]["packages"]] == [ids_of(ours)]
    assert answer["error"]["orderItems"][0]["response"]["code"] == "PROVIDER_MISMATCH"
    assert kinds(sandbox) == ["mixed"]


def test_jumias_own_items_are_not_the_sellers(seller: Seller, sandbox: RunningSandbox) -> None:
    orders = sandbox.truth()["orders"]
    order = next(one for one in orders if one["statuses"] == ["PENDING"] and one["items"][0]["by_jumia"])
    answer = seller.get("/orders/shipment-providers", orderItemId=ids_of(order)[0]).json()
    assert answer["orderItems"][0]["shipmentProviders"] == []
    provider = seller.provider_of(ids_of(to_pack(sandbox)[0])[0])
    assert seller.pack(*ids_of(order), provider=provider).json()["success"]["total"] == 0
    refused = seller.cancel(ids_of(order)[0]).json()["error"]["orderItems"][0]
    assert refused["response"]["code"] == "FULFILLED_BY_JUMIA"
    assert kinds(sandbox) == ["status", "status"]


def test_cancel_gives_jumias_own_reason(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    answer = seller.cancel(*ids_of(order)).json()
    assert answer["success"]["orderItems"][0]["cancellationReason"]["description"] == "Out of stock"
    assert statuses(seller, order) == [("CANCELED", False)]


def test_shipped_items_cannot_be_cancelled(seller: Seller, sandbox: RunningSandbox) -> None:
    order = next(one for one in sandbox.truth()["orders"] if one["statuses"] == ["SHIPPED"])
    answer = seller.cancel(ids_of(order)[0]).json()
    assert answer["error"]["orderItems"][0]["response"]["code"] in ("INVALID_STATUS", "FULFILLED_BY_JUMIA")


def test_the_older_pack_groups_by_order(seller: Seller, sandbox: RunningSandbox) -> None:
    orders = to_pack(sandbox)
    paid = [order for order in orders if order["prepaid"] == orders[0]["prepaid"]][:2]
    provider = seller.provider_of(ids_of(paid[0])[0])
    body = {"orderItems": [{"id": ids_of(order)[0], "shipmentProviderId": provider} for order in paid]}
    answer = seller.http.post("/orders/pack", json=body)
    assert answer.status_code == 201
    assert [package["orderItems"] for package in answer.json()["success"]["packages"]] == [ids_of(o) for o in paid]
    assert all(package["trackingNumber"] for package in answer.json()["success"]["packages"])
    assert answer.json()["error"] == {"orderItems": [], "total": 0}
    assert kinds(sandbox) == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v2/orders/pack", {}),
        ("/v2/orders/pack", {"packages": []}),
        ("/v2/orders/pack", {"packages": [{"orderItems": ["a"]}]}),
        ("/v2/orders/pack", {"packages": [{"orderItems": [], "shipmentProviderId": "b"}]}),
        ("/v2/orders/pack", {"packages": [{"orderItems": ["a"], "shipmentProviderId": 9}]}),
        ("/v2/orders/pack", {"packages": [{"orderItems": ["a"], "shipmentProviderId": "b", "weight": 1}]}),
        ("/v2/orders/pack", {"packages": [{"orderItems": ["a", "a"], "shipmentProviderId": "b"}]}),
        ("/orders/pack", {"orderItems": ["a"]}),
        ("/orders/ready-to-ship", {"orderItemIds": "a"}),
        ("/orders/ready-to-ship", {"orderItemIds": []}),
        ("/orders/ready-to-ship", {"orderItemIds": [str(number) for number in range(201)]}),
        ("/orders/print-labels", {"orderItemIds": [1]}),
        ("/orders/print-labels", {"orderItems": ["a"]}),
        ("/orders/print-labels", ["a"]),
    ],
    ids=str,
)
def test_a_wrong_body_is_refused_and_counted(seller: Seller, sandbox: RunningSandbox, path: str, body: Any) -> None:
    answer = seller.http.post(path, json=body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"message", "status"}
    assert kinds(sandbox) == ["body"]


def test_a_body_must_be_json(seller: Seller, sandbox: RunningSandbox) -> None:
    json_type = {"Content-Type": "application/json"}
    assert seller.http.post("/orders/ready-to-ship", content=b"{", headers=json_type).status_code == 400
    assert seller.http.post("/orders/ready-to-ship", data={"orderItemIds": "a"}).status_code == 415
    assert kinds(sandbox) == ["body", "header"]


def test_an_unknown_item_is_an_error_entry(seller: Seller, sandbox: RunningSandbox) -> None:
    answer = seller.ready("acad0000-0000-4000-8000-00000000ffff").json()
    assert answer["error"]["orderItems"][0]["response"]["code"] == "ITEM_NOT_FOUND"
    assert kinds(sandbox) == ["id"]


def test_a_write_repeated_after_a_lost_answer_is_a_double(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    provider = seller.provider_of(ids_of(order)[0])
    sandbox.quirks(lost_pack_reply=1)
    with pytest.raises(httpx.RemoteProtocolError):
        seller.pack(*ids_of(order), provider=provider)
    assert seller.pack(*ids_of(order), provider=provider).json()["error"]["total"] == 1
    assert kinds(sandbox) == ["double"]


def test_reading_back_first_is_right(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    provider = seller.provider_of(ids_of(order)[0])
    sandbox.arm("lost_answer", "/v2/orders/pack", "POST")
    with pytest.raises(httpx.RemoteProtocolError):
        seller.pack(*ids_of(order), provider=provider)
    assert statuses(seller, order) == [("PENDING", True)]
    assert seller.ready(*ids_of(order)).json()["success"]["total"] == 1
    assert kinds(sandbox) == []


def test_a_reading_back_that_failed_does_not_count(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    provider = seller.provider_of(ids_of(order)[0])
    sandbox.arm("status", "/v2/orders/pack", status=500)
    seller.pack(*ids_of(order), provider=provider)
    sandbox.arm("truncated", "/orders/items")
    seller.get("/orders/items", orderId=order["id"])
    seller.pack(*ids_of(order), provider=provider)
    assert kinds(sandbox) == ["blind"]


def test_a_write_repeated_blindly_after_a_5xx_is_counted(seller: Seller, sandbox: RunningSandbox) -> None:
    blind, careful = to_pack(sandbox)[:2]
    provider = seller.provider_of(ids_of(blind)[0])
    sandbox.arm("status", "/v2/orders/pack", status=503, count=2)
    assert seller.pack(*ids_of(blind), provider=provider).status_code == 503
    assert seller.pack(*ids_of(careful), provider=provider).status_code == 503
    assert seller.pack(*ids_of(blind), provider=provider).json()["success"]["total"] == 1
    assert kinds(sandbox) == ["blind"]
    assert statuses(seller, careful) == [("PENDING", False)]
    assert seller.pack(*ids_of(careful), provider=provider).json()["success"]["total"] == 1
    assert kinds(sandbox) == ["blind"]
