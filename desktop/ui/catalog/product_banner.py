"""A line across the editor that says how the product stands: refused, on its way, done, or what the platform holds."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from desktop.ui.kit import icons
from desktop.ui.kit.cards import selectable
from desktop.ui.kit.notices import ICON_OF_TONE
from desktop.ui.kit.theme import Tone, theme


class Banner(QFrame):
    """Hidden while it has nothing to say; its words can be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._sign, self._tone = QLabel(), Tone.INFO
        self.words = selectable("")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        theme().changed.connect(self._paint)
        self.hide()

    def say(self, words: str, tone: Tone = Tone.INFO) -> None:
        """Show these words; none for nothing."""
        self._tone = tone
        self.words.setText(words)
        self.words.setAccessibleName(words)
        self.setAccessibleName(words)
        self._paint()
        self.setVisible(bool(words))

    @property
    def text(self) -> str:
        return self.words.text()

    def _paint(self) -> None:
        self._sign.setPixmap(icons.pixmap(ICON_OF_TONE[self._tone], self._tone, 18, self.devicePixelRatioF()))
