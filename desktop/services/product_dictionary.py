"""What products of a shop may say: its platform's categories, attributes and brands, kept so that nobody waits long."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from desktop.domain.accounts import Shop
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock
from desktop.domain.product_documents import (
    attribute_as_json,
    attribute_from_json,
    category_as_json,
    category_from_json,
)
from desktop.domain.products import Brand, Category, CategoryAttribute
from desktop.domain.wishes import as_text, moment_of
from desktop.platforms.kit.contract import DescribesProducts, PagesCategories, SuggestsCategories
from desktop.platforms.kit.manifest import Can
from desktop.services.connections import Connections
from desktop.services.progress import Show, nobody_looks
from desktop.store import accounts, settings
from desktop.store.db import Database

AGE = timedelta(days=7)  # trees have tens of thousands of places and change a few times a year (jumia.md 6.2)
_KEY = "products.{what}.{shop}"
_PAGE = "products.category_page.{shop}.{page}"  # what is read of a tree that is not whole yet


class ProductDictionary:
    """Categories and attributes are kept in the file for a week; brands are asked anew."""

    def __init__(self, db: Database, connections: Connections, clock: Clock) -> None:
        self._db, self._connections, self._clock = db, connections, clock
        self._locks: dict[str, asyncio.Lock] = {}

    async def shop(self, shop_id: str) -> Shop:
        """Raises ``NotPossible("unknown_shop")``."""
        found = await self._db.read(accounts.shops)
        shop = next((one for one in found if one.id == shop_id), None)
        if shop is None:
            raise NotPossible("unknown_shop", shop=shop_id)
        return shop

    async def writer(self, shop: Shop) -> DescribesProducts:
        """Who describes this shop's products. Raises ``NotPossible("not_supported")``."""
        connector = await self._connections.connector(shop.account_id)
        can = self._connections.manifest_of(shop.platform).can
        if Can.EDIT_PRODUCTS not in can or Can.EDIT_PRODUCTS.value in shop.lacks:
            raise NotPossible("not_supported")
        if not isinstance(connector, DescribesProducts):
            raise NotPossible("not_supported")
        return connector

    async def categories(self, shop_id: str, show: Show = nobody_looks) -> tuple[Category, ...]:
        """The whole tree; ``show`` is told the pages read where there are several."""
        shop = await self.shop(shop_id)

        async def ask() -> list[Any]:
            writer = await self.writer(shop)
            if isinstance(writer, PagesCategories):
                return await self._page_by_page(writer, shop, show)
            return [category_as_json(one) for one in await writer.categories(shop.remote_id)]

        return tuple(category_from_json(one) for one in await self._kept("categories", shop_id, ask))

    async def _page_by_page(self, writer: PagesCategories, shop: Shop, show: Show) -> list[Any]:
        """Each page is kept when it comes: whoever stops, or whose line breaks, goes on from there."""
        prefix = _PAGE.format(shop=shop.id, page="")
        kept = {key: one for key, one in (await self._settings(prefix)).items() if self._is_fresh(one)}
        found: dict[str, Any] = {}
        page, pages = 1, 1
        while page <= pages:
            document = kept.get(key := _PAGE.format(shop=shop.id, page=page))
            if document is None:
                document = kept[key] = await self._page(writer, shop, page, key)
            pages = int(document["pages"])
            found |= {str(one["id"]): one for one in document["found"]}
            show(page, pages)
            page += 1
        await self._db.write(lambda c: settings.put_all(c, dict.fromkeys(kept)))
        return list(found.values())

    async def _page(self, writer: PagesCategories, shop: Shop, page: int, key: str) -> dict[str, Any]:
        some, pages = await writer.category_page(shop.remote_id, page)
        document = {"at": as_text(self._clock()), "pages": pages, "found": [category_as_json(one) for one in some]}
        await self._db.write(lambda c: settings.put(c, key, document))
        return document

    async def _settings(self, prefix: str) -> dict[str, Any]:
        return await self._db.read(lambda c: settings.with_prefix(c, prefix))

    def _is_fresh(self, kept: object) -> bool:
        return isinstance(kept, Mapping) and moment_of(str(kept["at"])) > self._clock() - AGE

    async def suggested_categories(self, shop_id: str, name: str) -> tuple[Category, ...]:
        """Categories the platform suggests for a name; none where it suggests none."""
        shop = await self.shop(shop_id)
        writer = await self.writer(shop)
        if not isinstance(writer, SuggestsCategories):
            return ()
        ids = await writer.suggested_categories(shop.remote_id, name)
        known = {one.id: one for one in await self.categories(shop_id) if one.is_leaf}
        return tuple(known[id_] for id_ in ids if id_ in known)

    async def attributes(self, shop_id: str, category: Category) -> tuple[CategoryAttribute, ...]:
        """What products of a category tell, mandatory ones first."""
        shop = await self.shop(shop_id)

        async def ask() -> list[Any]:
            found = await (await self.writer(shop)).category_attributes(shop.remote_id, category)
            return [attribute_as_json(one) for one in found]

        found = await self._kept("attributes", f"{shop_id}.{category.id}", ask)
        return tuple(attribute_from_json(one) for one in found)

    async def brands(self, shop_id: str, search: str) -> tuple[Brand, ...]:
        """Brands whose name holds ``search``; empty where a brand is free text."""
        shop = await self.shop(shop_id)
        return await (await self.writer(shop)).brands(shop.remote_id, search)

    async def _kept(self, what: str, shop: str, ask: Callable[[], Awaitable[list[Any]]]) -> list[Any]:
        """What is kept while it is fresh, else what ``ask`` brings; asked once however many want it."""
        key = _KEY.format(what=what, shop=shop)
        async with self._locks.setdefault(key, asyncio.Lock()):
            kept = await self._db.read(lambda c: settings.get(c, key))
            if isinstance(kept, Mapping) and self._is_fresh(kept):
                return list(kept["found"])
            found = await ask()
            if found:
                document = {"at": as_text(self._clock()), "found": found}
                await self._db.write(lambda c: settings.put(c, key, document))
            return found
