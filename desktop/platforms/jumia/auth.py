"""Keeps one access token valid per account although every refresh uses its refresh token up (jumia.md 1.3).

A refresh token works once, so the rules are: one refresh at a time (in this process and among all), look into the vault
before asking, save the new pair durably before it is used, and never give up a refresh half way.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from desktop.domain.errors import AuthNeeded, BrokenAnswer, TryLater, Unreachable
from desktop.platforms.jumia import shapes
from desktop.platforms.jumia.codes import TOKEN_ERROR
from desktop.platforms.jumia.complaints import complaint_of, error_of
from desktop.platforms.jumia.mapping import moment
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.http import plain_client
from desktop.platforms.kit.retry import LIMITED_TRIES, LONGEST_STEP_S, NOT_SENT, retry_after_s
from desktop.platforms.kit.session import AccountSession

SPARE = timedelta(minutes=5)  # renew this long before the end
_CREDENTIALS_REFUSED = (400, 401, 403)
DEFAULT_LIFE_S = 3600  # the shortest life any source saw, for a reply that names none

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the vault holds of an account: the pair, and from when on it should be renewed."""

    client_id: str
    refresh_token: str
    access_token: str = ""
    renew_at: datetime | None = None

    @classmethod
    def of(cls, credentials: Mapping[str, str]) -> "Tokens":
        return cls(
            credentials.get("client_id", ""),
            credentials.get("refresh_token", ""),
            credentials.get("access_token", ""),
            moment(credentials.get("renew_at")),
        )

    def as_credentials(self) -> dict[str, str]:
        return {
            "client_id": self.client_id,
            "refresh_token": self.refresh_token,
            "access_token": self.access_token,
            "renew_at": self.renew_at.isoformat() if self.renew_at else "",
        }

    def serves(self, now: datetime, spent: str) -> bool:
        """Whether the access token may be used: it is none that was refused, and has some life left."""
        return (
            bool(self.access_token) and self.access_token != spent and self.renew_at is not None and now < self.renew_at
        )


class Bearer:
    """Signs requests with the account's access token; a ``Signer`` of the transport chain."""

    def __init__(self, session: AccountSession, line: httpx.AsyncBaseTransport) -> None:
        self._session = session
        self._client = plain_client(session.base_url, line)
        self._tokens: Tokens | None = None
        self._unsaved: tuple[str, Tokens, datetime | None] | None = None
        self._refreshing: asyncio.Task[Tokens] | None = None

    async def client_id(self) -> str:
        """The name Jumia knows us by."""
        return Tokens.of(await self._session.vault.load()).client_id

    async def sign(self, request: httpx.Request) -> None:
        tokens = self._tokens
        if tokens is None or not tokens.serves(self._session.clock(), spent=""):
            tokens = await self._fresh(spent="")
        request.headers["Authorization"] = f"Bearer {tokens.access_token}"

    async def renew(self, request: httpx.Request) -> bool:
        await self._fresh(spent=request.headers.get("Authorization", "").removeprefix("Bearer "))
        return True

    async def aclose(self) -> None:
        """Let a running refresh end: its answer must not get lost."""
        if self._refreshing is not None:
            await asyncio.wait([self._refreshing])
        await self._client.aclose()

    async def _fresh(self, spent: str) -> Tokens:
        """Tokens other than ``spent``; all who ask meanwhile share one refresh, which nobody's cancelling stops."""
        if self._tokens and self._tokens.serves(self._session.clock(), spent):
            return self._tokens
        if self._refreshing is None or self._refreshing.done():
            self._refreshing = asyncio.create_task(self._refresh(spent))
            self._refreshing.add_done_callback(lambda task: task.cancelled() or task.exception())
        return await asyncio.shield(self._refreshing)

    async def _refresh(self, spent: str) -> Tokens:
        async with self._session.vault.exclusive():
            held = await self._held()
            if not held.serves(self._session.clock(), spent):
                held = await self._exchange(held)
            self._tokens = held
            return held

    async def _held(self) -> Tokens:
        """The vault's tokens. A pair that could not be saved is saved now, unless somebody has logged in since."""
        held = Tokens.of(await self._session.vault.load())
        if self._unsaved and self._unsaved[0] == held.refresh_token:
            return await self._keep(*self._unsaved)
        return held

    async def _exchange(self, held: Tokens) -> Tokens:
        if not held.client_id or not held.refresh_token:
            raise AuthNeeded("token_missing")
        reply = await self._ask(held)
        now = self._session.clock()
        life_s, refresh_life_s = _seconds(reply.expires_in) or DEFAULT_LIFE_S, _seconds(reply.refresh_expires_in)
        spare_s = min(SPARE.total_seconds(), life_s / 2)
        renew_s = min(life_s - spare_s, refresh_life_s / 2) if refresh_life_s else life_s - spare_s
        fresh = Tokens(
            held.client_id,
            reply.refresh_token or held.refresh_token,
            reply.access_token,
            now + timedelta(seconds=renew_s),
        )
        expires_at = now + timedelta(seconds=refresh_life_s) if refresh_life_s else None
        return await self._keep(held.refresh_token, fresh, expires_at)

    async def _keep(self, replaced: str, fresh: Tokens, expires_at: datetime | None) -> Tokens:
        """Save, then use: a token that is used but not saved would lose the account with this process."""
        self._unsaved = (replaced, fresh, expires_at)
        await self._session.vault.save(fresh.as_credentials(), expires_at)
        self._unsaved = None
        self._tokens = fresh
        return fresh

    async def _ask(self, held: Tokens) -> shapes.Token:
        """POST /token; where it is unknown whether the token was rotated, once more with the same one (section 1.3)."""
        form = {"grant_type": "refresh_token", "client_id": held.client_id, "refresh_token": held.refresh_token}
        try:
            return await self._asked(form)
        except (TryLater, BrokenAnswer) as error:
            if error.code == "rate_limited":
                raise
            _log.info("account=%s token request repeated after %s", self._session.account_id, error.code)
            return await self._asked(form)

    async def _asked(self, form: Mapping[str, str]) -> shapes.Token:
        for attempt in range(LIMITED_TRIES):
            response = await self._posted(form)
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS:
                return _token(response)
            wait_s = max(retry_after_s(response, self._session.clock), min(LONGEST_STEP_S, 2.0**attempt))
            await self._session.limiter.pause(wait_s)
        raise TryLater("rate_limited", after_s=wait_s)

    async def _posted(self, form: Mapping[str, str]) -> httpx.Response:
        try:
            return await self._client.post("/token", data=dict(form))
        except NOT_SENT as error:
            raise Unreachable("no_connection", after_s=10.0, cause=type(error).__name__) from error
        except httpx.RequestError as error:
            raise TryLater("no_answer", after_s=10.0, cause=type(error).__name__) from error


def _token(response: httpx.Response) -> shapes.Token:
    if response.is_success:
        reply = decode(response.content, shapes.Token)
        if not reply.access_token:
            raise unexpected(response.content)
        return reply
    if not response.is_client_error:
        raise TryLater("platform_trouble", after_s=10.0, status=str(response.status_code))
    if response.status_code not in _CREDENTIALS_REFUSED:
        raise error_of(response)
    complaint = complaint_of(response)
    raise AuthNeeded(TOKEN_ERROR.get(complaint.code, "token_refused"), message=complaint.message)


def _seconds(value: int | str | None) -> float:
    """A lifetime, also where it is written as text; 0 where it is not usable."""
    try:
        return min(max(float(value or 0), 0.0), 10 * 365 * 86400.0)
    except ValueError:
        return 0.0
