"""On what to print: the usual papers, or the seller's own size in millimetres."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.labels import STOCKS, stock_of
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.document_words import paper_names
from desktop.ui.kit.fields import ComboBox, roomy

_OWN = "own"
_SMALLEST, _LARGEST = 20.0, 450.0


def tr(source: str) -> str:
    return QCoreApplication.translate("PaperField", source)


class PaperField(QWidget):
    """``changed`` comes whenever another paper is meant; ``paper()`` is its id, ``80x120`` for an own size."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.combo = ComboBox(name)
        for key, words in paper_names().items():
            self.combo.addItem(words, key)
        self.combo.addItem(tr("Own size\N{HORIZONTAL ELLIPSIS}"), _OWN)
        self.width_mm = millimetres(tr("Width in millimetres"), _SMALLEST, _LARGEST)
        self.height_mm = millimetres(tr("Height in millimetres"), _SMALLEST, _LARGEST)
        self._size = QWidget()
        row = QHBoxLayout(self._size)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.width_mm, plain_label("\N{MULTIPLICATION SIGN}", role="muted"), self.height_mm):
            row.addWidget(widget)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.combo)
        column.addWidget(self._size)
        self.setFocusProxy(self.combo)
        self.show_paper("100x150")
        self.combo.activated.connect(self._chosen)
        for box in (self.width_mm, self.height_mm):
            box.valueChanged.connect(lambda _value: self.changed.emit())

    def paper(self) -> str:
        """The id of the paper."""
        chosen = str(self.combo.currentData())
        return f"{self.width_mm.value():g}x{self.height_mm.value():g}" if chosen == _OWN else chosen

    def show_paper(self, paper: str) -> None:
        """Choose this paper."""
        was = self.blockSignals(True)
        at = self.combo.findData(paper if paper in STOCKS else _OWN)
        self.combo.setCurrentIndex(at)
        stock = stock_of(paper)
        for box, side in ((self.width_mm, stock.width_mm), (self.height_mm, stock.height_mm)):
            box.setValue(side)
        self._size.setVisible(paper not in STOCKS)
        self.blockSignals(was)

    def _chosen(self) -> None:
        self._size.setVisible(self.combo.currentData() == _OWN)
        self.changed.emit()


def millimetres(name: str, least: float, most: float) -> QDoubleSpinBox:
    """A length that is typed; half millimetres by the arrow keys."""
    box = QDoubleSpinBox()
    box.setAccessibleName(name)
    box.setRange(least, most)
    box.setDecimals(1)
    box.setSingleStep(0.5)
    box.setSuffix(tr(" mm"))
    box.setKeyboardTracking(False)
    box.setFixedWidth(92)
    roomy(box)
    return box
