"""POST /token: the refresh grant of a Self Authorization application (section 1.3)."""

from urllib.parse import parse_qs

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.refusals import Refusal
from desktop.sandbox.jumia.tokens import TIRED, Grant, Token

FIELDS = {"grant_type", "client_id", "refresh_token"}


def _refuse(kind: str | None, code: str, why: str) -> Refusal:
    return Refusal(400, why, kind, code)


async def token(account: Account, request: Request) -> Answer:
    """Trade the refresh token. The trade is saved before it is answered: the old token is dead for good."""
    form = await _form(request)
    _check_client(account, form)
    _check_refresh_token(account, form["refresh_token"])
    now = account.harness.clock.now()
    grant = account.tokens.trade(form["refresh_token"], now, account.quirks)
    account.harness.save()
    return json_answer(_reply(account, grant))


async def _form(request: Request) -> dict[str, str]:
    """The form body with exactly the three fields. Raises Refusal."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise _refuse("header", "invalid_request", "the body must be form-encoded")
    body = (await request.body()).decode("latin-1")
    form = parse_qs(body, keep_blank_values=True)
    if form.keys() != FIELDS or any(len(values) > 1 for values in form.values()):
        raise _refuse("body", "invalid_request", f"wanted once each: {', '.join(sorted(FIELDS))}")
    return {name: values[0] for name, values in form.items()}


def _check_client(account: Account, form: dict[str, str]) -> None:
    if form["grant_type"] != "refresh_token":
        raise _refuse("body", "unsupported_grant_type", "only refresh_token")
    if form["client_id"] != account.tokens.client_id:
        raise _refuse("auth", "invalid_client", "unknown client")


def _check_refresh_token(account: Account, text: str) -> None:
    """Raises Refusal; using a traded token again is a double, unless its answer was lost on the way."""
    found = account.tokens.refresh.get(text)
    if found is None:
        raise _refuse("auth", "invalid_grant", "unknown refresh token")
    if found.dead:
        raise _refuse(_blame(found), "invalid_grant", "refresh token is no longer active")
    if account.harness.clock.now() >= found.expires_at:
        raise _refuse(None, "invalid_grant", "refresh token is expired")


def _blame(dead: Token) -> str | None:
    dead.uses_when_dead += 1
    if dead.traded and not dead.lost:
        return "double"
    dead.lost = False
    return "auth" if dead.uses_when_dead > TIRED else None


def _reply(account: Account, grant: Grant) -> dict[str, object]:
    quirks = account.quirks
    lives = (grant.access_life, grant.refresh_life)
    access_life, refresh_life = map(str, lives) if quirks.numbers_as_strings else lives
    reply: dict[str, object] = {"access_token": grant.access_token, "expires_in": access_life}
    if not quirks.refresh_token_omitted:
        reply["refresh_token"] = grant.refresh_token
    return {**reply, "refresh_expires_in": refresh_life, "token_type": "Bearer"}
