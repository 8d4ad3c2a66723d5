"""A hand at the real window for the grid's robot: mouse, keys and clipboard, and what the eye then sees."""

import asyncio
import sqlite3
from pathlib import Path

from back_room import NOW
from catalog_room import manifest
from conftest import until
from grid_model import FIELDS, PLACES, Cell, Row
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from desktop.domain.profile import Profile
from desktop.services.build import build_services
from desktop.ui.catalog.grid_delegate import handle_of
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState

K, M, LEFT = Qt.Key, Qt.KeyboardModifier, Qt.MouseButton.LeftButton
Spot = tuple[int, int]  # a row and a column as shown


class GridHand:
    """Knows rows by SKU and place, columns by their keys, and nothing of how the grid works."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, UiState()
        self._file = sqlite3.connect(f"file:{folder / 'backshop.db'}?mode=ro", uri=True)
        self.skus = {id_: int(sku[4:]) for id_, sku in self._file.execute("SELECT id, sku FROM variants")}

    # The window -------------------------------------------------------------------------------------------------------

    async def open(self) -> None:
        self.services = build_services(Profile(self.folder), [manifest()], passphrase=lambda: "test", clock=lambda: NOW)
        self.window = MainWindow(self.services, self.state, lambda: NOW)
        self.window.resize(1280, 800)
        self.bugs: list[object] = []
        self.window.bug_found.connect(self.bugs.append)
        self.window.show()
        self.window.start(self.services)
        self.window.go_to("catalog")
        self.told: list[str] = []
        self.page.notice.connect(lambda *notice: self.told.append(notice[0]))
        await until(lambda: self.page.model.rowCount() > 0 and not self.is_busy())
        await self.settle()
        self.focus()

    async def quit(self) -> None:
        """End the program as its own life does, whatever is still being written or saved."""
        self.window.remember()
        self.window.hide()
        await tasks.kept()
        await self.services.aclose()
        self.window.leave()
        self.window.deleteLater()

    @property
    def page(self) -> CatalogPage:
        page = self.window.pages.show_page("catalog")
        assert isinstance(page, CatalogPage)
        return page

    def is_busy(self) -> bool:
        page = self.page
        loading = page.listing._loading
        return bool(
            page.blocks.under_way or page.sheets.under_way or page.drafting._waiting or page._flying
            or page.listing._look_again.isActive() or (loading is not None and not loading.done())
        )  # fmt: skip

    async def let_run(self, turns: int = 1) -> None:
        """A moment, in which not everything is done."""
        for _ in range(turns):
            await asyncio.sleep(0)

    async def settle(self) -> None:
        """Until all is done, or a question waits."""
        await until(lambda: not self.is_busy() or self.sheet() is not None)
        assert self.bugs == []
        if self.sheet() is None:
            await self.come_back()

    async def come_back(self) -> None:
        """To the window: a sheet that is gone leaves none active here, and then no key is a shortcut."""
        self.window.activateWindow()
        await until(self.window.isActiveWindow)

    def sheet(self) -> Sheet | None:
        return next((one for one in self.page.findChildren(Sheet) if one.isVisible()), None)

    async def agree(self) -> None:
        await until(lambda: self.sheet() is not None)
        sheet = self.sheet()
        assert sheet is not None
        QTest.mouseClick(sheet.action, LEFT)
        await until(lambda: not self.page.blocks.under_way and not self.page.sheets.under_way)
        await self.come_back()

    # What is seen -----------------------------------------------------------------------------------------------------

    def columns(self) -> list[str]:
        return [self.page.model.columns[at].key for at in self.page.grid.order]

    def rows(self) -> list[Row]:
        return [(self.skus[key // 128], PLACES[key % 128]) for key in self.page.model.ids]

    def key_of(self, row: Row) -> int:
        return next(id_ for id_, at in self.skus.items() if at == row[0]) * 128 + PLACES.index(row[1])

    def cell(self, spot: Spot) -> Cell:
        return self.rows()[spot[0]], self.columns()[spot[1]]

    def chosen(self) -> tuple[Cell, frozenset[Cell]]:
        chosen, rows, columns = self.page.grid.chosen, self.rows(), self.columns()
        all_ = ((rows[at.row], columns[at.column]) for block in chosen.blocks for at in block.spots())
        return (rows[chosen.current.row], columns[chosen.current.column]), frozenset(all_)

    def seen(self) -> dict[Cell, str]:
        """The words of every cell on screen that can hold any."""
        model, found = self.page.model, {}
        places = [(place, at) for place, at in enumerate(self.page.grid.order) if model.columns[at].key in FIELDS]
        rows, columns = self.rows(), self.columns()
        for row in self.page.grid.seen_rows():
            for place, at in places:
                found[rows[row], columns[place]] = str(model.data(model.index(row, at)))
        return found

    def on_disk(self) -> dict[Cell, tuple[str, str]]:
        """The drafts in the file: what was typed, and its value."""
        asked = "SELECT variant_id, market, warehouse, field, typed, value FROM drafts"
        return {
            ((self.skus[id_], market or warehouse), field): (typed, value)
            for id_, market, warehouse, field, typed, value in self._file.execute(asked)
        }

    # Mouse ------------------------------------------------------------------------------------------------------------

    def focus(self) -> None:
        self.page.grid.setFocus()

    def _at(self, spot: Spot) -> tuple[QAbstractScrollArea, QPoint]:
        grid = self.page.grid
        column = grid.order[spot[1]]
        view, index = grid.half_of(column), self.page.model.index(spot[0], column)
        view.scrollTo(index)
        rect = view.visualRect(index)
        return view, QPoint(rect.center().x(), rect.center().y())

    def click(self, spot: Spot, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
        view, where = self._at(spot)
        QTest.mouseClick(view.viewport(), LEFT, modifiers, where)

    def drag(self, spot: Spot, to: Spot) -> None:
        """Choose a block by mouse; both ends are on screen."""
        view, where = self._at(spot)
        QTest.mousePress(view.viewport(), LEFT, M.NoModifier, where)
        self._drop(to)

    def drag_handle(self, corner: Spot, to: Spot) -> None:
        grid = self.page.grid
        view, _ = self._at(corner)
        index = self.page.model.index(corner[0], grid.order[corner[1]])
        where = handle_of(view.visualRect(index), rtl=view.isRightToLeft()).center()
        QTest.mousePress(view.viewport(), LEFT, M.NoModifier, where)
        self._drop(to)

    def _drop(self, to: Spot) -> None:
        view, where = self._at(to)
        QTest.mouseMove(view.viewport(), where)
        QTest.mouseRelease(view.viewport(), LEFT, M.NoModifier, where)

    def click_heading(self, key: str, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
        grid = self.page.grid
        column = next(at for at in grid.order if self.page.model.columns[at].key == key)
        head = grid.half_of(column).head
        grid.half_of(column).scrollTo(self.page.model.index(0, column))
        middle = QPoint(head.sectionViewportPosition(column) + head.sectionSize(column) // 2, head.height() // 2)
        QTest.mouseClick(head.viewport(), LEFT, modifiers, middle)

    # Keys -------------------------------------------------------------------------------------------------------------

    def target(self) -> QWidget:
        return self.window.focusWidget() or self.page.grid.body

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
        QTest.keyClick(self.target(), key, modifiers)

    def write(self, text: str) -> None:
        for letter in text:
            QTest.keyClicks(self.target(), letter)

    async def take(self, text: str) -> None:
        """Copy a text in another program; nobody is there before what was copied here is."""
        await until(lambda: not self.page.blocks.under_way)
        QGuiApplication.clipboard().setText(text)
