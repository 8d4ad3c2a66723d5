"""What whoever knows a spreadsheet expects of the grid: keys, menus, headings of what is pasted, mirrored in Arabic."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from catalog_hand import Hand, opened_page
from catalog_room import open_catalog, variant
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from desktop.domain.catalog_grid import Field
from desktop.services.build import Services
from desktop.ui.catalog.adjust_sheet import CHANGES, AdjustSheet, Change
from desktop.ui.catalog.clipboard import read_table
from desktop.ui.catalog.grid import HEIGHTS
from desktop.ui.catalog.page import CatalogPage
from desktop.ui.catalog.pasted_headings import headings_of
from desktop.ui.catalog.replace_sheet import ReplaceSheet
from desktop.ui.catalog.selection import Block, Chosen, Spot

K, M = Qt.Key, Qt.KeyboardModifier
COUNT = 40


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


# Undo from anywhere on the tab ------------------------------------------------------------------------------------


def test_undo_and_redo_work_with_the_focus_on_the_side_and_on_the_bar(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.write("77")
    hand.key(K.Key_Return)
    hand.settle()
    hand.key(K.Key_Z, M.ControlModifier, on=hand.page.sidebar.shops)
    hand.wait(lambda: hand.values(Field.STOCK, 0) == ["1"])
    hand.settle()
    hand.key(K.Key_Z, M.ControlModifier | M.ShiftModifier, on=hand.page.bar.review)
    hand.wait(lambda: hand.values(Field.STOCK, 0) == ["77"])


def test_the_window_does_not_take_the_undo_for_its_own(hand: Hand) -> None:
    taken: list[bool] = []
    action = QAction("Take back", hand.page.window())
    action.setShortcut("Ctrl+Z")
    action.triggered.connect(lambda: taken.append(True))
    hand.page.window().addAction(action)
    hand.page.sidebar.only.setFocus()
    hand.key(K.Key_Z, M.ControlModifier, on=hand.page.sidebar.only)
    assert taken == []
    assert hand.told == ["Nothing to undo"]


def test_while_a_cell_is_written_undo_belongs_to_its_text(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.write("7")
    hand.key(K.Key_Return)
    hand.settle()
    hand.go(1, "stock")
    hand.write("55")
    hand.key(K.Key_Z, M.ControlModifier)
    assert hand.told == []
    hand.key(K.Key_Escape)
    assert hand.values(Field.STOCK, 0, 1) == ["7", "2"]


# How it looks, by menu and palette --------------------------------------------------------------------------------


def menu_of(page: CatalogPage) -> set[str]:
    menu, found = QMenu(page), set[str]()
    page.actions_of_page.fill_menu(menu)

    def walk(actions: list[QAction]) -> None:
        for action in actions:
            found.add(action.text())
            if action.menu() is not None:
                walk(action.menu().actions())  # type: ignore[union-attr]

    walk(menu.actions())
    return found


def test_legend_heights_columns_and_pictures_are_in_the_menu_and_the_palette(hand: Hand) -> None:
    wanted = {
        "What the colours mean", "Compact rows", "Normal rows", "Roomy rows", "Tall rows", "Pictures",
        "Columns\N{HORIZONTAL ELLIPSIS}",
    }  # fmt: skip
    assert wanted <= menu_of(hand.page)
    assert wanted <= {action.text() for action in hand.page.every_action()}


def test_heights_and_the_legend_are_ticked_and_come_back(hand: Hand, services: Services) -> None:
    acts = hand.page.actions_of_page.by_key
    for key, height in zip(("rows_compact", "rows_normal", "rows_roomy", "rows_tall"), HEIGHTS, strict=True):
        acts[key].trigger()
        assert hand.grid.body.row_height == hand.grid.frozen.row_height == height
        ticked = [one for one in ("rows_compact", "rows_normal", "rows_roomy", "rows_tall") if acts[one].isChecked()]
        assert ticked == [key]
    assert hand.page.legend.isHidden()
    acts["legend"].trigger()
    assert not hand.page.legend.isHidden()
    hand.page.remember()
    again = opened_page(hand.loop, services, COUNT, hand.page._state)
    assert again.grid.body.row_height == HEIGHTS[-1]
    assert not again.legend.isHidden()
    assert again.actions_of_page.by_key["legend"].isChecked()
    assert again.actions_of_page.by_key["rows_tall"].isChecked()
    again.deleteLater()


def test_a_legend_that_was_put_away_stays_away(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.write("7")
    hand.key(K.Key_Return)
    hand.settle()
    assert not hand.page.legend.isHidden()  # the first change explains the colours
    hand.page.actions_of_page.by_key["legend"].trigger()
    hand.go(1, "stock")
    hand.write("7")
    hand.key(K.Key_Return)
    hand.settle()
    assert hand.page.legend.isHidden()


def test_columns_can_be_chosen_without_a_mouse_and_pictures_among_them(hand: Hand) -> None:
    hand.page.actions_of_page.by_key["columns"].trigger()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    titles = [action.text() for action in menu.actions()]
    assert titles[0] == "Picture"
    assert {"Stock", "Brand", "Last answer"} <= set(titles)
    assert "SKU" not in titles  # it names the row and stays
    menu.actions()[titles.index("Brand")].trigger()
    menu.close()
    assert "brand" in [hand.page.model.columns[at].key for at in hand.grid.order]


def test_what_is_chosen_stays_in_its_columns_when_others_come_and_go(hand: Hand) -> None:
    acts, grid = hand.page.actions_of_page.by_key, hand.grid
    stock = hand.place("stock")
    grid.choose(grid.chosen.at(Spot(2, stock)).reaching(Spot(5, stock + 2)))
    acts["pictures"].trigger()
    assert grid.chosen == Chosen(Spot(2, stock + 1), Spot(2, stock + 1), (Block(2, stock + 1, 5, stock + 3),))
    grid.body.setColumnHidden(grid.order[stock + 2], True)  # one in the middle of the block
    grid.body.arranged.emit()
    assert grid.chosen.blocks == (Block(2, stock + 1, 5, stock + 2),)
    acts["pictures"].trigger()
    assert grid.chosen.blocks == (Block(2, stock, 5, stock + 1),)


def test_mirrored_a_closed_row_points_to_where_it_opens(
    loop: asyncio.AbstractEventLoop, services: Services, qapp: QApplication
) -> None:
    def arrow(page: CatalogPage) -> QImage:
        cell = page.grid.frozen.visualRect(page.model.index(9, 0))  # every tenth SKU has rows below
        left = cell.right() - 19 if page.grid.isRightToLeft() else cell.left() + 4
        return page.grid.frozen.viewport().grab(cell).toImage().copy(left - cell.left(), cell.height() // 2 - 7, 14, 14)

    page = opened_page(loop, services, COUNT)
    straight = arrow(page)
    page.deleteLater()
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        page = opened_page(loop, services, COUNT)
        assert arrow(page) != straight
        assert sorted((13 - x, y) for x, y in inks(arrow(page))) == inks(straight)
        page.deleteLater()
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def inks(picture: QImage) -> list[tuple[int, int]]:
    """Where something is drawn."""
    ground = picture.pixel(0, 0)
    return [(x, y) for x in range(14) for y in range(14) if picture.pixel(x, y) != ground]


def test_a_second_heading_with_shift_orders_equal_rows_and_comes_back(hand: Hand, services: Services) -> None:
    columns = hand.page.model.columns
    status, stock = (next(at for at, one in enumerate(columns) if one.key == key) for key in ("status", "stock"))

    def skus() -> list[str]:
        rows = [hand.page.model.row_at(at) for at in range(3)]
        return [row.stored.variant.sku for row in rows if row is not None]

    heading = hand.grid.body.head
    hand.do(lambda: heading.sort_wanted.emit(status, False))
    hand.do(lambda: heading.sort_wanted.emit(stock, True))
    hand.wait(lambda: skus() == ["SKU-00001", "SKU-00002", "SKU-00003"])
    hand.do(lambda: heading.sort_wanted.emit(stock, True))
    hand.wait(lambda: skus() == ["SKU-00040", "SKU-00039", "SKU-00038"])
    assert heading._sorted == {status: (1, False), stock: (2, True)}
    hand.page.remember()
    again = opened_page(hand.loop, services, COUNT, hand.page._state)
    assert again.grid.body.head._sorted == {status: (1, False), stock: (2, True)}
    again.deleteLater()
    hand.do(lambda: heading.sort_wanted.emit(stock, False))  # without Shift it is the only one
    assert heading._sorted == {stock: (1, False)}


# Blocks -----------------------------------------------------------------------------------------------------------


def test_columns_of_a_pasted_block_go_where_their_headings_say(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.paste("Sale price\tPre\u00e7o (R$)\tWeight\n9,50\t12,00\t3\n8,50\t11,00\t4\n")
    said = hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Paste")
    hand.settle()
    assert "2 rows go into Sale price, Price" in said
    assert "no column here can take them: Weight" in said
    assert hand.values(Field.PRICE, 0, 1, 2) == ["12.00", "11.00", "103.50"]
    assert hand.values(Field.SALE_PRICE, 0, 1) == ["9.50", "8.50"]
    assert hand.values(Field.STOCK, 0, 1) == ["1", "2"]
    hand.key(K.Key_Z, M.ControlModifier)
    hand.wait(lambda: hand.values(Field.PRICE, 0) == ["101.50"])  # all of it is one step


def test_merged_headings_of_two_rows_are_headings(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.paste('"Our prices"\t\tWarehouse\nHarga\tHarga promo\tStok\n50\t40\t6\n')
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Paste")
    hand.settle()
    row = [hand.values(of, 0) for of in (Field.PRICE, Field.SALE_PRICE, Field.STOCK)]
    assert row == [["50"], ["40"], ["6"]]


def test_rows_of_other_skus_are_told_before(hand: Hand) -> None:
    hand.go(0, "stock")
    hand.paste("SKU\tPrice\nSKU-00001\t5\nSKU-00009\t6\n")
    sheet = hand.sheet()
    assert sheet is not None
    said = " ".join(label.text() for label in sheet.findChildren(type(sheet.heading)))
    assert "1 row would get values of another SKU" in said
    hand.do(lambda: QTest.mouseClick(sheet.back, Qt.MouseButton.LeftButton))
    hand.settle()
    assert hand.values(Field.PRICE, 0, 1) == ["101.50", "102.50"]


def test_more_rows_than_chosen_or_there_are_told_with_headings_too(hand: Hand) -> None:
    hand.go(COUNT - 3, "stock", to=(COUNT - 2, "stock"))
    hand.paste("Stock\n" + "\n".join(str(at) for at in range(31, 36)))
    said = hand.agree()
    assert "Only 2 rows are chosen." in said
    assert "2 rows lie beyond the end" in said
    hand.settle()
    assert hand.values(Field.STOCK, COUNT - 3, COUNT - 2) == ["31", "32"]


def test_columns_that_cannot_be_edited_are_named(hand: Hand) -> None:
    hand.go(0, "shop")
    hand.paste("Amina's Pots\t\t12\n")
    hand.settle()
    assert hand.values(Field.STOCK, 0) == ["12"]
    assert hand.told[-1] == "Not pasted, because they cannot be edited: Shop."


@pytest.mark.parametrize(
    "block", ["12\n13", "Active\nInactive\nActive", "Active\t5\nInactive\t6", "Kettle\t5\nPot\t6", "Price\nof\nall"]
)
def test_what_are_no_headings_is_pasted_as_it_is(block: str) -> None:
    titles = {Field.STOCK: "Stock", Field.PRICE: "Price", Field.STATUS: "Status"}
    assert headings_of(read_table(block), titles) is None


def test_a_copied_block_pasted_in_place_changes_nothing(hand: Hand) -> None:
    hand.go(0, "stock", to=(8, "status"))
    hand.key(K.Key_C, M.ControlModifier)
    hand.wait(lambda: "101.5" in QGuiApplication.clipboard().text())
    hand.key(K.Key_V, M.ControlModifier)
    hand.settle()
    counts = hand.loop.run_until_complete(hand.page.drafting._drafts.counts())
    assert counts.changed == 0


# Sheets -----------------------------------------------------------------------------------------------------------


def test_a_formula_is_seen_before_it_is_typed_and_its_errors_row_by_row(hand: Hand) -> None:
    hand.go(0, "price", to=(5, "price"))
    sheet = hand.open("adjust", AdjustSheet)
    assert isinstance(sheet, AdjustSheet)
    sheet.change.setCurrentIndex(list(CHANGES).index(Change.FORMULA))
    sheet.formula.setText("price / (stock - 3) + 0.5")
    sheet.look()
    first, second = sheet.preview.topLevelItem(0), sheet.preview.topLevelItem(1)
    assert first is not None
    assert second is not None
    assert "SKU-00003" in first.text(0)
    assert "No result" in first.text(0)
    assert second.text(2).endswith("-50.25")  # 101.50 / -2 + 0.5
    assert "1 without a result" in sheet.summary.text()
    sheet.formula.setText("price * cost")
    sheet.look()
    assert not sheet.action.isEnabled()
    assert sheet.summary.text() == "There is no column and no function cost."
    sheet.formula.setText("max(stock - 2, 0)")
    sheet.column.setCurrentIndex(0)
    sheet.look()
    assert sheet.of is Field.PRICE
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Adjust")
    hand.settle()
    assert hand.values(Field.PRICE, 0, 1, 2, 5) == ["0.00", "0.00", "1.00", "4.00"]


def test_a_column_is_copied_into_another(hand: Hand) -> None:
    hand.go(0, "sale_price", to=(2, "sale_price"))
    sheet = hand.open("adjust", AdjustSheet)
    assert isinstance(sheet, AdjustSheet)
    sheet.change.setCurrentIndex(list(CHANGES).index(Change.KEEP))
    sheet.source.setCurrentText("Price")
    sheet.look()
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Adjust")
    hand.settle()
    assert hand.values(Field.SALE_PRICE, 0, 1, 2, 3) == ["101.50", "102.50", "103.50", ""]


def test_find_and_replace_counts_before_and_keeps_to_what_was_chosen(hand: Hand) -> None:
    hand.go(0, "price", to=(4, "price"))
    sheet = hand.open("replace", ReplaceSheet)
    assert isinstance(sheet, ReplaceSheet)
    sheet.wanted.setText("nothing has this")
    assert not sheet.action.isEnabled()
    sheet.wanted.setText(".5")
    sheet.instead.setText(".9")
    assert sheet.summary.text() == "5 cells found"
    hand.agree()
    hand.wait(lambda: hand.page.drafting.undo_title == "Replace")
    hand.settle()
    assert hand.values(Field.PRICE, 0, 4, 5) == ["101.90", "105.90", "106.50"]
