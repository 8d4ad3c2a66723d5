"""What the seller sees of a sync: how far it is, how it ended, when it will look again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Self

from desktop.domain.errors import BackshopError


class SyncStage(StrEnum):
    """What a running sync is doing just now."""

    IDLE = "idle"
    WAITING = "waiting"  # another window or terminal is syncing this account
    SHOPS = "shops"
    NEWS = "news"
    HISTORY = "history"
    OPEN_ORDERS = "open_orders"
    CATALOG = "catalog"


class SyncStopped(BackshopError):  # noqa: N818 - the seller's wish, not an error of anybody
    """The seller stopped this run; everything up to the last page is kept."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; ``total`` is None where nobody can know it."""

    stage: SyncStage
    done: int = 0
    total: int | None = None
    back_to: datetime | None = None  # a first import that is not over has everything created since


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """One account's sync at this moment; ``progress`` counts the orders of the present or the last run."""

    account_id: str
    running: bool = False
    progress: Progress = Progress(SyncStage.IDLE)
    code: str = ""  # of the last error, empty when all is well
    params: Mapping[str, str] = field(default_factory=dict)
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SyncResult:
    """How one run ended. ``code`` is empty when everything due was read; ``error`` is its kind, for exit codes."""

    account_id: str
    ok: bool
    orders: int = 0
    changed: int = 0
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    error: type[Exception] | None = None
    elsewhere: bool = False  # another process did the work while we waited for it
    variants: int = 0

    @classmethod
    def of(cls, account_id: str, orders: int, changed: int, *, error: Exception | None, variants: int = 0) -> Self:
        """A result from what was counted and the error, if any."""
        kind = None if error is None else type(error)
        told = (code_of(error), params_of(error), kind)
        return cls(account_id, error is None, orders, changed, *told, variants=variants)


def code_of(error: Exception | None) -> str:
    """The code of an error: its own, else its kind; ``bug`` for one that is not ours; empty for none."""
    if error is None:
        return ""
    return error.code or type(error).__name__ if isinstance(error, BackshopError) else "bug"


def params_of(error: Exception | None) -> Mapping[str, str]:
    """The facts of an error, free of secrets and buyer data."""
    return error.params if isinstance(error, BackshopError) else {}
