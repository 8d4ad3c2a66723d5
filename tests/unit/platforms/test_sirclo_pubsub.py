"""Pub/Sub as Google and its emulator take it: who we are, what is asked, and what each refusal means."""

import asyncio
import base64
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from loopback import Loopback, Reply, Seen
from sirclo_records import BRAND, KEY, PROJECT, key_file, private_key
from small_session import MemoryVault, session_for
from virtual_time import VirtualTime

from desktop.domain.errors import AuthNeeded, Gone, Refused, TryLater, Unsure
from desktop.platforms.sirclo.auth import ClientKey
from desktop.platforms.sirclo.pubsub import EMPTY_PULL_S, PubSub
from desktop.platforms.sirclo.service_account import assertion, read

MESSAGE = {
    "ackId": "a1",
    "message": {"data": "e30=", "messageId": "7", "publishTime": "2026-11-20T08:00:00.123456789Z"},
}


def at_google(job: Any, *replies: Reply, time: VirtualTime | None = None, **credentials: str) -> list[Seen]:
    async def run() -> list[Seen]:
        async with Loopback(*replies) as server:
            kept = {"client_key": KEY, "brand_id": BRAND, "project": PROJECT, "service_account": key_file()}
            vault = MemoryVault({**kept, "pubsub_url": server.base_url, **credentials})
            session = session_for("http://127.0.0.1:1", vault, time)
            mail = PubSub(session, ClientKey(session))
            try:
                await job(mail)
            finally:
                await mail.aclose()
            return server.seen

    return asyncio.run(run())


def part(token: str, place: int) -> Any:
    text = token.split(".")[place]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_token_is_signed_by_the_account_itself() -> None:
    now = datetime(2026, 11, 20, 8, tzinfo=UTC)
    token = assertion(read(key_file()), now)
    assert part(token, 0) == {"alg": "RS256", "typ": "JWT", "kid": "kid-1"}
    claims = part(token, 1)
    assert (claims["iss"], claims["sub"]) == ("reader@project-1.example", "reader@project-1.example")
    assert claims["aud"] == "https://pubsub.googleapis.com/"
    assert (claims["iat"], claims["exp"] - claims["iat"]) == (int(now.timestamp()), 3600)
    signed, _, signature = token.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    private_key().public_key().verify(raw, signed.encode(), PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize("text", ["", "{}", "not json", key_file(private_key="none"), key_file(client_email="")])
def test_a_key_file_that_is_none_asks_the_seller(text: str) -> None:
    with pytest.raises(AuthNeeded, match="bad_service_account"):
        assertion(read(text), datetime.now(UTC))


def test_messages_are_pulled_and_acknowledged_by_name() -> None:
    async def job(mail: PubSub) -> None:
        (one,) = await mail.pull("CNX_ORDER_FETCHED_7")
        assert (one.ack_id, one.id, one.data) == ("a1", "7", "e30=")
        assert one.published_at == datetime(2026, 11, 20, 8, 0, 0, 123456, tzinfo=UTC)
        assert await mail.pull("CNX_ORDER_FETCHED_7") == ()
        await mail.acknowledge("CNX_ORDER_FETCHED_7", ["a1"])
        await mail.give_back("projects/other/subscriptions/x", ["a1"])

    seen = at_google(job, Reply(200, json.dumps({"receivedMessages": [MESSAGE]}).encode()), Reply(200, b"{}"))
    assert [one.target for one in seen] == [
        "/v1/projects/project-1/subscriptions/CNX_ORDER_FETCHED_7:pull",
        "/v1/projects/project-1/subscriptions/CNX_ORDER_FETCHED_7:pull",
        "/v1/projects/project-1/subscriptions/CNX_ORDER_FETCHED_7:acknowledge",
        "/v1/projects/other/subscriptions/x:modifyAckDeadline",
    ]
    assert json.loads(seen[0].body) == {"maxMessages": 50, "returnImmediately": True}
    assert json.loads(seen[3].body) == {"ackIds": ["a1"], "ackDeadlineSeconds": 0}
    assert {one.headers["content-type"] for one in seen} == {"application/json"}
    tokens = {one.headers["authorization"] for one in seen}
    assert len(tokens) == 1
    assert tokens.pop().startswith("Bearer ey")


def test_a_token_is_made_anew_before_it_ends() -> None:
    time = VirtualTime()

    async def job(mail: PubSub) -> None:
        await mail.pull("S")
        time.elapsed += 3500
        await mail.pull("S")

    seen = at_google(job, time=time)
    assert len({one.headers["authorization"] for one in seen}) == 2


def test_a_waiting_pull_outlasts_an_empty_answer_and_can_be_cancelled() -> None:
    assert EMPTY_PULL_S > 89

    async def run() -> None:
        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            asked.set()
            await reader.read()  # until we hang up
            writer.close()
            left.set()

        asked, left = asyncio.Event(), asyncio.Event()
        server = await asyncio.start_server(silent, "127.0.0.1", 0)
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        kept = {"client_key": KEY, "brand_id": BRAND, "project": PROJECT, "service_account": key_file()}
        session = session_for("http://127.0.0.1:1", MemoryVault({**kept, "pubsub_url": address}))
        mail = PubSub(session, ClientKey(session))
        pull = asyncio.create_task(mail.pull("S", wait=True))
        await asked.wait()
        pull.cancel()
        with pytest.raises(asyncio.CancelledError):
            await pull
        await mail.aclose()
        await left.wait()
        server.close()
        await server.wait_closed()

    asyncio.run(run())


def test_the_emulator_wins_and_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> list[Seen]:
        async with Loopback(Reply(200, b"{}")) as server:
            monkeypatch.setenv("PUBSUB_EMULATOR_HOST", f"127.0.0.1:{server.port}")
            kept = {"client_key": KEY, "brand_id": BRAND, "project": PROJECT, "pubsub_url": "https://nowhere.example"}
            session = session_for("http://127.0.0.1:1", MemoryVault(kept))
            mail = PubSub(session, ClientKey(session))
            await mail.pull("S")
            await mail.aclose()
            return server.seen

    (seen,) = asyncio.run(run())
    assert "authorization" not in seen.headers
    assert seen.headers["content-type"] == "application/json"


def test_the_project_may_stand_in_the_key_file_only() -> None:
    seen = at_google(lambda mail: mail.pull("S"), project="")
    assert seen[0].target == "/v1/projects/project-of-the-file/subscriptions/S:pull"


def fault(code: int, status: str) -> Reply:
    return Reply(code, json.dumps({"error": {"code": code, "message": "no", "status": status}}).encode())


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (fault(404, "NOT_FOUND"), Gone),
        (fault(403, "PERMISSION_DENIED"), Refused),
        (fault(400, "INVALID_ARGUMENT"), Refused),
        (fault(401, "UNAUTHENTICATED"), AuthNeeded),
        (fault(429, "RESOURCE_EXHAUSTED"), TryLater),
        (fault(503, "UNAVAILABLE"), TryLater),
        (Reply(404, b"Not Found"), Gone),
    ],
)
def test_every_refusal_says_what_to_do_next(reply: Reply, expected: type[Exception]) -> None:
    async def job(mail: PubSub) -> None:
        with pytest.raises(expected) as told:
            await mail.pull("S")
        if isinstance(told.value, Refused) and told.value.code == "role_missing":
            assert told.value.params["role"]

    at_google(job, reply)


