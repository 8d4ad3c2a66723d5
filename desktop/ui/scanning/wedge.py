"""The line into which the scanner types: a wedge scanner is a very fast keyboard that ends with Enter or Tab."""

import time
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

_FAST_S = 0.06  # no hand types letter after letter so quickly
_PAUSE_S = 0.25
_SHORTEST_BURST = 3
_ECHO_S = 0.4  # scanners that end with Enter and a line feed press Enter twice
_LONGEST = 400
_ENDS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanField", source)


class Stroke(NamedTuple):
    """One character and when it came, in seconds."""

    text: str
    at: float


class ScanField(QLineEdit):
    """``scanned`` brings what was typed; ``entered`` an Enter without anything, ``ticked`` a space without anything."""

    scanned = Signal(str)
    entered = Signal()
    ticked = Signal()
    moved = Signal(int)  # arrow up or down
    left = Signal()  # Esc without anything

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._strokes: list[Stroke] = []
        self._ended_at = -1.0
        self.setMaxLength(_LONGEST)
        self.setAccessibleName(tr("Scan or type a code"))
        self.setPlaceholderText(tr("Scan an order, a tracking number or an item"))
        self.setInputMethodHints(Qt.InputMethodHint.ImhNoPredictiveText | Qt.InputMethodHint.ImhNoAutoUppercase)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)

    def take(self, event: QKeyEvent) -> None:
        """A key that was pressed elsewhere on the page belongs here as well."""
        self.setFocus()
        self.keyPressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, empty = Qt.Key(event.key()), not self.text()
        if is_command(event):
            event.ignore()
        elif key in _ENDS or event.text() in ("\n", "\r"):
            self._end()
        elif key is Qt.Key.Key_Escape:
            self._escape()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(1 if key is Qt.Key.Key_Down else -1)
        elif key is Qt.Key.Key_Space and empty:
            self.ticked.emit()
        else:
            self._type(event)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """A Tab behind a code is the scanner's end of it; with nothing typed it is a hand that wants to move on."""
        if next_ and self.text():
            self._end()
            return True
        return super().focusNextPrevChild(next_)

    def event(self, event: QEvent) -> bool:
        """Ctrl+Z belongs to the parcel, not to the letters: commands are the page's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_command(event):
            event.ignore()
            return False
        return super().event(event)

    def _type(self, event: QKeyEvent) -> None:
        before = self.text()
        if _separates(event):
            self.insert(" ")
        else:
            super().keyPressEvent(event)
        if self.text() != before:  # a Shift alone is part of the next letter
            self._strokes += (Stroke(sign, self._clock()) for sign in self.text()[len(before) :])

    def _escape(self) -> None:
        if self.text():
            self.clear()
            self._strokes = []
        else:
            self.left.emit()

    def _end(self) -> None:
        typed, strokes, now = self.text(), self._strokes, self._clock()
        self.clear()
        self._strokes = []
        if typed.strip():
            self._ended_at = now
            self.scanned.emit(without_leftovers(typed, strokes))
        elif now - self._ended_at > _ECHO_S:
            self.entered.emit()


def is_command(event: QKeyEvent) -> bool:
    """Whether a key is a command rather than a letter; pasting is typing."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
    if event.matches(QKeySequence.StandardKey.Paste) or event.text() in ("\n", "\r"):
        return False
    function_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
    writes = bool(event.text()) and event.text().isprintable()  # AltGr is Ctrl and Alt in one
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    return function_key or (bool(held & both) and not (held & both == both and writes) and not _separates(event))


def _separates(event: QKeyEvent) -> bool:
    """A separator inside a code comes as Ctrl and a sign."""
    return event.text() in ("\x1d", "\x1e", "\x1f", "\x04")


def without_leftovers(typed: str, strokes: list[Stroke]) -> str:
    """What was scanned, without letters that a hand had left in the line before; a count (``3*``) stays."""
    if "".join(stroke.text for stroke in strokes) != typed:
        return typed  # pasted or edited: as it stands
    start = _burst(strokes)
    by_hand = typed[:start].strip()
    return typed if by_hand.endswith("*") else typed[start:]


def _burst(strokes: list[Stroke]) -> int:
    """Where the last run of strokes begins that no hand could type, if a pause is before it; else 0."""
    start = len(strokes) - 1
    while start > 0 and strokes[start].at - strokes[start - 1].at <= _FAST_S:
        start -= 1
    paused = start > 0 and strokes[start].at - strokes[start - 1].at >= _PAUSE_S
    return start if paused and len(strokes) - start >= _SHORTEST_BURST else 0
