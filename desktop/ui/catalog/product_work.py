"""What the catalog page does with whole products: write, clone, deactivate and delete them, and follow their jobs."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import Field, number_of, variant_of
from desktop.domain.errors import NotPossible
from desktop.ui.catalog.product_window import Opened, ProductWindow
from desktop.ui.catalog.product_writing import ProductWriting
from desktop.ui.catalog.under_way import UnderWay
from desktop.ui.catalog.values import STATUS_WORDS, manner
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit import dialogs, reasons
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import Tone

if TYPE_CHECKING:
    from desktop.domain.product_drafts import ProductDraft
    from desktop.domain.products import ProductFinding
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView
    from desktop.ui.catalog.page import CatalogPage

_NAMED = 5  # SKUs by name in a question; the others are counted


class ProductWork(UnderWay):
    """``windows`` are the open ones, by the id of their draft."""

    def __init__(self, page: "CatalogPage", services: "Services") -> None:
        super().__init__(page)
        self._page, self._services, self._how = page, services, manner()
        self._grid, self._drafting, self._blocks = page.grid, page.drafting, page.blocks
        self.windows: dict[str, ProductWindow] = {}

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        return {
            "product_edit": lambda: self.run(self._edit()),
            "product_new": lambda: self.run(self._new()),
            "product_clone": lambda: self.run(self._clone()),
            "product_deactivate": lambda: self.run(self._deactivate()),
            "product_delete": lambda: self.run(self._delete()),
            "product_drafts": lambda: self.run(self._drafts()),
            "product_jobs": lambda: self.run(self._jobs()),
        }

    # Windows --------------------------------------------------------------------------------------------------------

    async def _edit(self) -> None:
        row = await self._blocks.current()
        if row is None:
            return
        draft = await self._services.products.open(row.stored.id)
        await self._open(draft)

    async def _new(self) -> None:
        shop = await self._which_shop(
            self.tr("New product"), self.tr("For which shop is it?"), self.tr("Write it"), besides=""
        )
        if shop is not None:
            await self._open(await self._services.products.new(shop.id))

    async def _clone(self) -> None:
        row = await self._blocks.current()
        if row is not None:
            await self._clone_of(row.stored.id, row.stored.shop_id)

    async def _clone_of(self, source: str | int, from_shop: str) -> None:
        from desktop.ui.catalog.product_clone import Cloning

        shop = await self._which_shop(
            self.tr("Clone to another shop"),
            self.tr("A draft is made there of all that can be taken over; what is missing is listed."),
            self.tr("Clone"),
            besides=from_shop,
        )
        if shop is not None:
            cloned = await Cloning(self._page.window(), self._services.products).run(source, shop.id)
            if cloned is not None:
                await self._open(cloned[0], missed=cloned[1])

    async def _drafts(self) -> None:
        from desktop.ui.catalog.product_draft_sheet import ProductDraftSheet

        for writing in self._page.window().findChildren(ProductWriting):  # a window may just be closing
            await writing.settled()
        drafts = await self._services.products.drafts()
        shops = {one.id: one.name for one in await self._services.shops.list()}
        sheet = ProductDraftSheet(self._page.window(), drafts, shops)
        draft = await dialogs.ask(sheet, lambda: sheet.draft)
        if draft is not None:
            await self._open(draft)

    async def _open(self, draft: "ProductDraft", *, missed: "Sequence[ProductFinding]" = ()) -> None:
        if (window := self.windows.get(draft.id)) is None:
            shop = next(one for one in await self._services.shops.list() if one.id == draft.shop_id)
            abilities = await self._services.products.can(shop.id)
            opened = Opened(draft, shop, abilities, missed)
            window = ProductWindow(self._page.window(), opened, self._services, self._how)
            self.windows[draft.id] = window
            window.notice.connect(self.notice)
            window.closed.connect(lambda id_: self.windows.pop(id_, None))
            window.clone_wanted.connect(lambda id_, shop=shop: self.run(self._clone_of(id_, shop.id)))
            window.start()
        window.show()
        window.raise_()
        window.activateWindow()

    async def _which_shop(self, title: str, sentence: str, action: str, *, besides: str) -> "ShopView | None":
        from desktop.ui.catalog.product_shop_sheet import ProductShopSheet

        shops = [one for one in await self._services.shops.list() if one.id != besides and await self._writes(one)]
        if not shops:
            words = self.tr("No other shop takes products from Backshop.")
            first = self.tr("None of your shops takes products from Backshop.")
            self.notice.emit(words if besides else first, Tone.WARNING, "", None)
            return None
        sheet = ProductShopSheet(self._page.window(), title, sentence, shops, action)
        return await dialogs.ask(sheet, lambda: sheet.shop)

    async def _writes(self, shop: "ShopView") -> bool:
        try:
            return (await self._services.products.can(shop.id)).edit
        except NotPossible:  # an account whose shops are not known yet
            return False

    # The chosen rows ------------------------------------------------------------------------------------------------

    async def _deactivate(self) -> None:
        """As drafts in the grid, so that it is reviewed, sent and taken back as every other change."""
        keys = self._grid.chosen_keys()
        keys = [key for key in keys if number_of(key) == 0] or keys
        if self._blocks.refuses(len(keys)):
            return
        rows = [row for row in await self._blocks.rows(keys) if Field.STATUS in row.cells]
        words = value_words(STATUS_WORDS[ListingStatus.INACTIVE])
        open_rows = [row for row in rows if not row.cells[Field.STATUS].locked]
        if not open_rows:
            code = next((row.cells[Field.STATUS].locked for row in rows), "not_supported")
            self.notice.emit(reasons.code_sentence(code), Tone.WARNING, "", None)
            return
        self._drafting.type({(row.id, Field.STATUS): words for row in open_rows}, self.tr("Deactivate"))

    async def _delete(self) -> None:
        keys = self._grid.chosen_skus()
        if not keys or self._blocks.refuses(len(keys)):
            return
        first = [row.stored.variant for row in await self._blocks.rows(keys[:_NAMED])]
        more = len(keys) - _NAMED
        named = ", ".join(one.sku or one.name for one in first) + (
            self.tr(" and {n} more").format(n=number(more)) if more > 0 else ""
        )
        agreed = await dialogs.confirm(
            self._page.window(),
            counted(len(keys), self.tr("Delete 1 SKU?"), self.tr("Delete {n} SKUs?")),
            self.tr("{skus}: taken off the marketplace for good. It cannot be taken back.").format(skus=named),
            self.tr("Delete"),
            danger=True,
        )
        if not agreed:
            return
        queued = await self._services.products.delete([variant_of(key) for key in keys])
        refused = queued.results
        told = counted(len(queued.order_ids), self.tr("1 SKU goes"), self.tr("{n} SKUs go"))
        words = [self.tr("{told}: it is in the outbox").format(told=told)] if queued.order_ids else []
        words += dict.fromkeys(f"{one.number}: {reasons.code_sentence(one.code, one.params)}" for one in refused[:3])
        self.notice.emit(". ".join(words), Tone.WARNING if refused else Tone.SUCCESS, "", None)

    async def _jobs(self) -> None:
        from desktop.ui.catalog.remote_jobs_sheet import RemoteJobsSheet

        sheet = RemoteJobsSheet(self._page.window(), self._services.products.jobs)
        stop = self._services.changes.subscribe(sheet.hear)
        sheet.look()
        try:
            sku = await dialogs.ask(sheet, lambda: sheet.sku)
        finally:
            stop()
        if sku:
            self._page.search_wanted.emit(sku)
