"""The lines of the print ledger as a list; the state of each is a word and an icon."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem

from desktop.domain.prints import LedgerLine
from desktop.ui.kit import icons
from desktop.ui.kit.document_words import document_icon, document_word
from desktop.ui.kit.format import moment, number
from desktop.ui.kit.theme import Tone, color, theme

_WIDTHS = (142, 120, 150, 150, 150, 130, 60, 100)


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintLedger", source)


class LedgerList(QTreeWidget):
    """One line per print, newest first."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Prints"))
        self.setHeaderLabels(
            [tr("When"), tr("Document"), tr("Order"), tr("Shop"), tr("Tracking"), tr("Printer"), tr("Copy"), tr("Who")]
        )
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        theme().dress(self.verticalScrollBar())
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, width in enumerate(_WIDTHS):
            self.header().resizeSection(at, width)

    def show_lines(self, lines: Sequence[LedgerLine]) -> None:
        """These and no others."""
        self.clear()
        self.addTopLevelItems([_item(line) for line in lines])


def _item(line: LedgerLine) -> QTreeWidgetItem:
    copy = tr("failed") if line.failed else number(line.copy)
    item = QTreeWidgetItem([
        moment(line.printed_at), document_word(line.kind), line.number, line.shop, line.tracking_number, line.printer,
        copy, line.who,
    ])  # fmt: skip
    tone = Tone.DANGER if line.failed else Tone.WARNING if line.copy > 1 else Tone.NEUTRAL
    item.setIcon(1, icons.icon("error" if line.failed else document_icon(line.kind), tone))
    if line.failed:
        item.setToolTip(6, tr("The printer took nothing of it"))
        item.setForeground(6, color(Tone.DANGER))
    return item
