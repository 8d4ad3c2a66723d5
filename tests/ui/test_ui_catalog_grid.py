"""The grid under a robot's fingers: it types, pastes, fills, undoes, and every cell says the truth."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalog_hand import Hand, opened_page
from catalog_room import open_catalog, variant
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.domain.adjusting import Rounding
from desktop.domain.catalog_grid import CellState, Field
from desktop.services.build import Services
from desktop.ui.catalog.adjust_sheet import AdjustSheet
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.push_bar import PushBar
from desktop.ui.catalog.replace_sheet import ReplaceSheet
from desktop.ui.catalog.review_sheet import ReviewSheet
from desktop.ui.catalog.selection import Block, Spot

K, M = Qt.Key, Qt.KeyboardModifier
COUNT = 300


@pytest.fixture
def services(loop: asyncio.AbstractEventLoop, tmp_path: Path) -> Iterator[Services]:
    opened = loop.run_until_complete(open_catalog(tmp_path, [variant(at) for at in range(1, COUNT + 1)]))
    yield opened
    loop.run_until_complete(opened.aclose())


@pytest.fixture
def hand(loop: asyncio.AbstractEventLoop, services: Services) -> Iterator[Hand]:
    page = opened_page(loop, services, COUNT)
    yield Hand(loop, page)
    page.deleteLater()


def test_typing_replaces_and_enter_goes_down(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.write("12")
    hand.key(K.Key_Return)
    hand.write("13")
    hand.key(K.Key_Tab)
    hand.write("99.5")
    hand.key(K.Key_Return, M.ShiftModifier)
    hand.settle()
    assert [hand.cell(at, Field.STOCK) for at in range(3)] == ["12", "13", "3"]
    assert hand.grid.chosen.current == Spot(0, hand.place("safety_stock"))
    assert set(hand.told) == {"This marketplace does not offer that."}  # safety stock cannot be set here


def test_f2_edits_what_is_there_and_escape_leaves_it(hand: Hand) -> None:
    hand.go(1, "price")
    hand.key(K.Key_F2)
    hand.key(K.Key_End)
    hand.key(K.Key_Backspace)
    hand.write("9")
    hand.key(K.Key_Escape)
    hand.settle()
    assert hand.cell(1, Field.PRICE) == "102.50"
    hand.key(K.Key_F2)
    hand.key(K.Key_End)
    hand.key(K.Key_Backspace)
    hand.write("9")
    hand.key(K.Key_Return)
    hand.settle()
    assert hand.cell(1, Field.PRICE) == "102.59"
    assert hand.page.model.cell(1, hand.page.model.columns.index(
        next(one for one in hand.page.model.columns if one.key == "price"))).icon == "edit"  # fmt: skip


def test_delete_takes_a_draft_back_and_undo_brings_it_again(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.write("55")
    hand.key(K.Key_Return)
    hand.settle()
    hand.key(K.Key_Up)
    hand.key(K.Key_Delete)
    hand.settle()
    assert hand.cell(0, Field.STOCK) == "1"
    hand.key(K.Key_Z, M.ControlModifier)
    hand.settle()
    assert hand.cell(0, Field.STOCK) == "55"
    hand.key(K.Key_Z, M.ControlModifier)
    hand.settle()
    assert hand.cell(0, Field.STOCK) == "1"
    hand.key(K.Key_Z, M.ControlModifier | M.ShiftModifier)
    hand.settle()
    assert hand.cell(0, Field.STOCK) == "55"


def test_ctrl_enter_fills_the_selection(hand: Hand) -> None:
    hand.go(2, "stock")
    for _ in range(3):
        hand.key(K.Key_Down, M.ShiftModifier)
    hand.write("7")
    hand.key(K.Key_Return, M.ControlModifier)
    hand.settle()
    assert [hand.cell(at, Field.STOCK) for at in range(1, 7)] == ["2", "7", "7", "7", "7", "7"]


def test_ctrl_d_and_ctrl_r_and_the_handle_repeat(hand: Hand) -> None:
    hand.go(0, "price")
    hand.write("250")
    hand.key(K.Key_Return)
    hand.go(0, "price")
    hand.reach(2, "price")
    hand.key(K.Key_D, M.ControlModifier)
    hand.settle()
    assert [hand.cell(at, Field.PRICE) for at in range(4)] == ["250", "250", "250", "104.50"]
    hand.go(0, "price")
    hand.reach(0, "sale_price")
    hand.key(K.Key_R, M.ControlModifier)
    hand.settle()
    assert hand.cell(0, Field.SALE_PRICE) == "250"
    hand.go(0, "stock")
    hand.reach(1, "stock")
    body, column = hand.grid.body, hand.grid.order[hand.place("stock")]
    corner = body.visualRect(hand.page.model.index(1, column)).bottomRight() - QPoint(2, 2)
    target = body.visualRect(hand.page.model.index(5, column)).center()
    left = Qt.MouseButton.LeftButton
    hand.do(lambda: QTest.mousePress(body.viewport(), left, M.NoModifier, corner))
    hand.do(
        lambda: hand.grid.drag_fill(Spot(5, hand.place("stock")))
    )  # a move with a button held is not sent offscreen
    hand.do(lambda: QTest.mouseRelease(body.viewport(), left, M.NoModifier, target))
    hand.wait(lambda: hand.page.drafting._waiting == 0 and hand.cell(5, Field.STOCK) == "2")
    assert [hand.cell(at, Field.STOCK) for at in range(6)] == ["1", "2", "1", "2", "1", "2"]


def test_a_block_pasted_from_a_spreadsheet_is_one_step(hand: Hand) -> None:
    hand.go(0, "stock")
    before = hand.grid.chosen
    hand.paste("5\t\tKES 1,250.00\r\n6\t\t1.300,50\r\n7\t\t(12)\r\n")
    hand.wait(lambda: hand.page.drafting.undo_title == "Paste")
    hand.settle()
    assert [hand.cell(at, Field.STOCK) for at in range(3)] == ["5", "6", "7"]
    assert [hand.cell(at, Field.PRICE) for at in range(3)] == ["1250.00", "1300.50", "-12"]
    hand.key(K.Key_Z, M.ControlModifier)
    hand.wait(lambda: hand.cell(2, Field.STOCK) == "3")
    hand.settle()
    assert [hand.cell(at, Field.PRICE) for at in range(3)] == ["101.50", "102.50", "103.50"]
    assert hand.grid.chosen.last == Block(0, before.last.left, 2, before.last.left + 2)  # as it was pasted


def test_more_than_was_chosen_is_asked_before_it_is_pasted(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.reach(1, "stock")
    hand.paste("1\n2\n3\n4")
    hand.refuse()
    hand.settle()
    assert [hand.cell(at, Field.STOCK) for at in range(4)] == ["1", "2", "3", "4"]
    hand.paste("8\n8\n8")
    hand.agree()
    hand.wait(lambda: hand.cell(2, Field.STOCK) == "8")
    assert hand.cell(3, Field.STOCK) == "4"


def test_rows_beyond_the_end_are_told_and_not_dropped_in_silence(hand: Hand) -> None:
    hand.go(COUNT - 2, "stock")
    hand.paste("41\n42\n43\n44")
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Paste")
    hand.settle()
    rows = hand.loop.run_until_complete(hand.page.blocks.rows(hand.page.model.ids[COUNT - 2 :]))
    assert [row.cells[Field.STOCK].value for row in rows] == ["41", "30"]  # the last has warehouses: told, not taken
    assert len(hand.told) == 1


def test_a_heading_of_another_sheet_can_be_left_out(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.paste("Qty\n31\n32")
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Paste")
    hand.settle()
    assert [hand.cell(at, Field.STOCK) for at in range(3)] == ["31", "32", "3"]


def test_what_is_copied_can_be_pasted_back(hand: Hand) -> None:
    hand.go(0, "sku")
    hand.reach(1, "price")
    hand.key(K.Key_C, M.ControlModifier)
    hand.wait(lambda: QGuiApplication.clipboard().text().startswith("SKU-00001"))
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[1].split("\t")[0] == "SKU-00002"
    assert lines[1].split("\t")[-1] == "102.50"


def test_a_wrong_text_stays_as_typed_and_says_why(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.write("many")
    hand.key(K.Key_Return)
    hand.write("-4")
    hand.key(K.Key_Return)
    hand.settle()
    column = next(at for at, one in enumerate(hand.page.model.columns) if one.key == "stock")
    first, second = hand.page.model.cell(0, column), hand.page.model.cell(1, column)
    assert (first.text, first.icon, second.icon) == ("many", "error", "error")
    assert "This is not a number." in first.tip
    assert "It must not be below zero." in second.tip
    assert hand.page.sidebar.only.item(3).data(Qt.ItemDataRole.AccessibleTextRole) == "With errors, 2"
    hand.page.sidebar.only.choose("errors")
    hand.wait(lambda: hand.page.model.rowCount() == 2)


def test_rows_below_a_sku_open_and_close_by_key_and_keep_what_is_chosen(hand: Hand) -> None:
    hand.go(9, "sku")
    hand.key(K.Key_Right, M.AltModifier)
    hand.wait(lambda: hand.page.model.rowCount() == COUNT + 4)
    assert [hand.row(at).place_name for at in range(10, 14)] == ["Kenya", "Uganda", "north", "south"]
    hand.go(11, "price")
    hand.write("9500")
    hand.key(K.Key_Return)
    hand.settle()
    assert hand.cell(11, Field.PRICE) == "9500"
    hand.go(9, "sku")
    hand.key(K.Key_Left, M.AltModifier)
    hand.wait(lambda: hand.page.model.rowCount() == COUNT)
    assert hand.grid.chosen.current == Spot(9, 0)
    hand.page.sidebar.only.choose("changed")
    hand.wait(lambda: hand.page.model.rowCount() == 5)  # what was changed below is shown


def test_searching_as_one_types_and_the_way_back(hand: Hand) -> None:
    hand.page.search("number 29")
    hand.wait(lambda: hand.page.model.rowCount() == 13)  # 29, 129, 229, 290 to 299
    hand.page.search("nothing like it")
    hand.wait(lambda: hand.page.middle.currentWidget() is hand.page.states)
    hand.page.search("")
    hand.wait(lambda: hand.page.model.rowCount() == COUNT)
    assert hand.page.middle.currentWidget() is hand.grid


def test_all_means_all_filtered_rows_and_says_so(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.key(K.Key_A, M.ControlModifier)
    assert "All 300 rows of this view chosen" in hand.page.footer.words.text()


def test_columns_heights_and_order_come_back_at_the_next_start(hand: Hand, services: Services) -> None:
    grid = hand.grid
    grid.frozen.setColumnWidth(0, 201)
    grid.body.setColumnWidth(4, 77)
    grid.body.setColumnHidden(3, True)
    grid.set_row_height(26)
    state = hand.page._state
    hand.page.remember()
    other = CatalogPage(state)
    assert other.grid.frozen.columnWidth(0) == 201
    assert other.grid.body.columnWidth(4) == 77
    assert other.grid.body.isColumnHidden(3)
    assert other.grid.body.row_height == 26
    other.deleteLater()


def test_every_control_of_the_page_has_a_name(hand: Hand) -> None:
    nameless = [
        type(one).__name__
        for one in hand.page.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus and not one.accessibleName() and not getattr(one, "text", str)()
    ]
    assert nameless == []
    assert all(action.text() for action in hand.page.actions())


def test_prices_are_raised_with_every_result_seen_before(hand: Hand) -> None:
    hand.go(0, "price")
    hand.reach(19, "price")
    hand.do(hand.page.actions_of_page.by_key["adjust"].trigger)
    hand.wait(lambda: hand.sheet() is not None)
    sheet = hand.sheet()
    assert isinstance(sheet, AdjustSheet)
    sheet.amount.setText("10")
    sheet.rounding.setCurrentIndex(list(Rounding).index(Rounding.UP_TO_99))
    sheet.look()
    assert sheet.preview.topLevelItem(0).text(2).endswith("111.99")  # 101.50 and a tenth are 111.65
    assert sheet.action.text() == "Change 20 cells"
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Adjust")
    hand.settle()
    assert hand.cell(0, Field.PRICE) == "111.99"
    hand.key(K.Key_Z, M.ControlModifier)
    hand.wait(lambda: hand.cell(0, Field.PRICE) == "101.50")


def test_a_text_is_replaced_in_all_cells_of_the_selection(hand: Hand) -> None:
    hand.go(0, "status")
    hand.reach(4, "status")
    hand.do(hand.page.actions_of_page.by_key["replace"].trigger)
    hand.wait(lambda: hand.sheet() is not None)
    sheet = hand.sheet()
    assert isinstance(sheet, ReplaceSheet)
    sheet.wanted.setText("active")
    sheet.instead.setText("Inactive")
    assert sheet.action.isEnabled()
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Replace")
    hand.settle()
    assert [hand.cell(at, Field.STATUS) for at in (0, 4, 5)] == ["inactive", "inactive", "active"]


def test_what_was_reviewed_and_sent_is_seen_on_its_way(hand: Hand, services: Services) -> None:
    hand.go(0, "stock")
    hand.write("77")
    hand.key(K.Key_Return)
    hand.write("-5")
    hand.key(K.Key_Return)
    hand.settle()
    hand.do(hand.page.actions_of_page.by_key["review"].trigger)
    hand.wait(lambda: hand.sheet() is not None)
    sheet = hand.sheet()
    assert isinstance(sheet, ReviewSheet)
    lines = [[sheet.list.topLevelItem(at).text(column) for column in (0, 3, 4)] for at in range(2)]
    assert lines == [["SKU-00001", "1", "77"], ["SKU-00002", "2", "-5"]]
    assert sheet.action.text() == "Send 1 change"
    hand.agree()
    hand.wait(lambda: hand.row(0).cells[Field.STOCK].state is CellState.SENDING)
    (sent,) = hand.loop.run_until_complete(services.outbox.list())
    assert (sent.label, sent.after["quantity"], sent.before["quantity"]) == ("SKU-00001", 77, 1)
    hand.wait(lambda: "1 cell changed" in hand.page.footer.words.text())  # the wrong one stays
    hand.wait(lambda: any(one.words.text() == "0 of 1 done, 1 on its way" for one in hand.page.findChildren(PushBar)))
