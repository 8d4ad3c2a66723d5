"""Logins are sealed on disk or kept for the run; they never lie readable anywhere."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.domain.accounts import Account
from desktop.domain.errors import AuthNeeded, StoreError
from desktop.domain.identity import utc_now
from desktop.store import accounts, keychain
from desktop.store.db import Database
from desktop.store.secrets import SecretsKept, SecretStore

LOGIN = {"client_id": "invented-client", "refresh_token": "invented-marked-token"}


class Chain:
    """A keyring in memory that can be locked."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.locked = False

    def get(self, user: str) -> str | None:
        self._look()
        return self.kept.get(user)

    def put(self, user: str, text: str) -> None:
        self._look()
        self.kept[user] = text

    def _look(self) -> None:
        if self.locked:
            raise StoreError("keyring_locked")


def story(folder: Path, told: Callable[[Database], Awaitable[None]]) -> None:
    """Tell it about a profile with one account."""

    async def tell() -> None:
        db = Database.open(folder / "backshop.db")
        try:
            await db.write(lambda c: accounts.add_account(c, Account("a1", "p", "P", "https://x.invalid"), utc_now()))
            await told(db)
        finally:
            await db.aclose()

    asyncio.run(tell())


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_a_login_is_sealed_and_opens_again_with_the_same_keyring(tmp_path: Path) -> None:
    chain = Chain()

    async def told(db: Database) -> None:
        assert await SecretStore(db, keychain=lambda: chain).open() is SecretsKept.KEYRING
        await SecretStore(db, keychain=lambda: chain).save("a1", LOGIN)
        assert await SecretStore(db, keychain=lambda: chain).load("a1") == LOGIN
        assert b"invented-marked-token" not in on_disk(tmp_path)

    story(tmp_path, told)


def test_without_a_keyring_the_login_lives_as_long_as_the_program(tmp_path: Path) -> None:
    async def told(db: Database) -> None:
        store = SecretStore(db, keychain=lambda: None)
        await store.save("a1", LOGIN)
        assert await store.open() is SecretsKept.MEMORY
        assert await store.load("a1") == LOGIN
        assert b"invented-marked-token" not in on_disk(tmp_path)
        with pytest.raises(AuthNeeded):
            await SecretStore(db, keychain=lambda: None).load("a1")

    story(tmp_path, told)


def test_a_passphrase_stands_in_and_a_wrong_one_opens_nothing(tmp_path: Path) -> None:
    async def told(db: Database) -> None:
        await SecretStore(db, keychain=lambda: None, passphrase=lambda: "right words").save("a1", LOGIN)
        again = SecretStore(db, keychain=lambda: None, passphrase=lambda: "right words")
        assert await again.load("a1") == LOGIN
        with pytest.raises(StoreError, match="wrong_passphrase"):
            await SecretStore(db, keychain=lambda: None, passphrase=lambda: "wrong words").load("a1")
        assert b"invented-marked-token" not in on_disk(tmp_path)

    story(tmp_path, told)


def test_a_locked_keyring_that_holds_nothing_of_ours_is_no_obstacle(tmp_path: Path) -> None:
    chain = Chain()
    chain.locked = True

    async def told(db: Database) -> None:
        store = SecretStore(db, keychain=lambda: chain)
        await store.save("a1", LOGIN)
        assert await store.open() is SecretsKept.MEMORY

    story(tmp_path, told)


def test_what_a_passphrase_sealed_beside_a_locked_keyring_opens_with_it_again(tmp_path: Path) -> None:
    chain = Chain()
    chain.locked = True

    async def told(db: Database) -> None:
        await SecretStore(db, keychain=lambda: chain, passphrase=lambda: "a few words").save("a1", LOGIN)
        again = SecretStore(db, keychain=lambda: chain, passphrase=lambda: "a few words")
        assert await again.load("a1") == LOGIN
        assert await again.open() is SecretsKept.PASSPHRASE
        with pytest.raises(StoreError, match="wrong_passphrase"):
            await SecretStore(db, keychain=lambda: chain, passphrase=lambda: "other words").load("a1")
        with pytest.raises(StoreError, match="keyring_locked"):
            await SecretStore(db, keychain=lambda: chain).load("a1")

    story(tmp_path, told)


def test_a_locked_keyring_that_holds_our_key_must_be_unlocked(tmp_path: Path) -> None:
    chain = Chain()

    async def told(db: Database) -> None:
        await SecretStore(db, keychain=lambda: chain).save("a1", LOGIN)
        chain.locked = True
        locked = SecretStore(db, keychain=lambda: chain)
        with pytest.raises(StoreError, match="keyring_locked"):
            await locked.load("a1")
        chain.locked = False
        assert await locked.load("a1") == LOGIN

    story(tmp_path, told)


def test_the_real_keyring_keeps_the_key(tmp_path: Path) -> None:
    chain = keychain.system_keychain()
    if chain is None:
        pytest.skip("no keyring on this desktop; packaging/dev.py test brings one on Linux")

    async def told(db: Database) -> None:
        try:
            await SecretStore(db).save("a1", LOGIN)
            kept = await SecretStore(db).open()
        except StoreError as error:
            pytest.skip(f"the keyring of this desktop cannot be used by tests: {error.code}")
        if kept is SecretsKept.MEMORY:
            pytest.skip("the keyring of this desktop is locked and nobody is there to unlock it")
        assert await SecretStore(db).load("a1") == LOGIN

    story(tmp_path, told)