def test_where_a_token_of_our_own_is_refused_one_is_asked_for() -> None:
    async def run() -> list[Seen]:
        def react(seen: Seen) -> Reply:
            if seen.target == "/token":
                return Reply(200, b'{"access_token": "given", "expires_in": 3599}')
            return (
                Reply(200, b"{}") if seen.headers["authorization"] == "Bearer given" else fault(401, "UNAUTHENTICATED")
            )

        async with Loopback(react=react) as server:
            file = key_file(token_uri=f"{server.base_url}/token")
            kept = {"client_key": KEY, "brand_id": BRAND, "project": PROJECT, "service_account": file}
            session = session_for("http://127.0.0.1:1", MemoryVault({**kept, "pubsub_url": server.base_url}))
            mail = PubSub(session, ClientKey(session))
            assert await mail.pull("S") == ()
            assert await mail.pull("S") == ()
            await mail.aclose()
            return server.seen

    refused, asked, *taken = asyncio.run(run())
    assert (refused.target, asked.target, len(taken)) == ("/v1/projects/project-1/subscriptions/S:pull", "/token", 2)
    form = parse_qs(asked.body.decode())
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:jwt-bearer"]
    claims = part(form["assertion"][0], 1)
    assert (claims["scope"], claims["aud"]) == (
        "https://www.googleapis.com/auth/pubsub",
        f"http://{asked.headers['host']}/token",
    )


def test_a_lost_publish_is_a_doubt_and_never_repeated() -> None:
    async def job(mail: PubSub) -> None:
        with pytest.raises(Unsure):
            await mail.publish("CNX_BULK_ACCEPT_ORDERS", {"id": "1"})

    assert len(at_google(job, Reply(drop=True))) == 1


def test_a_lost_pull_is_asked_again() -> None:
    assert len(at_google(lambda mail: mail.pull("S"), Reply(drop=True), Reply(200, b"{}"))) == 2
