"""The invented people, places and goods that fill the practice worlds, read from `resources/practice`."""

import json
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

FOLDER = Path(__file__).parents[2] / "resources" / "practice"


@dataclass(frozen=True, slots=True)
class Country:
    """A country storefront: `rate` local units per USD, `unit` smallest money units per local unit (100 or 1)."""

    code: str
    name: str
    currency: str
    rate: float
    unit: int


@dataclass(frozen=True, slots=True)
class Buyer:
    """Somebody who does not exist. `latin` is the name as a label printer without other scripts writes it."""

    first: str
    last: str
    latin: str
    street: str
    city: str
    region: str
    ward: str
    postal_code: str
    hub: str


@dataclass(frozen=True, slots=True)
class Goods:
    """A sellable variant: `cents` is its price in US cents, `range` the kind of shop that sells it."""

    sku: str
    name: str
    variation: str
    cents: int
    range: str


@cache
def _read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@cache
def country(code: str) -> Country:
    """The country of an ISO code. Raises KeyError where nobody lives in the practice data."""
    known = _read("countries")[code]
    return Country(code, known["name"], known["currency"], known["rate"], known["unit"])


def age_of(number: int, orders: int, chance: float, longest_s: float) -> float:
    """Seconds since order ``number`` (0 is the oldest): two fifths of them are of the last days, where the work is."""
    return float(longest_s * (1 - (number + chance) / max(orders, 1)) ** 4)


def buyer(rng: random.Random, code: str) -> Buyer:
    """Somebody at an address in this country; one in twelve with a name from elsewhere."""
    known = _read("countries")[code]
    city, region, ward, postal_code, hub = rng.choice(known["places"])
    street = f"{rng.randint(1, 240)} {rng.choice(known['streets'])}"
    if rng.random() < 1 / 12:
        first, last, latin_first, latin_last = rng.choice(_read("visitors"))
    else:
        first, latin_first = _both(rng.choice(known["first"]))
        last, latin_last = _both(rng.choice(known["last"]))
    return Buyer(first, last, f"{latin_first} {latin_last}", street, city, region, ward, postal_code, hub)


def _both(name: str | list[str]) -> tuple[str, str]:
    """A name and how it is written in Latin letters; most are the same."""
    return (name, name) if isinstance(name, str) else (name[0], name[1])


def goods(count: int) -> list[Goods]:
    """`count` different variants; when the list is used up, a new series of it begins."""
    found: list[Goods] = []
    series = 1
    while len(found) < count:
        found += [one for product in _read("products") for one in _variants(product, series)]
        series += 1
    return found[:count]


def _variants(product: dict[str, Any], series: int) -> list[Goods]:
    name = product["name"] if series == 1 else f"{product['name']}, series {series}"
    cents = round(product["usd"] * 100) + 5 * (series - 1)
    return [
        Goods(_sku(product["code"], number, series), name, variation, cents, product["range"])
        for number, variation in enumerate(product["variants"], start=1)
    ]


def _sku(code: str, number: int, series: int) -> str:
    return f"{code}-{number:02d}" if series == 1 else f"{code}-{number:02d}-S{series}"


def uuid(rng: random.Random) -> str:
    """A UUID that the seed decides."""
    return str(UUID(int=rng.getrandbits(128), version=4))
