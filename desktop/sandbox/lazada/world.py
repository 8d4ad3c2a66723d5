"""The practice shop: products with SKUs, orders of one row per unit, packages, and every write that took effect."""

import random
from dataclasses import dataclass, field
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.simulator import Size

Record = dict[str, Any]
Shelf = tuple[Record, Record]  # a product and one of its SKUs
DAY = 86_400.0
OPEN, OPEN_FOR = ("pending", "packed", "ready_to_ship", "unpaid"), 3 * DAY  # nobody lets an order lie longer
MIX = (
    ("pending", 30), ("packed", 6), ("ready_to_ship", 8), ("shipped", 14), ("delivered", 28), ("canceled", 7),
    ("unpaid", 3), ("failed_delivery", 2), ("returned", 2),
)  # fmt: skip


@dataclass(slots=True)
class World:
    """Amounts are whole cents; times are seconds since 1970."""

    app_key: str
    app_secret: str
    seller_id: int
    country: str = "sg"
    currency: str = "SGD"
    products: list[Record] = field(default_factory=list)
    orders: list[Record] = field(default_factory=list)
    effects: list[Record] = field(default_factory=list)
    vouchers: dict[str, Record] = field(default_factory=dict)
    tokens: dict[str, float] = field(default_factory=dict)  # access token -> its end
    refresh_tokens: dict[str, float] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    batches: dict[str, list[Record]] = field(default_factory=dict)
    next_package: int = 1
    removed: list[int] = field(default_factory=list)  # items that were there once
    dissolved: list[str] = field(default_factory=list)  # packages that were repacked

    def skus(self) -> list[tuple[Record, Record]]:
        """Every SKU with its product."""
        return [(product, sku) for product in self.products for sku in product["skus"]]

    def sku(self, id_: object) -> tuple[Record, Record] | None:
        """A SKU by its SkuId, with its product."""
        return next((found for found in self.skus() if str(found[1]["sku_id"]) == str(id_)), None)

    def order(self, named: object) -> Record | None:
        """An order by its id."""
        return next((one for one in self.orders if str(one["id"]) == str(named)), None)

    def item(self, id_: object) -> tuple[Record, Record] | None:
        """An order item with its order."""
        return next(((o, i) for o in self.orders for i in o["items"] if str(i["id"]) == str(id_)), None)

    def package(self, id_: object) -> list[tuple[Record, Record]]:
        """The items of a package."""
        return [(o, i) for o in self.orders for i in o["items"] if i["package_id"] == str(id_)]

    def new_package(self) -> tuple[str, str]:
        """Package id and tracking number."""
        self.next_package += 1
        return f"FP{self.next_package:012d}", f"LEXSG{self.next_package:010d}"


def new_world(size: Size, now: float) -> World:
    """A shop in Singapore."""
    rng = random.Random(f"lazada {size.seed}")
    world = World(str(rng.randrange(10**5, 10**6)), f"{rng.getrandbits(128):032x}", 1_152_180_742)
    _stock_shelves(world, rng, size.skus, now)
    shelves = world.skus()
    for number in range(size.orders):
        age = practice.age_of(number, size.orders, rng.random(), 90 * DAY)
        found = [one for one in MIX if age < OPEN_FOR or one[0] not in OPEN]
        (status,) = rng.choices([word for word, _ in found], [share for _, share in found])
        world.orders.append(new_order(world, shelves, rng, now - age, status))
    return world


def _stock_shelves(world: World, rng: random.Random, skus: int, now: float) -> None:
    products: dict[str, Record] = {}
    for number, one in enumerate(practice.goods(skus)):
        new = {"item_id": 2_807_000_000 + len(products), "name": one.name, "status": "Active", "skus": [], "at": now}
        product = products.setdefault(one.name, new)
        product["skus"].append(
            {
                "sku_id": 13_449_000_000 + number,
                "sku": one.sku,
                "variation": one.variation,
                "price": one.cents * 2,
                "special": None,
                "quantity": rng.randint(0, 60),
                "status": "active" if rng.random() < 0.9 else "inactive",
            }
        )
    world.products = list(products.values())


def new_order(world: World, shelves: list[Shelf], rng: random.Random, at: float, status: str) -> Record:
    """Somebody buys one or two things; two pieces are two rows."""
    who = practice.buyer(rng, "ID")
    order_id = 300_034_416_000_000 + len(world.orders) * 1000 + rng.randrange(1, 999)
    chosen = rng.sample(shelves, min(len(shelves), rng.randint(1, 2)))
    rows = [one for one in chosen for _ in range(rng.choice([1, 1, 2]))]
    items = [_item(order_id, number, *one, status) for number, one in enumerate(rows)]
    order = {
        "id": order_id, "at": at, "updated_at": at, "buyer": f"{who.first} {who.last}", "street": who.street,
        "fee": rng.choice([0, 149, 299]), "voucher": rng.choice([0, 0, 100]), "items": items,
        "ship_by": at + 2 * DAY,
    }  # fmt: skip
    if status not in ("pending", "unpaid", "canceled"):
        package, tracking = world.new_package()
        for item in items:
            item["package_id"], item["tracking"], item["provider"] = package, tracking, "LEX SG"
    return order


def _item(order_id: int, number: int, product: Record, sku: Record, status: str) -> Record:
    return {
        "id": order_id + 100_000_000 + number,
        "sku": sku["sku"],
        "sku_id": sku["sku_id"],
        "item_id": product["item_id"],
        "name": product["name"],
        "variation": sku["variation"],
        "price": sku["price"],
        "status": status,
        "package_id": "",
        "tracking": "",
        "provider": "",
        "invoice": "",
        "asks_cancel": False,  # the buyer wishes to cancel
        "done": [],
    }
