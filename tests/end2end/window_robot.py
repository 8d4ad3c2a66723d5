"""A robot at the window: it finds things by the name a screen reader would tell, and uses mouse and keys."""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTableView,
    QTreeWidget,
    QWidget,
)

Seen = TypeVar("Seen")
Kind = TypeVar("Kind", bound=QWidget)
_USABLE: tuple[type[QWidget], ...] = (
    QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QProgressBar, QTabBar,
)  # fmt: skip
_QTS_OWN = {
    "QHeaderView",
    "QTableCornerButton",
    "QComboBoxListView",
    "CloseButton",
    "QSpinBoxLineEdit",
    "QExpandingLineEdit",
}
PATIENCE_S = 20.0
LOOK_EVERY_S = 0.01
_before: list[QWidget] = []
bugs: list[BaseException] = []  # what the windows reported since the test began


class LostError(AssertionError):
    """What a person would have looked for is not there; the text says what could be seen instead."""


async def until(what: str, see: Callable[[], Seen | None], seconds: float = PATIENCE_S) -> Seen:
    """Look until something is so; what a widget shows has no event of its own."""
    end = asyncio.get_running_loop().time() + seconds
    while not (seen := see()):
        if bugs:
            raise bugs[0]
        if asyncio.get_running_loop().time() > end:
            raise LostError(f"waited in vain until {what}; {on_screen()}")
        await asyncio.sleep(LOOK_EVERY_S)
    return seen


def name_of(widget: QWidget) -> str:
    """What assistive technology calls it, without what only the eye needs.

    A box to choose from is called by what it shows, and its own name by the label: so its own name comes first.
    """
    found = QAccessible.queryAccessibleInterface(widget)
    words = widget.accessibleName() or (found.text(QAccessible.Text.Name) if found else "")
    return words.replace("\N{HORIZONTAL ELLIPSIS}", "").strip()


def turn_to(window: QMainWindow) -> None:
    """Look at this window, of several, and at what it opened."""
    _before[:] = [window]


def rooms() -> list[QWidget]:
    """Where a person could click now: the dialog on top of the window before us, else the window and its panels."""
    mine = [one for one in QApplication.topLevelWidgets() if one.isVisible() and _belongs(one)]
    return [one for one in mine if one.isModal()][-1:] or mine


def _belongs(widget: QWidget) -> bool:
    above: QWidget | None = widget
    while above is not None and above not in _before:
        above = above.parentWidget()
    return above is not None


def shown(kind: type[Kind], name: str) -> Iterator[Kind]:
    """Everything of a kind that bears this name and can be seen."""
    for room in rooms():
        for widget in room.findChildren(kind):
            if widget.isVisible() and name_of(widget) == name:
                yield widget


def on_screen() -> str:
    """What a person would see, for the message of a test that failed."""
    dialogs = [one.windowTitle() for one in rooms()]
    buttons = [name_of(one) + ("" if one.isEnabled() else " (grey)") for room in rooms() for one in _buttons(room)]
    trees = [one for room in rooms() for one in room.findChildren(QTreeWidget) if one.isVisible()]
    return f"windows {dialogs}, buttons {buttons}, words {words()}, lines {[texts_of(one) for one in trees]}"


def words() -> list[str]:
    """Every sentence that can be read now."""
    return [one.text() for room in rooms() for one in room.findChildren(QLabel) if one.isVisible() and one.text()]


def _buttons(room: QWidget) -> list[QAbstractButton]:
    return [one for one in room.findChildren(QAbstractButton) if one.isVisible()]


async def find(kind: type[Kind], name: str) -> Kind:
    """The first of a kind with this name, as soon as it can be used; whatever else can be seen must have a name too."""
    found = await until(
        f"{kind.__name__} {name!r} can be used", lambda: next((w for w in shown(kind, name) if w.isEnabled()), None)
    )
    assert nameless() == [], nameless()
    return found


def nameless() -> list[str]:
    """What can be used now and has no name; Qt's own parts of a table, a box or a tab bar need none."""
    every = (widget for room in rooms() for kind in _USABLE for widget in room.findChildren(kind))
    return [
        f"{type(one).__name__} in {type(one.parent()).__name__} {name_of(one.parentWidget())!r}"
        for one in every
        if one.isVisible() and not name_of(one) and one.metaObject().className() not in _QTS_OWN
    ]


