"""Connecting tries first and saves then; credentials are durable before anything uses them; leaving keeps or wipes."""

import asyncio
import logging
from pathlib import Path

import pytest

from desktop.domain.accounts import AccountState
from desktop.domain.changes import ChangeKind
from desktop.domain.errors import AuthNeeded, NotPossible, StoreError, Unreachable
from desktop.store.secrets import SecretStore
from tests.unit.services.small_platform import SmallPlatform
from tests.unit.services.sync.office import TYPED, open_office


def test_a_connected_account_is_listed_with_its_shops(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            connected = await office.shops.connect("small", TYPED, base_url="http://127.0.0.1:9/")
            assert not connected.known
            assert connected.account.base_url == "http://127.0.0.1:9"
            (view,) = await office.shops.list()
            assert (view.name, view.platform_title, view.state) == (
                "Maria's Kettles",
                "Small Platform",
                AccountState.CONNECTED,
            )
            assert [market.code for market in view.markets] == ["ke"]
            assert office.shops.list_now() == (view,)
            assert ChangeKind.ACCOUNTS in {change.kind for change in office.news}

    asyncio.run(run())


@pytest.mark.parametrize("fails_at", ["test", "discover"])
def test_nothing_is_saved_when_the_platform_does_not_agree(tmp_path: Path, fails_at: str) -> None:
    platform = SmallPlatform()

    def fail(name: str) -> None:
        if name == fails_at:
            raise Unreachable("line_down")

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            platform.before = fail
            with pytest.raises(Unreachable):
                await office.connect()
            assert await office.shops.list() == ()

    asyncio.run(run())


def test_a_token_that_the_test_itself_used_up_is_replaced_by_its_heir(tmp_path: Path) -> None:
    platform = SmallPlatform(rotates=True)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            account_id = await office.connect()
            saved = await office.connections.vault(account_id).load()
            assert saved["token"] == platform.token != TYPED["token"]
            assert (await office.shops.list())[0].token_expires_at is not None
        async with open_office(tmp_path, platform) as office:
            (result,) = await office.sync.sync()
            assert result.ok

    asyncio.run(run())


def test_a_try_that_failed_halfway_can_be_repeated_with_the_same_typed_token(tmp_path: Path) -> None:
    platform = SmallPlatform(rotates=True)

    def fail(name: str) -> None:
        if name == "discover":
            raise Unreachable("line_down")

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            platform.before = fail
            with pytest.raises(Unreachable):
                await office.connect()
            platform.before = lambda _name: None
            await office.connect()
            (result,) = await office.sync.sync()
            assert result.ok

    asyncio.run(run())


def test_a_known_account_gets_new_credentials_in_place(tmp_path: Path) -> None:
    platform = SmallPlatform()
    platform.fill(5, days=2)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            first = await office.shops.connect("small", TYPED, name="Mine")
            await office.sync.sync()
            platform.token = "fedcba9876543210"
            await office.sync.sync()
            assert (await office.shops.list())[0].state is AccountState.NEEDS_LOGIN
            again = await office.shops.connect("small", TYPED | {"token": platform.token})
            assert (again.known, again.account.id, again.account.name) == (True, first.account.id, "Mine")
            (view,) = await office.shops.list()
            assert (view.state, view.code) == (AccountState.CONNECTED, "")
            assert len(await office.numbers()) == 5

    asyncio.run(run())


def test_wrong_credentials_leave_a_working_account_alone(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            await office.connect()
            with pytest.raises(AuthNeeded):
                await office.connect(TYPED | {"token": "fedcba9876543210"})
            (result,) = await office.sync.sync()
            assert result.ok

    asyncio.run(run())


def test_credentials_that_cannot_be_sealed_are_told_and_the_account_asks_for_a_login(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_args: object, **_more: object) -> None:
        raise StoreError("disk_full")

    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            monkeypatch.setattr(SecretStore, "save", refuse)
            with pytest.raises(StoreError) as caught:
                await office.connect()
            assert (caught.value.code, caught.value.params["reason"]) == ("credentials_not_saved", "disk_full")
            (view,) = await office.shops.list()
            assert (view.state, view.code) == (AccountState.NEEDS_LOGIN, "credentials_not_saved")

    asyncio.run(run())


def test_practice_shops_are_recognised_at_another_port(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            first = await office.shops.connect("small", TYPED, base_url="http://127.0.0.1:8001", practice=True)
            again = await office.shops.connect("small", TYPED, base_url="http://127.0.0.1:8002", practice=True)
            assert (again.known, again.account.id) == (True, first.account.id)
            assert again.account.base_url == "http://127.0.0.1:8002"
            made = office.platform.made
            await office.shops.set_address(first.account.id, "http://127.0.0.1:8003")
            await office.sync.sync()
            assert office.platform.made == made + 1

    asyncio.run(run())


@pytest.mark.parametrize("wipe", [False, True])
def test_leaving_keeps_the_orders_unless_wiped_and_coming_back_finds_them(tmp_path: Path, wipe: bool) -> None:
    platform = SmallPlatform()
    platform.fill(5, days=2)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            account_id = await office.connect()
            await office.sync.sync()
            await office.shops.disconnect((await office.shops.list())[0].id, wipe=wipe)
            assert await office.shops.list() == ()
            assert await office.sync.sync() == ()
            assert len(await office.numbers()) == (0 if wipe else 5)
            again = await office.shops.connect("small", TYPED)
            assert again.known is not wipe
            assert (again.account.id == account_id) is not wipe

    asyncio.run(run())


def test_leaving_in_the_middle_of_a_sync_ends_it_quietly(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    platform = SmallPlatform()
    platform.fill(60, days=300)

    async def run() -> None:
        async with open_office(tmp_path, platform) as office:
            account_id = await office.connect()
            reached = asyncio.Event()
            office.changes.subscribe(lambda c: reached.set() if c.kind is ChangeKind.ORDERS else None)
            syncing = asyncio.create_task(office.sync.sync())
            await reached.wait()
            await office.shops.disconnect(account_id, wipe=True)
            (result,) = await syncing
            assert not result.ok
            assert await office.numbers() == set()

    with caplog.at_level(logging.ERROR):
        asyncio.run(run())
    assert caplog.records == []


def test_an_account_rests_when_all_of_its_shops_are_paused(tmp_path: Path) -> None:
    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            account_id = await office.connect()
            (view,) = await office.shops.list()
            await office.shops.pause(account_id)
            assert await office.sync.sync() == ()
            await office.shops.resume(view.id)
            assert (await office.shops.list())[0].state is AccountState.CONNECTED
            with pytest.raises(NotPossible):
                await office.shops.pause("nobody")

    asyncio.run(run())


def test_secrets_reach_neither_log_nor_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            await office.connect()
            with pytest.raises(AuthNeeded) as caught:
                await office.connect(TYPED | {"token": "a-very-s3cret-token"})
            assert "s3cret" not in f"{caught.value!r} {caught.value}"

    with caplog.at_level(logging.DEBUG):
        asyncio.run(run())
    assert "s3cret" not in caplog.text
    assert TYPED["token"] not in caplog.text
    assert TYPED["token"].encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*.db*"))


def test_a_locked_keyring_is_told_before_the_token_is_used_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def locked(_self: SecretStore) -> None:
        raise StoreError("keyring_locked")

    async def run() -> None:
        async with open_office(tmp_path, SmallPlatform()) as office:
            monkeypatch.setattr(SecretStore, "open", locked)
            with pytest.raises(StoreError) as caught:
                await office.connect()
            assert caught.value.code == "keyring_locked"
            assert office.platform.requests == []

    asyncio.run(run())
