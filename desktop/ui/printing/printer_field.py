"""Where to print: a file, a queue of this computer, or a label printer on the network by its address."""

from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.services.papers import TO_PDF
from desktop.ui.kit.fields import ComboBox
from desktop.ui.printing.system_printer import ASK, names

_NETWORK = "zpl://"
_RAW = "raw:"
_DPI = (203, 300, 600)


def tr(source: str) -> str:
    return QCoreApplication.translate("PrinterField", source)


class PrinterField(QWidget):
    """``changed`` comes whenever another printer is meant; ``name()`` is as the print service takes it."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.combo = ComboBox(name)
        self.address = QLineEdit()
        self.address.setAccessibleName(tr("Address of the label printer"))
        self.address.setPlaceholderText(tr("Address, for example 192.168.1.50"))
        self.dpi = ComboBox(tr("Resolution of its head"))
        for dpi in _DPI:
            self.dpi.addItem(tr("{n} dpi").format(n=dpi), dpi)
        self.raw = QCheckBox(tr("Speaks ZPL: send labels in its own language"))
        self._far = QWidget()
        row = QHBoxLayout(self._far)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.address, 1)
        row.addWidget(self.dpi)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.combo, self._far, self.raw):
            column.addWidget(widget)
        self.setFocusProxy(self.combo)
        self._queues: tuple[str, ...] = ()
        self.show_name(TO_PDF)
        self.combo.activated.connect(self._chosen)
        self.dpi.activated.connect(lambda _at: self.changed.emit())
        self.address.editingFinished.connect(self.changed)
        self.raw.toggled.connect(lambda _on: self.changed.emit())

    def name(self) -> str:
        """The printer; a network printer without an address yet is still the file."""
        chosen = str(self.combo.currentData() or "")
        if chosen == _NETWORK:
            address = self.address.text().strip().removeprefix(_NETWORK)
            return f"{_NETWORK}{address}?dpi={self.dpi.currentData()}" if address else TO_PDF
        return f"{_RAW}{chosen}" if chosen and self.raw.isChecked() else chosen

    def offer(self, queues: Sequence[str]) -> None:
        """The queues of this computer, after the file that is always there; what is chosen stays chosen."""
        name = self.name()
        self._queues = (*queues, *names())
        self.show_name(name)

    def show_name(self, name: str) -> None:
        """Choose this printer; one that is not there any more is still shown, as it is what was chosen."""
        was = self.blockSignals(True)
        far, queue = name.startswith(_NETWORK), name.removeprefix(_RAW)
        self.combo.clear()
        self.combo.addItem(tr("Save as PDF"), TO_PDF)
        gone = [queue] if queue not in (TO_PDF, ASK, *self._queues) and not far else []
        for one in (*self._queues, *gone):
            self.combo.addItem(one, one)
        self.combo.addItem(tr("System print dialog\N{HORIZONTAL ELLIPSIS}"), ASK)
        self.combo.addItem(tr("Label printer on the network\N{HORIZONTAL ELLIPSIS}"), _NETWORK)
        self.combo.setCurrentIndex(max(self.combo.findData(_NETWORK if far else queue), 0))
        self.raw.setChecked(name.startswith(_RAW))
        if far:
            address, dpi = parts_of(name)
            self.address.setText(address)
            self.dpi.setCurrentIndex(max(self.dpi.findData(dpi), 0))
        self.blockSignals(was)
        self._show_details()

    def _chosen(self) -> None:
        self._show_details()
        if self.combo.currentData() == _NETWORK and not self.address.text():
            self.address.setFocus()
        self.changed.emit()

    def _show_details(self) -> None:
        chosen = self.combo.currentData()
        self._far.setVisible(chosen == _NETWORK)
        self.raw.setVisible(chosen not in (TO_PDF, ASK, _NETWORK))


def parts_of(name: str) -> tuple[str, int]:
    """Address (with its port, where one is named) and resolution of ``zpl://address?dpi=300``."""
    parts = urlsplit(name)
    found = parse_qs(parts.query).get("dpi", ["203"])[0]
    return parts.netloc, int(found) if found.isdigit() else _DPI[0]
