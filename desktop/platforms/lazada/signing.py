"""Lazada's signature: HMAC-SHA256 over the path and all parameters sorted by name (lazada.md 3)."""

import hashlib
import hmac
from collections.abc import Mapping


def signature(secret: str, path: str, parameters: Mapping[str, str]) -> str:
    """64 upper-case hex digits. ``path`` is what stands after ``/rest``; empty values must have been left out."""
    text = path + "".join(f"{name}{parameters[name]}" for name in sorted(parameters))
    return hmac.new(secret.encode(), text.encode("utf-8", "replace"), hashlib.sha256).hexdigest().upper()


def signed(secret: str, path: str, parameters: Mapping[str, str]) -> dict[str, str]:
    """The parameters to send: none that is empty, and ``sign`` beside them."""
    given = {name: value for name, value in parameters.items() if value != ""}
    return given | {"sign": signature(secret, path, given)}
