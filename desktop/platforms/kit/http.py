"""The transport chain every platform's requests go through: retry -> sign -> take turns -> log -> wire.

Retry stands outside, so that each attempt is signed anew, takes its turn and leaves a line in the log; signing stands
before the limiter, so that a token that must be renewed on the way takes a turn of its own. Redirects are never
followed: an ``Authorization`` header goes to the account's own address and nowhere else.
"""

import ipaddress
import logging
import time

import httpx

from desktop.domain.errors import NotPossible
from desktop.platforms.kit.ratelimit import ACCOUNT, RateLimiter
from desktop.platforms.kit.retry import Limited, LoginRefused, Retrying
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.kit.signing import Signed, Signer
from desktop.platforms.kit.wire import TIMEOUT_S, Network, Whole

_log = logging.getLogger(__name__)

# Both would write whole URLs, and httpcore whole headers, into the log.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class Paced(httpx.AsyncBaseTransport):
    """Lets a request through when its turn has come; its bucket is the ``bucket`` among the request's extensions."""

    def __init__(self, inner: httpx.AsyncBaseTransport, limiter: RateLimiter) -> None:
        self._inner = inner
        self._limiter = limiter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        bucket = str(request.extensions.get("bucket", ACCOUNT))
        started = await self._limiter.turn(bucket)
        try:
            return await self._inner.handle_async_request(request)
        finally:
            await self._limiter.done(started, bucket)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Logged(httpx.AsyncBaseTransport):
    """One line per request: account, method, path, status, time. Never a query value, a header or a body.

    Where a path itself holds somebody's data (an e-mail address), ``shown`` among the request's extensions is written
    in its place.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, account_id: str) -> None:
        self._inner = inner
        self._account_id = account_id

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        began = time.perf_counter()
        outcome = "cancelled"
        try:
            response = await self._inner.handle_async_request(request)
            outcome = str(response.status_code)
        except Exception as error:
            outcome = type(error).__name__
            raise
        finally:
            took_ms = (time.perf_counter() - began) * 1000
            line = "request account=%s method=%s path=%s status=%s took_ms=%.0f"
            path = str(request.extensions.get("shown", request.url.path))
            _log.info(line, self._account_id, request.method, path, outcome, took_ms)
        return response

    async def aclose(self) -> None:
        await self._inner.aclose()


def line_of(session: AccountSession) -> httpx.AsyncBaseTransport:
    """The lower half of the chain, without retry and signing: what a token request goes through."""
    return Paced(Logged(Whole(session.wire or Network()), session.account_id), session.limiter)


def client_of(
    session: AccountSession,
    line: httpx.AsyncBaseTransport,
    *,
    signer: Signer | None = None,
    limited: Limited | None = None,
    login_refused: LoginRefused | None = None,
) -> httpx.AsyncClient:
    """A client for the account's address through the whole chain; see ``Retrying`` for the two hooks.

    Raises:
        NotPossible: ``insecure_address``, the base URL is neither https nor on this computer; ``bad_address``.
    """
    chain = Retrying(
        Signed(line, signer) if signer else line,
        session.limiter,
        clock=session.clock,
        sleep=session.sleep,
        signer=signer,
        limited=limited,
        login_refused=login_refused,
    )
    return plain_client(session.base_url, chain)


def plain_client(base_url: str, transport: httpx.AsyncBaseTransport) -> httpx.AsyncClient:
    """A client that follows no redirects, reads no proxy settings and adds no credentials of its own."""
    require_safe(base_url)
    headers = {"Accept": "application/json", "User-Agent": "Backshop"}
    return httpx.AsyncClient(
        base_url=base_url,
        transport=transport,
        timeout=TIMEOUT_S,
        headers=headers,
        follow_redirects=False,
        trust_env=False,
    )


def require_safe(base_url: str) -> None:
    """Credentials travel over https only, or in the clear when they do not leave this computer."""
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL as error:
        raise NotPossible("bad_address") from error
    if not url.host or url.userinfo:
        raise NotPossible("bad_address")
    if url.scheme != "https" and not (url.scheme == "http" and _is_this_computer(url.host)):
        raise NotPossible("insecure_address", host=url.host)


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
