"""Shops: connect an account, see how each of its shops stands, pause, resume, disconnect."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.domain.accounts import Account, AccountState, Shop
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible, StoreError
from desktop.domain.identity import Clock, new_id
from desktop.platforms.kit.manifest import Manifest
from desktop.services.browser_login import BrowserLogin
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.login import Login, LoginTrial, checked_address, checked_credentials
from desktop.services.shop_views import ShopView, shop_views
from desktop.services.sync.shelf import put_shops
from desktop.store import accounts
from desktop.store.db import Database
from desktop.store.sql import raw

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Connected:
    """A login that is saved. ``known`` says that the account was here before: its data was kept."""

    account: Account
    shops: tuple[Shop, ...]
    known: bool


class ShopService:
    """Used on the event loop. ``leave`` is told the id of an account whose work must stop now."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        changes: ChangeFeed,
        *,
        clock: Clock,
        leave: Callable[[str], None],
    ) -> None:
        self._db, self._connections, self._changes = db, connections, changes
        self._clock, self._leave = clock, leave
        self._trial = LoginTrial(connections)

    def platforms(self) -> tuple[Manifest, ...]:
        """Every platform a shop can be connected to."""
        return tuple(self._connections.manifests.values())

    async def connect(
        self,
        platform: str,
        credentials: Mapping[str, str],
        *,
        base_url: str | None = None,
        name: str | None = None,
        practice: bool = False,
    ) -> Connected:
        """Try the login, look at its shops, save all of it. A known account gets the new credentials in place.

        Raises ``NotPossible`` for what was typed wrongly (see ``login``), the connector's errors when the platform says
        no or does not answer (nothing is saved then), ``StoreError("keyring_locked")`` before anything is asked, and
        ``StoreError("credentials_not_saved")`` when the new credentials could not be sealed: then another token is
        needed.
        """
        manifest = self._connections.manifest_of(platform)
        typed = checked_credentials(manifest, credentials)
        address = checked_address(base_url or manifest.default_base_url)
        await self._connections.kept()  # a locked keyring is told before the token is used up
        new = Account(new_id(self._clock), platform, name or "", address, practice=practice)
        login = await self._trial.run(manifest, address, typed, new.id)
        connected = await self._save(replace(new, identity=login.identity), login, manifest.title)
        self._trial.forget(login)
        self._account_changed(connected.account.id)
        return connected

    def browser_login(self, platform: str, typed: Mapping[str, str], redirect_uri: str) -> BrowserLogin:
        """An attempt to log in with the seller's browser. Raises ``NotPossible("unknown_platform")``."""
        return BrowserLogin(self._connections.manifest_of(platform), typed, redirect_uri)

    async def list(self) -> tuple[ShopView, ...]:
        """Every shop of every account."""
        return await self._db.read(self._views)

    def list_now(self) -> tuple[ShopView, ...]:
        """As ``list``, on the calling thread: for the first paint only."""
        return self._db.read_now(self._views)

    async def pause(self, shop_or_account_id: str) -> None:
        """No more syncing and sending. An account rests when it is paused itself, or when all of its shops are.

        Raises ``NotPossible("unknown_shop")``.
        """
        account = await self._db.write(lambda c: _pause(c, shop_or_account_id, True))
        if account.state is AccountState.PAUSED:
            self._leave(account.id)
        self._account_changed(account.id)

    async def resume(self, shop_or_account_id: str) -> None:
        """Go on; also how to try again after something was put right at the platform. Raises as ``pause`` does."""
        account = await self._db.write(lambda c: _pause(c, shop_or_account_id, False))
        self._account_changed(account.id)

    async def disconnect(self, shop_or_account_id: str, *, wipe: bool = False) -> None:
        """Leave the whole account of this shop. Credentials go; orders, labels and history stay unless ``wipe``.

        Raises as ``pause`` does.
        """
        account = await self._db.read(lambda c: _account_of(c, shop_or_account_id))
        self._leave(account.id)
        await self._db.write(lambda c: accounts.delete_account(c, account.id, wipe=wipe, at=self._clock()))
        self._account_changed(account.id)
        self._changes.publish(Changes(ChangeKind.ORDERS, account.id))

    async def set_address(self, account_id: str, base_url: str) -> None:
        """Another server stands in from now on: practice shops move to a new port at each start."""
        address = checked_address(base_url)
        await self._db.write(lambda c: accounts.set_base_url(c, account_id, address))
        self._account_changed(account_id)

    def _views(self, c: "sqlite3.Connection") -> tuple[ShopView, ...]:
        return shop_views(c, self._connections.manifests)

    def _account_changed(self, account_id: str) -> None:
        """Whoever holds its connector, waits for its login or shows it must look again."""
        self._connections.drop(account_id)
        self._changes.publish(Changes(ChangeKind.ACCOUNTS, account_id))

    async def _save(self, new: Account, login: Login, title: str) -> Connected:
        """Until the credentials are sealed the account says that it needs a login, so that a crash is told truly."""
        at = self._clock()
        account, known = await self._db.write(lambda c: _put_unsealed(c, new, login, title, self._clock))
        await self._seal(account.id, login)

        def ready(c: "Connection") -> Connected:
            accounts.update_account_state(c, account.id, AccountState.CONNECTED)
            shops = put_shops(c, account.id, login.shops, at)
            return Connected(_account_of(raw(c), account.id), shops, known)

        return await self._db.write(ready)

    async def _seal(self, account_id: str, login: Login) -> None:
        vault = self._connections.vault(account_id)
        try:
            async with vault.exclusive():
                await vault.save(login.vault.credentials, login.vault.expires_at)
        except StoreError as error:
            raise StoreError("credentials_not_saved", reason=error.code) from error


