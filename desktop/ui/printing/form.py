"""How one kind of document is printed, as a form: where to, on what, where on the sheet, which page first."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from desktop.services.labels import stock_of
from desktop.services.papers import DocumentSetup
from desktop.ui.printing.paper_field import PaperField
from desktop.ui.printing.places import SheetPlaces
from desktop.ui.printing.printer_field import PrinterField


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintForm", source)


class PrintForm(QWidget):
    """``changed`` brings a ``DocumentSetup`` whenever the seller chose otherwise."""

    changed = Signal(object)

    def __init__(self, setup: DocumentSetup) -> None:
        super().__init__()
        self._setup = setup
        self.printer_field = PrinterField(tr("Printer"))
        self.paper_field = PaperField(tr("Paper"))
        self.printer, self.paper = self.printer_field.combo, self.paper_field.combo
        self.places = SheetPlaces()
        self.places.setAccessibleName(tr("Free places on the sheet"))
        self.reverse = QCheckBox(tr("Last page first, for printers that stack face up"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 76)
        self._printer_label = self._add(tr("P&rinter"), self.printer_field)
        self._add(tr("P&aper"), self.paper_field)
        self._places_label = self._add(tr("Sheet"), self.places)
        self._grid.addWidget(self.reverse, self._grid.rowCount(), 1)
        self.show_setup(setup)
        self.printer_field.changed.connect(self._read)
        self.paper_field.changed.connect(self._read)
        self.places.changed.connect(lambda _used: self._read())
        self.reverse.toggled.connect(lambda _on: self._read())

    @property
    def setup(self) -> DocumentSetup:
        """What is chosen."""
        return self._setup

    def offer_printers(self, names: Sequence[str]) -> None:
        """The queues of this computer."""
        self.printer_field.offer(names)

    def show_setup(self, setup: DocumentSetup) -> None:
        """Show another document's choices; nothing is told."""
        self._setup = setup
        self.printer_field.show_name(setup.printer)
        self.paper_field.show_paper(setup.paper)
        was = self.reverse.blockSignals(True)
        self.reverse.setChecked(setup.reverse)
        self.reverse.blockSignals(was)
        self._show_places()

    def show_printer(self, shown: bool) -> None:
        """Whether a printer can be chosen: some documents go where others go."""
        for widget in (self.printer_field, self._printer_label, self.reverse):
            widget.setVisible(shown)

    def _add(self, title: str, field: QWidget) -> QLabel:
        label = QLabel(title)
        label.setProperty("role", "muted")
        label.setBuddy(field)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(field, row, 1)
        return label

    def _read(self) -> None:
        paper = self.paper_field.paper()
        self._setup = replace(
            self._setup,
            printer=self.printer_field.name(),
            paper=paper,
            used=self.places.used() if paper == self._setup.paper else self._setup.used,
            reverse=self.reverse.isChecked(),
        )
        self._show_places()
        self.changed.emit(self._setup)

    def _show_places(self) -> None:
        stock = stock_of(self._setup.paper)
        several = stock.slots > 1
        if several:
            self.places.show_stock(stock, self._setup.used)
        for widget in (self.places, self._places_label):
            widget.setVisible(several)
