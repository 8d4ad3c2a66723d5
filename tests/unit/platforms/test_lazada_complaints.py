"""Every error code has its recovery: wait, renew, ask the seller, show the reason, or read back."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, Reply
from small_session import MemoryVault, session_for

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.complaints import Refusal, error_of, limited, login_refused
from desktop.platforms.lazada.sites import Site

SG = Site("sg")
LOGIN = {"app_key": "1", "app_secret": "s", "access_token": "t", "country": "sg"}


def answer(document: Any, status: int = 200) -> httpx.Response:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return httpx.Response(status, content=body)


def error(code: str, message: str = "", **more: Any) -> httpx.Response:
    return answer({"code": code, "type": "ISP", "message": message, "request_id": "r", **more})


@pytest.mark.parametrize(
    ("told", "reads", "writes"),
    [
        (error("0"), None, None),
        (answer({"code": 0, "data": {}}), None, None),
        (error("513"), TryLater, Unsure),
        (error("6", "E006: Unexpected internal error"), TryLater, Unsure),
        (error("6", "Invalid status filter"), Refused, Refused),
        (error("6", "For input string: abc"), Refused, Refused),
        (error("21", "voucher_type is wrong"), Refused, Refused),
        (error("ServiceTimeout"), TryLater, Unsure),
        (error("700024"), TryLater, TryLater),
        (error("4147"), TryLater, TryLater),
        (error("998"), TryLater, TryLater),
        (error("IllegalAccessToken"), AuthNeeded, AuthNeeded),
        (error("IncompleteSignature"), AuthNeeded, AuthNeeded),
        (error("IllegalRefreshToken"), AuthNeeded, AuthNeeded),
        (error("16"), Gone, Gone),
        (error("37"), Gone, Gone),
        (error("Mp3SellerApiLimit"), Refused, Refused),
        (error("InvalidApi"), Refused, Refused),
        (error("E501"), Refused, Refused),
        (
            answer({"code": "0", "result": {"success": False, "error_code": "700021", "error_msg": "no"}}),
            Refused,
            Refused,
        ),
        (answer({"code": "0", "result": {"success": "false", "errorCode": "700021"}}), Refused, Refused),
        (answer({"code": "0", "result": {"success": False, "errorCode": "6", "errorMsg": "busy"}}), TryLater, Unsure),
        (answer({"code": "0", "success": False, "error_code": "23", "error_msg": "rule"}), Refused, Refused),
        (answer({"code": "0", "success": False, "err_code": "-22"}), Refused, Refused),
        (answer({"something": "else"}), BrokenAnswer, Unsure),
        (answer(b"<html>Forbidden</html>", 403), Refused, Refused),
    ],
)
def test_the_code_in_the_body_decides(
    told: httpx.Response, reads: type[PlatformError] | None, writes: type[PlatformError] | None
) -> None:
    for found, expected in ((error_of(told, writes=False), reads), (error_of(told, writes=True), writes)):
        assert isinstance(found, expected) if expected else found is None


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("Mp3SellerApiLimit", "not_for_ease_shops"),
        ("AppWhiteIpLimit", "address_not_listed"),
        ("InvalidApi", "role_missing"),
        ("SellerNotVerified", "shop_not_open"),
        ("4118", "refused_by_platform"),
    ],
)
def test_what_the_seller_can_do_something_about_has_a_name(code: str, named: str) -> None:
    found = error_of(error(code, "words"), writes=True)
    assert found is not None and (found.code, found.params["code"], found.params["message"]) == (named, code, "words")
    assert ("role" in found.params) == (named == "role_missing")


def test_an_umbrella_code_tells_its_details() -> None:
    details = [
        {"field": "Product", "message": "Category is inactive"},
        {"sku": "MUG", "message": "below zero", "code": 9},
    ]
    found = error_of(error("501", "E501: Update product failed", detail=details), writes=True)
    assert isinstance(found, Refusal)
    assert found.params["message"] == "E501: Update product failed; Category is inactive; below zero"
    assert [(one.sku, one.field) for one in found.details] == [("", "Product"), ("MUG", "")]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (error("ApiCallLimit", "The request has failed due to flow control. This ban will last 7 seconds"), 7.0),
        (error("ApiCallLimit", "this ban will last 0 seconds"), 1.0),
        (error("SellerCallLimit"), 1.3),
        (error("AppCallLimit"), 60.0),
        (error("901"), 1.0),
        (error("4154"), 1.0),
        (answer(b"", 429), 1.0),
        (error("0"), None),
        (answer(b"%PDF-1.4"), None),
    ],
)
def test_too_fast_is_told_in_the_body(told: httpx.Response, seconds: float | None) -> None:
    assert limited(told) == seconds


@pytest.mark.parametrize(
    ("told", "refused"),
    [
        (error("IllegalAccessToken"), True),
        (error("AccessTokenExpired"), True),
        (answer(b"", 401), True),
        (answer(b"<html>blocked</html>", 403), False),
        (error("IncompleteSignature"), False),
        (answer(b"garbage"), False),
    ],
)
def test_only_a_refused_token_is_renewed(told: httpx.Response, refused: bool) -> None:
    assert login_refused(told) is refused


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text() | st.integers(),
        lambda j: (
            st.lists(j)
            | st.dictionaries(
                st.sampled_from(["code", "message", "detail", "result", "success", "sku", "error_code"]), j
            )
        ),
    )
)
def test_any_answer_is_one_of_our_errors(document: Any) -> None:
    for writes in (False, True):
        try:
            found = error_of(answer(document), writes=writes)
        except BrokenAnswer:
            continue
        assert found is None or isinstance(found, PlatformError)


def ask(*replies: Reply, writes: bool, method: str = "POST") -> int:
    """How often the server was asked; raises what the client raises."""

    async def run() -> int:
        async with Loopback(*replies) as server:
            client = Client(session_for(server.base_url, MemoryVault(LOGIN)))
            try:
                if writes:
                    await client.write(SG, "/order/package/rts", {"x": "1"}, method=method)
                else:
                    await client.read(SG, "/orders/get")
            except PlatformError as told:
                told.params = {**told.params, "asked": str(len(server.seen))}
                raise
            finally:
                await client.aclose()
            return len(server.seen)

    return asyncio.run(run())


def as_reply(told: httpx.Response) -> Reply:
    return Reply(told.status_code, told.content, {"Content-Type": "application/json"})


GOOD = as_reply(error("0"))


def test_passing_trouble_of_a_read_is_waited_out() -> None:
    assert ask(as_reply(error("513")), as_reply(error("1000")), GOOD, writes=False) == 3
    with pytest.raises(TryLater) as told:
        ask(as_reply(error("513")), writes=False)
    assert told.value.params["asked"] == "3"


def test_what_is_closed_for_hours_is_not_asked_again_at_once() -> None:
    with pytest.raises(TryLater) as told:
        ask(as_reply(error("998")), writes=False)
    assert (told.value.after_s, told.value.params["asked"]) == (3600.0, "1")


@pytest.mark.parametrize("method", ["POST", "GET"])
@pytest.mark.parametrize("told", [Reply(drop=True), Reply(503), Reply(200, b"<html>"), as_reply(error("513"))])
def test_a_write_is_on_the_wire_once_whatever_comes_back(told: Reply, method: str) -> None:
    """Also the cancellation, which the documents send as a GET."""
    with pytest.raises(Unsure) as doubt:
        ask(told, writes=True, method=method)
    assert doubt.value.params["asked"] == "1"


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_write_that_came_too_fast_was_not_done_and_is_sent_again(method: str) -> None:
    assert ask(as_reply(error("SellerCallLimit")), GOOD, writes=True, method=method) == 2


@pytest.mark.parametrize(
    "address",
    [
        "http://sellercenter.lazada.sg/oss/proxy/x",
        "https://lazada.sg.evil.test/x",
        "https://evillazada.sg/x",
        "https://user@sellercenter.lazada.sg/x",
        "https://127.0.0.1/x",
        "file:///etc/passwd",
    ],
)
def test_labels_come_from_lazada_or_from_home_and_nowhere_else(address: str) -> None:
    async def run() -> None:
        client = Client(session_for("https://api.lazada.sg/rest", MemoryVault(LOGIN)))
        try:
            with pytest.raises(Refused) as told:
                await client.label_at(SG, address)
            assert told.value.code == "label_address"
        finally:
            await client.aclose()

    asyncio.run(run())
