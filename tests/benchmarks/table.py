"""The real order table on the real file against a bare QTableView over a model that always says the same word.

A frame is a forced repaint of the viewport. The rows of a page are read before it and made into cells inside it.
"""

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView

from desktop.app import paths
from desktop.domain.identity import utc_now
from desktop.domain.labels import LabelState
from desktop.domain.order_filters import OrderFilters, OutboxFilter
from desktop.domain.order_views import OrderQuery, OrderRow, OrderSort, SortKey
from desktop.domain.orders import Bucket
from desktop.domain.profile import Profile
from desktop.store.connect import connect
from desktop.store.order_ingest import save_orders
from desktop.store.orders import order_ids, order_rows
from desktop.store.writer import Writer
from desktop.ui.kit import icons, theme
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel
from desktop.ui.kit.table_view import ROW_HEIGHT, TableView
from desktop.ui.orders.columns import order_columns
from desktop.ui.orders.views import remembered_query, usual_sort
from tests.benchmarks.measure import Figure, in_turns, percentile, ratio, seconds
from tests.benchmarks.profile import ACCOUNT, NOW, copied, order

_SIZE = 1440, 800
_FRAMES = 60
_FIRST = 2 * PAGE_ROWS
_SORTS = tuple(OrderQuery(sort=(SortKey(by, down),)) for by in OrderSort for down in (False, True))
_FILTERS = tuple(
    OrderQuery(bucket, sort=usual_sort(bucket))
    for bucket in (Bucket.TO_SHIP, Bucket.SHIPPED, Bucket.DELIVERED, Bucket.ALL)
)
_NARROWED = tuple(
    OrderQuery(filters=filters)
    for filters in (
        OrderFilters(countries=("NG",)),
        OrderFilters(countries=("none has it",)),
        OrderFilters(providers=("Northline",), printed=False),
        OrderFilters(buyer="Amina Okafor"),
        OrderFilters(open=True, noted=False),
        OrderFilters(placed_within=timedelta(days=3), labels=(LabelState.NONE,)),
        OrderFilters(amount_from=Decimal(90_000)),
        OrderFilters(outbox=OutboxFilter.REFUSED),
    )
)
_WORDS = ("300", "3000014", "00042", "ami", "amina ok", "kettle", "sku-1234", "nl00012", "mensah lamp", "zzzz", "trao")


