"""The paged table: any length, no work while painting, nothing lost by a refresh."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.ui.kit.columns import Cell, Column, Look
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel
from desktop.ui.kit.table_view import ROW_HEIGHT, TableView


@dataclass(frozen=True)
class Line:
    id: int
    word: str = ""


def lines(ids: Sequence[int], word: str = "") -> list[Line]:
    return [Line(id_, word) for id_ in ids]


def ids(first: int, end: int) -> "array[int]":
    return array("I", range(first, end))


@pytest.fixture
def model(qapp: object) -> PagedTableModel[Line]:
    return PagedTableModel(
        (
            Column("id", "Number", 80, lambda line: Cell(str(line.id)), Look.NUMBER, "id"),
            Column("word", "Word", 90, lambda line: Cell(line.word)),
        )
    )


@pytest.fixture
def table(model: PagedTableModel[Line], qtbot: QtBot) -> TableView:
    table = TableView(model, "Lines")
    qtbot.addWidget(table)
    table.resize(400, 400)
    table.show()
    return table


def test_it_is_a_proper_qt_model(model: PagedTableModel[Line], qtmodeltester: ModelTester) -> None:
    model.show(ids(0, 100), lines(range(64)))
    qtmodeltester.check(model)
    generation = model.show(ids(0, 10), lines(range(10)), complete=False)
    assert model.extend(generation, ids(0, 200))
    model.put_page(generation, 2, lines(range(128, 192)))
    qtmodeltester.check(model)


def test_a_page_that_is_away_is_blank_and_asked_for_once(model: PagedTableModel[Line], qtbot: QtBot) -> None:
    model.show(ids(0, 1000), lines(range(PAGE_ROWS)))
    asked: list[tuple[int, int]] = []
    model.page_wanted.connect(lambda *page: asked.append(page))
    with qtbot.waitSignal(model.page_wanted):
        assert [model.cell(row, 0).text for row in range(300, 310)] == [""] * 10
    assert asked == [(model.generation, 300 // PAGE_ROWS)]
    model.put_page(model.generation, 4, lines(range(256, 320)))
    assert model.cell(300, 0).text == "300"


def test_answers_to_an_older_list_are_dropped(model: PagedTableModel[Line]) -> None:
    old = model.show(ids(0, 1000), lines(range(PAGE_ROWS)))
    model.show(ids(5000, 6000), lines(range(5000, 5000 + PAGE_ROWS)))
    model.put_page(old, 0, lines(range(PAGE_ROWS), "old"))
    assert model.cell(0, 0).text == "5000"
    assert not model.extend(old, ids(0, 2000))
    assert model.rowCount() == 1000


def test_the_rest_comes_in_behind_the_first_rows_without_a_reset(model: PagedTableModel[Line], qtbot: QtBot) -> None:
    generation = model.show(ids(0, 128), lines(range(128)), complete=False)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted):
        assert model.extend(generation, ids(0, 500_000))
    assert model.rowCount() == 500_000
    assert model.cell(127, 0).text == "127"


def test_another_beginning_is_not_taken_for_the_rest(model: PagedTableModel[Line]) -> None:
    generation = model.show(ids(0, 128), lines(range(128)), complete=False)
    assert not model.extend(generation, ids(1, 900))
    assert model.rowCount() == 128


def test_memory_stays_bounded_however_far_one_scrolls(model: PagedTableModel[Line]) -> None:
    model.show(ids(0, 500_000))
    for page in range(1000):
        model.put_page(model.generation, page, lines(model.page_ids(page)))
        model.cell(page * PAGE_ROWS, 0)
    assert len(model._rows) == len(model._cells) <= 64


def test_a_refresh_reads_only_what_moved_and_is_seen(model: PagedTableModel[Line], qtbot: QtBot) -> None:
    model.show(ids(0, 1000), lines(range(256)))
    asked: list[int] = []
    model.page_wanted.connect(lambda _generation, page: asked.append(page))
    with qtbot.waitSignal(model.page_wanted):
        model.refresh([5, 200], seen=range(20))
    assert asked == [0]  # page 0 is on screen; page 3 is only forgotten; pages 1 and 2 have not moved
    assert model.cell(5, 1).text == ""  # the old words stay until the new ones are there
    assert model.row_at(5) is not None
    assert model.row_at(200) is None
    assert model.row_at(100) is not None


def test_selection_current_row_and_scroll_stay_with_their_ids(table: TableView) -> None:
    model = table.paged
    model.show(ids(0, 1000), lines(range(1000)))
    table.updateGeometries()
    table.verticalScrollBar().setValue(500 * ROW_HEIGHT + 7)
    table.select_ids([510, 511, 700], current=511)
    before = table.verticalScrollBar().value()
    assert before > 499 * ROW_HEIGHT
    table.replace(array("I", [*range(2000, 2040), *range(1000)]))
    assert list(table.selected_ids()) == [510, 511, 700]
    assert table.current_id() == 511
    assert table.verticalScrollBar().value() == before + 40 * ROW_HEIGHT


def test_at_the_top_new_rows_are_seen_at_once(table: TableView) -> None:
    table.paged.show(ids(10, 1000), lines(range(10, 74)))
    table.replace(ids(0, 1000), lines(range(64)))
    assert table.verticalScrollBar().value() == 0
    assert table.paged.cell(0, 0).text == "0"


def test_rows_that_left_the_list_leave_the_selection(table: TableView) -> None:
    table.paged.show(ids(0, 100), lines(range(100)))
    table.select_ids([5, 6, 7])
    table.replace(array("I", [id_ for id_ in range(100) if id_ != 6]))
    assert list(table.selected_ids()) == [5, 7]


def test_all_of_half_a_million_can_be_selected_and_counted(table: TableView) -> None:
    table.paged.show(ids(0, 500_000), lines(range(64)))
    table.selectAll()
    assert table.selected_count() == 500_000
    assert len(table.selected_ids()) == 500_000


def test_select_all_before_the_rest_has_come_still_means_all(table: TableView) -> None:
    generation = table.paged.show(ids(0, 128), lines(range(128)), complete=False)
    table.selectAll()
    table.paged.extend(generation, ids(0, 5000))
    assert table.selected_count() == 5000


def test_a_part_stays_a_part_when_the_rest_comes(table: TableView) -> None:
    generation = table.paged.show(ids(0, 128), lines(range(128)), complete=False)
    table.select_ids(range(127))
    table.paged.extend(generation, ids(0, 5000))
    assert table.selected_count() == 127


def test_columns_are_remembered_and_unknown_ones_passed_over(table: TableView) -> None:
    table.arrange([{"key": "word", "width": 222, "hidden": False}, {"key": "gone"}, 7, {"key": "id", "hidden": True}])
    assert [entry["key"] for entry in table.arrangement()] == ["word", "id"]
    assert table.columnWidth(1) == 222
    assert table.isColumnHidden(0)


def test_copied_text_cannot_become_a_formula(table: TableView) -> None:
    assert table.as_text([Line(1, "=1+1"), Line(2, "two\nlines")]) == "Number\tWord\n1\t'=1+1\n2\ttwo lines"


def test_a_table_and_what_holds_it_have_no_style_sheet(table: TableView) -> None:
    assert table.styleSheet() == ""
    assert table.viewport().styleSheet() == ""