def _put_unsealed(c: "Connection", new: Account, login: Login, title: str, clock: Clock) -> tuple[Account, bool]:
    """The account's row before its credentials are there, and whether it was known. Its old name is kept."""
    known = _known(raw(c), new)
    if known is not None and known.base_url != new.base_url:
        accounts.set_base_url(c, known.id, new.base_url)
    first = login.shops[0].name if len(login.shops) == 1 else ""
    name = new.name or (known.name if known else "") or first or title
    wish = replace(new, name=name, state=AccountState.NEEDS_LOGIN, code="credentials_not_saved")
    return accounts.add_account(c, wish, clock()), known is not None


def _known(c: "sqlite3.Connection", new: Account) -> Account | None:
    """The account this login belongs to; practice shops are recognised at whatever port they answer today."""
    same = accounts.find_account(c, new.platform, new.base_url, new.identity)
    if same is not None or not new.practice:
        return same
    moved = (one for one in accounts.accounts(c) if one.practice)
    return next((one for one in moved if (one.platform, one.identity) == (new.platform, new.identity)), None)


def _account_of(c: "sqlite3.Connection", shop_or_account_id: str) -> Account:
    shop = next((shop for shop in accounts.shops(c) if shop.id == shop_or_account_id), None)
    account = accounts.account(c, shop.account_id if shop else shop_or_account_id)
    if account is None:
        raise NotPossible("unknown_shop", shop=shop_or_account_id)
    return account


def _pause(c: "Connection", shop_or_account_id: str, paused: bool) -> Account:
    """Pause or resume a shop or an account, and let the account follow its shops. Returns the account as it is then."""
    account = _account_of(raw(c), shop_or_account_id)
    ids = {shop.id for shop in accounts.shops(raw(c), account.id)}
    targets = ids if shop_or_account_id == account.id else {shop_or_account_id}
    for shop_id in targets:
        accounts.set_paused(c, shop_id, paused)
    rests = ids <= accounts.paused_shops(raw(c)) if ids else paused
    if rests != (account.state is AccountState.PAUSED) or not paused:
        accounts.set_paused(c, account.id, rests)
    return _account_of(raw(c), account.id)
