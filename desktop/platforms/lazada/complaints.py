"""What Lazada's error codes mean for us: an HTTP 200 says nothing, the ``code`` in the body does (lazada.md 5, 6)."""

import re

import httpx
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.redact import clean
from desktop.platforms.lazada.codes import (
    APP_REFUSED,
    CAMPAIGN,
    CAMPAIGN_S,
    GONE,
    LIMITS,
    LOCKED,
    LOGIN_REFUSED,
    NAMED,
    ROLES,
    TROUBLE,
)

_BAN = re.compile(r"last (\d+) second")
# Codes 6 and 21 also carry complaints about what was asked, which no repeating cures (section 6.1).
_OURS = ("Invalid status filter", "For input string", "voucher_type")


class Detail(Struct):
    """An entry of ``detail``: which field or SKU, and why."""

    field: str = ""
    sku: str = ""
    message: str = ""


class _Result(Struct):
    success: bool = True
    error_code: str = ""
    errorCode: str = ""  # noqa: N815 - as it is on the wire
    error_msg: str = ""
    errorMsg: str = ""  # noqa: N815


class Envelope(Struct):
    """The part that all answers share; promotions, brands and messages have a second flag of their own (section 5)."""

    code: str = ""
    message: str = ""
    detail: tuple[Detail, ...] = ()
    result: _Result | None = None
    success: bool = True
    error_code: str = ""
    error_msg: str = ""
    err_code: str = ""
    err_message: str = ""


class Refusal(Refused):
    """A ``Refused`` that still knows which SKU or field each complaint is about."""

    details: tuple[Detail, ...] = ()


def envelope_of(response: httpx.Response) -> Envelope:
    """Raises ``BrokenAnswer``."""
    return decode(response.content, Envelope)


def limited(response: httpx.Response) -> float | None:
    """Seconds to pause where the answer says "too fast", else None: the chain's hook."""
    if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
        return 1.0
    found = _read(response)
    if found is None or found.code not in LIMITS:
        return None
    ban = _BAN.search(found.message)
    return max(LIMITS[found.code], float(ban[1]) if ban else 0.0)


def login_refused(response: httpx.Response) -> bool:
    """Whether the access token was not accepted: the chain's hook."""
    found = _read(response)
    return response.status_code == httpx.codes.UNAUTHORIZED or (found is not None and found.code in LOGIN_REFUSED)


def error_of(response: httpx.Response, *, writes: bool) -> PlatformError | None:
    """What to raise for this answer; None where it is a success."""
    if response.is_client_error:
        return Refused("refused", status=str(response.status_code))
    found = envelope_of(response)
    code, message = _said(found)
    if code == "0":
        return None
    if not code:
        return Unsure("broken_answer") if writes else BrokenAnswer("unexpected_answer")
    if code == CAMPAIGN:
        return TryLater("closed_for_campaign", CAMPAIGN_S, status=code)
    if code in LOCKED:
        return TryLater("platform_trouble", 3.0, status=code)
    if code in TROUBLE and not any(word in message for word in _OURS):
        return Unsure("platform_trouble", status=code) if writes else TryLater("platform_trouble", 5.0, status=code)
    words = clean("; ".join(one for one in (message, *(detail.message for detail in found.detail)) if one))
    if code in LOGIN_REFUSED or code in APP_REFUSED:
        return AuthNeeded("login_refused", code=code, message=words)
    return _refusal(code, words, found.detail)


def _said(found: Envelope) -> tuple[str, str]:
    """Code and message of whichever flag says no."""
    if found.code != "0":
        return found.code, found.message
    if found.result and not found.result.success:
        told = found.result
        return told.error_code or told.errorCode or "unknown", told.error_msg or told.errorMsg
    if not found.success:
        return found.error_code or found.err_code or "unknown", found.error_msg or found.err_message
    return "0", ""


def _refusal(code: str, message: str, details: tuple[Detail, ...]) -> PlatformError:
    if code in GONE:
        return Gone("not_found", code=code, message=message)
    role = {"role": ROLES[code]} if code in ROLES else {}
    error = Refusal(NAMED.get(code, "refused_by_platform"), code=code, message=message, **role)
    error.details = details
    return error


def _read(response: httpx.Response) -> Envelope | None:
    try:
        return envelope_of(response)
    except BrokenAnswer:
        return None  # a label, or garbage: whoever asked for it will say so
