"""What the Jumia practice world holds: shops, orders, items, packages, and the indexes that find them fast."""

import bisect
from dataclasses import dataclass, field, fields
from typing import Any

PENDING, READY, SHIPPED = "PENDING", "READY_TO_SHIP", "SHIPPED"
DELIVERED, FAILED, RETURNED, CANCELED = "DELIVERED", "FAILED", "RETURNED", "CANCELED"
STATUSES = (PENDING, READY, SHIPPED, DELIVERED, FAILED, RETURNED, CANCELED)
"""Item statuses, least advanced first (section 5.3). Packed is PENDING with a tracking number."""


@dataclass(frozen=True, slots=True)
class Sku:
    """A listing of one shop. `cents` is the price in US cents."""

    shop_id: str
    sku: str
    product_sid: str
    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class Provider:
    """A shipment provider of one shop in one country."""

    id: str
    name: str
    shop_id: str
    country: str
    code_required: bool


@dataclass(frozen=True, slots=True)
class Shop:
    """A store with its country storefronts (business clients)."""

    id: str
    name: str
    email: str
    range: str
    countries: tuple[str, ...]


@dataclass(slots=True)
class Item:
    """One unit sold. Amounts: `*_local` in the smallest unit of the country's currency, the others in US cents.

    `done` names what the client did to it through the API, so that doing it again is seen as a double.
    """

    id: str
    shop_id: str
    sku: str
    product_sid: str
    name: str
    status: str
    delivery_option: str
    by_jumia: bool
    price: int
    price_local: int
    paid: int
    paid_local: int
    shipping: int
    shipping_local: int
    voucher: int
    tracking_number: str = ""
    provider_id: str = ""
    done: list[str] = field(default_factory=list)
    times: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Order:
    """A buyer's order; times are whole seconds since 1970. `first_status` serves the stale-summary quirk."""

    id: str
    number: str
    country: str
    created_at: int
    updated_at: int
    prepaid: bool
    first_name: str
    last_name: str
    latin_name: str
    street: str
    city: str
    region: str
    ward: str
    postal_code: str
    hub: str
    first_status: str
    items: list[Item]

    @property
    def statuses(self) -> set[str]:
        """The statuses of its items."""
        return {item.status for item in self.items}


@dataclass(slots=True)
class Package:
    """Packed items that travel together. `served` notes each label given out: when, provisional or not, its SHA-256."""

    tracking_number: str
    order_id: str
    provider_id: str
    country: str
    item_ids: list[str]
    late: int = 0
    served: list[dict[str, Any]] = field(default_factory=list)


class World:
    """Everything, with an index per way of asking. Orders are kept sorted by creation, then number."""

    def __init__(self) -> None:
        self.shops: list[Shop] = []
        self.skus: list[Sku] = []
        self.providers: list[Provider] = []
        self.orders: list[Order] = []
        self.order_by_id: dict[str, Order] = {}
        self.item_by_id: dict[str, tuple[Order, Item]] = {}
        self.packages: dict[str, Package] = {}
        self.next_parcel = 1
        self.next_number = 300_000_000

    def add_all(self, orders: list[Order]) -> None:
        """Put many orders in at once."""
        self.orders += orders
        self.orders.sort(key=_age)
        for order in orders:
            self._index(order)

    def add(self, order: Order) -> None:
        """Put one more order in its place."""
        bisect.insort(self.orders, order, key=_age)
        self._index(order)

    def _index(self, order: Order) -> None:
        self.order_by_id[order.id] = order
        for item in order.items:
            self.item_by_id[item.id] = (order, item)

    def order(self, named: str) -> Order:
        """The order of this id or number. Raises ValueError."""
        found = self.order_by_id.get(named) or next((order for order in self.orders if order.number == named), None)
        if found is None:
            raise ValueError(f"there is no order {named!r}")
        return found

    def shop(self, shop_id: str) -> Shop | None:
        """The shop of this id."""
        return next((shop for shop in self.shops if shop.id == shop_id), None)

    def providers_of(self, order: Order, item: Item) -> list[Provider]:
        """Who may carry this item; nobody of the seller's for what Jumia ships itself."""
        if item.by_jumia:
            return []
        return [one for one in self.providers if (one.shop_id, one.country) == (item.shop_id, order.country)]

    def new_tracking_number(self, country: str) -> str:
        """The next parcel number of Jumia's own."""
        self.next_parcel += 1
        return f"JM{country}{self.next_parcel:09d}"

    def pack(self, order: Order, items: list[Item], provider_id: str, tracking_number: str, at: int) -> Package:
        """Put items of one order in one package. They stay PENDING (section 12.10)."""
        package = Package(tracking_number, order.id, provider_id, order.country, [item.id for item in items])
        self.packages[tracking_number] = package
        for item in items:
            item.tracking_number, item.provider_id, item.times["packed"] = tracking_number, provider_id, at
        order.updated_at = at
        return package

    def move(self, order: Order, item: Item, status: str, at: int) -> None:
        """Give an item another status."""
        item.status, item.times[status.lower()] = status, at
        order.updated_at = at

    def dump(self) -> dict[str, Any]:
        """As a JSON document."""
        listed = ("shops", "skus", "providers", "orders")
        document: dict[str, Any] = {name: [_plain(one) for one in getattr(self, name)] for name in listed}
        document["packages"] = [_plain(package) for package in self.packages.values()]
        return {**document, "next_parcel": self.next_parcel, "next_number": self.next_number}

    @classmethod
    def loaded(cls, document: dict[str, Any]) -> "World":
        """From a dumped document."""
        world = cls()
        world.shops = [Shop(**{**one, "countries": tuple(one["countries"])}) for one in document["shops"]]
        world.skus = [Sku(**one) for one in document["skus"]]
        world.providers = [Provider(**one) for one in document["providers"]]
        world.packages = {one["tracking_number"]: Package(**one) for one in document["packages"]}
        world.next_parcel, world.next_number = document["next_parcel"], document["next_number"]
        orders = document["orders"]
        world.add_all([Order(**{**one, "items": [Item(**item) for item in one["items"]]}) for one in orders])
        return world


def _age(order: Order) -> tuple[int, str]:
    return order.created_at, order.number


def _plain(thing: Any) -> dict[str, Any]:
    """A dataclass as a dict; orders with their items. (`asdict` copies deeply: seconds for 20,000 orders.)"""
    plain = {one.name: getattr(thing, one.name) for one in fields(thing)}
    if isinstance(thing, Order):
        plain["items"] = [_plain(item) for item in thing.items]
    return plain
