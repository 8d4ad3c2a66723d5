"""Tags, notes, exports and the history of orders in the window; and back from the detail all is as it was."""

import asyncio
import csv
import io
from pathlib import Path

import pytest
from back_room import NOW, BackRoom
from order_room import settled, sheet_of, tag, wait
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.domain.orders import Bucket
from desktop.domain.tags import TagColour
from desktop.ui.doors import Doors
from desktop.ui.kit.progress_sheet import ProgressSheet
from desktop.ui.kit.timeline import Group
from desktop.ui.main_window import MainWindow
from desktop.ui.orders.export_sheet import ExportSheet
from desktop.ui.orders.tag_sheet import TagSheet


def test_tags_go_on_a_selection_and_come_off_again(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop, qtbot: QtBot
) -> None:
    Doors(window, room.services)
    tag(room, loop, [11], "old")
    wait(loop, lambda: window.orders._tag_colours != {})
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    wait(loop, lambda: settled(window) and window.orders.model.rowCount() == 300)
    window.orders.table.select_ids([1, 11], 1)
    window.orders.view_actions.by_key["tags"].trigger()
    sheet = sheet_of(window, loop, TagSheet)
    assert sheet.heading.text() == "Tags of 2 orders"
    old = sheet._items()["old"]
    assert old.checkState() is Qt.CheckState.PartiallyChecked, "only one of them has it"
    qtbot.keyClicks(sheet.line, "wedding, June")
    qtbot.keyClick(sheet.line, Qt.Key.Key_Return)
    assert sheet.isVisible() and sheet.line.text() == ""
    sheet.colour_buttons[TagColour.PINK].click()
    sheet.action.click()
    wait(loop, lambda: bool(window.notices.standing()))
    assert window.orders._tag_colours["wedding June"] is TagColour.PINK
    rows = loop.run_until_complete(room.services.orders.rows([1, 11]))
    assert [sorted(row.tags) for row in rows] == [["wedding June"], ["old", "wedding June"]]
    at = window.orders.model.row_of(11)
    tags = [column.key for column in window.orders.model.columns].index("tags")
    wait(loop, lambda: window.orders.model.cell(at, tags).text == "old, wedding June")
    assert {str(mark.tone) for mark in window.orders.model.cell(at, tags).marks} >= {"tag_pink"}
    window.action_wanted.emit("undo")
    wait(loop, lambda: window.orders.model.cell(at, tags).text == "old")
    assert window.orders.take_undo(None) is None, "once"


def test_ten_thousand_orders_are_tagged_in_slices(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    """All that is selected, not what is on screen; between the slices others may write."""
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    wait(loop, lambda: settled(window) and window.orders.model.rowCount() == 300)
    window.orders.view_actions.by_key["all"].trigger()
    assert window.orders.footer.words.text().startswith("All 300 orders of this view selected")
    ids = list(window.orders.table.selected_ids())
    change = loop.run_until_complete(room.services.tags.change(ids, add=["all of them"]))
    assert len(change.added) == 300
    assert loop.run_until_complete(room.services.tags.on(ids)) == {"all of them": 300}


def test_the_note_and_the_breach_are_seen_in_the_row(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    order_id = window.orders.model.ids[0]
    loop.run_until_complete(room.services.orders.set_private_note(order_id, "ring first"))
    columns = [column.key for column in window.orders.model.columns]
    cell = lambda: window.orders.model.cell(window.orders.model.row_of(order_id), columns.index("tags"))  # noqa: E731
    wait(loop, lambda: any(mark.icon == "note" for mark in cell().marks))
    assert "private note" in cell().tip


def test_an_export_has_the_columns_that_were_chosen_and_remembers_them(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.csv"

    async def where(*_: object) -> Path:
        return target

    monkeypatch.setattr("desktop.ui.orders.exporting.save_as", where)  # the system's dialog is not ours to test
    ids = list(window.orders.model.ids[:5])
    window.orders.table.select_ids(ids, ids[0])
    window.orders.exporting.begin()
    sheet = sheet_of(window, loop, ExportSheet)
    sheet.csv.setChecked(True)
    sheet.by_item.setChecked(True)
    for item in sheet._items():
        wanted = item.text() in ("Order", "SKU", "Amount")
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
    sheet.list.setCurrentRow([item.text() for item in sheet._items()].index("Amount"))
    for _ in range(8):
        sheet.up.click()
    sheet.action.click()
    wait(loop, lambda: any(one.text.startswith("5 orders exported") for one in window.notices.standing()))
    head, *lines = csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline=""))
    assert head == ["Amount", "Order", "SKU"]
    rows = loop.run_until_complete(room.services.orders.rows(ids))
    assert {line[1] for line in lines} == {row.number for row in rows}
    assert not [one for one in window.findChildren(ProgressSheet) if one.isVisible()]
    window.orders.exporting.begin()
    again = sheet_of(window, loop, ExportSheet)
    assert list(again.choice().plan.titles.values()) == ["Amount", "Order", "SKU"]
    assert again.choice().kind == "csv"
    again.reject()


def test_the_history_is_told_by_days_narrowed_and_copied(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    order_id = next(one for one in window.orders.model.ids if one % 10 in (0, 5))
    tag(room, loop, [order_id], "fragile")
    loop.run_until_complete(room.services.orders.pack([order_id], provider="p1"))
    window.orders.table.select_ids([order_id], order_id)
    history = window.orders.detail.history
    wait(loop, lambda: "Tagged: fragile" in history.as_text())
    lines = history.as_text().splitlines()
    assert "Order placed" in lines[0] and lines[0].split("\t")[1] == "Marketplace", "the oldest first"
    history.flags[Group.MINE].click()
    assert "Order placed" not in history.as_text() and "Pack: put into the outbox" in history.as_text()
    history.flags[Group.PRINTS].click()
    assert history.as_text() == ""
    history.flags[None].click()
    history.copy()
    assert QGuiApplication.clipboard().text() == history.as_text() != ""
    assert NOW.astimezone().strftime("%d %b %Y") in history.as_text()


def test_back_from_the_detail_everything_is_as_it_was(
    window: MainWindow, loop: asyncio.AbstractEventLoop, qtbot: QtBot
) -> None:
    table = window.orders.table
    table.verticalScrollBar().setValue(1200)
    order_id = window.orders.model.ids[36]
    table.select_ids([order_id], order_id)
    place = table.verticalScrollBar().value()
    table.opened.emit(order_id)
    wait(loop, lambda: window.orders.detail.order_id == order_id)
    qtbot.keyClick(window.orders.detail.number, Qt.Key.Key_Escape)
    assert table.hasFocus() or not window.isActiveWindow()
    assert list(table.selected_ids()) == [order_id]
    assert table.verticalScrollBar().value() == place
