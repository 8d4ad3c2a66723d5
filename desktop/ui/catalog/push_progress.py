"""How far a reading from the marketplaces has come, with a button to stop it: the one row behind undo and rehearsal."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number

if TYPE_CHECKING:
    import asyncio


def tr(source: str) -> str:
    return QCoreApplication.translate("PushProgress", source)


class ReadingRow(QWidget):
    """Hidden until ``begin``."""

    def __init__(self) -> None:
        super().__init__()
        self.words = plain_label("", role="muted")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress"))
        self.bar.setFixedHeight(6)
        self.stopper = QPushButton(tr("Stop"))
        self.stopper.setAutoDefault(False)
        icons.put(self.stopper, "stop")
        self.stopper.clicked.connect(self._stop)
        self._event: asyncio.Event | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stopper)
        self.hide()

    def begin(self) -> "asyncio.Event":
        """Show it; the answer is set when the seller wants to stop."""
        import asyncio  # late: see ``kit.tasks``

        self._event = asyncio.Event()
        self.stopper.setEnabled(True)
        self.report(0, 0)
        self.show()
        return self._event

    def report(self, done: int, total: int) -> None:
        """SKUs read, of all."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        words = tr("Asking the marketplaces: {done} of {all} SKUs")
        self.words.setText(words.format(done=number(done), all=number(total)))

    def _stop(self) -> None:
        self.stopper.setEnabled(False)
        if self._event is not None:
            self._event.set()
