"""Form fields that a style sheet alone cannot draw."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QToolButton

from desktop.ui.kit import icons


class ComboBox(QComboBox):
    """A combo box with the house's own arrow: a style sheet could only name a file of one colour."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setAccessibleDescription(name)  # on Linux a screen reader calls it by what it shows

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        token = "muted" if self.isEnabled() else "disabled"
        at = 8 if self.isRightToLeft() else self.width() - 24
        painter.drawPixmap(at, (self.height() - 16) // 2, icons.pixmap("down", token, 16, self.devicePixelRatioF()))


def clearable(line: QLineEdit) -> None:
    """Give a line a button that empties it, with the name that Qt does not give it."""
    known = set(line.findChildren(QToolButton))
    line.setClearButtonEnabled(True)
    for button in set(line.findChildren(QToolButton)) - known:
        button.setAccessibleName(QCoreApplication.translate("Fields", "Clear"))


def roomy(field: QAbstractSpinBox) -> None:
    """Give a number the room before it that every line has: Qt forgets the style sheet's padding there."""
    field.lineEdit().setTextMargins(8, 0, 8, 0)