class _Static(QAbstractTableModel):
    """As many rows and columns, one word."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._shape = rows, columns

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return self._shape[0]

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return self._shape[1]

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return None if role else "a constant word"


class Bench:
    """Both views on screen, the file open."""

    def __init__(self, path: Path) -> None:
        self.app = QApplication.instance() or QApplication([])
        theme.install(self.app, paths.resources() / "styles", theme.Mode.LIGHT)
        icons.use_folder(paths.icons())
        self.connection = connect(path, reader=True)
        self.model: PagedTableModel[OrderRow] = PagedTableModel(order_columns(utc_now))
        self.table = TableView(self.model, "Orders")
        self.ids = order_ids(self.connection, OrderQuery())
        self.bare = QTableView()
        self.bare.setModel(_Static(len(self.ids), len(self.model.columns)))
        self._shape()
        self.model.show(self.ids)
        for view in (self.table, self.bare):
            view.resize(*_SIZE)
            view.show()
            QTest.qWaitForWindowExposed(view)
        self.random = random.Random(7)

    def _shape(self) -> None:
        """The bare view gets our rows and columns, so that both paint as many cells."""
        self.bare.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.bare.verticalHeader().hide()
        self.bare.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.bare.setWordWrap(False)
        for at in range(len(self.model.columns)):
            self.bare.setColumnWidth(at, self.table.columnWidth(at))
            self.bare.setColumnHidden(at, self.table.isColumnHidden(at))

    def close(self) -> None:
        self.connection.close()
        for view in (self.table, self.bare):
            view.close()

    def jump(self, view: QTableView, row: int) -> float:
        """Seconds of the frame after the scroll bar was put to ``row``; its pages have been read before."""
        if view is self.table:
            for page in {row // PAGE_ROWS, (row + 40) // PAGE_ROWS}:
                self.model.put_page(self.model.generation, page, self._rows(page))

        def frame() -> None:
            view.verticalScrollBar().setValue(row * ROW_HEIGHT)
            view.viewport().repaint()

        return seconds(frame)

    def _rows(self, page: int) -> tuple[OrderRow, ...]:
        return order_rows(self.connection, self.model.page_ids(page))

    def jumps(self, view: QTableView) -> list[float]:
        last = max(1, len(self.ids) - 60)
        return [self.jump(view, self.random.randrange(last)) for _ in range(_FRAMES)]

    def steps(self) -> list[float]:
        """Frames of three rows each: Qt moves the picture and asks for the new strip only."""
        start, bar, frames = self.random.randrange(max(1, len(self.ids) - 400)), self.table.verticalScrollBar(), []
        for page in range(start // PAGE_ROWS, (start + 300) // PAGE_ROWS + 1):
            self.model.put_page(self.model.generation, page, self._rows(page))
        self.jump(self.table, start)
        for _ in range(_FRAMES):
            # A scroll leaves one pending update; delivering it is the frame.
            frames.append(seconds(lambda: (bar.setValue(bar.value() + 3 * ROW_HEIGHT), self.app.sendPostedEvents())))
        return frames

    def first_rows(self, query: OrderQuery) -> float:
        """Seconds from the wish to the painted first rows."""

        def look() -> None:
            ids = order_ids(self.connection, query, _FIRST)
            self.model.show(ids, order_rows(self.connection, ids), complete=False)
            self.table.scrollToTop()
            self.table.viewport().repaint()

        return seconds(look)

    def bare_reset(self) -> float:
        def look() -> None:
            self.bare.model().beginResetModel()
            self.bare.model().endResetModel()
            self.bare.viewport().repaint()

        return seconds(look)


def frames(profile: Profile, _folder: Path, _orders: int) -> list[Figure]:
    """Jumps against the bare view, and steps against our own jumps."""
    bench = Bench(profile.database)
    try:
        jumps, floors = [], []
        ours, floor = in_turns(
            lambda _: _kept(jumps, bench.jumps(bench.table)), lambda _: _kept(floors, bench.jumps(bench.bare))
        )
        p95, floor95 = percentile(jumps, 0.95), percentile(floors, 0.95)
        steps = [median(bench.steps()) for _ in range(5)]
        return [
            ratio("1 jump frame [bare QTableView, one word]", ours, floor, 1.10),
            Figure("1 jump frame, 95th percentile", p95 / floor95, "x", 1.2, f"{p95 * 1e3:.2f} ms"),
            ratio("2 three-row scroll frame [own jump]", steps, ours, 0.30),
        ]
    finally:
        bench.close()


def _kept(everything: list[float], new: list[float]) -> float:
    everything += new
    return median(new)


def views(profile: Profile, _folder: Path, _orders: int) -> list[Figure]:
    """Opening, sorting and filtering to painted first rows."""
    bench = Bench(profile.database)
    try:
        figures = []
        asked = {"opening": (remembered_query({}),), "sorting": _SORTS, "filtering": _FILTERS, "narrowing": _NARROWED}
        for name, queries in asked.items():
            ours, floor = in_turns(_median_of(bench, queries), lambda _: bench.bare_reset())
            slowest = max((bench.first_rows(query), str(query.sort[0].by), str(query.bucket)) for query in queries)
            note = f"slowest {slowest[0] * 1e3:.1f} ms ({slowest[1]}, {slowest[2]})"
            figures.append(ratio(f"3 {name} to first painted rows [bare reset + paint]", ours, floor, 2.5, note))
        return figures
    finally:
        bench.close()


def _median_of(bench: Bench, queries: tuple[OrderQuery, ...]) -> Callable[[int], float]:
    return lambda _: median(bench.first_rows(query) for query in queries)


def search(profile: Profile, folder: Path, _orders: int) -> list[Figure]:
    """Each prefix of some searches, on the calling thread, while another thread saves pages of new orders."""
    path = copied(profile, folder / "search")
    bench, stop = Bench(path), threading.Event()
    written: list[int] = []
    failed: list[BaseException] = []
    thread = threading.Thread(target=_write_until, args=(path, stop, written, failed))
    thread.start()
    try:
        keys = [word[:end] for word in _WORDS for end in range(1, len(word) + 1)]
        hits = [bench.first_rows(OrderQuery(search=key)) for _ in range(3) for key in keys]
        floor = [bench.bare_reset() for _ in range(60)]
    finally:
        stop.set()
        thread.join()
        bench.close()
    if failed:
        raise failed[0]
    p95, static = percentile(hits, 0.95), median(floor)
    note = f"{len(hits)} keys, median {median(hits) * 1e3:.1f}, max {max(hits) * 1e3:.1f} ms; {sum(written)} saved"
    return [
        Figure("5 key to painted hits while saving, 95th percentile", p95 * 1e3, "ms", 50, note),
        Figure("5 the same [bare reset + paint]", p95 / static, "x", 3, f"floor {static * 1e3:.2f} ms"),
    ]


def _write_until(path: Path, stop: threading.Event, written: list[int], failed: list[BaseException]) -> None:
    writer, at = Writer(path), 50_000_000
    try:
        while not stop.is_set():
            page = [order(number) for number in range(at, at + 100)]
            written.append(len(writer.run(lambda c, page=page: save_orders(c, ACCOUNT, page, at=NOW))))  # type: ignore[misc]
            at += 100
            stop.wait(0.02)
    except BaseException as error:  # told to the thread that waits, which raises it
        failed.append(error)
    finally:
        writer.close()
