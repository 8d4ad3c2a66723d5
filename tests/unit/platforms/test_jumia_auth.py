"""Every refresh token is used once, saved before its access token is used, and never lost half way."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from urllib.parse import parse_qs

import httpx
import pytest
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for
from virtual_time import VirtualTime

from desktop.domain.errors import AuthNeeded, Gone, PlatformError, StoreError, TryLater, Unreachable
from desktop.platforms.jumia.auth import Bearer
from desktop.platforms.kit.http import line_of

CLIENT = "6a4b0000-0000-4000-8000-000000000001"
FIRST = "refresh-token-number-0"


class TokenServer:
    """Rotates as Jumia does; ``troubles`` are answered first. ``after_work``: the troubles come after the rotation."""

    def __init__(self, *troubles: Reply, life: object = 3600, after_work: bool = False) -> None:
        self.valid = FIRST
        self.count = 0
        self.life = life
        self.troubles = list(troubles)
        self.after_work = after_work

    def __call__(self, seen: Seen) -> Reply:
        form = {name: values[0] for name, values in parse_qs(seen.body.decode()).items()}
        assert seen.target == "/token"
        assert set(form) == {"grant_type", "client_id", "refresh_token"}
        if self.troubles and not self.after_work:
            return self.troubles.pop(0)
        if form["refresh_token"] != self.valid:
            return Reply(400, b'{"error": "invalid_grant", "error_description": "Token is not active"}')
        self.count += 1
        self.valid = f"refresh-token-number-{self.count}"
        if self.troubles:
            return self.troubles.pop(0)
        grant = {
            "access_token": f"access-{self.count}",
            "expires_in": self.life,
            "refresh_token": self.valid,
            "refresh_expires_in": str(30 * 86400),
            "token_type": "bearer",
        }
        return Reply(200, json.dumps(grant).encode())


class Desk:
    """A bearer at a token server."""

    def __init__(self, base_url: str, vault: MemoryVault, time: VirtualTime) -> None:
        self.vault, self.time = vault, time
        self.session = session_for(base_url, vault, time)
        self.bearer = self.another()

    def another(self) -> Bearer:
        """As a second process has it: other memory, the same vault."""
        return Bearer(self.session, line_of(self.session))

    async def signed(self, bearer: Bearer | None = None) -> httpx.Request:
        request = httpx.Request("GET", "http://127.0.0.1/orders")
        await (bearer or self.bearer).sign(request)
        return request

    async def token(self, bearer: Bearer | None = None) -> str:
        return (await self.signed(bearer)).headers["Authorization"].removeprefix("Bearer ")


def at_a(
    server: Callable[[Seen], Reply], test: Callable[[Desk], Awaitable[None]], vault: MemoryVault | None = None
) -> int:
    """Run a test at a token server; how often the server was asked."""

    async def run() -> int:
        async with Loopback(react=server) as loopback:
            kept = vault or MemoryVault({"client_id": CLIENT, "refresh_token": FIRST})
            await test(Desk(loopback.base_url, kept, VirtualTime()))
            return len(loopback.seen)

    return asyncio.run(run())


def test_one_refresh_serves_until_five_minutes_before_the_end() -> None:
    async def test(desk: Desk) -> None:
        assert await desk.token() == "access-1"
        desk.time.elapsed += 3600 - 301
        assert await desk.token() == "access-1"
        desk.time.elapsed += 2
        assert await desk.token() == "access-2"

    assert at_a(TokenServer(), test) == 2


def test_the_new_pair_is_on_disk_before_its_access_token_is_used() -> None:
    async def test(desk: Desk) -> None:
        token = await desk.token()
        assert desk.vault.saved[-1]["refresh_token"] == "refresh-token-number-1"
        assert desk.vault.saved[-1]["access_token"] == token
        assert desk.vault.expires_at == desk.time.wall() + timedelta(days=30)

    at_a(TokenServer(), test)


def test_many_who_ask_at_once_share_one_refresh() -> None:
    async def test(desk: Desk) -> None:
        assert set(await asyncio.gather(*[desk.token() for _ in range(20)])) == {"access-1"}

    assert at_a(TokenServer(), test) == 1


def test_two_processes_share_one_refresh_through_the_vault() -> None:
    async def test(desk: Desk) -> None:
        other = desk.another()
        assert await asyncio.gather(desk.token(), desk.token(other)) == ["access-1", "access-1"]
        refused = await desk.signed(other)
        assert await other.renew(refused)
        assert await desk.bearer.renew(refused)
        assert await asyncio.gather(desk.token(), desk.token(other)) == ["access-2", "access-2"]

    assert at_a(TokenServer(), test) == 2


def test_an_access_token_in_the_vault_needs_no_refresh() -> None:
    async def test(desk: Desk) -> None:
        await desk.token()
        assert await desk.token(desk.another()) == "access-1"

    assert at_a(TokenServer(), test) == 1


@pytest.mark.parametrize("life", [60, "60"])
def test_a_short_life_does_not_refresh_at_every_request(life: object) -> None:
    async def test(desk: Desk) -> None:
        await desk.token()
        desk.time.elapsed += 20
        await desk.token()

    assert at_a(TokenServer(life=life), test) == 1


@pytest.mark.parametrize("trouble", [Reply(503), Reply(drop=True), Reply(200, b"<html>"), Reply(200, b"{}")])
def test_after_trouble_the_same_token_is_tried_once_more(trouble: Reply) -> None:
    async def test(desk: Desk) -> None:
        assert await desk.token() == "access-1"

    assert at_a(TokenServer(trouble), test) == 2


def test_trouble_twice_is_for_later_and_loses_nothing() -> None:
    async def test(desk: Desk) -> None:
        with pytest.raises(TryLater):
            await desk.token()
        assert desk.vault.credentials["refresh_token"] == FIRST
        assert await desk.token() == "access-1"

    assert at_a(TokenServer(Reply(500), Reply(500)), test) == 3


def test_a_rotation_whose_answer_was_lost_needs_the_seller() -> None:
    async def test(desk: Desk) -> None:
        with pytest.raises(AuthNeeded) as told:
            await desk.token()
        assert told.value.code == "token_used_up"

    assert at_a(TokenServer(Reply(drop=True), after_work=True), test) == 2


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(400, b'{"error": "invalid_grant"}'), "token_used_up"),
        (Reply(400, b'{"error": "invalid_client"}'), "not_self_authorization"),
        (Reply(401, b'{"error": "unauthorized_client"}'), "not_self_authorization"),
        (Reply(401, b""), "token_refused"),
    ],
)
def test_refusals_say_what_the_seller_must_do(reply: Reply, code: str) -> None:
    async def test(desk: Desk) -> None:
        with pytest.raises(AuthNeeded) as told:
            await desk.token()
        assert told.value.code == code

    assert at_a(lambda seen: reply, test) == 1


@pytest.mark.parametrize(("reply", "error"), [(Reply(404, b""), Gone), (Reply(302, b""), PlatformError)])
def test_an_address_that_is_no_jumia_does_not_cost_the_login(reply: Reply, error: type[Exception]) -> None:
    async def test(desk: Desk) -> None:
        with pytest.raises(error) as told:
            await desk.token()
        assert not isinstance(told.value, AuthNeeded)

    at_a(lambda seen: reply, test)


def test_a_limit_at_the_token_endpoint_pauses_the_account() -> None:
    async def test(desk: Desk) -> None:
        began = desk.time.now()
        assert await desk.token() == "access-1"
        assert desk.time.now() - began >= 3

    assert at_a(TokenServer(Reply(429, headers={"Retry-After": "3"})), test) == 2


def test_no_refresh_token_at_all_asks_nobody() -> None:
    async def test(desk: Desk) -> None:
        with pytest.raises(AuthNeeded):
            await desk.token()

    assert at_a(TokenServer(), test, MemoryVault({"client_id": CLIENT})) == 0


def test_a_reply_without_a_new_refresh_token_keeps_the_old_one() -> None:
    async def test(desk: Desk) -> None:
        await desk.token()
        assert desk.vault.credentials["refresh_token"] == FIRST

    at_a(lambda seen: Reply(200, b'{"access_token": "access-x", "expires_in": 600}'), test)


def test_a_pair_that_could_not_be_saved_is_saved_later_and_not_used_before() -> None:
    async def test(desk: Desk) -> None:
        desk.vault.fails.append(StoreError("disk_full"))
        with pytest.raises(StoreError):
            await desk.token()
        assert desk.vault.credentials["refresh_token"] == FIRST
        assert await desk.token() == "access-1"
        assert desk.vault.credentials["refresh_token"] == "refresh-token-number-1"

    assert at_a(TokenServer(), test) == 1


def test_a_new_login_beats_a_pair_that_could_not_be_saved() -> None:
    server = TokenServer()

    async def test(desk: Desk) -> None:
        desk.vault.fails.append(StoreError("disk_full"))
        with pytest.raises(StoreError):
            await desk.token()
        server.valid = "generated-anew-by-the-seller"
        desk.vault.credentials = {"client_id": CLIENT, "refresh_token": server.valid}
        assert await desk.token() == "access-2"

    assert at_a(server, test) == 2


def test_giving_up_a_request_does_not_give_up_the_refresh() -> None:
    server, asked = TokenServer(), asyncio.Event()

    def noticed(seen: Seen) -> Reply:
        asked.set()
        return server(seen)

    async def test(desk: Desk) -> None:
        asking = asyncio.create_task(desk.token())
        await asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await desk.bearer.aclose()
        assert desk.vault.credentials["refresh_token"] == "refresh-token-number-1"

    assert at_a(noticed, test) == 1


def test_where_nobody_listens_the_account_is_unreachable() -> None:
    async def run() -> None:
        async with Loopback() as loopback:
            address = loopback.base_url
        desk = Desk(address, MemoryVault({"client_id": CLIENT, "refresh_token": FIRST}), VirtualTime())
        await desk.token()

    with pytest.raises(Unreachable):
        asyncio.run(run())
