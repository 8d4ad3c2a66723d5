"""The practice hub: channels, products with variations, what is held back and sold dearer where, orders with labels."""

import random
from dataclasses import dataclass, field
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.simulator import Size

Record = dict[str, Any]
DAY = 86_400.0
CHANNELS = ((708, "Shopee", True), (177, "Dafiti", True), (16, "Mercado Livre", True), (207, "Shopee", False))
SITUATIONS = (("aprovado", 35), ("enviado", 20), ("entregue", 30), ("pendente", 8), ("cancelado", 7))


@dataclass(slots=True)
class World:
    """Amounts are whole cents, times seconds since 1970. Keys of the maps are `channel|sku` or `channel|prefix|sku`."""

    app_token: str
    api_key: str
    secret_key: str
    channels: list[Record]
    products: list[Record]
    orders: list[Record]
    safety: dict[str, int] = field(default_factory=dict)
    prices: dict[str, list[int]] = field(default_factory=dict)
    ad_prices: dict[str, list[int]] = field(default_factory=dict)
    token: str = ""
    token_until: float = 0.0
    effects: list[Record] = field(default_factory=list)

    def variations(self) -> list[tuple[Record, Record]]:
        """Everything sellable, with its product."""
        return [(product, one) for product in self.products for one in product["variations"]]

    def skus_of(self, sku: str) -> list[tuple[Record, Record]]:
        """The variations a SKU means: itself, or all of a product's (section 7.2)."""
        return [(p, v) for p, v in self.variations() if sku in (v["sku"], p["sku"])]

    def order(self, named: str) -> Record:
        """An order by its number. Raises ValueError."""
        found = next((one for one in self.orders if str(one["id"]) == named), None)
        if found is None:
            raise ValueError(f"there is no order {named!r}")
        return found


def new_world(size: Size, now: float) -> World:
    """A hub with four channels, two of them of one name."""
    rng = random.Random(f"uappi {size.seed}")
    channels = [
        {"id": id_, "hash": f"{rng.getrandbits(48):012x}", "nome": name, "ativo": on} for id_, name, on in CHANNELS
    ]
    keys = [f"{rng.getrandbits(128):032x}" for _ in range(2)]
    world = World("homologacao", keys[0], keys[1], channels, _products(rng, size.skus), [])
    for _product, one in world.variations():
        for channel in (708, 177):
            if rng.random() < 0.6:
                world.safety[f"{channel}|{one['sku']}"] = rng.randint(1, 9)
            if rng.random() < 0.6:
                listed = one["price"] + rng.choice([0, 500, 120_000])
                world.prices[f"{channel}|{one['sku']}"] = [listed, max(1, listed - rng.choice([100, 990]))]
    for number in range(size.orders):
        age = 90 * DAY * (1 - (number + rng.random()) / max(size.orders, 1))
        world.orders.append(
            new_order(
                world,
                rng,
                now - age,
                rng.choices([word for word, _ in SITUATIONS], [share for _, share in SITUATIONS])[0],
            )
        )
    return world


def _products(rng: random.Random, skus: int) -> list[Record]:
    found: dict[str, Record] = {}
    for one in practice.goods(skus):
        product = found.setdefault(
            one.name, {"id": 9000 + len(found), "sku": f"P{len(found):04d}", "name": one.name, "variations": []}
        )
        product["variations"].append(
            {
                "id": 100 + len(product["variations"]),
                "sku": one.sku if len(found) % 7 else f"{one.sku}/ç ã",
                "price": one.cents * 5,
                "stock": rng.randint(0, 50),
                "ean": f"789{rng.randrange(10**10):010d}",
            }
        )
    return list(found.values())


def new_order(world: World, rng: random.Random, at: float, situation: str) -> Record:
    """Somebody buys on one of the channels."""
    who = practice.buyer(rng, "KE")
    channel = rng.choice([one for one in world.channels if one["ativo"]])
    lines = [
        {"sku": one["sku"], "name": product["name"], "quantity": rng.choice([1, 1, 2]), "price": one["price"]}
        for product, one in rng.sample(world.variations(), min(len(world.variations()), rng.randint(1, 3)))
    ]
    sent = situation in ("enviado", "entregue")
    return {
        "id": 13_127_000 + len(world.orders),
        "channel_number": f"20000{rng.randrange(10**8):08d}",
        "channel": channel["id"],
        "situation": situation,
        "at": at,
        "updated_at": at,
        "freight": rng.choice([0, 1250, 1990]),
        "buyer": f"{who.first} {who.last}",
        "lines": lines,
        "tracking": f"BR{rng.randrange(10**9):09d}" if sent or situation == "aprovado" else "",
        "labels": ["pdf", "zpl", "png", "jpg"][rng.randrange(4)] if situation in ("aprovado", "enviado") else "",
        "label_count": rng.choice([1, 1, 1, 2]),
    }
