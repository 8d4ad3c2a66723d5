"""The list of products that are being written, with how far each got; one is chosen to go on with."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.operations import OperationState
from desktop.ui.kit import icons, reasons, text
from desktop.ui.kit.dialogs import Sheet, plain_tip
from desktop.ui.kit.format import moment

if TYPE_CHECKING:
    from desktop.domain.product_drafts import ProductDraft


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductDraftSheet", source)


class ProductDraftSheet(Sheet):
    """``draft`` is the chosen one. ``shops`` are names by id."""

    def __init__(self, parent: QWidget, drafts: Sequence["ProductDraft"], shops: Mapping[str, str]) -> None:
        words = tr("They are kept on this computer until they are sent or discarded.")
        nothing = tr("No product is being written at the moment.")
        super().__init__(parent, tr("Product drafts"), words if drafts else nothing, action=tr("Open"))
        self.resize(960, 460)
        self.back.setText(tr("Close"))
        self._drafts = tuple(drafts)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Product drafts"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setHeaderLabels([tr("Product"), tr("Shop"), tr("Last changed"), tr("State")])
        self.list.addTopLevelItems([_line(one, shops) for one in self._drafts])
        for at, width in enumerate((320, 150, 140)):
            self.list.header().resizeSection(at, width)
        self.list.header().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self.body.addWidget(self.list)
        self.action.setEnabled(bool(drafts))
        self.list.setFocus()

    @property
    def draft(self) -> "ProductDraft":
        return self._drafts[max(self.list.currentIndex().row(), 0)]


def _line(one: "ProductDraft", shops: Mapping[str, str]) -> QTreeWidgetItem:
    skus = [variant.sku for variant in one.product.variants if variant.sku]
    name = one.product.name.strip() or (skus[0] if skus else tr("New product"))
    item = QTreeWidgetItem([name, shops.get(one.shop_id, ""), moment(one.changed_at), _state(one)])
    item.setToolTip(0, plain_tip(", ".join(skus[:20])))
    item.setToolTip(3, plain_tip(item.text(3)))
    if one.state in set(OperationState):
        mark = text.state_mark(OperationState(one.state))
        item.setIcon(3, icons.icon(mark.icon, str(mark.tone)))
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join((name, item.text(1), item.text(3))))
    return item


def _state(one: "ProductDraft") -> str:
    if one.state not in set(OperationState):
        return tr("New, not sent") if one.is_new else tr("Changed, not sent")
    mark = text.state_mark(OperationState(one.state))
    told = reasons.code_sentence(one.code, one.params) if one.code else ""
    return told or mark.text
