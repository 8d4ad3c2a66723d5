"""Seals credentials with AES-256-GCM. The account id is bound in: one account's secrets never open as another's."""

import json
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
_VERSION = b"\x01"


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def seal(key: bytes, account_id: str, credentials: Mapping[str, str]) -> bytes:
    """``version | nonce | ciphertext and tag``; a fresh random nonce each time."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    text = json.dumps(dict(credentials)).encode()
    return _VERSION + nonce + AESGCM(key).encrypt(nonce, text, _bound(account_id))


def unseal(key: bytes, account_id: str, sealed: bytes) -> dict[str, str] | None:
    """The credentials, or None when they were sealed with another key, for another account, or altered."""
    nonce, text = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    if sealed[:1] != _VERSION or len(nonce) != _NONCE_BYTES:
        return None
    try:
        opened = AESGCM(key).decrypt(nonce, text, _bound(account_id))
    except InvalidTag:
        return None
    return {str(name): str(value) for name, value in json.loads(opened).items()}


def key_of(passphrase: str, salt: bytes) -> bytes:
    """A key from a passphrase: scrypt with 32 MiB, about a tenth of a second, so that guessing is slow."""
    return Scrypt(salt=salt, length=KEY_BYTES, n=2**15, r=8, p=1).derive(passphrase.encode())


def _bound(account_id: str) -> bytes:
    return b"backshop credentials " + account_id.encode()
