"""MarketplaceService.MarketplacePassthrough: a request handed on to the marketplace itself (section 8)."""

import json
from typing import Any

from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.fields import checked, wrong
from desktop.sandbox.sirclo.world import Record

HEADER_OPTIONAL = ("tkpd", "shpe-chat", "lzda")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


async def passthrough(call: Call) -> Any:
    """The marketplace's raw answer, as an object or as a text."""
    given = call.params
    named = {"http_method": str, "url_path": str, "queryParams": dict, "brand_id": str, "channel": str}
    header = {"header": dict}
    optional = header if isinstance(given, dict) and given.get("channel") in HEADER_OPTIONAL else {}
    given = checked(given, "params", {**named, "body": (dict, str), **({} if optional else header)}, optional)
    code = "shpe" if given["channel"] == "shpe-chat" else given["channel"]
    if given["channel"] == "shpe":
        raise wrong("the channel code for Shopee is shpe-chat here", "id")
    call.account.link(given["brand_id"], code)
    _check(given)
    if given["http_method"] != "GET":
        call.account.note("passthrough", f"{given['http_method']} {given['url_path']}")
    answer = _answer(call, code, given)
    return json.dumps(answer) if call.account.quirks.passthrough_text else answer


def _check(given: Record) -> None:
    """Paths as each marketplace's notes ask for them. Raises Refusal."""
    path, code = given["url_path"], given["channel"]
    if given["http_method"] not in VERBS or not path.startswith("/"):
        raise wrong("http_method or url_path is not right")
    if code == "shpe-chat" and path.startswith("/api/v2"):
        raise wrong("url_path comes without /api/v2")
    if code == "tkpd" and ":" in path:
        raise wrong("url_path must have its parameters filled in")
    if isinstance(given["body"], str) and code != "lzda":
        raise wrong("body must be an object")


def _answer(call: Call, code: str, given: Record) -> Record:
    """Something each marketplace might say: the numbers of the orders it has here."""
    orders = [one["number"] for one in call.account.world.orders.values() if one["channel"] == code][:10]
    if code == "blib":
        return {"requestId": call.account.activity(), "success": True, "errorMessage": None, "content": orders}
    if code == "lzda":
        return {"code": "0", "request_id": call.account.activity(), "data": {"orders": orders}}
    if code == "shpe":
        return {"request_id": call.account.activity(), "error": "", "message": "", "response": {"order_list": orders}}
    return {"header": {"process_time": 0.01, "messages": "OK"}, "data": orders}


METHODS: dict[str, Method] = {"MarketplaceService.MarketplacePassthrough": passthrough}
