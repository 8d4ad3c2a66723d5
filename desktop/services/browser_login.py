"""A login in the seller's own browser: where to go, and what the address he was sent back to brings along.

The address comes back by itself where the marketplace takes a page on this computer (``listening``); it can always be
pasted. It holds a code that works once: it is never logged.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from desktop.domain.errors import NotPossible
from desktop.platforms.kit.manifest import Manifest

LONGEST_REQUEST = 16_384
PAGE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nCache-Control: no-store\r\n"
    b"Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n"
    b"<!DOCTYPE html><title>Backshop</title><p>Back to Backshop: this page can be closed."
)


@dataclass(frozen=True, slots=True)
class BrowserLogin:
    """One attempt. ``typed`` are the credential fields that must be known before; ``state`` is its own secret."""

    manifest: Manifest
    typed: Mapping[str, str]
    redirect_uri: str
    state: str = field(default_factory=lambda: secrets.token_urlsafe(18), repr=False)

    def address(self) -> str:
        """Where the seller logs in. Raises ``NotPossible``: ``no_login_page``, ``credential_missing`` (``field``)."""
        page = self.manifest.login_page
        if page is None:
            raise NotPossible("no_login_page")
        for key in page.needs:
            if not self.typed.get(key):
                raise NotPossible("credential_missing", field=key)
        return page.address(self.typed, self.redirect_uri, self.state)

    def credentials(self, url: str) -> dict[str, str]:
        """All credential fields, with what the address he was sent to brings along.

        Raises ``NotPossible``: ``other_login``, ``login_declined``, ``no_code``, ``no_login_page``.
        """
        page = self.manifest.login_page
        if page is None:
            raise NotPossible("no_login_page")
        return {**self.typed, **page.answer(url.strip(), self.state)}


@asynccontextmanager
async def listening(port: int = 0) -> AsyncIterator[tuple[str, "asyncio.Future[str]"]]:
    """A page on this computer that a browser can be sent to: its address, and the address that was then asked for.

    Only this computer reaches it; the first request that brings a query ends the wait.
    """
    came: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n")
            _method, target, *_rest = head.decode("latin-1").split(" ")
            writer.write(PAGE)
            await writer.drain()
            if "?" in target and not came.done():
                came.set_result(f"{base}{target}")
        except (ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # not a browser: whatever it was, it brought no login
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", port, limit=LONGEST_REQUEST)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield f"{base}/callback", came
    finally:
        server.close()
        await server.wait_closed()
        came.cancel()
