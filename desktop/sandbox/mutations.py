"""Changes to an answer's JSON that make sense on any platform: fields set, dropped or added, rows doubled."""

from collections.abc import Iterator
from typing import Any

from desktop.sandbox.faults import Fault
from desktop.sandbox.journal import Exchange
from desktop.sandbox.simulator import Mutation


def objects(document: Any) -> Iterator[dict[str, Any]]:
    """Every object anywhere in a document, the outer ones first."""
    if isinstance(document, dict):
        yield document
        document = list(document.values())
    if isinstance(document, list):
        for one in document:
            yield from objects(one)


def doubled(rows: list[Any]) -> list[Any]:
    """Every second row twice in a row."""
    return [copy for place, row in enumerate(rows) for copy in [row] * (1 + place % 2)]


def set_fields(document: Any, names: set[str], value: Any) -> Any:
    """Give every field of these names, wherever it is, this value."""
    for one in objects(document):
        one.update(dict.fromkeys(one.keys() & names, value))
    return document


def _set_field(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every field called `name` is `to`."""
    return set_fields(document, {str(fault.params.get("name"))}, fault.params.get("to"))


def _drop_field(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """No field is called `name`."""
    for one in objects(document):
        one.pop(str(fault.params.get("name")), None)
    return document


def _extra_fields(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every object has a field that no reference names."""
    for one in list(objects(document)):
        one["introducedLater"] = {"since": "2027-01-01"}
    return document


ANYWHERE: dict[str, Mutation] = {
    "set_field": _set_field,
    "drop_field": _drop_field,
    "extra_fields": _extra_fields,
}
"""The mutations that every simulated platform offers beside its own."""
