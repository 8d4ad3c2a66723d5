"""Whole products, made and changed step by step: the product, its variants, its pictures (jumpseller.md 8).

A product takes several requests, so each sending first looks how far it came: what is there is not made again. A
request that fails after another one worked leaves a doubt; the outbox reads back, and the next sending goes on.
"""

from collections.abc import Coroutine, Sequence

from desktop.domain.catalog import Variant
from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import seen_product, wished_product
from desktop.domain.products import Product, ProductImage, ProductVariant
from desktop.platforms.jumpseller import product_mapping as mapping
from desktop.platforms.jumpseller import products, shapes
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.generations import Generation
from desktop.platforms.jumpseller.mapping import text
from desktop.platforms.jumpseller.product_reading import ProductReader
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.kit.contract import Sent

KINDS = frozenset({OperationKind.CREATE_PRODUCT, OperationKind.UPDATE_PRODUCT})
READ_ONLY = ("brand",)  # shown, but in no contract's fields of a write
_S = OperationState


class ProductWriter:
    """Sends one product at a time, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader, shelf: ProductReader) -> None:
        self._client, self._reader, self._shelf = client, reader, shelf

    async def send(self, operation: Operation) -> Sent:
        """As the contract says; what Jumpseller cannot hold is refused, ``product_rules`` says it earlier."""
        product = wished_product(operation)
        if not product.name.strip():
            return Sent((Outcome(operation.id, _S.REFUSED, "product_name_missing"),))
        if operation.kind is OperationKind.UPDATE_PRODUCT:
            return await self._update(operation, product)
        return await self._create(operation, product)

    async def _create(self, operation: Operation, product: Product) -> Sent:
        there = await self._found(product)
        if there is not None and text(there.name) != text(product.name):
            raise Refused("sku_taken", sku=product.variants[0].sku)
        generation = await self._reader.generation()
        is_new = there is None
        if there is None:
            there = _told(await self._client.create_product(mapping.created(product, generation)))
        steps = _Steps(self._client, str(there.id), was_written=is_new)
        missing = _missing(product, there)
        for one in missing:
            await steps.do(self._client.create_variant(steps.product_id, mapping.new_variant(one, generation)))
        await steps.pictures(product.images, there)
        return await self._read_back(operation, steps.product_id, product)

    async def _update(self, operation: Operation, product: Product) -> Sent:
        """Only what the seller changed is sent, so that what others changed meanwhile stays."""
        seen = seen_product(operation)
        try:
            there = await self._shelf.just_read(product.remote_id)
        except Gone:
            return Sent((Outcome(operation.id, _S.REFUSED, "gone"),))
        store, generation = await self._reader.store(), await self._reader.generation()
        fields = changed(seen or mapping.product_of(there, store), product)
        _refuse(fields, seen, product)
        steps = _Steps(self._client, product.remote_id)
        if wish := mapping.changes(product, fields):
            if there.price is None:
                raise BrokenAnswer("unexpected_answer")
            await steps.do(
                self._client.update_product(product.remote_id, {"name": there.name, "price": there.price, **wish})
            )
        for one in product.variants:
            await self._variant(steps, one, [name for name in fields if name.startswith(f"{one.sku}: ")], generation)
        if "images" in fields:
            await steps.pictures(product.images, there, drop=True)
        return await self._read_back(operation, product.remote_id, product)

    async def _variant(
        self, steps: "_Steps", one: ProductVariant, fields: Sequence[str], generation: Generation
    ) -> None:
        own = [name.partition(": ")[2] for name in fields]
        if not one.remote_id:
            await steps.do(self._client.create_variant(steps.product_id, mapping.new_variant(one, generation)))
        elif own and (wish := mapping.changed_variant(one, own, generation)):
            variant_id = products.split(one.remote_id)[1]
            if variant_id:
                await steps.do(self._client.update_variant(steps.product_id, variant_id, wish))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the store holds now: DONE when all of it is there; what is half done may be gone on with."""
        outcomes, variants = list[Outcome](), list[Variant]()
        for operation in batch:
            product = wished_product(operation)
            try:
                raw = await self._known(operation, product)
            except Gone:
                outcomes.append(Outcome(operation.id, _S.REFUSED, "gone"))
                continue
            if raw is None:
                outcomes.append(Outcome(operation.id, _S.QUEUED))
                continue
            outcomes.append(await self._judged(operation, product, raw))
            variants += await self._variants(raw)
        return Sent(tuple(outcomes), variants=tuple(variants))

    async def _known(self, operation: Operation, product: Product) -> shapes.Product | None:
        if operation.kind is OperationKind.UPDATE_PRODUCT:
            return await self._shelf.product(product.remote_id)
        return await self._found(product)

    async def _judged(self, operation: Operation, product: Product, raw: shapes.Product) -> Outcome:
        now = mapping.product_of(raw, await self._reader.store())
        if operation.kind is OperationKind.UPDATE_PRODUCT:
            wished = changed(seen_product(operation) or now, product)
            left = set(changed(product, now)) & set(wished) - {"images", *READ_ONLY}
            left |= {"images"} if len(now.images) != len(product.images) and "images" in wished else set()
            return Outcome(operation.id, _S.QUEUED if left else _S.DONE)
        if now.name != text(product.name):
            return Outcome(operation.id, _S.REFUSED, "sku_taken", {"sku": product.variants[0].sku})
        is_whole = not _missing(product, raw) and len(now.images) >= len(product.images)
        return Outcome(operation.id, _S.DONE if is_whole else _S.QUEUED, remote_ref=now.remote_id)

    async def _found(self, product: Product) -> shapes.Product | None:
        """The product with the first SKU; a search finds others beside it."""
        first = product.variants[0].sku
        page = products.products_page(await self._client.products_with(first))
        for one in page.products:
            if first in {text(one.sku), *(text(sold.sku) for sold in mapping.sold_of(one))}:
                return await self._shelf.product(str(one.id))
        return None

    async def _read_back(self, operation: Operation, product_id: str, product: Product) -> Sent:
        """2xx is not success: what the product shows now decides."""
        try:
            raw = await self._shelf.product(product_id)
            outcome = await self._judged(operation, product, raw)
            variants = await self._variants(raw)
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error
        if outcome.state is _S.QUEUED:
            outcome = Outcome(operation.id, _S.UNSURE, "not_visible_yet")
        return Sent((outcome,), variants=variants)

    async def _variants(self, raw: shapes.Product) -> tuple[Variant, ...]:
        store = await self._reader.store()
        return await self._shelf.warehouses.stocked(products.variants_of(raw, store))


