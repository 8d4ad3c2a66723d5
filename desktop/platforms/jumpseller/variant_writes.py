"""Setting stock, price and status: one product or variant at a time, from a fresh reading, judged by the answer.

``PUT`` on a product must carry its name and price (jumpseller.md 8); a variant has a PUT of its own. There is no
version to compare, so the last writer wins: the outbox looks first, and this reads again unless it just has.
"""

import logging
from collections.abc import Awaitable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from desktop.domain.catalog import Variant
from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.wishes import place_of, ref_of
from desktop.platforms.jumpseller import products, shapes
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.codes import WRITTEN_LISTING
from desktop.platforms.jumpseller.generations import Generation
from desktop.platforms.jumpseller.product_reading import ProductReader
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.reading_back import compared

KINDS = frozenset({OperationKind.SET_STOCK, OperationKind.SET_PRICE, OperationKind.SET_STATUS})
_log = logging.getLogger(__name__)

Sold = shapes.Product | shapes.Variant


class VariantWriter:
    """Sends one wish on one variant, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader, shelf: ProductReader) -> None:
        self._client, self._reader, self._shelf = client, reader, shelf

    async def send(self, operation: Operation) -> Sent:
        """As the contract says. The other variants of a product come back too: its status is theirs."""
        _, warehouse = place_of(operation)
        if warehouse and operation.kind is OperationKind.SET_STOCK:
            return await self._shelve(operation, warehouse)
        product_id, variant_id = products.split(operation.subject)
        try:
            product = await self._shelf.just_read(product_id)
        except Gone:
            return Sent(compared([operation], ()))
        sold = _sold(product, variant_id)
        if sold is None:
            return Sent(compared([operation], ()))
        wish = fields_of(operation, sold, product, await self._reader.generation())
        of_product = not variant_id or operation.kind is OperationKind.SET_STATUS
        if of_product:
            body = await self._client.update_product(product_id, {**_must_have(product), **wish})
        else:
            body = await self._client.update_variant(product_id, variant_id, wish)
        variants = await self._shown(product_id, body, None if of_product else product)
        outcomes = tuple(_settled(one) for one in compared([operation], variants))
        return Sent(outcomes, variants=await _known(self._shelf.warehouses.stocked(variants)))

    async def _shelve(self, operation: Operation, warehouse: str) -> Sent:
        """Set the stock of one location, and read it back: the answer shows no more than what was sent."""
        try:
            quantity = _whole(operation.after.get("quantity"))
            await self._shelf.warehouses.put(operation.subject, warehouse, quantity)
        except Gone:
            return Sent(compared([operation], ()))
        try:
            found = await self._shelf.variants([ref_of(operation)])
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error
        return Sent(tuple(_settled(one) for one in compared([operation], found)), variants=found)

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the products show now."""
        found = await self._shelf.variants([ref_of(operation) for operation in batch])
        return Sent(compared(batch, found), variants=found)

    async def _shown(self, product_id: str, body: bytes, before: shapes.Product | None) -> tuple[Variant, ...]:
        """The variants by the answer to a PUT (one of a variant: within ``before``), or else by another reading."""
        store = await self._reader.store()
        try:
            after = products.one_product(body) if before is None else _with(before, products.one_variant(body))
            if str(after.id) == product_id and (after.name or before):
                return products.variants_of(after, store)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        try:
            return products.variants_of(await self._shelf.product(product_id), store)
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error


def fields_of(operation: Operation, sold: Sold, product: shapes.Product, generation: Generation) -> dict[str, object]:
    """The fields of a wish. Raises ``Refused`` for what Jumpseller cannot hold; ``rules.py`` says it earlier."""
    after = operation.after
    if operation.kind is OperationKind.SET_STOCK:
        return {"stock": _whole(after.get("quantity")), "stock_unlimited": False}
    if operation.kind is OperationKind.SET_STATUS:
        status = WRITTEN_LISTING.get(str(after.get("status")))
        if status is None:
            raise Refused("status_not_offered", status=str(after.get("status")))
        return {"status": status}
    return _prices(after, sold, product, generation)


def _prices(
    after: Mapping[str, object], sold: Sold, product: shapes.Product, generation: Generation
) -> dict[str, object]:
    """What is not wished stays: a running sale under a new price, a price under a new sale."""
    price, listed = products.price_of(sold, product, "")
    normal = listed or price
    wished = _amount(after["price"]) if after.get("price") is not None else normal.amount if normal else None
    if wished is None:
        raise Refused("price_needed")
    if any(after.get(key) is not None for key in ("sale_from", "sale_to")):
        raise Refused("no_sale_window")
    sale = _amount(after["sale_price"]) if after.get("sale_price") is not None else None
    if sale is None and "sale_price" not in after and listed and price:
        sale = price.amount
    if sale is not None and not generation.sale_price:
        raise Refused("sale_not_supported")
    if sale is not None and sale >= wished:
        raise Refused("sale_not_below_price")
    return generation.prices(wished, sale)


def _must_have(product: shapes.Product) -> dict[str, object]:
    """What a PUT of a product cannot go without, exactly as it was read."""
    if product.name is None or product.price is None:
        raise BrokenAnswer("unexpected_answer")
    return {"name": product.name, "price": product.price}


def _sold(product: shapes.Product, variant_id: str) -> Sold | None:
    """What the wish is about, in the product as it is: a product may have gained or lost variants meanwhile."""
    variants = {
        str(one.id): one for one in (row.variant or row for row in product.variants or ()) if one.id is not None
    }
    return variants.get(variant_id) if variant_id else None if variants else product


def _with(product: shapes.Product, changed: shapes.Variant) -> shapes.Product:
    """The product with one of its variants as it is now."""
    rows = tuple(
        shapes.VariantEnvelope(variant=changed if str(one.id) == str(changed.id) else one)
        for one in (row.variant or row for row in product.variants or ())
    )
    return msgspec.structs.replace(product, variants=rows)


async def _known(reading: Awaitable[tuple[Variant, ...]]) -> tuple[Variant, ...]:
    """What was read on the way, for the store; a reading that fails changes nothing about what was done."""
    try:
        return await reading
    except PlatformError as error:
        _log.info("the stock of a product's locations was not read: %s", error.code)
        return ()


def _settled(outcome: Outcome) -> Outcome:
    """2xx is not success: an answer that shows another value is a doubt, to be looked at again."""
    if outcome.state is OperationState.QUEUED:
        return Outcome(outcome.operation_id, OperationState.UNSURE, "not_visible_yet", ack=outcome.ack)
    return outcome


def _whole(written: object) -> int:
    if isinstance(written, int) and not isinstance(written, bool):
        return written
    raise Refused("not_a_number")


def _amount(written: object) -> Decimal:
    try:
        return Decimal(str(written))
    except InvalidOperation as error:
        raise Refused("not_a_number") from error
