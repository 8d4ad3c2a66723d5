"""The hub's minute: our own requests never make us wait for it, somebody else's do."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.uappi.pacing import Heeding

LIMIT, BUCKET = 40, "safety_write"
NOON = datetime(2026, 11, 20, 12, 0, 10, tzinfo=UTC)


class Hub(httpx.AsyncBaseTransport):
    """Counts the requests of the last minute, beside those that others made."""

    def __init__(self, desk: "Desk", others: int) -> None:
        self._desk, self._others, self._stamps = desk, others, list[float]()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        now = self._desk.seconds
        self._stamps = [*(stamp for stamp in self._stamps if now - stamp < 60.0), now]
        left = max(0, LIMIT - self._others - len(self._stamps))
        return httpx.Response(200, headers={"X-RateLimit-Limit": str(LIMIT), "X-RateLimit-Remaining": str(left)})


class Desk:
    """A limiter and a hub on a time of their own."""

    def __init__(self, others: int = 0) -> None:
        self.seconds = 0.0
        self._limiter = RateLimiter([RateRule(LIMIT, 60, BUCKET)], now=lambda: self.seconds, sleep=self._sleep)
        self._line = Heeding(Hub(self, others), self._limiter, lambda: NOON + timedelta(seconds=self.seconds))

    async def _sleep(self, seconds: float) -> None:
        self.seconds += seconds

    async def write(self, count: int) -> float:
        """So many writes; how long they took."""
        for _ in range(count):
            await self._limiter.turn(BUCKET)
            await self._line.handle_async_request(httpx.Request("PUT", "http://hub/", extensions={"bucket": BUCKET}))
        return self.seconds


def test_a_long_run_of_our_own_is_never_paused() -> None:
    assert asyncio.run(Desk().write(200)) == pytest.approx(200 * 60 / LIMIT * 1.02, rel=0.01)


def test_a_minute_that_others_used_up_is_waited_for() -> None:
    assert asyncio.run(Desk(others=LIMIT).write(2)) >= 40
