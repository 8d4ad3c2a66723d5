"""The open sockets by peer, so that a fault can close or break one in the middle of a request."""

import asyncio
import socket
import struct
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

Peer = tuple[str, int]


class Wire:
    """Which connections are open."""

    def __init__(self) -> None:
        self._open: dict[Peer, asyncio.Transport] = {}

    def opened(self, transport: asyncio.Transport) -> None:
        """Remember a new connection."""
        self._open[_peer(transport)] = transport

    def closed(self, transport: asyncio.Transport) -> None:
        """Forget a connection that is gone."""
        if self._open.get(_peer(transport)) is transport:
            del self._open[_peer(transport)]

    def close(self, peer: Peer) -> None:
        """Close orderly: the client sees the end of the stream."""
        self._open[peer].close()

    def reset(self, peer: Peer) -> None:
        """Break: the client sees "connection reset by peer"."""
        transport = self._open[peer]
        sock: socket.socket | None = transport.get_extra_info("socket")
        if sock is not None:  # linger 0 makes the kernel send RST instead of FIN
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()


def _peer(transport: asyncio.BaseTransport) -> Peer:
    host, port = transport.get_extra_info("peername")[:2]
    return str(host), int(port)


def watched_protocol(wire: Wire) -> type[asyncio.Protocol]:
    """uvicorn's HTTP/1.1 protocol that tells `wire` about each connection."""

    class WatchedProtocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            wire.opened(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            wire.closed(self.transport)
            super().connection_lost(exc)

    return WatchedProtocol
