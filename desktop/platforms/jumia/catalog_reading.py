"""Reading variants: products and stock are two answers, joined by the variation's id (jumia.md 6.4, 6.5)."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from desktop.domain.catalog import Variant, VariantRef
from desktop.platforms.jumia import catalog_mapping as mapping
from desktop.platforms.jumia.client import Client
from desktop.platforms.kit.paging import chunks, token_pages

IDS_PER_CALL = 50  # jumia.md 12.6


class CatalogReader:
    """Variants as they are now."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def pages(self) -> AsyncIterator[tuple[Variant, ...]]:
        """Every variant of every shop."""

        async def fetch(token: str | None) -> tuple[tuple[Variant, ...], str | None]:
            body = await self._client.products([("size", "100"), *_next(token)])
            return await asyncio.to_thread(mapping.products_page, body)

        async for page in token_pages(fetch):
            yield await self._stocked(page)

    async def read(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These variants: by their product sets, which earlier readings told; else one by one by SKU."""
        wanted = {ref.remote_id for ref in refs}
        sets = list(dict.fromkeys(str(ref.extra["set"]) for ref in refs if ref.extra.get("set")))
        found: dict[str, Variant] = {}
        for ids in chunks(sets, IDS_PER_CALL):
            found |= await self._chosen([("sids", set_id) for set_id in ids])
        for ref in refs:
            if not ref.extra.get("set") and ref.remote_id not in found:
                found |= await self._chosen([("sellerSku", ref.sku)])
        return await self._stocked([one for id_, one in found.items() if id_ in wanted])

    async def _chosen(self, query: Sequence[tuple[str, str]]) -> dict[str, Variant]:
        """All pages of one question."""

        async def fetch(token: str | None) -> tuple[tuple[Variant, ...], str | None]:
            return mapping.products_page(await self._client.products([*query, ("size", "100"), *_next(token)]))

        return {one.remote_id: one async for page in token_pages(fetch) for one in page}

    async def _stocked(self, variants: Sequence[Variant]) -> tuple[Variant, ...]:
        stock: dict[str, int | None] = {}
        for ids in chunks([one.remote_id for one in variants], IDS_PER_CALL):
            stock |= await self._stock(ids)
        return tuple(mapping.with_stock(one, stock) for one in variants)

    async def _stock(self, ids: Sequence[str]) -> dict[str, int | None]:
        body = await self._client.stock([("size", "100"), *(("productSids", id_) for id_ in ids)])
        return mapping.stock_page(body)[0]


def _next(token: str | None) -> list[tuple[str, str]]:
    return [("token", token)] if token else []
