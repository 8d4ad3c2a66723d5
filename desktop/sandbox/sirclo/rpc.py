"""The one JSON-RPC endpoint: key, envelope, method, and the answers in and out of their envelope (section 1)."""

import json
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.sirclo import (
    catalog,
    channel_methods,
    discounts,
    labels,
    order_methods,
    passthrough,
    setup,
    stock_and_price,
)
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.world import Record

METHODS: dict[str, Method] = {
    **setup.METHODS,
    **channel_methods.METHODS,
    **order_methods.METHODS,
    **labels.METHODS,
    **catalog.METHODS,
    **stock_and_price.METHODS,
    **discounts.METHODS,
    **passthrough.METHODS,
}
"""All 29 of section 3."""
BARE = ("PromotionService.CreateDiscount", "PromotionService.DeleteDiscount")
"""Shown without any envelope (section 1)."""


async def serve(account: Account, request: Request) -> Answer:
    """POST, or GET with a body, to /v1/jsonrpc."""
    id_ = ""
    try:
        _admit(account, request)
        document = await _document(request)
        id_ = document["id"]
        method = METHODS.get(document["method"])
        if method is None:
            raise Refusal(404, f"rpc: can't find method {document['method']}", "path")
        account.settle()
        result = await method(Call(account, id_, document["method"], document["params"]))
    except Refusal as refusal:
        return refused(account, refusal, id_)
    return _answer(account, id_, document["method"], result)


def _admit(account: Account, request: Request) -> None:
    """The bare client key (section 1). Raises Refusal."""
    if account.world.revoked:
        raise Refusal(401, "Unauthorized")
    if request.headers.get("authorization") != account.world.client_key:
        raise Refusal(401, "Unauthorized", "auth")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Refusal(400, "the request body must be a JSON document", "header")


async def _document(request: Request) -> Record:
    """The envelope; `Id` is taken for `id`, as the documents' own examples write it. Raises Refusal."""
    try:
        given = json.loads(await request.body())
    except ValueError:
        raise Refusal(400, "the request body must be a JSON document", "body") from None
    if not isinstance(given, dict):
        raise Refusal(400, "the request body must be an object", "body")
    document = {("id" if name == "Id" else name): value for name, value in given.items()}
    if document.keys() != {"jsonrpc", "id", "method", "params"} or document["jsonrpc"] != "2.0":
        raise Refusal(400, "jsonrpc 2.0, id, method and params are required", "body")
    if not isinstance(document["id"], str) or not document["id"] or not isinstance(document["method"], str):
        raise Refusal(400, "id and method are texts", "body")
    return document


def refused(account: Account, refusal: Refusal, id_: str) -> Answer:
    """The error envelope; a mistake is held against the client."""
    if refusal.kind:
        account.count(refusal.kind, refusal.message)
    return error_answer(refusal.code, refusal.message, id_, account.quirks.errors_at_200)


def error_answer(code: int, message: str, id_: str, at_200: bool) -> Answer:
    """The error envelope."""
    document = {"error": {"code": code, "message": message}, "id": id_, "jsonrpc": "2.0"}
    return json_answer(document, 200 if at_200 else code)


def _answer(account: Account, id_: str, method: str, result: Any) -> Answer:
    if isinstance(result, Answer):
        return result
    if method in BARE and not account.quirks.promotion_envelope:
        return json_answer(result)
    name = "Id" if account.quirks.capital_id else "id"
    if method == "OrderService.ShippingLabelURL":
        return json_answer({name: id_, "method": method, "result": result})
    return json_answer({name: id_, "jsonrpc": "2.0", "result": result})
