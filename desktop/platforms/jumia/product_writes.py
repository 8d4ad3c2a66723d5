"""Products as feeds: created and changed item by item, and found again by their SKUs when no answer came (jumia.md 7).

A product is done when each of its variants is. Variants that are added to one go in a create feed of their own, and
what else was changed of it goes out once they are there. Jumia refuses a SKU it has already, so that what is sent again
after a lost answer makes no second product; such a refusal is answered by looking for the SKU.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.domain.catalog import Variant
from desktop.domain.errors import BrokenAnswer, Gone, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.product_changes import changed
from desktop.domain.product_documents import product_ref, seen_product, wished_product
from desktop.platforms.jumia import catalog_mapping
from desktop.platforms.jumia import product_mapping as mapping
from desktop.platforms.jumia.catalog_reading import CatalogReader
from desktop.platforms.jumia.catalog_shapes import Feed, FeedItem
from desktop.platforms.jumia.client import Client
from desktop.platforms.jumia.feeds import FAILED, FINISHED, said
from desktop.platforms.jumia.product_reading import ProductReader
from desktop.platforms.kit.contract import Sent

KINDS = frozenset({OperationKind.CREATE_PRODUCT, OperationKind.UPDATE_PRODUCT})
PRODUCTS_PER_FEED = 50  # with several variants each; a feed takes about 1000 entries (section 7)
FIXED = ("category", "images")  # what an update cannot change (section 7.2)
_S = OperationState


class ProductWriter:
    """Sends whole products, all of one kind and one shop, and asks after them."""

    def __init__(self, client: Client, reader: ProductReader, catalog: CatalogReader) -> None:
        self._client, self._reader, self._catalog = client, reader, catalog

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """One feed. What an update cannot change is refused beforehand."""
        refused = [one for one in map(_obstacle, batch) if one is not None]
        over = {one.operation_id for one in refused}
        taken = [one for one in batch if one.id not in over]
        is_new = batch[0].kind is OperationKind.CREATE_PRODUCT or await self._lacks_variants(batch[0])
        make = mapping.created if is_new else mapping.updated
        entries = [entry for one in taken for entry in make(wished_product(one))]
        if not entries:
            return Sent(tuple(refused))
        content = {"shopId": str(batch[0].after["shop"]), "products": entries}
        answer = await self._client.feed("create" if is_new else "update", content)
        try:
            feed_id = catalog_mapping.feed_id(answer)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        working = (Outcome(one.id, _S.WORKING, "feed_taken", remote_ref=feed_id) for one in taken)
        return Sent((*refused, *working))

    async def _lacks_variants(self, operation: Operation) -> bool:
        """Whether variants are to be added first."""
        new = _added(operation)
        there = await self._reader.by_skus(str(operation.after["shop"]), new) if new else {}
        return len(there) < len(new)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """By the feed where its id is known, else by what the shop has."""
        feeds: dict[str, Feed | None] = {}
        outcomes: list[Outcome] = []
        variants: list[Variant] = []
        for one in batch:
            if one.remote_ref and one.remote_ref not in feeds:
                feeds[one.remote_ref] = await self._feed(one.remote_ref)
            outcome, found = await self._judged(one, feeds.get(one.remote_ref))
            outcomes.append(outcome)
            variants += found
        return Sent(tuple(outcomes), variants=tuple(variants))

    async def _feed(self, feed_id: str) -> Feed | None:
        try:
            return catalog_mapping.feed(await self._client.feed_result(feed_id))
        except Gone:
            return None

    async def _judged(self, operation: Operation, feed: Feed | None) -> tuple[Outcome, Sequence[Variant]]:
        if feed is not None and (feed.status or "").upper() not in FINISHED:
            return Outcome(operation.id, _S.WORKING, "feed_working", remote_ref=operation.remote_ref), ()
        if feed is not None and (told := _by_feed(operation, feed)).state is _S.DONE:
            if _is_first_half(operation, feed):
                told = replace(told, state=_S.QUEUED, code="not_done_yet")
            return told, await self._read(operation)
        there = await self._read(operation)
        if operation.kind is OperationKind.UPDATE_PRODUCT:
            return (told if feed is not None else await self._compared(operation)), there
        if len(there) == len(wished_product(operation).variants) and (feed is None or _is_double(told)):
            return Outcome(operation.id, _S.DONE, "already_done"), there
        if feed is not None:
            return (_half(told) if there and not _is_double(told) else told), there
        return Outcome(operation.id, _S.UNSURE if there else _S.QUEUED, "not_visible_yet" if there else ""), there

    async def _read(self, operation: Operation) -> tuple[Variant, ...]:
        """The variants of this product as the shop shows them now."""
        product = wished_product(operation)
        if operation.kind is OperationKind.UPDATE_PRODUCT:
            added = await self._reader.by_skus(str(operation.after.get("shop") or ""), _added(operation))
            return await self._catalog.read([product_ref(operation), *added.values()])
        shop = str(operation.after.get("shop") or "")
        refs = await self._reader.by_skus(shop, [one.sku for one in product.variants])
        return await self._catalog.read(tuple(refs.values())) if refs else ()

    async def _compared(self, operation: Operation) -> Outcome:
        try:
            there = await self._reader.product(product_ref(operation))
        except Gone:
            return Outcome(operation.id, _S.REFUSED, "gone")
        left = changed(wished_product(operation), there)
        return Outcome(operation.id, _S.QUEUED if left else _S.DONE)


def _obstacle(operation: Operation) -> Outcome | None:
    """Why an update cannot be sent at all."""
    before = seen_product(operation)
    if operation.kind is not OperationKind.UPDATE_PRODUCT or before is None:
        return None
    product = wished_product(operation)
    fixed = [name for name in changed(before, product) if name in FIXED]
    return Outcome(operation.id, _S.REFUSED, "not_changeable", {"field": fixed[0]}) if fixed else None


def _added(operation: Operation) -> list[str]:
    """The SKUs an update adds to its product."""
    if operation.kind is not OperationKind.UPDATE_PRODUCT:
        return []
    return [one.sku for one in wished_product(operation).variants if not one.remote_id]


def _is_first_half(operation: Operation, feed: Feed) -> bool:
    """Whether this feed added variants, and something else of the product was changed as well."""
    new, before = _added(operation), seen_product(operation)
    if not new or before is None or not {_sku(item) for item in feed.feed_items} <= set(new):
        return False
    product = wished_product(operation)
    known = tuple(one for one in product.variants if one.remote_id)
    return bool(changed(before, replace(product, variants=known)))


def _by_feed(operation: Operation, feed: Feed) -> Outcome:
    """What a finished feed tells of each variant; one it does not name was done unless the whole feed failed."""
    all_failed = (feed.status or "").upper() in FAILED and not feed.feed_items
    items = {_sku(item): item for item in feed.feed_items}
    told: dict[str, str] = {}
    for one in wished_product(operation).variants:
        item = items.get(one.sku)
        failed = (item.status or "").upper() in FAILED if item else all_failed
        told[one.sku] = (said(item) or feed.error_message or "refused") if failed else ""
    ack: Mapping[str, object] = {"items": told}
    words = " ".join(dict.fromkeys(f"{sku}: {why}" for sku, why in told.items() if why))
    if not words:
        return Outcome(operation.id, _S.DONE, ack=ack, remote_ref=operation.remote_ref)
    params = {"message": words}
    return Outcome(operation.id, _S.REFUSED, "refused_by_platform", params, ack, operation.remote_ref)


def _sku(item: FeedItem) -> str:
    return str(item.sellerSKU or item.sellerSku or "")


def _is_double(told: Outcome) -> bool:
    """Every complaint is that the SKU is there already."""
    items = told.ack.get("items")
    words = [str(why).casefold() for why in items.values() if why] if isinstance(items, Mapping) else []
    return bool(words) and all("duplicate" in one and "sku" in one for one in words)


def _half(told: Outcome) -> Outcome:
    return Outcome(told.operation_id, _S.REFUSED, "product_half_done", told.params, told.ack, told.remote_ref)


def batches(operations: Sequence[Operation], most: int = PRODUCTS_PER_FEED) -> tuple[tuple[Operation, ...], ...]:
    """Products of one shop together; those that get more variants alone."""
    found: list[list[Operation]] = []
    for one in operations:
        last = found[-1] if found else []
        if (
            not last
            or len(last) >= most
            or _added(one)
            or _added(last[0])
            or last[0].after.get("shop") != one.after.get("shop")
        ):
            found.append(last := [])
        last.append(one)
    return tuple(tuple(batch) for batch in found)
