"""One run over one account's orders: what changed lately, what an import still lacks, open orders once more."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from desktop.domain.errors import BrokenAnswer
from desktop.domain.identity import Clock
from desktop.domain.orders import Order
from desktop.platforms.kit.contract import ReadsOrders, TellsOldestOrder, Window
from desktop.platforms.kit.manifest import OrderSync
from desktop.services.sync.bookmark import OrderBookmark
from desktop.services.sync.items import join_items, needs_items, read_items
from desktop.services.sync.shelf import OrderShelf
from desktop.services.sync.status import Progress, SyncStage, SyncStopped
from desktop.services.sync.windows import news_windows

# How many item reads may be under way at once; with the limiter's spacing this hides the latency of a slow line.
READS_AT_ONCE = 4
# Those longest unread come first, so a shop with very many orders under way gets through them in several runs.
OPEN_READS_PER_RUN = 1000


class OrderWalk:
    """Reads pages and hands them to the shelf, one transaction each. Used once, on the event loop."""

    def __init__(
        self,
        connector: ReadsOrders,
        rule: OrderSync,
        shelf: OrderShelf,
        *,
        clock: Clock,
        stop: asyncio.Event,
        report: Callable[[Progress], None],
    ) -> None:
        self._connector, self._rule, self._shelf = connector, rule, shelf
        self._clock, self._stop, self._report = clock, stop, report
        self._mark = OrderBookmark.begin(clock(), rule)
        self._latest = rule.oldest
        self.orders = 0
        self.changed = 0
        self.broken: BrokenAnswer | None = None

    async def run(self, *, full: bool, open_read_before: datetime) -> None:
        """Everything due. Raises ``SyncStopped`` at the next page once ``stop`` is set, and the connector's errors."""
        saved = await self._shelf.bookmark()
        if saved is not None:
            self._mark = saved.again(self._clock(), self._rule) if full else saved
            await self._news()
        await self._history()
        await self._open_orders(open_read_before)
        await self._shelf.finish(self._mark, self._clock())

    async def _news(self) -> None:
        now = self._clock()
        start, end = self._mark.news_from(now, self._rule), self._mark.news_until(now, self._rule)
        for window in news_windows(start, end, self._rule.window, by_update=self._rule.by_update):
            async for page in self._pages(window):
                await self._save(page)
                self._tell(SyncStage.NEWS)
            if self.broken:
                return  # this window may hold orders we could not read: ask for it again next time
            self._mark = self._seen().after_news(window, now)
            await self._shelf.remember(self._mark)

    async def _history(self) -> None:
        whole = self._rule
        if self._mark.history(whole) is None:
            return
        self._rule = await self._without_empty_years()
        await self._all_history()
        self._rule, self._mark = whole, replace(self._mark, until=min(self._mark.until, whole.oldest))

    async def _without_empty_years(self) -> OrderSync:
        """The rule, with the time of the platform's own first order where it can tell that."""
        told = await self._connector.oldest_order() if isinstance(self._connector, TellsOldestOrder) else None
        return self._rule if told is None else replace(self._rule, oldest=max(self._rule.oldest, told))

    async def _all_history(self) -> None:
        while (window := self._mark.history(self._rule)) is not None:
            await self._walk_back(window)
            self._mark = self._seen().after_history(self._rule)
            await self._shelf.remember(self._mark)
            if self._clock() - self._mark.live >= self._rule.interval:
                await self._news()  # a long import must not keep today's changes waiting

    async def _walk_back(self, window: Window) -> None:
        """One window, page by page; the place is kept as long as pages come in order of creation, as they should."""
        reached: datetime | None = window.start
        async for page in self._pages(window):
            if page:
                first, last = min(o.created_at for o in page), max(o.created_at for o in page)
                reached = last if reached is not None and reached <= first and last <= window.end else None
            self._mark = replace(self._mark, page=reached)
            await self._save(page, self._mark)
            self._tell(SyncStage.HISTORY)

    async def _open_orders(self, read_before: datetime) -> None:
        """An order's own last change can stay behind its items', so those still moving are read again now and then."""
        ids = (await self._shelf.open_orders(read_before))[:OPEN_READS_PER_RUN]
        step = self._rule.items_per_read * READS_AT_ONCE
        for at in range(0, len(ids), step):
            self._check_stop()
            self._report(Progress(SyncStage.OPEN_ORDERS, at, len(ids)))
            read = await read_items(self._connector, ids[at : at + step], self._rule.items_per_read)
            self.broken = self.broken or read.broken
            self.changed += await self._shelf.save_items(read.items, self._clock())

    async def _save(self, page: Sequence[Order], mark: OrderBookmark | None = None) -> None:
        """One page and its place in one transaction, with the items that had to be read for it."""
        self._check_stop()
        known = await self._shelf.known([order.remote_id for order in page])
        wanted = [o.remote_id for o in page if needs_items(o, known.get(o.remote_id), always=self._mark.full)]
        read = await read_items(self._connector, tuple(dict.fromkeys(wanted)), self._rule.items_per_read)
        self.broken = self.broken or read.broken
        self.changed += await self._shelf.save(join_items(page, read, known), self._clock(), mark)
        self.orders += len(page)
        self._note_latest(page)

    def _note_latest(self, page: Sequence[Order]) -> None:
        """Remember the platform's own time; one beyond what can be asked is absurd and proves nothing."""
        horizon = self._mark.news_until(self._clock(), self._rule)
        self._latest = max([self._latest, *(order.updated_at for order in page if order.updated_at <= horizon)])

    def _seen(self) -> OrderBookmark:
        """With the latest change seen: applied when a whole window is in, since pages are not sorted by change."""
        return replace(self._mark, seen=max(self._mark.seen, self._latest))

    def _pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        self._check_stop()
        return self._connector.order_pages(window)

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise SyncStopped("stopped")

    def _tell(self, stage: SyncStage) -> None:
        importing = self._mark.history(self._rule) is not None
        self._report(Progress(stage, self.orders, back_to=self._mark.until if importing else None))
