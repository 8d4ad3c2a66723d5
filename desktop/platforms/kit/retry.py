"""Retry repeats only what is safe to repeat, and turns what is left into errors named by what to do next.

| what happened | reads | writes |
| --- | --- | --- |
| no connection (nothing was sent) | 3 tries, then ``Unreachable`` | the same |
| time-out, broken line, 5xx | 3 tries, then ``TryLater`` | ``Unsure`` at once |
| HTML, half a JSON, nothing at all in a 2xx | 3 tries, then the answer as it is | the answer as it is |
| over the rate limit | the account pauses, 5 tries, then ``TryLater`` | the same: nothing was done |
| 401 to a signed request | new credentials, once, then ``AuthNeeded`` | the same: nothing was done |

A read is a GET, or a request marked with ``REPEATABLE``: a POST that changes nothing. A GET that changes something is
marked with ``{"repeatable": False}``.
"""

import random
from collections.abc import Awaitable, Callable
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx

from desktop.domain.errors import AuthNeeded, BrokenAnswer, TryLater, Unreachable, Unsure
from desktop.domain.identity import Clock
from desktop.platforms.kit.ratelimit import RateLimiter
from desktop.platforms.kit.signing import Signer

REPEATABLE = {"repeatable": True}  # handed over as ``extensions`` of a request
TRIES = 3
LIMITED_TRIES = 5
LONGEST_STEP_S = 20.0
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)

Limited = Callable[[httpx.Response], float | None]
LoginRefused = Callable[[httpx.Response], bool]


def retry_after_s(response: httpx.Response, clock: Clock) -> float:
    """The wait a server asks for in ``Retry-After``, as seconds or as an HTTP date; 0 where it does not."""
    text = response.headers.get("Retry-After", "").strip()
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return 0.0
    return max(0.0, ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - clock()).total_seconds())


class Retrying(httpx.AsyncBaseTransport):
    """The outermost part of the chain, so that every attempt is signed anew and takes its own turn.

    Two hooks are for platforms that say it in their own way, in a header or a body: ``limited`` gives the seconds to
    pause when an answer says "too fast" and None when it does not (by default: 429), ``login_refused`` tells whether an
    answer refuses the credentials (by default: 401).
    """

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        limiter: RateLimiter,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[object]],
        signer: Signer | None = None,
        limited: Limited | None = None,
        login_refused: LoginRefused | None = None,
    ) -> None:
        self._inner = inner
        self._limiter = limiter
        self._clock = clock
        self._sleep = sleep
        self._signer = signer
        self._limited = limited or self._too_many_requests
        self._login_refused = login_refused or _unauthorized

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._tried(request)
        except BrokenAnswer as error:
            if is_repeatable(request):
                raise
            raise Unsure("broken_answer", **error.params) from error

    async def _tried(self, request: httpx.Request) -> httpx.Response:
        failed = limited = 0
        renewed = False
        while True:
            try:
                response = await self._inner.handle_async_request(request)
            except httpx.RequestError as error:
                failed += 1
                await self._after_failure(request, error, failed)
                continue
            if (pause_s := self._limited(response)) is not None:
                limited += 1
                await self._after_limit(pause_s, limited)
            elif self._signer and self._login_refused(response):
                if renewed or not await self._signer.renew(request):
                    raise AuthNeeded("login_needed")
                renewed = True
            elif response.is_server_error:
                failed += 1
                await self._after_server_error(request, response, failed)
            elif failed + 1 < TRIES and is_repeatable(request) and _is_garbled(request, response):
                failed += 1
                await self._sleep(_backoff_s(failed))
            else:
                return response

    def _too_many_requests(self, response: httpx.Response) -> float | None:
        return retry_after_s(response, self._clock) if response.status_code == httpx.codes.TOO_MANY_REQUESTS else None

    async def _after_limit(self, pause_s: float, limited: int) -> None:
        """Pause the whole account; the next attempt then waits for its turn."""
        step_s = min(LONGEST_STEP_S, 2.0 ** (limited - 1)) * random.uniform(1.0, 1.25)
        wait_s = max(pause_s, step_s)
        await self._limiter.pause(wait_s)
        if limited >= LIMITED_TRIES:
            raise TryLater("rate_limited", after_s=wait_s)

    async def _after_failure(self, request: httpx.Request, error: httpx.RequestError, failed: int) -> None:
        sent = not isinstance(error, NOT_SENT)
        if sent and not is_repeatable(request):
            raise Unsure("no_answer", cause=type(error).__name__) from error
        if failed >= TRIES:
            raise _given_up(error, sent) from error
        await self._sleep(_backoff_s(failed))

    async def _after_server_error(self, request: httpx.Request, response: httpx.Response, failed: int) -> None:
        status = str(response.status_code)
        if not is_repeatable(request):
            raise Unsure("platform_trouble", status=status)
        wait_s = max(retry_after_s(response, self._clock), _backoff_s(failed))
        if failed >= TRIES or wait_s > LONGEST_STEP_S:
            raise TryLater("platform_trouble", after_s=max(wait_s, 10.0), status=status)
        await self._sleep(wait_s)

    async def aclose(self) -> None:
        await self._inner.aclose()


def is_repeatable(request: httpx.Request) -> bool:
    """Whether doing this twice is the same as doing it once."""
    return bool(request.extensions.get("repeatable", request.method in ("GET", "HEAD")))


def _unauthorized(response: httpx.Response) -> bool:
    return response.status_code == httpx.codes.UNAUTHORIZED


def _is_garbled(request: httpx.Request, response: httpx.Response) -> bool:
    """Whether JSON was asked for and something else came: a page of a gateway, or only the first half."""
    body = response.content.strip()
    is_json = body[:1] in (b"{", b"[") and body[-1:] in (b"}", b"]")
    return response.is_success and "json" in request.headers.get("Accept", "") and not is_json


def _given_up(error: httpx.RequestError, sent: bool) -> TryLater:
    cause = type(error).__name__
    if sent:
        return TryLater("no_answer", after_s=10.0, cause=cause)
    if "CERTIFICATE" in str(error).upper():
        return Unreachable("certificate_not_trusted", after_s=300.0, cause=cause)
    return Unreachable("no_connection", after_s=10.0, cause=cause)


def _backoff_s(failed: int) -> float:
    return 0.5 * 2.0 ** (failed - 1) * random.uniform(0.75, 1.25)
