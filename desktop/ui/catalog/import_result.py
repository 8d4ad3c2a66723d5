"""What a file would do, in figures and row by row; how far the looking is, with a stop."""

from itertools import islice

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QBrush, QFont
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QProgressBar, QPushButton, QTreeWidget, QTreeWidgetItem, QWidget

from desktop.domain.catalog_grid import CellState
from desktop.services.catalog_files.trial import RowFailure, Trial
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.columns import state_mark
from desktop.ui.catalog.values import FIELD_WORDS, shown
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import icons, reasons
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.layouts import stack
from desktop.ui.kit.theme import color, scaled

SEEN = 1_000  # lines listed; the rest is counted


def tr(source: str) -> str:
    return QCoreApplication.translate("ImportResult", source)


class ImportResult(QWidget):
    """``stop_wanted`` ends the looking, ``save_wanted`` asks for the failed rows as a file."""

    stop_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, how: Manner) -> None:
        super().__init__()
        self._how = how
        self._trial = Trial()
        self.figures = plain_label("", wrap=True)
        self.figures.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        self.hint = plain_label("", role="muted", wrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress"))
        self.stop = QPushButton(tr("Stop"))
        self.stop.clicked.connect(self.stop_wanted)
        self.show_what = ComboBox(tr("Show"))
        self.show_what.addItems([tr("Rows that are not taken"), tr("Changes")])
        self.show_what.activated.connect(lambda _at: self._list())
        self.save = QPushButton(tr("Save these rows") + "\N{HORIZONTAL ELLIPSIS}")
        self.save.clicked.connect(self.save_wanted)
        self.list = QTreeWidget()
        self.list.setAccessibleName(tr("Result row by row"))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.more = plain_label("", role="faint")
        self._lay_out()
        self.say("")

    def say(self, words: str) -> None:
        """Nothing to be seen yet, and why."""
        self._trial = Trial()
        self.figures.setText(words)
        for part in (self.hint, self.bar, self.stop, self.show_what, self.save, self.more, self.list):
            part.hide()

    def show_progress(self, done: int, total: int) -> None:
        """``done`` of ``total`` rows were looked at."""
        if self.bar.isHidden():
            self.say("")
            self.bar.show()
            self.stop.show()
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)
        self.figures.setText(tr("Looking at row {done} of {total}").format(done=number(done), total=number(total)))

    def show_trial(self, trial: Trial) -> None:
        """All that came of it."""
        self.say(_figures(trial))
        self._trial = trial
        self.hint.setText(_hint(trial))
        self.hint.setVisible(bool(self.hint.text()))
        self.show_what.setVisible(bool(trial.changes or trial.failures))
        self.show_what.setCurrentIndex(0 if trial.failures else 1)
        self.list.setVisible(bool(trial.changes or trial.failures))
        self._list()

    def _lay_out(self) -> None:
        column = stack(self)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.figures, 1)
        head.addWidget(self.stop)
        head.addWidget(self.show_what)
        head.addWidget(self.save)
        column.addLayout(head)
        column.addWidget(self.bar)
        column.addWidget(self.hint)
        column.addWidget(self.list, 1)
        column.addWidget(self.more)
        column.addStretch()
        self.setMinimumHeight(230)  # steady, whatever there is to be seen

    def _list(self) -> None:
        failures = self.show_what.currentIndex() == 0
        self.list.clear()
        self.save.setVisible(failures and bool(self._trial.failures))
        widths = self._list_failures() if failures else self._list_changes()
        for at, width in enumerate(widths):
            self.list.header().resizeSection(at, width)
        self.list.header().setSectionResizeMode(len(widths), QHeaderView.ResizeMode.Stretch)
        rest = len(self._trial.failures if failures else self._trial.changes) - SEEN
        self.more.setText(counted(rest, tr("1 more is not listed here."), tr("{n} more are not listed here.")))
        self.more.setVisible(rest > 0)

    def _list_failures(self) -> tuple[int, ...]:
        self._columns([tr("Row"), tr("SKU"), tr("Why it is not taken")])
        for one in islice(self._trial.failures, SEEN):
            why = why_not(one)
            item = QTreeWidgetItem([number(one.row), one.sku, why])
            item.setIcon(0, icons.icon("error", "danger"))
            item.setToolTip(2, plain_tip(why))
            self.list.addTopLevelItem(item)
        return 84, 220

    def _list_changes(self) -> tuple[int, ...]:
        self._columns([tr("Row"), tr("SKU"), tr("Shop"), tr("Value"), tr("Now"), tr("Then"), tr("To be considered")])
        for one in islice(self._trial.changes, SEEN):
            said = "  ".join(reasons.code_sentence(finding.code, finding.params) for finding in one.findings)
            of, none = one.address.field, tr("none")
            before, after = (shown(of, value, one.currency, self._how) or none for value in (one.before, one.value))
            item = QTreeWidgetItem(
                [number(one.row), one.sku, one.shop, value_words(FIELD_WORDS[of]), before, after, said]
            )
            mark = state_mark(CellState.WARNING if one.findings else CellState.DRAFT)
            item.setIcon(0, icons.icon(mark.icon, str(mark.tone)))
            item.setToolTip(6, plain_tip(said))
            item.setForeground(6, QBrush(color("warning")))
            self.list.addTopLevelItem(item)
        return 84, 164, 120, 92, 108, 108

    def _columns(self, titles: list[str]) -> None:
        self.list.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.list.setColumnCount(len(titles))
        self.list.setHeaderLabels(titles)


def why_not(one: RowFailure) -> str:
    """Why a row is not taken."""
    return reasons.code_sentence(one.code, {"sku": one.sku, **one.params})


def _figures(trial: Trial) -> str:
    parts = [
        counted(trial.changing, tr("1 row changes something"), tr("{n} rows change something")),
        counted(trial.same, tr("1 is so already"), tr("{n} are so already")),
    ]
    if trial.doubtful:
        parts.append(counted(trial.doubtful, tr("1 with a warning"), tr("{n} with warnings")))
    if trial.failures:
        parts.append(counted(len(trial.failures), tr("1 is not taken"), tr("{n} are not taken")))
    if trial.stopped:
        parts.append(tr("stopped: the rest was not looked at"))
    return "  \N{MIDDLE DOT}  ".join(parts)


def _hint(trial: Trial) -> str:
    """What to do about the most frequent failures."""
    said = []
    if trial.unknown:
        words = counted(trial.unknown, tr("1 SKU is not in these shops."), tr("{n} SKUs are not in these shops."))
        said += [words, tr("An import changes what is there: new products are made with New product.")]
    if trial.ambiguous:
        words = counted(trial.ambiguous, tr("1 row can mean several SKUs"), tr("{n} rows can mean several SKUs"))
        said.append(tr("{rows}: choose the shop above.").format(rows=words))
    return " ".join(said)
