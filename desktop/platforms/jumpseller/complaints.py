"""Complaints: what Jumpseller's error bodies say, and the error each status stands for (jumpseller.md 11)."""

import json
from collections.abc import Iterator
from typing import Any

import httpx

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused
from desktop.platforms.kit.redact import clean, sketch

# The part of the store a path belongs to, as the permissions name it (section 3); others are named as they stand.
_SCOPES = {"order": "fulfillments", "locations": "store", "categories": "store", "products_locations": "products"}


# Fields an error body has been seen with, or may be expected with: texts, or texts by field.
_SAYING = ("message", "errors", "error", "detail", "title")


def complaint_of(response: httpx.Response) -> str:
    """What an error answer says, as plain text; bodies may be empty, HTML, or of a shape nobody documents."""
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        return f"HTTP {response.status_code}"
    said = next((found[key] for key in _SAYING if found.get(key)), None) if isinstance(found, dict) else None
    return clean("; ".join(_texts(said))) or sketch(response.content, 200)


def _texts(said: Any, field: str = "") -> Iterator[str]:
    """``{"price": ["must be positive"]}`` is told as ``price: must be positive``."""
    if isinstance(said, str):
        yield f"{field}: {said}" if field else said
    elif isinstance(said, dict):
        for key, one in said.items():
            yield from _texts(one, str(key))
    elif isinstance(said, list):
        for one in said:
            yield from _texts(one, field)


def error_of(response: httpx.Response) -> PlatformError:
    """The error for an answer that is neither 2xx nor handled by the transport chain (limits, 5xx)."""
    status = str(response.status_code)
    if not response.is_client_error:
        return BrokenAnswer("unexpected_answer", status=status)
    message = complaint_of(response)
    if response.status_code == httpx.codes.UNAUTHORIZED:
        return AuthNeeded("login_refused", message=message)
    if response.status_code == httpx.codes.FORBIDDEN:
        return Refused("role_missing", role=scope_of(response.request), message=message)
    if response.status_code == httpx.codes.NOT_FOUND:
        return Gone("not_found", message=message)
    return Refused("request_refused", status=status, message=message)


def scope_of(request: httpx.Request) -> str:
    """The permission a request needs, as the documents name it: ``read_orders``, ``write_products``..."""
    path = request.url.path.partition("/v1/")[2] or request.url.path.lstrip("/")
    part = path.split("/")[0].removesuffix(".json")
    return f"{'read' if request.method == 'GET' else 'write'}_{_SCOPES.get(part, part)}"
