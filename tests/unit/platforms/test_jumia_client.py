"""What goes over the wire: exact queries, whole seconds, and tokens only to the account's own address."""

import asyncio
import json
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import parse_qsl, urlsplit

import pytest
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for

from desktop.domain.errors import Refused
from desktop.platforms.jumia.client import Client, wire_time

TOKEN = b'{"access_token": "access-1", "expires_in": 3600, "refresh_token": "r-2", "refresh_expires_in": 86400}'


def answer(seen: Seen) -> Reply:
    return Reply(200, TOKEN if seen.target == "/token" else b'{"fine": true}')


async def client_at(server: Loopback) -> Client:
    vault = MemoryVault({"client_id": "6a4b0000-0000-4000-8000-000000000001", "refresh_token": "r-1"})
    return Client(session_for(server.base_url, vault))


@pytest.mark.parametrize(
    ("at", "down", "up"),
    [
        (datetime(2026, 1, 10, 9, 14, 16, tzinfo=UTC), "2026-01-10 09:14:16", "2026-01-10 09:14:16"),
        (datetime(2026, 1, 10, 9, 14, 16, 1, tzinfo=UTC), "2026-01-10 09:14:16", "2026-01-10 09:14:17"),
        (
            datetime(2026, 1, 10, 0, 0, tzinfo=timezone(timedelta(hours=3))),
            "2026-01-09 21:00:00",
            "2026-01-09 21:00:00",
        ),
    ],
)
def test_times_are_utc_and_rounded_outward(at: datetime, down: str, up: str) -> None:
    assert (wire_time(at), wire_time(at, up=True)) == (down, up)


@pytest.mark.parametrize(("by_update", "word"), [(False, "created"), (True, "updated")])
def test_a_page_is_asked_with_both_ends_and_the_token(by_update: bool, word: str) -> None:
    async def run() -> Seen:
        async with Loopback(react=answer) as server:
            client = await client_at(server)
            start = datetime(2026, 1, 1, tzinfo=UTC)
            await client.orders(start, start + timedelta(days=60), by_update=by_update, token="a+b/c=&d")
            await client.aclose()
            return server.seen[-1]

    seen = asyncio.run(run())
    assert seen.headers["authorization"] == "Bearer access-1"
    assert seen.headers["accept"] == "application/json"
    assert parse_qsl(urlsplit(seen.target).query) == [
        (f"{word}After", "2026-01-01 00:00:00"),
        (f"{word}Before", "2026-03-02 00:00:00"),
        ("size", "100"),
        ("sort", "ASC"),
        ("token", "a+b/c=&d"),
    ]


def test_ids_are_repeated_parameters_and_writes_are_json() -> None:
    async def run() -> list[Seen]:
        async with Loopback(react=answer) as server:
            client = await client_at(server)
            await client.order_items(["a", "b"])
            await client.shipment_providers(["c"])
            await client.cancel(["d"])
            await client.aclose()
            return server.seen

    _, items, providers, cancel = asyncio.run(run())
    assert items.target == "/orders/items?orderId=a&orderId=b"
    assert providers.target == "/orders/shipment-providers?orderItemId=c"
    assert (cancel.method, cancel.target, json.loads(cancel.body)) == ("PUT", "/orders/cancel", {"orderItemIds": ["d"]})
    assert cancel.headers["content-type"] == "application/json"


def test_a_label_at_the_accounts_own_address_is_fetched_with_the_token() -> None:
    async def run() -> tuple[bytes, Seen]:
        async with Loopback(react=answer) as server:
            client = await client_at(server)
            body = await client.label_at(f"{server.base_url}/labels/1.pdf")
            await client.aclose()
            return body, server.seen[-1]

    body, seen = asyncio.run(run())
    assert body == b'{"fine": true}'
    assert (seen.target, seen.headers["authorization"]) == ("/labels/1.pdf", "Bearer access-1")


@pytest.mark.parametrize(
    "address", ["http://files.example.com/1.pdf", "https://user:word@files.example.com/1.pdf", "file:///etc/hosts"]
)
def test_a_label_is_fetched_from_nowhere_unsafe(address: str) -> None:
    async def run() -> int:
        async with Loopback(react=answer) as server:
            client = await client_at(server)
            with pytest.raises(Refused):
                await client.label_at(address)
            await client.aclose()
            return len(server.seen)

    assert asyncio.run(run()) == 0


def test_the_token_never_goes_to_another_server() -> None:
    async def run() -> list[Seen]:
        async with Loopback(react=answer) as server, Loopback(Reply(200, b"%PDF")) as other:
            client = await client_at(server)
            with pytest.raises(Refused):
                await client.label_at(f"{other.base_url}/1.pdf")
            await client.aclose()
            return other.seen

    assert asyncio.run(run()) == []
