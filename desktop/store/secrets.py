"""Credentials: sealed in the database, with the key in the keyring; never in plain text, wherever they lie."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.domain.errors import AuthNeeded, StoreError
from desktop.domain.identity import Clock, new_id, utc_now
from desktop.store import settings
from desktop.store.first_use import at_first_use
from desktop.store.locks import secrets_lock
from desktop.store.sql import sa, t
from desktop.store.values import ms_or_none, to_ms

if TYPE_CHECKING:
    import sqlite3

    from desktop.store import keychain as chain
    from desktop.store import sealing
    from desktop.store.db import Database
    from desktop.store.keychain import Keychain
else:
    # keyring and cryptography take their time to load, and the first paint needs neither.
    chain = at_first_use("desktop.store.keychain")
    sealing = at_first_use("desktop.store.sealing")

_PROFILE = "profile.id"
_PASSPHRASE = "secrets.passphrase"  # noqa: S105 - the name of a setting: its salt and a check, not the words
_CHECK = "passphrase check"


class SecretsKept(StrEnum):
    """Where the key is, which the seller must know: MEMORY means that shops need a new login after the program ends."""

    KEYRING = "keyring"
    PASSPHRASE = "passphrase"  # noqa: S105
    MEMORY = "memory"


class SecretStore:
    """Loads and saves the credentials of accounts. Used from one event loop; blocking work happens in threads.

    The key comes from the keyring; where there is none, or a locked one that holds nothing of ours yet, from
    ``passphrase`` (asked for at most once) when it gives one; else credentials are kept in memory for this run and
    nothing is written.
    """

    def __init__(
        self,
        db: Database,
        *,
        passphrase: Callable[[], str | None] = lambda: None,
        keychain: Callable[[], Keychain | None] = lambda: chain.system_keychain(),
        clock: Clock = utc_now,
    ) -> None:
        self._db = db
        self._passphrase = passphrase
        self._find_keychain = keychain
        self._clock = clock
        self._opening = asyncio.Lock()
        self._key: bytes | None = None
        self._kept: SecretsKept | None = None
        self._memory: dict[str, dict[str, str]] = {}

    async def open(self) -> SecretsKept:
        """Find the key, or make it the first time; called by itself when first needed.

        Raises ``StoreError``: ``keyring_locked`` (unlock it and try again), ``keyring_failed``, ``wrong_passphrase``.
        """
        async with self._opening:
            if self._kept is None:
                self._kept = await self._open()
            return self._kept

    async def load(self, account_id: str) -> dict[str, str]:
        """The credentials of an account. Raises ``AuthNeeded("no_credentials")`` when there are none we can read."""
        kept = await self.open()
        if kept is SecretsKept.MEMORY:
            found: dict[str, str] | None = self._memory.get(account_id)
        else:
            sealed = await self._db.read(lambda c: _sealed(c, account_id))
            found = None if sealed is None else await asyncio.to_thread(self._unseal, account_id, sealed)
        if found is None:
            raise AuthNeeded("no_credentials", account=account_id)
        return dict(found)

    async def save(self, account_id: str, credentials: Mapping[str, str], expires_at: datetime | None = None) -> None:
        """Returns only when they are on disk (or, without a key, in memory); ``expires_at`` is remembered beside."""
        kept = await self.open()
        sealed = None
        if kept is SecretsKept.MEMORY:
            self._memory[account_id] = dict(credentials)
        else:
            sealed = await asyncio.to_thread(self._seal, account_id, credentials)
        now = self._clock()
        await self._db.write(lambda c: _save(c, account_id, sealed, expires_at, now))

    async def forget(self, account_id: str) -> None:
        """Remove the credentials of an account."""
        self._memory.pop(account_id, None)
        await self._db.write(
            lambda c: c.execute(t.credentials.delete().where(t.credentials.c.account_id == account_id))
        )

    # --- the key ------------------------------------------------------------------------------------------------------
    async def _open(self) -> SecretsKept:
        keychain = await asyncio.to_thread(self._find_keychain)
        if keychain is not None:
            profile = await self._profile_id()
            try:
                async with secrets_lock(self._db.path.parent):
                    self._key = await asyncio.to_thread(_key_in, keychain, profile)
                return SecretsKept.KEYRING
            except StoreError:
                passphrase = self._passphrase()
                by_words = bool(passphrase) and await self._db.read(_knows_words)
                if not by_words and await self._db.read(_any_sealed):
                    raise  # only this keyring opens what lies here: the seller must unlock it
                return await self._by_words(passphrase)
        return await self._by_words(self._passphrase())

    async def _by_words(self, passphrase: str | None) -> SecretsKept:
        if passphrase:
            self._key = await self._key_from(passphrase)
            return SecretsKept.PASSPHRASE
        return SecretsKept.MEMORY

    async def _profile_id(self) -> str:
        """Names the key in the keyring; it moves with the file, so a profile may be moved."""
        fresh = new_id(self._clock)
        return str(await self._db.write(lambda c: settings.put_if_absent(c, _PROFILE, fresh)))

    async def _key_from(self, passphrase: str) -> bytes:
        made = await asyncio.to_thread(_new_passphrase_check, passphrase)
        known = await self._db.write(lambda c: settings.put_if_absent(c, _PASSPHRASE, made))
        assert isinstance(known, dict)
        key = await asyncio.to_thread(_checked_key, passphrase, known)
        if key is None:
            raise StoreError("wrong_passphrase")
        return key

    def _seal(self, account_id: str, credentials: Mapping[str, str]) -> bytes:
        assert self._key is not None
        return sealing.seal(self._key, account_id, credentials)

    def _unseal(self, account_id: str, sealed: bytes) -> dict[str, str] | None:
        assert self._key is not None
        return sealing.unseal(self._key, account_id, sealed)


def _knows_words(c: sqlite3.Connection) -> bool:
    return settings.get(c, _PASSPHRASE) is not None


def _any_sealed(c: sqlite3.Connection) -> bool:
    return c.execute("SELECT 1 FROM credentials LIMIT 1").fetchone() is not None


def _key_in(keychain: Keychain, profile: str) -> bytes:
    """The profile's key; a new one is read back: a keyring that forgets is found out before anything is sealed."""
    known = keychain.get(profile)
    if known is None:
        keychain.put(profile, sealing.new_key().hex())
        known = keychain.get(profile)
    try:
        key = bytes.fromhex(known or "")
    except ValueError:
        key = b""
    if len(key) != sealing.KEY_BYTES:
        raise StoreError("keyring_failed")
    return key


def _new_passphrase_check(passphrase: str) -> dict[str, str]:
    salt = sealing.new_salt()
    return {"salt": salt.hex(), "check": sealing.seal(sealing.key_of(passphrase, salt), _CHECK, {}).hex()}


def _checked_key(passphrase: str, known: Mapping[str, str]) -> bytes | None:
    key = sealing.key_of(passphrase, bytes.fromhex(known["salt"]))
    return key if sealing.unseal(key, _CHECK, bytes.fromhex(known["check"])) is not None else None


def _sealed(c: sqlite3.Connection, account_id: str) -> bytes | None:
    row = c.execute("SELECT sealed FROM credentials WHERE account_id = ?", (account_id,)).fetchone()
    return None if row is None else bytes(row[0])


def _save(c: sa.Connection, account_id: str, sealed: bytes | None, expires_at: datetime | None, now: datetime) -> None:
    values = {"token_expires_at": ms_or_none(expires_at)}
    c.execute(t.accounts.update().where(t.accounts.c.id == account_id).values(**values))
    if sealed is not None:
        c.execute(t.credentials.delete().where(t.credentials.c.account_id == account_id))
        c.execute(t.credentials.insert().values(account_id=account_id, sealed=sealed, saved_at=to_ms(now)))
