"""Who may come in: the credentials of each generation, and the limits that every answer tells (sections 3, 4)."""

import base64
import binascii

from starlette.requests import Request

from desktop.sandbox.jumpseller.account import Account, Refusal

LIMITS = {"2021": (8, 240), "2026": (20, 800)}


def admit(account: Account, request: Request) -> None:
    """Basic or the query pair; the older generation takes the pair only. Raises Refusal."""
    given = _pair(request) if account.quirks.generation == "2021" else _basic(request) or _pair(request)
    if given is None:
        # A client that does not know yet whom it talks to may ask once with the recommended form (section 3).
        kind = None if account.quirks.generation == "2021" and _basic(request) else "auth"
        raise Refusal(401, "Unauthorized", kind)
    if given != (account.world.login, account.world.authtoken):
        raise Refusal(401, "Unauthorized", "auth")


def _pair(request: Request) -> tuple[str, str] | None:
    query = request.query_params
    return (query["login"], query["authtoken"]) if "login" in query and "authtoken" in query else None


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        login, colon, token = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (login, token) if colon else None


def limits(account: Account) -> tuple[int, int]:
    """Requests per second and per minute."""
    usual = account.quirks.per_second, account.quirks.per_minute
    return LIMITS["2021"] if account.quirks.generation == "2021" and usual == LIMITS["2026"] else usual


def limit_headers(account: Account, left: tuple[int, int]) -> tuple[tuple[str, str], ...]:
    """What every answer tells about the limits."""
    second, minute = limits(account)
    return (
        ("jumpseller-perminuteratelimit-limit", str(minute)),
        ("jumpseller-perminuteratelimit-remaining", str(left[1])),
        ("jumpseller-persecondratelimit-limit", str(second)),
        ("jumpseller-persecondratelimit-remaining", str(left[0])),
    )
