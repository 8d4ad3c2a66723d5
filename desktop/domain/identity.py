"""Identifiers of our own: sortable by time, unique across windows and terminals, safe as an idempotency key."""

import os
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
NewId = Callable[[], str]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def utc_now() -> datetime:
    """The present as aware UTC; the only clock of the program, handed in where a test wants another."""
    return datetime.now(UTC)


def new_id(now: Clock = utc_now) -> str:
    """A 26-character id: 48 bits of milliseconds, then 80 random bits, in an alphabet that sorts as bytes."""
    milliseconds = int(now().timestamp() * 1000)
    number = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(125, -1, -5))
