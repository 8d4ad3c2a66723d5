"""Makes a Jumia practice world out of a seed: three shops on one account, their goods, and ninety days of orders."""

import random
from collections import defaultdict

from desktop.sandbox import practice
from desktop.sandbox.jumia.world import (
    CANCELED,
    DELIVERED,
    FAILED,
    PENDING,
    READY,
    RETURNED,
    SHIPPED,
    Item,
    Order,
    Provider,
    Shop,
    Sku,
    World,
)
from desktop.sandbox.simulator import Size

DAY = 86_400
SHOPS = (
    ("Harmattan Home", "home", ("NG",)),
    ("Savanna Gadgets", "tech", ("KE", "GH")),
    ("Lotus & Shea", "beauty", ("NG", "EG", "CI")),
)
"""Name, range and countries; two of them sell in Nigeria, so that an order can hold items of both."""

MIX = ((PENDING, 30), (READY, 8), (SHIPPED, 12), (DELIVERED, 35), (FAILED, 4), (RETURNED, 4), (CANCELED, 7))
"""Of a hundred orders, how many stand where."""

AGE = {
    PENDING: (0.01, 2.6),
    READY: (0.6, 3.5),
    SHIPPED: (1.5, 8.0),
    DELIVERED: (5.0, 90.0),
    FAILED: (6.0, 90.0),
    RETURNED: (12.0, 90.0),
    CANCELED: (0.5, 90.0),
}
"""How many days ago an order of this status was placed: at least, at most."""

PATH = {
    PENDING: (),
    READY: (READY,),
    SHIPPED: (READY, SHIPPED),
    DELIVERED: (READY, SHIPPED, DELIVERED),
    FAILED: (READY, SHIPPED, FAILED),
    RETURNED: (READY, SHIPPED, DELIVERED, RETURNED),
    CANCELED: (CANCELED,),
}
"""The statuses an item went through."""

OPTIONS = ("Economy Shipping", "Economy Shipping", "Economy Shipping", "Express Delivery")


def new_world(size: Size, now: float) -> World:
    """A world of this size whose last order is minutes old at `now`."""
    rng = random.Random(size.seed)
    world = World()
    world.shops = [
        Shop(practice.uuid(rng), name, f"{range_}.owner@example.com", range_, countries)
        for name, range_, countries in SHOPS
    ]
    world.skus = _skus(rng, world.shops, size.skus)
    world.providers = [one for shop in world.shops for code in shop.countries for one in _providers(rng, shop, code)]
    maker = OrderMaker(world, rng)
    statuses = rng.choices([status for status, _ in MIX], [weight for _, weight in MIX], k=size.orders)
    world.add_all([maker.past_order(status, int(now)) for status in statuses])
    return world


def _skus(rng: random.Random, shops: list[Shop], count: int) -> list[Sku]:
    shop_of = {shop.range: shop.id for shop in shops}
    return [
        Sku(shop_of[one.range], one.sku, practice.uuid(rng), f"{one.name}, {one.variation}", one.cents)
        for one in practice.goods(max(count, 54))
    ]


def _providers(rng: random.Random, shop: Shop, code: str) -> list[Provider]:
    """The shop's drop-off station; in Kenya also a courier of the seller's own, who brings his own tracking code."""
    station = f"{practice.country(code).name} drop-off station {rng.randint(1, 30)}"
    found = [Provider(practice.uuid(rng), station, shop.id, code, code_required=False)]
    if code == "KE":
        found.append(Provider(practice.uuid(rng), "Own courier", shop.id, code, code_required=True))
    return found


