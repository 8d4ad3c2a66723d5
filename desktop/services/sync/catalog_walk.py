"""One run over one account's catalog and promotions: page by page into the file; what was not there is gone."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.domain.catalog import Variant
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock
from desktop.domain.promotions import Promotion
from desktop.platforms.kit.contract import ReadsCatalog, ReadsPromotions
from desktop.services.changes import ChangeFeed
from desktop.services.sync.status import Progress, SyncStage, SyncStopped
from desktop.store import accounts, bookmarks, catalog_ingest, promotions
from desktop.store.db import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

CATALOG = "catalog"
ASKED_AGAIN_AFTER = timedelta(seconds=30)  # who presses sync twice in a row means the orders


class CatalogWalk:
    """Used once, on the event loop. ``stop`` ends it at the next page; what was read until then stays."""

    def __init__(
        self,
        db: Database,
        changes: ChangeFeed,
        account_id: str,
        *,
        clock: Clock,
        stop: asyncio.Event,
        report: Callable[[Progress], None],
    ) -> None:
        self._db, self._changes, self._account_id = db, changes, account_id
        self._clock, self._stop, self._report = clock, stop, report
        self.variants = 0

    async def is_due(self, interval: timedelta, *, asked: bool, full: bool) -> bool:
        """Whether the catalog is to be read now: never read, long ago, or asked for."""
        state = await self._db.read(lambda c: bookmarks.load(c, self._account_id, CATALOG))
        if state is None or full:
            return True
        age = self._clock() - datetime.fromisoformat(str(state["finished_at"]))
        return not timedelta(0) <= age < (ASKED_AGAIN_AFTER if asked else interval)

    async def run(self, connector: ReadsCatalog) -> None:
        """Everything there is. Raises ``SyncStopped`` and the connector's errors; then nothing counts as gone."""
        began = self._clock()
        async for page in connector.variant_pages():
            if self._stop.is_set():
                raise SyncStopped("stopped")
            self.variants += len(page)
            await self._save(page)
            self._report(Progress(SyncStage.CATALOG, self.variants))
        gone = await self._db.write(lambda c: self._finish(c, began))
        if gone:
            self._tell(ChangeKind.CATALOG)

    async def promotions(self, connector: ReadsPromotions) -> None:
        """What the platform lists of promotions, all of it."""
        found = [one async for page in connector.promotion_pages() for one in page]
        await self._db.write(lambda c: promotions.save_listed(c, self._account_id, _once(found), self._clock()))
        self._tell(ChangeKind.PROMOTIONS)

    async def _save(self, page: Sequence[Variant]) -> None:
        at = self._clock()
        if await self._db.write(lambda c: catalog_ingest.save_variants(c, self._account_id, page, at=at)):
            self._tell(ChangeKind.CATALOG)

    def _finish(self, c: "Connection", began: datetime) -> tuple[int, ...]:
        at = self._clock()
        bookmarks.save(c, self._account_id, CATALOG, {"finished_at": at.isoformat()})
        accounts.mark_synced(c, self._account_id, at)
        return catalog_ingest.mark_gone(c, self._account_id, walked_from=began, at=at)

    def _tell(self, kind: ChangeKind) -> None:
        self._changes.publish(Changes(kind, self._account_id))


def _once(found: Sequence[Promotion]) -> tuple[Promotion, ...]:
    """Pages shift while they are read: each promotion once."""
    return tuple({one.remote_id: one for one in found}.values())
