"""The line in which a cell is edited: keys end it as a spreadsheet's do, and what was typed is never lost."""

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from desktop.ui.kit.theme import color

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class CellEditor(QLineEdit):
    """``done`` brings the text and where to go next (rows down, columns further); ``filled`` is Ctrl+Enter."""

    done = Signal(str, int, int)
    filled = Signal(str)
    cancelled = Signal()

    def __init__(
        self, viewport: QWidget, rect: QRect, name: str, text: str, *, fresh: bool, choices: list[str], figure: bool
    ) -> None:
        super().__init__(viewport)
        self.setAccessibleName(name)
        self._fresh = fresh  # begun by typing: arrows leave the cell
        self._over = False
        self.setFrame(False)
        self.setAutoFillBackground(True)
        self.setTextMargins(6, 0, 4, 0)
        if figure:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.lie_on(rect)
        if choices:
            completer = QCompleter(choices, self)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setCompletionMode(QCompleter.CompletionMode.InlineCompletion)
            self.setCompleter(completer)
        self.setText(text)
        if not fresh:
            self.selectAll()

    def lie_on(self, rect: QRect) -> None:
        """Cover the cell of this rectangle."""
        self.setGeometry(rect.adjusted(0, 0, -1, -1))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()  # while a text is edited its keys are its own
            return True
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._leave(event):
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setPen(QPen(color("accent"), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _leave(self, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape:
            self._end(lambda: self.cancelled.emit())
        elif key in _ENTER and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._end(lambda: self.filled.emit(self.text()))
        elif key in _ENTER:
            self._finish(-1 if shift else 1, 0)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._finish(0, -1 if shift or key == Qt.Key.Key_Backtab else 1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._finish(-1 if key == Qt.Key.Key_Up else 1, 0)
        elif self._fresh and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            further = (key == Qt.Key.Key_Right) is not self.isRightToLeft()
            self._finish(0, 1 if further else -1)
        else:
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._finish(0, 0)

    def _finish(self, down: int, further: int) -> None:
        self._end(lambda: self.done.emit(self.text(), down, further))

    def _end(self, tell: object) -> None:
        if not self._over:
            self._over = True
            assert callable(tell)
            tell()
