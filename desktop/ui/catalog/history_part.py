"""Opens the history of the current cell, and brings a past moment of chosen SKUs or whole shops back as changes."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import variant_of
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import manner
from desktop.ui.kit import dialogs
from desktop.ui.kit.format import counted, moment
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.restoring import Restored, RestorePlan
    from desktop.ui.catalog.page import CatalogPage
    from desktop.ui.catalog.restore_sheet import Choice


class HistoryPart(UnderWay):
    """Reads through services; what is restored is typed through the page's own drafting, as one step."""

    def __init__(self, page: "CatalogPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._services, self._how = page, services, manner()

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of the page call."""
        return {"why": lambda: self.run(self._why()), "restore": lambda: self.run(self._restore())}

    async def _why(self) -> None:
        from desktop.ui.catalog.history_sheet import HistorySheet

        of, row = self._page.grid.field_at(self._page.grid.chosen.current.column), await self._page.blocks.current()
        if row is None or of is None:
            words = self.tr("Choose a cell with a stock, a price or a status: its history is told.")
            self.notice.emit(words, Tone.NEUTRAL, "", None)
            return
        story = await self._services.history.story(row.stored.id, row.place, of)
        if story is None:
            self.notice.emit(self.tr("This SKU is not there any more."), Tone.WARNING, "", None)
            return
        sheet = HistorySheet(self._page, story, self._how)
        await dialogs.ask(sheet, lambda: True)

    async def _restore(self) -> None:
        from desktop.ui.catalog.restore_sheet import RestoreSheet

        choices = await self._choices()
        if not choices:
            self.notice.emit(self.tr("Connect a shop first."), Tone.NEUTRAL, "", None)
            return
        sheet = RestoreSheet(self._page, choices, self._services.restoring.span(), self._look, self._how)
        plan = await dialogs.ask(sheet, lambda: sheet.plan)
        if plan is not None:
            self._put(plan)

    async def _look(self, at: datetime, what: "Sequence[Restored]", choice: "Choice") -> "RestorePlan":
        plan = self._services.restoring.plan
        return await plan(at, what, shop_ids=choice.shop_ids, variant_ids=choice.variant_ids)

    def _put(self, plan: "RestorePlan") -> None:
        from desktop.services.restoring import texts_of

        texts = texts_of(plan, self._how)
        self._page.drafting.put(texts, self.tr("Restore to {when}").format(when=moment(plan.moment)))
        one, many = self.tr("1 value of {when} is a change now"), self.tr("{n} values of {when} are changes now")
        words = counted(len(texts), one, many, when=moment(plan.moment))
        self.notice.emit(self.tr("{words}. Review and send them.").format(words=words), Tone.SUCCESS, "", None)

    async def _choices(self) -> "list[Choice]":
        """The chosen SKUs where more than one cell is chosen, then every shop, then all of them."""
        from desktop.ui.catalog.restore_sheet import Choice

        shops = await self._services.shops.list()
        found = [Choice(one.name, (one.id,)) for one in shops]
        ids = tuple(map(variant_of, self._page.grid.chosen_skus()))
        if ids:
            words = counted(len(ids), self.tr("The chosen SKU"), self.tr("The {n} chosen SKUs"))
            found.insert(0, Choice(words, variant_ids=ids))
        if len(shops) > 1:
            found.append(Choice(self.tr("All shops"), tuple(one.id for one in shops)))
        return found
