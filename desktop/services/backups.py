"""Backups: the whole profile database in one file, out and back in."""

import asyncio
from pathlib import Path

from desktop.domain.errors import StoreError
from desktop.domain.identity import Clock, utc_now
from desktop.domain.profile import Profile
from desktop.store import backups
from desktop.store.db import Database
from desktop.store.locks import instance_lock, worker_lock


async def check_database(db: Database) -> tuple[str, ...]:
    """What is wrong with the file; empty when it is whole."""
    return await db.read(backups.faults)


async def copy_database(db: Database, path: Path) -> int:
    """Write a backup while others go on working; its size in bytes. Raises as ``store.backups.copy_to``."""
    return await db.read(lambda c: backups.copy_to(c, path))


async def restore(profile: Profile, backup: Path, *, clock: Clock = utc_now) -> Path | None:
    """Bring a backup back into a profile that nobody else uses; what was there is kept, at the path returned.

    Raises ``NotPossible("not_a_backup")`` and ``StoreError``: ``profile_in_use``, ``too_new``.
    """
    window, worker = instance_lock(profile.folder), worker_lock(profile.folder)
    try:
        if not (window.take() and worker.take()):
            raise StoreError("profile_in_use")
        kept = await asyncio.to_thread(backups.bring_back, backup, profile.database, clock())
        Database.open(profile.database, clock=clock).close()  # an older backup is migrated now, not at the next start
    finally:
        worker.give_back()
        window.give_back()
    return kept
