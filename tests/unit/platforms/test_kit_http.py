"""The chain keeps secrets and buyers out of the log, answers bounded, and credentials at the account's own address."""

import asyncio
import gzip
import logging

import httpx
import pytest
from loopback import Loopback, Reply
from small_session import session_for

from desktop.domain.errors import BrokenAnswer, NotPossible
from desktop.platforms.kit.http import Logged, client_of, line_of, require_safe
from desktop.platforms.kit.wire import Whole

SECRET = "S3CRET-t0ken-value"
BUYER = "Adaeze Marker"


class Bearing:
    async def sign(self, request: httpx.Request) -> None:
        request.headers["Authorization"] = f"Bearer {SECRET}"

    async def renew(self, request: httpx.Request) -> bool:
        return False


def test_a_request_leaves_one_line_without_secrets_and_buyers(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def run() -> None:
        async with Loopback(Reply(200, f'{{"buyer": "{BUYER}"}}'.encode(), {"X-Buyer": BUYER})) as server:
            session = session_for(server.base_url)
            async with client_of(session, line_of(session), signer=Bearing()) as client:
                body = f"name={BUYER}&key={SECRET}".encode()
                await client.post("/orders/41ea", params={"token": SECRET, "buyer": BUYER}, content=body)

    asyncio.run(run())
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("desktop")]
    assert len(lines) == 1
    assert lines[0].startswith("request account=account-1 method=POST path=/orders/41ea status=200 took_ms=")
    assert SECRET not in caplog.text
    assert BUYER not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_a_failed_request_leaves_its_line_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)

    async def run() -> None:
        async with (
            Loopback(Reply(drop=True)) as server,
            httpx.AsyncClient(transport=Logged(Whole(httpx.AsyncHTTPTransport()), "account-1")) as client,
        ):
            with pytest.raises(httpx.RemoteProtocolError):
                await client.get(f"{server.base_url}/orders")

    asyncio.run(run())
    assert "path=/orders status=RemoteProtocolError" in caplog.text


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
def test_an_answer_without_end_is_cut_off(headers: dict[str, str]) -> None:
    body = b"x" * 100_000

    async def run() -> None:
        narrow = Whole(httpx.AsyncHTTPTransport(), largest=50_000)
        reply = Reply(200, gzip.compress(body) if headers else body, headers)
        async with Loopback(reply) as server, httpx.AsyncClient(transport=narrow) as client:
            await client.get(server.base_url)

    with pytest.raises(BrokenAnswer) as told:
        asyncio.run(run())
    assert told.value.code == "too_large"


def test_a_compressed_answer_arrives_unpacked() -> None:
    async def run() -> str:
        reply = Reply(200, gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"})
        whole = Whole(httpx.AsyncHTTPTransport())
        async with Loopback(reply) as server, httpx.AsyncClient(transport=whole) as client:
            return (await client.get(server.base_url)).text

    assert asyncio.run(run()) == '{"a": 1}'


@pytest.mark.parametrize(
    "address", ["https://api.example.com", "http://127.0.0.1:8080", "http://localhost", "http://[::1]:1"]
)
def test_credentials_travel_over_https_or_within_this_computer(address: str) -> None:
    require_safe(address)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://api.example.com", "insecure_address"),
        ("http://192.168.1.7:80", "insecure_address"),
        ("http://localhost.example.com", "insecure_address"),
        ("ftp://127.0.0.1", "insecure_address"),
        ("127.0.0.1:8080", "bad_address"),
        ("https://user:word@api.example.com", "bad_address"),
        ("https://", "bad_address"),
        ("", "bad_address"),
    ],
)
def test_any_other_address_is_refused(address: str, code: str) -> None:
    with pytest.raises(NotPossible) as told:
        require_safe(address)
    assert told.value.code == code
