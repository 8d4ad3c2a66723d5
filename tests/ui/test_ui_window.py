"""The main window: first frame before the loop, navigation, search, restored state, errors."""

import asyncio
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from back_room import NOW, BackRoom
from conftest import until
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QTabBar, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.accounts import AccountState
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import TryLater
from desktop.domain.order_views import OrderSort
from desktop.domain.orders import Bucket
from desktop.services.shop_views import ShopView
from desktop.ui.kit import tasks
from desktop.ui.kit.layouts import first_size
from desktop.ui.kit.table_view import TableView
from desktop.ui.kit.theme import Theme
from desktop.ui.main_window import MainWindow
from desktop.ui.state import UiState
from desktop.ui.status_line import StatusLine
from desktop.ui.welcome import WelcomePage

OpenWindow = Callable[..., MainWindow]


def test_the_first_frame_needs_nothing_slow() -> None:
    """Modules that would cost the start are not loaded with the window."""
    slow = ("asyncio", "sqlalchemy", "httpx", "keyring", "cryptography", "pypdfium2", "qasync", "ssl")
    code = f"import sys, desktop.ui.main_window; print([name for name in {slow!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_rows_are_there_before_the_loop_runs(room: BackRoom, qtbot: QtBot) -> None:
    window = MainWindow(room.services, UiState(), lambda: NOW)
    qtbot.addWidget(window)
    assert window.orders.model.rowCount() == 90  # everything to pack or to ship, of 300
    assert window.orders.model.cell(0, 0).text.isdigit()


def test_ctrl_and_a_digit_changes_the_tab(window: MainWindow, qtbot: QtBot) -> None:
    tabs = window.findChild(QTabBar)
    assert tabs is not None
    for digit, name in enumerate(("Orders", "Catalog", "Promotions", "Shops"), 1):
        action = next(a for a in window.actions_by_key.values() if a.shortcut() == QKeySequence(f"Ctrl+{digit}"))
        action.trigger()
        assert tabs.tabText(tabs.currentIndex()) == name
        assert window.pages.currentWidget().isVisible()


