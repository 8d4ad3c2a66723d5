"""Makes the orders of an older file findable by all that is searched today, in small steps while the window is open."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from desktop.domain.errors import StoreError
from desktop.store import search_upkeep
from desktop.store.db import Database

_log = logging.getLogger(__name__)

_AT_ONCE = 100
_REST_S = 0.05  # half of the time belongs to whoever else wants to write


class SearchUpkeep:
    """Goes on where the last run stopped; of a file that is up to date it costs one reading."""

    def __init__(self, db: Database, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._db, self._sleep = db, sleep
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; needs the running loop."""
        self._task = asyncio.get_running_loop().create_task(self.run())

    async def run(self) -> None:
        """Until all texts are new; a disk that cannot be written ends it until the next start."""
        try:
            if await self._db.read(search_upkeep.is_old):
                while await self._db.write(lambda c: search_upkeep.renew_some(c, _AT_ONCE)):
                    await self._sleep(_REST_S)
        except StoreError as error:  # nobody waits for it: what is shown and searched is right, only not yet of all
            _log.warning("older orders are not all searchable yet: %s", error.code)

    async def stop(self) -> None:
        """Leave the rest for the next time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
