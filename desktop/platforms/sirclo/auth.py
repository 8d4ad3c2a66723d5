"""The client key and what was typed beside it: how a request says who we are (sirclo.md 1)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from desktop.domain.errors import AuthNeeded
from desktop.platforms.kit.session import AccountSession


@dataclass(frozen=True, slots=True)
class Keys:
    """The credentials of an account. One client key has many brands: ``brands`` may be several."""

    client_key: str
    brands: tuple[str, ...]
    project: str
    service_account: str
    pubsub_url: str
    stock_calls: str  # "v3" or "v4"
    product_calls: str = "v1"  # or "v2"

    @property
    def identity(self) -> str:
        """What tells one client key from another without showing it: a key must have one consumer only (9.1)."""
        return hashlib.sha256(self.client_key.encode()).hexdigest()[:16]


def keys_of(kept: Mapping[str, str]) -> Keys:
    """Raises ``AuthNeeded``: ``no_credentials``."""
    key = kept.get("client_key", "").strip()
    brands = tuple(dict.fromkeys(one.strip() for one in kept.get("brand_id", "").split(",") if one.strip()))
    if not key or not brands or not key.isascii() or not key.isprintable():
        raise AuthNeeded("no_credentials")
    return Keys(
        client_key=key,
        brands=brands,
        project=kept.get("project", "").strip(),
        service_account=kept.get("service_account", "").strip(),
        pubsub_url=kept.get("pubsub_url", "").strip(),
        stock_calls=kept.get("stock_calls", "").strip().lower() or "v3",
        product_calls=kept.get("product_calls", "").strip().lower() or "v1",
    )


class ClientKey:
    """Signs with the bare key. See ``desktop.platforms.kit.signing.Signer``."""

    def __init__(self, session: AccountSession) -> None:
        self._session = session
        self.has_v4 = False  # as far as the keys were read by now

    async def keys(self) -> Keys:
        """As they are saved now. Raises ``AuthNeeded``, ``StoreError``."""
        found = keys_of(await self._session.vault.load())
        self.has_v4 = found.stock_calls == "v4"
        return found

    async def sign(self, request: httpx.Request) -> None:
        """No ``Bearer`` before it (section 1)."""
        request.headers["Authorization"] = (await self.keys()).client_key

    async def renew(self, request: httpx.Request) -> bool:
        """The operator gives keys out by hand: there is no other."""
        return False
