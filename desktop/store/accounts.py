"""Accounts, their shops and markets. An account that was disconnected without wiping stays, hidden, with its orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.accounts import Account, AccountState, DiscoveredShop, Market, Shop
from desktop.domain.errors import NotPossible
from desktop.domain.identity import new_id
from desktop.store.sql import raw, sa, t
from desktop.store.values import json_list, json_words, moment_or_none, ms_or_none, to_json, to_ms

if TYPE_CHECKING:
    import sqlite3

_ACCOUNT = "id, platform, name, base_url, state, code, params, identity, token_expires_at, created_at, practice"
_SHOP = "s.no, s.id, a.id, a.platform, s.remote_id, s.name, s.synced_at, s.lacks"


# --- reads ------------------------------------------------------------------------------------------------------------
def accounts(c: sqlite3.Connection) -> tuple[Account, ...]:
    """Every connected account, in the order they were connected."""
    rows = c.execute(f"SELECT {_ACCOUNT} FROM accounts WHERE removed_at IS NULL ORDER BY no")
    return tuple(_account(row) for row in rows)


def account(c: sqlite3.Connection, account_id: str) -> Account | None:
    """One account, or None when it is unknown or was disconnected."""
    return next((found for found in accounts(c) if found.id == account_id), None)


def find_account(c: sqlite3.Connection, platform: str, base_url: str, identity: str) -> Account | None:
    """The account a login belongs to, also when it was disconnected: connecting again must find its orders."""
    row = c.execute(
        f"SELECT {_ACCOUNT} FROM accounts WHERE platform = ? AND base_url = ? AND identity = ?",
        (platform, base_url, identity),
    ).fetchone()
    return None if row is None else _account(row)


def account_no(c: sqlite3.Connection, account_id: str) -> int:
    """The short number the orders point to. Raises ``NotPossible("unknown_account")``."""
    row = c.execute("SELECT no FROM accounts WHERE id = ?", (account_id,)).fetchone()
    if row is None:
        raise NotPossible("unknown_account", account=account_id)
    return int(row[0])


def shops(c: sqlite3.Connection, account_id: str | None = None) -> tuple[Shop, ...]:
    """The shops of connected accounts (of one of them), in the order they were found."""
    rows = c.execute(
        f"SELECT {_SHOP} FROM shops s JOIN accounts a ON a.no = s.account_no "
        "WHERE a.removed_at IS NULL AND (?1 IS NULL OR a.id = ?1) ORDER BY s.no",
        (account_id,),
    ).fetchall()
    return tuple(_shop(c, row) for row in rows)


def paused_shops(c: sqlite3.Connection) -> frozenset[str]:
    """The ids of the shops the seller has paused."""
    return frozenset(row[0] for row in c.execute("SELECT id FROM shops WHERE paused"))


# --- writes -----------------------------------------------------------------------------------------------------------
def add_account(c: sa.Connection, new: Account, at: datetime) -> Account:
    """Save an account; one with the same platform, address and identity keeps its id and data, connected again."""
    known = find_account(raw(c), new.platform, new.base_url, new.identity)
    values = {
        "name": new.name,
        "state": new.state.value,
        "code": new.code,
        "params": to_json(dict(new.params)),
        "token_expires_at": ms_or_none(new.token_expires_at),
        "practice": int(new.practice),
        "removed_at": None,
    }
    if known is None:
        key = {"id": new.id, "platform": new.platform, "base_url": new.base_url, "identity": new.identity}
        c.execute(t.accounts.insert().values(**key, **values, created_at=to_ms(new.created_at or at)))
    else:
        _update(c, known.id, **values)
    saved = find_account(raw(c), new.platform, new.base_url, new.identity)
    assert saved is not None
    return saved


def update_account_state(
    c: sa.Connection, account_id: str, state: AccountState, code: str = "", params: Mapping[str, str] | None = None
) -> None:
    """What the seller must know about the account now; ``code`` and ``params`` say why."""
    _update(c, account_id, state=state.value, code=code, params=to_json(dict(params or {})))


def set_token_expiry(c: sa.Connection, account_id: str, expires_at: datetime | None) -> None:
    _update(c, account_id, token_expires_at=ms_or_none(expires_at))


def set_base_url(c: sa.Connection, account_id: str, base_url: str) -> None:
    """Another server stands in from now on (practice shops get a new port at each start)."""
    _update(c, account_id, base_url=base_url)


def set_account_name(c: sa.Connection, account_id: str, name: str) -> None:
    _update(c, account_id, name=name)


def set_paused(c: sa.Connection, shop_or_account_id: str, paused: bool) -> None:
    """Pause or resume one shop, or a whole account by its state. Raises ``NotPossible("unknown_shop")``."""
    changed = c.execute(t.shops.update().where(t.shops.c.id == shop_or_account_id).values(paused=int(paused)))
    if changed.rowcount:
        return
    state = AccountState.PAUSED if paused else AccountState.CONNECTED
    where = t.accounts.c.id == shop_or_account_id
    if not c.execute(t.accounts.update().where(where).values(state=state.value, code="", params="")).rowcount:
        raise NotPossible("unknown_shop", shop=shop_or_account_id)


def save_shops(
    c: sa.Connection, account_id: str, discovered: Sequence[DiscoveredShop], at: datetime
) -> tuple[Shop, ...]:
    """Remember the shops and markets found; known ones are updated in place, vanished ones stay with their orders."""
    no = account_no(raw(c), account_id)
    for found in discovered:
        shop_no = shop_no_of(c, no, found.remote_id, found.name, at)
        known = {"name": found.name, "lacks": to_json(list(found.lacks))}
        c.execute(t.shops.update().where(t.shops.c.no == shop_no).values(**known))
        c.execute(t.markets.delete().where(t.markets.c.shop_no == shop_no))
        for market in {market.code: market for market in found.markets}.values():
            c.execute(t.markets.insert().values(shop_no=shop_no, **_market_values(market)))
    return shops(raw(c), account_id)


def shop_no_of(c: sa.Connection, account: int, remote_id: str, name: str, at: datetime) -> int:
    """The short number of a shop; one never heard of before is remembered under ``name``."""
    where = sa.and_(t.shops.c.account_no == account, t.shops.c.remote_id == remote_id)
    found = c.execute(sa.select(t.shops.c.no).where(where)).scalar()
    if found is not None:
        return int(found)
    values = {"id": new_id(lambda: at), "account_no": account, "remote_id": remote_id, "name": name}
    return int(c.execute(t.shops.insert().values(**values).returning(t.shops.c.no)).scalar_one())


def mark_synced(c: sa.Connection, account_id: str, at: datetime) -> None:
    """All shops of the account are as fresh as ``at``."""
    no = account_no(raw(c), account_id)
    c.execute(t.shops.update().where(t.shops.c.account_no == no).values(synced_at=to_ms(at)))


def delete_account(c: sa.Connection, account_id: str, *, wipe: bool, at: datetime) -> None:
    """Disconnect: credentials go at once; orders, labels and history stay readable unless ``wipe``."""
    if wipe:
        c.execute(t.accounts.delete().where(t.accounts.c.id == account_id))
        return
    c.execute(t.credentials.delete().where(t.credentials.c.account_id == account_id))
    _update(c, account_id, removed_at=to_ms(at))


def _update(c: sa.Connection, account_id: str, **values: object) -> None:
    if not c.execute(t.accounts.update().where(t.accounts.c.id == account_id).values(**values)).rowcount:
        raise NotPossible("unknown_account", account=account_id)


def _account(row: tuple[str, str, str, str, str, str, str, str, int | None, int, int]) -> Account:
    account_id, platform, name, base_url, state, code, params, identity, expires, created, practice = row
    return Account(
        id=account_id,
        platform=platform,
        name=name,
        base_url=base_url,
        state=AccountState(state),
        code=code,
        params=json_words(params),
        identity=identity,
        token_expires_at=moment_or_none(expires),
        created_at=moment_or_none(created),
        practice=bool(practice),
    )


def _shop(c: sqlite3.Connection, row: tuple[int, str, str, str, str, str, int | None, str]) -> Shop:
    no, shop_id, account_id, platform, remote_id, name, synced_at, lacks = row
    found = c.execute(
        "SELECT code, name, country, currency, status FROM markets WHERE shop_no = ? ORDER BY rowid", (no,)
    )
    markets = tuple(Market(*market) for market in found)
    return Shop(shop_id, account_id, platform, remote_id, name, markets, moment_or_none(synced_at), json_list(lacks))


def _market_values(market: Market) -> dict[str, str]:
    return {
        "code": market.code,
        "name": market.name,
        "country": market.country,
        "currency": market.currency,
        "status": market.status,
    }
