"""The last stretch: sends a request over the network and brings back the whole answer, bounded in size and time."""

import asyncio
import functools
import ssl
import sys

import certifi
import httpx

from desktop.domain.errors import BrokenAnswer

TIMEOUT_S = 30.0  # for connecting, and for every silence while sending or receiving (jumia.md 12)
LONGEST_ANSWER_S = 120.0  # a server that drips bytes must not hold us for ever
LARGEST_ANSWER = 32 * 1024 * 1024
# Idle connections are left before a server closes them: a write that meets a closing one is in doubt for nothing.
LIMITS = httpx.Limits(max_connections=10, keepalive_expiry=3.0)
# httpcore looks for this module several times a request, and Python searches anew for what it did not find. None is
# Python's own sign for "not there", which httpcore and anyio both ask for; its type knows only modules that are.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Verifying TLS; takes some 20 ms to build, so never on the loop's thread."""
    return ssl.create_default_context(cafile=certifi.where())


def preload() -> None:
    """Load what httpx would only load with its first request, on the loop's thread; and the certificates."""
    import anyio._backends._asyncio  # noqa: F401
    import filelock  # noqa: F401
    import h11  # noqa: F401
    import httpcore  # noqa: F401

    _certificates()


class Network(httpx.AsyncBaseTransport):
    """The real network. Certificates are always verified; they are read on a thread, at the first request."""

    def __init__(self) -> None:
        self._opened: httpx.AsyncHTTPTransport | None = None
        self._opening = asyncio.Lock()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with self._opening:
            if self._opened is None:
                tls = await asyncio.to_thread(_certificates)
                self._opened = httpx.AsyncHTTPTransport(verify=tls, limits=LIMITS)
        return await self._opened.handle_async_request(request)

    async def aclose(self) -> None:
        if self._opened is not None:
            await self._opened.aclose()


class Whole(httpx.AsyncBaseTransport):
    """Reads every answer to its end, so that what breaks while reading is met here, where it can still be retried.

    Raises:
        BrokenAnswer: ``too_large``.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, largest: int = LARGEST_ANSWER) -> None:
        self._inner = inner
        self._largest = largest

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            async with asyncio.timeout(LONGEST_ANSWER_S):
                return await self._read(request)
        except TimeoutError as error:
            raise httpx.ReadTimeout("the answer never ended", request=request) from error

    async def _read(self, request: httpx.Request) -> httpx.Response:
        answer = await self._inner.handle_async_request(request)
        answer.request = request
        body = bytearray()
        try:
            async for part in answer.aiter_bytes():
                body += part
                if len(body) > self._largest:
                    raise BrokenAnswer("too_large", limit=str(self._largest))
        finally:
            await answer.aclose()
        headers = [(name, value) for name, value in answer.headers.multi_items() if name not in _OF_THE_WIRE]
        return httpx.Response(answer.status_code, headers=headers, content=bytes(body), request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()


_OF_THE_WIRE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
