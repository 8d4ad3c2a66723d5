"""Everything can be found by name, by a screen reader or a robot, and reached by keyboard."""

import asyncio
from collections.abc import Iterator

import pytest
from back_room import BackRoom
from conftest import until
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QWidget,
)

from desktop.ui.main_window import TABS, MainWindow

_MUST_HAVE_A_NAME = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
)


def name_of(widget: QWidget) -> str:
    """The name assistive technology gets: given, or the button's own text."""
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found else widget.accessibleName()


def qt_made(widget: QWidget) -> bool:
    """Parts Qt builds itself: arrows of a tab bar, the corner of a table, the list inside a combo box."""
    name = widget.metaObject().className()
    return name in {"QTableCornerButton", "QLineEditIconButton", "QComboBoxListView", "QComboBoxPrivateContainer"} or (
        widget.objectName().startswith("qt_") or widget.objectName() in {"ScrollLeftButton", "ScrollRightButton"}
    )


@pytest.mark.parametrize("tab", TABS)
def test_everything_that_can_be_used_has_a_name(window: MainWindow, tab: str) -> None:
    window.go_to(tab)
    window.orders.table.selectRow(0)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
        for kind in _MUST_HAVE_A_NAME
        for widget in window.findChildren(kind)
        if not qt_made(widget) and not name_of(widget).strip()
    ]
    assert nameless == []


def test_every_cell_can_be_read_by_position(window: MainWindow, loop: asyncio.AbstractEventLoop) -> None:
    table = window.orders.table
    seen = QAccessible.queryAccessibleInterface(table)
    assert seen is not None
    assert name_of(table) == "Orders"
    cells = [seen.child(at) for at in range(seen.childCount()) if at < 60]
    words = {cell.text(QAccessible.Text.Name) for cell in cells if cell is not None}
    first = window.orders.model.cell(0, 0).text
    assert first in words
    assert {"To pack", "Status"} <= words


def test_every_action_stands_in_a_menu_with_its_shortcut(window: MainWindow) -> None:
    in_menus: set[QAction] = set()

    def walk(actions: list[QAction]) -> None:
        for action in actions:
            in_menus.add(action)
            if action.menu() is not None:
                walk(action.menu().actions())

    walk(window.menuBar().actions())
    wanted = [*window.actions_by_key.values(), *window.orders.actions_of_page.by_key.values()]
    assert [action.text() for action in wanted if action not in in_menus] == []


def test_no_two_actions_share_a_shortcut(window: MainWindow) -> None:
    shortcuts = [
        action.shortcut().toString() for action in window.findChildren(QAction) if not action.shortcut().isEmpty()
    ]
    assert len(shortcuts) == len(set(shortcuts))


def test_del_does_nothing_to_an_order(window: MainWindow) -> None:
    keys = {action.shortcut().toString() for action in window.findChildren(QAction)}
    assert not keys & {"Del", "Backspace", "Ctrl+Del"}


def test_what_comes_from_outside_is_never_read_as_markup(
    window: MainWindow, room: BackRoom, loop: asyncio.AbstractEventLoop
) -> None:
    window.orders.table.selectRow(0)
    loop.run_until_complete(until(lambda: window.orders.detail.order_id is not None))
    rich = [
        label.text()
        for label in window.orders.detail.findChildren(QLabel)
        if label.text() and label.textFormat() is not Qt.TextFormat.PlainText and label.property("role") != "muted"
    ]
    fixed = {"No order chosen"}  # our own headings
    assert set(rich) <= fixed


@pytest.fixture
def mirrored(qapp: QApplication) -> Iterator[None]:
    """The program as an Arabic seller starts it."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_mirrored_for_arabic_the_first_column_stands_at_the_right(mirrored: None, window: MainWindow) -> None:
    table = window.orders.table
    window.grab()
    assert table.columnViewportPosition(0) > table.columnViewportPosition(1)
    assert window.orders.sidebar.mapTo(window, window.orders.sidebar.rect().topLeft()).x() > window.width() // 2
