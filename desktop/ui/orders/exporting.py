"""Exports the selected orders, or all that are shown, with the columns of the last time."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import ask, save_as
from desktop.ui.kit.format import counted
from desktop.ui.kit.progress_sheet import under_progress
from desktop.ui.kit.theme import Tone
from desktop.ui.orders.export_sheet import ExportChoice, ExportSheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.domain.exports import Exported
    from desktop.services.build import Services
    from desktop.ui.orders.page import OrdersPage

_KEY = "orders.export"


class Exporting(QObject):
    """One export at a time."""

    notice = Signal(str, str, str, object)

    def __init__(self, page: "OrdersPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._services = page, services

    def begin(self) -> None:
        """Ask how, then where, then write."""
        tasks.run(self, self._export())

    async def _export(self) -> None:
        ids = self._page.table.selected_ids() or await self._services.orders.ids(self._page.looking.query)
        if not ids:
            self.notice.emit(self.tr("There is nothing to export here"), Tone.NEUTRAL, "", None)
            return
        sheet = ExportSheet(self._page, len(ids), await self._services.settings.get(_KEY))
        answer = await ask(sheet, lambda: (sheet.choice(), sheet.choice_data()))
        if answer is None:
            return
        choice, data = answer
        await self._services.settings.put(_KEY, data)
        if path := await self._where(choice):
            await self._write(path, ids, choice)

    async def _where(self, choice: ExportChoice) -> Path | None:
        title = self._page.looking.title
        name = "".join(letter if letter.isalnum() or letter in " -_" else "-" for letter in title).strip()
        kinds = {"xlsx": self.tr("Spreadsheet (*.xlsx)"), "csv": self.tr("Text for spreadsheets (*.csv)")}
        return await save_as(self._page, self.tr("Export orders"), f"{name}.{choice.kind}", kinds[choice.kind])

    async def _write(self, path: Path, ids: "Sequence[int]", choice: ExportChoice) -> None:
        title, words = self.tr("Exporting orders"), self.tr("{done} of {total} orders")
        async with under_progress(self._page, title, words, len(ids)) as (show, stop):
            done = await self._services.exports.write(path, ids, choice.plan, show=show, stop=stop)
        self._tell(path, done)

    def _tell(self, path: Path, done: "Exported") -> None:
        if done.stopped:
            self.notice.emit(self.tr("Export stopped; no file was written"), Tone.NEUTRAL, "", None)
            return
        one, many = self.tr("One order exported to {file}"), self.tr("{n} orders exported to {file}")
        words = counted(done.orders, one, many, file=path.name)
        folder = QUrl.fromLocalFile(str(path.parent))
        self.notice.emit(words, Tone.SUCCESS, self.tr("Show"), lambda: QDesktopServices.openUrl(folder))
