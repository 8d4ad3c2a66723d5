"""Words in one line that must not be cut off nor widen the window: smaller where they are long, shortened at last."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.theme import scaled

_SMALLEST = 0.55
_STEP = 0.05


class FittingLabel(QLabel):
    """Plain text. Its full words are its tool tip and its accessible name as soon as they are shortened."""

    def __init__(self, *, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2, QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self._fitting()
        words = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        self.setToolTip(plain_tip(self.text()) if words != self.text() else "")
        painter.setFont(font)
        painter.setPen(self.palette().color(self.foregroundRole()))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        place = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(self.rect(), place, words)

    def _fitting(self) -> QFont:
        """The largest cut in which the words have room."""
        factor = 1.0
        while factor > _SMALLEST:
            font = scaled(self.font(), factor, self.font().weight())
            if QFontMetrics(font).horizontalAdvance(self.text()) <= self.width():
                return font
            factor -= _STEP
        return scaled(self.font(), _SMALLEST, self.font().weight())
