"""The command palette: what is typed finds what can be done, with the keyboard alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.kit.palette import Entry, Palette, rank

_kept: list[QWidget] = []  # the palette lives in its window; nobody else here holds it


def test_beginnings_come_before_middles_and_scattered_letters() -> None:
    assert rank("syn", "Sync") == 0
    assert rank("ship", "Ready to ship") == 1
    assert rank("rts", "Ready to ship") == 2
    assert rank("xyz", "Ready to ship") is None


def _palette(qtbot: QtBot, said: list[str]) -> Palette:
    window = QWidget()
    qtbot.addWidget(window)
    _kept.append(window)
    actions = []
    for title in ("&Sync", "Pack", "Process && print"):
        action = QAction(title, window)
        action.triggered.connect(lambda _checked=False, title=title: said.append(title))
        actions.append(action)
    return Palette(window, actions)


def test_typing_and_enter_triggers_the_action(qtbot: QtBot) -> None:
    said: list[str] = []
    palette = _palette(qtbot, said)
    qtbot.keyClicks(palette.line, "print")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert said == ["Process && print"]


def test_a_disabled_action_is_not_offered(qtbot: QtBot) -> None:
    palette = _palette(qtbot, [])
    palette._actions[1].setEnabled(False)
    qtbot.keyClicks(palette.line, "pack")
    assert palette.list.count() == 0


def test_arrows_move_and_late_answers_to_other_words_are_dropped(qtbot: QtBot) -> None:
    said: list[str] = []
    palette = _palette(qtbot, said)
    qtbot.keyClick(palette.line, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    found = Entry("300000001", "a shop", "orders", lambda: said.append("found"))
    palette.show_found("300", [found])
    assert palette.list.count() == 3
    qtbot.keyClicks(palette.line, "300")
    palette.show_found("300", [found])
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert said == ["found"]
