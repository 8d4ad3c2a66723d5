"""Settings: choices of the seller that outlive the program, kept as JSON values under dotted keys."""

from desktop.domain.changes import ChangeKind, Changes
from desktop.services.changes import ChangeFeed
from desktop.store import settings
from desktop.store.db import Database


class Settings:
    """Reads and writes single choices; who shows one listens to ``Changes(SETTINGS)``."""

    def __init__(self, db: Database, changes: ChangeFeed) -> None:
        self._db, self._changes = db, changes

    def get_now(self, key: str) -> object | None:
        """A choice on the calling thread: for the first paint only."""
        return self._db.read_now(lambda c: settings.get(c, key))

    async def get(self, key: str) -> object | None:
        """The JSON value of ``key``; None when nothing was chosen."""
        return await self._db.read(lambda c: settings.get(c, key))

    async def with_prefix(self, prefix: str) -> dict[str, object]:
        """All choices whose key begins with ``prefix``."""
        return await self._db.read(lambda c: settings.with_prefix(c, prefix))

    async def put(self, key: str, value: object | None) -> None:
        """Remember a JSON value; None forgets it."""
        await self._db.write(lambda c: settings.put(c, key, value))
        self._changes.publish(Changes(ChangeKind.SETTINGS))
