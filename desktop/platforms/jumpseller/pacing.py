"""How fast Jumpseller lets us go: its headers tell the limits, and which refusals only mean "too fast" (section 4)."""

from collections.abc import Mapping
from datetime import datetime

import httpx

from desktop.domain.identity import Clock
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.retry import retry_after_s

PER_MINUTE, PER_SECOND = "Jumpseller-PerMinuteRateLimit", "Jumpseller-PerSecondRateLimit"
BANNED_UNTIL = "Jumpseller-BannedByRateLimit-Reset"
MINUTE_USED_UP_S = 10.0  # five tries of this span a minute
BAN_WITHOUT_END_S = 60.0
_TOO_FAST = (b"rate limit", b"too many requests")
_PERIODS = {PER_MINUTE: 60.0, PER_SECOND: 1.0}


class Heeding(httpx.AsyncBaseTransport):
    """Lets the account's limiter go by what every answer says of the limits."""

    def __init__(self, inner: httpx.AsyncBaseTransport, limiter: RateLimiter) -> None:
        self._inner = inner
        self._limiter = limiter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        if rules := told(response.headers):
            await self._limiter.learn(rules)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def told(headers: Mapping[str, str]) -> tuple[RateRule, ...]:
    """The limits an answer tells; none unless both are there, as one alone would hide the other."""
    ceilings = {name: _number(headers.get(f"{name}-Limit")) for name in _PERIODS}
    if not all(ceilings.values()):
        return ()
    return tuple(RateRule(count=ceiling or 1, per_s=_PERIODS[name]) for name, ceiling in ceilings.items())


def pause_of(response: httpx.Response, clock: Clock) -> float | None:
    """Seconds to pause when an answer says "too fast", else None.

    429 always says so; 403 when the store is banned, a counter stands at zero or the words say it: any other 403 is a
    missing permission.
    """
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS or _is_limit(response):
        return max(_ban_s(response, clock), retry_after_s(response, clock), _used_up_s(response))
    return None


def _is_limit(response: httpx.Response) -> bool:
    if response.status_code != httpx.codes.FORBIDDEN:
        return False
    used_up = any(response.headers.get(f"{name}-Remaining", "").strip() == "0" for name in _PERIODS)
    words = response.content[:4000].lower().replace(b"_", b" ")
    return used_up or BANNED_UNTIL in response.headers or any(word in words for word in _TOO_FAST)


def _ban_s(response: httpx.Response, clock: Clock) -> float:
    """Until the ban's end; a while where it is not told in a way that can be read."""
    written = response.headers.get(BANNED_UNTIL)
    if written is None:
        return 0.0
    try:
        return max(1.0, (datetime.fromisoformat(written.strip()) - clock()).total_seconds())
    except (ValueError, TypeError):
        return BAN_WITHOUT_END_S


def _used_up_s(response: httpx.Response) -> float:
    return MINUTE_USED_UP_S if response.headers.get(f"{PER_MINUTE}-Remaining", "").strip() == "0" else 0.0


def _number(written: str | None) -> int:
    text = (written or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
