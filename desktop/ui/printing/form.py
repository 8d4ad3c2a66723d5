"""The choices of the print sheet as a form: where to, on what, in which sequence."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSpinBox, QWidget

from desktop.services.labels import STOCKS, PageOrder
from desktop.ui.kit.fields import ComboBox
from desktop.ui.printing.choices import TO_PDF, PrintChoices


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintForm", source)


def paper_names() -> dict[str, str]:
    """Paper as the seller calls it."""
    return {
        "100x150": tr("Label roll 100 \N{MULTIPLICATION SIGN} 150 mm"),
        "a6": tr("A6 sheet"),
        "a4": tr("A4, one label per sheet"),
        "a4-4up": tr("A4, four labels per sheet"),
    }


class PrintForm(QWidget):
    """``changed`` brings ``PrintChoices`` whenever the seller chose otherwise."""

    changed = Signal(object)

    def __init__(self, choices: PrintChoices) -> None:
        super().__init__()
        self._choices = choices
        self.printer = ComboBox(tr("Printer"))
        self.paper = ComboBox(tr("Paper"))
        for key, name in paper_names().items():
            self.paper.addItem(name, key)
        self.slot = QSpinBox()
        self.slot.setAccessibleName(tr("First free place on the sheet"))
        self.sequence = ComboBox(tr("Sequence"))
        self.sequence.addItem(tr("As the goods are picked"), PageOrder.PICK)
        self.sequence.addItem(tr("As listed"), PageOrder.GIVEN)
        self.reverse = QCheckBox(tr("Last page first, for printers that stack face up"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[QWidget, QLabel] = {}
        for title, field in (
            (tr("P&rinter"), self.printer),
            (tr("P&aper"), self.paper),
            (tr("&First free place"), self.slot),
            (tr("&Sequence"), self.sequence),
        ):
            self._add(title, field)
        self._grid.addWidget(self.reverse, len(self._rows), 1)
        self.offer_printers(())
        self._show()
        for signal in (self.printer.activated, self.paper.activated, self.sequence.activated, self.slot.valueChanged):
            signal.connect(self._read)
        self.reverse.toggled.connect(self._read)

    @property
    def choices(self) -> PrintChoices:
        return self._choices

    def offer_printers(self, names: Sequence[str]) -> None:
        """The queues of this computer, after the file that is always there."""
        self.printer.clear()
        self.printer.addItem(tr("Save as PDF"), TO_PDF)
        known = [*names, *([self._choices.printer] if self._choices.printer not in (TO_PDF, *names) else [])]
        for name in known:
            self.printer.addItem(name, name)
        self.printer.setCurrentIndex(max(self.printer.findData(self._choices.printer), 0))

    def _add(self, title: str, field: QWidget) -> None:
        label = QLabel(title)
        label.setProperty("role", "muted")
        label.setBuddy(field)
        row = len(self._rows)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)
        self._rows[field] = label

    def _read(self) -> None:
        self._choices = replace(
            self._choices,
            printer=self.printer.currentData(),
            paper=self.paper.currentData(),
            sequence=PageOrder(self.sequence.currentData()),
            reverse=self.reverse.isChecked(),
            slot=self.slot.value() - 1 if self._slots() > 1 else self._choices.slot,
        )
        self._show_slot()
        self.changed.emit(self._choices)

    def _show(self) -> None:
        self.paper.setCurrentIndex(max(self.paper.findData(self._choices.paper), 0))
        self.sequence.setCurrentIndex(self.sequence.findData(self._choices.sequence))
        self.reverse.setChecked(self._choices.reverse)
        self._show_slot()

    def _show_slot(self) -> None:
        slots = self._slots()
        self.slot.blockSignals(True)
        self.slot.setRange(1, slots)
        self.slot.setValue(self._choices.slot % slots + 1)
        self.slot.blockSignals(False)
        for widget in (self.slot, self._rows[self.slot]):
            widget.setVisible(slots > 1)

    def _slots(self) -> int:
        return STOCKS[self.paper.currentData()].slots
