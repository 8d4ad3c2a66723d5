"""Answers: turns the bytes of a JSON answer into typed structs, whatever the platform really sent.

Every field of a struct has a default. The common case is decoded in one go; where any field has another type than
documented, the whole is read again field by field and only what cannot be read falls back to its default. Amounts are
``Decimal``, read from the digits as they were written.
"""

import functools
import json
import types
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import msgspec

from desktop.domain.errors import BrokenAnswer
from desktop.platforms.kit.redact import sketch

T = TypeVar("T")


def decode(body: bytes, shape: type[T]) -> T:
    """``body`` as ``shape``: a struct, or a tuple of structs (which may also arrive as a single object).

    Raises:
        BrokenAnswer: ``empty_answer``, ``not_json``; ``excerpt`` holds its redacted beginning.
    """
    if not body.strip():
        raise BrokenAnswer("empty_answer")
    try:
        return cast(T, _decoder(shape)(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return cast(T, _reader(shape)(_parse(body)))


def is_struct(shape: object) -> bool:
    """Whether ``shape`` is a struct type."""
    return isinstance(shape, type) and issubclass(shape, msgspec.Struct)


class _UnreadableError(Exception):
    """A value that does not fit its field; never leaves this module."""


_Reader = Callable[[Any], Any]


@functools.cache
def _decoder(shape: type[T]) -> Callable[[bytes], T]:
    return msgspec.json.Decoder(shape).decode


def _parse(body: bytes) -> Any:
    """Any JSON, leniently: stray bytes, lone surrogates and endless numbers included."""
    text = body.decode("utf-8-sig", "replace")
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=lambda _: None)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise BrokenAnswer("not_json", excerpt=sketch(body)) from error


@functools.cache
def _reader(shape: Any) -> _Reader:
    """How to read a value of this type from parsed JSON; built once per type."""
    if is_struct(shape):
        return _struct_reader(shape)
    origin, arguments = get_origin(shape), get_args(shape)
    if origin is tuple:
        return _list_reader(_reader(arguments[0]))
    if origin in (Union, types.UnionType):
        return _choice_reader([_reader(choice) for choice in arguments if choice is not type(None)])
    return _PLAIN[shape]


def _struct_reader(shape: type[msgspec.Struct]) -> _Reader:
    fields = [(field.name, field.encode_name, _reader(field.type)) for field in msgspec.structs.fields(shape)]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise _UnreadableError
        found: dict[str, Any] = {}
        for name, key, reader in fields:
            try:
                if value.get(key) is not None:
                    found[name] = reader(value[key])
            except _UnreadableError:
                continue  # the field's default says that it is not known
        return shape(**found)

    return read


def _list_reader(reader: _Reader) -> _Reader:
    """A list without the entries that cannot be read; a single value counts as a list of one."""

    def read(value: Any) -> Any:
        found = []
        for entry in value if isinstance(value, list) else [value]:
            try:
                found.append(reader(entry))
            except _UnreadableError:
                continue
        return tuple(found)

    return read


def _choice_reader(readers: list[_Reader]) -> _Reader:
    def read(value: Any) -> Any:
        for reader in readers:
            try:
                return reader(value)
            except _UnreadableError:
                continue
        raise _UnreadableError

    return read


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Decimal) and -40 < value.adjusted() < 40:
        return f"{value:f}"
    raise _UnreadableError


def _amount(value: Any) -> Decimal:
    try:
        if isinstance(value, Decimal | str):
            return Decimal(value)
    except ArithmeticError:
        pass
    raise _UnreadableError


def _whole(value: Any) -> int:
    amount = _amount(value)
    if amount.is_finite() and -20 < amount.adjusted() < 20:
        return int(amount)
    raise _UnreadableError


def _truth(value: Any) -> bool:
    word = str(value).strip().lower() if isinstance(value, bool | str | Decimal) else ""
    if word in ("true", "1", "yes"):
        return True
    if word in ("false", "0", "no", ""):
        return False
    raise _UnreadableError


_PLAIN: dict[Any, _Reader] = {str: _text, Decimal: _amount, int: _whole, bool: _truth}
