"""A whole HTTP answer as plain data, so that faults can hold, cut or change it before it leaves."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (lower case names) and body."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("content-type", JSON),)

    def with_body(self, body: bytes) -> "Answer":
        """The same answer around another body."""
        return replace(self, body=body)

    def with_header(self, name: str, value: str) -> "Answer":
        """The same answer with one header more."""
        return replace(self, headers=(*self.headers, (name, value)))

    def response(self) -> Response:
        """As an app's routes give it back."""
        return Response(self.body, self.status, dict(self.headers))

    async def send(self, send: Send, claimed_length: int | None = None) -> None:
        """Send it; a `claimed_length` above the true one promises bytes that never come."""
        length = len(self.body) if claimed_length is None else claimed_length
        headers = [(name.encode(), value.encode()) for name, value in self.headers if name != "content-length"]
        headers.append((b"content-length", str(length).encode()))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body, "more_body": length != len(self.body)})


Work = Callable[[], Awaitable[Answer]]
"""Let the platform do what was asked, and give its answer."""


def encode(document: Any) -> bytes:
    """A document as compact UTF-8 JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def json_answer(document: Any, status: int = 200) -> Answer:
    """An answer that carries a JSON document."""
    return Answer(status, encode(document))


async def read_body(receive: Receive) -> bytes | None:
    """The whole body of a request; None for half a request: whoever began it is gone."""
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def ask(app: ASGIApp, scope: Scope, body: bytes) -> Answer:
    """Let an ASGI app answer a request whose body was read already."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in sent[0]["headers"])
    return Answer(sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]), headers)
