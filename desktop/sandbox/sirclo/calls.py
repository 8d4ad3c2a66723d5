"""What a JSON-RPC method is given, and what it gives."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from desktop.sandbox.sirclo.account import Account


@dataclass(frozen=True, slots=True)
class Call:
    """One request inside its envelope."""

    account: Account
    id: str
    method: str
    params: Any


Method = Callable[[Call], Awaitable[Any]]
"""Gives the result, or a whole Answer where there is no envelope. Raises Refusal."""
