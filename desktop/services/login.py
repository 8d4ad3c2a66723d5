"""A login is tried before anything is saved: what was typed is checked, used once, and what it became is handed on."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.errors import NotPossible
from desktop.platforms.kit.manifest import CredentialField, Manifest
from desktop.services.connections import Connections, TrialVault


@dataclass(frozen=True, slots=True)
class Login:
    """A proved login. ``vault`` holds the credentials as they are now, which may differ from what was typed."""

    identity: str
    shops: tuple[DiscoveredShop, ...]
    vault: TrialVault


class LoginTrial:
    """Tries logins. The heir of a token that a failed try used up is kept: typing the same again goes on from it."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._heirs: dict[str, TrialVault] = {}

    async def run(self, manifest: Manifest, base_url: str, typed: Mapping[str, str], account_id: str) -> Login:
        """Prove the credentials and look at the shops behind them. Raises the connector's errors; nothing is saved."""
        key = _fingerprint(manifest.id, base_url, typed)
        vault = self._heirs.setdefault(key, TrialVault(typed))
        connector = self._connections.build(manifest.id, account_id, base_url, vault, trial=True)
        try:
            login = Login(await connector.test(), await connector.discover(), vault)
        finally:
            await connector.aclose()
        return login

    def forget(self, login: Login) -> None:
        """The login is saved: nothing of it stays in memory here."""
        self._heirs = {key: vault for key, vault in self._heirs.items() if vault is not login.vault}


def checked_credentials(manifest: Manifest, typed: Mapping[str, str]) -> dict[str, str]:
    """The typed credentials without surrounding space, complete and of the right form.

    Raises ``NotPossible`` with ``field``: ``unknown_credential``, ``credential_missing``, ``credential_too_short``,
    ``credential_choice``. No value is ever part of an error.
    """
    fields = {field.key: field for field in manifest.credentials}
    for key in typed.keys() - fields.keys():
        raise NotPossible("unknown_credential", field=key)
    values = {key: typed.get(key, "").strip() for key in fields}
    for key, field in fields.items():
        _check(field, values[key])
    return {key: value for key, value in values.items() if value}


def _check(field: CredentialField, value: str) -> None:
    if not value:
        if field.required:
            raise NotPossible("credential_missing", field=field.key)
    elif len(value) < field.minimum_length:
        raise NotPossible("credential_too_short", field=field.key, minimum=str(field.minimum_length))
    elif field.choices and value not in field.choices:
        raise NotPossible("credential_choice", field=field.key, choices=", ".join(field.choices))


def checked_address(base_url: str) -> str:
    """An address as it is saved: scheme, host and path without a slash at the end.

    Raises ``NotPossible("bad_address")``: not http(s), no host, or with a name, password, query or fragment in it.
    """
    try:
        parts = urlsplit(base_url.strip())
        port = parts.port
    except ValueError as error:
        raise NotPossible("bad_address") from error
    clean = parts.scheme in {"http", "https"} and parts.hostname and port != 0
    if not clean or parts.username or parts.password or parts.query or parts.fragment:
        raise NotPossible("bad_address")
    return parts.geturl().rstrip("/")


def _fingerprint(platform: str, base_url: str, typed: Mapping[str, str]) -> str:
    """Tells equal attempts apart from others without keeping what was typed."""
    text = json.dumps([platform, base_url, sorted(typed.items())])
    return hashlib.sha256(text.encode()).hexdigest()
