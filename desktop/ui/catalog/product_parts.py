"""The list of the editor's parts at its left, each with how much is wrong in it."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from desktop.ui.catalog.product_places import ICONS, ProductPart, Tally, title_of
from desktop.ui.kit import icons
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import theme

_ROW, _WIDTH = 38, 236


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductParts", source)


class PartList(QListWidget):
    """``chosen`` brings a ``ProductPart``."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sections")
        self.setAccessibleName(tr("Parts of the product"))
        self.setFixedWidth(_WIDTH)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._tallies: Mapping[ProductPart, Tally] = {}
        for part in ProductPart:
            item = QListWidgetItem(title_of(part), self)
            item.setSizeHint(QSize(0, _ROW))
            item.setToolTip(f"Alt+{list(ProductPart).index(part) + 1}")
        self.currentRowChanged.connect(lambda row: self.chosen.emit(list(ProductPart)[row]))
        theme().changed.connect(self._paint)
        self._paint()

    def show_part(self, part: ProductPart) -> None:
        """This one is looked at."""
        if self.currentRow() != (row := list(ProductPart).index(part)):
            self.setCurrentRow(row)

    def show_tallies(self, tallied: Mapping[ProductPart, Tally]) -> None:
        """How much is wrong in each."""
        self._tallies = tallied
        self._paint()

    def _paint(self) -> None:
        for row, part in enumerate(ProductPart):
            tally, item = self._tallies.get(part, Tally()), self.item(row)
            count = tally.errors or tally.warnings
            item.setText(f"{title_of(part)}  ({number(count)})" if count else title_of(part))
            tone = "danger" if tally.errors else "warning" if tally.warnings else "muted"
            sign = "error" if tally.errors else "warning" if tally.warnings else ICONS[part]
            item.setIcon(icons.icon(sign, tone))
            words = counted(tally.errors, tr("1 error"), tr("{n} errors")) if tally.errors else ""
            name = f"{title_of(part)}, {words}" if words else item.text()
            item.setData(Qt.ItemDataRole.AccessibleTextRole, name)
