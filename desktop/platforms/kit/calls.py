"""Calls: a platform's documented functions as a table of lines, and a request made of one and the fields given.

A line is ``NAME METHOD PATH field:where:type...``; a type that ends in ``*`` is required, and a method that ends in
``~`` changes nothing although it is no GET.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from desktop.domain.errors import Refused
from desktop.domain.functions import Function, FunctionField

_TYPES: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "list": (list,),
    "object": (dict,),
}


@dataclass(frozen=True, slots=True)
class Prepared:
    """What goes on the wire. ``content`` is the whole JSON body where a field is all of it, else ``body``."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    form: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, object] = field(default_factory=dict)
    content: object = None
    files: Mapping[str, bytes] = field(default_factory=dict)


def table(lines: str) -> tuple[Function, ...]:
    """The functions of a table; empty lines and lines that begin with ``#`` are left out."""
    return tuple(_function(line.split()) for line in lines.splitlines() if line.strip() and not line.startswith("#"))


def _function(words: list[str]) -> Function:
    name, method, path, *fields = words
    verb = method.removesuffix("~")
    writes = verb != "GET" and not method.endswith("~")
    return Function(name, verb, path, tuple(_field(one) for one in fields), writes)


def _field(text: str) -> FunctionField:
    name, where, kind = text.rsplit(":", 2)
    return FunctionField(name, where, kind.removesuffix("*"), kind.endswith("*"))


def prepared(functions: Iterable[Function], name: str, fields: Mapping[str, object]) -> tuple[Function, Prepared]:
    """The request for a function.

    Raises ``Refused``: ``unknown_function``, ``unknown_field``, ``missing_field``, ``field_type``.
    """
    function = next((one for one in functions if one.name == name), None)
    if function is None:
        raise Refused("unknown_function", function=name)
    known = {one.name: one for one in function.fields}
    for key in fields:
        if key not in known:
            raise Refused("unknown_field", field=key)
    given = {key: value for key, value in fields.items() if value is not None}
    for one in function.fields:
        if one.required and one.name not in given:
            raise Refused("missing_field", field=one.name)
        is_file = one.where == "file" and isinstance(given.get(one.name), bytes)
        if one.name in given and not is_file and not _fits(one.type, given[one.name]):
            raise Refused("field_type", field=one.name, type=one.type)
    return function, _request(function, given)


def _fits(kind: str, value: object) -> bool:
    if kind == "any":
        return True
    return isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _request(function: Function, given: Mapping[str, object]) -> Prepared:
    path, places = function.path, {one.name: one.where for one in function.fields}
    query: list[tuple[str, str]] = []
    form: dict[str, str] = {}
    body: dict[str, object] = {}
    content: object = None
    files: dict[str, bytes] = {}
    for name, value in given.items():
        where = places[name]
        if where == "path":
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        elif where == "query":
            query += [(name, _word(one)) for one in (value if isinstance(value, list) else [value])]
        elif where == "form":
            form[name] = _word(value)
        elif where == "content":
            content = value
        elif where == "file":
            files[name] = value if isinstance(value, bytes) else str(value).encode()
        else:
            body[name] = value
    return Prepared(function.method, path, tuple(query), form, body, content, files)


def _word(value: object) -> str:
    """As forms and addresses write it: lower-case truth, JSON for what has parts."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)
