"""The exclusive token: one for all processes of this computer, renewed before it ends (uappi.md 2).

A new token kills the former one at once, so a token is kept with the credentials and made anew only when it is over or
refused. Two refusals of fresh tokens within a minute mean that somebody else uses the same keys.
"""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime, timedelta

import httpx
import msgspec

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Refused
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.http import client_of
from desktop.platforms.kit.retry import REPEATABLE
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.uappi.codes import APP_TOKEN

LIFE = timedelta(minutes=30)
EARLY = timedelta(minutes=2)
EVICTED_WITHIN = timedelta(minutes=1)
MOST_EVICTIONS = 3


class _Token(msgspec.Struct):
    token: str = ""


class _Claims(msgspec.Struct):
    exp: int = 0
    iat: int = 0


class Exclusive:
    """Signs with the one living token. See ``desktop.platforms.kit.signing.Signer``."""

    def __init__(self, session: AccountSession, line: httpx.AsyncBaseTransport) -> None:
        self._session = session
        self._http = client_of(session, line, login_refused=lambda _response: False)
        self._evicted: list[datetime] = []

    async def sign(self, request: httpx.Request) -> None:
        """Add application and bearer token. Raises ``AuthNeeded``, ``TryLater``, ``StoreError``."""
        kept = await self._session.vault.load()
        token = self._living(kept)
        if token is None:
            kept = await self._renewed(refused="")
            token = kept["token"]
        request.headers["App-Token"] = kept.get("app_token") or APP_TOKEN
        request.headers["Authorization"] = f"Bearer {token}"

    async def renew(self, request: httpx.Request) -> bool:
        """The token was refused: somebody logged in elsewhere, or it was rotated by another process of ours.

        Raises ``AuthNeeded("keys_used_elsewhere")`` when that happens again and again.
        """
        now = self._session.clock()
        self._evicted = [*(at for at in self._evicted if now - at < EVICTED_WITHIN), now]
        if len(self._evicted) >= MOST_EVICTIONS:
            raise AuthNeeded("keys_used_elsewhere")
        await self._renewed(refused=request.headers.get("Authorization", "").removeprefix("Bearer "))
        return True

    async def is_assuming(self) -> bool:
        """Whether the seller switched on what the hub does not document."""
        return (await self._session.vault.load()).get("assumed_reads", "").strip().lower() == "on"

    async def api_key(self) -> str:
        """The public key: what the hub knows us by."""
        return (await self._session.vault.load()).get("api_key", "")

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()

    def _living(self, kept: Mapping[str, str]) -> str | None:
        until = kept.get("token_until")
        if not kept.get("token") or not until:
            return None
        return kept["token"] if self._session.clock() < datetime.fromisoformat(until) else None

    async def _renewed(self, *, refused: str) -> Mapping[str, str]:
        """The credentials with a token that is not the refused one; another process may have made it meanwhile."""
        async with self._session.vault.exclusive():
            kept = await self._session.vault.load()
            living = self._living(kept)
            if living is not None and living != refused:
                return kept
            token = await self._authenticate(kept)
            until = self._session.clock() + _life(token)
            new = {**kept, "token": token, "token_until": until.isoformat()}
            await self._session.vault.save(new)
            return new

    async def _authenticate(self, kept: Mapping[str, str]) -> str:
        """POST /v1/logistic/auth. Doing it twice only makes a newer token, so it may be repeated."""
        if not kept.get("api_key") or not kept.get("secret_key"):
            raise AuthNeeded("no_credentials")
        answer = await self._http.post(
            "/v1/logistic/auth",
            json={"apiKey": kept["api_key"], "secretKey": kept["secret_key"]},
            headers={"App-Token": kept.get("app_token") or APP_TOKEN},
            extensions=dict(REPEATABLE),
        )
        if answer.status_code == httpx.codes.FORBIDDEN and not answer.content.strip().startswith(b"{"):
            raise Refused("blocked_by_platform")
        if answer.is_client_error:
            raise AuthNeeded("login_refused")
        token = decode(answer.content, _Token).token
        if not token.strip() or not token.isascii() or not token.isprintable():
            raise BrokenAnswer("unexpected_answer", status=str(answer.status_code))
        return token


def _life(token: str) -> timedelta:
    """How long to use a token: as long as it says of itself, whatever our clock shows, less a little; else 30 min."""
    life = LIFE
    try:
        middle = token.split(".")[1]
        claims = msgspec.json.decode(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)), type=_Claims)
        life = min(timedelta(seconds=claims.exp - claims.iat), LIFE) if claims.exp > claims.iat > 0 else LIFE
    except (IndexError, binascii.Error, ValueError, OverflowError, msgspec.DecodeError):
        pass  # not of the form it is documented with
    return max(life - EARLY, life / 2)
