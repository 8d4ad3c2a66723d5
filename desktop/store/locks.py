"""Locks between processes: files in the profile folder that the operating system frees even after a kill -9."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

RETRY_S = 0.05
Sleep = Callable[[float], Awaitable[None]]


class ProcessLock:
    """Held by one holder at a time, over all processes of this computer. Not re-entrant.

    ``async with`` waits for it; ``take`` answers at once.
    """

    def __init__(self, path: Path, sleep: Sleep = asyncio.sleep) -> None:
        self._path = path
        self._sleep = sleep
        self._lock: BaseFileLock | None = None

    def take(self) -> bool:
        """Whether the lock is ours now; False at once when somebody else (or this object already) holds it."""
        from filelock import FileLock, Timeout  # not needed for the first paint

        if self._lock is not None:
            return False
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False
        self._lock = lock
        return True

    def give_back(self) -> None:
        """Free it; nothing happens when it is not held."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @property
    def held(self) -> bool:
        return self._lock is not None

    async def __aenter__(self) -> None:
        while not self.take():
            await self._sleep(RETRY_S)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.give_back()


def worker_lock(profile: Path) -> ProcessLock:
    """Whoever holds it sends the outbox of this profile; nobody else does."""
    return ProcessLock(_locks(profile) / "outbox-worker.lock")


def instance_lock(profile: Path) -> ProcessLock:
    """Held by the one window of this profile."""
    return ProcessLock(_locks(profile) / "window.lock")


def account_lock(profile: Path, account_id: str, purpose: str = "token") -> ProcessLock:
    """One holder per account and purpose: a token is renewed once, an account is synced once at a time."""
    name = hashlib.sha256(account_id.encode()).hexdigest()[:16]
    return ProcessLock(_locks(profile) / f"{purpose}-{name}.lock")


def secrets_lock(profile: Path) -> ProcessLock:
    """Held while the profile's key is looked for and, the first time, made."""
    return ProcessLock(_locks(profile) / "secrets.lock")


def _locks(profile: Path) -> Path:
    return profile / "locks"
