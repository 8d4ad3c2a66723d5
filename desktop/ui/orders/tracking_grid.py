"""A small grid for what belongs to single orders: a tracking number, and a courier where the seller ships himself."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

from desktop.domain.order_views import OrderRow
from desktop.ui.kit.theme import theme

_SHOWN = 5  # rows before it scrolls
_ROW = 30


def tr(source: str) -> str:
    return QCoreApplication.translate("TrackingGrid", source)


class TrackingGrid(QTableWidget):
    """One line for each order. A column copied from a spreadsheet can be pasted from the current cell downwards."""

    def __init__(self, rows: Sequence[OrderRow], *, couriers: bool) -> None:
        columns = [tr("Order"), *([tr("Courier")] if couriers else []), tr("Tracking number")]
        super().__init__(len(rows), len(columns))
        self._ids = tuple(row.id for row in rows)
        self._code, self._courier = len(columns) - 1, 1 if couriers else 0
        self.setAccessibleName(tr("Tracking number of each order"))
        self.setHorizontalHeaderLabels(columns)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setFixedHeight(_ROW)
        self.horizontalHeader().setAccessibleName(tr("Columns of the grid"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        self.setTabKeyNavigation(False)
        theme().dress(self.verticalScrollBar())
        for at, row in enumerate(rows):
            number = QTableWidgetItem(row.number)
            number.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.setItem(at, 0, number)
            for column in range(1, len(columns)):
                self.setItem(at, column, QTableWidgetItem(""))
        self.setFixedHeight(_ROW * (1 + min(len(rows), _SHOWN)) + 2 * self.frameWidth() + 2)
        if rows:
            self.setCurrentCell(0, 1)

    def codes(self) -> Mapping[int, str]:
        """Tracking numbers by order id, where one was typed."""
        return self._typed(self._code)

    def couriers(self) -> Mapping[int, str]:
        """Couriers by order id, where one was typed."""
        return self._typed(self._courier) if self._courier else {}

    def is_full(self) -> bool:
        """Whether every order has its number."""
        return len(self.codes()) == len(self._ids)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Delete):
            for item in self.selectedItems():
                if item.column():
                    item.setText("")
        else:
            super().keyPressEvent(event)

    def paste(self, words: str) -> None:
        """Lines downwards, tabs to the right, from the current cell on."""
        top, left = max(self.currentRow(), 0), max(self.currentColumn(), 1)
        for down, line in enumerate(words.rstrip("\r\n").splitlines()):
            for right, value in enumerate(line.split("\t")):
                item = self.item(top + down, left + right)
                if item is not None:
                    item.setText(value.strip())

    def _typed(self, column: int) -> dict[int, str]:
        found = ((order_id, self.item(at, column)) for at, order_id in enumerate(self._ids))
        return {order_id: item.text().strip() for order_id, item in found if item is not None and item.text().strip()}
