"""Turning quirk switches by name, with the type of the switch kept."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any


def turn(switches: Any, changes: Mapping[str, Any]) -> None:
    """Set fields of a dataclass instance. Raises ValueError for an unknown name or a value of another type."""
    known = {field.name for field in fields(switches)}
    for name, value in changes.items():
        if name not in known:
            raise ValueError(f"unknown switch {name!r}; there are: {', '.join(sorted(known))}")
        if type(value) is not type(getattr(switches, name)):
            raise ValueError(f"{name} wants a {type(getattr(switches, name)).__name__}")
    for name, value in changes.items():
        setattr(switches, name, value)
