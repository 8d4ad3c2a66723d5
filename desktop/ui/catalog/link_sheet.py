"""The sheet of one shelf: the SKUs that share it, what each shop offers and holds back, and what moved it."""

from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QSpinBox,
    QTreeWidget,
    QTreeWidgetItem,
)
from PySide6.QtWidgets import QWidget as Widget

from desktop.domain.linking import LinkGroup, LinkMember, LinkMove, MoveKind, offered
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet, plain_label, plain_tip
from desktop.ui.kit.fields import roomy
from desktop.ui.kit.format import counted, moment, number

MOST = 999_999
_UNKNOWN = -1  # the shelf before anybody counted it
_BUFFER = 5
ROOM = QSize(0, 26)
_FAR = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def tr(source: str) -> str:
    return QCoreApplication.translate("LinkSheet", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("LinkSheet", source))


_MOVES = {MoveKind.SOLD: _("Order {order} sold"), MoveKind.BACK: _("Order {order} gave back"),
          MoveKind.COUNT: _("Counted")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LinkWishes:
    """What was agreed to; None where something stays as it is."""

    name: str | None
    shelf: int | None
    is_guarded: bool | None
    is_guarding: bool | None
    buffers: dict[int, int]
    unlinked: tuple[int, ...]


class LinkSheet(Sheet):
    """``wishes`` is what the seller changed."""

    def __init__(self, parent: Widget, group: LinkGroup, *, is_guarding: bool) -> None:
        words = counted(len(group.members), tr("1 SKU"), tr("{n} SKUs"))
        sentence = tr("{skus} lie on one shelf. What one shop sells, the others offer no longer.").format(skus=words)
        super().__init__(parent, tr("Linked SKUs"), sentence, action=tr("Apply"))
        self.resize(900, 640)
        self._group, self._is_guarding = group, is_guarding
        self.name, self.shelf = QLineEdit(group.name), self._number(tr("On the shelf"), _UNKNOWN)
        self.shelf.setMinimum(min(_UNKNOWN, group.stock or 0))
        self.shelf.setValue(_UNKNOWN if group.stock is None else group.stock)
        if group.stock is None:
            self.shelf.setSpecialValueText(tr("not counted yet"))
        self.guarded = QCheckBox(tr("Guard this shelf: a sale in one shop lowers the stock in the others"))
        self.guarded.setChecked(group.is_guarded)
        self.guarding = QCheckBox(tr("Guard linked stock at all (all shelves)"))
        self.guarding.setChecked(is_guarding)
        self.buffers: dict[int, QSpinBox] = {}
        self.members, self.moves = self._members(), self._moves()
        self._lay_out()
        self.shelf.valueChanged.connect(lambda _value: self._show_wanted())
        self._show_wanted()
        self.shelf.setFocus()
        self.shelf.selectAll()

    @property
    def wishes(self) -> LinkWishes:
        group, shelf = self._group, self.shelf.value()
        is_same = shelf == (_UNKNOWN if group.stock is None else group.stock)
        buffers = {one.stored.id: self.buffers[one.stored.id].value() for one in group.members}
        kept = self._kept()
        return LinkWishes(
            name=self.name.text() if self.name.text().strip() != group.name else None,
            shelf=None if is_same or shelf < 0 else shelf,
            is_guarded=self.guarded.isChecked() if self.guarded.isChecked() != group.is_guarded else None,
            is_guarding=self.guarding.isChecked() if self.guarding.isChecked() != self._is_guarding else None,
            buffers={one.stored.id: buffers[one.stored.id] for one in group.members if self._is_new(one, buffers)},
            unlinked=tuple(one.stored.id for one in group.members if one.stored.id not in kept),
        )

    def _is_new(self, one: LinkMember, buffers: dict[int, int]) -> bool:
        return one.stored.id in self._kept() and buffers[one.stored.id] != one.buffer

    def _kept(self) -> set[int]:
        items = [self.members.topLevelItem(at) for at in range(self.members.topLevelItemCount())]
        return {
            one.stored.id
            for one, item in zip(self._group.members, items, strict=True)
            if item is not None and item.checkState(0) is Qt.CheckState.Checked
        }

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        self.name.setAccessibleName(tr("Name"))
        form.addRow(plain_label(tr("Name")), self.name)
        form.addRow(plain_label(tr("On the shelf")), self.shelf)
        self.body.addLayout(form)
        self.body.addWidget(self.guarded)
        self.body.addWidget(self.guarding)
        self.body.addWidget(self.members, 3)
        self.body.addWidget(plain_label(tr("What moved the shelf"), role="muted"))
        self.body.addWidget(self.moves, 2)

    def _number(self, name: str, least: int = 0) -> QSpinBox:
        box = QSpinBox()
        box.setRange(least, MOST)
        box.setAccessibleName(name)
        box.setMaximumWidth(180)
        roomy(box)
        return box

    def _members(self) -> QTreeWidget:
        titles = [tr("Shop"), tr("SKU"), tr("Name"), tr("Offered now"), tr("Should offer"), tr("Buffer")]
        table = _table(tr("SKUs on this shelf"), titles, (150, 140, 0, 100, 110, 130), stretch=2)
        for one in self._group.members:
            stored, stock = one.stored, one.stored.variant.stock
            now = "" if stock is None else number(stock)
            item = QTreeWidgetItem([stored.shop, stored.variant.sku, stored.variant.name, now, "", ""])
            item.setSizeHint(0, ROOM)
            item.setCheckState(0, Qt.CheckState.Checked)
            item.setToolTip(0, tr("Take the tick away to unlink this SKU"))
            item.setToolTip(2, plain_tip(stored.variant.name))
            for at in (3, 4):
                item.setTextAlignment(at, _FAR)
                table.headerItem().setTextAlignment(at, _FAR)
            table.addTopLevelItem(item)
            box = self._number(tr("Buffer of {shop}").format(shop=stored.shop))
            box.setValue(one.buffer)
            box.setToolTip(tr("Units that this shop never offers"))
            box.valueChanged.connect(lambda _value: self._show_wanted())
            self.buffers[stored.id] = box
            table.setItemWidget(item, _BUFFER, _apart(box))
        return table

    def _moves(self) -> QTreeWidget:
        table = _table(tr("What moved the shelf"), [tr("When"), tr("What"), tr("Shop"), tr("Units")], (150, 0, 150, 80))
        for one in self._group.moves:
            item = QTreeWidgetItem([moment(one.at), move_words(one), one.shop, f"{one.quantity:+d}"])
            item.setSizeHint(0, ROOM)
            item.setTextAlignment(3, _FAR)
            table.addTopLevelItem(item)
        table.headerItem().setTextAlignment(3, _FAR)
        if not self._group.moves:
            table.addTopLevelItem(QTreeWidgetItem(["", tr("Nothing yet: count the shelf and the guard begins."), ""]))
        return table

    def _show_wanted(self) -> None:
        """What each shop should offer of what is typed now."""
        shelf = self.shelf.value()
        is_known = shelf >= 0 or self._group.stock is not None
        for at, one in enumerate(self._group.members):
            item = self.members.topLevelItem(at)
            wanted = offered(shelf, self.buffers[one.stored.id].value())
            if item is not None:
                item.setText(4, number(wanted) if is_known else "")
                is_so = not is_known or one.stored.variant.stock == wanted
                waits = tr("on its way") if one.pending else tr("will be sent")
                item.setToolTip(4, "" if is_so else waits)
                sign = ("outbox", "success") if one.pending else ("edit", "info")
                item.setIcon(4, icons.icon("done", "faint") if is_so else icons.icon(*sign))


def move_words(one: LinkMove) -> str:
    """A move in words: ``Order 3001 sold``."""
    return tr(_MOVES[one.kind]).format(order=one.label)


def _apart(box: QSpinBox) -> Widget:
    """The box with some room around it."""
    cell = Widget()
    row = QHBoxLayout(cell)
    row.setContentsMargins(16, 2, 4, 2)
    row.addWidget(box)
    return cell


def _table(name: str, titles: list[str], widths: tuple[int, ...], stretch: int = 1) -> QTreeWidget:
    table = QTreeWidget()
    table.setAccessibleName(name)
    table.setRootIsDecorated(False)
    table.setHeaderLabels(titles)
    table.header().setStretchLastSection(False)
    for at, width in enumerate(widths):
        if at == stretch:
            table.header().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
        else:
            table.header().resizeSection(at, width)
    return table
