"""The SIRCLO simulator's Pub/Sub: deadlines, redelivery, one puller for each message, Google's own ways of refusing."""

import base64
import hashlib
import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from sandbox_caller import one_sandbox
from seller_client import HeldClock, kinds
from sirclo_client import WHOLE, Adapter, content

from desktop.sandbox.running import RunningSandbox

ORDERS = "order-fetched"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)

served = one_sandbox("sirclo", orders=30, clock=HeldClock(NOON))


@pytest.fixture
def adapter(adapter: Adapter) -> Adapter:
    """Subscribed to orders, with one order waiting; the clock moves only when told."""
    adapter.subscribe(ORDERS)
    adapter.new_order()
    return adapter


def test_a_message_is_shown_as_google_shows_it(adapter: Adapter) -> None:
    (row,) = adapter.pull(ORDERS)
    assert row.keys() == {"ackId", "message"}
    assert row["message"].keys() == {"data", "messageId", "publishTime"}
    assert row["message"]["publishTime"] == "2026-11-20T12:00:00.000Z"
    assert content(row)["brand_id"] == adapter.brand


def test_what_is_not_acknowledged_comes_again_after_the_deadline(adapter: Adapter) -> None:
    (first,) = adapter.pull(ORDERS)
    assert adapter.pull(ORDERS) == []
    adapter.sandbox.advance(9.9)
    assert adapter.pull(ORDERS) == []
    adapter.sandbox.advance(0.1)
    (second,) = adapter.pull(ORDERS)
    assert second["message"] == first["message"]
    assert second["ackId"] != first["ackId"]


def test_what_is_acknowledged_is_gone_and_may_be_acknowledged_again(adapter: Adapter) -> None:
    rows = adapter.pull(ORDERS)
    assert adapter.thank(ORDERS, rows).json() == {}
    assert adapter.thank(ORDERS, rows).json() == {}
    adapter.sandbox.advance(60)
    assert adapter.pull(ORDERS) == []


def test_a_late_acknowledgement_is_not_heard(adapter: Adapter) -> None:
    rows = adapter.pull(ORDERS)
    adapter.sandbox.advance(11)
    assert adapter.thank(ORDERS, rows).status_code == 200
    assert len(adapter.pull(ORDERS)) == 1
    adapter.sandbox.quirks(late_ack_counts=True)
    adapter.sandbox.advance(11)
    rows = adapter.pull(ORDERS)
    adapter.sandbox.advance(11)
    adapter.thank(ORDERS, rows)
    assert adapter.pull(ORDERS) == []


def test_a_deadline_can_be_moved_or_given_up(adapter: Adapter) -> None:
    path = f"subscriptions/{adapter.named[ORDERS]}:modifyAckDeadline"
    (row,) = adapter.pull(ORDERS)
    adapter.google(path, {"ackIds": [row["ackId"]], "ackDeadlineSeconds": 100})
    adapter.sandbox.advance(99)
    assert adapter.pull(ORDERS) == []
    adapter.sandbox.advance(1)
    (row,) = adapter.pull(ORDERS)
    assert adapter.google(path, {"ackIds": [row["ackId"]], "ackDeadlineSeconds": 0}).json() == {}
    assert len(adapter.pull(ORDERS)) == 1
    refused = adapter.google(path, {"ackIds": [row["ackId"]], "ackDeadlineSeconds": 601})
    assert refused.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_nothing_is_nothing_at_once_if_so_asked_and_after_a_while_else(adapter: Adapter) -> None:
    adapter.read(ORDERS)
    adapter.sandbox.quirks(empty_pull_waits_s=0.2)
    answer = adapter.google(f"subscriptions/{adapter.named[ORDERS]}:pull", {"maxMessages": 5})
    assert (answer.json(), answer.elapsed.total_seconds() >= 0.2) == ({}, True)


def test_a_waiting_pull_gets_what_comes(adapter: Adapter) -> None:
    adapter.read(ORDERS)
    adapter.sandbox.quirks(empty_pull_waits_s=10.0)
    timer = threading.Timer(0.1, adapter.new_order)
    timer.start()
    answer = adapter.google(f"subscriptions/{adapter.named[ORDERS]}:pull", {"maxMessages": 5})
    timer.join()
    assert len(answer.json()["receivedMessages"]) == 1
    assert answer.elapsed.total_seconds() < 5


