"""A small Jumpseller store over HTTP that speaks one generation and lets nothing pass that its contract does not allow.

The judging is done by openapi-core on the published contract, so neither side of it was written here. It answers 422 to
a request that is not valid, as a validating proxy does, and remembers it.
"""

import functools
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from loopback import Reply, Seen
from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest

from tests.fixtures import jumpseller_contracts as contracts

HOST, BASE = "https://api.jumpseller.com", "/v1"
LOGIN, TOKEN = "l0gin-of-the-store", "t0ken-of-the-store-32-letters-long"
HAS_2026 = contracts.CONTRACT_2026.exists()
WHY_NOT = "the contract of 2026 may not be carried along: name its file in JUMPSELLER_OPENAPI_2026"


@functools.cache
def judge(year: int) -> OpenAPI:
    """The contract as published, without its OAuth way: the judge cannot check that one and would let all pass."""
    spec = contracts.contract(year)
    for methods in spec["paths"].values():
        for method in contracts.METHODS & methods.keys():
            ways = methods[method].get("security", [])
            methods[method]["security"] = [way for way in ways if "OAuth2" not in way]
    return OpenAPI.from_dict(spec)


def fault_of(seen: Seen, year: int) -> str:
    """What the contract of that year finds wrong with a request; empty: nothing."""
    parts = urlsplit(seen.target)
    query = dict(parse_qsl(parts.query))
    headers = {"Authorization": seen.headers["authorization"]} if "authorization" in seen.headers else {}
    asked = MockRequest(
        HOST,
        seen.method.lower(),
        parts.path,
        args=query,
        headers=headers,
        data=seen.body or None,
        content_type=seen.headers.get("content-type", ""),
    )
    try:
        judge(year).validate_request(asked)
    except OpenAPIError as error:
        return f"{seen.method} {parts.path}: {error} {error.__cause__}"
    return _undeclared(seen.method.lower(), parts.path, set(query), seen.body, year)


def _undeclared(method: str, path: str, query: set[str], body: bytes, year: int) -> str:
    """Names that the contract does not know: it allows them, but then they can only be mistakes of ours."""
    spec = contracts.contract_cached(year)
    fitting = [one for one in spec["paths"] if _matches(one, path.removeprefix(BASE)) and method in spec["paths"][one]]
    pattern = min(fitting, key=lambda one: one.count("{"))
    known = contracts.names_of(spec, pattern, method)
    sent = set(_keys(json.loads(body))) if body else set()
    strange = (query - known.query - contracts.CREDENTIALS) | (sent - known.body)
    return f"{method} {path}: undeclared {sorted(strange)}" if strange else ""


def _keys(body: dict[str, Any]) -> list[str]:
    """Keys of a body, those inside its wrapper as ``wrapper.key``."""
    inner = [f"{name}.{key}" for name, part in body.items() if isinstance(part, dict) for key in part]
    return [*body, *inner]


