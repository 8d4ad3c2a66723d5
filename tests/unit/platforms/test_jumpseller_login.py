"""The connector finds out how a server wants its credentials, keeps them secret, and says what to do when they fail."""

import asyncio
import logging
from base64 import b64encode
from urllib.parse import parse_qsl, urlsplit

import pytest
from jumpseller_desk import Desk, at_work
from jumpseller_shop import LOGIN, TOKEN, Shop
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater
from desktop.platforms.jumpseller.manifest import MANIFEST

BASIC = f"Basic {b64encode(f'{LOGIN}:{TOKEN}'.encode()).decode()}"


def ways(seen: list[Seen]) -> list[str]:
    """How each request carried the credentials."""
    return ["basic" if "authorization" in one.headers else "query" if "login=" in one.target else "" for one in seen]


@pytest.mark.parametrize(("year", "asked"), [(2026, ["basic"]), (2021, ["basic", "query"])])
def test_the_cheapest_call_tells_what_the_server_speaks(year: int, asked: list[str]) -> None:
    async def job(desk: Desk) -> None:
        assert await desk.connector.test() == "cafe"
        (shop,) = await desk.connector.discover()
        assert (shop.remote_id, shop.name) == ("cafe", "Café")
        assert (shop.markets[0].country, shop.markets[0].currency) == ("CL", "CLP")

    shop = Shop(year)
    at_work(shop, job)
    assert ways(shop.seen) == asked
    assert {urlsplit(one.target).path for one in shop.seen} == {"/v1/store/info.json"}


def test_an_old_server_is_asked_in_its_way_from_the_start_the_next_time() -> None:
    async def job(desk: Desk) -> dict[str, str]:
        await desk.connector.test()
        return desk.vault.credentials

    shop = Shop(2021)
    kept = at_work(shop, job)
    assert kept == {"login": LOGIN, "authtoken": TOKEN, "contract": "2021"}
    shop.seen.clear()

    async def again(desk: Desk) -> None:
        desk.vault.credentials = kept
        await desk.connector.test()

    at_work(shop, again)
    assert ways(shop.seen) == ["query"]


def answering(reply: Reply, then: Reply | None = None) -> PlatformError:
    """The error of a first test at a server that answers like this: to Basic, and to the query pair."""

    async def run() -> None:
        async with Loopback(react=lambda seen: (then or reply) if "login=" in seen.target else reply) as server:
            vault = MemoryVault({"login": LOGIN, "authtoken": TOKEN})
            connector = MANIFEST.make(session_for(server.base_url, vault))
            try:
                await connector.test()
            finally:
                await connector.aclose()

    with pytest.raises(PlatformError) as told:
        asyncio.run(run())
    return told.value


@pytest.mark.parametrize(
    ("reply", "then", "error", "code"),
    [
        (Reply(401, b"{}"), None, AuthNeeded, "login_refused"),
        (Reply(401, b"<html>no</html>"), Reply(422, b"{}"), AuthNeeded, "login_refused"),
        (Reply(422, b"{}"), Reply(401, b""), AuthNeeded, "login_refused"),
        (Reply(403, b"<html>firewall</html>"), None, Refused, "role_missing"),
        (Reply(404, b"{}"), None, Gone, "not_found"),
        (Reply(402, b'{"message": "Plan expired"}'), None, Refused, "request_refused"),
        (Reply(302, b""), None, BrokenAnswer, "unexpected_answer"),
        (Reply(200, b"<html>hotel login</html>"), None, BrokenAnswer, "not_json"),
        (Reply(200, b"{}"), None, BrokenAnswer, "unexpected_answer"),
        (Reply(500, b""), None, TryLater, "platform_trouble"),
        (Reply(429, b""), None, TryLater, "rate_limited"),
    ],
)
def test_each_refusal_says_what_to_do_next(
    reply: Reply, then: Reply | None, error: type[PlatformError], code: str
) -> None:
    found = answering(reply, then)
    assert (type(found), found.code) == (error, code)
    assert LOGIN not in str(found) and TOKEN not in str(found)


NEWER = b'{"code": "cafe", "currency": "CLP", "subscription_plan": "pro"}'


