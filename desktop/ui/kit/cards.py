"""Pieces of a detail pane: titled sections, facts in two columns, pills as labels."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFormLayout, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.columns import Mark
from desktop.ui.kit.delegate import pill
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import scaled, theme


class Section(QWidget):
    """A title with an icon and a column below it."""

    def __init__(self, title: str, icon: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        head = QHBoxLayout()
        head.setSpacing(8)
        self._sign = QLabel()
        self._icon = icon
        words = QLabel(title)
        words.setFont(scaled(self.font(), 0.92, QFont.Weight.DemiBold))
        words.setProperty("role", "muted")
        head.addWidget(self._sign)
        head.addWidget(words)
        head.addStretch()
        self.head = head
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(self.body)
        self.retint()

    def retint(self) -> None:
        self._sign.setPixmap(icons.pixmap(self._icon, "faint", 16, self.devicePixelRatioF()))


class MarkLabel(QLabel):
    """A state as a label: painted anew when the state or the colours change, and named for a screen reader."""

    def __init__(self, mark: Mark | None = None) -> None:
        super().__init__()
        self._mark: Mark | None = None
        theme().changed.connect(self._paint)
        if mark is not None:
            self.say(mark)

    def say(self, mark: Mark) -> None:
        """Show this state."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.setToolTip(mark.text)
        self._paint()

    def _paint(self) -> None:
        if self._mark is not None:
            self.setPixmap(pill(self._mark, self.font(), self.devicePixelRatioF(), rtl=self.isRightToLeft()))


def pill_label(mark: Mark) -> MarkLabel:
    """A label that shows one state."""
    return MarkLabel(mark)


def facts(pairs: Sequence[tuple[str, str]]) -> QWidget:
    """Names and values, values selectable; empty ones are left out."""
    box = QWidget()
    form = QFormLayout(box)
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(4)
    for name, value in pairs:
        if value:
            form.addRow(plain_label(name, role="muted"), selectable(value))
    return box


def selectable(words: str, *, role: str = "") -> QLabel:
    """Text from outside that can be selected and copied, by mouse and by keyboard."""
    label = plain_label(words, role=role, wrap=True)
    flags = Qt.TextInteractionFlag
    label.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
    label.setAccessibleName(words)
    return label


def rule() -> QFrame:
    """A hairline between sections."""
    line = QFrame()
    line.setObjectName("line")
    line.setFixedHeight(1)
    return line


def clear(layout: QVBoxLayout) -> None:
    """Take everything out of a column."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
