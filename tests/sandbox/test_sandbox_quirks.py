"""The switches: each reading of the reference that sources disagree about can be had."""

from urllib.error import HTTPError

import pytest
from seller_client import Seller, ids_of, kinds, to_pack

from desktop.sandbox.running import RunningSandbox


def test_switches_are_checked(sandbox: RunningSandbox) -> None:
    for change in ({"wishful": True}, {"empty_401": "yes"}, {"label_late": True}):
        with pytest.raises(HTTPError) as refused:
            sandbox.quirks(**change)
        assert refused.value.code == 400
        refused.value.close()
    assert sandbox.quirks(empty_401=True)["empty_401"] is True


def test_items_as_an_object(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.quirks(items_object=True)
    ids = [order["id"] for order in sandbox.truth()["orders"][:2]]
    assert seller.get("/orders/items", orderId=ids[0]).json()["orderId"] == ids[0]
    assert len(seller.get("/orders/items", orderId=ids).json()) == 2


def test_numbers_as_strings(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.quirks(numbers_as_strings=True)
    order = seller.recent().json()["orders"][0]
    assert isinstance(order["totalAmountLocal"]["value"], str) and isinstance(order["totalItems"], str)
    assert isinstance(seller.items(order["id"])[0]["paidPriceLocal"], str)
    assert seller.refresh().json()["expires_in"] == "3600"
    sandbox.quirks(numbers_as_strings=False, order_number_int=True)
    assert isinstance(seller.recent().json()["orders"][0]["number"], int)


def test_sizes_over_100_and_shop_filters_can_be_refused(seller: Seller, sandbox: RunningSandbox) -> None:
    assert seller.recent(size=101).status_code == 200
    sandbox.quirks(size_over_100_refused=True)
    assert seller.recent(size=101).status_code == 400
    assert seller.recent(size=100).status_code == 200
    shop = seller.get("/shops").json()["shops"][0]["id"]
    sandbox.quirks(shop_id_refused=True)
    assert seller.recent(shopId=shop).status_code == 400


def test_the_summary_can_be_stale(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    sandbox.quirks(order_status_stale=True)
    seller.pack(*ids_of(order))
    seller.ready(*ids_of(order))
    assert seller.items(order["id"])[0]["status"] == "READY_TO_SHIP"
    summary = next(one for one in seller.recent(size=300).json()["orders"] if one["id"] == order["id"])
    assert summary["status"] == "PENDING"
    sandbox.quirks(order_status_stale=False, status_titlecase=True)
    summary = next(one for one in seller.recent(size=300).json()["orders"] if one["id"] == order["id"])
    assert summary["status"] == "Ready to ship"


def test_an_order_in_two_states_says_so(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox, size=2)[0]
    seller.cancel(ids_of(order)[0])
    summary = next(one for one in seller.recent(size=300).json()["orders"] if one["id"] == order["id"])
    assert (summary["status"], summary["hasMultipleStatus"]) == ("Multiple Status", True)


def test_small_shapes(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    sandbox.quirks(tracking_null=True, spaced_times=True, provider_flag="requireTrackingCode")
    assert seller.items(order["id"])[0]["trackingNumber"] is None
    assert "T" not in seller.recent().json()["orders"][0]["createdAt"]
    offered = seller.get("/orders/shipment-providers", orderItemId=ids_of(order)[0]).json()
    assert "requireTrackingCode" in offered["orderItems"][0]["shipmentProviders"][0]


def test_empty_parts_can_be_missing(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    sandbox.quirks(empty_parts_missing=True)
    assert "error" not in seller.pack(*ids_of(order)).json()
    assert "success" not in seller.pack(*ids_of(order)).json()
    assert kinds(sandbox) == ["double"]
