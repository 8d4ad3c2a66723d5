"""GET /orders and its neighbours: filters, date rules, paging by token, shapes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from seller_client import Seller, kinds, stamp

from desktop.sandbox.running import RunningSandbox


def walk(seller: Seller, **params: Any) -> list[dict[str, Any]]:
    """Every order of all pages."""
    now = datetime.now(UTC) + timedelta(hours=1)
    ends = {"createdAfter": stamp(now - timedelta(days=60)), "createdBefore": stamp(now)}
    page = seller.get("/orders", **{**ends, **params}).json()
    found = list(page["orders"])
    while not page["isLastPage"]:
        page = seller.get("/orders", **{**ends, **params, "token": page["nextToken"]}).json()
        found += page["orders"]
    return found


def test_pages_by_token_give_every_order_once_in_order_of_creation(seller: Seller, sandbox: RunningSandbox) -> None:
    found = walk(seller, size=30)
    since = stamp(datetime.now(UTC) - timedelta(days=60) + timedelta(hours=1)).replace(" ", "T") + "Z"
    wanted = [order for order in sandbox.truth()["orders"] if order["created_at"] >= since]
    assert [order["number"] for order in found] == [order["number"] for order in wanted]
    assert len(found) > 200
    assert kinds(sandbox) == []
    assert [order["number"] for order in walk(seller, size=30, sort="DESC")] == [o["number"] for o in reversed(wanted)]


def test_an_order_says_what_the_truth_says(seller: Seller, sandbox: RunningSandbox) -> None:
    truth = {order["id"]: order for order in sandbox.truth()["orders"]}
    for order in seller.recent(size=300).json()["orders"]:
        known = truth[order["id"]]
        assert f"{order['totalAmountLocal']['value']:.2f}" == f"{float(known['total']):.2f}"
        assert order["totalAmountLocal"]["currency"] == known["currency"] == order["country"]["currencyCode"]
        assert (order["createdAt"], order["updatedAt"]) == (known["created_at"], known["updated_at"])
        assert order["totalItems"] == len(known["items"])
        assert order["packedItems"] == sum(item["packed"] for item in known["items"])
        assert order["shopIds"] == known["shop_ids"]
        assert order["hasMultipleStatus"] == (len(known["statuses"]) > 1)
        assert isinstance(order["number"], str)


def test_the_world_is_mixed(sandbox: RunningSandbox) -> None:
    orders = sandbox.truth()["orders"]
    assert {order["currency"] for order in orders} == {"NGN", "KES", "GHS", "EGP", "XOF"}
    assert any(len(order["shop_ids"]) > 1 for order in orders)
    assert any(item["by_jumia"] for order in orders for item in order["items"])
    assert {order["prepaid"] for order in orders} == {True, False}
    assert any("\u0600" <= sign <= "\u06ff" for order in orders for sign in order["buyer"])
    waiting = sum("PENDING" in order["statuses"] for order in orders)
    assert 0.25 < waiting / len(orders) < 0.36
    assert set(sandbox.truth()["items_by_status"]) == {
        "PENDING", "READY_TO_SHIP", "SHIPPED", "DELIVERED", "FAILED", "RETURNED", "CANCELED",
    }  # fmt: skip


def test_no_dates_means_today_only(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.happen("new_order", count=3)
    today = sandbox.truth()["now"][:10]
    found = seller.get("/orders", size=300).json()["orders"]
    assert len(found) >= 3
    assert {order["createdAt"][:10] for order in found} == {today}
    assert kinds(sandbox) == []


def test_filters(seller: Seller, sandbox: RunningSandbox) -> None:
    shop = seller.get("/shops").json()["shops"][1]["id"]
    ours = seller.recent(size=300, shopId=shop).json()["orders"]
    assert ours and all(shop in order["shopIds"] for order in ours)
    pending = seller.recent(size=300, status="PENDING,SHIPPED", country="KE,GH").json()["orders"]
    assert pending and {order["country"]["code"] for order in pending} == {"KE", "GH"}
    assert {"PENDING", "SHIPPED"} >= {order["status"] for order in pending if not order["hasMultipleStatus"]}
    assert kinds(sandbox) == []


def test_both_bounds_count_in(seller: Seller, sandbox: RunningSandbox) -> None:
    known = sandbox.truth()["orders"][200]
    moment = known["created_at"].replace("T", " ").removesuffix("Z")
    found = seller.get("/orders", createdAfter=moment, createdBefore=moment).json()["orders"]
    assert known["id"] in [order["id"] for order in found]
    moment = known["updated_at"].replace("T", " ").removesuffix("Z")
    found = seller.get("/orders", updatedAfter=moment, updatedBefore=moment).json()["orders"]
    assert known["id"] in [order["id"] for order in found]


def test_a_change_shows_up_by_its_update(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.advance(1800)
    now = datetime.now(UTC) + timedelta(minutes=30)
    ends = {"updatedAfter": stamp(now - timedelta(minutes=5)), "updatedBefore": stamp(now + timedelta(minutes=5))}
    assert seller.get("/orders", **ends).json()["orders"] == []
    order = next(one for one in sandbox.truth()["orders"] if one["statuses"] == ["PENDING"])
    sandbox.happen("buyer_cancels", order=order["number"])
    changed = seller.get("/orders", **ends).json()["orders"]
    assert [(one["number"], one["status"]) for one in changed] == [(order["number"], "CANCELED")]


@pytest.mark.parametrize(
    "params",
    [
        {"createdAfter": "2026-01-01", "createdBefore": "2026-04-02"},
        {"createdAfter": "2026-01-01", "updatedBefore": "2026-01-05"},
        {"createdAfter": "2026-01-05", "createdBefore": "2026-01-01"},
        {"createdAfter": "2026-01-01T00:00:00Z", "createdBefore": "2026-01-05"},
        {"createdAfter": "2026-02-30", "createdBefore": "2026-03-05"},
        {"size": "301"},
        {"size": "0"},
        {"size": "many"},
        {"status": "ALL"},
        {"country": "FR"},
        {"shopId": "7c9e0000-0000-4000-8000-00000000ffff"},
        {"shopId": "mine"},
        {"sort": "asc"},
        {"token": "guessed"},
        {"page": "1"},
        {"size": ["1", "2"]},
    ],
    ids=str,
)
def test_a_wrong_parameter_is_refused_and_counted(seller: Seller, sandbox: RunningSandbox, params: Any) -> None:
    answer = seller.get("/orders", **params)
    assert answer.status_code == 400
    assert set(answer.json()) == {"timestamp", "status", "error", "message"}
    assert kinds(sandbox) in (["parameter"], ["id"])


def test_exactly_three_months_are_allowed(seller: Seller, sandbox: RunningSandbox) -> None:
    assert seller.get("/orders", createdAfter="2026-01-01", createdBefore="2026-04-01").status_code == 200
    assert seller.get("/orders", createdAfter="2026-11-30", createdBefore="2027-02-28").status_code == 200
    assert kinds(sandbox) == []


def test_one_end_of_a_range_is_served_and_counted(seller: Seller, sandbox: RunningSandbox) -> None:
    yesterday = stamp(datetime.now(UTC) - timedelta(days=1))
    assert seller.get("/orders", createdAfter=yesterday).status_code == 200
    assert kinds(sandbox) == ["parameter"]


def test_a_token_wants_the_same_filters(seller: Seller, sandbox: RunningSandbox) -> None:
    token = seller.recent(size=10).json()["nextToken"]
    assert seller.get("/orders", createdAfter="2026-01-01", createdBefore="2026-01-02", token=token).status_code == 400
    assert kinds(sandbox) == ["parameter"]


def test_items_come_as_an_array_with_money_to_the_cent(seller: Seller, sandbox: RunningSandbox) -> None:
    truth = sandbox.truth()["orders"][:25]
    answer = seller.get("/orders/items", orderId=[order["id"] for order in truth])
    entries = {entry["orderId"]: entry for entry in answer.json()}
    for order in truth:
        assert entries[order["id"]]["orderNumber"] == order["number"]
        for item, known in zip(entries[order["id"]]["items"], order["items"], strict=True):
            assert (item["id"], item["status"]) == (known["id"], known["status"])
            assert (item["trackingNumber"] or None) == known["tracking_number"]
            assert f"{item['paidPriceLocal']:.2f}" == f"{float(known['paid']):.2f}"
    assert kinds(sandbox) == []


def test_items_are_limited_to_25_orders(seller: Seller, sandbox: RunningSandbox) -> None:
    ids = [order["id"] for order in sandbox.truth()["orders"][:26]]
    assert seller.get("/orders/items", orderId=ids).status_code == 400
    assert seller.get("/orders/items", orderId=",".join(ids[:25])).status_code == 200
    assert seller.get("/orders/items").status_code == 400
    assert kinds(sandbox) == ["parameter", "parameter"]


def test_an_unknown_order_is_not_found(seller: Seller, sandbox: RunningSandbox) -> None:
    assert seller.get("/orders/items", orderId="41ea0000-0000-4000-8000-00000000ffff").status_code == 404
    assert kinds(sandbox) == ["id"]


def test_item_filters(seller: Seller, sandbox: RunningSandbox) -> None:
    order = next(order for order in sandbox.truth()["orders"] if len(order["shop_ids"]) == 2)
    shop = order["shop_ids"][0]
    assert {item["shopId"] for item in seller.items(order["id"])} == set(order["shop_ids"])
    assert {item["shopId"] for item in seller.items(order["id"], shopId=shop)} == {shop}


def test_shops_are_an_object_here_and_an_array_there(seller: Seller, sandbox: RunningSandbox) -> None:
    some, every = seller.get("/shops").json(), seller.get("/shops-of-master-shop").json()
    assert some["shops"] == every
    assert {client["code"] for shop in every for client in shop["businessClients"]} == {
        "jumia-ng", "jumia-ke", "jumia-gh", "jumia-eg", "jumia-ci",
    }  # fmt: skip
    sandbox.quirks(shops_array=True)
    assert seller.get("/shops").json() == seller.get("/shops-of-master-shop").json()["shops"] == every
    sandbox.quirks(shops_empty=True)
    assert seller.get("/shops").json() == []


def test_an_item_leads_to_its_product(seller: Seller, sandbox: RunningSandbox) -> None:
    order = next(one for one in sandbox.truth()["orders"] if one["statuses"] == ["SHIPPED"])
    item = order["items"][0]["id"]
    found = seller.get(f"/catalog/stock/salesorderitem/{item}", status="SHIPPED").json()
    assert (found["orderNumber"], found["orderItemSid"]) == (order["number"], item)
    assert len(found["productSid"]) == 36
    refused = seller.get(f"/catalog/stock/salesorderitem/{item}")
    assert refused.status_code == 400
    assert set(refused.json()) == {"code", "message"}


@pytest.mark.parametrize(
    ("method", "path", "status", "kind"),
    [
        ("POST", "/orders/cancel", 405, "method"),
        ("GET", "/v2/orders/pack", 405, "method"),
        ("GET", "/api/orders", 404, "path"),
        ("GET", "/returns", 404, "path"),
    ],
)
def test_a_wrong_path_or_method_is_counted(
    seller: Seller, sandbox: RunningSandbox, method: str, path: str, status: int, kind: str
) -> None:
    assert seller.http.request(method, path).status_code == status
    assert kinds(sandbox) == [kind]