@pytest.mark.parametrize("status", [401, 403, 422])
def test_a_newer_server_that_only_hiccuped_is_not_taken_for_an_old_one(status: int) -> None:
    """Its description tells what it is."""

    async def run() -> tuple[list[str], dict[str, str]]:
        replies = iter([Reply(status, b"<html>busy</html>"), Reply(200, NEWER), Reply(200, NEWER)])
        async with Loopback(react=lambda seen: next(replies)) as server:
            vault = MemoryVault({"login": LOGIN, "authtoken": TOKEN})
            connector = MANIFEST.make(session_for(server.base_url, vault))
            await connector.test()
            await connector.aclose()
            return ways(server.seen), vault.credentials

    assert asyncio.run(run()) == (["basic", "query", "basic"], {"login": LOGIN, "authtoken": TOKEN})


def test_a_server_once_taken_for_an_old_one_is_found_out_at_the_next_start() -> None:
    async def run() -> tuple[list[str], str]:
        async with Loopback(react=lambda seen: Reply(200, NEWER)) as server:
            vault = MemoryVault({"login": LOGIN, "authtoken": TOKEN, "contract": "2021"})
            connector = MANIFEST.make(session_for(server.base_url, vault))
            await connector.test()
            await connector.aclose()
            return ways(server.seen), vault.credentials["contract"]

    assert asyncio.run(run()) == (["query", "basic"], "2026")


@pytest.mark.parametrize("year", [2021, 2026])
def test_a_new_pair_in_the_vault_is_taken_up_when_the_old_one_dies(year: int) -> None:
    async def job(desk: Desk) -> None:
        desk.vault.credentials = {"login": "0ld", "authtoken": "gone"}
        desk.shop.judging = False
        with pytest.raises(AuthNeeded):
            await desk.connector.test()
        desk.vault.credentials = {"login": LOGIN, "authtoken": TOKEN}
        await desk.connector.test()
        assert await desk.connector.read_items(["1"]) == ()

    at_work(Shop(year), job)


@pytest.mark.parametrize("year", [2021, 2026])
def test_a_pair_that_dies_under_way_asks_for_a_login(year: int) -> None:
    async def job(desk: Desk) -> None:
        await desk.connector.test()
        desk.shop.hooks.append(lambda seen: Reply(401, b'{"message": "Unauthorized"}'))
        with pytest.raises(AuthNeeded):
            await desk.connector.read_items(["1"])

    at_work(Shop(year), job)


def test_two_requests_under_way_both_take_up_the_new_pair() -> None:
    async def job(desk: Desk) -> None:
        await desk.connector.test()
        fresh = {"login": "n3w", "authtoken": "t0ken"}
        desk.vault.credentials = fresh
        desk.shop.judging = False
        new = f"Basic {b64encode(b'n3w:t0ken').decode()}"

        def only_the_new(seen: Seen) -> Reply:
            good = seen.headers.get("authorization") == new
            return desk.shop.answer(seen) if good else Reply(401, b"{}")

        desk.shop.instead = only_the_new
        assert await asyncio.gather(*(desk.connector.read_items([str(number)]) for number in range(4))) == [()] * 4

    at_work(Shop(2026), job)


@pytest.mark.parametrize("year", [2021, 2026])
def test_credentials_never_reach_the_log_or_an_error(year: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    async def job(desk: Desk) -> None:
        await desk.connector.test()
        await desk.connector.read_items(["1"])
        desk.shop.hooks.append(lambda seen: Reply(drop=True))
        with pytest.raises(TryLater) as told:
            await desk.connector.read_items(["1"])
        assert TOKEN not in repr(told.value)
        await desk.connector.call("customers.getCustomersEmailEmailJson", {"email": "rosa@cafe.test"})

    with pytest.raises(TryLater):
        at_work(Shop(year), job)
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("desktop"))
    assert "path=/v1/store/info.json" in ours
    for secret in (LOGIN, TOKEN, BASIC, "h00ks", "rosa", "cafe.test"):
        assert secret not in ours


def test_the_query_pair_is_sent_as_it_is_and_once() -> None:
    async def job(desk: Desk) -> None:
        await desk.connector.test()
        await desk.orders()

    shop = Shop(2021)
    at_work(shop, job)
    pairs = parse_qsl(urlsplit(shop.seen[-1].target).query)
    assert sorted(pairs) == [("authtoken", TOKEN), ("limit", "100"), ("login", LOGIN), ("page", "1")]
