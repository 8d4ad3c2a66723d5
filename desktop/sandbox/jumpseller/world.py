"""The practice store: collections of records by the path they live under, and every write that took effect."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]


@dataclass(slots=True)
class World:
    """`collections`: path of a collection (`orders`, `products/12/variants`) -> id -> record, in the order made.

    Amounts in records are whole cents of the store's currency; times are seconds since 1970.
    """

    login: str
    authtoken: str
    country: str
    currency: str
    collections: dict[str, dict[int, Record]] = field(default_factory=dict)
    effects: list[Record] = field(default_factory=list)
    last_id: int = 1000

    def of(self, path: str) -> dict[int, Record]:
        """A collection; one never heard of is empty."""
        return self.collections.setdefault(path, {})

    def new_id(self) -> int:
        """The next id of the store."""
        self.last_id += 1
        return self.last_id

    def add(self, path: str, record: Record) -> Record:
        """Put a record under a new id."""
        record = {"id": self.new_id(), **record}
        self.of(path)[record["id"]] = record
        return record

    def sellable(self) -> Iterator[tuple[str, Record, Record]]:
        """What stock and price hang on, as (our id, product, product or variant)."""
        for product in self.of("products").values():
            variants = self.of(f"products/{product['id']}/variants")
            if not variants:
                yield str(product["id"]), product, product
            for variant in variants.values():
                yield f"{product['id']}/{variant['id']}", product, variant

    def one_sellable(self, id_: str) -> Record:
        """The product or variant of our id. Raises ValueError."""
        for found, _product, thing in self.sellable():
            if found == id_:
                return thing
        raise ValueError(f"there is no variant {id_!r}")

    def order(self, id_: str) -> Record:
        """An order by id. Raises ValueError."""
        found = self.of("orders").get(int(id_)) if str(id_).isdigit() else None
        if found is None:
            raise ValueError(f"there is no order {id_!r}")
        return found
