"""The catalog's grid on 300,000 SKUs: frames, orders and filters against a bare QTableView of one word."""

import asyncio
from pathlib import Path
from statistics import median

from PySide6.QtTest import QTest

from desktop.app import paths
from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import GridQuery, GridRow, GridSort, Only
from desktop.domain.profile import Profile
from desktop.platforms.registry import MANIFESTS
from desktop.services.build import Services, build_services
from desktop.ui.catalog.columns import Flying, grid_columns
from desktop.ui.catalog.grid import Grid
from desktop.ui.catalog.values import manner
from desktop.ui.kit import icons, theme
from desktop.ui.kit.collecting import Collecting
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel
from tests.benchmarks import table
from tests.benchmarks.measure import Figure, in_turns, ratio, seconds
from tests.benchmarks.profile import copied
from tests.benchmarks.skus import with_skus

_SIZE = 1440, 800
_FRAMES = 60
_FIRST = 2 * PAGE_ROWS
_SKUS_PER_ORDER = 30  # 10,000 orders to ingest go with 300,000 SKUs
_SORTS = tuple(GridQuery(sort=sort, descending=down) for sort in GridSort for down in (False, True))
_FILTERS = (
    GridQuery(status=ListingStatus.INACTIVE), GridQuery(search="kettle"), GridQuery(search="batch-7"),
    GridQuery(search="4000000000"), GridQuery(search="ke"), GridQuery(only=Only.CHANGED),
)  # fmt: skip


class Bench:
    """The grid on a file of its own, beside a bare view of as many rows and columns."""

    def __init__(self, folder: Path, skus: int) -> None:
        self.is_small = skus < 50_000  # only to see that it runs
        self.frames = 6 if self.is_small else _FRAMES
        self.app = table.QApplication.instance() or table.QApplication([])
        theme.install(self.app, paths.resources() / "styles", theme.Mode.LIGHT)
        icons.use_folder(paths.icons())
        path = copied(with_skus(folder.parent / "backshop-bench-skus", skus), folder / "profile")
        path.rename(path.with_name(Profile(path.parent).database.name))
        self.services: Services = build_services(Profile(path.parent), MANIFESTS, passphrase=lambda: "bench")
        self.loop = asyncio.new_event_loop()
        self.how = manner()
        self.flying: Flying = {}
        self.model: PagedTableModel[GridRow] = PagedTableModel(grid_columns(self.how, self.flying))
        self.grid = Grid(self.model, self.how, "Catalog", self.flying)
        self.keys = self.run(self.services.catalog.grid_keys(GridQuery()))
        self.bare = table.QTableView()
        self.bare.setModel(table._Static(len(self.keys), len(self.grid.order)))
        self.bare.verticalHeader().setDefaultSectionSize(self.grid.body.row_height)
        self.bare.verticalHeader().hide()
        self.bare.setVerticalScrollMode(table.QTableView.ScrollMode.ScrollPerPixel)
        self.bare.setWordWrap(False)
        for place, column in enumerate(self.grid.order):
            self.bare.setColumnWidth(place, self.grid.half_of(column).columnWidth(column))
        for view in (self.grid, self.bare):
            view.resize(*_SIZE)
            view.show()
            QTest.qWaitForWindowExposed(view)
        self.model.show(self.keys)
        self.random = table.random.Random(7)
        self.collecting = Collecting(self.app)  # as the program does once its window is up

    def run(self, work):  # type: ignore[no-untyped-def]
        """Await on a loop of its own."""
        return self.loop.run_until_complete(work)

    def close(self) -> None:
        self.run(self.services.aclose())
        self.loop.close()
        self.collecting.stop()
        for view in (self.grid, self.bare):
            view.close()

    def fetch(self, row: int) -> None:
        for page in {row // PAGE_ROWS, (row + 45) // PAGE_ROWS}:
            keys = self.model.page_ids(page)
            self.model.put_page(self.model.generation, page, self.run(self.services.catalog.grid_rows(keys)))

    def repaint(self) -> None:
        """Both halves in one go: a repaint of one alone would first deliver what the other still owes."""
        for half in (self.grid.frozen, self.grid.body):
            half.viewport().update()
        self.app.sendPostedEvents()

    def jump(self, *, ours: bool) -> float:
        row = self.random.randrange(max(1, len(self.keys) - 60))
        view, height = (self.grid.body if ours else self.bare), self.grid.body.row_height
        if ours:
            self.fetch(row)

        def frame() -> None:
            view.verticalScrollBar().setValue(row * height)
            # A scroll leaves one pending update for both halves; delivering it is the frame.
            self.app.sendPostedEvents() if ours else self.bare.viewport().repaint()

        return seconds(frame)

    def steps(self) -> list[float]:
        """Frames of three rows each."""
        start, bar, height = self.random.randrange(max(1, len(self.keys) - 400)), self.grid.body.verticalScrollBar(), 30
        for page in range(start // PAGE_ROWS, (start + 300) // PAGE_ROWS + 1):
            self.fetch(page * PAGE_ROWS)
        bar.setValue(start * height)
        self.repaint()
        return [
            seconds(lambda: (bar.setValue(bar.value() + 3 * height), self.app.sendPostedEvents()))
            for _ in range(self.frames)
        ]

    def first_rows(self, query: GridQuery) -> float:
        """Seconds from the wish to the painted first rows."""

        def look() -> None:
            keys = self.run(self.services.catalog.grid_keys(query, _FIRST))
            rows = self.run(self.services.catalog.grid_rows(keys[:PAGE_ROWS]))  # the screen's, as the listing does
            self.model.show(keys, rows, complete=False)
            self.repaint()

        return seconds(look)

    def bare_reset(self) -> float:
        def look() -> None:
            self.bare.model().beginResetModel()
            self.bare.model().endResetModel()
            self.bare.viewport().repaint()

        return seconds(look)


def frames(_profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """Jumps against the bare view, steps against our own jumps, orders and filters against a bare reset."""
    bench = Bench(folder, orders * _SKUS_PER_ORDER)
    try:
        ours, floor = in_turns(
            lambda _: median(bench.jump(ours=True) for _ in range(bench.frames)),
            lambda _: median(bench.jump(ours=False) for _ in range(bench.frames)),
        )
        steps = [median(bench.steps()) for _ in range(5)]
        found = [
            ratio(f"1 grid of {len(bench.keys):,} SKUs: jump frame [bare QTableView]", ours, floor, 1.10),
            ratio("2 grid: three-row scroll frame [own jump]", steps, ours, 0.30),
        ]
        for name, queries in (("sorting", _SORTS), ("filtering", _FILTERS)):
            ours, floor = in_turns(
                lambda _, queries=queries: median(bench.first_rows(query) for query in queries),
                lambda _: bench.bare_reset(),
            )
            slowest = max((bench.first_rows(query), str(query.sort), query.search) for query in queries)
            note = f"slowest {slowest[0] * 1e3:.1f} ms ({slowest[1]} {slowest[2]})"
            found.append(ratio(f"3 grid: {name} to painted first rows [bare reset + paint]", ours, floor, 2.5, note))
        return found
    finally:
        bench.close()
