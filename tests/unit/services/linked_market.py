"""Three shops of one account that sell the same things, and what a test of linked SKUs asks of them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from stocked_shop import NOON, manifest, variant

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.catalog import Variant
from desktop.domain.linking import LinkGroup
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.profile import Profile
from desktop.services.build import Services, build_services
from desktop.store import accounts, catalog_ingest, order_ingest

ACCOUNT = "account-1"
SHOPS = ("North", "South", "West")
MONEY = Money(Decimal(5), "KES")


def at_shop(shop: int, sku: str, stock: int = 10, **more: object) -> Variant:
    found = variant(f"{shop}-{sku}", sku, stock=stock)
    return replace(found, shop_remote_id=f"shop-{shop}", **more)  # type: ignore[arg-type]


STOCK = (
    *(at_shop(shop, "CUP") for shop in range(3)),
    at_shop(0, "Pot 1", 4, barcode="111", name="Big pot"), at_shop(1, "POT1", 6, barcode="222", name="Pot, big"),
    at_shop(0, "LID", 1, barcode="777"), at_shop(2, "DECKEL", 1, barcode="777"),
    at_shop(2, "SPOON"), at_shop(2, "spoon", remote_id="x"),
)  # fmt: skip


class Market:
    """Three shops of one account; ``now`` goes on by the minute with every order."""

    def __init__(self, services: Services, clock: list[datetime]) -> None:
        self.services, self.clock, self.remotes = services, clock, list[str]()

    async def ids(self, sku: str) -> list[int]:
        found = (await self.services.catalog.find([sku]))[sku]
        return [one.id for one in sorted(found, key=lambda one: one.shop)]

    async def group(self) -> LinkGroup:
        (found,) = await self.services.links.groups()
        return found

    async def linked(self, count: int | None = None) -> LinkGroup:
        linked = await self.services.links.link(await self.ids("CUP"))
        if count is not None:
            await self.services.links.count(linked.group_ids[0], count)
        return await self.group()

    async def see(
        self, number: str, status: ItemStatus = ItemStatus.TO_PACK, units: int = 2, shop: int = 0, sku: str = "CUP",
        created: datetime | None = None, item: str = "",
    ) -> None:  # fmt: skip
        """The platform tells of an order."""
        self.clock[0] += timedelta(minutes=1)
        bought = OrderItem(item or f"{number}-1", sku, "A cup", units, MONEY, status, status.value,
                           shop_remote_id=f"shop-{shop}")  # fmt: skip
        made = Order(number, number, "x", MONEY, created or self.clock[0], self.clock[0],
                     shop_remote_ids=(f"shop-{shop}",), items=(bought,))  # fmt: skip
        at = self.clock[0]
        await self.services.db.write(lambda c: order_ingest.save_orders(c, ACCOUNT, [made], at=at))

    async def wishes(self) -> list[tuple[str, object]]:
        """What waits to be sent, by shop."""
        names = {shop.id: shop.name for shop in await self.services.shops.list()}
        return [(names[one.shop_id], one.after["quantity"]) for one in await self.services.outbox.list()]


Story = Callable[[Market], Awaitable[None]]


def play(folder: Path, story: Story, start: datetime = NOON) -> None:
    """One run of the program, from ``start``; the first on a folder furnishes it."""

    async def whole() -> None:
        clock = [start]
        services = build_services(Profile(folder), [manifest()], passphrase=lambda: "test", clock=lambda: clock[0])
        if not await services.shops.list():
            await _furnish(services)
        await story(Market(services, clock))
        await services.aclose()

    asyncio.run(whole())


async def _furnish(services: Services) -> None:
    account = Account(ACCOUNT, "small", "Amina", "https://small.example", identity="amina")
    found = [DiscoveredShop(f"shop-{at}", name) for at, name in enumerate(SHOPS)]
    await services.db.write(lambda c: accounts.add_account(c, account, NOON))
    await services.db.write(lambda c: accounts.save_shops(c, ACCOUNT, found, NOON))
    await services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, STOCK, at=NOON))
