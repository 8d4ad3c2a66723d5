"""The sheet of an export: which rows, which columns, which kind of file and how a text is written."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QWidget

from desktop.domain.catalog import ListingStatus
from desktop.domain.file_columns import FileColumn
from desktop.services.catalog_files.exporting import ALWAYS, CatalogExportPlan
from desktop.services.draft_judgement import Manner
from desktop.services.export.files import CsvManner
from desktop.ui.catalog.import_words import SEPARATORS, column_word
from desktop.ui.catalog.import_words import tr as file_words
from desktop.ui.catalog.values import STATUS_WORDS
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.format import counted

ALL, VIEW, CHOSEN = "all", "view", "chosen"
_IN_GRID: Mapping[str, tuple[FileColumn, ...]] = {  # columns of the grid that are called otherwise in a file
    "place": (FileColumn.MARKET, FileColumn.WAREHOUSE), "country": (FileColumn.MARKET, FileColumn.WAREHOUSE),
}  # fmt: skip


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogExport", source)


class CatalogChoice(NamedTuple):
    """What is to be written; ``rows`` is ``all``, ``view`` or ``chosen``; ``kind`` is ``xlsx`` or ``csv``."""

    rows: str
    kind: str
    plan: CatalogExportPlan


class CatalogExportSheet(Sheet):
    """``counts`` says how many rows each of the three has; ``in_grid`` are the grid's columns as they stand there."""

    def __init__(
        self, parent: QWidget, counts: Mapping[str, int], in_grid: Sequence[str], how: Manner, kept: object
    ) -> None:
        sentence = tr("One line for each row of the grid. What you change in the file can be imported again.")
        super().__init__(parent, tr("Export"), sentence, action=tr("Export") + "\N{HORIZONTAL ELLIPSIS}")
        self.setMinimumWidth(660)
        self._how, self._in_grid = how, in_grid
        before: Mapping[str, Any] = kept if isinstance(kept, Mapping) else {}
        self.rows = {one: QRadioButton(words) for one, words in _rows(counts).items()}
        self.columns = {"grid": QRadioButton(tr("As in the grid")), "all": QRadioButton(tr("All columns"))}
        self.kinds = {"xlsx": QRadioButton(tr("Spreadsheet (XLSX)")), "csv": QRadioButton(tr("Text (CSV)"))}
        self.separator, self.mark = ComboBox(tr("Separator")), QCheckBox(tr("With a mark for spreadsheets (BOM)"))
        self.body.setSpacing(12)
        rows = CHOSEN if counts.get(CHOSEN, 0) > 1 else VIEW
        self.body.addLayout(_choice(self, tr("Rows"), self.rows, rows))
        self.body.addLayout(_choice(self, tr("Columns"), self.columns, str(before.get("columns"))))
        self.body.addLayout(_choice(self, tr("File"), self.kinds, str(before.get("kind"))))
        self._lay_out_text(before)
        for one, button in self.rows.items():
            button.setEnabled(counts.get(one, 0) > 0)
        self.kinds["csv"].toggled.connect(self._judge)
        self._judge()

    def choice(self) -> CatalogChoice:
        columns = tuple(FileColumn) if self.columns["all"].isChecked() else self._columns_of_grid()
        words: dict[ListingStatus, str] = {one: value_words(text) for one, text in STATUS_WORDS.items()}
        sign = str(self.separator.currentData())
        csv = CsvManner(sign, "," if self._how.style.decimal == "," else ".", mark=self.mark.isChecked())
        plan = CatalogExportPlan({one: column_word(one) for one in columns}, words, self._how.zone, csv)
        return CatalogChoice(_chosen(self.rows), _chosen(self.kinds), plan)

    def choice_data(self) -> dict[str, object]:
        """The choice as plain data, for the next time."""
        return {
            "columns": _chosen(self.columns), "kind": _chosen(self.kinds),
            "separator": self.separator.currentData(), "mark": self.mark.isChecked(),
        }  # fmt: skip

    def _columns_of_grid(self) -> tuple[FileColumn, ...]:
        """The grid's own, behind those without which no row could be found again."""
        found: list[FileColumn] = [FileColumn.SKU, FileColumn.ID, *ALWAYS]
        for key in self._in_grid:
            found += _IN_GRID.get(key, (FileColumn(key),) if key in set(FileColumn) else ())
        return tuple(dict.fromkeys(found))

    def _lay_out_text(self, before: Mapping[str, Any]) -> None:
        for sign, words in SEPARATORS.items():
            self.separator.addItem(file_words(words), sign)
        usual = ";" if self._how.style.decimal == "," else ","
        self.separator.setCurrentIndex(max(self.separator.findData(before.get("separator", usual)), 0))
        self.mark.setChecked(before.get("mark") is not False)
        row = _row("")
        row.addWidget(self.separator)
        row.addWidget(self.mark)
        row.addStretch()
        self.body.addLayout(row)

    def _judge(self) -> None:
        for field in (self.separator, self.mark):
            field.setEnabled(self.kinds["csv"].isChecked())


def _rows(counts: Mapping[str, int]) -> dict[str, str]:
    words = {
        ALL: (tr("Everything (1 row)"), tr("Everything ({n} rows)")),
        VIEW: (tr("This view (1 row)"), tr("This view ({n} rows)")),
        CHOSEN: (tr("Chosen (1 row)"), tr("Chosen ({n} rows)")),
    }
    return {one: counted(counts.get(one, 0), *them) for one, them in words.items()}


def _row(title: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(14)
    label = plain_label(title, role="muted")
    label.setMinimumWidth(70)
    row.addWidget(label)
    return row


def _choice(sheet: QWidget, title: str, buttons: Mapping[str, QRadioButton], chosen: str) -> QHBoxLayout:
    row, group = _row(title), QButtonGroup(sheet)
    for button in buttons.values():
        group.addButton(button)
        row.addWidget(button)
    row.addStretch()
    buttons.get(chosen, next(iter(buttons.values()))).setChecked(True)
    return row


def _chosen(buttons: Mapping[str, QRadioButton]) -> str:
    return next(one for one, button in buttons.items() if button.isChecked())