def test_each_message_goes_to_one_puller(adapter: Adapter) -> None:
    adapter.sandbox.happen("new_order", count=4)
    first, second = adapter.pull(ORDERS, most=2), adapter.pull(ORDERS, most=10)
    assert len({row["message"]["messageId"] for row in first + second}) == len(first + second) == 5


def test_what_comes_before_anybody_subscribed_is_lost(adapter: Adapter) -> None:
    adapter.sandbox.reset()
    order = adapter.new_order()
    adapter.subscribe(ORDERS)
    assert adapter.read(ORDERS) == []
    adapter.ask("OrderService.FetchOrders", {"brand_id": adapter.brand, **WHOLE})
    told = [one["order"] for one in adapter.read(ORDERS)]
    assert order.split(":", 1)[1] in {one["remote_order_id"] for one in told}
    assert len(told) == 31


def test_a_message_dies_after_a_week_or_too_many_deliveries(adapter: Adapter) -> None:
    adapter.sandbox.quirks(attempts=2)
    for _ in range(2):
        assert len(adapter.pull(ORDERS)) == 1
        adapter.sandbox.advance(11)
    assert adapter.pull(ORDERS) == []
    adapter.new_order()
    adapter.sandbox.advance(7 * 86_400 + 1)
    assert adapter.pull(ORDERS) == []
    assert [one["attempts"] for one in adapter.sandbox.truth()["dead"]] == [2, 0]


