"""Complaints: the envelope of an answer, what is in it, and the error each code stands for (sirclo.md 1)."""

import msgspec
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.redact import clean, sketch

MAINTENANCE_S = 60.0


class _Error(Struct):
    code: int = 0
    message: str = ""


class _Told(Struct):
    success: bool | None = None
    message: str | None = None


def result_of(content: bytes, *, writes: bool, secret: str) -> bytes:
    """What is in the envelope, as JSON; some answers come without one and are their own result.

    Raises what an error stands for, and ``BrokenAnswer``; ``secret`` is taken out of the adapter's own words.
    """
    if not content.strip():
        raise BrokenAnswer("empty_answer")
    try:
        envelope = msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except msgspec.ValidationError:  # JSON of another form
        return content
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BrokenAnswer("not_json", excerpt=sketch(content)) from error
    fault = envelope.get("error")
    if fault is not None and bytes(fault) != b"null":
        raise error_of(bytes(fault), writes=writes, secret=secret)
    return bytes(envelope["result"]) if "result" in envelope else content


def error_of(error: bytes, *, writes: bool, secret: str) -> PlatformError:
    """The error for an ``error`` object."""
    found = decode(error, _Error)
    message = words(found.message, secret)
    if found.code == 401:
        return AuthNeeded("login_refused")
    if found.code == 403:
        return Refused("role_missing", role="administrator", message=message)
    if found.code == 404:
        return Gone("not_found", message=message)
    if found.code in (429, 503):  # over the limit, or closed for maintenance: nothing was done
        return TryLater("platform_trouble", after_s=MAINTENANCE_S, status=str(found.code))
    if found.code >= 500:
        status = str(found.code)
        if writes:
            return Unsure("platform_trouble", status=status, message=message)
        return TryLater("platform_trouble", after_s=MAINTENANCE_S, status=status, message=message)
    return Refused("request_refused", status=str(found.code), message=message)


def accepted(result: bytes, secret: str) -> bytes:
    """A success envelope may hold a failure. Raises ``Refused("refused_by_platform")``."""
    if result.strip() == b"null":
        return result
    told = decode(result, _Told)
    if told.success is None:
        raise unexpected(result)
    if not told.success:
        raise Refused("refused_by_platform", message=words(told.message or "", secret))
    return result


def words(message: str, secret: str) -> str:
    """The adapter's words without secrets: some of its refusals name the client key."""
    return clean(message.replace(secret, "***") if secret else message)
