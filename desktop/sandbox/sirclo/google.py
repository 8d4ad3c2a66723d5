"""Who may call Pub/Sub: nobody is asked as at an emulator, but whoever shows a token must show a good one (9.2)."""

import hashlib
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.service_key import claims_of, email
from desktop.sandbox.sirclo.world import PROJECT

AUDIENCE = "https://pubsub.googleapis.com/"
SCOPE = "https://www.googleapis.com/auth/pubsub"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LEEWAY, LONGEST = 300.0, 3600.0
STATUS = {
    400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 403: "PERMISSION_DENIED", 404: "NOT_FOUND",
    405: "UNIMPLEMENTED", 409: "ALREADY_EXISTS", 429: "RESOURCE_EXHAUSTED", 500: "INTERNAL", 503: "UNAVAILABLE",
}  # fmt: skip


class GoogleRefusal(Exception):  # noqa: N818 - what Google says
    """A refusal as Google speaks it; `kind` as in `Refusal`."""

    def __init__(self, code: int, message: str, kind: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.kind = code, message, kind


def envelope(code: int, message: str) -> Answer:
    """Google's error document."""
    error = {"code": code, "message": message, "status": STATUS.get(code, "UNKNOWN")}
    return json_answer({"error": error}, code)


def admit(account: Account, request: Request) -> None:
    """Check the bearer, where there is one or one is wanted. Raises GoogleRefusal."""
    if account.world.revoked:
        raise GoogleRefusal(403, "The service account was disabled.")
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if not scheme:
        if account.quirks.pubsub_needs_token:
            raise GoogleRefusal(401, "Request is missing required authentication credential.", "auth")
        return
    if scheme != "Bearer":
        raise GoogleRefusal(401, "Expected OAuth 2 access token.", "auth")
    if account.tokens.get(token, 0.0) > account.now():
        return
    _check(account, token)


def _check(account: Account, token: str) -> None:
    """A token of the client's own making; an expired one is a mistake once its end was told."""
    if account.quirks.self_signed_refused or token in account.tokens:
        raise GoogleRefusal(401, "Invalid authentication credentials.")
    try:
        claims = claims_of(token)
        _who(claims)
    except ValueError as error:
        raise GoogleRefusal(401, f"Invalid JWT: {error}", "auth") from error
    if claims.get("aud") != AUDIENCE and claims.get("scope") != SCOPE:
        raise GoogleRefusal(401, "Invalid JWT: audience or scope is not right", "auth")
    if claims["exp"] <= account.now():
        known = hashlib.sha256(token.encode()).hexdigest()
        kind = "auth" if known in account.refused_tokens else None
        account.refused_tokens.add(known)
        raise GoogleRefusal(401, "Invalid JWT: token has expired", kind)
    if claims["iat"] > account.now() + LEEWAY:
        raise GoogleRefusal(401, "Invalid JWT: issued in the future", "auth")


def _who(claims: dict[str, Any]) -> None:
    """Issuer, subject and lifetime. Raises ValueError."""
    if claims.get("iss") != email(PROJECT) or claims.get("sub", claims.get("iss")) != claims.get("iss"):
        raise ValueError("iss or sub is not the service account")
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(expires, int) or not 0 < expires - issued <= LONGEST:
        raise ValueError("iat and exp must lie at most an hour apart")


async def token(account: Account, request: Request) -> Answer:
    """POST token_uri: a signed assertion for an access token."""
    form = parse_qs((await request.body()).decode("latin-1"))
    try:
        if form.get("grant_type") != [GRANT]:
            raise ValueError("grant_type is not right")
        claims = claims_of(form.get("assertion", [""])[0])
        _who(claims)
        if claims.get("aud") != f"{account.harness.origin}/token" or claims["exp"] <= account.now():
            raise ValueError("aud or exp is not right")
    except ValueError as error:
        account.count("auth", str(error))
        return json_answer({"error": "invalid_grant", "error_description": str(error)}, 400)
    access = f"ya29.{account.rng.getrandbits(160):040x}"
    account.tokens[access] = account.now() + LONGEST
    return json_answer({"access_token": access, "expires_in": int(LONGEST) - 1, "token_type": "Bearer"})
