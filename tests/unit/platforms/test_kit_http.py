"""The chain keeps secrets and buyers out of the log, answers bounded, and credentials at the account's own address."""

import asyncio
import gzip
import logging
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from loopback import Loopback, Reply
from small_session import session_for

from desktop.domain.errors import BrokenAnswer, NotPossible, Unreachable
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


def test_a_path_that_names_somebody_is_shown_as_its_pattern(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def run() -> None:
        async with Loopback() as server:
            session = session_for(server.base_url)
            async with client_of(session, line_of(session)) as client:
                await client.get(f"/buyers/{BUYER}", extensions={"shown": "/buyers/{email}"})
            assert BUYER in unquote(server.seen[0].target)

    asyncio.run(run())
    assert "path=/buyers/{email} status=200" in caplog.text
    assert BUYER not in unquote(caplog.text)


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


def test_a_server_whose_certificate_nobody_vouches_for_gets_no_request(tmp_path: Path) -> None:
    async def run() -> None:
        async with Loopback(tls=self_signed(tmp_path)) as server:
            session = session_for(f"https://127.0.0.1:{server.port}")
            async with client_of(session, line_of(session), signer=Bearing()) as client:
                await client.get("/orders")

    with pytest.raises(Unreachable) as told:
        asyncio.run(run())
    assert told.value.code == "certificate_not_trusted"


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's TLS for 127.0.0.1 that is valid in every respect but one: no authority signed it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "both.pem").write_bytes(key.private_bytes(*plain) + certificate.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


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
