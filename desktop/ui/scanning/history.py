"""What happened at this table since scan mode was opened: line by line, and in figures."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.domain.scan_log import ScanEntry, ScanSummary, summary_of
from desktop.domain.scanning import ScanResult
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet, plain_label, plain_tip
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.ports import Clock
from desktop.ui.scanning.words import telling

_MOST = 500
_QUIET = frozenset({ScanResult.SAME_ORDER, ScanResult.COUNT, ScanResult.NOTHING_TO_UNDO})
_ORDER = Qt.ItemDataRole.UserRole


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanHistory", source)


class SessionHistory(QWidget):
    """Newest first. ``opened`` brings an order that was chosen again."""

    opened = Signal(int)

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.entries: list[ScanEntry] = []
        self.title = plain_label(tr("This session"))
        self.title.setFont(scaled(self.font(), 1.1, QFont.Weight.DemiBold))
        self.figures = plain_label("", role="muted", wrap=True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Scans of this session, newest first"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(False)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setSpacing(1)
        self.list.itemDoubleClicked.connect(self._open)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.figures)
        column.addWidget(self.list, 1)
        self._say()
        theme().changed.connect(self._retint)

    def add(self, entry: ScanEntry) -> None:
        """One more scan; what changes nothing is not listed."""
        if entry.outcome.result in _QUIET:
            return
        self.entries.append(entry)
        self.list.insertItem(0, _line(entry))
        while self.list.count() > _MOST:
            self.list.takeItem(_MOST)
        self._say()

    def begin(self) -> None:
        """A new session."""
        self.entries.clear()
        self.list.clear()
        self._say()

    def enlarge(self, factor: float) -> None:
        """Letters for a screen so many times as wide as a small one; this part is read from nearby."""
        size = 1 + (factor - 1) / 2
        self.title.setFont(scaled(QWidget.font(self), 1.1 * size, QFont.Weight.DemiBold))
        for part in (self.figures, self.list):
            part.setFont(scaled(QWidget.font(self), size))

    def summary(self) -> ScanSummary:
        """What the session comes to by now."""
        return summary_of(self.entries, self._clock())

    def _retint(self) -> None:
        """The pictures have the colours of the time when they were made."""
        self.list.clear()
        for entry in self.entries[-_MOST:]:
            self.list.insertItem(0, _line(entry))

    def _open(self, line: QListWidgetItem) -> None:
        if order_id := line.data(_ORDER):
            self.opened.emit(order_id)

    def _say(self) -> None:
        self.figures.setText(figures(self.summary()))


class SessionSheet(Sheet):
    """The end of a session: what was packed, how quickly, and what went wrong."""

    def __init__(self, parent: QWidget, summary: ScanSummary) -> None:
        super().__init__(parent, tr("Scan mode: this session"), figures(summary), action=tr("Done"))
        self.setMinimumSize(560, 240)
        for button in self.findChildren(QPushButton):  # there is nothing to decide
            button.setVisible(button is self.action)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Problems of this session"))
        for entry in summary.problems:
            self.list.addItem(_line(entry))
        if summary.problems:
            self.body.addWidget(plain_label(tr("Problems")))
            self.body.addWidget(self.list)
        else:
            self.body.addWidget(plain_label(tr("Nothing went wrong."), role="success"))


def figures(summary: ScanSummary) -> str:
    """``12 orders packed - 34 items - 40 per hour - 2 problems``."""
    parts = [
        counted(summary.packed, tr("One order packed"), tr("{n} orders packed")),
        counted(summary.items, tr("one item"), tr("{n} items")),
        tr("{n} per hour").format(n=number(summary.per_hour)) if summary.per_hour is not None else "",
        counted(len(summary.problems), tr("one problem"), tr("{n} problems")) if summary.problems else "",
    ]
    return "  \N{MIDDLE DOT}  ".join(part for part in parts if part)


def _line(entry: ScanEntry) -> QListWidgetItem:
    told = telling(entry.outcome)
    order = entry.outcome.order
    about = order.number if order and order.number not in told.headline else ""
    words = "  ".join(part for part in (f"{entry.at.astimezone():%H:%M:%S}", told.headline, about) if part)
    line = QListWidgetItem(icons.icon(told.icon, told.tone), words)
    line.setToolTip(plain_tip(told.sentence))
    line.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words}. {told.sentence}")
    line.setData(_ORDER, order.order_id if order else 0)
    return line
