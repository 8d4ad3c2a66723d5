"""What the seller can do with whole products: write one, judge it, send it, take it away, carry it to another shop."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from desktop.domain.accounts import Shop
from desktop.domain.catalog import VariantRef
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.operations import Operation, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.product_drafts import ProductAbilities, ProductDraft, RemoteJob
from desktop.domain.products import Brand, Category, CategoryAttribute, Product, ProductFinding, ProductVariant
from desktop.platforms.kit.manifest import Can
from desktop.services import product_cloning, product_wishes, remote_jobs
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.orders import Queued
from desktop.services.product_dictionary import ProductDictionary
from desktop.services.product_images import image_findings
from desktop.services.product_judgement import judged, taken_out
from desktop.services.progress import Show, nobody_looks
from desktop.store import catalog, outbox, outbox_moves, product_drafts
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

_UNDER_WAY = frozenset({one.value for one in OperationState if one.is_open})


class Products:
    """Nothing is sent here: ``send`` and ``delete`` write the outbox, everything else drafts.

    In an update the prices and stocks of variants the platform knows stay as they are: those are set in the grid.
    """

    def __init__(
        self,
        db: Database,
        connections: Connections,
        changes: ChangeFeed,
        *,
        clock: Clock = utc_now,
        make_id: NewId = new_id,
    ) -> None:
        self._db, self._connections, self._changes = db, connections, changes
        self._clock, self._make_id = clock, make_id
        self._dictionary = ProductDictionary(db, connections, clock)

    # --- what there is to say -----------------------------------------------------------------------------------------
    async def can(self, shop_id: str) -> ProductAbilities:
        """What this shop's platform can do with products. Raises ``NotPossible("unknown_shop")``."""
        shop = await self._dictionary.shop(shop_id)
        manifest = self._connections.manifest_of(shop.platform)
        can = {one.value for one in manifest.can} - set(shop.lacks)
        own = await self._db.read(lambda c: product_drafts.own_currencies(c, shop_id))
        currencies = tuple(dict.fromkeys((*own, *(one.currency for one in shop.markets if one.currency))))
        edit, delete = Can.EDIT_PRODUCTS.value in can, Can.DELETE_PRODUCT.value in can
        suggests = Can.SUGGEST_CATEGORIES.value in can
        return ProductAbilities(edit, delete, manifest.images, currencies, manifest.title, suggests)

    async def categories(self, shop_id: str, show: Show = nobody_looks) -> tuple[Category, ...]:
        """The whole tree, kept for a week; ``show`` is told the pages. Whoever is cancelled can go on later.

        Raises ``NotPossible`` and what the connector raises.
        """
        return await self._dictionary.categories(shop_id, show)

    async def suggested_categories(self, shop_id: str, name: str) -> tuple[Category, ...]:
        """Categories the platform suggests for such a name, the likeliest first. Raises as ``categories``."""
        return await self._dictionary.suggested_categories(shop_id, name)

    async def attributes(self, shop_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell, mandatory ones first; kept for a week. Raises as ``categories``."""
        return await self._dictionary.attributes(shop_id, category)

    async def brands(self, shop_id: str, search: str) -> tuple[Brand, ...]:
        """Brands whose name holds ``search``; empty where a brand is free text. Raises as ``categories``."""
        return await self._dictionary.brands(shop_id, search)

    # --- drafts -------------------------------------------------------------------------------------------------------
    async def open(self, variant_id: int) -> ProductDraft:
        """The product of this SKU to be changed: what is being written about it, else as the platform tells it now.

        Raises ``NotPossible``: ``unknown_sku``, ``not_supported``; and what the connector raises.
        """
        stored = await self._variant(variant_id)
        kept = await self._being_written(stored)
        if kept is not None:
            return kept
        shop = await self._dictionary.shop(stored.shop_id)
        product = await (await self._dictionary.writer(shop)).read_product(stored.variant.ref)
        remote_id = product.remote_id or stored.variant.product_remote_id
        draft = ProductDraft(self._make_id(), shop.id, product, self._clock(), remote_id, seen=product)
        return await self.save(replace(draft, variant_id=variant_id))

    async def new(self, shop_id: str) -> ProductDraft:
        """An empty product of this shop with one variant; it is kept from its first ``save`` on."""
        await self._dictionary.shop(shop_id)
        return ProductDraft(self._make_id(), shop_id, Product(variants=(ProductVariant(""),)), self._clock())

    async def save(self, draft: ProductDraft) -> ProductDraft:
        """Keep it as it is now; answers it with the time."""
        saved = replace(draft, changed_at=self._clock())
        await self._db.write(lambda c: product_drafts.save(c, saved))
        return saved

    async def drafts(self) -> tuple[ProductDraft, ...]:
        """What is being written, the one changed last first, with how far what was sent of it got.

        What arrived at its platform is no draft any more; a product that was only looked at is none either.
        """
        found = [one for one in await self._db.read(_with_state) if one.product != one.seen]
        arrived = [one.id for one in found if one.state == OperationState.DONE]
        if arrived:
            await self._db.write(lambda c: product_drafts.remove(c, *arrived))
        return tuple(one for one in found if one.id not in arrived)

    async def draft(self, draft_id: str) -> ProductDraft:
        """One of them. Raises ``NotPossible("unknown_draft")``."""
        found = await self._db.read(lambda c: product_drafts.draft(c, draft_id))
        if found is None:
            raise NotPossible("unknown_draft", draft=draft_id)
        return await self._db.read(lambda c: _stated(c, found))

    async def discard(self, draft_id: str) -> None:
        """Forget what was written; what was sent of it stays in the outbox."""
        await self._db.write(lambda c: product_drafts.remove(c, draft_id))

    async def judge(self, draft: ProductDraft) -> tuple[ProductFinding, ...]:
        """Everything that is wrong with it, errors and warnings; asks for attributes where they are not known yet.

        What the platform itself told so when the product was opened is a warning only: it lives with it.

        Raises ``NotPossible`` and what the connector raises.
        """
        shop = await self._dictionary.shop(draft.shop_id)
        manifest, able = self._connections.manifest_of(shop.platform), await self.can(shop.id)
        product = draft.product
        attributes = () if product.category is None else await self.attributes(shop.id, product.category)
        check = manifest.check_product or _no_rules
        seen = draft.seen
        lived_with = () if seen is None else (*judged(seen, attributes), *check(seen, attributes, able.currency))
        findings = [*judged(product, attributes, await self._taken(draft)), *taken_out(draft.seen, product)]
        findings += check(product, attributes, able.currency)
        findings = [replace(one, is_error=False) if one in lived_with else one for one in findings]
        if manifest.images is not None:
            for images in (product.images, *(one.images for one in product.variants)):
                findings += await image_findings(images, manifest.images)
        return tuple(findings)

    # --- to the platform ----------------------------------------------------------------------------------------------
    async def send(self, draft_id: str) -> ActionResult:
        """Queue it: a new product is created, another one changed. What is wrong with it is told, and nothing queued.

        Raises ``NotPossible``: ``unknown_draft``, ``already_being_sent``, ``nothing_changed``.
        """
        draft = await self.draft(draft_id)
        if draft.state in _UNDER_WAY:
            raise NotPossible("already_being_sent")
        if draft.product == draft.seen:
            raise NotPossible("nothing_changed")
        shop = await self._dictionary.shop(draft.shop_id)
        wrong = next((one for one in await self.judge(draft) if one.is_error), None)
        if wrong is not None:
            return product_wishes.refused(draft, shop.name, wrong)
        ref = await self._reference(draft)
        currency = (await self.can(shop.id)).currency
        operation = product_wishes.of_draft(draft, shop, ref, currency, self._make_id, self._clock())
        sent = replace(draft, change_set_id=operation.change_set_id)
        await self._queue([operation], sent)
        return product_wishes.queued(operation, shop.name)

    async def delete(self, variant_ids: Sequence[int]) -> Queued:
        """Queue that these SKUs are taken off their platforms for good; results name those that cannot be."""
        stored = await self._db.read(lambda c: catalog.variants(c, variant_ids))
        able = {one: (await self.can(one)).delete for one in {variant.shop_id for variant in stored}}
        wanted = [one for one in stored if able[one.shop_id]]
        refused = tuple(product_wishes.not_supported(one) for one in stored if not able[one.shop_id])
        if not wanted:
            return Queued("", (), refused)
        change_set_id, now = self._make_id(), self._clock()
        await self._queue([product_wishes.of_deletion(one, self._make_id(), change_set_id, now) for one in wanted])
        return Queued(change_set_id, tuple(one.id for one in wanted), refused)

    async def clone(
        self, source: str | int, to_shop_id: str, show: Show = nobody_looks
    ) -> tuple[ProductDraft, tuple[ProductFinding, ...]]:
        """The product of a draft (its id) or of a SKU (its number) as a new draft of another shop, and what it lacks.

        ``show`` is told how far its categories are read. Raises as ``open`` and ``categories`` do.
        """
        draft = await self.open(source) if isinstance(source, int) else await self.draft(source)
        home, shop = await self._dictionary.shop(draft.shop_id), await self._dictionary.shop(to_shop_id)
        tree = await self.categories(shop.id, show)
        currency = (await self.can(shop.id)).currency
        there = product_cloning.Destination(currency, tree, home.platform == shop.platform)
        category = product_cloning.mapped_category(draft.product.category, there)
        attributes = () if category is None else await self.attributes(shop.id, category)
        brand = await self._brand(shop, draft.product.brand)
        product, missing = product_cloning.cloned(draft.product, there, category, attributes, brand)
        cloned = await self.save(ProductDraft(self._make_id(), shop.id, product, self._clock()))
        return cloned, (*missing, *(one for one in await self.judge(cloned) if one.is_error))

    async def jobs(self, limit: int = 100) -> tuple[RemoteJob, ...]:
        """The newest jobs the platforms made of what was sent, newest first."""
        return await self._db.read(lambda c: remote_jobs.jobs(c, self._connections.manifests, limit))

    # --- inside -------------------------------------------------------------------------------------------------------
    async def _brand(self, shop: Shop, brand: Brand | None) -> Brand | None:
        """The brand of that name there; where brands are free text, the name."""
        if brand is None:
            return None
        found = await self.brands(shop.id, brand.name)
        same = (one for one in found if one.name.casefold() == brand.name.casefold())
        return next(same, None) if found else (None if await self.brands(shop.id, "") else Brand("", brand.name))

    async def _queue(self, operations: Sequence[Operation], sent: ProductDraft | None = None) -> None:
        change_set_id, title = operations[0].change_set_id, operations[0].kind.value

        def write(c: "Connection") -> None:
            outbox_moves.add_change_set(c, change_set_id, title, operations, self._clock())
            if sent is not None:
                product_drafts.save(c, sent)

        await self._db.write(write)
        self._changes.publish(Changes(ChangeKind.OUTBOX))
        self._changes.publish(Changes(ChangeKind.CATALOG))

    async def _variant(self, variant_id: int) -> StoredVariant:
        found = await self._db.read(lambda c: catalog.variants(c, [variant_id]))
        if not found:
            raise NotPossible("unknown_sku", sku=str(variant_id))
        return found[0]

    async def _being_written(self, stored: StoredVariant) -> ProductDraft | None:
        """The draft about this SKU's product, where something in it was changed or sent."""
        for one in await self._db.read(lambda c: _about(c, stored)):
            if one.product != one.seen and one.state != OperationState.DONE:
                return one
            await self.discard(one.id)
        return None

    async def _reference(self, draft: ProductDraft) -> VariantRef | None:
        if not draft.variant_id:
            return None
        return (await self._variant(draft.variant_id)).variant.ref

    async def _taken(self, draft: ProductDraft) -> frozenset[str]:
        """SKUs of this draft that another product of the shop has, on the same market where each is sold on one."""
        market = draft.product.category.market if draft.product.category else ""
        skus = [one.sku.strip() for one in draft.product.variants if one.sku.strip()]
        found = await self._db.read(lambda c: catalog.by_skus(c, skus, [draft.shop_id]))
        own = {one.remote_id for one in draft.product.variants if one.remote_id}
        return frozenset(
            one.variant.sku
            for stored in found.values()
            for one in stored
            if one.variant.remote_id not in own
            and (not market or market in {offer.market for offer in one.variant.offers})
            and (draft.is_new or one.variant.product_remote_id != draft.product_remote_id)
        )


def _no_rules(
    _product: Product, _attributes: tuple[CategoryAttribute, ...], _currency: str
) -> tuple[ProductFinding, ...]:
    """A platform without rules of its own."""
    return ()


def _with_state(c: "sqlite3.Connection") -> tuple[ProductDraft, ...]:
    """All drafts with how far what was sent of each got."""
    return tuple(_stated(c, one) for one in product_drafts.drafts(c))


def _about(c: "sqlite3.Connection", stored: StoredVariant) -> tuple[ProductDraft, ...]:
    """The drafts about this SKU's product."""
    mine = (one for one in product_drafts.drafts(c) if one.shop_id == stored.shop_id and not one.is_new)
    product = stored.variant.product_remote_id
    return tuple(_stated(c, one) for one in mine if one.variant_id == stored.id or one.product_remote_id == product)


def _stated(c: "sqlite3.Connection", draft: ProductDraft) -> ProductDraft:
    sent = outbox.operations(c, open_only=False, change_set_id=draft.change_set_id) if draft.change_set_id else ()
    if not sent:
        return draft
    return replace(draft, state=sent[-1].state.value, code=sent[-1].code, params=sent[-1].params)
