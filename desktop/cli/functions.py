"""The expert's commands: what a platform documents, and any of it called by name with the answer as it is."""

import json
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path

from desktop.cli import choices
from desktop.cli.console import Console, Reply, plain, table
from desktop.cli.exits import UsageError
from desktop.domain.functions import Function, FunctionField
from desktop.domain.functions import Reply as Answer
from desktop.services.build import Services

SHOWN = 20_000


async def list_(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Every call of a shop's platform, or those whose name holds a text."""
    account = await _account(services, arguments.shop)
    search = (arguments.search or "").casefold()
    found = [one for one in await services.expert_calls.functions(account) if search in one.name.casefold()]
    rows = [(one.name, one.method, "yes" if one.writes else "", _fields(one)) for one in found]
    document = {"functions": [_shape(one) for one in found], "total": len(found)}
    return Reply(document, table(("NAME", "METHOD", "WRITES", "FIELDS (* NEEDED)"), rows, empty="No such call."))


async def call(services: Services, arguments: Namespace, _console: Console) -> Reply:
    """Make one call and show, or write to a file, what was answered."""
    account = await _account(services, arguments.shop)
    known = {one.name: one for one in await services.expert_calls.functions(account)}
    fields = _typed(known.get(arguments.name), arguments.fields)
    answer = await services.expert_calls.call(account, arguments.name, fields, may_write=arguments.yes)
    if arguments.out:
        _write(arguments.out, answer.content)
    document = {"status": answer.status, "content_type": answer.content_type, "bytes": len(answer.content)}
    shown = f"{len(answer.content):,} bytes written to {arguments.out}." if arguments.out else _text(answer)
    return Reply({**document, "answer": None if arguments.out else _read(answer)}, shown)


async def _account(services: Services, name: str) -> str:
    return (await choices.shops_named(services, name))[0].account_id


def _fields(function: Function) -> str:
    return " ".join(f"{one.name}{'*' if one.required else ''}" for one in function.fields)


def _shape(one: Function) -> dict[str, object]:
    fields = [{"name": f.name, "where": f.where, "type": f.type, "required": f.required} for f in one.fields]
    return {"name": one.name, "method": one.method, "path": one.path, "writes": one.writes, "fields": fields}


def _typed(function: Function | None, settings: Sequence[str]) -> dict[str, object]:
    """``key=value`` by the types of the fields. Raises ``UsageError``: ``field_value``, and as credentials do."""
    types = {one.name: one for one in function.fields} if function else {}
    pairs = [setting.partition("=") for setting in settings]
    if not all(key and equals for key, equals, _value in pairs):
        raise UsageError("credential_form")
    return {key: _value(key, value, types) for key, _equals, value in pairs}


def _value(key: str, value: str, types: Mapping[str, FunctionField]) -> object:
    kind = types.get(key)
    if kind is None:
        return value
    if kind.where == "file":
        return _file(key, value.removeprefix("@"))
    text = choices.value_of(key, value)
    if kind.type == "text":
        return text
    try:
        return text if kind.type == "any" and not text.startswith(("{", "[")) else json.loads(text)
    except ValueError as error:
        raise UsageError("field_value", field=key, type=kind.type) from error


def _file(key: str, name: str) -> bytes:
    try:
        return Path(name).expanduser().read_bytes()
    except OSError as error:
        raise UsageError("credential_file", field=key, reason=error.strerror or "") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError("file_not_written", reason=error.strerror or "") from error


def _read(answer: Answer) -> object:
    """JSON as it is, other text as text, anything else as nothing: it wants a file."""
    try:
        text = answer.content.decode()
    except UnicodeDecodeError:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


def _text(answer: Answer) -> str:
    told = _read(answer)
    if told is None:
        return f"{len(answer.content):,} bytes of {answer.content_type or 'an unknown kind'}; keep them with --out."
    text = told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, indent=2)
    lines = [plain(line) for line in text[:SHOWN].splitlines()]
    return "\n".join(lines) + ("\n..." if len(text) > SHOWN else "")