class _Steps:
    """The requests of one product, one after the other: once one has worked, a failing one leaves a doubt."""

    def __init__(self, client: Client, product_id: str, *, was_written: bool = False) -> None:
        self._client, self.product_id, self._was_written = client, product_id, was_written

    async def do(self, request: Coroutine[object, object, bytes]) -> None:
        """Send the next one."""
        try:
            await request
        except (TryLater, AuthNeeded, Refused, Gone, BrokenAnswer) as error:
            if not self._was_written:
                raise
            raise Unsure("half_done", cause=error.code) from error
        self._was_written = True

    async def pictures(self, images: Sequence[ProductImage], there: shapes.Product, *, drop: bool = False) -> None:
        """Add what is new, and take away what is wished no more."""
        known, wanted = mapping.image_ids(there), [one.remote or one.source for one in images]
        for address in wanted[len(known) if not drop else 0 :]:
            if address not in known:
                await self.do(self._client.add_image(self.product_id, address))
        for address, image_id in known.items() if drop else ():
            if address not in wanted:
                await self.do(self._client.delete_image(self.product_id, image_id))


def _refuse(fields: Sequence[str], seen: Product | None, product: Product) -> None:
    """What no contract can write. Raises ``Refused``."""
    for name in fields:
        if name in READ_ONLY or name.endswith(": images"):
            raise Refused("not_changeable", field=name)
    kept = {one.remote_id for one in product.variants}
    if seen is not None and any(one.remote_id not in kept for one in seen.variants):
        raise Refused("not_changeable", field="variants")  # no contract deletes a variant (section 8)
    if any(not one.remote_id for one in product.variants) and product.remote_id in kept:
        raise Refused("new_variant_not_taken")  # a product that is its own SKU would turn into a variant of itself


def _missing(product: Product, there: shapes.Product) -> list[ProductVariant]:
    """The variants that were not made yet; none where the product is its own SKU."""
    if not mapping.has_variants(product):
        return []
    known = {text(one.sku) for one in mapping.sold_of(there) if one is not there}
    return [one for one in product.variants if one.sku not in known]


def _told(body: bytes) -> shapes.Product:
    """The product just made. Raises ``Unsure``: it is there, whatever its answer looks like."""
    try:
        return products.one_product(body)
    except BrokenAnswer as error:
        raise Unsure("broken_answer", **error.params) from error
