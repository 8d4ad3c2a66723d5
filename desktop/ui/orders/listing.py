"""Keeps the table equal to a query: first rows at once, the rest behind them, fresh when something changed.

Each key of a search starts a query and ends the one before; late answers are dropped.
"""

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.order_views import OrderQuery, OrderRow
from desktop.ui.kit import tasks
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel
from desktop.ui.kit.table_view import TableView
from desktop.ui.ports import FirstOrders

if TYPE_CHECKING:
    import asyncio

    from desktop.services.orders import OrderService

FIRST = 2 * PAGE_ROWS


class OrderListing(QObject):
    """The list behind the table. ``loaded`` comes when it is complete, ``counted`` with the numbers per bucket."""

    shown = Signal()  # the first rows of a new list can be seen
    loaded = Signal()
    counted = Signal(object)

    def __init__(self, first: FirstOrders, table: TableView, query: OrderQuery) -> None:
        super().__init__(table)
        self._first, self._table = first, table
        self._model: PagedTableModel[OrderRow] = table.paged
        self.query = query
        self.counted_query: Callable[[], OrderQuery] = lambda: self.query  # what the numbers beside the buckets count
        self._loading: asyncio.Task[Any] | None = None
        self._reading: dict[int, asyncio.Task[Any]] = {}
        self._stale: set[int] | None = set()  # None: everything
        # News come in bursts while a sync runs; looking again a few times a second is enough for an eye.
        self._look_again = QTimer(self, singleShot=True, interval=350)
        self._look_again.timeout.connect(self._on_look_again)
        self._model.page_wanted.connect(self._on_page_wanted)

    def paint_first(self) -> None:
        """Before the loop runs: the first rows, read in place."""
        ids, rows = self._first.first_page(self.query, FIRST)
        self._model.show(ids, rows, complete=len(ids) < FIRST)

    def start(self, orders: "OrderService") -> None:
        """The loop runs: complete what was painted first."""
        self._orders = orders
        self._restart(self._complete(self._model.generation))

    def show(self, query: OrderQuery) -> None:
        """Another view."""
        self.query = query
        self._restart(self._load())

    def news(self, ids: tuple[int, ...]) -> None:
        """These orders changed (none named: many)."""
        if not ids:
            self._stale = None
        elif self._stale is not None:
            self._stale.update(ids)
        if not self._look_again.isActive():
            self._look_again.start()

    def _restart(self, work: Any) -> None:
        if self._loading is not None:
            self._loading.cancel()
        self._loading = tasks.run(self, work)

    async def _load(self) -> None:
        query = self.query
        ids = await self._orders.ids(query, FIRST)
        if len(ids) and ids == self._model.ids[: len(ids)] and len(ids) == FIRST and self._model.complete:
            rows: tuple[OrderRow, ...] = ()  # the same beginning: spare the second repaint
            generation = self._model.generation
        else:
            rows = await self._orders.rows(ids)
            generation = self._model.show(ids, rows, complete=len(ids) < FIRST)
            self._table.scrollToTop()
        self.shown.emit()
        await self._complete(generation)

    async def _complete(self, generation: int) -> None:
        if not self._model.complete or len(self._model.ids) >= FIRST:
            ids = await self._orders.ids(self.query)
            if not self._model.extend(generation, ids) or len(ids) != len(self._model.ids):
                await self._swap(ids)
        self.loaded.emit()
        await self._count()

    async def _count(self) -> None:
        self.counted.emit(await self._orders.counts(self.counted_query()))

    def _on_look_again(self) -> None:
        if self._loading is not None and not self._loading.done():
            self._look_again.start()  # a query is under way: after it
            return
        stale, self._stale = self._stale, set()
        self._restart(self._renew(tuple(stale) if stale is not None else ()))

    async def _renew(self, changed: tuple[int, ...]) -> None:
        ids = await self._orders.ids(self.query)
        if ids == self._model.ids:
            self._model.refresh(changed, self._table.seen_rows())
        else:
            await self._swap(ids)
        self.loaded.emit()
        await self._count()

    async def _swap(self, ids: "array[int]") -> None:
        """Another list of the same view: read what will be on screen first, so that nothing flickers."""
        pages = self._table.pages_after(ids)
        rows = await self._orders.rows(ids[pages.start * PAGE_ROWS : pages.stop * PAGE_ROWS])
        self._table.replace(ids, rows, pages.start)

    def _on_page_wanted(self, generation: int, page: int) -> None:
        older = self._reading.pop(page, None)
        if older is not None:
            older.cancel()
        self._reading[page] = tasks.run(self, self._read(generation, page))

    async def _read(self, generation: int, page: int) -> None:
        rows = await self._orders.rows(self._model.page_ids(page))
        self._model.put_page(generation, page, rows)
        self._reading.pop(page, None)
