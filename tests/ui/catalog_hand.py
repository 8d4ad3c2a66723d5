"""A hand at the catalog: keys go where the focus is, and the loop runs until all is done or something is asked."""

import asyncio
from collections.abc import Callable

from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QWidget

from desktop.domain.catalog_grid import Field, GridRow
from desktop.services.build import Services
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.selection import Spot
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState

M = Qt.KeyboardModifier


class Hand:
    """One person at the catalog; ``told`` are the notices so far."""

    def __init__(self, loop: asyncio.AbstractEventLoop, page: CatalogPage) -> None:
        self.loop, self.page, self.grid = loop, page, page.grid
        self.told: list[str] = []
        page.notice.connect(lambda *notice: self.told.append(notice[0]))

    def do(self, what: Callable[[], object]) -> None:
        """As the program does everything: while the loop runs, until it is done or asks something."""

        async def act() -> None:
            what()
            await until(lambda: not self.is_busy() or self.sheet() is not None)

        self.loop.run_until_complete(act())

    def is_busy(self) -> bool:
        page = self.page
        return bool(page.blocks.under_way or page.sheets.under_way or page.drafting._waiting or page._flying)

    def settle(self) -> None:
        """Until all that was typed is on disk and on screen."""
        self.wait(lambda: not self.is_busy())

    def wait(self, true: Callable[[], bool]) -> None:
        self.loop.run_until_complete(until(true))

    # --- keys ---------------------------------------------------------------------------------------------------------
    def target(self) -> QWidget:
        return self.page.window().focusWidget() or self.grid.body

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier, on: QWidget | None = None) -> None:
        self.do(lambda: QTest.keyClick(on or self.target(), key, modifiers))

    def write(self, text: str) -> None:
        for letter in text:
            self.do(lambda letter=letter: QTest.keyClicks(self.target(), letter))

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.key(Qt.Key.Key_V, M.ControlModifier)

    # --- cells --------------------------------------------------------------------------------------------------------
    def go(self, row: int, column: str, to: tuple[int, str] | None = None) -> None:
        self.grid.setFocus()
        self.grid.choose(self.grid.chosen.at(Spot(row, self.place(column))))
        if to is not None:
            self.reach(*to)

    def reach(self, row: int, column: str) -> None:
        self.grid.choose(self.grid.chosen.reaching(Spot(row, self.place(column))))

    def place(self, column: str) -> int:
        return [self.page.model.columns[at].key for at in self.grid.order].index(column)

    def row(self, at: int) -> GridRow:
        found = self.page.model.row_at(at)
        assert found is not None
        return found

    def cell(self, at: int, of: Field) -> str:
        return self.row(at).cells[of].value

    def values(self, of: Field, *rows: int) -> list[str]:
        return [self.cell(at, of) for at in rows]

    # --- questions ----------------------------------------------------------------------------------------------------
    def sheet(self) -> Sheet | None:
        """The question that is open."""
        return next((one for one in self.page.findChildren(Sheet) if one.isVisible()), None)

    def agree(self) -> str:
        """Press the main button of what is asked; the answer is all that was said."""
        sheet = self._asked()
        said = " ".join(label.text() for label in sheet.findChildren(type(sheet.heading)))
        self._press(sheet.action)
        return said

    def refuse(self) -> None:
        """Press the other button."""
        sheet = self._asked()
        self._press(next(one for one in sheet.findChildren(QPushButton) if one is not sheet.action))

    def open(self, action: str, kind: type[Sheet]) -> Sheet:
        self.do(self.page.actions_of_page.by_key[action].trigger)
        self.wait(lambda: isinstance(self.sheet(), kind))
        return self._asked()

    def _asked(self) -> Sheet:
        sheet = self.sheet()
        assert sheet is not None
        return sheet

    def _press(self, button: QAbstractButton) -> None:
        self.do(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))


async def catalog_page(window: MainWindow, rows: int) -> CatalogPage:
    """The catalog's tab of the window, once it shows all these rows."""
    window.go_to("catalog")
    page = window.pages.currentWidget()
    assert isinstance(page, CatalogPage)
    await until(lambda: page.model.rowCount() == rows and page.model.row_at(0) is not None)
    return page


def opened_page(
    loop: asyncio.AbstractEventLoop, services: Services, rows: int, state: UiState | None = None
) -> CatalogPage:
    """The page, once it shows all these rows."""
    page = CatalogPage(state or UiState())
    page.resize(1400, 800)
    page.show()
    page.activateWindow()

    async def start() -> None:
        page.show_shops(await services.shops.list())
        page.start(services)
        await until(lambda: page.model.rowCount() == rows and page.model.complete)

    loop.run_until_complete(start())
    return page
