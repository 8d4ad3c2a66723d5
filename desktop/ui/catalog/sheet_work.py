"""Opens the sheets of the grid - adjust, find and replace, review - and carries out what was agreed to in them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.domain.catalog_grid import Address, Field
from desktop.ui.catalog.block_work import BlockWork
from desktop.ui.catalog.drafting import Drafting
from desktop.ui.catalog.figures import FIGURES, lines_of, texts_of
from desktop.ui.catalog.grid import Grid
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import typed
from desktop.ui.kit import dialogs
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop.services.build import Services
    from desktop.services.draft_judgement import Manner
    from desktop.services.review import Review


class SheetWork(UnderWay):
    """``sent`` brings the id of the change-set when changes went to the outbox."""

    sent = Signal(str)

    def __init__(self, page: QWidget, grid: Grid, drafting: Drafting, blocks: BlockWork, how: "Manner") -> None:
        super().__init__(page)
        self._page, self._grid, self._drafting, self._blocks, self._how = page, grid, drafting, blocks, how

    def start(self, services: "Services") -> None:
        """The loop runs."""
        self._services = services

    def adjust(self) -> None:
        self.run(self._adjust())

    def replace(self) -> None:
        self.run(self._replace())

    def review(self) -> None:
        self.run(self._review())

    async def _adjust(self) -> None:
        from desktop.ui.catalog.adjust_sheet import AdjustSheet

        chosen, keys = [of for of in self._chosen_fields() if of in FIGURES], self._grid.chosen_keys()
        if self._blocks.refuses(len(keys)):
            return
        lines = lines_of(await self._blocks.rows(keys))
        if not lines:
            return
        sheet = AdjustSheet(self._page, lines, chosen or FIGURES, self._how)
        answer = await dialogs.ask(sheet, lambda: (sheet.found, sheet.of))
        if answer is not None:
            found, of = answer
            self._drafting.type(texts_of(found, of, self._how), self.tr("Adjust"))

    async def _replace(self) -> None:
        from desktop.ui.catalog.replace_sheet import ReplaceSheet

        one_cell = self._grid.chosen.count == 1
        fields = tuple(Field) if one_cell else self._chosen_fields()
        keys = self._grid.paged.ids if one_cell else self._grid.chosen_keys()
        if self._blocks.refuses(len(keys)):
            return
        texts = {
            (row.id, of): typed(row.cells[of], of, self._how)
            for row in await self._blocks.rows(keys)
            for of in fields
            if of in row.cells and not row.cells[of].locked
        }
        sheet = ReplaceSheet(self._page, texts)
        found = await dialogs.ask(sheet, lambda: sheet.found)
        if found:
            self._drafting.type(found, self.tr("Replace"))

    async def _review(self) -> None:
        from desktop.ui.catalog.review_sheet import ReviewSheet, problems

        await self._drafting.settled()
        review = await self._services.review.review()
        rehearsals = self._services.rehearsals
        sheet = ReviewSheet(
            self._page,
            review,
            self._how,
            lambda show, stop: rehearsals.rehearse(show=show, stop=stop),
            self._retype,
        )
        if not await dialogs.ask(sheet, lambda: True):
            return
        pushed = await self._services.review.push(self.tr("Changes in the catalog"))
        self._drafting.forget_steps()
        self.sent.emit(pushed.change_set_id)
        if missed := problems(pushed.results):  # what became of the others is told by the bar of the push
            self.notice.emit(missed, Tone.WARNING, "", None)

    async def _retype(self, texts: "Mapping[Address, str | None]") -> "Review":
        """Type these as one step, and review what is there then."""
        drafts = self._services.drafts
        await self._drafting.take(lambda: drafts.put(texts, self._how), self.tr("Stock after what was sold"))
        return await self._services.review.review()

    def _chosen_fields(self) -> tuple[Field, ...]:
        grid = self._grid
        found = (grid.field_at(place) for block in grid.chosen.blocks for place in range(block.left, block.right + 1))
        return tuple(dict.fromkeys(of for of in found if of is not None))
