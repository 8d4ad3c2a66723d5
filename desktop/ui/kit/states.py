"""The designed states of a page that has nothing to show: a picture, what is so, and the next step as a button."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.theme import Tone, color, scaled, theme


class Emblem(QWidget):
    """A large icon on a soft disc."""

    def __init__(self, icon: str, tone: Tone = Tone.INFO) -> None:
        super().__init__()
        self.icon, self.tone = icon, tone
        self.setFixedSize(QSize(88, 88))
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color(f"{self.tone}_soft"))
        painter.drawEllipse(self.rect())
        painter.drawPixmap(24, 24, icons.pixmap(self.icon, self.tone, 40, self.devicePixelRatioF()))


class StatePanel(QWidget):
    """Empty, loading, offline or error: said in a heading, a sentence and up to two buttons."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme().dress(self)
        self.emblem = Emblem("info")
        self.heading = QLabel()
        self.heading.setFont(scaled(self.font(), 1.45, self.font().Weight.DemiBold))
        self.sentence = plain_label("", role="muted", wrap=True)
        self.sentence.setMaximumWidth(460)
        self.sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        for label in (self.heading, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 48)
        column.setSpacing(14)
        column.addStretch(2)
        column.addWidget(self.emblem, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.heading)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.sentence, 4)
        row.addStretch()
        column.addLayout(row)
        column.addSpacing(6)
        column.addLayout(self._buttons)
        column.addStretch(3)

    def say(
        self,
        icon: str,
        heading: str,
        sentence: str,
        *,
        buttons: tuple[tuple[str, str], ...] = (),
        tone: Tone = Tone.INFO,
    ) -> None:
        """Show one state; ``buttons`` are (key, title), the first one is the main step; ``chosen`` brings the key."""
        self.emblem.icon, self.emblem.tone = icon, tone
        self.emblem.update()
        self.heading.setText(heading)
        self.sentence.setText(sentence)
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._buttons.addStretch()
        for place, (key, title) in enumerate(buttons):
            button = QPushButton(title)
            button.setObjectName(key)
            button.setProperty("kind", "primary" if place == 0 else "")
            button.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key))
            self._buttons.addWidget(button)
        self._buttons.addStretch()
