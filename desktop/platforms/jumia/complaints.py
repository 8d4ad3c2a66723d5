"""Complaints: Jumia's five shapes of error bodies as one (jumia.md 2.2), and the error each status stands for."""

from dataclasses import dataclass

import httpx

from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused
from desktop.platforms.jumia import shapes
from desktop.platforms.jumia.codes import ROLE
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.redact import clean, sketch


@dataclass(frozen=True, slots=True)
class Complaint:
    """``code`` is the OAuth word or ``""``; ``message`` is plain text that may be shown."""

    code: str
    message: str


def complaint_of(response: httpx.Response) -> Complaint:
    """What an error answer says; bodies may be empty or no JSON at all (then: a blotted beginning, or the status)."""
    try:
        body = decode(response.content, shapes.Complaint)
    except BrokenAnswer:
        return Complaint("", sketch(response.content, 200) or f"HTTP {response.status_code}")
    word = body.error if isinstance(body.error, str) else ""
    inner = body.error.message if isinstance(body.error, shapes.Response) else None
    data = body.data[0].message if body.data else None
    first = body.errors[0] if body.errors else None
    said = body.error_description or body.message or data or word or inner or first
    return Complaint(word, clean(said or f"HTTP {response.status_code}"))


def error_of(response: httpx.Response) -> PlatformError:
    """The error for an answer that is neither 2xx nor handled by the transport chain (401, 429, 5xx)."""
    status = str(response.status_code)
    if not response.is_client_error:
        return BrokenAnswer("unexpected_answer", status=status)
    message = complaint_of(response).message
    if response.status_code == httpx.codes.FORBIDDEN:
        return Refused("role_missing", role=ROLE, message=message)
    if response.status_code == httpx.codes.NOT_FOUND:
        return Gone("not_found", message=message)
    return Refused("request_refused", status=status, message=message)