def test_typing_searches_and_the_last_key_wins(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    window.orders.sidebar.buckets.choose(Bucket.ALL)
    number = window.orders.model.ids and "amina"

    async def type_it() -> None:
        for end in range(1, len(number) + 1):
            window.top.search.setText(number[:end])  # no rest between the keys: each ends the query before
        await until(lambda: window.orders.footer.words.text().startswith("50 shown"))

    loop.run_until_complete(type_it())
    assert window.orders.footer.words.text().endswith("300 total")
    buyer = [column.key for column in window.orders.model.columns].index("buyer")
    buyers = {window.orders.model.cell(row, buyer).text for row in range(window.orders.model.rowCount())}
    assert buyers == {"Amina Okafor"}


def test_nothing_found_is_said_with_a_way_out(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    window.top.search.setText("no such buyer")
    loop.run_until_complete(until(lambda: window.orders.middle.currentWidget() is window.orders.states))
    assert window.orders.states.heading.text() == "Nothing found"
    window.orders.states.chosen.emit("clear")
    loop.run_until_complete(until(lambda: window.orders.middle.currentWidget() is window.orders.table))
    assert window.top.search.text() == ""


def test_escape_clears_the_search_and_goes_back_to_the_table(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_key["find"].trigger()
    assert window.top.search.hasFocus() or not window.isActiveWindow()
    window.top.search.blockSignals(True)
    window.top.search.setText("abc")
    window.top.search.blockSignals(False)
    window.top.search.setFocus()
    qtbot.keyClick(window.top.search, Qt.Key.Key_Escape)
    assert window.top.search.text() == ""


def test_without_a_shop_two_doors_are_offered(bare_room: BackRoom, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(bare_room)
    page = window.pages.currentWidget()
    assert isinstance(page, WelcomePage)
    with qtbot.waitSignal(window.practice_wanted):
        page.practice.click()
    with qtbot.waitSignal(window.connect_wanted):
        page.connect_button.click()


def test_the_first_shop_brings_the_orders_forward(
    bare_room: BackRoom, open_window: OpenWindow, loop: asyncio.AbstractEventLoop
) -> None:
    window = open_window(bare_room)
    loop.run_until_complete(bare_room.services.shops.connect("north", {"token": "0123456789"}))
    loop.run_until_complete(until(lambda: window.pages.currentWidget() is window.orders))


def test_while_the_first_sync_runs_an_empty_list_is_no_all_clear(
    bare_room: BackRoom, open_window: OpenWindow, loop: asyncio.AbstractEventLoop
) -> None:
    loop.run_until_complete(bare_room.services.shops.connect("north", {"token": "0123456789"}))
    window = open_window(bare_room)
    assert window.orders.middle.currentWidget() is window.orders.states
    assert window.orders.states.heading.text() == "Reading your orders"


def test_what_was_arranged_is_there_at_the_next_start(
    room: BackRoom, open_window: OpenWindow, loop: asyncio.AbstractEventLoop, tmp_path: Path
) -> None:
    file = tmp_path / "window.json"
    first = open_window(room, UiState(file))
    first.orders.sidebar.buckets.choose(Bucket.SHIPPED)
    first.orders.table.sort_wanted.emit("total", False)
    first.orders.table.setColumnWidth(4, 234)
    first.go_to("shops")
    first.close()
    assert first.isVisible()  # closing is only a wish
    second = open_window(room, UiState(file))
    assert second.orders.listing.query.bucket is Bucket.SHIPPED
    assert second.orders.listing.query.sort[0].by is OrderSort.TOTAL
    assert second.orders.table.columnWidth(4) == 234
    assert second.top.tabs.currentIndex() == 3


@pytest.mark.parametrize("content", ["", "[]", '{"orders": {"bucket": "nowhere", "columns": 7, "sort": [[1]]}}'])
def test_a_broken_layout_file_costs_nothing_but_the_layout(
    room: BackRoom, tmp_path: Path, qtbot: QtBot, content: str
) -> None:
    file = tmp_path / "window.json"
    file.write_text(content)
    window = MainWindow(room.services, UiState(file), lambda: NOW)
    qtbot.addWidget(window)
    assert window.orders.listing.query.bucket is Bucket.TO_SHIP


def test_an_expected_error_is_a_notice_and_a_bug_is_reported(window: MainWindow, qtbot: QtBot) -> None:
    window.present(TryLater("rate_limited"))
    assert [notice.text for notice in window.notices.standing()] == [
        "The marketplace asked to slow down. Backshop goes on by itself."
    ]
    with qtbot.waitSignal(window.bug_found) as found:
        window.present(ZeroDivisionError())
    assert isinstance(found.args[0], ZeroDivisionError)


def test_what_fails_after_the_window_left_is_logged(
    window: MainWindow, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    window.leave()
    with qtbot.assertNotEmitted(window.bug_found):
        tasks.present(ZeroDivisionError())
    assert "found no window" in caplog.text


def test_the_same_notice_is_counted_not_repeated(window: MainWindow) -> None:
    for _ in range(3):
        window.notices.tell("The line is down")
    (notice,) = window.notices.standing()
    assert notice.times == 3


def test_the_outbox_button_tells_its_count(window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop) -> None:
    ids = list(window.orders.model.ids[:40])
    queued = loop.run_until_complete(room.services.orders.pack(ids, provider="p1"))
    loop.run_until_complete(until(lambda: str(len(queued.order_ids)) in window.top.outbox.text()))
    assert window.top.outbox.accessibleName() == f"Outbox, {len(queued.order_ids)} waiting"


def test_news_of_orders_refresh_the_table_and_keep_the_place(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    table = window.orders.table
    order_id = window.orders.model.ids[5]
    table.select_ids([order_id], order_id)
    seen: list[bool] = []
    window.orders.listing.loaded.connect(lambda: seen.append(True))
    room.services.changes.publish(Changes(ChangeKind.ORDERS, ids=(order_id,)))
    loop.run_until_complete(until(lambda: bool(seen)))
    assert list(table.selected_ids()) == [order_id]


def test_no_table_stands_under_a_style_sheet(window: MainWindow) -> None:
    """A style sheet on a view or above it would cost the blit scrolling."""
    for table in window.findChildren(TableView):
        widget: QObject | None = table
        while isinstance(widget, QWidget):
            assert widget.styleSheet() == "", widget.metaObject().className()
            widget = widget.parent()


def test_ten_shops_make_no_window_wider_than_the_screen(qtbot: QtBot, look: Theme) -> None:
    shop = ShopView("1", "Harmattan Home and Garden", "p", "P", "a", "Main", AccountState.CONNECTED, synced_at=NOW)
    line = StatusLine(lambda: NOW)
    qtbot.addWidget(line)
    line.resize(900, 30)
    line.show()
    line.show_shops([replace(shop, id=str(at)) for at in range(10)])
    shown = [box for box in line._boxes if box.isVisible()]
    assert 0 < len(shown) < 10
    assert line._more.text() == f"+{10 - len(shown)} more"
    assert line.minimumSizeHint().width() < 600
    line.resize(4000, 30)
    assert all(box.isVisible() for box in line._boxes)
    assert not line._more.isVisible()


def test_the_lowest_line_of_a_window_opened_for_the_first_time_is_on_the_screen(window: MainWindow) -> None:
    room = window.screen().availableSize()
    assert room.height() < 860, "the screen of the tests has become larger than what the window would like"
    assert first_size(window.screen()).height() <= room.height() - 30, "no room for a title bar"
