"""The operating system's keyring, and only that: no plain files, no nulls, no chains that may hide one."""

import importlib
import sys
from typing import Any, Protocol

from desktop.domain.errors import StoreError

SERVICE = "Backshop"

# Named one by one, so that a plain-text backend that happens to be installed is never taken.
_BACKENDS: dict[str, tuple[tuple[str, str], ...]] = {
    "win32": (("keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("desktop.store.secret_service", "SecretServiceKeyring"),
        ("keyring.backends.kwallet", "DBusKeyring"),
    ),
}


class Keychain(Protocol):
    """Keeps one short text per user name. Raises ``StoreError``: ``keyring_locked``, ``keyring_failed``."""

    def get(self, user: str) -> str | None: ...

    def put(self, user: str, text: str) -> None: ...


def system_keychain() -> Keychain | None:
    """The keyring of this desktop, or None where there is none (a server, a container). May block: not on the loop."""
    for module, name in _BACKENDS.get(sys.platform, ()):
        backend = getattr(importlib.import_module(module), name)
        if backend.viable:
            return _SystemKeychain(backend())
    return None


class _SystemKeychain:
    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def get(self, user: str) -> str | None:
        found: str | None = self._asked(self._backend.get_password, SERVICE, user)
        return found

    def put(self, user: str, text: str) -> None:
        self._asked(self._backend.set_password, SERVICE, user, text)

    @staticmethod
    def _asked(question: Any, *words: str) -> Any:
        from keyring.errors import InitError, KeyringError, KeyringLocked

        try:
            return question(*words)
        except (KeyringLocked, InitError) as error:
            # No unlocked collection and nobody to ask for its password: the seller must unlock it.
            raise StoreError("keyring_locked") from error
        except KeyringError as error:
            raise StoreError("keyring_failed") from error
