"""How fast the hub lets us go: each endpoint for itself, as the headers of writes tell (uappi.md 1, 3)."""

from collections import defaultdict, deque
from datetime import datetime, timedelta

import httpx

from desktop.domain.identity import Clock
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.retry import Limited, retry_after_s

MINUTE = timedelta(minutes=1)


class Heeding(httpx.AsyncBaseTransport):
    """Lets the limiter go by what answers tell, and wait when somebody else has used the minute up."""

    def __init__(self, inner: httpx.AsyncBaseTransport, limiter: RateLimiter, clock: Clock) -> None:
        self._inner, self._limiter, self._clock = inner, limiter, clock
        self._ours: defaultdict[str, deque[datetime]] = defaultdict(deque)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        bucket = str(request.extensions.get("bucket", ""))
        limit = _number(response.headers.get("X-RateLimit-Limit"))
        if bucket and limit:
            await self._limiter.learn((RateRule(limit, MINUTE.total_seconds(), bucket),))
            used = self._used(bucket)
            if _number(response.headers.get("X-RateLimit-Remaining")) == 0 and used < limit - 1:
                await self._limiter.pause(until_next_minute(self._clock()))
        return response

    def _used(self, bucket: str) -> int:
        """Our own requests of the last minute, this one included."""
        now, mine = self._clock(), self._ours[bucket]
        mine.append(now)
        while now - mine[0] > MINUTE:
            mine.popleft()
        return len(mine)

    async def aclose(self) -> None:
        await self._inner.aclose()


def limits_of(clock: Clock) -> Limited:
    """A 429 means: until the minute rolls over, unless it says better."""

    def pause(response: httpx.Response) -> float | None:
        if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
            return None
        return retry_after_s(response, clock) or until_next_minute(clock())

    return pause


def until_next_minute(now: datetime) -> float:
    """Seconds; at least one."""
    return 60.0 - now.second


def _number(written: str | None) -> int | None:
    text = (written or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
