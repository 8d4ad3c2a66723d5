"""Strict reading of a request: headers, query and body, each mistake refused and held against the client."""

import json
import re
from collections.abc import Collection
from typing import Any

from starlette.requests import Request

from desktop.sandbox.jumia.refusals import wrong
from desktop.sandbox.violations import Ledger

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def check_headers(request: Request, ledger: Ledger) -> None:
    """Accept and Content-Type as section 1.5 wants them. Raises Refusal."""
    if "application/json" not in request.headers.get("accept", ""):
        raise wrong("header", "Accept: application/json is required", 406)
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if request.method in ("POST", "PUT", "PATCH") and sent != "application/json":
        raise wrong("header", "Content-Type must be application/json", 415)
    if request.method == "GET" and sent:
        ledger.count("header", "Content-Type belongs to requests with a body only")


def check_query(request: Request, known: Collection[str]) -> None:
    """No parameter that the reference does not name. Raises Refusal."""
    for name in request.query_params:
        if name not in known:
            raise wrong("parameter", f"unknown parameter {name!r}")


def single(request: Request, name: str) -> str | None:
    """A parameter that may come once and not empty. Raises Refusal."""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise wrong("parameter", f"{name} given more than once")
    if values and not values[0].strip():
        raise wrong("parameter", f"{name} is empty")
    return values[0] if values else None


def several(request: Request, name: str) -> list[str]:
    """A list parameter, repeated or joined by commas: the simulator takes both (section 12.1)."""
    return [part.strip() for value in request.query_params.getlist(name) for part in value.split(",") if part.strip()]


def check_uuid(value: str, name: str) -> str:
    """Raises Refusal for what does not look like a UUID."""
    if not UUID.fullmatch(value):
        raise wrong("parameter", f"{name} is not a UUID")
    return value


async def json_object(request: Request, required: set[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """The body as an object with exactly these fields. Raises Refusal."""
    try:
        document = json.loads(await request.body())
    except ValueError:
        raise wrong("body", "the body is not JSON") from None
    return check_fields(document, "body", required, optional)


def check_fields(document: Any, name: str, required: set[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """An object with all of `required` and nothing beyond `optional`. Raises Refusal."""
    if not isinstance(document, dict):
        raise wrong("body", f"{name} must be an object")
    missing, unknown = required - document.keys(), document.keys() - required - set(optional)
    if missing:
        raise wrong("body", f"{name}: missing field {', '.join(sorted(missing))}")
    if unknown:
        raise wrong("body", f"{name}: unknown field {', '.join(sorted(unknown))}")
    return document


def text_list(value: Any, name: str, at_most: int) -> list[str]:
    """A list of different, non-empty texts. Raises Refusal."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in value):
        raise wrong("body", f"{name} must be a list of texts")
    if not 1 <= len(value) <= at_most:
        raise wrong("body", f"{name} must hold 1 to {at_most} entries")
    if len(set(value)) != len(value):
        raise wrong("body", f"{name} names something twice")
    return value
