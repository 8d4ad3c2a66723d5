"""Strict reading of what a client sends: every field known, there, and of its type; each mistake told and counted."""

from collections.abc import Mapping
from typing import Any

from desktop.sandbox.sirclo.account import Refusal
from desktop.sandbox.sirclo.world import Record

Kinds = type | tuple[type, ...]
Schema = Mapping[str, Kinds]
FLOAT: Kinds = (int, float)


def wrong(message: str, kind: str = "body") -> Refusal:
    """A refusal that the client could have avoided."""
    return Refusal(400, message, kind)


def checked(given: Any, name: str, required: Schema, optional: Schema | None = None) -> Record:
    """An object with all of `required` and nothing beyond `optional`. Raises Refusal."""
    if not isinstance(given, dict):
        raise wrong(f"{name} must be an object")
    every = {**required, **(optional or {})}
    for field in required.keys() - given.keys():
        raise wrong(f"{name}: {field} is required")
    for field, value in given.items():
        if field not in every:
            raise wrong(f"{name}: unknown field {field}")
        if not _is(value, every[field]):
            raise wrong(f"{name}: {field} is of the wrong type")
    return given


def _is(value: Any, kinds: Kinds) -> bool:
    """A truth value is no number."""
    if isinstance(value, bool):
        return kinds is bool or (isinstance(kinds, tuple) and bool in kinds)
    return isinstance(value, kinds)


def texts(value: Any, name: str, at_least: int = 0) -> list[str]:
    """A list of texts. Raises Refusal."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise wrong(f"{name} must be a list of texts")
    if len(value) < at_least:
        raise wrong(f"{name} must not be empty")
    return value


def filled(given: Record, *names: str) -> None:
    """These texts are not empty. Raises Refusal."""
    for name in names:
        if not given[name]:
            raise wrong(f"{name} must not be empty")
