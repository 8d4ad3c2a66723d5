"""Shops as lists show them: the account's state, the platform's title and the shop's own pause in one line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.accounts import Account, AccountState, Market, Shop
from desktop.platforms.kit.manifest import Manifest
from desktop.store import accounts

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class ShopView:
    """One shop. ``state``, ``code`` and ``params`` are its account's, or PAUSED where the seller paused the shop alone.

    ``id`` is the account's own id, and ``name`` its name, while the platform has not named a shop yet.
    """

    id: str
    name: str
    platform: str
    platform_title: str
    account_id: str
    account: str
    state: AccountState
    practice: bool = False
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    markets: tuple[Market, ...] = ()
    synced_at: datetime | None = None
    token_expires_at: datetime | None = None
    base_url: str = ""  # where the account is logged in; logging in again goes there too


def shop_views(c: "sqlite3.Connection", manifests: Mapping[str, Manifest]) -> tuple[ShopView, ...]:
    """Every shop of every connected account, account by account."""
    paused = accounts.paused_shops(c)
    return tuple(
        _view(account, shop, _title(account, manifests), paused=shop.id in paused)
        for account in accounts.accounts(c)
        for shop in accounts.shops(c, account.id) or (_nameless(account),)
    )


def _view(account: Account, shop: Shop, title: str, *, paused: bool) -> ShopView:
    return ShopView(
        id=shop.id,
        name=shop.name,
        platform=account.platform,
        platform_title=title,
        account_id=account.id,
        account=account.name,
        state=AccountState.PAUSED if paused else account.state,
        practice=account.practice,
        code="" if paused else account.code,
        params={} if paused else account.params,
        markets=shop.markets,
        synced_at=shop.synced_at,
        token_expires_at=account.token_expires_at,
        base_url=account.base_url,
    )


def _title(account: Account, manifests: Mapping[str, Manifest]) -> str:
    """A platform that this version does not know (a profile from elsewhere) keeps its id as title."""
    return manifests[account.platform].title if account.platform in manifests else account.platform


def _nameless(account: Account) -> Shop:
    return Shop(account.id, account.id, account.platform, "", account.name)