async def press(name: str) -> None:
    """Click a button."""
    QTest.mouseClick(await find(QAbstractButton, name), Qt.MouseButton.LeftButton)


async def menu(window: QMainWindow, name: str) -> None:
    """Choose an entry of the menu bar, in whichever menu it stands."""
    found = [entry for top in window.menuBar().actions() for entry in top.menu().actions()]
    entry = next(one for one in found if _plain(one.text()) == name)
    assert entry.isEnabled(), f"{name} is grey"
    entry.trigger()


def _plain(title: str) -> str:
    words = title.replace("&&", "\0").replace("&", "").replace("\0", "&")
    return words.replace("\N{HORIZONTAL ELLIPSIS}", "").strip()


async def fill(name: str, words: str) -> None:
    """Put words into a line, as pasting does."""
    line = await find(QLineEdit, name)
    line.setFocus()
    line.selectAll()
    line.insert(words)
    QTest.keyClick(line, Qt.Key.Key_Tab)


async def fill_text(name: str, words: str) -> None:
    """Paste into a field of several lines."""
    field = await find(QPlainTextEdit, name)
    field.setFocus()
    field.insertPlainText(words)


async def pick(name: str, choice: str) -> None:
    """Choose in a combo box by keyboard, step by step to the entry that begins with these words."""
    box = await find(QComboBox, name)
    await until(f"{name} offers {choice}", lambda: _place(box, choice) >= 0)
    box.setFocus()
    while (wanted := _place(box, choice)) != box.currentIndex():
        QTest.keyClick(box, Qt.Key.Key_Down if wanted > box.currentIndex() else Qt.Key.Key_Up)


def _place(box: QComboBox, choice: str) -> int:
    return box.findText(choice, Qt.MatchFlag.MatchStartsWith)


async def go_to_line(name: str, words: str) -> None:
    """Click the line of a list that begins with these words."""
    lines = await find(QListWidget, name)
    rows = [lines.item(at).text() for at in range(lines.count())]
    assert words in rows, f"{name} has no {words} among {rows}"
    row = rows.index(words)
    lines.scrollToItem(lines.item(row))
    middle = lines.visualItemRect(lines.item(row)).center()
    QTest.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=middle)


async def select_all(name: str) -> None:
    """Ctrl+A in a table."""
    table = await find(QTableView, name)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


async def choose_row(name: str, row: int) -> None:
    """Click a line of a tree or list of results."""
    tree = await find(QTreeWidget, name)
    item = tree.topLevelItem(row)
    assert item is not None, f"{name} has no line {row}"
    tree.scrollToItem(item)
    place: QPoint = tree.visualItemRect(item).center()
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    tree.setCurrentItem(item, 0, QItemSelectionModel.SelectionFlag.ClearAndSelect)


async def save_file(path: str) -> None:
    """Answer the system's question for a file name."""
    dialog = await until(
        "a file name is asked for",
        lambda: next((one for one in rooms() if isinstance(one, QFileDialog)), None),
    )
    dialog.findChildren(QLineEdit)[0].setText(path)
    dialog.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()


def lines_of(name: str) -> list[tuple[str, ...]]:
    """What stands in a tree of results, also behind a dialog; nothing while it cannot be seen."""
    trees = [tree for window in _before for tree in window.findChildren(QTreeWidget)]
    tree = next((one for one in trees if one.isVisible() and name_of(one) == name), None)
    return texts_of(tree) if tree is not None else []


def texts_of(tree: QTreeWidget) -> list[tuple[str, ...]]:
    """Line by line what stands in its columns."""
    items = [tree.topLevelItem(at) for at in range(tree.topLevelItemCount())]
    return [tuple(item.text(column) for column in range(tree.columnCount())) for item in items if item is not None]


def dialog_title() -> str:
    """The dialog on top, or nothing."""
    top = rooms()
    return top[0].windowTitle() if top and top[0].isModal() else ""
