"""Answers: turns the bytes of a JSON answer into typed structs, whatever the platform really sent.

Every field of a struct has a default. The common case is decoded in one go; where any field has another type than
documented, the whole is read again field by field and only what cannot be read falls back to its default. Amounts are
``Decimal``, read from the digits as they were written.
"""

import functools
import json
import logging
import types
from collections.abc import Callable
from decimal import Decimal
from typing import Any, TypeVar, Union, cast, get_args, get_origin

import msgspec

from desktop.domain.errors import BrokenAnswer
from desktop.platforms.kit.redact import sketch

T = TypeVar("T")

_log = logging.getLogger(__name__)


def decode(body: bytes, shape: type[T]) -> T:
    """``body`` as ``shape``: a struct, or a tuple of structs (which may also arrive as a single object).

    Raises:
        BrokenAnswer: ``empty_answer``, ``not_json``, ``unexpected_answer``; ``excerpt`` is its redacted beginning.
    """
    if not body.strip():
        raise BrokenAnswer("empty_answer")
    try:
        return cast(T, _decoder(cast(Any, shape))(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _read_leniently(body, shape)


def unexpected(body: bytes) -> BrokenAnswer:
    """The error for an answer that is JSON and yet not what was asked for."""
    return BrokenAnswer("unexpected_answer", excerpt=sketch(body))


class _UnreadableError(Exception):
    """A value that does not fit its field; never leaves this module."""


_Reader = Callable[[Any], Any]


@functools.cache
def _decoder(shape: Any) -> Callable[[bytes], Any]:
    return msgspec.json.Decoder[Any](shape).decode


def _read_leniently(body: bytes, shape: type[T]) -> T:
    try:
        return cast(T, _reader(cast(Any, shape))(_parse(body)))
    except _UnreadableError as error:
        raise unexpected(body) from error


def _parse(body: bytes) -> Any:
    """Any JSON, leniently: stray bytes, lone surrogates and endless numbers included."""
    text = body.decode("utf-8-sig", "replace")
    try:
        return json.loads(text, parse_float=_number, parse_int=_number, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise BrokenAnswer("not_json", excerpt=sketch(body)) from error


def _number(digits: str) -> Decimal | None:
    """A number as written, or None for one that is absurd: no amount and no count has twenty digits."""
    try:
        number = Decimal(digits)
    except ArithmeticError:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 20 else None


@functools.cache
def _reader(shape: Any) -> _Reader:
    """How to read a value of this type from parsed JSON; built once per type."""
    if isinstance(shape, type) and issubclass(shape, msgspec.Struct):
        return _struct_reader(shape)
    origin, arguments = get_origin(shape), get_args(shape)
    if origin is tuple:
        return _list_reader(_reader(arguments[0]))
    if origin is dict:
        return _map_reader(_reader(arguments[1]))
    if origin in (Union, types.UnionType):
        # Text first, so that "00100" stays what it is where a number would do as well.
        choices = sorted(arguments, key=lambda choice: choice is not str)
        return _choice_reader([_reader(choice) for choice in choices if choice is not type(None)])
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
        if not isinstance(value, list):
            return (reader(value),)
        found = []
        for entry in value:
            try:
                found.append(reader(entry))
            except _UnreadableError:
                continue
        if len(found) < len(value):
            _log.warning("%d entries of a list were unreadable and left out", len(value) - len(found))
        return tuple(found)

    return read


def _map_reader(reader: _Reader) -> _Reader:
    """An object with keys of its own, without the entries that cannot be read; PHP writes an empty one as a list."""

    def read(value: Any) -> Any:
        if value == []:
            return {}
        if not isinstance(value, dict):
            raise _UnreadableError
        found = {}
        for key, entry in value.items():
            try:
                found[_text(key)] = reader(entry)
            except _UnreadableError:
                _log.warning("an entry of an object was unreadable and left out")
        return found

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
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise _UnreadableError


def _amount(value: Any) -> Decimal:
    amount = _number(value.strip()) if isinstance(value, str) else value
    if isinstance(amount, Decimal):
        return amount
    raise _UnreadableError


def _whole(value: Any) -> int:
    return int(_amount(value))


def _truth(value: Any) -> bool:
    word = str(value).strip().lower() if isinstance(value, bool | str | Decimal) else ""
    if word in ("true", "1", "yes"):
        return True
    if word in ("false", "0", "no", ""):
        return False
    raise _UnreadableError


_PLAIN: dict[Any, _Reader] = {str: _text, Decimal: _amount, int: _whole, bool: _truth}
