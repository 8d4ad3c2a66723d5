"""Reading what products may say and what they say: categories, attribute sets, brands, product sets (jumia.md 6)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from desktop.domain.catalog import VariantRef
from desktop.domain.errors import Gone
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.platforms.jumia import catalog_mapping
from desktop.platforms.jumia import product_mapping as mapping
from desktop.platforms.jumia.client import Client

PAGE = 100
BRAND_PAGES = 10  # how far a part of a name is looked for; a whole name is found on any page
MOST_BRANDS = 50


class ProductReader:
    """Keeps the brands it has walked through; they are many and change seldom."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._brands: tuple[Brand, ...] = ()

    async def categories(self) -> tuple[Category, ...]:
        """The whole tree, page by page: tens of thousands of them (section 6.2)."""
        found: list[Category] = []
        page, pages = 1, 1
        while page <= pages:
            some, pages = await self.category_page(page)
            found += some
            page += 1
        return tuple({one.id: one for one in found}.values())

    async def category_page(self, page: int) -> tuple[tuple[Category, ...], int]:
        """One page of the tree, and how many there are: 280 and more on the live server (section 6.2)."""
        body = await self._client.categories([("page", str(page)), ("size", str(PAGE))])
        return await asyncio.to_thread(mapping.categories, body)

    async def attributes(self, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of this category tell. Raises ``Gone`` where the category names no attribute set."""
        set_id = str(category.extra.get("attribute_set") or "")
        if not set_id:
            raise Gone("not_found")
        return mapping.attributes(await self._client.attribute_set(set_id))

    async def brands(self, search: str) -> tuple[Brand, ...]:
        """By the whole name, and by a part of it in the first pages; Jumia finds no parts (section 6.1)."""
        wanted = search.strip()
        exact: tuple[Brand, ...] = ()
        if wanted:
            exact, _ = mapping.brands(
                await self._client.brands([("name", wanted), ("criteria", "EQUALS_IGNORE_CASE"), ("page", "1")])
            )
        if not self._brands:
            self._brands = await self._first_brands()
        alike = [one for one in self._brands if wanted.casefold() in one.name.casefold()]
        return tuple({one.id: one for one in (*exact, *alike)}.values())[:MOST_BRANDS]

    async def _first_brands(self) -> tuple[Brand, ...]:
        found: list[Brand] = []
        page, pages = 1, 1
        while page <= min(pages, BRAND_PAGES):
            some, pages = mapping.brands(await self._client.brands([("page", str(page))]))
            found += some
            page += 1
        return tuple(found)

    async def product(self, ref: VariantRef) -> Product:
        """The product set of this variant with its stock. Raises ``Gone``."""
        query = ("sids", str(ref.extra["set"])) if ref.extra.get("set") else ("sellerSku", ref.sku)
        found = mapping.products(await self._client.products([query, ("size", str(PAGE))]))
        mine = (one for one in found if any(variant.remote_id == ref.remote_id for variant in one.variants))
        product = next(mine, None)
        if product is None:
            raise Gone("not_found")
        return await self._stocked(product)

    async def by_skus(self, shop: str, skus: Sequence[str]) -> dict[str, VariantRef]:
        """Those of these SKUs that the shop has: what was created, also when no answer came."""
        found: dict[str, VariantRef] = {}
        for sku in skus:
            body = await self._client.products([("sellerSku", sku), ("shopId", shop), ("size", str(PAGE))])
            for product in mapping.products(body):
                for one in product.variants:
                    if one.sku in skus:
                        extra = {"set": product.remote_id}
                        found[one.sku] = VariantRef(one.remote_id, one.sku, shop, extra)
            if len(found) == len(skus):
                break
        return found

    async def _stocked(self, product: Product) -> Product:
        ids = [("productSids", one.remote_id) for one in product.variants[:50]]
        stock, _ = catalog_mapping.stock_page(await self._client.stock([("size", str(PAGE)), *ids]))
        return replace(
            product, variants=tuple(replace(one, stock=stock.get(one.remote_id)) for one in product.variants)
        )
