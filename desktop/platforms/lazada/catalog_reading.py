"""Reading products: all of them page by page, and single SKUs as they are now (lazada.md 10.1, 10.2)."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.errors import Gone, TryLater
from desktop.domain.identity import Clock
from desktop.platforms.kit.paging import chunks
from desktop.platforms.lazada import catalog_mapping as mapping
from desktop.platforms.lazada.catalog_mapping import Page
from desktop.platforms.lazada.client import Client, compact
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.reading import Reader
from desktop.platforms.lazada.sites import site_of
from desktop.platforms.lazada.times import wire_time

PAGE = 50
OVERLAP = 10  # a tenth of a page is read twice: where a product was removed meanwhile, the others move up
SMALLEST_PAGE = 12  # products with many variants time out on large pages (section 10.1)
FARTHEST = 10_000  # the largest offset; beyond it windows of creation lead on
BEGINNING = datetime(2012, 1, 1, tzinfo=UTC)  # Lazada's first year
NARROWEST = timedelta(minutes=1)

Window = tuple[datetime, datetime]


class CatalogReader:
    """One account's SKUs."""

    def __init__(self, client: Client, reader: Reader, clock: Clock) -> None:
        self._client, self._reader, self._clock = client, reader, clock
        self._page = PAGE

    async def pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every SKU of every site. Where products came or went meanwhile, the site is walked once more."""
        for site in await self._reader.sites():
            seller, products, seen = await self._reader.seller(site), set[str](), set[str]()
            for _ in range(2):
                total: int | None = None
                async for page in self._walk(seller, None):
                    total = page.total
                    new = tuple(one for one in page.variants if one.remote_id not in seen)
                    seen |= {one.remote_id for one in new}
                    products |= set(page.products)
                    if new:
                        yield new
                if total is None or len(products) >= total:
                    break

    async def _walk(self, seller: Seller, window: Window | None) -> AsyncIterator[Page]:
        """All pages of a window of creation, or of everything; one that is too long for offsets is halved."""
        offset = 0
        while True:
            page = await self._ask(seller, offset, window)
            if offset == 0 and (page.total or 0) > FARTHEST:
                start, end = window or (BEGINNING, self._clock() + timedelta(days=1))
                if end - start > NARROWEST:
                    middle = start + (end - start) / 2
                    for half in ((start, middle), (middle, end)):
                        async for found in self._walk(seller, half):
                            yield found
                    return
            yield page
            is_last = page.rows < self._page and offset + page.rows >= (page.total or 0)
            if page.rows == 0 or is_last or offset >= FARTHEST:
                return
            offset = min(FARTHEST, offset + max(1, page.rows - page.rows // OVERLAP))

    async def _ask(self, seller: Seller, offset: int, window: Window | None) -> Page:
        """One page, of half the length where Lazada does not answer in time."""
        between = {"create_after": wire_time(window[0]), "create_before": wire_time(window[1])} if window else {}
        while True:
            query = {"offset": str(offset), "limit": str(self._page), **between}
            try:
                body = await self._client.products(seller.site, query)
                return await asyncio.to_thread(mapping.products_page, body, seller)
            except TryLater as error:
                if error.params.get("status") != "ServiceTimeout" or self._page // 2 < SMALLEST_PAGE:
                    raise
                self._page //= 2

    async def read(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These SKUs as they are now: by their SellerSku, and what that does not bring by its product."""
        sites, found = await self._reader.sites(), dict[str, Variant]()
        by_seller: dict[str, list[VariantRef]] = {}
        for ref in refs:
            try:
                by_seller.setdefault(site_of(sites, ref.remote_id).country, []).append(ref)
            except Gone:
                continue
        for site in sites:
            mine, seller = by_seller.get(site.country, []), await self._reader.seller(site)
            for run in chunks(mine, PAGE):
                found |= await self._by_sku(seller, list(dict.fromkeys(ref.sku for ref in run if ref.sku)))
            for item_id in _items([ref for ref in mine if ref.remote_id not in found]):
                found |= await self._by_product(seller, item_id)
        wanted = {ref.remote_id for ref in refs}
        return tuple(one for id_, one in found.items() if id_ in wanted)

    async def by_seller_skus(self, seller: Seller, skus: Sequence[str]) -> tuple[Variant, ...]:
        """Those of these SellerSkus that the shop has: what was created, also when no answer came."""
        found: dict[str, Variant] = {}
        for run in chunks(list(skus), PAGE):
            found |= await self._by_sku(seller, run)
        return tuple(one for one in found.values() if one.sku in skus)

    async def _by_sku(self, seller: Seller, skus: Sequence[str]) -> Mapping[str, Variant]:
        if not skus:
            return {}
        body = await self._client.products(
            seller.site, {"sku_seller_list": compact(list(skus)), "limit": str(PAGE), "offset": "0"}
        )
        return {one.remote_id: one for one in mapping.products_page(body, seller).variants}

    async def _by_product(self, seller: Seller, item_id: str) -> Mapping[str, Variant]:
        try:
            body = await self._client.product(seller.site, item_id)
        except Gone:
            return {}
        return {one.remote_id: one for one in mapping.one_product(body, seller)}


def _items(refs: Sequence[VariantRef]) -> list[str]:
    """The products of SKUs, as an earlier reading told them."""
    return list(dict.fromkeys(str(ref.extra["item"]) for ref in refs if ref.extra.get("item")))
