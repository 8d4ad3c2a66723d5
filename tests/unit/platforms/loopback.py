"""A server of a few lines that answers real HTTP on loopback just as a test dictates, and keeps what it was asked."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType


@dataclass(frozen=True)
class Reply:
    """``drop``: close instead of answering; ``short``: promise so many bytes more than are sent."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)
    drop: bool = False
    short: int = 0


@dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class Loopback:
    """``async with Loopback(reply, reply, ...) as server``: each request takes the next reply; the last one stays."""

    def __init__(
        self, *replies: Reply, react: Callable[[Seen], Reply] | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self._tls = tls
        self._replies = list(replies) or [Reply()]
        self._react = react
        self.seen: list[Seen] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def __aenter__(self) -> "Loopback":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.seen.append(Seen(first.split()[0], first.split()[1], headers, body))
        self._write(writer, self._react(self.seen[-1]) if self._react else self._next())
        writer.close()

    def _next(self) -> Reply:
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]

    def _write(self, writer: asyncio.StreamWriter, reply: Reply) -> None:
        if reply.drop:
            return
        head = {"Content-Length": str(len(reply.body) + reply.short), "Connection": "close", **reply.headers}
        lines = [f"HTTP/1.1 {reply.status} Status", *[f"{name}: {value}" for name, value in head.items()], "", ""]
        writer.write("\r\n".join(lines).encode() + reply.body)
