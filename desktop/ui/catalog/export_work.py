"""Export of the catalog: all of it, this view or the chosen rows, as a file that can be imported again."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.domain.catalog_grid import GridQuery
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import manner
from desktop.ui.kit import dialogs
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from desktop.services.build import Services
    from desktop.services.catalog_files.exporting import CatalogExported
    from desktop.ui.catalog.export_sheet import CatalogChoice
    from desktop.ui.catalog.page import CatalogPage

_KEY = "catalog.export"


class ExportWork(UnderWay):
    """Export for the catalog page; one at a time."""

    def __init__(self, page: "CatalogPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._services = page, services

    @property
    def commands(self) -> "Mapping[str, Callable[[], object]]":
        return {"export": self.begin}

    def begin(self) -> None:
        """Ask how, then where, then write."""
        if not self.under_way:
            self.run(self._export())

    async def _export(self) -> None:
        from desktop.ui.catalog.export_sheet import ALL, CHOSEN, VIEW, CatalogExportSheet

        await self._page.drafting.settled()
        catalog, grid = self._services.catalog, self._page.grid
        rows: dict[str, Sequence[int]] = {
            ALL: await catalog.grid_keys(GridQuery(expand_all=True)),
            VIEW: await catalog.grid_keys(replace(self._page.listing.query, expand_all=True)),
            CHOSEN: grid.chosen_keys(),
        }
        counts = {one: len(keys) for one, keys in rows.items()}
        if not counts[ALL]:
            self.notice.emit(self.tr("There is nothing to export here"), Tone.NEUTRAL, "", None)
            return
        columns = [grid.paged.columns[at].key for at in grid.order]
        kept = await self._services.settings.get(_KEY)
        sheet = CatalogExportSheet(self._page, counts, columns, manner(), kept)
        answer = await dialogs.ask(sheet, lambda: (sheet.choice(), sheet.choice_data()))
        if answer is None:
            return
        choice, data = answer
        await self._services.settings.put(_KEY, data)
        if path := await self._where(choice):
            await self._write(path, rows[choice.rows], choice)

    async def _where(self, choice: "CatalogChoice") -> "Path | None":
        kinds = {"xlsx": self.tr("Spreadsheet (*.xlsx)"), "csv": self.tr("Text for spreadsheets (*.csv)")}
        name = f"{self.tr('Catalog')}.{choice.kind}"
        return await dialogs.save_as(self._page, self.tr("Export the catalog"), name, kinds[choice.kind])

    async def _write(self, path: "Path", keys: "Sequence[int]", choice: "CatalogChoice") -> None:
        from desktop.ui.kit.progress_sheet import under_progress

        title, words = self.tr("Exporting the catalog"), self.tr("{done} of {total} rows")
        async with under_progress(self._page, title, words, len(keys)) as (show, stop):
            done = await self._services.catalog_files.write(path, keys, choice.plan, show=show, stop=stop)
        self._tell(path, done)

    def _tell(self, path: "Path", done: "CatalogExported") -> None:
        if done.stopped:
            self.notice.emit(self.tr("Export stopped; no file was written"), Tone.NEUTRAL, "", None)
            return
        one, many = self.tr("1 SKU exported to {file}"), self.tr("{n} SKUs exported to {file}")
        words = counted(done.skus, one, many, file=path.name)
        folder = QUrl.fromLocalFile(str(path.parent))
        show = self.tr("Show")
        self.notice.emit(words, Tone.SUCCESS, show, lambda: QDesktopServices.openUrl(folder))
