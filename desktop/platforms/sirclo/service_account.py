"""A Google service account signs its own tokens: no request is needed to log in to Pub/Sub (sirclo.md 9.2)."""

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from msgspec import Struct

from desktop.domain.errors import AuthNeeded, BrokenAnswer
from desktop.domain.identity import Clock
from desktop.platforms.kit.answers import decode

AUDIENCE = "https://pubsub.googleapis.com/"
LIFE = timedelta(hours=1)
EARLY = timedelta(minutes=5)
JUST_NOW = timedelta(minutes=1)


class _KeyFile(Struct):
    client_email: str = ""
    private_key: str = ""
    private_key_id: str = ""
    project_id: str = ""


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """What of the key file is needed."""

    email: str
    private_key: str
    key_id: str
    project: str


def read(text: str) -> ServiceAccount:
    """A service-account key file. Raises ``AuthNeeded("bad_service_account")``."""
    try:
        found = decode(text.encode(), _KeyFile)
    except BrokenAnswer as error:
        raise AuthNeeded("bad_service_account") from error
    if not found.client_email or not found.private_key:
        raise AuthNeeded("bad_service_account")
    return ServiceAccount(found.client_email, found.private_key, found.private_key_id, found.project_id)


def assertion(account: ServiceAccount, now: datetime) -> str:
    """A signed JWT that is itself the bearer token for an hour; some 50 ms of work.

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
    claims = {"iss": account.email, "sub": account.email, "aud": AUDIENCE}
    times = {"iat": issued, "exp": issued + int(LIFE.total_seconds())}
    head = {"alg": "RS256", "typ": "JWT", "kid": account.key_id}
    signed = b".".join(_part(json.dumps(one, separators=(",", ":")).encode()) for one in (head, claims | times))
    return b".".join((signed, _part(key.sign(signed, PKCS1v15(), hashes.SHA256())))).decode()


def _part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


class SelfSigned:
    """Signs Pub/Sub requests. See ``desktop.platforms.kit.signing.Signer``."""

    def __init__(self, account: Callable[[], Awaitable[ServiceAccount]], clock: Clock) -> None:
        self._account, self._clock = account, clock
        self._token, self._made = "", datetime.min
        self._turn = asyncio.Lock()

    async def sign(self, request: httpx.Request) -> None:
        """Raises ``AuthNeeded("bad_service_account")``."""
        async with self._turn:
            if not self._token or self._clock() >= self._made + LIFE - EARLY:
                await self._make()
        request.headers["Authorization"] = f"Bearer {self._token}"

    async def renew(self, request: httpx.Request) -> bool:
        """One made just now is refused for good: the account was withdrawn, or this computer's clock is wrong."""
        async with self._turn:
            if self._clock() - self._made < JUST_NOW:
                return False
            await self._make()
        return True

    async def _make(self) -> None:
        now, account = self._clock(), await self._account()
        self._token = await asyncio.to_thread(assertion, account, now)
        self._made = now
