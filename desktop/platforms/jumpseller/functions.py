"""Every operation of both contracts, callable by name; fields are checked against the contract the server speaks."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import quote

from desktop.domain.errors import Refused
from desktop.domain.functions import Function, FunctionField, Reply
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.operations import OPERATIONS

YEARS = (2021, 2026)
_FIELD = re.compile(r"(?P<name>[^:]+):(?P<where>\w+):(?P<type>\w+)(\[(?P<inside>[\w,]+)\])?(?P<required>\*?)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation as one contract has it. ``inside``: names that must be in a wrapper of its body."""

    function: Function
    inside: Mapping[str, tuple[str, ...]]


@functools.cache
def table(year: int) -> dict[str, Entry]:
    """The operations of one contract by name."""
    rows = (row.split(" ") for row in OPERATIONS.splitlines())
    return {
        name: _entry(name, method, path, fields)
        for which, name, method, path, *fields in rows
        if which in ("both", str(year))
    }


@functools.cache
def functions() -> tuple[Function, ...]:
    """All operations of both contracts, each name once; what only one of them requires is not marked as required."""
    old, new = (table(year) for year in YEARS)
    return tuple(_joined(old.get(name), new.get(name)) for name in sorted(old.keys() | new.keys()))


async def call(client: Client, name: str, fields: Mapping[str, object]) -> Reply:
    """Do one. Raises ``Refused``: ``unknown_function``, ``missing_field``, ``unknown_field``, ``wrong_type``."""
    if not any(name in table(year) for year in YEARS):
        raise Refused("unknown_function", name=name)
    year = (await client.greeting()).generation.year
    entry = table(year).get(name)
    if entry is None:
        raise Refused("unknown_function", name=name, version=str(year))
    _check(entry, fields)
    function = entry.function
    of = {where: [field for field in function.fields if field.where == where] for where in ("path", "query", "body")}
    query = [pair for field in of["query"] if field.name in fields for pair in _pairs(field, fields[field.name])]
    body = {field.name: fields[field.name] for field in of["body"] if field.name in fields}
    path = function.path
    for field in of["path"]:
        path = path.replace("{" + field.name + "}", quote(_written(fields[field.name]), safe=""))
    answer = await client.ask(function.method, path, query, body if body else None, shown=function.path)
    return Reply(answer.status_code, answer.headers.get("Content-Type", ""), answer.content)


def _check(entry: Entry, fields: Mapping[str, object]) -> None:
    known = {field.name: field for field in entry.function.fields}
    for name in fields:
        if name not in known:
            raise Refused("unknown_field", field=name)
    for name, field in known.items():
        if name not in fields:
            if field.required:
                raise Refused("missing_field", field=name)
        elif not _fits(field, fields[name]):
            raise Refused("wrong_type", field=name, type=field.type)
    for name, inner in entry.inside.items():
        wrapper = fields.get(name)
        missing = [one for one in inner if not isinstance(wrapper, Mapping) or one not in wrapper]
        if name in fields and missing:
            raise Refused("missing_field", field=f"{name}.{missing[0]}")


def _fits(field: FunctionField, value: object) -> bool:
    """Whether a value is of the field's type; in paths and queries text may stand for a number."""
    if field.where != "body":
        if field.type == "list" or (field.name.endswith("[]") and isinstance(value, list)):
            return isinstance(value, list | tuple | str | int)
        if field.type == "integer":
            return isinstance(value, int | str) and str(value).strip().lstrip("-").isdigit()
        return isinstance(value, str | int | float | Decimal) and (field.where != "path" or str(value) != "")
    if isinstance(value, bool):
        return field.type == "boolean"
    return isinstance(value, _BODY_TYPES[field.type])


_BODY_TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "integer": int,
    "number": (int, float, Decimal),
    "boolean": bool,
    "list": (list, tuple),
    "object": Mapping,
}


def _pairs(field: FunctionField, value: object) -> Iterator[tuple[str, str]]:
    """A list is written with commas, or repeated where the name ends in brackets (section 5)."""
    if not isinstance(value, list | tuple):
        yield field.name, _written(value)
    elif field.name.endswith("[]"):
        yield from ((field.name, _written(one)) for one in value)
    else:
        yield field.name, ",".join(map(_written, value))


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _entry(name: str, method: str, path: str, written: list[str]) -> Entry:
    found = [match for match in map(_FIELD.fullmatch, written) if match]
    fields = tuple(FunctionField(one["name"], one["where"], one["type"], bool(one["required"])) for one in found)
    inside = {one["name"]: tuple(one["inside"].split(",")) for one in found if one["inside"]}
    return Entry(Function(name, method, path, fields, writes=method != "GET"), inside)


def _joined(old: Entry | None, new: Entry | None) -> Function:
    newest = new or old
    assert newest is not None
    if old is None or new is None or old.function == new.function:
        return newest.function
    fields = {field.name: field for field in (*old.function.fields, *new.function.fields)}
    required = [{field.name for field in one.function.fields if field.required} for one in (old, new)]
    joined = tuple(replace(field, required=all(name in names for names in required)) for name, field in fields.items())
    return replace(newest.function, fields=joined)
