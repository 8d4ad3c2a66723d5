"""Linking SKUs from the grid: the chosen rows, the sheet of a shelf, suggestions, and the warning of overselling."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import GridRow, variant_of
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.linking import LinkGroup, MoveKind, Suggestion
from desktop.services.links import Linked
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.kit import dialogs, reasons, tasks
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.stock_guard import PassedOn
    from desktop.ui.catalog.link_sheet import LinkWishes
    from desktop.ui.catalog.page import CatalogPage

MOST = 40  # SKUs that one shelf may be given at once: more is a slip of the hand


class LinkPart(UnderWay):
    """One for the page; it also watches the shelves and says when more was sold than there was."""

    def __init__(self, page: "CatalogPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._links, self._guard = page, services.links, services.guard
        self._warned: dict[str, int] = {}
        stop = services.changes.subscribe(self._on_changes)
        self.destroyed.connect(stop)
        tasks.run(self, self._warn())

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {
            "link": lambda: self.run(self._link()),
            "unlink": lambda: self.run(self._unlink()),
            "links": lambda: self.run(self._open_current()),
            "link_suggestions": lambda: self.run(self._suggest()),
        }

    # Linking --------------------------------------------------------------------------------------------------------

    async def _link(self) -> None:
        keys = self._page.grid.chosen_skus()
        if not 2 <= len(keys) <= MOST:
            few = self.tr("Choose the SKUs that are one thing: one row in each shop.")
            many = self.tr("{n} rows are chosen: one shelf takes {most} SKUs at most.")
            self._say(few if len(keys) < 2 else many.format(n=number(len(keys)), most=MOST), Tone.WARNING)
            return
        rows = await self._page.blocks.rows(keys)
        doubt = self._doubt(rows)
        title, link = self.tr("Link {n} SKUs?").format(n=number(len(rows))), self.tr("Link")
        if doubt and not await dialogs.confirm(self._page, title, doubt, link):
            return
        self._tell_linked(await self._links.link([row.stored.id for row in rows]))

    def _doubt(self, rows: Sequence[GridRow]) -> str:
        """What should be looked at before these are linked."""
        variants = [row.stored.variant for row in rows]
        said = []
        if len({row.stored.shop_id for row in rows}) < len(rows):
            said.append(self.tr("Several of them are in the same shop."))
        if len({one.barcode for one in variants if one.barcode}) > 1:
            said.append(self.tr("Their barcodes differ."))
        if len({one.sku.replace(" ", "").casefold() for one in variants}) > 1:
            said.append(self.tr("Their SKUs differ."))
        names = "\n".join(f"{row.stored.shop}: {row.stored.variant.sku}" for row in rows[:12])
        return "\n\n".join((" ".join(said), names)) if said else ""

    async def _unlink(self) -> None:
        linked = list(await self._links.counts_of([variant_of(key) for key in self._page.grid.chosen_skus()]))
        if not linked:
            self._say(self.tr("None of the chosen SKUs is linked."), Tone.NEUTRAL)
            return
        done = await self._links.unlink(linked)
        self._offer_undo(counted(len(linked), self.tr("1 SKU unlinked"), self.tr("{n} SKUs unlinked")), done)

    async def _suggest(self) -> None:
        from desktop.ui.catalog.link_suggestions_sheet import LinkSuggestionsSheet

        found = await self._links.suggestions()
        if not found:
            none = self.tr("No SKUs of different shops have the same SKU or barcode and are not linked yet.")
            self._say(none, Tone.NEUTRAL)
            return
        sheet = LinkSuggestionsSheet(self._page, found)
        sheet.declined.connect(self._decline)
        chosen: Sequence[Suggestion] | None = await dialogs.ask(sheet, lambda: sheet.chosen)
        if chosen:
            self._tell_linked(await self._links.accept(chosen))

    def _decline(self, suggestions: Sequence[Suggestion]) -> None:
        words = counted(len(suggestions), self.tr("1 suggestion declined"), self.tr("{n} suggestions declined"))

        async def decline() -> None:
            await self._links.decline(suggestions)
            self.notice.emit(words, Tone.NEUTRAL, self.tr("Undo"), lambda: self.run(take_back()))

        async def take_back() -> None:
            await self._links.take_back_decline(suggestions)

        self.run(decline())

    def _tell_linked(self, done: Linked) -> None:
        words = counted(len(done.group_ids), self.tr("Linked: one shelf"), self.tr("Linked: {n} shelves"))
        hint = self.tr("Type the stock of one of them, and all shops follow.")
        self._offer_undo(f"{words}. {hint}", done)

    def _offer_undo(self, words: str, done: Linked) -> None:
        async def undo() -> None:
            await self._links.undo(done)
            self._say(self.tr("Linked as before"), Tone.NEUTRAL)

        self.notice.emit(words, Tone.SUCCESS, self.tr("Undo"), lambda: self.run(undo()))

    # The shelf ------------------------------------------------------------------------------------------------------

    async def _open_current(self) -> None:
        row = await self._page.blocks.current()
        group = await self._links.group_of(row.stored.id) if row is not None else None
        if group is None:
            free = self.tr("This SKU is not linked. Choose it together with its likes in other shops, and link them.")
            self.notice.emit(free, Tone.NEUTRAL, self.tr("Suggestions"), self.commands["link_suggestions"])
            return
        await self._open(group)

    def _opener(self, group: LinkGroup) -> Callable[[], None]:
        def show() -> None:
            self._page.show_sku(group.members[0].stored.variant.sku)
            self.run(self._open(group))

        return show

    async def _open(self, group: LinkGroup) -> None:
        from desktop.ui.catalog.link_sheet import LinkSheet

        sheet = LinkSheet(self._page, group, is_guarding=await self._links.is_guarding())
        wishes = await dialogs.ask(sheet, lambda: sheet.wishes)
        if wishes is not None:
            await self._apply(group, wishes)

    async def _apply(self, group: LinkGroup, wishes: "LinkWishes") -> None:
        if wishes.name is not None:
            self._offer_undo(self.tr("Renamed"), await self._links.rename(group.id, wishes.name))
        passed = [await self._links.set_buffer(id_, units) for id_, units in wishes.buffers.items()]
        if wishes.is_guarding is not None:
            passed.append(await self._links.set_guarding(wishes.is_guarding))
        if wishes.is_guarded is not None:
            passed.append(await self._links.set_guarded(group.id, wishes.is_guarded))
        if wishes.shelf is not None:
            passed.append(await self._links.count(group.id, wishes.shelf))
        if wishes.unlinked:
            done = await self._links.unlink(wishes.unlinked)
            words = counted(len(wishes.unlinked), self.tr("1 SKU unlinked"), self.tr("{n} SKUs unlinked"))
            self._offer_undo(words, done)
        self._tell_passed(passed)

    def _tell_passed(self, passed: "Sequence[PassedOn]") -> None:
        wishes = sum(one.wishes for one in passed)
        if wishes:
            self._say(counted(wishes, self.tr("1 shop is being set"), self.tr("{n} shops are being set")), Tone.SUCCESS)

    # Watching -------------------------------------------------------------------------------------------------------

    def _on_changes(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.LINKS:
            tasks.run(self, self._warn())

    async def _warn(self) -> None:
        """Say once of each shelf that more was sold than there was, and again when it gets worse."""
        groups = {one.id: one for one in await self._links.oversold()}
        known, self._warned = self._warned, {id_: one.stock or 0 for id_, one in groups.items()}
        if problems := self._guard.take_problems():
            first = problems[0]
            why = reasons.code_sentence(first.code, first.params)
            words = self.tr("The stock of {sku} in {shop} cannot be set: {why}")
            self._say(words.format(sku=first.number, shop=first.shop, why=why), Tone.WARNING)
        for id_, one in groups.items():
            if (one.stock or 0) < known.get(id_, 0):
                self.notice.emit(self._oversold(one), Tone.DANGER, self.tr("Look at it"), self._opener(one))

    def _oversold(self, group: LinkGroup) -> str:
        orders = [one.label for one in group.moves if one.kind is MoveKind.SOLD][:4]
        words = self.tr("{name} is oversold by {n}. The last orders: {orders}. Restock it or cancel one of them.")
        return words.format(name=group.name, n=number(-(group.stock or 0)), orders=", ".join(orders))

    # How ------------------------------------------------------------------------------------------------------------

    def _say(self, words: str, tone: Tone) -> None:
        self.notice.emit(words, tone, "", None)