class OrderMaker:
    """Makes orders for a world, each from the generator's next numbers."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world = world
        self._rng = rng
        self._storefronts = [(shop, code) for shop in world.shops for code in shop.countries]
        self._goods: dict[str, list[Sku]] = defaultdict(list)
        for sku in world.skus:
            self._goods[sku.shop_id].append(sku)

    def new_order(self, now: int, country: str | None = None, items: int | None = None) -> Order:
        """An order placed just now. Raises ValueError for a country without a shop."""
        storefronts = [one for one in self._storefronts if country in (None, one[1])]
        if not storefronts:
            raise ValueError(f"no shop sells in {country!r}")
        shop, code = self._rng.choice(storefronts)
        return self._order(shop, code, now, items or self._item_count(), by_jumia=False)

    def past_order(self, status: str, now: int) -> Order:
        """An order whose items went all the way to a status."""
        shop, code = self._rng.choice(self._storefronts)
        created = now - int(self._rng.uniform(*AGE[status]) * DAY)
        order = self._order(shop, code, created, self._item_count(), by_jumia=self._rng.random() < 0.05)
        order.first_status = status
        packed = status not in (PENDING, CANCELED) or (status == PENDING and self._rng.random() < 0.1)
        if packed and not order.items[0].by_jumia:
            self._pack(order, self._between(created, now, 0.2))
        self._walk(order, status, now)
        return order

    def _item_count(self) -> int:
        return self._rng.choices((1, 2, 3, 5), (78, 14, 6, 2))[0]

    def _order(self, shop: Shop, code: str, created: int, count: int, by_jumia: bool) -> Order:
        rng, world = self._rng, self._world
        world.next_number += rng.randint(1, 97)
        who = practice.buyer(rng, code)
        items = self._items(shop, code, count, by_jumia)
        return Order(
            practice.uuid(rng), str(world.next_number), code, created, created, rng.random() < 0.45,
            who.first, who.last, who.latin, who.street, who.city, who.region, who.ward, who.postal_code, who.hub,
            PENDING, items,
        )  # fmt: skip

    def _items(self, shop: Shop, code: str, count: int, by_jumia: bool) -> list[Item]:
        """Units, often the same one twice; one order in ten of two shops, one in twenty in two shipping methods."""
        rng, option = self._rng, self._rng.choice(OPTIONS)
        others = [one for one, other in self._storefronts if other == code and one is not shop]
        found: list[Item] = []
        for number in range(count):
            seller = rng.choice(others) if others and number and rng.random() < 0.2 else shop
            repeated = found and seller is shop and rng.random() < 0.4
            sku = self._same(found[0]) if repeated else rng.choice(self._goods[seller.id])
            other = "Express Delivery" if number and rng.random() < 0.05 else option
            found.append(self._item(sku, code, other, by_jumia))
        return found

    def _same(self, item: Item) -> Sku:
        return next(sku for sku in self._goods[item.shop_id] if sku.sku == item.sku)

    def _item(self, sku: Sku, code: str, option: str, by_jumia: bool) -> Item:
        rng, country = self._rng, practice.country(code)
        voucher = rng.choice((0, 0, 0, 0, 25, 50, 130))
        paid = max(50, sku.cents - voucher)
        shipping = rng.choice((0, 90, 140, 210))
        local = [_local(cents, country) for cents in (sku.cents, paid, shipping)]
        return Item(
            practice.uuid(rng), sku.shop_id, sku.sku, sku.product_sid, sku.name, PENDING, option, by_jumia,
            sku.cents, local[0], paid, local[1], shipping, local[2], sku.cents - paid,
        )  # fmt: skip

    def _pack(self, order: Order, at: int) -> None:
        """One package per shop and shipping method, by the shop's first provider."""
        groups: dict[tuple[str, str], list[Item]] = defaultdict(list)
        for item in order.items:
            groups[item.shop_id, item.delivery_option].append(item)
        for items in groups.values():
            provider = self._world.providers_of(order, items[0])[0]
            self._world.pack(order, items, provider.id, self._world.new_tracking_number(order.country), at)

    def _walk(self, order: Order, status: str, now: int) -> None:
        """Along the path of its status; of a longer delivered order sometimes one item was cancelled on the way."""
        at = order.updated_at
        for step in PATH[status]:
            at = self._between(at, now, 0.4)
            for item in order.items:
                self._world.move(order, item, step, at)
        if status == DELIVERED and len(order.items) > 2 and self._rng.random() < 0.3:
            self._world.move(order, order.items[-1], RETURNED, self._between(at, now, 0.2))

    def _between(self, start: int, end: int, reach: float) -> int:
        """A moment in the first part of a stretch of time, at least a minute on where there is one."""
        return min(end, start + 60 + int((end - start) * self._rng.uniform(0, reach)))


def _local(cents: int, country: practice.Country) -> int:
    """US cents in the smallest unit of a country's currency."""
    return round(cents * country.rate * country.unit / 100)
