"""Keeps a table equal to a query: first rows at once, the rest behind them, fresh when something changed.

Each key of a search starts a query and ends the one before; late answers are dropped.
"""

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.kit import tasks
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel

if TYPE_CHECKING:
    import asyncio

FIRST = 2 * PAGE_ROWS
Query = TypeVar("Query")
Asked = TypeVar("Asked", contravariant=True)


class Source(Protocol[Asked]):
    """Where ids and rows come from."""

    async def ids(self, query: Asked, limit: int | None = None) -> "array[int]": ...
    async def rows(self, ids: Sequence[int]) -> Sequence[Any]: ...


class ListedTable(Protocol):
    """What a table must know to be kept equal to a query."""

    paged: PagedTableModel[Any]

    def scrollToTop(self) -> None: ...
    def seen_rows(self) -> range: ...
    def pages_after(self, ids: "array[int]") -> range: ...
    def replace(self, ids: "array[int]", rows: Sequence[Any] = (), first_page: int = 0) -> None: ...


class Listing(QObject, Generic[Query]):
    """The list behind a table. ``shown`` comes with the first rows of a new list, ``loaded`` when it is complete."""

    shown = Signal()
    loaded = Signal()

    def __init__(self, owner: QWidget, table: ListedTable, query: Query) -> None:
        super().__init__(owner)
        self._table, self._model = table, table.paged
        self.query = query
        self._loading: asyncio.Task[Any] | None = None
        self._reading: dict[int, asyncio.Task[Any]] = {}
        # News come in bursts while a sync runs; looking again a few times a second is enough for an eye.
        self._look_again = QTimer(self, singleShot=True, interval=350)
        self._look_again.timeout.connect(self._on_look_again)
        self._model.page_wanted.connect(self._on_page_wanted)

    def start(self, source: Source[Query]) -> None:
        """The loop runs: read the first list."""
        self._source = source
        self._restart(self._load())

    def show(self, query: Query) -> None:
        """Another view."""
        self.query = query
        self._restart(self._load())

    def change(self, query: Query) -> None:
        """Another shape of the same view: selection and scroll stay where their rows are."""
        self.query = query
        self._restart(self._renew())

    def news(self) -> None:
        """Something changed; look again soon."""
        if not self._look_again.isActive():
            self._look_again.start()

    async def reread(self) -> None:
        """Read what is on screen anew, in place; the list itself stays as it is."""
        seen, generation = self._table.seen_rows(), self._model.generation
        pages = range(seen.start // PAGE_ROWS, max(seen.stop - 1, 0) // PAGE_ROWS + 1)
        ids = self._model.ids[pages.start * PAGE_ROWS : pages.stop * PAGE_ROWS]
        rows = await self._source.rows(ids)
        self._model.refresh((), range(0))
        for at, page in enumerate(pages):
            self._model.put_page(generation, page, rows[at * PAGE_ROWS : (at + 1) * PAGE_ROWS])

    def _restart(self, work: Any) -> None:
        if self._loading is not None:
            self._loading.cancel()
        self._loading = tasks.run(self, work)

    async def _load(self) -> None:
        query = self.query
        ids = await self._source.ids(query, FIRST)
        if len(ids) >= FIRST and ids == self._model.ids[: len(ids)] and self._model.complete:
            generation = self._model.generation  # the same beginning: spare the second repaint
        else:
            rows = await self._source.rows(ids[: self._first_screen()])
            generation = self._model.show(ids, rows, complete=len(ids) < FIRST)
            self._table.scrollToTop()
        self.shown.emit()
        await self._complete(generation)

    async def _complete(self, generation: int) -> None:
        if not self._model.complete or len(self._model.ids) >= FIRST:
            ids = await self._source.ids(self.query)
            if not self._model.extend(generation, ids) or len(ids) != len(self._model.ids):
                await self._swap(ids)
        self.loaded.emit()

    def _first_screen(self) -> int:
        """How many rows are read before the first paint: whole pages, as many as the screen shows."""
        shown = len(self._table.seen_rows()) + 1
        return min(-(-shown // PAGE_ROWS) * PAGE_ROWS, FIRST)

    def _on_look_again(self) -> None:
        if self._loading is not None and not self._loading.done():
            self._look_again.start()  # a query is under way: after it
            return
        self._restart(self._renew())

    async def _renew(self) -> None:
        ids = await self._source.ids(self.query)
        if ids == self._model.ids:
            await self.reread()
        else:
            await self._swap(ids)
        self.loaded.emit()

    async def _swap(self, ids: "array[int]") -> None:
        """Another list of the same view: read what will be on screen first, so that nothing flickers."""
        pages = self._table.pages_after(ids)
        rows = await self._source.rows(ids[pages.start * PAGE_ROWS : pages.stop * PAGE_ROWS])
        self._table.replace(ids, rows, pages.start)

    def _on_page_wanted(self, generation: int, page: int) -> None:
        older = self._reading.pop(page, None)
        if older is not None:
            older.cancel()
        self._reading[page] = tasks.run(self, self._read(generation, page))

    async def _read(self, generation: int, page: int) -> None:
        rows = await self._source.rows(self._model.page_ids(page))
        self._model.put_page(generation, page, rows)
        self._reading.pop(page, None)
