"""The sheet that adjusts the figures of the chosen rows, with every result to be seen before it is typed."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QWidget

from desktop.domain.adjusting import Adjustment, Change, Rounding
from desktop.domain.catalog_grid import Field
from desktop.domain.errors import NotPossible
from desktop.domain.formulas import FUNCTIONS, LONGEST, Formula, read_formula
from desktop.domain.typed_values import read_number
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.adjust_preview import SEEN, AdjustPreview
from desktop.ui.catalog.figures import FIGURES, Line, Reckoned, reckon
from desktop.ui.catalog.values import FIELD_WORDS
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import reasons
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted, number


def tr(source: str) -> str:
    return QCoreApplication.translate("AdjustSheet", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("AdjustSheet", source))


CHANGES = {
    Change.RAISE_PERCENT: _("Raise by %"), Change.LOWER_PERCENT: _("Lower by %"), Change.RAISE: _("Raise by"),
    Change.LOWER: _("Lower by"), Change.SET: _("Set to"), Change.KEEP: _("Keep, only round or copy"),
    Change.FORMULA: _("Reckon with a formula"),
}  # fmt: skip
ROUNDINGS = {
    Rounding.NONE: _("To the usual decimals"), Rounding.UP_TO_99: _("Up to the next .99"),
    Rounding.STEP: _("To the nearest step of"), Rounding.STEP_UP: _("Up to a step of"),
    Rounding.STEP_DOWN: _("Down to a step of"),
}  # fmt: skip
_FORMULA, _HINT, _SOURCE = 2, 3, 4  # rows of the form


class AdjustSheet(Sheet):
    """``result`` is what stands to be typed when it is accepted."""

    def __init__(self, parent: QWidget, lines: Sequence[Line], fields: Sequence[Field], how: Manner) -> None:
        sentence = tr("Rows chosen: {n}. Nothing is sent: the results become changes that you can review.")
        super().__init__(parent, tr("Adjust"), sentence.format(n=number(len(lines))), action=tr("Change"))
        self.setMinimumWidth(560)
        self._lines, self._fields, self._how = lines, tuple(fields), how
        self.found = Reckoned(())
        self.column, self.change, self.source, self.rounding = (
            ComboBox(tr("Column")), ComboBox(tr("Change")), ComboBox(tr("Starting from")), ComboBox(tr("Rounding")),
        )  # fmt: skip
        self.amount, self.step = QLineEdit("5"), QLineEdit("1")
        self.formula = QLineEdit("price * 1.1 + 5")
        self.formula.setMaxLength(LONGEST)
        for line, name in ((self.amount, tr("By how much")), (self.step, tr("Step")), (self.formula, tr("Formula"))):
            line.setAccessibleName(name)
        self.preview = AdjustPreview()
        self.summary = plain_label("", role="muted", wrap=True)
        self._lay_out()
        # Reckoning thousands of rows for each key would be felt; after a moment's rest it is not.
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self.look)
        for box in (self.column, self.change, self.source, self.rounding):
            box.currentIndexChanged.connect(lambda _at: self.look())
        for line in (self.amount, self.step, self.formula):
            line.textChanged.connect(lambda _text: self._soon.start())
        self.look()
        self.amount.setFocus()
        self.amount.selectAll()

    @property
    def of(self) -> Field:
        """The column that changes."""
        return self._fields[max(self.column.currentIndex(), 0)]

    def adjustment(self) -> Adjustment:
        """What is wished. Raises ``NotPossible`` while a figure or the formula cannot be read."""
        change, rounding = list(CHANGES)[self.change.currentIndex()], list(ROUNDINGS)[self.rounding.currentIndex()]
        amount, step = (read_number(one.text(), self._how.style).value for one in (self.amount, self.step))
        amount = Decimal(0) if change in (Change.KEEP, Change.FORMULA) else amount
        if amount is None or step is None or step <= 0:
            raise NotPossible("not_a_number")
        at = self.source.currentIndex() - 1
        source = FIGURES[at] if at >= 0 else None
        return Adjustment(change, amount, rounding, step, source, self._formula() if change is Change.FORMULA else None)

    def _formula(self) -> Formula:
        return read_formula(self.formula.text(), tuple(of.value for of in FIGURES))

    def look(self) -> None:
        """Reckon anew and show it."""
        wrong = ""
        try:
            self.found = reckon(self._lines, self.of, self.adjustment())
        except NotPossible as why:
            self.found, wrong = Reckoned(()), reasons.code_sentence(why.code, why.params)
        self._show_fields()
        count = len(self.found.outcomes)
        self.action.setEnabled(count > 0)
        self.action.setText(counted(count, tr("Change 1 cell"), tr("Change {n} cells")))
        self.preview.show_outcomes(self.found, self.of, self._how)
        self.summary.setText(wrong or self._summary())

    def _show_fields(self) -> None:
        """Only what counts for this change can be typed."""
        change, rounding = list(CHANGES)[self.change.currentIndex()], list(ROUNDINGS)[self.rounding.currentIndex()]
        is_formula = change is Change.FORMULA
        self.amount.setVisible(not is_formula)
        self.amount.setEnabled(change is not Change.KEEP)
        self.step.setEnabled(rounding not in (Rounding.NONE, Rounding.UP_TO_99))
        for row, shown in ((_FORMULA, is_formula), (_HINT, is_formula), (_SOURCE, not is_formula)):
            self._form.setRowVisible(row, shown)

    def _summary(self) -> str:
        found, parts = self.found, []
        below = sum(one.after < 0 for one in found.outcomes)
        for count, one, many in (
            (len(found.outcomes) - SEEN, tr("1 more changes"), tr("{n} more change")),
            (len(found.failed), tr("1 without a result"), tr("{n} without a result")),
            (found.same, tr("1 stays as it is"), tr("{n} stay as they are")),
            (found.empty, tr("1 is empty and stays so"), tr("{n} are empty and stay so")),
            (found.locked, tr("1 cannot be edited"), tr("{n} cannot be edited")),
            (below, tr("1 would be below zero"), tr("{n} would be below zero")),
        ):
            if count > 0:
                parts.append(counted(count, one, many))
        return "  \N{MIDDLE DOT}  ".join(parts)

    def _lay_out(self) -> None:
        self.column.addItems([value_words(FIELD_WORDS[one]) for one in self._fields])
        self.change.addItems([tr(words) for words in CHANGES.values()])
        self.rounding.addItems([tr(words) for words in ROUNDINGS.values()])
        self.source.addItems([tr("its own value"), *(value_words(FIELD_WORDS[one]) for one in FIGURES)])
        self._form = form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        names = ", ".join(of.value for of in FIGURES)
        hint = tr("Columns: {columns}. Functions: {functions}.").format(columns=names, functions=", ".join(FUNCTIONS))
        for title, box, other in (
            (tr("Column"), self.column, None), (tr("Change"), self.change, self.amount),
            (tr("Formula"), self.formula, None), ("", plain_label(hint, role="faint", wrap=True), None),
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
