"""The ledger remembers an account's last request starts, so that every process of a profile keeps one common rate."""

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

T = TypeVar("T")

_log = logging.getLogger(__name__)

LOCK_S = 5.0  # nobody holds the file longer than an instant, unless that process was stopped

# Plain numbers by name: monotonic seconds, or factors. Whoever changes an entry holds the ledger alone.
Entries = dict[str, float]


class Ledger(Protocol):
    """Where a limiter keeps its entries."""

    async def change(self, fn: Callable[[Entries], T]) -> T:
        """Run ``fn`` on the entries while nobody else can, keep what it changed, and return its result."""


class MemoryLedger:
    """Entries of one process: for tests, and for trying credentials before there is an account."""

    def __init__(self) -> None:
        self.entries: Entries = {}

    async def change(self, fn: Callable[[Entries], T]) -> T:
        return fn(self.entries)


class FileLedger:
    """Entries in a small file beside the database, guarded by a file lock; disk work happens on a thread.

    Where the file cannot be read or written (full disk), this process goes on with what it remembers itself.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._remembered: Entries = {}
        self._broken = False

    async def change(self, fn: Callable[[Entries], T]) -> T:
        return await asyncio.to_thread(self._change, fn)

    def _change(self, fn: Callable[[Entries], T]) -> T:
        from filelock import FileLock  # imported late: nothing of the first paint needs it

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._path.with_suffix(".lock"), timeout=LOCK_S):
                self._remembered = self._read()
                result = fn(self._remembered)
                self._path.write_text(json.dumps(self._remembered), encoding="utf-8")
        except OSError as error:  # also the lock's own time-out
            self._complain(error)
            return fn(self._remembered)
        self._broken = False
        return result

    def _read(self) -> Entries:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(name): float(value) for name, value in found.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return self._remembered

    def _complain(self, error: OSError) -> None:
        """Once: until it works again, other processes do not see our requests."""
        if not self._broken:
            _log.warning("the rate file cannot be used (%s, errno %s)", type(error).__name__, error.errno)
        self._broken = True
