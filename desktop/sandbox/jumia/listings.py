"""What the practice shops list: variations of product sets, with stock, prices and statuses by country (section 6)."""

import random
from dataclasses import dataclass, field
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.jumia.world import Shop, Sku

APPROVED, PENDING, REJECTED = "APPROVED", "PENDING", "REJECTED"
ACTIVE, INACTIVE = "ACTIVE", "INACTIVE"
GENERIC = {"code": 1045133, "name": "Generic"}


@dataclass(slots=True)
class Sale:
    """A scheduled sale price in the smallest unit of the price it belongs to; the ends as they were written."""

    value: int
    start: str
    end: str


@dataclass(slots=True)
class Storefront:
    """A variation in one country. `price` None: the global price counts there."""

    country: str
    jumia_sku: str
    status: str = ACTIVE
    qc: str = APPROVED
    reason: str = ""
    price: int | None = None  # smallest unit of the country's currency
    sale: Sale | None = None


@dataclass(slots=True)
class Listing:
    """A variation: the unit that every feed names by its sid. `price` is global, in US cents."""

    sid: str
    set_id: str
    shop_id: str
    sku: str
    parent_sku: str
    name: str
    variation: str
    category: int
    price: int
    stock: int
    created_at: int
    updated_at: int
    storefronts: list[Storefront]
    sale: Sale | None = None
    was_approved: bool = True
    content: dict[str, Any] = field(default_factory=dict)  # what a feed wrote: description, brand, images...

    def storefront(self, client: str) -> Storefront | None:
        """The storefront of a business client code (`jumia-ng`)."""
        return next((one for one in self.storefronts if client_of(one.country) == client), None)


@dataclass(slots=True)
class Shelf:
    """All listings by sid, and the feeds that were sent."""

    listings: dict[str, Listing] = field(default_factory=dict)
    feeds: dict[str, dict[str, Any]] = field(default_factory=dict)
    purchase_orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    effects: list[dict[str, Any]] = field(default_factory=list)

    def listing(self, sid: str) -> Listing:
        """A listing. Raises ValueError."""
        if sid not in self.listings:
            raise ValueError(f"there is no variant {sid!r}")
        return self.listings[sid]

    @classmethod
    def loaded(cls, document: dict[str, Any]) -> "Shelf":
        """From a dumped document."""
        listings = [_listing(one) for one in document["listings"].values()]
        rest = {name: document[name] for name in ("feeds", "purchase_orders", "effects")}
        return cls({one.sid: one for one in listings}, **rest)


def _listing(document: dict[str, Any]) -> Listing:
    fronts = [Storefront(**{**one, "sale": _sale(one["sale"])}) for one in document["storefronts"]]
    return Listing(**{**document, "storefronts": fronts, "sale": _sale(document["sale"])})


def _sale(document: dict[str, Any] | None) -> Sale | None:
    return Sale(**document) if document else None


def client_of(country: str) -> str:
    """The business client's code (section 4)."""
    return f"jumia-{country.lower()}"


def set_id_of(shop_id: str, parent_sku: str) -> str:
    """Variations with one parent SKU are one product set."""
    return practice.uuid(random.Random(f"{shop_id} {parent_sku}"))


def local(cents: int, country: str) -> int:
    """US cents in the smallest unit of a country's currency."""
    known = practice.country(country)
    return round(cents * known.rate) * known.unit // 100


def stock_shelf(shops: list[Shop], skus: list[Sku], seed: int, now: int) -> Shelf:
    """Every SKU of every shop, in each of the shop's countries."""
    rng = random.Random(f"jumia shelf {seed}")
    by_id = {shop.id: shop for shop in shops}
    return Shelf({sku.product_sid: _made(rng, by_id[sku.shop_id], sku, now) for sku in skus})


def _made(rng: random.Random, shop: Shop, sku: Sku, now: int) -> Listing:
    created = now - rng.randint(30, 400) * 86_400
    parent = sku.sku.rsplit("-", 1)[0]
    fronts = [
        Storefront(code, f"{parent}{number:02d}XX0JMAFAMZ", price=local(sku.cents, code))
        for number, code in enumerate(shop.countries)
    ]
    if rng.random() < 0.1:
        fronts[0].status = INACTIVE
    return Listing(
        sid=sku.product_sid,
        set_id=set_id_of(shop.id, parent),
        shop_id=shop.id,
        sku=sku.sku,
        parent_sku=parent,
        name=sku.name.rsplit(", ", 1)[0],
        variation=sku.name.rsplit(", ", 1)[-1],
        category=1000052,
        price=sku.cents,
        stock=rng.randint(0, 80),
        created_at=created,
        updated_at=created,
        storefronts=fronts,
        content={
            "description": f"{sku.name.rsplit(', ', 1)[0]} for every day.",
            "attributes": {"color_family": "Black", "short_description": "Made to last"},
        },
    )
