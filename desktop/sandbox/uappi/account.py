"""What the parts of the simulator share while they answer: the hub, its switches, the ledger, the clock."""

import json
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.seat import Seat
from desktop.sandbox.uappi.quirks import Quirks
from desktop.sandbox.uappi.world import Record, World


class Refusal(Exception):  # noqa: N818 - what the hub says, not what went wrong here
    """A refusal as the hub speaks it; `kind` names the mistake in the ledger, or None for no mistake."""

    def __init__(self, status: int, message: str, kind: str | None = None, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.kind, self.details = status, message, kind, details


class Account(Seat[World, Quirks]):
    """One hub with its switches."""

    __slots__ = ()

    def refused(self, refusal: Refusal) -> Answer:
        """The answer to a refusal, which is remembered where it was the client's mistake (section 3)."""
        if refusal.kind:
            self.count(refusal.kind, refusal.message)
        details = {"details": list(refusal.details)} if refusal.details else {}
        return json_answer({"error": refusal.message, **details}, refusal.status)


async def document(request: Request, fields: dict[str, type | tuple[type, ...]]) -> Record:
    """The JSON body with exactly these fields of these types. Raises Refusal."""
    if request.headers.get("content-type", "").split(";")[0] != "application/json":
        raise Refusal(400, "Content-Type deve ser application/json", "header")
    try:
        given = json.loads(await request.body())
    except ValueError as error:
        raise Refusal(400, "JSON inválido", "body") from error
    return checked(given, fields)


def checked(given: Any, fields: dict[str, type | tuple[type, ...]]) -> Record:
    """An object with exactly these fields of these types. Raises Refusal."""
    if not isinstance(given, dict) or given.keys() != fields.keys():
        raise Refusal(400, "Requisição rejeitada.", "body", (f"campos: {', '.join(fields)}",))
    for name, kind in fields.items():
        if not isinstance(given[name], kind) or isinstance(given[name], bool):
            raise Refusal(400, "Requisição rejeitada.", "body", (f"{name} inválido",))
    return given
