"""Tokens: rotation, expiry by the practice clock, refused reuse, and what is asked of the headers."""

import pytest
from seller_client import Seller, kinds

from desktop.sandbox.running import RunningSandbox


def test_a_refresh_gives_a_new_token_and_kills_the_old_one(seller: Seller, sandbox: RunningSandbox) -> None:
    old = seller.given["refresh_token"]
    assert seller.refresh().status_code == 200
    assert seller.given["refresh_token"] != old
    assert kinds(sandbox) == []

    again = seller.refresh(refresh_token=old)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"
    assert kinds(sandbox) == ["double"]


def test_a_reuse_is_forgiven_once_where_the_answer_was_lost(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.arm("lost_answer", "/token", "POST")
    old = seller.given["refresh_token"]
    with pytest.raises(Exception, match="disconnected"):
        seller.refresh()
    assert seller.refresh(refresh_token=old).json()["error"] == "invalid_grant"
    assert kinds(sandbox) == []
    seller.refresh(refresh_token=old)
    assert kinds(sandbox) == ["double"]


def test_access_ends_by_the_clock_of_the_platform(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.advance(3601)
    assert seller.get("/shops").status_code == 401
    assert seller.refresh().status_code == 200
    assert seller.get("/shops").status_code == 200
    assert kinds(sandbox) == []


def test_a_refresh_token_expires_too(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.advance(31 * 86_400)
    assert seller.refresh().json()["error"] == "invalid_grant"
    assert kinds(sandbox) == []


def test_a_token_rotated_away_by_somebody_else_is_nobodys_mistake(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.happen("refresh_revoked")
    assert seller.get("/shops").status_code == 200
    assert seller.refresh().json()["error"] == "invalid_grant"
    seller.given = dict(sandbox.happen("token_generated"))
    assert seller.refresh().status_code == 200
    assert kinds(sandbox) == []


def test_without_rotation_the_old_token_goes_on(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.quirks(rotation=False)
    old = seller.given["refresh_token"]
    seller.refresh()
    assert seller.given["refresh_token"] == old
    assert seller.refresh().status_code == 200
    sandbox.quirks(refresh_token_omitted=True)
    assert "refresh_token" not in seller.refresh().json()
    assert seller.refresh().status_code == 200


@pytest.mark.parametrize(
    ("changes", "error", "kind"),
    [
        ({"client_id": "00000000-0000-4000-8000-000000000000"}, "invalid_client", "auth"),
        ({"refresh_token": "never-given-out-0123456789"}, "invalid_grant", "auth"),
        ({"grant_type": "authorization_code"}, "unsupported_grant_type", "body"),
        ({"client_secret": "none"}, "invalid_request", "body"),
    ],
)
def test_a_wrong_token_request_is_refused_and_counted(
    seller: Seller, sandbox: RunningSandbox, changes: dict[str, str], error: str, kind: str
) -> None:
    answer = seller.refresh(**changes)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert kinds(sandbox) == [kind]


def test_a_json_token_request_is_refused(seller: Seller, sandbox: RunningSandbox) -> None:
    answer = seller.http.post("/token", json={"grant_type": "refresh_token", **seller.given})
    assert answer.json()["error"] == "invalid_request"
    assert kinds(sandbox) == ["header"]


@pytest.mark.parametrize(
    ("headers", "status", "kind"),
    [
        ({"Authorization": ""}, 401, "auth"),
        ({"Authorization": "Basic abc"}, 401, "auth"),
        ({"Authorization": "Bearer invented"}, 401, "auth"),
        ({"Accept": "*/*"}, 406, "header"),
    ],
)
def test_headers_are_wanted(
    seller: Seller, sandbox: RunningSandbox, headers: dict[str, str], status: int, kind: str
) -> None:
    assert seller.http.get("/shops", headers=headers).status_code == status
    assert kinds(sandbox) == [kind]


def test_a_401_can_be_empty(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.happen("access_expired")
    assert seller.get("/shops").json() == {"message": "Unauthorized"}
    sandbox.quirks(empty_401=True)
    assert seller.get("/shops").content == b""


def test_hammering_with_a_dead_token_is_counted(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.happen("access_expired")
    for _ in range(5):
        seller.get("/shops")
    assert kinds(sandbox) == []
    seller.get("/shops")
    assert kinds(sandbox) == ["auth"]


def test_a_viewer_may_look_and_not_touch(seller: Seller, sandbox: RunningSandbox) -> None:
    sandbox.happen("roles", roles=["VC - Order Viewer"])
    assert seller.recent().status_code == 200
    answer = seller.ready("20e49509-23a5-4860-8b66-07ed4dd9e139")
    assert (answer.status_code, answer.json()) == (403, {"message": "Forbidden", "status": 403})


def test_no_token_is_ever_in_the_request_log(seller: Seller, sandbox: RunningSandbox) -> None:
    seller.refresh()
    log = str(sandbox.requests())
    assert "/token" in log
    assert seller.given["refresh_token"] not in log
    assert seller.http.headers["Authorization"].removeprefix("Bearer ") not in log
