"""Saved views: the seller's own, kept in a sequence of his, beside a few that everybody has."""

from collections.abc import Sequence

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.saved_views import SavedView
from desktop.services.changes import ChangeFeed
from desktop.store import saved_views
from desktop.store.db import Database


class SavedViews:
    """Reads and writes views; who shows them listens to ``Changes(VIEWS)``."""

    def __init__(self, db: Database, changes: ChangeFeed) -> None:
        self._db, self._changes = db, changes

    async def all(self) -> tuple[SavedView, ...]:
        """All of the seller's, in their sequence."""
        return await self._db.read(saved_views.views)

    async def save(self, view: SavedView) -> int:
        """Keep a new view (``id`` 0) or what became of a known one; a deleted one comes back. Answers its id."""
        view_id = await self._db.write(lambda c: saved_views.save(c, view))
        self._changes.publish(Changes(ChangeKind.VIEWS))
        return view_id

    async def delete(self, view_id: int) -> None:
        await self._db.write(lambda c: saved_views.delete(c, view_id))
        self._changes.publish(Changes(ChangeKind.VIEWS))

    async def arrange(self, view_ids: Sequence[int]) -> None:
        """Put the views into this sequence."""
        await self._db.write(lambda c: saved_views.arrange(c, view_ids))
        self._changes.publish(Changes(ChangeKind.VIEWS))
