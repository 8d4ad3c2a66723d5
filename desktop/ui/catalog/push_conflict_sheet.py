"""Shows what somebody changed since the seller saw it, value by value, and takes the decision: mine or theirs."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QBrush
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTreeWidgetItem, QWidget

from desktop.domain.catalog_grid import Field
from desktop.domain.pushes import Fate, PushLine, kept
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.push_lines import SEEN, Lines
from desktop.ui.catalog.push_words import field_word, name_of, value_of
from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone, color

_DECISION = 6


def tr(source: str) -> str:
    return QCoreApplication.translate("ConflictSheet", source)


class ConflictSheet(Sheet):
    """Accepted, ``decisions`` are to be carried out."""

    def __init__(self, parent: QWidget, lines: Sequence[PushLine], how: Manner) -> None:
        sentence = tr("The marketplace holds another value than the one you saw. Nothing is sent until you decide.")
        super().__init__(parent, tr("Changed there since"), sentence, action=tr("Apply"))
        self.resize(940, 520)
        self._all, self._how = lines, how
        self._mine: dict[int, bool] = {}
        titles = (
            tr("SKU"), tr("Shop"), tr("Value"), tr("You saw"), tr("There now"), tr("Mine"), tr("Decision"),
        )  # fmt: skip
        self.list = Lines(tr("Values in dispute"), titles, (180, 130, 90, 110, 110, 110, 160))
        self.list.addTopLevelItems([self._item(line) for line in lines[:SEEN]])
        self.mine = self._button(tr("Keep mine"), "check", mine=True)
        self.theirs = self._button(tr("Take theirs"), "return", mine=False)
        self.words = plain_label("", role="muted")
        row = QHBoxLayout()
        for widget in (self.mine, self.theirs):
            row.addWidget(widget)
        row.addWidget(self.words)
        row.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self.list, 1)
        if len(lines) > SEEN:
            more = tr("{n} more: a decision for all values is one for these too.")
            self.body.addWidget(plain_label(more.format(n=number(len(lines) - SEEN)), role="faint"))
        self.list.itemSelectionChanged.connect(self._judge)
        self._judge()
        self.list.setFocus()

    @property
    def decisions(self) -> Mapping[str, frozenset[str]]:
        """The keys of ``domain.wishes`` kept of each operation whose values are all decided; none: theirs."""
        by_operation: dict[str, list[int]] = {}
        for at, line in enumerate(self._all):
            by_operation.setdefault(line.operation.id, []).append(at)
        return {
            id_: self._kept(places)
            for id_, places in by_operation.items()
            if all(place in self._mine for place in places)
        }

    def _kept(self, places: Sequence[int]) -> frozenset[str]:
        decided = {self._all[place].key: self._mine[place] for place in places}
        return kept(self._all[places[0]].operation, decided)

    def decide(self, chosen: Mapping[str, Collection[Field]], *, mine: bool) -> None:
        """Decide these values, by operation id; the others stay open."""
        at = [at for at, line in enumerate(self._all) if line.of in chosen.get(line.operation.id, ())]
        self._put(at, mine=mine)

    def _button(self, title: str, icon: str, *, mine: bool) -> QPushButton:
        button = icons.button(title, icon)
        button.clicked.connect(lambda: self._decide(mine=mine))
        return button

    def _decide(self, *, mine: bool) -> None:
        """For the selected lines, or for all where none is."""
        self._put(self.list.chosen_rows() or range(len(self._all)), mine=mine)

    def _put(self, places: Iterable[int], *, mine: bool) -> None:
        for at in places:
            self._mine[at] = mine
            item = self.list.topLevelItem(at)
            if item is not None:
                item.setText(_DECISION, tr("Mine is sent") if mine else tr("Theirs stays"))
                item.setIcon(_DECISION, icons.icon("check" if mine else "return", "info" if mine else "muted"))
        self._judge()

    def _judge(self) -> None:
        chosen = len(self.list.selectedItems())
        where = counted(chosen, tr("the selected value"), tr("the {n} selected values"))
        self.words.setText(where if chosen else tr("all {n} values").format(n=number(len(self._all))))
        count = len(self.decisions)
        self.action.setText(counted(count, tr("Apply 1 decision"), tr("Apply {n} decisions")))
        self.action.setEnabled(count > 0)

    def _item(self, line: PushLine) -> QTreeWidgetItem:
        theirs = value_of(line, line.theirs, self._how) if line.fate is Fate.CONFLICT else tr("not told")
        theirs = theirs or line.operation.params.get("fields", "")  # of a product: what differs
        values = [value_of(line, line.before, self._how), theirs, value_of(line, line.wished, self._how)]
        item = QTreeWidgetItem([name_of(line), line.shop, field_word(line), *values, tr("open")])
        item.setForeground(4, QBrush(color(str(Tone.WARNING))))
        return item
