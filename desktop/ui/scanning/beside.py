"""The empty packing table: what to scan first, and the orders that lie begun beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.packing import Packing
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.format import number
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import scaled, theme

_SHOWN = 4


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanBeside", source)


class EmptyTable(QWidget):
    """``opened`` brings the id of an order to go on with."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self.state = StatePanel()
        self.state.say(
            "scan",
            tr("Scan an order"),
            tr(
                "Its number or its tracking number, from a pick list, a packing slip or a label. Then scan what goes "
                "into the parcel. Type 3* before a scan to count three."
            ),
        )
        self.title = plain_label(tr("Begun and put aside"))
        self.title.setFont(scaled(self.font(), 1.1, QFont.Weight.DemiBold))
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 0, 24, 32)
        column.setSpacing(10)
        column.addWidget(self.state, 1)
        column.addWidget(self.title)
        column.addLayout(self._row)
        self.show_begun(())

    def show_begun(self, orders: Sequence[Packing]) -> None:
        """Orders of which some items are in the parcel, each a button to go on with."""
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.title.setVisible(bool(orders))
        self._row.addStretch()
        for order in orders[:_SHOWN]:
            self._row.addWidget(self._button(order))
        self._row.addStretch()

    def _button(self, order: Packing) -> QPushButton:
        progress = tr("{done} of {most}").format(done=number(order.done), most=number(order.most))
        button = QPushButton(f" {order.number}   {progress}")
        button.setAccessibleName(
            tr("Go on with order {number}, {progress}").format(number=order.number, progress=progress)
        )
        button.setToolTip(plain_tip(f"{order.shop}  \N{MIDDLE DOT}  {order.buyer}"))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        icons.put(button, "pack")
        button.clicked.connect(lambda: self.opened.emit(order.order_id))
        return button
