"""The list behind the order table: painted before the loop runs, told which orders changed, counted per bucket."""

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from desktop.domain.order_views import OrderQuery
from desktop.ui.kit.listing import FIRST, Listing
from desktop.ui.kit.table_view import TableView
from desktop.ui.ports import FirstOrders

if TYPE_CHECKING:
    from desktop.services.orders import OrderService


class OrderListing(Listing[OrderQuery]):
    """``counted`` comes behind ``loaded``, with the numbers per bucket."""

    counted = Signal(object)

    def __init__(self, first: FirstOrders, table: TableView, query: OrderQuery) -> None:
        super().__init__(table, table, query)
        self._first = first
        self.counted_query: Callable[[], OrderQuery] = lambda: self.query  # what the numbers beside the buckets count
        self._stale: set[int] | None = set()  # None: everything

    def paint_first(self) -> None:
        """Before the loop runs: the first rows, read in place."""
        ids, rows = self._first.first_page(self.query, FIRST)
        self._model.show(ids, rows, complete=len(ids) < FIRST)

    def start_painted(self, orders: "OrderService") -> None:
        """The loop runs: complete what was painted first."""
        self._source = self._orders = orders
        self._restart(self._complete(self._model.generation))

    def changed(self, ids: tuple[int, ...]) -> None:
        """These orders changed (none named: many); look again soon."""
        if not ids:
            self._stale = None
        elif self._stale is not None:
            self._stale.update(ids)
        self.news()

    async def reread(self) -> None:
        """Read the changed orders anew, in place; the list itself stays as it is."""
        stale, self._stale = self._stale, set()
        self._model.refresh(tuple(stale or ()), self._table.seen_rows())

    async def _swap(self, ids: "array[int]") -> None:
        self._stale = set()  # every page is read anew
        await super()._swap(ids)

    async def _complete(self, generation: int) -> None:
        await super()._complete(generation)
        await self._count()

    async def _renew(self) -> None:
        await super()._renew()
        await self._count()

    async def _count(self) -> None:
        self.counted.emit(await self._orders.counts(self.counted_query()))
