"""Complaints: what the hub says when it says no, and the error each status stands for (uappi.md 3)."""

import httpx
from msgspec import Struct

from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.redact import clean


class _Complaint(Struct):
    error: str = ""
    details: tuple[str, ...] = ()


def error_of(response: httpx.Response) -> PlatformError:
    """The error for an answer that is neither 2xx nor handled by the transport chain (401, 429, 5xx)."""
    request_id = response.headers.get("Request-Id", "")
    told = {"request_id": request_id} if request_id else {}
    try:
        found = decode(response.content, _Complaint)
    except BrokenAnswer:
        if response.status_code == httpx.codes.FORBIDDEN:  # a page of the wall in front: no bad password (section 1)
            return Refused("blocked_by_platform", **told)
        return BrokenAnswer("unexpected_answer", status=str(response.status_code), **told)
    message = clean(" ".join([found.error, *found.details]).strip() or f"HTTP {response.status_code}")
    if response.status_code == httpx.codes.NOT_FOUND:
        return Gone("not_found", message=message, **told)
    if response.status_code == httpx.codes.FORBIDDEN:
        return Refused("role_missing", role="ERP", message=message, **told)
    return Refused("request_refused", status=str(response.status_code), message=message, **told)
