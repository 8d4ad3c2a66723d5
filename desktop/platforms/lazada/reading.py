"""Reading sellers, orders and items, in the portions Lazada takes (lazada.md 8.1, 8.4, 8.6, 14)."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from desktop.domain.errors import AuthNeeded, Gone, Refused
from desktop.domain.orders import Order, OrderItem, OrderItems, ProviderOption
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.paging import chunks
from desktop.platforms.lazada import mapping
from desktop.platforms.lazada.client import Client
from desktop.platforms.lazada.mapping import Line, Offer, Seller
from desktop.platforms.lazada.sites import Site, site_of
from desktop.platforms.lazada.times import wire_time

PAGE = 100
STEP = 90  # pages overlap, so that orders which change while they are listed push none off its page
FARTHEST = 5000  # the largest offset
ORDERS_PER_ITEMS_CALL = 50
ORDERS_PER_PROVIDERS_CALL = 20
MOST_REMEMBERED = 20_000
FIRST_YEAR = datetime(2012, 1, 1, tzinfo=UTC)
NEVER = datetime.max.replace(tzinfo=UTC)

_log = logging.getLogger(__name__)


class Reader:
    """One account as it is now. Remembers who sells where, and which order an item is of."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._sellers: dict[str, Seller] = {}
        self._order_of: OrderedDict[str, str] = OrderedDict()

    async def sites(self) -> tuple[Site, ...]:
        """The countries this account sells in."""
        return await self._client.tokens.sites()

    async def site(self, remote_id: str) -> Site:
        """Whose id this is. Raises ``Gone``."""
        return site_of(await self.sites(), remote_id)

    async def seller(self, site: Site) -> Seller:
        """Who sells there; asked once."""
        if site.country not in self._sellers:
            self._sellers[site.country] = await self.seller_now(site)
        return self._sellers[site.country]

    async def seller_now(self, site: Site) -> Seller:
        """Who sells there, asked now: proof that the credentials are good."""
        return mapping.seller(await self._client.seller(site), site)

    async def found_sellers(self) -> tuple[Seller, ...]:
        """The sellers of all sites; a cross-border token may reach fewer than it could, which is then remembered."""
        sites, found = await self.sites(), list[Seller]()
        for site in sites:
            try:
                found.append(await self.seller_now(site))
            except (AuthNeeded, Refused, Gone):
                if len(sites) == 1:
                    raise
                _log.info("this login does not reach %s", site.country)
        if not found:
            raise AuthNeeded("login_refused")
        if len(found) < len(sites):
            await self._client.tokens.remember(tuple(one.site.country for one in found))
            return await self.found_sellers()
        self._sellers = {one.site.country: one for one in found}
        return tuple(found)

    async def pages(self, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """Orders with their items, oldest first, site by site."""
        for site in await self.sites():
            async for page in self._pages(await self.seller(site), window):
                yield page

    async def _pages(self, seller: Seller, window: Window) -> AsyncIterator[tuple[Order, ...]]:
        """By offset; beyond the largest one, anew from the time of the last order (section 8.1)."""
        start, offset, seen = window.start, 0, set[str]()
        while True:
            body = await self._client.orders(seller.site, _query(start, window, offset))
            found, rows = await asyncio.to_thread(mapping.orders, body, seller)
            new = tuple(one for one in found if one.remote_id not in seen)
            seen |= {one.remote_id for one in new}
            if new:
                yield await self._with_items(new)
            if rows < PAGE:
                return
            offset += STEP
            if offset > FARTHEST:
                start, offset = _resumed(found, window, start), 0

    async def oldest(self) -> datetime | None:
        """No order of any site was created before this; None where the answers do not prove it."""
        proven: list[datetime] = []
        for site in await self.sites():
            try:
                first = await self._first(await self.seller(site))
            except Refused:
                return None  # a range of years is not what everybody takes
            if first is None:
                return None
            proven.append(first)
        return min(proven, default=None)

    async def _first(self, seller: Seller) -> datetime | None:
        """The day before the first order, or ``NEVER``; a second question must agree, else it is None.

        A list that were not sorted as asked would hide orders.
        """
        times, rows = await self._one_order(seller, created_after=wire_time(FIRST_YEAR))
        if rows == 0:
            _times, rows = await self._one_order(seller, update_after=wire_time(FIRST_YEAR))
            return NEVER if rows == 0 else None
        if not times:
            return None
        before = {"created_after": wire_time(FIRST_YEAR), "created_before": wire_time(times[0] - timedelta(seconds=1))}
        _times, rows = await self._one_order(seller, **before)
        return times[0] - timedelta(days=1) if rows == 0 else None

    async def _one_order(self, seller: Seller, **between: str) -> tuple[list[datetime], int]:
        sort = {"sort_by": "created_at", "sort_direction": "ASC", "limit": "1", "offset": "0"}
        body = await self._client.orders(seller.site, between | sort)
        orders, rows = await asyncio.to_thread(mapping.orders, body, seller)
        return [one.created_at for one in orders], rows

    async def _with_items(self, orders: Sequence[Order]) -> tuple[Order, ...]:
        found = await self.lines([one.remote_id for one in orders])
        return tuple(mapping.with_lines(one, found.get(one.remote_id)) for one in orders)

    async def lines(self, order_ids: Sequence[str]) -> dict[str, tuple[Line, ...]]:
        """Lines by order id; orders that are gone are missing."""
        found: dict[str, tuple[Line, ...]] = {}
        for site, ids in (await self._by_site(order_ids)).items():
            seller = await self.seller(site)
            for run in chunks(ids, ORDERS_PER_ITEMS_CALL):
                found |= await self._read(seller, run)
        self._remember(found)
        return found

    async def items(self, order_ids: Sequence[str]) -> tuple[OrderItems, ...]:
        """The same as the store keeps it."""
        return tuple(mapping.items_of(order_id, lines) for order_id, lines in (await self.lines(order_ids)).items())

    async def options(self, items: Sequence[OrderItem]) -> dict[str, tuple[ProviderOption, ...]]:
        """What may be chosen, for every item that was asked; items of orders never read here have none."""
        orders: dict[str, list[OrderItem]] = {}
        for item in items:
            if item.remote_id in self._order_of:
                orders.setdefault(self._order_of[item.remote_id], []).append(item)
        none: dict[str, tuple[ProviderOption, ...]] = {item.remote_id: () for item in items}
        return none | await self.options_of([OrderItems(order, tuple(found)) for order, found in orders.items()])

    async def options_of(self, orders: Sequence[OrderItems]) -> dict[str, tuple[ProviderOption, ...]]:
        """The same for items whose orders are named."""
        items = {one.order_remote_id: [item.remote_id for item in one.items] for one in orders}
        found: dict[str, tuple[ProviderOption, ...]] = {id_: () for ids in items.values() for id_ in ids}
        for site, ids in (await self._by_site(list(items))).items():
            for run in chunks(ids, ORDERS_PER_PROVIDERS_CALL):
                for order_id, offer in (await self.offers(site, {one: items[one] for one in run})).items():
                    found |= dict.fromkeys(items[order_id], offer.options)
        return found

    async def offers(self, site: Site, orders: Mapping[str, Sequence[str]]) -> dict[str, Offer]:
        """What the platform says about couriers for these items, by order; what it refuses together it is asked singly.

        An order that it refuses alone is missing.
        """
        wanted = {site.theirs(order): [site.theirs(item) for item in items] for order, items in orders.items()}
        try:
            return dict.fromkeys(orders, mapping.offer(await self._client.providers(site, wanted)))
        except (Refused, Gone) as error:
            if len(orders) == 1:
                _log.info("no couriers for an order: %s", error.code)
                return {}
        found: dict[str, Offer] = {}
        for order, items in orders.items():
            found |= await self.offers(site, {order: items})
        return found

    async def _by_site(self, ids: Sequence[str]) -> dict[Site, list[str]]:
        """These ids by site; those of sites that the account no longer has are left out."""
        sites, found = await self.sites(), dict[Site, list[str]]()
        for one in dict.fromkeys(ids):
            try:
                found.setdefault(site_of(sites, one), []).append(one)
            except Gone:
                continue
        return found

    async def _read(self, seller: Seller, ids: Sequence[str]) -> dict[str, tuple[Line, ...]]:
        """One call; where an order of it is gone, each half alone, so that one order cannot hide the others."""
        try:
            body = await self._client.items(seller.site, [seller.site.theirs(one) for one in ids])
            return await asyncio.to_thread(mapping.lines, body, seller)
        except Gone:
            if len(ids) == 1:
                return {}
        middle = len(ids) // 2
        return await self._read(seller, ids[:middle]) | await self._read(seller, ids[middle:])

    def _remember(self, found: Mapping[str, Sequence[Line]]) -> None:
        self._order_of.update({line.item.remote_id: order_id for order_id, lines in found.items() for line in lines})
        while len(self._order_of) > MOST_REMEMBERED:
            self._order_of.popitem(last=False)


def _query(start: datetime, window: Window, offset: int) -> dict[str, str]:
    key, word = ("update", "updated_at") if window.by_update else ("created", "created_at")
    return {
        f"{key}_after": wire_time(start),
        f"{key}_before": wire_time(window.end, up=True),
        "sort_by": word,
        "sort_direction": "ASC",
        "limit": str(PAGE),
        "offset": str(offset),
    }


def _resumed(page: Sequence[Order], window: Window, start: datetime) -> datetime:
    """Where to go on: at the last order's time, and never where we just began."""
    times = [one.updated_at if window.by_update else one.created_at for one in page]
    return max([*times, start + timedelta(seconds=1)])
