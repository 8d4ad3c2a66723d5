"""Every fault strikes as said: where, how often, after how many; with the work done or not."""

import json
import socket
import time
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

import httpx
import pytest
from seller_client import Seller, ids_of, kinds, to_pack

from desktop.sandbox.running import RunningSandbox


def test_a_fault_waits_strikes_and_is_spent(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("status", "/shops*", "GET", status=500, after=1, count=2)
    answers = [seller.get("/shops").status_code for _ in range(5)]
    assert answers == [200, 500, 500, 200, 200]
    (fault,) = sandbox.control("GET", "/faults")["faults"]
    assert (fault["struck"], fault["seen"]) == (2, 3)
    assert [request["fault"] for request in sandbox.requests()][1:] == [None, "status", "status", None, None]


def test_a_fault_for_ever_ends_when_disarmed(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("status", count=None, status=502)
    assert [seller.get("/shops").status_code for _ in range(4)] == [502] * 4
    sandbox.disarm()
    assert seller.get("/shops").status_code == 200


def test_a_fault_keeps_to_its_path_and_method(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("status", "/orders/items", "GET", status=503)
    assert seller.get("/shops").status_code == 200
    assert seller.http.post("/orders/items", json={}).status_code == 405
    assert seller.get("/orders/items").status_code == 503


def test_half_a_request_is_no_request(seller: Seller, sandbox: RunningSandbox) -> None:
    """As from a process that was killed between the head and the body of what it sent."""
    before = len(sandbox.requests())
    host, port = urlsplit(sandbox.base_url).hostname, urlsplit(sandbox.base_url).port
    with socket.create_connection((host, port)) as line:
        line.sendall(b'POST /feeds/products/status HTTP/1.1\r\nHost: here\r\nContent-Length: 40\r\n\r\n{"prod')
    assert seller.get("/shops").status_code == 200
    assert [one["path"] for one in sandbox.requests()[before:]] == ["/shops"]
    assert sandbox.violations() == []


def test_an_unknown_fault_is_refused(sandbox: RunningSandbox) -> None:
    with pytest.raises(HTTPError) as refused:
        sandbox.arm("gremlins")
    assert refused.value.code == 400
    assert "lost_answer" in json.load(refused.value)["error"]
    refused.value.close()


@pytest.mark.parametrize(
    ("kind", "more", "status", "hint"),
    [
        ("status", {"status": 504}, 504, None),
        ("status", {"status": 429, "retry_after": 7}, 429, "7"),
        ("rate_limited", {"retry_after": 3}, 429, "3"),
        ("rate_limited", {}, 429, None),
        ("unauthorized", {}, 401, None),
        ("forbidden", {}, 403, None),
    ],
    ids=str,
)
def test_refusals_without_work(
    seller: Seller, sandbox: RunningSandbox, kind: str, more: dict[str, Any], status: int, hint: str | None
) -> None:
    sandbox.arm(kind, **more)
    answer = seller.get("/shops")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (status, hint)
    assert seller.get("/shops").status_code == 200
    assert kinds(sandbox) == []


def packed(sandbox: RunningSandbox, order: dict[str, Any]) -> bool:
    """Whether the platform has packed this order."""
    known = sandbox.truth(order["number"])["orders"][0]
    return all(item["packed"] for item in known["items"])


@pytest.mark.parametrize(
    ("kind", "more", "error", "done"),
    [
        ("reset", {}, httpx.ReadError, False),
        ("lost_answer", {}, httpx.RemoteProtocolError, True),
        ("cut_short", {}, httpx.RemoteProtocolError, True),
        ("timeout_before", {"seconds": 0.2}, httpx.RemoteProtocolError, False),
        ("timeout_after", {"seconds": 0.2}, httpx.RemoteProtocolError, True),
    ],
)
def test_broken_connections(
    seller: Seller, sandbox: RunningSandbox, kind: str, more: dict[str, Any], error: type[Exception], done: bool
) -> None:
    order = to_pack(sandbox)[0]
    provider = seller.provider_of(ids_of(order)[0])
    sandbox.arm(kind, "/v2/orders/pack", **more)
    with pytest.raises(error):
        seller.pack(*ids_of(order), provider=provider)
    assert packed(sandbox, order) is done
    assert seller.get("/shops").status_code == 200


@pytest.mark.parametrize(("kind", "done"), [("timeout_before", False), ("timeout_after", True)])
def test_a_client_that_waits_in_vain(seller: Seller, sandbox: RunningSandbox, kind: str, done: bool) -> None:
    order = to_pack(sandbox)[0]
    package = {"orderItems": ids_of(order), "shipmentProviderId": seller.provider_of(ids_of(order)[0])}
    sandbox.arm(kind, "/v2/orders/pack")
    with pytest.raises(httpx.ReadTimeout):
        seller.http.post("/v2/orders/pack", json={"packages": [package]}, timeout=0.2)
    assert packed(sandbox, order) is done


@pytest.mark.parametrize(
    ("kind", "more"),
    [("truncated", {}), ("html", {}), ("html", {"status": 502}), ("empty", {}), ("truncated", {"status": 500})],
    ids=str,
)
def test_garbled_answers(seller: Seller, sandbox: RunningSandbox, kind: str, more: dict[str, Any]) -> None:
    order = to_pack(sandbox)[0]
    provider = seller.provider_of(ids_of(order)[0])
    sandbox.arm(kind, "/v2/orders/pack", **more)
    answer = seller.pack(*ids_of(order), provider=provider)
    assert answer.status_code == more.get("status", 200 if kind == "html" and not more else 201) or kind == "html"
    with pytest.raises(ValueError, match=r"Expecting|Unterminated|delimiter"):
        answer.json()
    assert packed(sandbox, order)


def test_a_garbled_answer_can_come_without_the_work(seller: Seller, sandbox: RunningSandbox) -> None:
    order = to_pack(sandbox)[0]
    provider = seller.provider_of(ids_of(order)[0])
    sandbox.arm("html", "/v2/orders/pack", work=False, status=502)
    assert seller.pack(*ids_of(order), provider=provider).status_code == 502
    assert not packed(sandbox, order)


def test_a_slow_answer_is_a_whole_one(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("slow", seconds=0.3)
    start = time.monotonic()
    assert seller.get("/shops").json()["shops"]
    assert time.monotonic() - start >= 0.3


def test_tokens_can_die_at_any_request(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("access_expired", "/orders/items")
    assert seller.get("/shops").status_code == 200
    assert seller.get("/orders/items", orderId="x").status_code == 401
    seller.refresh()
    assert seller.get("/shops").status_code == 200
    sandbox.arm("refresh_revoked", "/token")
    assert seller.refresh().json()["error"] == "invalid_grant"
    assert kinds(sandbox) == []


def test_duplicated_and_reordered_orders(seller: Seller, sandbox: RunningSandbox) -> None:
    plain = [order["id"] for order in seller.recent(size=50).json()["orders"]]
    sandbox.arm("duplicated_orders")
    seller.get("/shops")
    twice = [order["id"] for order in seller.recent(size=50).json()["orders"]]
    assert len(twice) == 75 and set(twice) == set(plain)
    sandbox.arm("reordered_orders", "/orders")
    assert [order["id"] for order in seller.recent(size=50).json()["orders"]] == plain[::-1]


def test_a_repeated_next_token(seller: Seller, sandbox: RunningSandbox) -> None:
    known = sandbox.truth()["orders"]
    ends = {"createdAfter": known[0]["created_at"][:10], "createdBefore": known[300]["created_at"][:10], "size": 10}
    token = seller.get("/orders", **ends).json()["nextToken"]
    sandbox.arm("repeated_next_token", "/orders", count=None)
    page = seller.get("/orders", **ends, token=token).json()
    assert (page["nextToken"], page["isLastPage"]) == (token, False)


def test_odd_values(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("unknown_status", "/orders", to="ON_A_CAMEL")
    assert {order["status"] for order in seller.recent().json()["orders"]} == {"ON_A_CAMEL"}
    order_id = sandbox.truth()["orders"][0]["id"]
    sandbox.arm("unknown_status", "/orders/items")
    assert {item["status"] for item in seller.items(order_id)} == {"AWAITING_PICKUP"}
    for odd in (1e30, -5, None, "twelve"):
        sandbox.arm("absurd_numbers", "/orders", to=odd)
        assert {order["totalAmountLocal"]["value"] for order in seller.recent().json()["orders"]} == {odd}
    sandbox.arm("set_field", "/orders", name="currency", to="XXX")
    assert {order["totalAmountLocal"]["currency"] for order in seller.recent().json()["orders"]} == {"XXX"}
    sandbox.arm("drop_field", "/orders", name="shippingAddress")
    assert all("shippingAddress" not in order for order in seller.recent().json()["orders"])
    sandbox.arm("extra_fields", "/orders")
    assert all("introducedLater" in order["country"] for order in seller.recent().json()["orders"])
    plain = seller.recent().json()["orders"][0]["createdAt"]
    sandbox.arm("skewed_times", "/orders", seconds=3600)
    assert seller.recent().json()["orders"][0]["createdAt"] != plain
