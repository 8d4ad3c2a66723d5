"""A Google service account signs its own tokens: no request is needed to log in to Pub/Sub (sirclo.md 9.2).

Where such a token is refused, one is asked for at the address in the key file, with another assertion of our own.
"""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer
from desktop.domain.identity import Clock
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.http import require_safe
from desktop.platforms.kit.retry import REPEATABLE

AUDIENCE = "https://pubsub.googleapis.com/"
SCOPE = "https://www.googleapis.com/auth/pubsub"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE = timedelta(hours=1)
EARLY = timedelta(minutes=5)
JUST_NOW = timedelta(minutes=1)


class _KeyFile(Struct):
    client_email: str = ""
    private_key: str = ""
    private_key_id: str = ""
    project_id: str = ""
    token_uri: str = ""


class _Token(Struct):
    access_token: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """What of the key file is needed."""

    email: str
    private_key: str
    key_id: str
    project: str
    token_uri: str


def read(text: str) -> ServiceAccount:
    """A service-account key file. Raises ``AuthNeeded("bad_service_account")``."""
    try:
        found = decode(text.encode(), _KeyFile)
    except BrokenAnswer as error:
        raise AuthNeeded("bad_service_account") from error
    if not found.client_email or not found.private_key:
        raise AuthNeeded("bad_service_account")
    return ServiceAccount(
        found.client_email, found.private_key, found.private_key_id, found.project_id, found.token_uri
    )


def assertion(account: ServiceAccount, now: datetime, *, for_exchange: bool = False) -> str:
    """A signed JWT: itself the bearer token for an hour, or what one is given for. Some 50 ms of work.

    Raises ``AuthNeeded("bad_service_account")`` where the private key is none.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    try:
        key = serialization.load_pem_private_key(account.private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise AuthNeeded("bad_service_account") from error
    if not isinstance(key, RSAPrivateKey):
        raise AuthNeeded("bad_service_account")
    issued = int(now.timestamp())
    meant = {"aud": account.token_uri, "scope": SCOPE} if for_exchange else {"aud": AUDIENCE}
    claims = {"iss": account.email, "sub": account.email, **meant}
    times = {"iat": issued, "exp": issued + int(LIFE.total_seconds())}
    head = {"alg": "RS256", "typ": "JWT", "kid": account.key_id}
    signed = b".".join(_part(json.dumps(one, separators=(",", ":")).encode()) for one in (head, claims | times))
    return b".".join((signed, _part(key.sign(signed, PKCS1v15(), hashes.SHA256())))).decode()


def _part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


class SelfSigned:
    """Signs Pub/Sub requests. See ``desktop.platforms.kit.signing.Signer``.

    ``http`` is only used where a token must be asked for.
    """

    def __init__(self, account: Callable[[], Awaitable[ServiceAccount]], clock: Clock, http: httpx.AsyncClient) -> None:
        self._account, self._clock, self._http = account, clock, http
        self._token, self._made = "", datetime.min.replace(tzinfo=UTC)
        self._exchanges = False
        self._turn = asyncio.Lock()

    async def sign(self, request: httpx.Request) -> None:
        """Raises ``AuthNeeded``: ``bad_service_account``, ``login_refused``; ``TryLater``."""
        async with self._turn:
            if not self._token or self._clock() >= self._made + LIFE - EARLY:
                await self._make()
        request.headers["Authorization"] = f"Bearer {self._token}"

    async def renew(self, request: httpx.Request) -> bool:
        """A token made just now is refused for good: then one is asked for, and if that was so already, there is none.

        Either the account was withdrawn, or this computer's clock is wrong.
        """
        async with self._turn:
            if request.headers.get("Authorization") != f"Bearer {self._token}":
                return True  # made anew meanwhile
            if self._clock() - self._made < JUST_NOW:
                if self._exchanges or not (await self._account()).token_uri:
                    return False
                self._exchanges = True
            await self._make()
        return True

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()

    async def _make(self) -> None:
        now, account = self._clock(), await self._account()
        made = await asyncio.to_thread(assertion, account, now, for_exchange=self._exchanges)
        self._token = await self._exchanged(account, made) if self._exchanges else made
        self._made = now

    async def _exchanged(self, account: ServiceAccount, assertion_: str) -> str:
        """A token for an assertion; asking twice only makes another."""
        require_safe(account.token_uri)
        answer = await self._http.post(
            account.token_uri,
            data={"grant_type": GRANT, "assertion": assertion_},
            extensions={"bucket": "pubsub", "shown": "/token", **REPEATABLE},
        )
        token = "" if answer.is_client_error else decode(answer.content, _Token).access_token
        if not token or not token.isascii() or not token.isprintable():
            raise AuthNeeded("login_refused")
        return token
