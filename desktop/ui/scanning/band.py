"""The band that says what became of the last scan: colour, icon and words, to be read from across the room."""

from PySide6.QtCore import QCoreApplication, QRectF, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    Qt,
)
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.theme import LIGHT, Tone, color, scaled, theme
from desktop.ui.scanning.fitting import FittingLabel
from desktop.ui.scanning.words import Choice, Telling, waiting

_FLASHES = 6  # half of them off
_FLASH_MS = 110
_ICON = 52
_MOST_CHOICES = 3  # more would need a list; the others are found under Orders
_WIDEST_CHOICE = 270


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanBand", source)


class OutcomeBand(QWidget):
    """``chosen`` brings one of the telling's choices; ``choose_first`` is Enter."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.telling = waiting()
        self.buttons: list[QPushButton] = []
        self._flashes_left = 0
        self._clock = QTimer(self, interval=_FLASH_MS)
        self._clock.timeout.connect(self._flash)
        self._sign = QLabel()
        self.headline = FittingLabel()
        self.sentence = plain_label("", wrap=True)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addStretch()
        words.addWidget(self.headline)
        words.addWidget(self.sentence)
        words.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 12, 24, 12)
        row.setSpacing(20)
        row.addWidget(self._sign)
        row.addLayout(words, 1)
        row.addLayout(self._buttons)
        theme().changed.connect(self._dress)
        self.enlarge(1.0)
        self.say(self.telling)

    def enlarge(self, factor: float) -> None:
        """Letters for a screen so many times as wide as a small one."""
        self.headline.setFont(scaled(QWidget.font(self), 2.5 * factor, QFont.Weight.Bold))
        self.sentence.setFont(scaled(QWidget.font(self), 1.3 * factor))
        self.setMinimumHeight(round(112 * factor))

    def say(self, telling: Telling) -> None:
        """Show it, flash when it is bad, and tell a screen reader."""
        self.telling = telling
        self.headline.setText(telling.headline)
        self.sentence.setText(telling.sentence)
        self.sentence.setVisible(bool(telling.sentence))
        self._offer(telling.choices)
        words = ". ".join(part for part in (telling.headline, telling.sentence) if part)
        self.setAccessibleName(words)
        self.setAccessibleDescription(tr("Result of the last scan"))
        self._flashes_left = _FLASHES if telling.tone is Tone.DANGER else 0
        if self._flashes_left:
            self._clock.start()
        else:
            self._clock.stop()
        self._dress()
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window(), words))

    def choose_first(self) -> None:
        """What Enter does."""
        if self.telling.choices and self.telling.by_enter:
            self.chosen.emit(self.telling.choices[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground())
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)

    def _offer(self, choices: tuple[Choice, ...]) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.buttons = [
            self._button(choice, first=place == 0 and self.telling.by_enter)
            for place, choice in enumerate(choices[:_MOST_CHOICES])
        ]
        for button in self.buttons:
            self._buttons.addWidget(button)

    def _button(self, choice: Choice, *, first: bool) -> QPushButton:
        font = scaled(QWidget.font(self), 1.15, QFont.Weight.DemiBold)
        short = QFontMetrics(font).elidedText(choice.title, Qt.TextElideMode.ElideRight, _WIDEST_CHOICE)
        button = QPushButton(tr("{choice}  (Enter)").format(choice=short) if first else short)
        button.setAccessibleName(choice.title)
        button.setToolTip(plain_tip(choice.title) if short != choice.title else "")
        theme().dress(button)
        button.setFont(font)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda: self.chosen.emit(choice))
        return button

    def _flash(self) -> None:
        self._flashes_left -= 1
        if self._flashes_left <= 0:
            self._clock.stop()
        self._dress()

    def _dress(self) -> None:
        """The colours of the tone; bad news is solid, so that it is seen without being read."""
        tone = self.telling.tone
        ink = "on_accent" if self._is_solid() else "text" if tone is Tone.NEUTRAL else str(tone)
        for label in (self.headline, self.sentence):
            palette = label.palette()
            palette.setColor(palette.ColorRole.WindowText, color(ink))
            label.setPalette(palette)
        self._sign.setPixmap(icons.pixmap(self.telling.icon, ink, _ICON, self.devicePixelRatioF()))
        self.update()

    def _is_solid(self) -> bool:
        """The red of bad news is the same by day and by night: white letters need a dark one."""
        return self.telling.tone is Tone.DANGER and self._flashes_left % 2 == 0

    def _ground(self) -> QColor:
        return QColor(LIGHT["danger"]) if self._is_solid() else color(f"{self.telling.tone}_soft")
