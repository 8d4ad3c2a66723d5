"""Reading: SKUs from whatever tells of them, orders where that is switched on, and channels no oftener than needed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.catalog import Offer, Variant, VariantRef
from desktop.domain.errors import Gone
from desktop.domain.identity import Clock
from desktop.domain.orders import Order, OrderItems
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.paging import numbered_pages, side_by_side
from desktop.platforms.uappi import assumed, mapping
from desktop.platforms.uappi.client import Client, Query, paged
from desktop.platforms.uappi.codes import PAGE

CHANNELS_LAST = timedelta(minutes=1)  # ten a minute are allowed (section 4)
MOST_SKUS, LONGEST_FILTER = 50, 1500


class Reader:
    """The reads of one account."""

    def __init__(self, client: Client, clock: Clock) -> None:
        self._client, self._clock = client, clock
        self._shop: tuple[datetime, DiscoveredShop] | None = None

    async def shop(self) -> DiscoveredShop:
        """The shop with its channels, at most a minute old."""
        now = self._clock()
        if self._shop is None or now - self._shop[0] > CHANNELS_LAST:
            self._shop = (now, mapping.shop(await self._client.channels()))
        return self._shop[1]

    async def is_assuming(self) -> bool:
        """Whether the seller switched on what the hub does not document."""
        return await self._client.exclusive.is_assuming()

    # --- SKUs ---------------------------------------------------------------------------------------------------------
    async def everything(self) -> tuple[Variant, ...]:
        """Every SKU the hub tells of."""
        return await self._variants(())

    async def variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        """These SKUs now. Without a list of products nobody can say that one is gone: it is then just not told of."""
        wanted = dict.fromkeys(ref.remote_id for ref in refs)
        found: dict[str, Variant] = {}
        for query in _filters(list(wanted)):
            found |= {one.remote_id: one for one in await self._variants(query)}
        if not await self.is_assuming():
            found = {sku: mapping.variant_of(sku) for sku in wanted} | found
        return tuple(found[sku] for sku in wanted if sku in found)

    async def _variants(self, query: Query) -> tuple[Variant, ...]:
        """Each endpoint has a limit of its own, so all are asked side by side."""
        offers, products = await side_by_side(self.offers(query), self._products(query))
        found = {one.remote_id: one for one in await asyncio.to_thread(mapping.variants, offers)}
        for product in products:
            priced = found.get(product.remote_id)
            found[product.remote_id] = replace(product, offers=(*product.offers, *priced.offers)) if priced else product
        return tuple(found.values())

    async def offers(self, query: Query = ()) -> list[tuple[str, Offer]]:
        """Rows of safety stock and of custom prices alike."""
        held, priced = await side_by_side(
            self._rows(lambda offset: self._client.safety(offset, query), mapping.safety_stock),
            self._rows(lambda offset: self._client.prices(offset, query), mapping.prices),
        )
        return [*held, *priced]

    @staticmethod
    async def _rows(
        ask: Callable[[int], Awaitable[bytes]], read: Callable[[bytes, int], mapping.Page]
    ) -> list[tuple[str, Offer]]:
        async def fetch(number: int) -> tuple[mapping.Page, bool]:
            page = await asyncio.to_thread(read, await ask(number * PAGE), number * PAGE)
            return page, page.more

        return [row async for page in numbered_pages(fetch, first=0) for row in page.offers]

    async def _products(self, query: Query) -> list[Variant]:
        if not await self.is_assuming():
            return []

        async def fetch(number: int) -> tuple[tuple[Variant, ...], bool]:
            offset = number * PAGE
            body = await self._client.assumed(assumed.PRODUCTS, [*paged(offset), *query])
            return await asyncio.to_thread(assumed.products_page, body, offset)

        return [variant async for page in numbered_pages(fetch, first=0) for variant in page]

    # --- orders -------------------------------------------------------------------------------------------------------
    async def orders(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Orders of a window, oldest first. Only changes can be asked for, and none is before the making."""
        if not await self.is_assuming():
            return
        query = [(assumed.CHANGED_FROM, assumed.written(window.start))]
        if window.by_update:
            query.append((assumed.CHANGED_TO, assumed.written(window.end)))

        async def fetch(number: int) -> tuple[tuple[Order, ...], bool]:
            offset = number * PAGE
            body = await self._client.assumed(assumed.ORDERS, [*paged(offset), *query])
            return await asyncio.to_thread(assumed.orders_page, body, offset)

        found = {order.remote_id: order async for page in numbered_pages(fetch, first=0) for order in page}
        mine = [one for one in found.values() if window.by_update or window.start <= one.created_at <= window.end]
        mine.sort(key=lambda one: one.updated_at if window.by_update else one.created_at)
        for start in range(0, len(mine), PAGE):
            yield tuple(mine[start : start + PAGE])

    async def items(self, order_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """One request for each order."""
        if not await self.is_assuming():
            return ()
        found = []
        for order_id in order_ids:
            try:
                body = await self._client.assumed(assumed.one(order_id))
            except Gone:
                continue
            found.append(OrderItems(order_id, assumed.one_order(body).items))
        return tuple(found)


def _filters(skus: Sequence[str]) -> Iterator[Query]:
    """SKUs in filters short enough for an address. One with the filter's own sign in it can only be asked with all."""
    if any("|" in sku for sku in skus):
        yield ()
        return
    run: list[str] = []
    for sku in skus:
        if run and (len(run) == MOST_SKUS or len("|".join([*run, sku])) > LONGEST_FILTER):
            yield [("sku", "|".join(run))]
            run = []
        run.append(sku)
    if run:
        yield [("sku", "|".join(run))]
