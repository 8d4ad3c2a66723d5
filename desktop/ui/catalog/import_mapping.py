"""The columns of a file beside what they mean: first values to be seen, meaning and manner of writing to be chosen."""

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.column_manners import Days, Numbers
from desktop.domain.file_columns import IMPORTED, FileColumn, FileTable
from desktop.domain.file_mapping import ColumnPlan, FileMapping, headings, plan_of, samples
from desktop.domain.typed_values import Style
from desktop.ui.catalog.import_words import DAYS, NUMBERS, column_word
from desktop.ui.catalog.import_words import tr as file_words
from desktop.ui.kit.dialogs import plain_tip
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.theme import color

_ROW = 34
_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("ImportMapping", source)


class MappingTable(QTreeWidget):
    """``changed`` comes when another meaning or manner was chosen; ``mapping`` is what stands there now."""

    changed = Signal()

    def __init__(self, style: Style) -> None:
        super().__init__()
        self._style = style
        self._table = FileTable("", ())
        self.mapping = FileMapping(0, ())
        self.meanings: dict[int, ComboBox] = {}
        self.setAccessibleName(tr("Columns of the file"))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setHeaderLabels([tr("In the file"), tr("First values"), tr("Means"), tr("Written as")])
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for at, width in ((0, 210), (2, 210), (3, 190)):
            self.header().resizeSection(at, width)

    def show_mapping(self, table: FileTable, mapping: FileMapping) -> None:
        """Columns that hold anything; what is known stands where it is in the file."""
        self._table, self.mapping = table, mapping
        self.clear()
        self.meanings.clear()
        names = headings(table, mapping.header)
        for at, plan in enumerate(mapping.columns):
            seen = samples(table, mapping.header, at)
            if names[at] or seen:
                self._add(at, names[at] or tr("Column {n}").format(n=at + 1), _DOT.join(seen), plan)

    def choose(self, at: int, of: FileColumn | None) -> None:
        """Let a column mean this; another one that meant it means nothing any more."""
        plans = [ColumnPlan() if of and one.of is of else one for one in self.mapping.columns]
        plans[at] = plan_of(self._table, self.mapping.header, at, of, self._style)
        self._put(tuple(plans))
        self.show_mapping(self._table, self.mapping)
        self.meanings[at].setFocus()  # the rows were built anew: the keyboard stays where it was

    def _add(self, at: int, name: str, seen: str, plan: ColumnPlan) -> None:
        item = QTreeWidgetItem([name, seen, "", ""])
        item.setSizeHint(0, QSize(0, _ROW))
        item.setToolTip(1, plain_tip(seen))
        if plan.of is None:
            for place in (0, 1):
                item.setForeground(place, color("faint"))
        self.addTopLevelItem(item)
        self.setItemWidget(item, 2, _framed(self._meaning(at, name, plan)))
        if (manner := self._manner(at, name, plan)) is not None:
            self.setItemWidget(item, 3, _framed(manner))

    def _meaning(self, at: int, name: str, plan: ColumnPlan) -> ComboBox:
        box = ComboBox(tr("Meaning of {column}").format(column=name))
        self.meanings[at] = box
        box.addItem(tr("Leave it alone"), None)
        for of in IMPORTED:
            box.addItem(column_word(of), of)
        box.setCurrentIndex(IMPORTED.index(plan.of) + 1 if plan.of in IMPORTED and plan.of else 0)
        box.activated.connect(lambda chosen: self.choose(at, IMPORTED[chosen - 1] if chosen else None))
        return box

    def _manner(self, at: int, name: str, plan: ColumnPlan) -> ComboBox | None:
        if plan.numbers is None and plan.days is None:
            return None
        box = ComboBox(tr("How {column} is written").format(column=name))
        if plan.numbers is not None:
            for numbers, words in NUMBERS.items():
                box.addItem(file_words(words), numbers)
            box.setCurrentIndex(list(NUMBERS).index(plan.numbers))
            box.activated.connect(lambda chosen: self._say(at, numbers=list(NUMBERS)[chosen]))
        elif plan.days is not None:
            for days, words in DAYS.items():
                box.addItem(file_words(words), days)
            box.setCurrentIndex(list(DAYS).index(plan.days))
            box.activated.connect(lambda chosen: self._say(at, days=list(DAYS)[chosen]))
        box.setToolTip(tr("Seen from the values") if plan.sure else tr("The values leave it open: please look"))
        return box

    def _say(self, at: int, *, numbers: Numbers | None = None, days: Days | None = None) -> None:
        """What is said holds, whatever the values leave open."""
        plans = list(self.mapping.columns)
        plans[at] = replace(plans[at], numbers=numbers, days=days, sure=True)
        self._put(tuple(plans))

    def _put(self, plans: tuple[ColumnPlan, ...]) -> None:
        self.mapping = replace(self.mapping, columns=plans)
        self.changed.emit()


def _framed(box: QWidget) -> QWidget:
    """A field with a little air above and below, so that rows stay apart."""
    frame = QWidget()
    row = QHBoxLayout(frame)
    row.setContentsMargins(2, 2, 8, 2)
    row.addWidget(box)
    frame.setFocusProxy(box)
    return frame
