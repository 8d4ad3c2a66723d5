"""Reading products: the whole catalog page by page, and single products as they are now (jumpseller.md 5, 8)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, Refused
from desktop.domain.identity import Clock
from desktop.platforms.jumpseller import products
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.mapping import unique
from desktop.platforms.jumpseller.order_list import DEFAULT_PAGE, has_more
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.jumpseller.shapes import Product
from desktop.platforms.jumpseller.warehouses import Warehouses
from desktop.platforms.kit.paging import numbered_pages

FRESH = timedelta(seconds=5)  # how long what was just read may stand in for another read of the same


class ProductReader:
    """One account's products. What a reading before a write has seen, the write need not read again."""

    def __init__(self, client: Client, reader: Reader, clock: Clock) -> None:
        self._client, self._reader, self._clock = client, reader, clock
        self.warehouses = Warehouses(client, reader)
        self._read: dict[str, tuple[datetime, Product]] = {}

    async def pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every variant. Where products came or went meanwhile, those that changed pages are looked for once more."""
        store, seen, due = await self._reader.store(), set[str](), 0

        async def fetch(page: int) -> tuple[tuple[Variant, ...], bool]:
            found = await asyncio.to_thread(products.products_page, await self._client.products(page))
            new = unique(found.products, lambda product: str(product.id), seen)
            more = has_more(found.rows) and bool(new or page < due)
            return tuple(one for product in new for one in products.variants_of(product, store)), more

        before = await self._count()
        while True:
            async for variants in numbered_pages(fetch):
                if variants:
                    yield await self.warehouses.stocked(variants)
            after = await self._count()
            if due or (after == before and len(seen) >= after):
                return
            due = after // DEFAULT_PAGE + 1  # pages to look through although they bring nothing new

    async def variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These variants as they are now: one request for each product."""
        wanted = {ref.remote_id for ref in refs}
        store, found = await self._reader.store(), list[Variant]()
        for product_id in dict.fromkeys(products.split(ref.remote_id)[0] for ref in refs):
            try:
                product = await self.product(product_id)
            except Gone:
                continue
            found += [one for one in products.variants_of(product, store) if one.remote_id in wanted]
        return await self.warehouses.stocked(found)

    async def product(self, product_id: str) -> Product:
        """One product as it is now. Raises ``Gone``."""
        product = products.one_product(await self._client.product(product_id))
        now = self._clock()
        self._read = {key: kept for key, kept in self._read.items() if abs(now - kept[0]) <= FRESH}
        self._read[product_id] = now, product
        return product

    async def just_read(self, product_id: str) -> Product:
        """As ``product``, but a reading of the last moments serves, once."""
        read_at, product = self._read.pop(product_id, (None, None))
        if product is not None and read_at is not None and abs(self._clock() - read_at) <= FRESH:
            return product
        product = await self.product(product_id)
        self._read.pop(product_id)
        return product

    async def _count(self) -> int:
        """How many products there should be; 0 where the server does not say."""
        try:
            return products.count(await self._client.products_count()) or 0
        except (Gone, Refused):
            return 0
