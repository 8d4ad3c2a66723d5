"""The sheet of an import: the file, its columns and what would come of it, all three to be seen at once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from desktop.domain.errors import BackshopError, NotPossible
from desktop.domain.file_columns import FileTable
from desktop.domain.file_mapping import FileMapping, with_header
from desktop.services.catalog_files.reading import ReadAs
from desktop.services.catalog_files.trial import Scope, Trial
from desktop.services.catalog_files.trying import Question
from desktop.ui.catalog.import_mapping import MappingTable
from desktop.ui.catalog.import_result import ImportResult
from desktop.ui.catalog.import_words import ENCODINGS, SEPARATORS
from desktop.ui.catalog.import_words import tr as file_words
from desktop.ui.kit import reasons, tasks
from desktop.ui.kit.cards import Section
from desktop.ui.kit.dialogs import Sheet, plain_label
from desktop.ui.kit.fields import ComboBox, roomy
from desktop.ui.kit.format import counted

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine

    from desktop.services.catalog_files import CatalogFiles
    from desktop.services.draft_judgement import Manner
    from desktop.services.shop_views import ShopView

_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("ImportSheet", source)


class ImportSheet(Sheet):
    """Accepted, ``trial`` stands to be put into the grid. Whatever is changed above is looked at anew at once."""

    another_wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self, parent: QWidget, files: "CatalogFiles", shops: "Sequence[ShopView]", path: Path, how: "Manner"
    ) -> None:
        super().__init__(parent, tr("Import"), action=tr("Put into the grid"))
        self.resize(1080, 764)
        self._files, self._shops, self._how = files, shops, how
        self.path, self.trial, self.table = path, Trial(), FileTable("", ())
        self._looking: asyncio.Task[None] | None = None
        self._stop: asyncio.Event | None = None
        self.columns, self.outcome = MappingTable(how.style), ImportResult(how)
        self.name, self.facts = plain_label(""), plain_label("", role="muted", wrap=True)
        self.encoding, self.separator = ComboBox(tr("Encoding")), ComboBox(tr("Separator"))
        self.page, self.shop = ComboBox(tr("Sheet of the file")), ComboBox(tr("Shop where a row names none"))
        self.header = QSpinBox(minimum=0, maximum=999)
        self.clears = QCheckBox(tr("An empty cell ends the sale"))
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=60)  # several changes in one go are looked at once
        self._soon.timeout.connect(self.look)
        self._connect()
        self.load(path)

    @property
    def mapping(self) -> FileMapping:
        return replace(self.columns.mapping, empty_ends_sale=self.clears.isChecked())

    # Reading ----------------------------------------------------------------------------------------------------------

    def load(self, path: Path, how: ReadAs | None = None) -> None:
        """Read this file and guess what its columns mean."""
        self.path = path
        self.name.setText(path.name)
        self._begin(self._load(path, how or ReadAs()), tr("The file is read"))

    async def _load(self, path: Path, how: ReadAs) -> None:
        self.table = await self._files.read(path, how)
        mapping = await self._files.mapping(self.table, self._how)
        self._show_file()
        self.clears.setChecked(mapping.empty_ends_sale)
        self.columns.show_mapping(self.table, mapping)
        self._show_header()
        await self._try_out()

    def look(self) -> None:
        """Find out anew what would come of it."""
        self._begin(self._try_out(), "")

    async def _try_out(self) -> None:
        import asyncio  # late: see ``kit.tasks``

        mapping = self.mapping
        if mapping.code:
            self._show_trial(Trial())
            self.outcome.say(reasons.code_sentence(mapping.code))
            return
        self._stop = asyncio.Event()
        asked = Question(mapping, self._scope(), self._how)
        trial = await self._files.try_out(self.table, asked, show=self.outcome.show_progress, stop=self._stop)
        self._show_trial(trial)
        self.outcome.show_trial(trial)

    def stop(self) -> None:
        """Enough was seen."""
        if self._stop is not None:
            self._stop.set()

    @property
    def is_busy(self) -> bool:
        return self._looking is not None and not self._looking.done()

    def _begin(self, work: "Coroutine[Any, Any, None]", words: str) -> None:
        """Start looking; what was under way, a file being read included, has no say any more."""
        if self._looking is not None:
            self._looking.cancel()
        self.action.setEnabled(False)
        if words:
            self.outcome.say(words)
        self._looking = tasks.run(self, work, failed=self._show_error)

    def _show_error(self, error: BaseException) -> None:
        """A file that cannot be read is told here; anything else is a fault of ours."""
        if not isinstance(error, NotPossible):
            tasks.present(error)
        code = error.code if isinstance(error, BackshopError) else ""
        params = error.params if isinstance(error, BackshopError) else {}
        self.table = FileTable("", ())
        self.columns.show_mapping(self.table, FileMapping(0, ()))
        self._show_file()
        self._show_trial(Trial())
        self.outcome.say(reasons.code_sentence(code, params))

    # Showing ----------------------------------------------------------------------------------------------------------

    def _show_file(self) -> None:
        table = self.table
        rows = counted(len(table.lines), tr("1 row"), tr("{n} rows"))
        self.facts.setText(_DOT.join([rows, counted(table.width, tr("1 column"), tr("{n} columns"))]))
        for box in (self.encoding, self.separator):
            box.setVisible(bool(table.encoding))
        self.page.setVisible(len(table.sheets) > 1)
        _choose(self.encoding, "utf-16" if table.encoding.startswith("utf-16") else table.encoding)
        _choose(self.separator, table.separator)
        self.page.clear()
        for name in table.sheets:
            self.page.addItem(name, name)
        _choose(self.page, table.sheet)

    def _show_header(self) -> None:
        self.header.blockSignals(True)
        self.header.setValue(self.columns.mapping.header)
        self.header.setMaximum(min(len(self.table.lines), 999))
        self.header.blockSignals(False)

    def _show_trial(self, trial: Trial) -> None:
        self.trial = trial
        words = counted(len(trial.changes), tr("Put 1 change into the grid"), tr("Put {n} changes into the grid"))
        self.action.setText(words if trial.changes else tr("Put into the grid"))
        self.action.setEnabled(bool(trial.changes))

    def _scope(self) -> Scope:
        chosen = self.shop.currentData()
        return Scope(everywhere=True) if chosen == "*" else Scope((chosen,) if chosen else ())

    # Building ---------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for box in (self.encoding, self.separator, self.page):
            box.activated.connect(lambda _at: self._read_again())
        self.shop.activated.connect(lambda _at: self._soon.start())
        self.clears.clicked.connect(lambda: self._soon.start())
        self.columns.changed.connect(self._soon.start)
        self.header.valueChanged.connect(self._take_header)
        self.outcome.stop_wanted.connect(self.stop)
        self.outcome.save_wanted.connect(self.save_wanted)
        self.finished.connect(lambda _code: self.stop())

    def _read_again(self) -> None:
        said = ReadAs(
            self.encoding.currentData() or "", self.separator.currentData() or "", self.page.currentData() or ""
        )
        self.load(self.path, said)

    def _take_header(self, line: int) -> None:
        self.columns.show_mapping(self.table, with_header(self.mapping, self.table, line, self._how.style))
        self._soon.start()

    def _lay_out(self) -> None:
        for encoding, words in ENCODINGS.items():
            self.encoding.addItem(file_words(words), encoding)
        for sign, words in SEPARATORS.items():
            self.separator.addItem(file_words(words), sign)
        self.header.setAccessibleName(tr("Row of the headings"))
        self.header.setPrefix(tr("Headings in row") + " ")
        self.header.setSpecialValueText(tr("No headings"))
        roomy(self.header)
        self._fill_shops()
        self.body.setSpacing(14)
        self.body.addWidget(self._file_section())
        self.body.addWidget(self._columns_section(), 4)
        section = Section(tr("3. What comes of it"), "check")
        section.body.addWidget(self.outcome, 1)
        self.body.addWidget(section, 3)

    def _fill_shops(self) -> None:
        self.shop.addItem(tr("The shop that has the SKU"), "")
        for one in self._shops:
            self.shop.addItem(one.name, one.id)
        if len(self._shops) > 1:
            self.shop.addItem(tr("Every shop that has the SKU"), "*")
        self.shop.setVisible(len(self._shops) > 1)

    def _file_section(self) -> Section:
        section = Section(tr("1. File"), "file")
        another = QPushButton(tr("Another file") + "\N{HORIZONTAL ELLIPSIS}")
        another.clicked.connect(self.another_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(1)
        font = self.name.font()
        font.setWeight(font.Weight.DemiBold)
        self.name.setFont(font)
        words.addWidget(self.name)
        words.addWidget(self.facts)
        row.addLayout(words, 1)
        for field in (self.page, self.encoding, self.separator, self.header, another):
            row.addWidget(field)
        section.body.addLayout(row)
        return section

    def _columns_section(self) -> Section:
        section = Section(tr("2. Columns"), "columns")
        section.body.addWidget(self.columns, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        label = plain_label(tr("Shop where a row names none"), role="muted")
        label.setVisible(len(self._shops) > 1)
        for field in (label, self.shop, self.clears):
            row.addWidget(field)
        row.addStretch()
        section.body.addLayout(row)
        return section


def _choose(box: ComboBox, data: str) -> None:
    box.setCurrentIndex(max(box.findData(data), 0))
