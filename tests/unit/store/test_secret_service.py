"""A locked keyring leaves no line to the bus open, and no two of us ask at the same moment."""

import gc
import os
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from keyring.errors import InitError, KeyringError, KeyringLocked

if os.name != "posix":
    pytest.skip("the Secret Service is Linux's", allow_module_level=True)
secretstorage = pytest.importorskip("secretstorage", reason="installed on Linux only")
from desktop.store import secret_service  # noqa: E402 - not to be had elsewhere


class Bus:
    def __init__(self) -> None:
        self.open = True

    def close(self) -> None:
        self.open = False


class Locked:
    def __init__(self, bus: Bus) -> None:
        self.connection = bus

    def is_locked(self) -> bool:
        return True

    def unlock(self) -> None: ...


def no_collection(bus: Bus) -> Locked:
    raise secretstorage.SecretServiceNotAvailableException("the keyring fell down")


@pytest.mark.parametrize(("found", "error"), [(Locked, KeyringLocked), (no_collection, InitError)])
def test_a_refused_question_closes_its_line(
    monkeypatch: pytest.MonkeyPatch, found: Callable[[Bus], Any], error: type[Exception]
) -> None:
    buses: list[Bus] = []

    def connect() -> Bus:
        buses.append(Bus())
        return buses[-1]

    monkeypatch.setattr(secretstorage, "dbus_init", connect)
    monkeypatch.setattr(secretstorage, "get_default_collection", found)
    with pytest.raises(error):
        secret_service.SecretServiceKeyring().get_password("Backshop", "p")
    assert [bus.open for bus in buses] == [False]


def test_a_keyring_that_dies_while_it_answers_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def dead(*words: str) -> str:
        raise ConnectionResetError

    monkeypatch.setattr(secret_service.Keyring, "get_password", dead)
    with pytest.raises(KeyringError, match="ConnectionResetError"):
        secret_service.SecretServiceKeyring().get_password("Backshop", "p")


def test_questions_come_one_by_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    inside, most = 0, 0
    pause = threading.Event()

    def slow(*words: str) -> str:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        pause.wait(0.02)
        inside -= 1
        return "k"

    monkeypatch.setattr(secret_service.Keyring, "get_password", slow)
    with ThreadPoolExecutor(4) as pool:
        ring = secret_service.SecretServiceKeyring()
        assert list(pool.map(lambda n: ring.get_password("Backshop", str(n)), range(8))) == ["k"] * 8
    assert most == 1
    assert (tmp_path / "backshop-keyring.lock").exists()


def test_a_question_waits_for_another_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from filelock import FileLock

    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(secret_service, "PATIENCE_S", 0.05)
    with FileLock(tmp_path / "backshop-keyring.lock", is_singleton=False), pytest.raises(KeyringError, match="Timeout"):
        secret_service.SecretServiceKeyring().get_password("Backshop", "p")


@pytest.mark.skipif("DBUS_SESSION_BUS_ADDRESS" not in os.environ, reason="no bus; packaging/dev.py test brings one")
def test_the_real_service_leaves_nothing_open() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        if not secret_service.SecretServiceKeyring.viable:
            pytest.skip("no Secret Service on this bus")
        ring = secret_service.SecretServiceKeyring()
        ring.set_password("Backshop test", "p", "secret")
        assert ring.get_password("Backshop test", "p") == "secret"
        assert ring.get_password("Backshop test", "nobody") is None
        gc.collect()
