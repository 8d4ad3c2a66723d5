"""Whole products: created, changed and removed; pictures are brought to Lazada first (lazada.md 12, 13)."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from desktop.domain.catalog import ListingStatus, Variant, VariantRef
from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import product_ref, seen_product, wished_product
from desktop.domain.products import Product, ProductImage
from desktop.domain.wishes import ref_of
from desktop.platforms.kit.contract import Sent
from desktop.platforms.lazada import payloads, product_payloads
from desktop.platforms.lazada import product_mapping as mapping
from desktop.platforms.lazada.catalog_reading import CatalogReader
from desktop.platforms.lazada.client import LARGEST_IMAGE, Client, compact
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.product_payloads import Words
from desktop.platforms.lazada.product_reading import ProductReader
from desktop.platforms.lazada.sites import Site

KINDS = frozenset({OperationKind.CREATE_PRODUCT, OperationKind.UPDATE_PRODUCT, OperationKind.DELETE_PRODUCT})
CREATE, UPDATE, REMOVE = "/product/create", "/product/update", "/product/remove"
_S = OperationState


class ProductWriter:
    """Sends a batch of one kind: one product to a call, or some SKUs to be removed."""

    def __init__(self, client: Client, reader: ProductReader, shelf: CatalogReader) -> None:
        self._client, self._reader, self._shelf = client, reader, shelf

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """As the contract says."""
        if batch[0].kind is OperationKind.DELETE_PRODUCT:
            return await self._remove(batch)
        (operation,) = batch
        try:
            answer = await self._write(operation)
        except (Refused, Gone) as error:
            return Sent((Outcome(operation.id, _S.REFUSED, error.code, error.params),))
        variants = await self._shown(operation)
        if answer is None:
            return Sent((Outcome(operation.id, _S.QUEUED, "not_done_yet"),), variants=variants)
        return Sent((Outcome(operation.id, _S.DONE, ack=_ack(answer)),), variants=variants)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """A new product by its SellerSkus, a changed one by what it says, a removed SKU by its absence."""
        outcomes, variants = [], list[Variant]()
        for one in batch:
            there = await self._found(one)
            outcomes.append(await self._compared(one, there))
            variants += there
        gone = {one.subject for one in batch if one.kind is OperationKind.DELETE_PRODUCT}
        return Sent(tuple(outcomes), variants=tuple(one for one in variants if one.remote_id not in gone))

    async def _compared(self, operation: Operation, there: Sequence[Variant]) -> Outcome:
        if operation.kind is OperationKind.DELETE_PRODUCT:
            left = any(one.status is not ListingStatus.DELETED for one in there)
            return Outcome(operation.id, _S.QUEUED if left else _S.DONE)
        product = wished_product(operation)
        if operation.kind is OperationKind.CREATE_PRODUCT:
            skus = {one.sku for one in there}
            return Outcome(operation.id, _S.DONE if skus >= {one.sku for one in product.variants} else _S.QUEUED)
        try:
            now = await self._reader.product(product_ref(operation))
        except Gone:
            return Outcome(operation.id, _S.REFUSED, "gone")
        left_over = [name for name in changed(product, now) if not name.endswith("images")]  # they get other addresses
        return Outcome(operation.id, _S.QUEUED if left_over else _S.DONE)

    async def _found(self, operation: Operation) -> tuple[Variant, ...]:
        """The variants this operation is about, as Lazada shows them now."""
        if operation.kind is OperationKind.CREATE_PRODUCT:
            shop = str(operation.after.get("shop") or "")
            skus = [one.sku for one in wished_product(operation).variants]
            return await self._shelf.by_seller_skus(await self._reader.seller(shop), skus)
        if operation.kind is OperationKind.DELETE_PRODUCT:
            return await self._shelf.read([ref_of(operation)])
        added = [one.sku for one in wished_product(operation).variants if not one.remote_id]
        new = await self._shelf.by_seller_skus(await self._reader.seller(operation.subject), added) if added else ()
        return (*await self._shelf.read([product_ref(operation)]), *new)

    async def _shown(self, operation: Operation) -> tuple[Variant, ...]:
        """For the catalog; where it cannot be read now, the next walk brings it."""
        try:
            return await self._found(operation)
        except PlatformError:
            return ()

    # --- one product --------------------------------------------------------------------------------------------------
    async def _write(self, operation: Operation) -> bytes | None:
        """One call; None where variants were added and another call is needed for what else was changed."""
        product = wished_product(operation)
        shop = str(operation.after.get("shop") or "")
        seller = await self._reader.seller(shop or operation.subject)
        before = seen_product(operation)
        if operation.kind is OperationKind.UPDATE_PRODUCT and before is not None:
            _check(before, product)
        known = await self._reader.attributes(seller.shop_id, product.category.id) if product.category else ()
        words = Words(seller, known, await self._pictures(seller.site, product))
        if operation.kind is OperationKind.CREATE_PRODUCT:
            return await self._client.write(seller.site, CREATE, product_payloads.created(product, words))
        if await self._lacks_variants(seller, product):
            answer = await self._client.write(seller.site, CREATE, product_payloads.added(product, words))
            listed = tuple(one for one in product.variants if one.remote_id)
            return None if changed(before or Product(), replace(product, variants=listed)) else answer
        given = product_payloads.updated(before or Product(), product, words)
        return await self._client.write(seller.site, UPDATE, given)

    async def _lacks_variants(self, seller: Seller, product: Product) -> bool:
        """Whether variants are to be added first."""
        new = [one.sku for one in product.variants if not one.remote_id]
        return len(await self._shelf.by_seller_skus(seller, new)) < len(new)

    async def _pictures(self, site: Site, product: Product) -> dict[str, str]:
        """Where each picture lies at Lazada; one by one, as a batch does not tell their order (section 12)."""
        wanted = [*product.images, *(image for one in product.variants for image in one.images)]
        found: dict[str, str] = {}
        for one in wanted:
            if not one.remote and one.source not in found:
                found[one.source] = await self._hosted(site, one)
        return found

    async def _hosted(self, site: Site, image: ProductImage) -> str:
        try:
            if not image.source.lower().startswith(("http://", "https://")):
                content = await asyncio.to_thread(_content, image.source)
                return mapping.picture(await self._client.upload_image(site, content))
            given = {"payload": payloads.xml("Request", {"Image": {"Url": image.source}})}
            return mapping.picture(await self._client.read(site, "/image/migrate", given, method="POST"))
        except (Refused, Gone, BrokenAnswer) as error:
            name = image.source.replace("\\", "/").rpartition("/")[2][:80]
            said = str(error.params.get("message") or error.code)
            raise Refused("image_not_taken", image=name, message=said) from error

    # --- SKUs ---------------------------------------------------------------------------------------------------------
    async def _remove(self, batch: Sequence[Operation]) -> Sent:
        """At most 50 SKUs of one site; the last one takes its product along (section 13.4)."""
        refs = {one.id: ref_of(one) for one in batch}
        seller = await self._reader.seller(batch[0].subject)
        ids = [_named(seller, ref) for ref in refs.values()]
        try:
            await self._client.write(seller.site, REMOVE, {"sku_id_list": compact(ids)})
        except (Refused, Gone) as error:
            if len(batch) > 1:
                raise
            return Sent((Outcome(batch[0].id, _S.REFUSED, error.code, error.params),))
        return Sent(tuple(Outcome(one.id, _S.DONE) for one in batch))


def _check(before: Product, product: Product) -> None:
    """What an update cannot do. Raises ``Refused``."""
    moved = changed(before, product)
    if fixed := next((name for name in moved if name == "category" or name.endswith(": sku")), ""):
        raise Refused("not_changeable", field=fixed)


def _content(source: str) -> bytes:
    try:
        with Path(source).open("rb") as file:
            content = file.read(LARGEST_IMAGE + 1)
    except (OSError, ValueError) as error:
        raise Refused("image_not_found") from error
    if len(content) > LARGEST_IMAGE:
        raise Refused("image_too_large", most=str(LARGEST_IMAGE))
    return content


def _named(seller: Seller, ref: VariantRef) -> str:
    return f"SkuId_{ref.extra.get('item')}_{seller.site.theirs(ref.remote_id)}"


def _ack(answer: bytes) -> dict[str, object]:
    """What Lazada called the new item, and where its quality control stands."""
    found = json.loads(answer).get("data")
    data = found if isinstance(found, dict) else {}
    return {key: data[key] for key in ("item_id", "item_status") if key in data}
