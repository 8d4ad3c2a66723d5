"""A terminal may work on an open window's profile: what others write is noticed, so that screens look again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import StoreError
from desktop.services.changes import ChangeFeed
from desktop.store.db import Database

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 1.5
# A commit does not say what it changed: everything that is shown may have moved.
_MAY_HAVE_MOVED = (
    ChangeKind.ACCOUNTS,
    ChangeKind.ORDERS,
    ChangeKind.LABELS,
    ChangeKind.OUTBOX,
    ChangeKind.SETTINGS,
    ChangeKind.TAGS,
    ChangeKind.VIEWS,
    ChangeKind.LINKS,
)


class OutsideWatch:
    """Publishes ``Changes`` without ids when another process has committed something. Runs on the event loop."""

    def __init__(self, db: Database, changes: ChangeFeed, *, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._db, self._changes, self._sleep = db, changes, sleep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look every moment from now on."""
        if self._task is None:
            self._task = asyncio.create_task(self._watch(), name="outside")

    async def stop(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def look(self) -> bool:
        """Tell everybody if something was written since the last look; whether it was."""
        moved = await self._db.changed_outside()
        for kind in _MAY_HAVE_MOVED if moved else ():
            self._changes.publish(Changes(kind))
        return moved

    async def _watch(self) -> None:
        failed = False
        while True:
            try:
                await self.look()
                failed = False
            except StoreError as error:  # the disk may come back; whoever reads or writes meanwhile tells the seller
                if not failed:
                    _log.warning("what other processes write cannot be seen: %s", error.code)
                failed = True
            await self._sleep(LOOK_EVERY_S)
