"""The grid under a robot's fingers: it types, pastes, fills, undoes, and every cell says the truth."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from catalog_room import open_catalog, variant
from conftest import until
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.domain.adjusting import Rounding
from desktop.domain.catalog_grid import CellState, Field, GridRow
from desktop.services.build import Services
from desktop.ui.catalog.adjust_sheet import AdjustSheet
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.push_bar import PushBar
from desktop.ui.catalog.replace_sheet import ReplaceSheet
from desktop.ui.catalog.review_sheet import ReviewSheet
from desktop.ui.catalog.selection import Block, Spot
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.state import UiState

K, M = Qt.Key, Qt.KeyboardModifier
COUNT = 300


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_catalog(tmp_path, [variant(at) for at in range(1, COUNT + 1)]))
    yield opened
    loop.run_until_complete(opened.aclose())


class Robot:
    """Keys go to whatever has the focus, as a person's do."""

    def __init__(self, loop: asyncio.AbstractEventLoop, page: CatalogPage) -> None:
        self.loop, self.page, self.grid = loop, page, page.grid
        self.told: list[str] = []
        page.notice.connect(lambda *notice: self.told.append(notice[0]))

    def target(self) -> QWidget:
        return self.page.window().focusWidget() or self.grid.body

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
        self.do(lambda: QTest.keyClick(self.target(), key, modifiers))

    def write(self, text: str) -> None:
        for letter in text:
            self.do(lambda letter=letter: QTest.keyClicks(self.target(), letter))

    def do(self, what: Callable[[], object]) -> None:
        """As the program does everything: while the loop runs, until it is done or asks something."""

        async def act() -> None:
            what()
            await until(lambda: not self.is_busy() or self.sheet() is not None)

        self.loop.run_until_complete(act())

    def is_busy(self) -> bool:
        page = self.page
        return bool(page.blocks.under_way or page.sheets.under_way or page.drafting._waiting or page._flying)

    def sheet(self) -> Sheet | None:
        """The question that is open."""
        return next((one for one in self.page.findChildren(Sheet) if one.isVisible()), None)

    def go(self, row: int, column: str) -> None:
        self.grid.setFocus()
        self.grid.choose(self.grid.chosen.at(Spot(row, self.place(column))))

    def reach(self, row: int, column: str) -> None:
        self.grid.choose(self.grid.chosen.reaching(Spot(row, self.place(column))))

    def place(self, column: str) -> int:
        return [self.page.model.columns[at].key for at in self.grid.order].index(column)

    def wait(self, true: Callable[[], bool]) -> None:
        self.loop.run_until_complete(until(true))

    def settle(self) -> None:
        """Until all that was typed is on disk and on screen."""
        self.wait(lambda: not self.is_busy())

    def row(self, at: int) -> GridRow:
        found = self.page.model.row_at(at)
        assert found is not None
        return found

    def cell(self, at: int, of: Field) -> str:
        return self.row(at).cells[of].value

    def paste(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.key(K.Key_V, M.ControlModifier)

    def answer(self, *, agree: bool) -> None:
        """Press a button of the sheet that is open."""
        sheet = self.sheet()
        assert sheet is not None
        button = (
            sheet.action if agree else next(one for one in sheet.findChildren(QPushButton) if one is not sheet.action)
        )
        self.do(lambda: QTest.mouseClick(button, Qt.MouseButton.LeftButton))


@pytest.fixture
def robot(loop: asyncio.AbstractEventLoop, services: Services) -> Iterator[Robot]:
    page = CatalogPage(UiState())
    page.resize(1400, 800)
    page.show()
    page.activateWindow()
    robot = Robot(loop, page)

    async def start() -> None:
        page.show_shops(await services.shops.list())
        page.start(services)
        await until(lambda: page.model.rowCount() == COUNT and page.model.complete)

    loop.run_until_complete(start())
    yield robot
    page.deleteLater()


def test_typing_replaces_and_enter_goes_down(robot: Robot) -> None:
    robot.go(0, "stock")
    robot.write("12")
    robot.key(K.Key_Return)
    robot.write("13")
    robot.key(K.Key_Tab)
    robot.write("99.5")
    robot.key(K.Key_Return, M.ShiftModifier)
    robot.settle()
    assert [robot.cell(at, Field.STOCK) for at in range(3)] == ["12", "13", "3"]
    assert robot.grid.chosen.current == Spot(0, robot.place("safety_stock"))
    assert set(robot.told) == {"This marketplace does not offer that."}  # safety stock cannot be set here


def test_f2_edits_what_is_there_and_escape_leaves_it(robot: Robot) -> None:
    robot.go(1, "price")
    robot.key(K.Key_F2)
    robot.key(K.Key_End)
    robot.key(K.Key_Backspace)
    robot.write("9")
    robot.key(K.Key_Escape)
    robot.settle()
    assert robot.cell(1, Field.PRICE) == "102.50"
    robot.key(K.Key_F2)
    robot.key(K.Key_End)
    robot.key(K.Key_Backspace)
    robot.write("9")
    robot.key(K.Key_Return)
    robot.settle()
    assert robot.cell(1, Field.PRICE) == "102.59"
    assert robot.page.model.cell(1, robot.page.model.columns.index(
        next(one for one in robot.page.model.columns if one.key == "price"))).icon == "edit"  # fmt: skip


def test_delete_takes_a_draft_back_and_undo_brings_it_again(robot: Robot) -> None:
    robot.go(0, "stock")
    robot.write("55")
    robot.key(K.Key_Return)
    robot.settle()
    robot.key(K.Key_Up)
    robot.key(K.Key_Delete)
    robot.settle()
    assert robot.cell(0, Field.STOCK) == "1"
    robot.key(K.Key_Z, M.ControlModifier)
    robot.settle()
    assert robot.cell(0, Field.STOCK) == "55"
    robot.key(K.Key_Z, M.ControlModifier)
    robot.settle()
    assert robot.cell(0, Field.STOCK) == "1"
    robot.key(K.Key_Z, M.ControlModifier | M.ShiftModifier)
    robot.settle()
    assert robot.cell(0, Field.STOCK) == "55"


def test_ctrl_enter_fills_the_selection(robot: Robot) -> None:
    robot.go(2, "stock")
    for _ in range(3):
        robot.key(K.Key_Down, M.ShiftModifier)
    robot.write("7")
    robot.key(K.Key_Return, M.ControlModifier)
    robot.settle()
    assert [robot.cell(at, Field.STOCK) for at in range(1, 7)] == ["2", "7", "7", "7", "7", "7"]


def test_ctrl_d_and_ctrl_r_and_the_handle_repeat(robot: Robot) -> None:
    robot.go(0, "price")
    robot.write("250")
    robot.key(K.Key_Return)
    robot.go(0, "price")
    robot.reach(2, "price")
    robot.key(K.Key_D, M.ControlModifier)
    robot.settle()
    assert [robot.cell(at, Field.PRICE) for at in range(4)] == ["250", "250", "250", "104.50"]
    robot.go(0, "price")
    robot.reach(0, "sale_price")
    robot.key(K.Key_R, M.ControlModifier)
    robot.settle()
    assert robot.cell(0, Field.SALE_PRICE) == "250"
    robot.go(0, "stock")
    robot.reach(1, "stock")
    body, column = robot.grid.body, robot.grid.order[robot.place("stock")]
    corner = body.visualRect(robot.page.model.index(1, column)).bottomRight() - QPoint(2, 2)
    target = body.visualRect(robot.page.model.index(5, column)).center()
    left = Qt.MouseButton.LeftButton
    robot.do(lambda: QTest.mousePress(body.viewport(), left, M.NoModifier, corner))
    robot.do(
        lambda: robot.grid.drag_fill(Spot(5, robot.place("stock")))
    )  # a move with a button held is not sent offscreen
    robot.do(lambda: QTest.mouseRelease(body.viewport(), left, M.NoModifier, target))
    robot.wait(lambda: robot.page.drafting._waiting == 0 and robot.cell(5, Field.STOCK) == "2")
    assert [robot.cell(at, Field.STOCK) for at in range(6)] == ["1", "2", "1", "2", "1", "2"]


def test_a_block_pasted_from_a_spreadsheet_is_one_step(robot: Robot) -> None:
    robot.go(0, "stock")
    before = robot.grid.chosen
    robot.paste("5\t\tKES 1,250.00\r\n6\t\t1.300,50\r\n7\t\t(12)\r\n")
    robot.wait(lambda: robot.page.drafting.undo_title == "Paste")
    robot.settle()
    assert [robot.cell(at, Field.STOCK) for at in range(3)] == ["5", "6", "7"]
    assert [robot.cell(at, Field.PRICE) for at in range(3)] == ["1250.00", "1300.50", "-12"]
    robot.key(K.Key_Z, M.ControlModifier)
    robot.wait(lambda: robot.cell(2, Field.STOCK) == "3")
    robot.settle()
    assert [robot.cell(at, Field.PRICE) for at in range(3)] == ["101.50", "102.50", "103.50"]
    assert robot.grid.chosen.last == Block(0, before.last.left, 2, before.last.left + 2)  # as it was pasted


def test_more_than_was_chosen_is_asked_before_it_is_pasted(robot: Robot) -> None:
    robot.go(0, "stock")
    robot.reach(1, "stock")
    robot.paste("1\n2\n3\n4")
    robot.answer(agree=False)
    robot.settle()
    assert [robot.cell(at, Field.STOCK) for at in range(4)] == ["1", "2", "3", "4"]
    robot.paste("8\n8\n8")
    robot.answer(agree=True)
    robot.wait(lambda: robot.cell(2, Field.STOCK) == "8")
    assert robot.cell(3, Field.STOCK) == "4"


def test_rows_beyond_the_end_are_told_and_not_dropped_in_silence(robot: Robot) -> None:
    robot.go(COUNT - 2, "stock")
    robot.paste("41\n42\n43\n44")
    robot.answer(agree=True)
    robot.wait(lambda: robot.page.drafting.undo_title == "Paste")
    robot.settle()
    rows = robot.loop.run_until_complete(robot.page.blocks.rows(robot.page.model.ids[COUNT - 2 :]))
    assert [row.cells[Field.STOCK].value for row in rows] == ["41", "30"]  # the last has warehouses: told, not taken
    assert len(robot.told) == 1


def test_a_heading_of_another_sheet_can_be_left_out(robot: Robot) -> None:
    robot.go(0, "stock")
    robot.paste("Qty\n31\n32")
    robot.answer(agree=True)
    robot.wait(lambda: robot.page.drafting.undo_title == "Paste")
    robot.settle()
    assert [robot.cell(at, Field.STOCK) for at in range(3)] == ["31", "32", "3"]


def test_what_is_copied_can_be_pasted_back(robot: Robot) -> None:
    robot.go(0, "sku")
    robot.reach(1, "price")
    robot.key(K.Key_C, M.ControlModifier)
    robot.wait(lambda: QGuiApplication.clipboard().text().startswith("SKU-00001"))
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[1].split("\t")[0] == "SKU-00002"
    assert lines[1].split("\t")[-1] == "102.50"


def test_a_wrong_text_stays_as_typed_and_says_why(robot: Robot) -> None:
    robot.go(0, "stock")
    robot.write("many")
    robot.key(K.Key_Return)
    robot.write("-4")
    robot.key(K.Key_Return)
    robot.settle()
    column = next(at for at, one in enumerate(robot.page.model.columns) if one.key == "stock")
    first, second = robot.page.model.cell(0, column), robot.page.model.cell(1, column)
    assert (first.text, first.icon, second.icon) == ("many", "error", "error")
    assert "This is not a number." in first.tip
    assert "It must not be below zero." in second.tip
    assert robot.page.sidebar.only.item(3).data(Qt.ItemDataRole.AccessibleTextRole) == "With errors, 2"
    robot.page.sidebar.only.choose("errors")
    robot.wait(lambda: robot.page.model.rowCount() == 2)


def test_rows_below_a_sku_open_and_close_by_key_and_keep_what_is_chosen(robot: Robot) -> None:
    robot.go(9, "sku")
    robot.key(K.Key_Right, M.AltModifier)
    robot.wait(lambda: robot.page.model.rowCount() == COUNT + 4)
    assert [robot.row(at).place_name for at in range(10, 14)] == ["Kenya", "Uganda", "north", "south"]
    robot.go(11, "price")
    robot.write("9500")
    robot.key(K.Key_Return)
    robot.settle()
    assert robot.cell(11, Field.PRICE) == "9500"
    robot.go(9, "sku")
    robot.key(K.Key_Left, M.AltModifier)
    robot.wait(lambda: robot.page.model.rowCount() == COUNT)
    assert robot.grid.chosen.current == Spot(9, 0)
    robot.page.sidebar.only.choose("changed")
    robot.wait(lambda: robot.page.model.rowCount() == 5)  # what was changed below is shown


def test_searching_as_one_types_and_the_way_back(robot: Robot) -> None:
    robot.page.search("number 29")
    robot.wait(lambda: robot.page.model.rowCount() == 13)  # 29, 129, 229, 290 to 299
    robot.page.search("nothing like it")
    robot.wait(lambda: robot.page.middle.currentWidget() is robot.page.states)
    robot.page.search("")
    robot.wait(lambda: robot.page.model.rowCount() == COUNT)
    assert robot.page.middle.currentWidget() is robot.grid


def test_all_means_all_filtered_rows_and_says_so(robot: Robot) -> None:
    robot.go(0, "stock")
    robot.key(K.Key_A, M.ControlModifier)
    assert "All 300 rows of this view chosen" in robot.page.footer.words.text()


def test_columns_heights_and_order_come_back_at_the_next_start(robot: Robot, services: Services) -> None:
    grid = robot.grid
    grid.frozen.setColumnWidth(0, 201)
    grid.body.setColumnWidth(4, 77)
    grid.body.setColumnHidden(3, True)
    grid.set_row_height(26)
    state = robot.page._state
    robot.page.remember()
    other = CatalogPage(state)
    assert other.grid.frozen.columnWidth(0) == 201
    assert other.grid.body.columnWidth(4) == 77
    assert other.grid.body.isColumnHidden(3)
    assert other.grid.body.row_height == 26
    other.deleteLater()


def test_every_control_of_the_page_has_a_name(robot: Robot) -> None:
    nameless = [
        type(one).__name__
        for one in robot.page.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName() and not getattr(one, "text", str)()
    ]
    assert nameless == []
    assert all(action.text() for action in robot.page.actions())


def test_prices_are_raised_with_every_result_seen_before(robot: Robot) -> None:
    robot.go(0, "price")
    robot.reach(19, "price")
    robot.do(robot.page.actions_of_page.by_key["adjust"].trigger)
    robot.wait(lambda: robot.sheet() is not None)
    sheet = robot.sheet()
    assert isinstance(sheet, AdjustSheet)
    sheet.amount.setText("10")
    sheet.rounding.setCurrentIndex(list(Rounding).index(Rounding.UP_TO_99))
    sheet.look()
    assert sheet.preview.topLevelItem(0).text(2).endswith("111.99")  # 101.50 and a tenth are 111.65
    assert sheet.action.text() == "Change 20 cells"
    robot.answer(agree=True)
    robot.wait(lambda: robot.page.drafting.undo_title == "Adjust")
    robot.settle()
    assert robot.cell(0, Field.PRICE) == "111.99"
    robot.key(K.Key_Z, M.ControlModifier)
    robot.wait(lambda: robot.cell(0, Field.PRICE) == "101.50")


def test_a_text_is_replaced_in_all_cells_of_the_selection(robot: Robot) -> None:
    robot.go(0, "status")
    robot.reach(4, "status")
    robot.do(robot.page.actions_of_page.by_key["replace"].trigger)
    robot.wait(lambda: robot.sheet() is not None)
    sheet = robot.sheet()
    assert isinstance(sheet, ReplaceSheet)
    sheet.wanted.setText("active")
    sheet.instead.setText("Inactive")
    assert sheet.action.isEnabled()
    robot.answer(agree=True)
    robot.wait(lambda: robot.page.drafting.undo_title == "Replace")
    robot.settle()
    assert [robot.cell(at, Field.STATUS) for at in (0, 4, 5)] == ["inactive", "inactive", "active"]


def test_what_was_reviewed_and_sent_is_seen_on_its_way(robot: Robot, services: Services) -> None:
    robot.go(0, "stock")
    robot.write("77")
    robot.key(K.Key_Return)
    robot.write("-5")
    robot.key(K.Key_Return)
    robot.settle()
    robot.do(robot.page.actions_of_page.by_key["review"].trigger)
    robot.wait(lambda: robot.sheet() is not None)
    sheet = robot.sheet()
    assert isinstance(sheet, ReviewSheet)
    lines = [[sheet.list.topLevelItem(at).text(column) for column in (0, 3, 4)] for at in range(2)]
    assert lines == [["SKU-00001", "1", "77"], ["SKU-00002", "2", "-5"]]
    assert sheet.action.text() == "Send 1 change"
    robot.answer(agree=True)
    robot.wait(lambda: robot.row(0).cells[Field.STOCK].state is CellState.SENDING)
    (sent,) = robot.loop.run_until_complete(services.outbox.list())
    assert (sent.label, sent.after["quantity"], sent.before["quantity"]) == ("SKU-00001", 77, 1)
    robot.wait(lambda: "1 cell changed" in robot.page.footer.words.text())  # the wrong one stays
    robot.wait(lambda: any(one.words.text() == "0 of 1 done, 1 on its way" for one in robot.page.findChildren(PushBar)))
