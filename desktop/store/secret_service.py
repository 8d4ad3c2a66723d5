"""Linux's Secret Service, asked by one of us at a time and never left with an open line.

gnome-keyring falls down when two programs greet it in the same moment (zed-industries/zed#17460), and whoever comes
next meets a locked one; the library leaves its line to the bus open when the keyring turns out to be locked.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import secretstorage
from filelock import FileLock, Timeout
from jeepney import DBusErrorResponse
from keyring.backends.SecretService import Keyring
from keyring.compat import properties
from keyring.errors import InitError, KeyringError, KeyringLocked
from secretstorage.exceptions import SecretStorageException

# A person may have to type the keyring's password meanwhile; nobody waits longer for another program's question.
PATIENCE_S = 60.0
_here = threading.Lock()


class SecretServiceKeyring(Keyring):
    """The library's backend with one question at a time among all our programs. Raises ``KeyringError``."""

    @properties.classproperty
    def priority(cls) -> float:  # noqa: N805 - a property of the class: the library asks it whether a keyring answers
        with _alone():
            known: float = Keyring.priority
            return known

    def get_preferred_collection(self) -> Any:
        """The default collection, unlocked; its connection is the caller's to close."""
        with ExitStack() as line:
            bus: Any = secretstorage.dbus_init()
            line.callback(bus.close)
            try:
                found = _unlocked(secretstorage.get_default_collection(bus))
            except SecretStorageException as error:
                raise InitError(f"No collection: {type(error).__name__}") from error
            line.pop_all()
            return found

    def get_password(self, service: str, username: str) -> str | None:
        found: str | None = _asked(super().get_password, service, username)
        return found

    def set_password(self, service: str, username: str, password: str) -> None:
        _asked(super().set_password, service, username, password)


def _unlocked(collection: Any) -> Any:
    if collection.is_locked():
        collection.unlock()
        if collection.is_locked():  # nobody there, or the question for the password was closed
            raise KeyringLocked("The collection stayed locked")
    return collection


def _asked(question: Callable[..., Any], *words: str) -> Any:
    with _alone():
        try:
            return question(*words)
        except (SecretStorageException, DBusErrorResponse, OSError) as error:
            raise KeyringError(f"No answer: {type(error).__name__}") from error


@contextmanager
def _alone() -> Iterator[None]:
    with _here, _among_programs():
        yield


def _among_programs() -> AbstractContextManager[Any]:
    """A lock in the folder that lives as long as this desktop's session; without such a folder, none."""
    folder = os.environ.get("XDG_RUNTIME_DIR", "")
    return _patient(Path(folder) / "backshop-keyring.lock") if folder and Path(folder).is_dir() else nullcontext()


@contextmanager
def _patient(path: Path) -> Iterator[None]:
    lock = FileLock(path, timeout=PATIENCE_S)
    try:
        lock.acquire()
    except (Timeout, OSError) as error:
        raise KeyringError(f"Not free: {type(error).__name__}") from error
    try:
        yield
    finally:
        lock.release()
