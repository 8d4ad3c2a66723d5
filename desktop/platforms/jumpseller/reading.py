"""Reading orders and locations: windows by the list, open orders one by one (jumpseller.md 5, 6)."""

import asyncio
from collections.abc import Sequence

from desktop.domain.errors import Gone, Refused
from desktop.domain.orders import Order, OrderItems
from desktop.platforms.jumpseller import mapping
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.generations import Generation
from desktop.platforms.jumpseller.mapping import Found, OrdersPage
from desktop.platforms.jumpseller.order_list import Walked, has_more, orders_in
from desktop.platforms.jumpseller.products import Store
from desktop.platforms.kit.contract import Window

WORTH_A_PAGE = 10  # a page of the list is asked for so many orders; where it has none of them, little is lost


class Reader:
    """One account's orders as they are now. Remembers the store, its locations and how far its order list goes."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._walked = Walked()
        self._locations: tuple[int, ...] | None = None

    async def generation(self) -> Generation:
        return (await self._client.greeting()).generation

    async def store(self) -> Store:
        """Whose records these are."""
        greeting = await self._client.greeting()
        shop = mapping.shop(greeting.store)
        return Store(shop.remote_id, shop.markets[0].currency, greeting.generation.year)

    async def orders(self, window: Window) -> list[Order]:
        """Every order created in the window, oldest first."""
        query = (await self.generation()).orders_in(window)
        shop = (await self.store()).shop

        async def fetch(page: int) -> OrdersPage:
            return await asyncio.to_thread(mapping.orders_page, await self._client.orders(page, query), shop)

        # Only the whole list can be remembered, not one that the server has filtered.
        return await orders_in(window, fetch, Walked() if query else self._walked)

    async def order(self, order_id: str) -> Found:
        """One order. Raises ``Gone``."""
        shop = (await self.store()).shop
        return mapping.one_order(await self._client.order(order_id), shop)

    async def items(self, order_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """The items of these orders; those that are gone are missing.

        Many are looked for in the list first, where a page brings a hundred: orders still under way are mostly young.
        """
        wanted = list(dict.fromkeys(order_ids))
        found = await self._among_the_newest(set(wanted), len(wanted) // WORTH_A_PAGE)
        for order_id in wanted:
            if order_id not in found and (one := await self._order_or_none(order_id)):
                found[order_id] = one.items
        return tuple(found[order_id] for order_id in wanted if order_id in found)

    async def _among_the_newest(self, wanted: set[str], pages: int) -> dict[str, OrderItems]:
        """Those that stand on the first pages of the list, with their lines."""
        shop, found = (await self.store()).shop, dict[str, OrderItems]()
        for page in range(1, pages + 1):
            answer = await asyncio.to_thread(mapping.orders_page, await self._client.orders(page, ()), shop)
            here = [order for order in answer.orders if order.remote_id in wanted and order.items]
            found |= {order.remote_id: OrderItems(order.remote_id, order.items) for order in here}
            if len(found) == len(wanted) or not has_more(answer.rows):
                break
        return found

    async def location(self, wanted: Sequence[int]) -> int | None:
        """Where an order leaves from: where its goods lie, else the main place; None where the store has no places."""
        known = await self.locations()
        return next((one for one in wanted if one in known), known[0] if known else None)

    async def locations(self) -> tuple[int, ...]:
        """The store's locations in use, the main one first; none where the server knows of none."""
        if self._locations is None:
            self._locations = await self._looked_up()
        return self._locations

    async def _looked_up(self) -> tuple[int, ...]:
        if not (await self.generation()).fulfils:
            return ()
        try:
            found = mapping.locations(await self._client.locations())
        except (Gone, Refused):  # no permission: orders are then shipped without a fulfillment
            return ()
        return tuple(one.id for one in sorted(found, key=lambda one: not one.main) if one.id is not None)

    async def _order_or_none(self, order_id: str) -> Found | None:
        try:
            return await self.order(order_id)
        except Gone:
            return None
