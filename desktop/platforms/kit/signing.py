"""The signing hook: how a platform's credentials get onto a request, and what to do when they are not accepted."""

from typing import Protocol

import httpx


class Signer(Protocol):
    """Puts credentials on requests: a bearer token, basic authentication, a signature over the parameters."""

    async def sign(self, request: httpx.Request) -> None:
        """Add what this platform wants, anew for every attempt. Raises ``AuthNeeded``, ``TryLater``, ``StoreError``."""

    async def renew(self, request: httpx.Request) -> bool:
        """The platform answered 401 to this request: get other credentials. False: there are none to get."""


class Signed(httpx.AsyncBaseTransport):
    """Signs before the rate limiter is asked, so that a token that must be renewed takes its own turn first."""

    def __init__(self, inner: httpx.AsyncBaseTransport, signer: Signer) -> None:
        self._inner = inner
        self._signer = signer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self._signer.sign(request)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()