def test_google_refuses_in_its_own_envelope(adapter: Adapter) -> None:
    pull = f"subscriptions/{adapter.named[ORDERS]}:pull"
    cases = [
        (pull, {"maxMessages": 0}, 400, "INVALID_ARGUMENT"),
        (pull, {"maxMessages": "5"}, 400, "INVALID_ARGUMENT"),
        (pull, {"maxMessages": 5, "more": 1}, 400, "INVALID_ARGUMENT"),
        ("subscriptions/CNX_FEEDBACK_SHIP_ORDERS_171:pull", {"maxMessages": 5}, 404, "NOT_FOUND"),
        (f"subscriptions/{adapter.named[ORDERS]}:acknowledge", {"ackIds": ["x"]}, 400, "INVALID_ARGUMENT"),
        ("topics/CNX_BULK_DELETE_PRODUCT:publish", {"messages": [{"data": "e30="}]}, 404, "NOT_FOUND"),
        ("topics/CNX_BULK_ACCEPT_ORDERS:publish", {"messages": [{"data": "e30"}]}, 400, "INVALID_ARGUMENT"),
        ("topics/CNX_BULK_ACCEPT_ORDERS:publish", {"messages": []}, 400, "INVALID_ARGUMENT"),
    ]
    for path, body, code, status in cases:
        answer = adapter.google(path, body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (code, code)
        assert answer.json()["error"]["status"] == status
    assert kinds(adapter.sandbox) == ["body"] * 3 + ["id"] * 3 + ["body"] * 2


def test_without_a_json_content_type_there_is_a_plain_404(adapter: Adapter) -> None:
    answer = adapter.google(f"subscriptions/{adapter.named[ORDERS]}:pull", {}, **{"Content-Type": "text/plain"})
    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert kinds(adapter.sandbox) == ["header"]


def test_another_project_is_not_found(adapter: Adapter) -> None:
    path = f"/v1/projects/other-project/subscriptions/{adapter.named[ORDERS]}:pull"
    assert adapter.http.post(path, json={"maxMessages": 1}).json()["error"]["status"] == "NOT_FOUND"


def signed(adapter: Adapter, sign_with: RSAPrivateKey | None = None, **changes: object) -> str:
    """A token of the service account's own making."""
    key = json.loads(adapter.given["service_account"])
    private = sign_with or load_pem_private_key(key["private_key"].encode(), None)
    assert isinstance(private, RSAPrivateKey)
    now = int(NOON.timestamp())
    claims = {"iss": key["client_email"], "sub": key["client_email"], "aud": "https://pubsub.googleapis.com/"}
    claims |= {"iat": now, "exp": now + 3600, **changes}  # type: ignore[dict-item]
    header = {"alg": "RS256", "typ": "JWT", "kid": key["private_key_id"]}
    parts = [_part(json.dumps(one).encode()) for one in (header, claims)]
    return ".".join([*parts, _part(private.sign(".".join(parts).encode(), PKCS1v15(), SHA256()))])


def _part(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def bearer(adapter: Adapter, token: str) -> int:
    """The status of a pull with this token."""
    body = {"maxMessages": 1, "returnImmediately": True}
    path = f"subscriptions/{adapter.named[ORDERS]}:pull"
    return adapter.google(path, body, Authorization=f"Bearer {token}").status_code


def test_a_self_signed_token_is_really_checked(adapter: Adapter) -> None:
    good = signed(adapter)
    assert bearer(adapter, good) == 200
    head, body, signature = good.split(".")
    middle = "A" if signature[100] != "A" else "B"
    assert bearer(adapter, f"{head}.{body}.{signature[:100]}{middle}{signature[101:]}") == 401
    assert bearer(adapter, "not.a.token") == 401
    wrong = ({"aud": "https://example.com/"}, {"iss": "x@y"}, {"exp": int(NOON.timestamp()) + 4000}, {"iat": "now"})
    assert [bearer(adapter, signed(adapter, **one)) for one in wrong] == [401] * 4  # type: ignore[arg-type]
    assert kinds(adapter.sandbox) == ["auth"] * 6


def test_a_token_ends_by_the_clock_and_its_end_is_told_once(adapter: Adapter) -> None:
    token = signed(adapter)
    adapter.sandbox.advance(3600)
    assert bearer(adapter, token) == 401
    assert kinds(adapter.sandbox) == []
    assert bearer(adapter, token) == 401
    assert kinds(adapter.sandbox) == ["auth"]


def test_a_token_can_be_wanted_and_traded(adapter: Adapter) -> None:
    adapter.sandbox.quirks(pubsub_needs_token=True, self_signed_refused=True)
    path = f"subscriptions/{adapter.named[ORDERS]}:pull"
    assert adapter.google(path, {"maxMessages": 1}).json()["error"]["status"] == "UNAUTHENTICATED"
    assert bearer(adapter, signed(adapter)) == 401
    uri = json.loads(adapter.given["service_account"])["token_uri"]
    assertion = signed(adapter, aud=uri, scope="https://www.googleapis.com/auth/pubsub")
    form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
    grant = adapter.http.post(uri, data=form).json()
    assert (grant["token_type"], bearer(adapter, grant["access_token"])) == ("Bearer", 200)
    assert adapter.http.post(uri, data={**form, "assertion": signed(adapter)}).json()["error"] == "invalid_grant"


def test_the_key_file_names_its_own_key(adapter: Adapter) -> None:
    key = json.loads(adapter.given["service_account"])
    private = load_pem_private_key(key["private_key"].encode(), None)
    assert isinstance(private, RSAPrivateKey)
    n = private.private_numbers().public_numbers.n
    assert hashlib.sha256(n.to_bytes(256, "big")).hexdigest()[:40] == key["private_key_id"]
    assert key["project_id"] == adapter.given["project"]


def test_a_message_of_another_key_or_no_json_is_dropped_without_a_word(adapter: Adapter) -> None:
    order = adapter.new_order()
    answer = adapter.publish("CNX_BULK_ACCEPT_ORDERS", orders=[adapter.entry(order)], client_key="wrong")
    assert len(answer.json()["messageIds"]) == 1
    adapter.google("topics/CNX_BULK_ACCEPT_ORDERS:publish", {"messages": [{"data": "eyJ4"}, {"data": "e30="}]})
    assert adapter.status(order) == "pending"
    assert kinds(adapter.sandbox) == ["auth", "body", "body"]


def test_messages_survive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "practice.json"
    with RunningSandbox("sirclo", orders=5, state=state) as sandbox:
        adapter = Adapter(sandbox)
        adapter.subscribe(ORDERS)
        order = adapter.new_order()
        adapter.pull(ORDERS)
        before = sandbox.truth()
        adapter.http.close()
    with RunningSandbox("sirclo", orders=5, state=state) as sandbox:
        adapter = Adapter(sandbox)
        named = adapter.subscribe(ORDERS)
        assert sandbox.truth()["orders"] == before["orders"]
        assert named == before["features"]
        assert [one["order"]["remote_order_id"] for one in adapter.read(ORDERS)] == [order.split(":", 1)[1]]
        adapter.http.close()
