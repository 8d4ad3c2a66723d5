"""The sheet that adjusts the figures of the chosen rows, with every result to be seen before it is typed."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.adjusting import Adjustment, Change, Rounding
from desktop.domain.catalog_grid import Field
from desktop.domain.typed_values import read_number
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.figures import FIGURES, Line, Reckoned, reckon, told
from desktop.ui.catalog.values import FIELD_WORDS
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted, number

SEEN = 50  # results listed; the rest is counted


def tr(source: str) -> str:
    return QCoreApplication.translate("AdjustSheet", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("AdjustSheet", source))


CHANGES = {
    Change.RAISE_PERCENT: _("Raise by %"), Change.LOWER_PERCENT: _("Lower by %"), Change.RAISE: _("Raise by"),
    Change.LOWER: _("Lower by"), Change.SET: _("Set to"), Change.KEEP: _("Keep, only round or copy"),
}  # fmt: skip
ROUNDINGS = {
    Rounding.NONE: _("To the usual decimals"), Rounding.UP_TO_99: _("Up to the next .99"),
    Rounding.STEP: _("To the nearest step of"), Rounding.STEP_UP: _("Up to a step of"),
    Rounding.STEP_DOWN: _("Down to a step of"),
}  # fmt: skip


class AdjustSheet(Sheet):
    """``result`` is what stands to be typed when it is accepted."""

    def __init__(self, parent: QWidget, lines: Sequence[Line], fields: Sequence[Field], how: Manner) -> None:
        sentence = tr("{n} rows are chosen. Nothing is sent: the results become changes that you can review.")
        super().__init__(parent, tr("Adjust"), sentence.format(n=number(len(lines))), action=tr("Change"))
        self.setMinimumWidth(560)
        self._lines, self._fields, self._how = lines, tuple(fields), how
        self.found = Reckoned(())
        self.column, self.change, self.source, self.rounding = (
            ComboBox(tr("Column")), ComboBox(tr("Change")), ComboBox(tr("Starting from")), ComboBox(tr("Rounding")),
        )  # fmt: skip
        self.amount, self.step = QLineEdit("5"), QLineEdit("1")
        self.amount.setAccessibleName(tr("By how much"))
        self.step.setAccessibleName(tr("Step"))
        self.preview = _Preview()
        self.summary = plain_label("", role="muted", wrap=True)
        self._lay_out()
        # Reckoning thousands of rows for each key would be felt; after a moment's rest it is not.
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self.look)
        for box in (self.column, self.change, self.source, self.rounding):
            box.currentIndexChanged.connect(lambda _at: self.look())
        for line in (self.amount, self.step):
            line.textChanged.connect(lambda _text: self._soon.start())
        self.look()
        self.amount.setFocus()
        self.amount.selectAll()

    @property
    def of(self) -> Field:
        """The column that changes."""
        return self._fields[max(self.column.currentIndex(), 0)]

    def adjustment(self) -> Adjustment | None:
        """What is wished; None while a figure cannot be read."""
        change, rounding = list(CHANGES)[self.change.currentIndex()], list(ROUNDINGS)[self.rounding.currentIndex()]
        amount, step = (read_number(one.text(), self._how.style).value for one in (self.amount, self.step))
        amount = Decimal(0) if change is Change.KEEP else amount
        if amount is None or step is None or step <= 0:
            return None
        at = self.source.currentIndex() - 1
        return Adjustment(change, amount, rounding, step, FIGURES[at] if at >= 0 else None)

    def look(self) -> None:
        """Reckon anew and show it."""
        how = self.adjustment()
        self.found = reckon(self._lines, self.of, how) if how else Reckoned(())
        change, rounding = list(CHANGES)[self.change.currentIndex()], list(ROUNDINGS)[self.rounding.currentIndex()]
        self.amount.setEnabled(change is not Change.KEEP)
        self.step.setEnabled(rounding not in (Rounding.NONE, Rounding.UP_TO_99))
        count = len(self.found.outcomes)
        self.action.setEnabled(count > 0)
        self.action.setText(counted(count, tr("Change 1 cell"), tr("Change {n} cells")))
        self.preview.show_outcomes(self.found, self.of, self._how)
        self.summary.setText(self._summary() if how else tr("Type a figure."))

    def _summary(self) -> str:
        found, parts = self.found, []
        for count, words in (
            (len(found.outcomes) - SEEN, tr("{n} more change")), (found.same, tr("{n} stay as they are")),
            (found.empty, tr("{n} are empty and stay so")), (found.locked, tr("{n} cannot be edited")),
            (sum(one.after < 0 for one in found.outcomes), tr("{n} would be below zero")),
        ):  # fmt: skip
            if count > 0:
                parts.append(words.format(n=number(count)))
        return "  \N{MIDDLE DOT}  ".join(parts)

    def _lay_out(self) -> None:
        self.column.addItems([value_words(FIELD_WORDS[one]) for one in self._fields])
        self.change.addItems([tr(words) for words in CHANGES.values()])
        self.rounding.addItems([tr(words) for words in ROUNDINGS.values()])
        self.source.addItems([tr("its own value"), *(value_words(FIELD_WORDS[one]) for one in FIGURES)])
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        for title, box, other in (
            (tr("Column"), self.column, None), (tr("Change"), self.change, self.amount),
            (tr("Starting from"), self.source, None), (tr("Round"), self.rounding, self.step),
        ):  # fmt: skip
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(box, 2)
            if other is not None:
                row.addWidget(other, 1)
            form.addRow(plain_label(title), row)
        self.body.addLayout(form)
        self.body.addWidget(self.preview)
        self.body.addWidget(self.summary)


class _Preview(QTreeWidget):
    """The first results: before and after."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("What would change"))
        self.setHeaderLabels([tr("Row"), tr("Now"), tr("Then")])
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setMinimumHeight(200)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setStretchLastSection(False)
        for at in (1, 2):
            self.header().resizeSection(at, 140)

    def show_outcomes(self, found: Reckoned, of: Field, how: Manner) -> None:
        self.clear()
        for one in islice(found.outcomes, SEEN):
            item = QTreeWidgetItem(
                [one.line.name, told(one.before, of, one.line, how), told(one.after, of, one.line, how)]
            )
            for at in (1, 2):
                item.setTextAlignment(at, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.addTopLevelItem(item)
