"""What a run prints, and in which sequence: one sequence for labels, slips and lists, so that the stacks agree."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.domain.papers import DocumentKind
from desktop.services.labels import PageOrder
from desktop.services.papers import DocumentSetup
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.document_words import documents_word
from desktop.ui.kit.fields import ComboBox


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintRun", source)


class RunForm(QWidget):
    """``changed`` comes whenever another document, sequence or separator is wanted."""

    changed = Signal()

    def __init__(self, kinds: Collection[DocumentKind], ticked: Collection[DocumentKind], setup: DocumentSetup) -> None:
        super().__init__()
        self.ticks: Mapping[DocumentKind, QCheckBox] = {kind: QCheckBox(documents_word(kind)) for kind in kinds}
        for kind, tick in self.ticks.items():
            tick.setChecked(kind in ticked)
            tick.toggled.connect(lambda _on: self.changed.emit())
        self.sequence = ComboBox(tr("Sequence"))
        self.sequence.addItem(tr("As the goods are picked"), PageOrder.PICK)
        self.sequence.addItem(tr("As listed"), PageOrder.GIVEN)
        self.sequence.setCurrentIndex(self.sequence.findData(setup.sequence))
        self.sequence.activated.connect(lambda _at: self.changed.emit())
        self.separators = QCheckBox(tr("A page before each run of one SKU"))
        self.separators.setChecked(setup.separators)
        self.separators.setVisible(DocumentKind.LABEL in self.ticks)
        self.separators.toggled.connect(lambda _on: self.changed.emit())
        self._lay_out()

    def ticked(self) -> tuple[DocumentKind, ...]:
        """What shall be printed, in the order offered."""
        return tuple(kind for kind, tick in self.ticks.items() if tick.isChecked())

    def page_order(self) -> PageOrder:
        return PageOrder(self.sequence.currentData())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        if len(self.ticks) > 1:
            row = QHBoxLayout()
            row.setSpacing(18)
            for tick in self.ticks.values():
                row.addWidget(tick)
            row.addStretch()
            column.addLayout(row)
        order = QHBoxLayout()
        order.setSpacing(12)
        label = plain_label(tr("&Sequence").replace("&", ""), role="muted")
        label.setBuddy(self.sequence)
        for widget in (label, self.sequence):
            order.addWidget(widget)
        order.addWidget(self.separators)
        order.addStretch()
        column.addLayout(order)
