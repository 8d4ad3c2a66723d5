"""Complaints: what Jumpseller's error bodies say, and the error each status stands for (jumpseller.md 11)."""

import httpx
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.redact import clean, sketch

# The part of the store a path belongs to, as the permissions name it (section 3); others are named as they stand.
_SCOPES = {"order": "fulfillments", "locations": "store", "categories": "store", "products_locations": "products"}


class _Complaint(Struct):
    """Any of the fields an error body has been seen with, or may be expected with."""

    message: str | None = None
    error: str | None = None
    detail: str | None = None
    title: str | None = None


def complaint_of(response: httpx.Response) -> str:
    """What an error answer says, as plain text; bodies may be empty, HTML, or of a shape nobody documents."""
    try:
        found = decode(response.content, _Complaint)
    except BrokenAnswer:
        return sketch(response.content, 200) or f"HTTP {response.status_code}"
    said = found.message or found.error or found.detail or found.title
    return clean(said) if said else sketch(response.content, 200)


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
