"""Import: a file chosen or dropped on the grid becomes changes there, as if typed, one step to take back."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.catalog_grid import Only
from desktop.ui.catalog.import_words import reading_manner
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import manner
from desktop.ui.kit import dialogs, tasks
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop.services.build import Services
    from desktop.services.catalog_files.trial import Trial
    from desktop.services.drafts import Taken
    from desktop.ui.catalog.import_sheet import ImportSheet
    from desktop.ui.catalog.page import CatalogPage

_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


class ImportWork(UnderWay):
    """Import for the catalog page."""

    def __init__(self, page: "CatalogPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._services = page, services
        self._how = reading_manner(manner())
        page.middle.setAcceptDrops(True)
        page.middle.installEventFilter(self)

    @property
    def commands(self) -> "Mapping[str, Callable[[], object]]":
        return {"import": self.begin}

    def begin(self) -> None:
        """Ask for a file, then show what would come of it."""
        self.run(self._ask())

    def open(self, path: Path) -> None:
        """Show what would come of this file."""
        self.run(self._import(path))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A file may be dropped on the grid."""
        if isinstance(event, QDropEvent) and (path := _file_of(event)) is not None:
            event.acceptProposedAction()
            if event.type() is QEvent.Type.Drop:
                self.open(path)
            return True
        return False

    async def _ask(self) -> None:
        if chosen := await self._choose(self._page):
            await self._import(Path(chosen))

    async def _choose(self, host: QWidget) -> str:
        kinds = self.tr("Tables (*.xlsx *.csv *.tsv *.txt);;All files (*)")
        return await dialogs.choose_file(host, self.tr("Import a CSV or XLSX file"), kinds)

    async def _import(self, path: Path) -> None:
        from desktop.ui.catalog.import_sheet import ImportSheet

        await self._page.drafting.settled()
        shops = await self._services.shops.list()
        sheet = ImportSheet(self._page, self._services.catalog_files, shops, path, self._how)
        sheet.another_wanted.connect(lambda: self.run(self._another(sheet)))
        sheet.save_wanted.connect(lambda: self.run(self._save_failed(sheet)))
        answer = await dialogs.ask(sheet, lambda: (sheet.table, sheet.mapping, sheet.trial))
        if answer is None:
            return
        table, mapping, trial = answer
        await self._services.catalog_files.remember(table, mapping)
        await self._put(trial)

    async def _put(self, trial: "Trial") -> None:
        from desktop.ui.kit.progress_sheet import under_progress

        title, words = self.tr("Putting the file into the grid"), self.tr("{done} of {total} values")
        async with under_progress(self._page, title, words, len(trial.changes)) as (show, stop):

            async def put() -> "Taken":
                return await self._services.catalog_files.put(trial, self._how, show=show, stop=stop)

            taken = await self._page.drafting.take(put, self.tr("Import"))
        if taken.after or taken.not_taken:
            self._tell(sum(text is not None for text in taken.after.values()))
        else:
            self.notice.emit(self.tr("Import stopped; the grid is as it was"), Tone.NEUTRAL, "", None)

    async def _another(self, sheet: "ImportSheet") -> None:
        chosen = await self._choose(sheet)
        if chosen and tasks.alive(sheet):
            sheet.load(Path(chosen))

    async def _save_failed(self, sheet: "ImportSheet") -> None:
        from desktop.ui.catalog.import_result import why_not

        table, mapping, trial = sheet.table, sheet.mapping, sheet.trial
        name = f"{sheet.path.stem} - {self.tr('not taken')}{'.xlsx' if table.sheets else '.csv'}"
        kinds = self.tr("Spreadsheet (*.xlsx)") if table.sheets else self.tr("Text for spreadsheets (*.csv)")
        title = self.tr("Save the rows that are not taken")
        path = await dialogs.save_as(sheet, title, name, kinds, endings=(".csv", ".xlsx"))
        if path is None:
            return
        files = self._services.catalog_files
        count = await files.write_failed(path, table, mapping, trial, why_not, self.tr("Why it was not taken"))
        one, many = self.tr("1 row saved to {file}"), self.tr("{n} rows saved to {file}")
        self.notice.emit(counted(count, one, many, file=path.name), Tone.SUCCESS, "", None)

    def _tell(self, count: int) -> None:
        words = counted(
            count,
            self.tr("1 value is in the grid now. Nothing was sent yet."),
            self.tr("{n} values are in the grid now. Nothing was sent yet."),
        )
        only = self._page.sidebar.only
        self.notice.emit(words, Tone.SUCCESS, self.tr("Show them"), lambda: only.choose(Only.CHANGED))


def _file_of(event: QDropEvent) -> Path | None:
    """The one file of a kind that can be read, where it is that what is dragged."""
    if not isinstance(event, QDragEnterEvent | QDragMoveEvent | QDropEvent):
        return None
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in _ENDINGS else None
