"""Answers gone odd: messages of a pull and JSON-RPC results, as faults that change the answer's JSON."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from desktop.sandbox.faults import Fault
from desktop.sandbox.journal import Exchange
from desktop.sandbox.mutations import doubled, objects, set_fields
from desktop.sandbox.simulator import Mutation
from desktop.sandbox.sirclo.labels import SPOILS

PULLS, RPC = "/v1/projects/*:pull", "/v1/jsonrpc"
AMOUNTS = {"subtotal", "total", "raw_price", "line_total", "shipping_total", "discount_total", "price", "stock"}


def _rows(document: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    """A pull with its messages changed; any other document as it is."""
    pulled = isinstance(document, dict) and "receivedMessages" in document
    return {**document, "receivedMessages": change(document["receivedMessages"])} if pulled else document


def _inside(document: Any, change: Callable[[Any], Any]) -> Any:
    """A pull with the document in each message changed; what is no JSON stays."""
    for row in document.get("receivedMessages", []) if isinstance(document, dict) else []:
        try:
            content = json.loads(base64.b64decode(row["message"]["data"], validate=True))
        except (ValueError, binascii.Error):
            continue
        row["message"]["data"] = base64.b64encode(json.dumps(change(content)).encode()).decode()
    return document


def _duplicated(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every second message twice, under one messageId and one ackId."""
    return _rows(document, doubled)


def _reordered(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return _rows(document, lambda rows: rows[::-1])


def _unknown_status(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every order_status is `to` (default awaiting_pickup)."""
    to = fault.params.get("to", "awaiting_pickup")
    return _inside(document, lambda content: set_fields(content, {"order_status"}, to))


def _absurd_numbers(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every amount is `to` (default 1e30; null and texts are possible)."""
    return _inside(document, lambda content: set_fields(content, AMOUNTS, fault.params.get("to", 1e30)))


def _field_inside(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every field called `name` inside a message is `to`."""
    names = {str(fault.params.get("name"))}
    return _inside(document, lambda content: set_fields(content, names, fault.params.get("to")))


def _no_field_inside(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """No field inside a message is called `name`."""

    def dropped(content: Any) -> Any:
        for one in objects(content):
            one.pop(str(fault.params.get("name")), None)
        return content

    return _inside(document, dropped)


def _success_false(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """A success envelope that says success: false, though the work was done."""
    return set_fields(document, {"success"}, False)


def _null_result(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return {**document, "result": None}


def _text_result(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """The result as a text that holds it."""
    return {**document, "result": json.dumps(document.get("result"))}


def _without_envelope(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return document.get("result", document)


MUTATIONS: dict[str, Mutation] = {
    "duplicated_messages": _duplicated,
    "reordered_messages": _reordered,
    "unknown_status": _unknown_status,
    "absurd_numbers": _absurd_numbers,
    "set_field_inside": _field_inside,
    "drop_field_inside": _no_field_inside,
    "success_false": _success_false,
    "null_result": _null_result,
    "text_result": _text_result,
    "without_envelope": _without_envelope,
}
FALSIFIED = ("unknown_status", "absurd_numbers", "set_field_inside", "drop_field_inside")
"""What is told falsely here is told rightly soon after, as by an adapter that notices; not where it never ends."""
_ON_RPC = ("success_false", "null_result", "text_result", "without_envelope")
HOMES = {kind: RPC if kind in _ON_RPC else PULLS for kind in MUTATIONS} | dict.fromkeys(SPOILS, "/labels/*")
"""Which requests a fault waits for when it is armed without a path."""
