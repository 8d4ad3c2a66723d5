"""The operations of the outbox as a tree: what the seller did in one go, and below it each order with its state."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from desktop.domain.operations import PUSHED_KINDS, Operation, OperationKind
from desktop.ui.kit import icons, reasons, text
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.format import ago, moment_both, number
from desktop.ui.kit.theme import theme

_LINE = 32
_ID = Qt.ItemDataRole.UserRole


def tr(source: str) -> str:
    return QCoreApplication.translate("OutboxLines", source)


class OutboxLines(QTreeWidget):
    """Newest change first. Selection and opened branches survive a refresh."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Outbox"))
        self.setHeaderLabels([tr("Change"), tr("State"), tr("When"), tr("What the marketplace said")])
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setItemDelegate(_Roomy(self))
        theme().dress(self.verticalScrollBar())
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for at, width in enumerate((250, 170, 110)):
            self.header().resizeSection(at, width)
        self._shown: dict[str, Operation] = {}

    def show_operations(self, operations: Sequence[Operation], now: datetime) -> None:
        """Replace what is shown; ``operations`` come oldest first."""
        chosen = {operation.id for operation in self.chosen()}
        closed = {key for key, item in self._branches() if not item.isExpanded()}
        self._shown = {operation.id: operation for operation in operations}
        self.clear()
        newest = sorted(operations, key=lambda one: (one.change_set_id, one.id), reverse=True)
        for key, members in groupby(newest, key=lambda one: one.change_set_id):
            self._add(key, sorted(members, key=lambda one: one.id), now, closed, chosen)

    def chosen(self) -> list[Operation]:
        """The selected operations; a selected change stands for all of its own."""
        ids: dict[str, None] = {}
        for item in self.selectedItems():
            leaves = [item.child(at) for at in range(item.childCount())] or [item]
            ids.update(dict.fromkeys(leaf.data(0, _ID) for leaf in leaves if leaf is not None))
        return [self._shown[key] for key in ids if key in self._shown]

    def _branches(self) -> list[tuple[str, QTreeWidgetItem]]:
        tops = [self.topLevelItem(at) for at in range(self.topLevelItemCount())]
        return [(top.data(0, _ID), top) for top in tops if top is not None]

    def _add(self, key: str, members: Sequence[Operation], now: datetime, closed: set[str], chosen: set[str]) -> None:
        branch = QTreeWidgetItem([_title(members), _summary(members), ago(members[0].created_at, now), ""])
        branch.setData(0, _ID, key)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        branch.setFont(0, bold)
        self.addTopLevelItem(branch)
        branch.setExpanded(key not in closed)
        for operation in members:
            leaf = _leaf(operation, now)
            branch.addChild(leaf)
            leaf.setSelected(operation.id in chosen)


class _Roomy(QStyledItemDelegate):
    """Lines of a comfortable height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, _LINE))


def _title(members: Sequence[Operation]) -> str:
    kinds = " + ".join(text.kind_word(OperationKind(kind)) for kind in dict.fromkeys(one.kind for one in members))
    subjects = len({one.subject for one in members})
    if subjects == 1:
        return f"{kinds}: {members[0].label}"
    are_skus = all(one.kind in PUSHED_KINDS for one in members)
    many = tr("{what}: {n} SKUs") if are_skus else tr("{what}: {n} orders")
    return many.format(what=kinds, n=number(subjects))


def _summary(members: Sequence[Operation]) -> str:
    open_ = sum(one.state.is_open for one in members)
    return tr("{n} open").format(n=number(open_)) if open_ else tr("finished")


def _leaf(operation: Operation, now: datetime) -> QTreeWidgetItem:
    mark = text.operation_mark(operation.kind, operation.state)
    words = reasons.code_sentence(operation.code, operation.params) if operation.code else ""
    if operation.next_try_at is not None and operation.state.is_open and operation.next_try_at > now:
        again = tr("Next try at {time}").format(time=f"{operation.next_try_at.astimezone():%H:%M:%S}")
        words = f"{words} {again}".strip()
    leaf = QTreeWidgetItem([operation.label, mark.text, ago(operation.created_at, now), words])
    leaf.setIcon(1, icons.icon(mark.icon, mark.tone))
    leaf.setData(0, _ID, operation.id)
    leaf.setToolTip(2, moment_both(operation.created_at))
    leaf.setToolTip(3, plain_tip(words))
    return leaf
