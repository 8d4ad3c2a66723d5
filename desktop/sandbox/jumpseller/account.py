"""What the parts of the simulator share while they answer: the store, its switches, the ledger, the clock."""

import json
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumpseller.quirks import Quirks
from desktop.sandbox.jumpseller.world import World
from desktop.sandbox.seat import Seat


class Refusal(Exception):  # noqa: N818 - what the store says, not what went wrong here
    """A refusal as the store speaks it; `kind` names the mistake in the ledger, or None for no mistake."""

    def __init__(self, status: int, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.kind = status, message, kind


class Account(Seat[World, Quirks]):
    """One store with its switches."""

    __slots__ = ()

    def double(self, what: str) -> None:
        """The client did again what it had done already."""
        self.count("double", what)

    def refused(self, refusal: Refusal) -> Answer:
        """The answer to a refusal, which is remembered where it was the client's mistake."""
        if refusal.kind:
            self.count(refusal.kind, refusal.message)
        return json_answer({"message": refusal.message}, refusal.status)


async def document(request: Request) -> Any:
    """The JSON body. Raises Refusal."""
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise Refusal(415, "Content-Type must be application/json", "header")
    try:
        return json.loads(await request.body())
    except ValueError as error:
        raise Refusal(400, "the body is no JSON", "body") from error
