"""What the parts of the simulator share while they answer: shop, switches, ledger, clock, and the ways to say no."""

import json
from collections.abc import Mapping
from typing import Any

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.lazada.quirks import Quirks
from desktop.sandbox.lazada.world import Record, World
from desktop.sandbox.seat import Seat

Params = Mapping[str, str]


class Refusal(Exception):  # noqa: N818 - what the platform says, not what went wrong here
    """A refusal: HTTP 200 with a code (section 5); `kind` names the mistake in the ledger, or None for no mistake."""

    def __init__(
        self, code: str, message: str, kind: str | None = None, detail: tuple[Record, ...] = (), type_: str = "ISV"
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.kind, self.detail, self.type = code, message, kind, detail, type_


class Account(Seat[World, Quirks]):
    """One shop with its switches."""

    __slots__ = ()

    def refused(self, refusal: Refusal) -> Answer:
        """The answer to a refusal."""
        if refusal.kind:
            self.count(refusal.kind, refusal.message)
        told = {"code": refusal.code, "type": refusal.type, "message": refusal.message, "request_id": self.request_id()}
        return json_answer({**told, **({"detail": list(refusal.detail)} if refusal.detail else {})})

    def request_id(self) -> str:
        """An id for support."""
        return f"{self.rng.getrandbits(96):024x}"

    def answer(self, **parts: Any) -> Answer:
        """Success: `data=...`, `result=...` or parts at the top level (section 5)."""
        document = {"code": "0", **parts, "request_id": self.request_id()}
        return json_answer(_quoted(document) if self.quirks.quoted_values else document)

    def result(self, data: Any) -> Answer:
        """The layout of the fulfilment family."""
        return self.answer(result={"success": True, "data": data})


def _quoted(value: Any) -> Any:
    """As the generated samples write it: every number and truth as a text (section 0)."""
    if isinstance(value, dict):
        return {key: _quoted(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_quoted(one) for one in value]
    return str(value).lower() if isinstance(value, bool) else str(value) if isinstance(value, int | float) else value


def needed(params: Params, name: str) -> str:
    """A required parameter. Raises Refusal."""
    if not params.get(name):
        raise Refusal("MissingParameter", f"The input parameter {name} that is mandatory is not supplied", "parameter")
    return params[name]


def structured(params: Params, name: str) -> Any:
    """A parameter that holds JSON. Raises Refusal."""
    try:
        return json.loads(needed(params, name))
    except ValueError as error:
        raise Refusal("6", f"{name} is no JSON", "parameter") from error


def number(params: Params, name: str, default: int, most: int) -> int:
    """A whole number within its bounds. Raises Refusal."""
    try:
        found = int(params.get(name, default))
    except ValueError as error:
        raise Refusal("6", f'For input string: "{params[name]}"', "parameter") from error
    if not 0 <= found <= most:
        raise Refusal("19" if name == "limit" else "14", f"{name} goes to {most}", "parameter")
    return found
