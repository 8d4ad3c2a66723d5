"""The values of a push as lines: what it was, what is wished, what is there, and what became of it."""

from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
)

from desktop.domain.pushes import Fate, PushLine
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.push_words import fate_mark, field_word, name_of, reason_of, value_of
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.theme import color, theme

SEEN = 2_000  # lines shown at once
_LINE = 28
_LOUD = frozenset({Fate.REFUSED, Fate.CONFLICT, Fate.UNSURE, Fate.NEEDS_LOGIN})


def tr(source: str) -> str:
    return QCoreApplication.translate("PushLines", source)


class _Roomy(QStyledItemDelegate):
    """Lines of a comfortable height."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return super().sizeHint(option, index).expandedTo(QSize(0, _LINE))


class Lines(QTreeWidget):
    """A flat tree in the house style; the last column takes what room is left."""

    def __init__(self, name: str, titles: Sequence[str], widths: Sequence[int]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setHeaderLabels(list(titles))
        self.header().setAccessibleName(tr("Columns of {name}").format(name=name))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionMode(QTreeWidget.SelectionMode.ExtendedSelection)
        self.setItemDelegate(_Roomy(self))
        theme().dress(self.verticalScrollBar())
        for at, width in enumerate(widths):
            self.header().resizeSection(at, width)
        self.header().setSectionResizeMode(len(titles) - 1, QHeaderView.ResizeMode.Stretch)

    def chosen_rows(self) -> list[int]:
        """The numbers of the selected lines, from 0."""
        return sorted(self.indexOfTopLevelItem(item) for item in self.selectedItems())


class PushLines(Lines):
    """Those that need the seller first."""

    def __init__(self, how: Manner) -> None:
        titles = (tr("SKU"), tr("Shop"), tr("Value"), tr("Before"), tr("Wished"), tr("Result"), tr("Why"))
        super().__init__(tr("Changes of the push"), titles, (170, 120, 84, 100, 100, 150, 200))
        self._how = how

    def show_lines(self, lines: Sequence[PushLine]) -> int:
        """List them; answers how many found no room."""
        self.clear()
        ordered = sorted(lines, key=lambda line: line.fate not in _LOUD)
        self.addTopLevelItems([self._item(line) for line in islice(ordered, SEEN)])
        return max(len(lines) - SEEN, 0)

    def _item(self, line: PushLine) -> QTreeWidgetItem:
        mark, why = fate_mark(line.fate), reason_of(line)
        before, wished = (value_of(line, value, self._how) for value in (line.before, line.wished))
        item = QTreeWidgetItem([name_of(line), line.shop, field_word(line), before, wished, mark.text, why])
        item.setIcon(5, icons.icon(mark.icon, str(mark.tone)))
        item.setToolTip(6, plain_tip(why))
        if line.fate in _LOUD:
            item.setForeground(5, QBrush(color(str(mark.tone))))
        return item
