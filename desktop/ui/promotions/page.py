"""The Promotions tab says what will be here and where to go meanwhile."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.kit.states import StatePanel


class PromotionsPage(QWidget):
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
            "Discounts of all your shops on one calendar, each offering only what its marketplace can do. "
            "This version works on orders and labels; promotions follow."
        )
        step = ("orders", self.tr("Go to the orders")) if shops else ("connect", self.tr("Connect a shop"))
        self.states.say("promotions", self.tr("Your promotions will be here"), sentence, buttons=(step,))
