"""The signature of the documents is ours, and what is signed is what is sent, in every form of transport."""

import asyncio
import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from itertools import count
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for

from desktop.domain.errors import NotPossible
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.connector import LazadaConnector
from desktop.platforms.lazada.consent import consent_address, consent_answer
from desktop.platforms.lazada.signing import signature, signed
from desktop.platforms.lazada.sites import Site

SG = Site("sg")
LOGIN = {"app_key": "123456", "app_secret": "helloworld", "access_token": "test", "country": "sg"}
DONE = Reply(200, b'{"code":"0","data":{}}', {"Content-Type": "application/json"})
ODD = {
    "b": "caf\N{LATIN SMALL LETTER E WITH ACUTE} & cr\u00e8me +1 %2B",
    "a10": "x",
    "a2": '{"k": [1, 2]}',
    "_": "~",
    "Z": "/",
}


def test_the_documents_example() -> None:
    given_ = {
        "app_key": "123456",
        "access_token": "test",
        "timestamp": "1517820392000",
        "sign_method": "sha256",
        "order_id": "1234",
    }
    expected = "4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A"
    assert signature("helloworld", "/order/get", given_) == expected
    assert signed("helloworld", "/order/get", given_ | {"remark": ""}) == given_ | {"sign": expected}


def test_the_order_of_the_fields_is_that_of_their_letters() -> None:
    """Digits, capitals, underscore, small letters; ``a1`` before ``a10`` before ``a2``."""
    fields = dict.fromkeys(["a2", "a10", "a1", "_", "Z", "0"], "=")
    text = b"/p0=Z=_=a1=a10=a2="
    assert signature("s", "/p", fields) == hmac.new(b"s", text, "sha256").hexdigest().upper()


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_any_text_can_be_signed(parameters: dict[str, str]) -> None:
    found = signed("secret", "/path", parameters)
    assert len(found["sign"]) == 64 and found["sign"] == found["sign"].upper()
    assert all(value != "" for value in found.values())


def on_the_wire(method: str, parameters: Mapping[str, str]) -> Seen:
    async def run() -> Seen:
        async with Loopback(DONE) as server:
            client = Client(session_for(f"{server.base_url}/rest", MemoryVault(LOGIN)))
            try:
                await client.read(SG, "/order/get", parameters, method=method)
            finally:
                await client.aclose()
            return server.seen[0]

    return asyncio.run(run())


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_arrives_has_the_signature_it_carries(method: str) -> None:
    seen = on_the_wire(method, {**ODD, "nothing": ""})
    url = urlsplit(seen.target)
    assert url.path == "/rest/order/get"
    text = url.query if method == "GET" else seen.body.decode()
    assert bool(url.query) == (method == "GET")
    _proved(dict(parse_qsl(text, strict_parsing=True)))


def _proved(arrived: dict[str, str], path: str = "/order/get") -> None:
    sign = arrived.pop("sign")
    assert ODD.items() <= arrived.items() or path != "/order/get"
    assert {"app_key", "timestamp", "sign_method", "access_token"} <= arrived.keys()
    assert "nothing" not in arrived
    assert signature("helloworld", path, arrived) == sign


def test_a_file_travels_beside_the_signed_fields_and_is_not_signed() -> None:
    picture = b"\xff\xd8\xff" + bytes(range(256))

    async def run() -> Seen:
        async with Loopback(DONE) as server:
            connector = LazadaConnector(session_for(server.base_url, MemoryVault(LOGIN)))
            try:
                await connector.call("UploadImage", {"image": picture})
            finally:
                await connector.aclose()
            return server.seen[0]

    seen = asyncio.run(run())
    head = b"Content-Type: " + seen.headers["content-type"].encode() + b"\r\n\r\n"
    parts: Any = message_from_bytes(head + seen.body).get_payload()
    fields = {part.get_param("name", header="content-disposition"): part.get_payload(decode=True) for part in parts}
    assert fields.pop("image") == picture
    _proved({name: value.decode() for name, value in fields.items()}, "/image/upload")


def test_every_attempt_is_signed_anew() -> None:
    busy = Reply(200, b'{"code":"ApiCallLimit","message":"this ban will last 2 seconds"}')

    async def run() -> list[dict[str, str]]:
        async with Loopback(busy, DONE) as server:
            moments = (datetime(2026, 11, 20, tzinfo=UTC) + timedelta(seconds=at) for at in count())
            session = replace(session_for(server.base_url, MemoryVault(LOGIN)), clock=lambda: next(moments))
            client = Client(session)
            try:
                await client.read(SG, "/seller/get")
            finally:
                await client.aclose()
            return [dict(parse_qsl(urlsplit(one.target).query)) for one in server.seen]

    first, second = asyncio.run(run())
    assert int(second["timestamp"]) > int(first["timestamp"])
    for arrived in (first, second):
        _proved(arrived, "/seller/get")


# --- consent ----------------------------------------------------------------------------------------------------------
def test_the_consent_page_is_asked_with_everything_it_wants() -> None:
    address = consent_address({"app_key": "17", "country": "my"}, "https://example.test/back?a=1", "secret")
    assert address.startswith("https://auth.lazada.com/oauth/authorize?")
    query = dict(parse_qsl(urlsplit(address).query))
    assert query == {
        "response_type": "code",
        "force_auth": "true",
        "redirect_uri": "https://example.test/back?a=1",
        "client_id": "17",
        "state": "secret",
        "country": "my",
    }


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://example.test/?code=0_1_X&state=other", "other_login"),
        ("https://example.test/?code=0_1_X", "other_login"),
        ("https://example.test/?error=access_denied&state=mine", "login_declined"),
        ("https://example.test/?state=mine", "no_code"),
        ("nonsense", "other_login"),
    ],
)
def test_an_address_that_brings_no_login_says_why(url: str, code: str) -> None:
    with pytest.raises(NotPossible) as told:
        consent_answer(url, "mine")
    assert told.value.code == code


def test_the_address_that_was_pasted_brings_the_code() -> None:
    assert consent_answer(" https://example.test/?code=0_1_X&state=mine \n", "mine") == {"code": "0_1_X"}
