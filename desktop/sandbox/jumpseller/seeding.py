"""Builds the practice store from a seed: products with variants, orders of the last three months, promotions."""

import random
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.jumpseller.world import Record, World
from desktop.sandbox.pictures import picture_address
from desktop.sandbox.simulator import Size

DAY = 86_400.0
SHOWN_DAYS = 90
OPEN_FOR = 3 * DAY  # nobody lets an order lie longer
# (payment, shipment, share): how the orders of the last months stand.
STANDING = (
    ("paid", "unfulfilled", 30),
    ("paid", "in_transit", 20),
    ("paid", "delivered", 25),
    ("pending_payment", "unfulfilled", 10),
    ("canceled", "unfulfilled", 8),
    ("paid", "requested", 4),
    ("paid", "failed", 3),
)


def new_world(size: Size, now: float) -> World:
    """A store with one location, its goods and its orders."""
    rng = random.Random(f"jumpseller {size.seed}")
    world = World(f"{rng.getrandbits(128):032x}", f"{rng.getrandbits(160):040x}", "KE", practice.country("KE").currency)
    world.add("locations", {"name": "Main warehouse", "main": True, "country": "KE"})
    for name in ("Home", "Kitchen", "Garden"):
        world.add("categories", {"name": name, "parent_id": None})
    for name in ("Standard", "Express"):
        world.add("shipping_methods", {"name": name, "enabled": True})
    world.add("taxes", {"name": "VAT", "tax": 16.0})
    _stock_shelves(world, rng, size.skus, now)
    for number in range(size.orders):
        age = practice.age_of(number, size.orders, rng.random(), SHOWN_DAYS * DAY)
        found = [one for one in STANDING if age < OPEN_FOR or not _is_open(one)]
        new_order(world, rng, now - age, rng.choices(found, [one[2] for one in found])[0])
    if size.skus:
        _promote(world, now)
    return world


def _is_open(standing: tuple[str, str, int]) -> bool:
    return standing[0] != "canceled" and standing[1] in ("unfulfilled", "requested")


def _stock_shelves(world: World, rng: random.Random, skus: int, now: float) -> None:
    """Every second product has variants; SKUs run out exactly at `skus`."""
    left = practice.goods(skus)
    while left:
        name = left[0].name
        group = [one for one in left if one.name == name]
        left = left[len(group) :]
        _product(world, rng, group, now)


def _product(world: World, rng: random.Random, group: list[practice.Goods], now: float) -> None:
    first = group[0]
    product = world.add(
        "products", {**_thing(rng, first), "name": first.name, "status": "available", "updated_at": now}
    )
    product["categories"] = [rng.choice(list(world.of("categories")))]
    world.add(f"products/{product['id']}/images", {"url": picture_address(first.sku), "position": 1})
    if len(group) > 1:
        for one in group:
            option = {"name": "Variation", "value": one.variation, "option_type": "option"}
            world.add(f"products/{product['id']}/variants", {**_thing(rng, one), "options": [option]})


def _thing(rng: random.Random, goods: practice.Goods) -> Record:
    return {
        "sku": goods.sku,
        "price": goods.cents * 130,
        "stock": rng.randint(0, 60),
        "stock_unlimited": False,
        "barcode": f"60{rng.randrange(10**10):010d}",
        "compare_at_price": None,
    }


def new_order(world: World, rng: random.Random, at: float, standing: tuple[str, str, int]) -> Record:
    """Somebody orders one to three things."""
    who = practice.buyer(rng, world.country)
    customer = {"fullname": f"{who.first} {who.last}", "email": f"buyer{rng.randrange(10**6)}@example.test"}
    lines = [_line(rng, *one) for one in rng.sample(list(world.sellable()), rng.randint(1, 3))]
    order = {
        "created_at": at,
        "status": standing[0],
        "shipment": standing[1],
        "lines": lines,
        "shipping": rng.choice([0, 35_000, 50_000]),
        "discount": rng.choice([0, 0, 10_000]),
        "customer": {**customer, "id": rng.randrange(10**6), "phone": f"+2547{rng.randrange(10**8):08d}"},
        "address": {
            "name": who.first,
            "surname": who.last,
            "address": who.street,
            "city": who.city,
            "region": who.region,
            "postal": who.postal_code,
        },
        "tracking_number": f"JS{rng.randrange(10**10):010d}" if standing[1] in ("in_transit", "delivered") else None,
        "tracking_company": None,
        "tracking_url": None,
        "additional_information": "",
        "history": [],
    }
    return world.add("orders", order)


def _line(rng: random.Random, _id: str, product: Record, thing: Record) -> dict[str, Any]:
    return {
        "id": product["id"],
        "variant_id": None if thing is product else thing["id"],
        "sku": thing["sku"],
        "name": product["name"],
        "qty": rng.choice([1, 1, 1, 2, 3]),
        "price": thing["price"],
    }


def _promote(world: World, now: float) -> None:
    first = next(iter(world.of("products")))
    world.add(
        "promotions",
        {
            "name": "Ten percent on one thing",
            "enabled": True,
            "cumulative": False,
            "discount_target": "categories",
            "discount_amount_percent": 10.0,
            "discount_amount_fix": 0,
            "lasts": "date",
            "begins_at": now - 5 * DAY,
            "expires_at": now + 20 * DAY,
            "max_times_used": 0,
            "times_used": 0,
            "products": [{"id": first}],
            "categories": [],
            "coupons": [],
        },
    )
