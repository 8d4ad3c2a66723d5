"""Account, shop and market: who we are to a platform, which store that is, and in which country or channel it sells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class AccountState(StrEnum):
    """What the seller must know about an account; shown as text, icon and colour."""

    CONNECTED = "connected"
    NEEDS_LOGIN = "needs_login"
    LIMITED = "limited"
    UNREACHABLE = "unreachable"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Market:
    """A country storefront or channel of a shop (Jumia business client, Lazada country, Uappi or SIRCLO channel)."""

    code: str
    name: str
    country: str = ""
    currency: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class DiscoveredShop:
    """A shop as the platform describes it, before it has an id of ours."""

    remote_id: str
    name: str
    markets: tuple[Market, ...] = ()
    lacks: tuple[str, ...] = ()  # ``Can`` values of the platform that this shop may not use (Lazada Ease Mode)


@dataclass(frozen=True, slots=True)
class Account:
    """Credentials, token lock and rate limit belong here; ``settings`` are plain, non-secret choices."""

    id: str
    platform: str
    name: str
    base_url: str
    state: AccountState = AccountState.CONNECTED
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""  # what the platform calls us (Jumia: client id); one account per platform, address and identity
    token_expires_at: datetime | None = None
    created_at: datetime | None = None
    practice: bool = False


@dataclass(frozen=True, slots=True)
class Shop:
    """One store of an account."""

    id: str
    account_id: str
    platform: str
    remote_id: str
    name: str
    markets: tuple[Market, ...] = ()
    synced_at: datetime | None = None
    lacks: tuple[str, ...] = ()
