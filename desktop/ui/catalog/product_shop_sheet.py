"""Asks for which shop a product is meant."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.ui.kit.dialogs import Sheet, plain_tip

if TYPE_CHECKING:
    from desktop.services.shop_views import ShopView


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductShopSheet", source)


class ProductShopSheet(Sheet):
    """``shop`` is the chosen one."""

    def __init__(self, parent: QWidget, title: str, sentence: str, shops: Sequence["ShopView"], action: str) -> None:
        super().__init__(parent, title, sentence, action=action)
        self._shops = tuple(shops)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Shops"))
        for one in self._shops:
            item = QListWidgetItem(f"{one.name}  \N{MIDDLE DOT}  {one.platform_title}", self.list)
            item.setToolTip(plain_tip(one.account))
        self.list.setMinimumHeight(min(max(len(self._shops), 3), 10) * 26)
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(lambda _item: self.accept())
        self.body.addWidget(self.list)
        self.action.setEnabled(bool(self._shops))
        self.list.setFocus()

    @property
    def shop(self) -> "ShopView":
        return self._shops[self.list.currentRow()]
