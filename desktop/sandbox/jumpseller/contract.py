"""The published contracts as a table: which operations there are, what their bodies may hold, what must be in them."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from desktop.sandbox import practice


@dataclass(frozen=True, slots=True)
class Body:
    """The JSON body of an operation: its fields with types, inside `wrapper` (empty: at the top)."""

    wrapper: str
    fields: dict[str, str]
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation; `query` tells for each parameter whether it is required."""

    method: str
    path: str
    query: dict[str, bool]
    body: Body | None

    def matches(self, path: str) -> list[str] | None:
        """The values of the path's placeholders, or None where it is another path."""
        found = _pattern(self.path).fullmatch(path)
        return list(found.groups()) if found else None


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{[^}]+\}", path)
    return re.compile("([^/]+?)".join(re.escape(part) for part in parts))


@cache
def operations(generation: str) -> tuple[Operation, ...]:
    """All operations of a generation; literal paths before those with placeholders."""
    table = json.loads((practice.FOLDER / "jumpseller.json").read_text(encoding="utf-8"))[generation]
    found = [Operation(method, path, query, _body(body)) for method, path, query, body in table]
    return tuple(sorted(found, key=lambda one: (one.path.count("{"), one.path)))


def _body(body: dict[str, Any] | None) -> Body | None:
    return None if body is None else Body(body["in"], body["fields"], tuple(body["required"]))


def operation(generation: str, method: str, path: str) -> tuple[Operation, list[str]] | None:
    """The operation of a request, and the values in its path."""
    for one in operations(generation):
        if one.method == method and (values := one.matches(path)) is not None:
            return one, values
    return None


def is_known(generation: str, path: str) -> bool:
    """Whether the path exists with another method."""
    return any(one.matches(path) is not None for one in operations(generation))


_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def complaint(body: Body, document: Any) -> str:
    """What is wrong with a body, or the empty text."""
    if not isinstance(document, dict):
        return "the body must be an object"
    inner = document.get(body.wrapper) if body.wrapper else document
    if not isinstance(inner, dict) or (body.wrapper and set(document) != {body.wrapper}):
        return f"the body must hold {body.wrapper!r} and nothing else"
    if missing := [name for name in body.required if name not in inner]:
        return f"missing: {', '.join(missing)}"
    if unknown := sorted(set(inner) - set(body.fields)):
        return f"unknown: {', '.join(unknown)}"
    wrong = [name for name, value in inner.items() if value is not None and not _fits(body.fields[name], value)]
    return f"of another type: {', '.join(wrong)}" if wrong else ""


def _fits(kind: str, value: Any) -> bool:
    if kind not in _TYPES:
        return True
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))
