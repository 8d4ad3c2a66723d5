"""Reading what products may say and what they say: tree, attributes, brands, items (lazada.md 10, 11)."""

import asyncio

from desktop.domain.catalog import VariantRef
from desktop.domain.errors import BrokenAnswer, Gone, Refused
from desktop.domain.products import Brand, Category, CategoryAttribute, Product
from desktop.platforms.lazada import product_mapping as mapping
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.codes import NO_SUGGESTION
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.sites import site_of

BRANDS_PER_PAGE = 200
BRAND_PAGES = 50  # there are tens of thousands, and no filter by name (section 11.5)
MOST_BRANDS = 50


class ProductReader:
    """Keeps attributes and brands while the program runs; trees differ by country, so everything is by site."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader
        self._attributes: dict[tuple[str, str], tuple[CategoryAttribute, ...]] = {}
        self._brands: dict[str, tuple[Brand, ...]] = {}

    async def seller(self, remote_id: str) -> Seller:
        """Who sells at the site of this id. Raises ``Gone``."""
        return await self._reader.seller(site_of(await self._reader.sites(), remote_id))

    async def categories(self, shop: str) -> tuple[Category, ...]:
        """The whole tree of the shop's country."""
        seller = await self.seller(shop)
        body = await self._client.read(seller.site, "/category/tree/get", {"language_code": "en_US"})
        return await asyncio.to_thread(mapping.categories, body)

    async def suggested(self, shop: str, name: str) -> tuple[str, ...]:
        """Ids of categories for a product of this name (section 11.3)."""
        seller = await self.seller(shop)
        try:
            body = await self._client.read(seller.site, "/product/category/suggestion/get", {"product_name": name})
        except Refused as error:
            if error.params.get("code") == NO_SUGGESTION:
                return ()
            raise
        return mapping.suggested(body)

    async def attributes(self, shop: str, category_id: str) -> tuple[CategoryAttribute, ...]:
        """What products of a category tell."""
        seller = await self.seller(shop)
        key = (seller.site.country, category_id)
        if key not in self._attributes:
            asked = {"primary_category_id": category_id, "language_code": "en_US"}
            body = await self._client.read(seller.site, "/category/attributes/get", asked)
            self._attributes[key] = mapping.attributes(body)
        return self._attributes[key]

    async def brands(self, shop: str, search: str) -> tuple[Brand, ...]:
        """Brands whose name holds this: all pages are read once, as Lazada cannot search."""
        seller = await self.seller(shop)
        country = seller.site.country
        if country not in self._brands:
            self._brands[country] = await self._all_brands(seller)
        wanted = search.strip().casefold()
        found = sorted(
            (one for one in self._brands[country] if wanted in one.name.casefold()),
            key=lambda one: (one.name.casefold() != wanted, not one.name.casefold().startswith(wanted)),
        )
        return tuple(found[:MOST_BRANDS])

    async def _all_brands(self, seller: Seller) -> tuple[Brand, ...]:
        found: list[Brand] = []
        for page in range(BRAND_PAGES):
            asked = {"startRow": str(page * BRANDS_PER_PAGE), "pageSize": str(BRANDS_PER_PAGE)}
            some, total = mapping.brands(await self._client.read(seller.site, "/category/brands/query", asked))
            found += some
            if not some or len(found) >= total:
                break
        return tuple(found)

    async def product(self, ref: VariantRef) -> Product:
        """The item of this SKU as it is now. Raises ``Gone``."""
        seller = await self.seller(ref.remote_id)
        item_id = str(ref.extra.get("item") or "")
        if not item_id:
            raise Gone("not_found")
        body = await self._client.product(seller.site, item_id)
        category = mapping.category_of(body)
        known = await self._known(seller, category.id if category else "")
        return mapping.product(body, seller, known)

    async def _known(self, seller: Seller, category_id: str) -> tuple[CategoryAttribute, ...]:
        """A category that is not used any more has no attributes to tell, and its products are still read."""
        if not category_id:
            return ()
        try:
            return await self.attributes(seller.shop_id, category_id)
        except (Refused, Gone, BrokenAnswer):
            return ()
