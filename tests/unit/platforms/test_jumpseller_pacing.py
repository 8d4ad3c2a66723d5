"""The limiter follows the store's headers, waits for the end of a ban, and tells "too fast" from "not allowed"."""

import asyncio
from datetime import UTC, datetime

import httpx
import pytest
from jumpseller_shop import LOGIN, TOKEN
from loopback import Loopback, Reply
from small_session import MemoryVault
from virtual_time import VirtualTime

from desktop.domain.errors import Refused, TryLater
from desktop.platforms.jumpseller.manifest import MANIFEST
from desktop.platforms.jumpseller.pacing import pause_of, told
from desktop.platforms.kit.ledger import MemoryLedger
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.session import AccountSession

MINUTE, SECOND = "Jumpseller-PerMinuteRateLimit-Limit", "Jumpseller-PerSecondRateLimit-Limit"
LEFT_MINUTE, LEFT_SECOND = "Jumpseller-PerMinuteRateLimit-Remaining", "Jumpseller-PerSecondRateLimit-Remaining"
BANNED = "Jumpseller-BannedByRateLimit-Reset"
NOW = datetime(2024, 5, 23, 16, 13, tzinfo=UTC)
STORE = b'{"code": "cafe", "currency": "CLP"}'


@pytest.mark.parametrize(
    ("headers", "rules"),
    [
        ({MINUTE: "800", SECOND: "20"}, (RateRule(800, 60), RateRule(20, 1))),
        ({MINUTE: "60", SECOND: " 2 "}, (RateRule(60, 60), RateRule(2, 1))),
        ({MINUTE: "800"}, ()),
        ({MINUTE: "0", SECOND: "20"}, ()),
        ({MINUTE: "many", SECOND: "20"}, ()),
        ({MINUTE: "-5", SECOND: "20"}, ()),
        ({MINUTE: "99999999999999", SECOND: "20"}, ()),
        ({}, ()),
    ],
)
def test_limits_are_believed_when_both_can_be_read(headers: dict[str, str], rules: tuple[RateRule, ...]) -> None:
    assert told(httpx.Headers(headers)) == rules


@pytest.mark.parametrize(
    ("status", "headers", "body", "pause"),
    [
        (429, {}, b"", 0.0),
        (429, {"Retry-After": "7"}, b"", 7.0),
        (429, {BANNED: "2024-05-23T16:13:47+00:00"}, b"", 47.0),
        (403, {BANNED: "2024-05-23T16:13:47+00:00"}, b"", 47.0),
        (403, {BANNED: "soon"}, b"", 60.0),
        (403, {BANNED: "2024-05-23T16:13:47"}, b"", 60.0),
        (403, {BANNED: "2024-05-23T16:00:00+00:00"}, b"", 1.0),
        (403, {LEFT_SECOND: "0", LEFT_MINUTE: "30"}, b"", 0.0),
        (403, {LEFT_SECOND: "1", LEFT_MINUTE: "0"}, b"", 10.0),
        (403, {}, b'{"message": "Rate Limit Exceeded"}', 0.0),
        (403, {}, b'{"error": "rate_limit"}', 0.0),
        (403, {LEFT_SECOND: "1", LEFT_MINUTE: "30"}, b'{"message": "Forbidden"}', None),
        (403, {}, b"", None),
        (200, {LEFT_SECOND: "0"}, b"rate limit", None),
        (422, {LEFT_SECOND: "0"}, b"", None),
    ],
)
def test_too_fast_is_told_from_not_allowed(
    status: int, headers: dict[str, str], body: bytes, pause: float | None
) -> None:
    assert pause_of(httpx.Response(status, headers=headers, content=body), lambda: NOW) == pause


def session_at(base_url: str, time: VirtualTime, ledger: MemoryLedger) -> AccountSession:
    limiter = RateLimiter(MANIFEST.rates, ledger, now=time.now, sleep=time.sleep)
    vault = MemoryVault({"login": LOGIN, "authtoken": TOKEN})
    return AccountSession("account-1", base_url, vault, limiter, time.wall, time.sleep)


def test_it_starts_at_the_lowest_pair_and_follows_the_headers_from_the_first_answer() -> None:
    async def run(headers: dict[str, str]) -> float:
        time = VirtualTime()
        async with Loopback(Reply(200, STORE, headers)) as server:
            connector = MANIFEST.make(session_at(server.base_url, time, MemoryLedger()))
            await connector.test()
            began = time.now()
            for _ in range(20):
                await connector.test()
            await connector.aclose()
        return time.now() - began

    assert 20.0 <= asyncio.run(run({})) <= 21.0
    assert 1.5 <= asyncio.run(run({MINUTE: "800", SECOND: "20"})) <= 20 * 60 / 800 * 1.05
    assert 5.0 <= asyncio.run(run({MINUTE: "240", SECOND: "8"})) <= 20 * 60 / 240 * 1.05


def test_a_ban_is_waited_for_and_nothing_is_sent_meanwhile() -> None:
    time = VirtualTime()
    until = datetime.fromtimestamp(time.wall().timestamp() + 600, UTC).isoformat()

    async def run() -> tuple[float, int]:
        async with Loopback(Reply(403, b"{}", {BANNED: until}), Reply(200, STORE)) as server:
            connector = MANIFEST.make(session_at(server.base_url, time, MemoryLedger()))
            with pytest.raises(TryLater) as told:
                await connector.test()
            with pytest.raises(TryLater):
                await connector.test()
            sent = len(server.seen)
            time.elapsed += 601
            await connector.test()
            await connector.aclose()
            return told.value.after_s, sent

    after_s, sent = asyncio.run(run())
    assert 590 < after_s <= 601
    assert sent == 1


def test_a_missing_permission_is_not_asked_for_again() -> None:
    async def run() -> tuple[str, int]:
        replies = [Reply(200, STORE), Reply(403, b'{"message": "Forbidden"}')]
        async with Loopback(*replies) as server:
            connector = MANIFEST.make(session_at(server.base_url, VirtualTime(), MemoryLedger()))
            with pytest.raises(Refused) as told:
                await connector.read_items(["5"])  # type: ignore[attr-defined]
            await connector.aclose()
            return f"{told.value.code} {told.value.params['role']}", len(server.seen)

    assert asyncio.run(run()) == ("role_missing read_orders", 2)
