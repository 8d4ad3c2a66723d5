"""Makes the practice brand from a seed: its channels, its goods, and ninety days of orders."""

import random

from desktop.sandbox import practice
from desktop.sandbox.simulator import Size
from desktop.sandbox.sirclo import world as words
from desktop.sandbox.sirclo.channels import CHANNELS, Channel, main_warehouse
from desktop.sandbox.sirclo.listings import stock_up
from desktop.sandbox.sirclo.world import Record, World, order_id

HOUR, DAY = 3600.0, 86_400.0
BRAND, NAME = "toko-sagara", "Toko Sagara"
STATUSES = {
    words.UNPAID: 4, words.PENDING: 18, words.ACCEPTED: 12, words.PACKED: 10, words.PACK_FAILED: 2,
    words.SHIPPED: 18, words.COMPLETED: 26, words.CANCELLED: 7, words.REQUEST_CANCEL: 3,
}  # fmt: skip
AGE = {words.COMPLETED: (6, 90), words.CANCELLED: (1, 90), words.SHIPPED: (2, 9)}
"""Days back that an order of a status was placed; two days at most where nothing is said."""


def new_world(size: Size, now: float) -> World:
    """The same seed gives the same brand."""
    rng = random.Random(f"sirclo {size.seed}")
    world = World(f"{rng.getrandbits(160):040x}", BRAND, {BRAND: NAME}, {})
    world.links = {code: _link(rng, channel, now) for code, channel in CHANNELS.items()}
    stock_up(world, rng, size.skus)
    world.index()
    maker = OrderMaker(world, rng)
    statuses = rng.choices(list(STATUSES), list(STATUSES.values()), k=size.orders)
    aged = sorted(((_age(rng, status), status) for status in statuses), key=lambda one: -one[0])
    for age, status in aged:
        maker.past_order(status, now - age, now)
    return world


def _age(rng: random.Random, status: str) -> float:
    first, last = AGE.get(status, (0.01, 2))
    return rng.uniform(first, last) * DAY


def _link(rng: random.Random, channel: Channel, now: float) -> Record:
    """A channel that was connected at the operator's."""
    secret = {name: f"{rng.getrandbits(128):032x}" for name, _, kind in channel.fields if kind == "string"}
    number = {name: rng.randrange(10**5, 10**7) for name, _, kind in channel.fields if kind == "integer"}
    expires = now + 180 * DAY if channel.oauth else None
    return {"connected": True, "brand_id": BRAND, "expires_at": expires, "credentials": {**number, **secret}}


class OrderMaker:
    """Lets buyers order from a brand's channels."""

    def __init__(self, world: World, rng: random.Random) -> None:
        self._world, self._rng = world, rng
        self._goods: dict[str, list[tuple[Record, Record]]] = {}
        for product, one in world.variants():
            self._goods.setdefault(product["channel"], []).append((product, one))

    def new_order(self, now: float, channel: str | None = None, items: int | None = None) -> Record:
        """Somebody has just bought and paid. Raises ValueError for a channel without goods."""
        return self._keep(self._order(self._channel(channel), now, items), words.PENDING)

    def past_order(self, status: str, at: float, now: float) -> Record:
        """An order that has come as far as a status."""
        code = self._channel("shpe" if status == words.PACK_FAILED else None)
        if status == words.REQUEST_CANCEL and code in ("bklp", "zlra"):
            code = self._channel("tkpd")
        order = self._keep(self._order(code, at, None), status)
        self._bring_to(order, status, now)
        return order

    def _channel(self, wanted: str | None) -> str:
        if wanted is not None and wanted not in self._goods:
            raise ValueError(f"nothing is sold on {wanted!r}")
        return wanted or self._rng.choice(sorted(self._goods))

    def _keep(self, order: Record, status: str) -> Record:
        order["status"] = status
        self._world.orders[order_id(order)] = order
        return order

    def _bring_to(self, order: Record, status: str, now: float) -> None:
        """Give it what it has picked up on the way."""
        order["updated"] = order["created"] + self._rng.uniform(0, 0.6) * max(0.0, now - order["created"])
        if status == words.UNPAID:
            order["paid"] = None
        if status in (words.PACKED, words.SHIPPED, words.COMPLETED):
            give_waybill(self._world, order, order["updated"])
        if status == words.CANCELLED:
            order["cancelled"], order["cancel_reason"] = order["updated"], "Stok habis"
        if status == words.REQUEST_CANCEL:
            order["before"], order["cancel_deadline"] = words.ACCEPTED, now + 2 * DAY

    def _order(self, code: str, at: float, items: int | None) -> Record:
        rng, channel = self._rng, CHANNELS[code]
        who = practice.buyer(rng, "ID")
        provider, service = rng.choice(channel.couriers)
        return {
            "channel": code,
            "number": self._number(code),
            "adapter_id": self._world.number() % 10_000_000,
            "invoice": f"INV/{self._world.number()}",
            "created": at,
            "updated": at,
            "paid": at,
            "required": at + 2 * DAY,
            "provider": provider,
            "service": service,
            "awb": "",
            "awb_at": None,
            "awb_by_channel": True,
            "pickup_code": "",
            "package": "",
            "shipping": rng.choice([0, 9000, 12_500, 20_000]),
            "warehouse": main_warehouse(code),
            "platform": rng.choice(["TOKOPEDIA", "TIKTOK_SHOP"]) if code == "tktk" else "",
            "lines": [self._line(code, number) for number in range(items or rng.choices((1, 2, 3), (7, 2, 1))[0])],
            "cancel_reason": "",
            "cancelled": None,
            "cancel_deadline": None,
            "before": "",
            "settlement_code": "",
            "pickup_deadline": None,
            "by_marketplace": False,
            "elsewhere": False,
            "done": [],
            "first": who.first,
            "last": who.last,
            "latin": who.latin,
            "street": who.street,
            "city": who.city,
            "region": who.region,
            "suburb": who.ward,
            "post_code": who.postal_code,
            "hub": who.hub,
            "phone": f"0812{rng.randrange(10**8):08d}",
        }

    def _number(self, code: str) -> str:
        """Numbers look different on each marketplace."""
        number = self._world.number()
        return {
            "shpe": f"2611{number % 10**6:06d}{self._rng.getrandbits(24):06X}",
            "blib": f"{number}-{number + 7}",
        }.get(code, str(number))

    def _line(self, code: str, place: int) -> Record:
        product, one = self._rng.choice(self._goods[code])
        return {
            "id": str(self._world.number()),
            "sku": one["sku"],
            "name": one["name"],
            "quantity": self._rng.choices((1, 2, 5), (8, 2, 1))[0],
            "price": one["price"],
            "discount": self._rng.choice([0, 0, 0, 500, 1000]) if one["price"] > 5000 else 0,
            "reference": str(product["number"]),
        }


def give_waybill(world: World, order: Record, at: float, given: str = "") -> None:
    """The parcel gets a number: the seller's own where the marketplace supplies none."""
    number = world.number()
    order["awb"] = given or f"{CHANNELS[order['channel']].prefix}{number:012d}"
    order["awb_at"], order["package"] = at, order["package"] or f"PKG{number}"
    if order["channel"] == "shpe" and order["service"] == "Instant":
        order["pickup_code"] = f"{number % 10_000:04d}"