def _matches(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\{\w+\}", r"[^/]+", pattern.replace(".", r"\.")), path) is not None


class Shop:
    """``records`` holds orders, products, promotions, fulfillments and locations by kind and id."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.judging = year == 2021 or HAS_2026
        self.records: dict[str, dict[int, dict[str, Any]]] = {
            kind: {} for kind in ("orders", "products", "promotions", "fulfillments", "locations")
        }
        self.shelves: dict[tuple[int, int, int | None], dict[str, Any]] = {}  # by location, product and variant
        self.newest_first = True
        self.seen: list[Seen] = []
        self.faults: list[str] = []
        self.instead: Callable[[Seen], Reply] | None = None  # answers everything
        self.hooks: list[Callable[[Seen], Reply | None]] = []

    def react(self, seen: Seen) -> Reply:
        self.seen.append(seen)
        if self.instead:
            return self.instead(seen)
        fault = fault_of(seen, self.year) if self.judging else ""
        if fault:
            self.faults.append(fault)
            return Reply(422, b'{"title": "Invalid request", "status": 422}')
        if not self._knows(seen):
            return Reply(401, b'{"message": "Unauthorized"}')
        hooked = next((reply for hook in self.hooks if (reply := hook(seen)) is not None), None)
        return hooked or self.answer(seen)

    def answer(self, seen: Seen) -> Reply:
        parts = urlsplit(seen.target)
        query = dict(parse_qsl(parts.query))
        path = parts.path.removeprefix(BASE).strip("/").removesuffix(".json").split("/")
        body = json.loads(seen.body, parse_float=Decimal) if seen.body else {}
        match (seen.method, *path):
            case ("GET", "store", "info"):
                return _ok({"code": "cafe", "name": "Café", "currency": "CLP", "country": "CL", "hooks_token": "h00ks"})
            case ("GET", "products", "count"):
                return _ok({"count": len(self.records["products"])})
            case ("GET", "order", order_id, "fulfillments"):
                found = [one for one in self.records["fulfillments"].values() if one["order_id"] == int(order_id)]
                return _ok([{"fulfillment": one} for one in found])
            case ("GET", "products_locations"):
                return _ok([one for key, one in self.shelves.items() if key[1] in _numbers(query["product_ids"])])
            case ("PUT", "products_locations"):
                key = (body["location_id"], body["product_id"], body.get("variant_id"))
                self.shelves[key] = body
                return _ok(body)
            case ("PUT", "products", product_id, "variants", variant_id):
                return self._put_variant(int(product_id), int(variant_id), body["variant"])
            case ("GET", kind):
                return self._page(kind, int(query.get("page", 1)), int(query.get("limit", 50)))
            case ("POST", kind):
                return self._create(kind, body[kind[:-1]])
            case (method, kind, record_id):
                return self._one(method, kind, int(record_id), body)
        return Reply(404, b'{"message": "Not Found"}')

    def paths(self, *methods: str) -> list[str]:
        """What was asked, without the address's beginning and query."""
        return [
            urlsplit(one.target).path.removeprefix(BASE)
            for one in self.seen
            if one.method in (methods or (one.method,))
        ]

    def _knows(self, seen: Seen) -> bool:
        query = dict(parse_qsl(urlsplit(seen.target).query))
        if self.year == 2021:
            return (query.get("login"), query.get("authtoken")) == (LOGIN, TOKEN)
        return (
            seen.headers.get("authorization")
            == "Basic bDBnaW4tb2YtdGhlLXN0b3JlOnQwa2VuLW9mLXRoZS1zdG9yZS0zMi1sZXR0ZXJzLWxvbmc="
        )

    def _page(self, kind: str, page: int, limit: int) -> Reply:
        rows = sorted(self.records[kind].values(), key=lambda one: one["id"], reverse=self.newest_first)
        return _ok([{kind[:-1]: one} for one in rows[(page - 1) * limit : page * limit]])

    def _create(self, kind: str, fields: dict[str, Any]) -> Reply:
        new = {**fields, "id": max(self.records[kind], default=900) + 1}
        if kind == "fulfillments":
            new |= {"order_id": int(fields["order_id"]), "shipment_status": "requested"}
        self.records[kind][new["id"]] = new
        return _ok({kind[:-1]: new})

    def _one(self, method: str, kind: str, record_id: int, body: dict[str, Any]) -> Reply:
        record = self.records[kind].get(record_id)
        if record is None:
            return Reply(404, b'{"message": "Not Found"}')
        if method == "DELETE":
            del self.records[kind][record_id]
            return _ok("OK")
        if method == "PUT":
            record |= body[kind[:-1]]
            if kind == "fulfillments":
                own = {key: record.get(key) for key in ("shipment_status", "tracking_number", "tracking_company")}
                self.records["orders"][record["order_id"]] |= own
        return _ok({kind[:-1]: record})

    def _put_variant(self, product_id: int, variant_id: int, fields: dict[str, Any]) -> Reply:
        for one in self.records["products"][product_id]["variants"]:
            if one["id"] == variant_id:
                one |= fields
                return _ok({"variant": one})
        return Reply(404, b'{"message": "Not Found"}')


def _numbers(written: str) -> set[int]:
    return {int(one) for one in written.split(",")}


def _ok(content: Any) -> Reply:
    headers = {"Jumpseller-PerMinuteRateLimit-Limit": "240", "Jumpseller-PerSecondRateLimit-Limit": "8"}
    return Reply(200, json.dumps(content, default=float).encode(), {"Content-Type": "application/json", **headers})


def order(order_id: int, created_at: str = "2026-11-18 13:56:35 UTC", **changes: Any) -> dict[str, Any]:
    """A paid order of two lines, still to be shipped."""
    lines = [
        {"id": 11, "variant_id": None, "sku": "CUP", "name": "Cup", "qty": 2, "price": 4990.0},
        {"id": 12, "variant_id": 121, "sku": "TEA-G", "name": "Tea", "qty": 1, "price": 1250.5},
    ]
    address = {"name": "Rosa", "surname": "Prado", "address": "Av. Uno", "street_number": 12, "city": "Temuco"}
    found = {
        "id": order_id,
        "created_at": created_at,
        "status": "Paid",
        "currency": "CLP",
        "total": 11230.5,
        "customer": {"id": 3, "fullname": "Rosa Prado", "phone": "+56 9 5555 0000"},
        "shipping_address": {**address, "country": "Chile", "country_code": "CL", "postal": "4780000"},
        "products": lines,
        "tracking_number": None,
        "shipment_status": None,
    }
    return found | changes


def product(product_id: int = 11, **changes: Any) -> dict[str, Any]:
    found = {"id": product_id, "name": "Cup", "price": 4990.0, "sku": "CUP", "stock": 7, "stock_unlimited": False}
    return (
        found
        | {
            "status": "available",
            "variants": [],
            "images": [{"id": 1, "position": 1, "url": "https://images.test/1.png"}],
        }
        | changes
    )


def tea() -> dict[str, Any]:
    """A product with two variants."""
    green, black = ([{"name": "Colour", "option_type": "option", "value": value}] for value in ("Green", "Black"))
    return product(
        12,
        name="Tea",
        sku="TEA",
        price=1000.0,
        variants=[
            {"id": 121, "sku": "TEA-G", "price": 1250.5, "stock": 3, "options": green},
            {
                "id": 122,
                "sku": "TEA-B",
                "price": 1300.0,
                "stock_unlimited": True,
                "options": black,
            },
        ],
    )
