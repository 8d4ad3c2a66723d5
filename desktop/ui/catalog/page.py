"""The Catalog tab says what will be here and where to go meanwhile."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.states import StatePanel


class CatalogPage(QWidget):
    """An empty state with the next step as a button."""

    orders_wanted = Signal()
    connect_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.states = StatePanel()
        self.states.chosen.connect(
            lambda key: self.connect_wanted.emit() if key == "connect" else self.orders_wanted.emit()
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.states)
        self.show_shops(())

    def show_shops(self, shops: Sequence[object]) -> None:
        """The next step depends on whether a shop is connected."""
        sentence = self.tr(
            "Stock and prices of all your shops in one grid: edit like in a spreadsheet, review, then send. "
            "This version works on orders and labels; the catalog follows."
        )
        step = ("orders", self.tr("Go to the orders")) if shops else ("connect", self.tr("Connect a shop"))
        self.states.say("catalog", self.tr("Your catalog will be here"), sentence, buttons=(step,))
