"""The sheet of SKUs that seem to be one thing in several shops: nothing is linked that was not ticked."""

from collections.abc import Sequence

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QHeaderView, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.linking import Candidate, Doubt, Suggestion
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet, plain_label, plain_tip
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import color

ROOM = QSize(0, 26)
SEEN = 500  # shown at once: the next come when these are linked or declined
_AND = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("LinkSuggestions", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("LinkSuggestions", source))


_DOUBTS = {
    Doubt.OTHER_BARCODE: _("Their barcodes differ"),
    Doubt.OTHER_NAME: _("Their names differ"),
    Doubt.SAME_SHOP: _("Twice in one shop"),
    Doubt.OTHER_GROUP: _("Linked to different shelves already"),
}


class LinkSuggestionsSheet(Sheet):
    """``chosen`` are the ticked suggestions; ``declined`` brings those that shall not be made again."""

    declined = Signal(object)

    def __init__(self, parent: QWidget, found: Sequence[Suggestion]) -> None:
        sentence = tr(
            "These SKUs of different shops have the same SKU or the same barcode. Tick those that are one thing."
        )
        super().__init__(parent, tr("Suggested links"), sentence, action=tr("Link"))
        self.resize(940, 640)
        self._found = list(found)
        self.doubts = ComboBox(tr("Show"))
        self.doubts.addItems([tr("All suggestions"), tr("Without doubts"), tr("With doubts")])
        self.every = QCheckBox(tr("Tick all of these"))
        self.more = plain_label("", role="faint")
        self.refuse = QPushButton(tr("Not the same"))
        self.refuse.setToolTip(tr("The ticked ones are not suggested again"))
        self.list = QTreeWidget()
        self._lay_out()
        self.doubts.currentIndexChanged.connect(lambda _at: self.look())
        self.every.toggled.connect(self._tick_all)
        self.list.itemChanged.connect(lambda _item, _column: self._count())
        self.refuse.clicked.connect(self._decline)
        self.look()
        self.list.setFocus()

    @property
    def chosen(self) -> tuple[Suggestion, ...]:
        """What is ticked."""
        items = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        ticked = (one for one in items if one is not None and one.checkState(0) is Qt.CheckState.Checked)
        return tuple(item.data(0, Qt.ItemDataRole.UserRole) for item in ticked)

    def look(self) -> None:
        """List what the filter leaves; ticks begin anew."""
        at = self.doubts.currentIndex()
        found = [one for one in self._found if not at or bool(one.doubts) == (at == 2)]
        self.every.setChecked(False)
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addTopLevelItems([_item(one) for one in found[:SEEN]])
        self.list.expandAll()
        self.list.blockSignals(False)
        rest = len(found) - SEEN
        self.more.setText(tr("{n} more after these").format(n=number(rest)) if rest > 0 else "")
        self._count()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for widget in (self.doubts, self.every):
            row.addWidget(widget)
        row.addStretch()
        row.addWidget(self.more)
        row.addWidget(self.refuse)
        self.body.addLayout(row)
        self.list.setAccessibleName(tr("Suggested links"))
        self.list.setHeaderLabels(
            [tr("SKU"), tr("Shop"), tr("Name"), tr("Barcode"), tr("Stock"), tr("Why, and doubts")]
        )
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for at, width in ((0, 160), (1, 130), (3, 116), (4, 56), (5, 236)):
            self.list.header().resizeSection(at, width)
        self.list.headerItem().setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.body.addWidget(self.list, 1)

    def _tick_all(self, on: bool) -> None:
        self.list.blockSignals(True)
        for at in range(self.list.topLevelItemCount()):
            if (item := self.list.topLevelItem(at)) is not None:
                item.setCheckState(0, Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.list.blockSignals(False)
        self._count()

    def _decline(self) -> None:
        chosen = self.chosen
        self._found = [one for one in self._found if one not in chosen]
        self.declined.emit(chosen)
        self.look()

    def _count(self) -> None:
        count = len(self.chosen)
        self.action.setText(counted(count, tr("Link 1 group"), tr("Link {n} groups")) if count else tr("Link"))
        self.action.setEnabled(count > 0)
        self.refuse.setEnabled(count > 0)


def _item(one: Suggestion) -> QTreeWidgetItem:
    first = one.members[0]
    shops = ", ".join(dict.fromkeys(member.shop for member in one.members))
    count = counted(len({member.shop_id for member in one.members}), tr("1 shop"), tr("{n} shops"))
    item = QTreeWidgetItem([first.sku, count, first.name, "", "", why(one)])
    item.setSizeHint(0, ROOM)
    item.setToolTip(1, plain_tip(shops))
    item.setData(0, Qt.ItemDataRole.UserRole, one)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    if one.doubts:
        item.setIcon(5, icons.icon("warning", "warning"))
        item.setForeground(5, QBrush(color("warning")))
    item.setToolTip(5, why(one))
    item.setToolTip(2, plain_tip(first.name))
    item.addChildren([_child(member) for member in one.members])
    return item


def _child(member: Candidate) -> QTreeWidgetItem:
    stock = "" if member.stock is None else number(member.stock)
    linked = tr("linked already") if member.group_id else ""
    item = QTreeWidgetItem([member.sku, member.shop, member.name, member.barcode, stock, linked])
    item.setSizeHint(0, ROOM)
    item.setTextAlignment(4, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    item.setToolTip(2, plain_tip(member.name))
    for at in range(item.columnCount()):
        item.setForeground(at, QBrush(color("muted")))
    return item


def why(one: Suggestion) -> str:
    """The evidence and what speaks against it."""
    found = [tr("Same SKU")] if one.by_sku else []
    found += [tr("Same barcode")] if one.by_barcode else []
    return _AND.join([*found, *(tr(_DOUBTS[doubt]) for doubt in one.doubts)])
