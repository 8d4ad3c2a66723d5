"""The practice brand behind the adapter: channels, products, orders, promotions, and what a client did to them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

Record = dict[str, Any]
CLIENT_ID = 171
PROJECT = "sagara-practice"

UNPAID, PENDING, ACCEPTED, PACKED, PACK_FAILED = "unpaid", "pending", "accepted", "packed", "pack_failed"
SHIPPED, COMPLETED, CANCELLED, REQUEST_CANCEL = "shipped", "completed", "cancelled", "request_cancel"


def canonical(remote: Any) -> str:
    """A remote variant as text that is always the same: sorted keys, no spaces."""
    return json.dumps(remote, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass(slots=True)
class World:
    """Amounts are whole rupiah, times seconds since 1970. Orders by `channel:remote_order_id`.

    `brands`: id -> name; `features`: feature -> subscription; `links`: channel -> its connection; `unsure`: what a
    client did and got no answer to; `labels`: the last part of a label's address -> its order.
    """

    client_key: str
    brand_id: str
    brands: dict[str, str]
    links: dict[str, Record]
    products: list[Record] = field(default_factory=list)
    orders: dict[str, Record] = field(default_factory=dict)
    features: dict[str, str] = field(default_factory=dict)
    promotions: list[Record] = field(default_factory=list)
    effects: list[Record] = field(default_factory=list)
    unsure: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    next_number: int = 3_145_252_968
    revoked: bool = False
    _variants: dict[str, tuple[Record, Record]] = field(default_factory=dict)

    def number(self) -> int:
        """The next number of this world; it exceeds 32 bits (section 5.2)."""
        self.next_number += 1
        return self.next_number

    def index(self) -> None:
        """Find variants by either form of their remote identity."""
        self._variants = {}
        for product in self.products:
            self.index_product(product)

    def index_product(self, product: Record) -> None:
        """Find the variants of one more product."""
        for one in product["variants"]:
            for form in ("remote", "remote_v2"):
                self._variants[f"{product['channel']}:{canonical(one[form])}"] = (product, one)

    def forget_variant(self, channel: str, one: Record) -> None:
        """A variant is gone."""
        for form in ("remote", "remote_v2"):
            self._variants.pop(f"{channel}:{canonical(one[form])}", None)

    def variant(self, channel: str, remote: Any) -> tuple[Record, Record] | None:
        """Product and variant that a remote variant means."""
        return self._variants.get(f"{channel}:{canonical(remote)}")

    def variant_named(self, id_: str) -> tuple[Record, Record]:
        """Product and variant of one of our ids. Raises ValueError."""
        if id_ not in self._variants:
            raise ValueError(f"there is no variant {id_!r}")
        return self._variants[id_]

    def variants(self) -> Iterator[tuple[Record, Record]]:
        """Everything sellable, with its product."""
        return ((product, one) for product in self.products for one in product["variants"])

    def order(self, named: str) -> Record:
        """An order by id or number. Raises ValueError."""
        found = self.orders.get(named) or next((one for one in self.orders.values() if one["number"] == named), None)
        if found is None:
            raise ValueError(f"there is no order {named!r}")
        return found


def order_id(order: Record) -> str:
    """How an order is named on our side."""
    return f"{order['channel']}:{order['number']}"


def lines_total(order: Record) -> int:
    """What the goods cost before any discount."""
    return sum(int(line["price"]) * int(line["quantity"]) for line in order["lines"])


def discount_total(order: Record) -> int:
    """All that is taken off."""
    return sum(int(line["discount"]) * int(line["quantity"]) for line in order["lines"])


def total(order: Record) -> int:
    """subtotal + shipping - discount (section 5.1)."""
    return lines_total(order) + int(order["shipping"]) - discount_total(order)
