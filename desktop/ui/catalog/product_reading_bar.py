"""How far a long reading is, in a line, with a button that stops it and one that goes on where it stopped."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget


def tr(source: str) -> str:
    return QCoreApplication.translate("ReadingBar", source)


class ReadingBar(QWidget):
    """Hidden until there is something to wait for."""

    stopped = Signal()
    continued = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("How far the reading is"))
        self.button = QPushButton(tr("Stop"))
        self._is_reading = True
        self.button.clicked.connect(lambda: (self.stopped if self._is_reading else self.continued).emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.bar, 1)
        row.addWidget(self.button)
        self.hide()

    def show_read(self, done: int, total: int) -> None:
        """What is there in one page needs no bar."""
        self._say(is_reading=True)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.setVisible(total > 1)

    def show_stopped(self) -> None:
        self._say(is_reading=False)
        self.show()

    def _say(self, *, is_reading: bool) -> None:
        self._is_reading = is_reading
        self.button.setText(tr("Stop") if is_reading else tr("Go on"))
