"""Export: which columns, one line for what, which kind of file; then how far it is, with a stop."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QWidget,
)

from desktop.domain.exports import ITEM_FIELDS, ExportField, ExportPlan
from desktop.domain.labels import LabelState
from desktop.domain.orders import Bucket, ItemStatus
from desktop.ui.kit import icons, text
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import counted

_F = ExportField
_FIELD = Qt.ItemDataRole.UserRole
_ROW = 28
USUAL = (
    _F.NUMBER, _F.SHOP, _F.STATUS, _F.BUYER, _F.ITEMS, _F.PIECES, _F.TOTAL, _F.CURRENCY, _F.CREATED, _F.CREATED_UTC,
    _F.SHIP_BY, _F.PROVIDER, _F.TRACKING, _F.LABEL, _F.TAGS,
)  # fmt: skip


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderExport", source)


def titles() -> Mapping[ExportField, str]:
    """What each column is called, here and in the file."""
    return {
        _F.NUMBER: tr("Order"),
        _F.REMOTE_ID: tr("Marketplace's id"),
        _F.SHOP: tr("Shop"),
        _F.PLATFORM: tr("Marketplace"),
        _F.COUNTRY: tr("Country"),
        _F.STATUS: tr("Status"),
        _F.PLATFORM_STATUS: tr("Marketplace's status"),
        _F.BUYER: tr("Buyer"),
        _F.ITEMS: tr("Items"),
        _F.PIECES: tr("Pieces"),
        _F.TOTAL: tr("Amount"),
        _F.CURRENCY: tr("Currency"),
        _F.CREATED: tr("Placed"),
        _F.CREATED_UTC: tr("Placed (UTC)"),
        _F.SHIP_BY: tr("Ship by"),
        _F.SHIP_BY_UTC: tr("Ship by (UTC)"),
        _F.BREACH: tr("Penalty from"),
        _F.BREACH_UTC: tr("Penalty from (UTC)"),
        _F.RISK: tr("At risk"),
        _F.PROVIDER: tr("Courier"),
        _F.TRACKING: tr("Tracking"),
        _F.LABEL: tr("Label"),
        _F.PRINTED: tr("Times printed"),
        _F.TAGS: tr("Tags"),
        _F.PRIVATE_NOTE: tr("Private note"),
        _F.NOTE: tr("Note from the buyer"),
        _F.PAYMENT: tr("Payment"),
        _F.RECIPIENT: tr("Recipient"),
        _F.STREET: tr("Street"),
        _F.CITY: tr("City"),
        _F.REGION: tr("Region"),
        _F.POSTAL_CODE: tr("Postal code"),
        _F.PHONE: tr("Phone"),
        _F.SKU: tr("SKU"),
        _F.ITEM: tr("Item"),
        _F.QUANTITY: tr("Quantity"),
        _F.PRICE: tr("Price"),
        _F.ITEM_STATUS: tr("Item status"),
        _F.ITEM_TRACKING: tr("Item tracking"),
        _F.ITEM_PROVIDER: tr("Item courier"),
    }


def state_words() -> dict[str, str]:
    """States as they are called on screen, by their value."""
    words = {one.value: text.item_mark(one).text for one in ItemStatus}
    words |= {one.value: text.label_mark(one).text for one in LabelState}
    return words | {one.value: text.bucket_mark(one).text for one in Bucket}


class ExportChoice(NamedTuple):
    """What is to be written; ``kind`` is ``xlsx`` or ``csv``."""

    plan: ExportPlan
    kind: str


class ExportSheet(Sheet):
    """``remembered`` is what ``choice_data`` gave the last time."""

    def __init__(self, parent: QWidget, count: int, remembered: object) -> None:
        words = counted(count, tr("One order goes into the file."), tr("{n} orders go into the file."))
        super().__init__(parent, tr("Export orders"), words, action=tr("Export") + "\N{HORIZONTAL ELLIPSIS}")
        kept: Mapping[str, Any] = remembered if isinstance(remembered, Mapping) else {}
        self.xlsx, self.csv = QRadioButton(tr("Spreadsheet (XLSX)")), QRadioButton(tr("Text (CSV)"))
        self.by_order, self.by_item = QRadioButton(tr("One line for each order")), QRadioButton(tr("for each item"))
        self.body.addLayout(_choice(self, tr("File"), (self.xlsx, self.csv), 1 if kept.get("kind") == "csv" else 0))
        self.body.addLayout(_choice(self, tr("Lines"), (self.by_order, self.by_item), int(bool(kept.get("by_item")))))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Columns of the file"))
        self.list.setFixedHeight(_ROW * 10 + 6)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self._fill(kept)
        self.list.itemChanged.connect(lambda _item: self._judge())
        self.list.currentRowChanged.connect(lambda _row: self._judge())
        self.by_item.toggled.connect(self._judge)
        self.up = _mover(tr("Move column up"), "up", lambda: self._move(-1))
        self.down = _mover(tr("Move column down"), "down", lambda: self._move(1))
        row = QHBoxLayout()
        row.addWidget(plain_label(tr("Columns, in their sequence"), role="muted"))
        row.addStretch()
        row.addWidget(self.up)
        row.addWidget(self.down)
        self.body.addLayout(row)
        self.body.addWidget(self.list)
        self.list.setCurrentRow(0)
        self._judge()

    def choice(self) -> ExportChoice:
        names = titles()
        chosen = {one: names[one] for one in self._chosen()}
        return ExportChoice(ExportPlan(chosen, state_words()), "xlsx" if self.xlsx.isChecked() else "csv")

    def choice_data(self) -> dict[str, object]:
        """The choice as plain data, for the next time."""
        return {
            "kind": "xlsx" if self.xlsx.isChecked() else "csv",
            "by_item": self.by_item.isChecked(),
            "fields": [str(item.data(_FIELD)) for item in self._items()],
            "chosen": [str(item.data(_FIELD)) for item in self._items() if item.checkState() is Qt.CheckState.Checked],
        }

    def _fill(self, kept: Mapping[str, Any]) -> None:
        """The columns of the last time in their sequence, then the rest."""
        known = set(ExportField)
        before = [one for one in _texts(kept.get("fields")) if one in known]
        chosen = set(_texts(kept.get("chosen"))) or {*USUAL, *ITEM_FIELDS}
        names = titles()
        for one in dict.fromkeys([*map(ExportField, before), *USUAL, *ExportField]):
            item = QListWidgetItem(names[one])
            item.setData(_FIELD, one.value)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if one in chosen else Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _chosen(self) -> list[ExportField]:
        ticked = [ExportField(i.data(_FIELD)) for i in self._items() if i.checkState() is Qt.CheckState.Checked]
        return [one for one in ticked if self.by_item.isChecked() or one not in ITEM_FIELDS]

    def _judge(self) -> None:
        """Columns of items are there only with a line for each item; without any column there is no file."""
        for item in self._items():
            item.setHidden(item.data(_FIELD) in ITEM_FIELDS and not self.by_item.isChecked())
        self.action.setEnabled(bool(self._chosen()))
        at = self.list.currentRow()
        self.up.setEnabled(at > 0)
        self.down.setEnabled(0 <= at < self.list.count() - 1)

    def _move(self, by: int) -> None:
        """Over the next column that is shown."""
        at = self.list.currentRow()
        to = at + by
        while 0 <= to < self.list.count() and self.list.item(to).isHidden():
            to += by
        if at >= 0 and 0 <= to < self.list.count():
            self.list.insertItem(to, self.list.takeItem(at))
            self.list.setCurrentRow(to)
            self._judge()


def _choice(sheet: QWidget, title: str, buttons: Sequence[QRadioButton], chosen: int) -> QHBoxLayout:
    row, group = QHBoxLayout(), QButtonGroup(sheet)
    row.setSpacing(14)
    label = plain_label(title, role="muted")
    label.setMinimumWidth(70)
    row.addWidget(label)
    for button in buttons:
        group.addButton(button)
        row.addWidget(button)
    row.addStretch()
    buttons[chosen].setChecked(True)
    return row


def _mover(name: str, icon: str, act: object) -> QPushButton:
    button = QPushButton()
    button.setProperty("kind", "quiet")
    button.setAccessibleName(name)
    button.setToolTip(name)
    icons.put(button, icon)
    button.clicked.connect(act)
    return button


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
