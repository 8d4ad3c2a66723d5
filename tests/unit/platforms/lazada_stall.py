"""A stall that answers each path of Lazada's as a test dictates, over real HTTP on loopback."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

import lazada_records as records
from loopback import Loopback, Reply, Seen
from small_session import MemoryVault, session_for
from virtual_time import VirtualTime

from desktop.domain.operations import Operation
from desktop.domain.orders import OrderItems
from desktop.platforms.kit.contract import Sent
from desktop.platforms.lazada.connector import LazadaConnector

T = TypeVar("T")
LOGIN = {"app_key": "1", "app_secret": "s", "access_token": "t", "country": "sg"}
Answer = Mapping[str, Any] | Reply
Page = Callable[[dict[str, str]], Answer]


class Stall:
    """``pages`` by path; whatever has none is a test's mistake. ``asked`` holds path and fields of every request."""

    def __init__(self, **pages: Page) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.items: dict[str, list[dict[str, Any]]] = {}
        self.products: dict[str, dict[str, Any]] = {}
        self.seller: dict[str, Any] = {"seller_id": 5, "name": "Mug shop"}
        self.pages: dict[str, Page] = {
            "/seller/get": lambda _: good(self.seller),
            "/orders/items/get": self._items,
            "/products/get": self._products,
            **{f"/{path}": page for path, page in pages.items()},
        }

    def on(self, path: str, *answers: Answer | Page) -> None:
        """These answers in turn for a path; the last one stays."""
        left = list(answers)

        def page(given: dict[str, str]) -> Answer:
            answer = left.pop(0) if len(left) > 1 else left[0]
            return answer(given) if callable(answer) else answer

        self.pages[path] = page

    def react(self, seen: Seen) -> Reply:
        url = urlsplit(seen.target)
        path = url.path.removeprefix("/rest")
        given = dict(parse_qsl(url.query or seen.body.decode(), keep_blank_values=True))
        self.asked.append((path, given))
        answer = self.pages[path](given)
        return answer if isinstance(answer, Reply) else Reply(200, json.dumps(answer).encode(), JSON)

    def given(self, path: str) -> list[dict[str, str]]:
        """What was asked there."""
        return [given for one, given in self.asked if one == path]

    def order(self, order_id: str, *items: dict[str, Any]) -> OrderItems:
        """An order that is there, as a wish on all of its items wants it."""
        self.items[order_id] = list(items)
        return OrderItems(order_id, ())

    def _items(self, given: dict[str, str]) -> Answer:
        ids = [str(one) for one in json.loads(given["order_ids"])]
        if any(one not in self.items for one in ids):
            return {"code": "37", "message": "wrong id"}
        return good([{"order_id": one, "order_items": self.items[one]} for one in ids])

    def _products(self, given: dict[str, str]) -> Answer:
        skus = json.loads(given.get("sku_seller_list", "[]"))
        found = [
            one for one in self.products.values() if not skus or any(sku["SellerSku"] in skus for sku in one["skus"])
        ]
        return good({"total_products": len(found), "products": found})


JSON = {"Content-Type": "application/json"}


def good(data: Any) -> Answer:
    return {"code": "0", "data": data, "request_id": "r"}


def result(data: Any) -> Answer:
    return {"code": "0", "result": {"success": True, "data": data}}


def bad(code: str, message: str = "no", **more: Any) -> Answer:
    return {"code": code, "type": "ISP", "message": message, **more}


def item(item_id: int, status: str = "pending", **changes: Any) -> dict[str, Any]:
    return records.item(item_id, status=status, **changes)


def packed(item_id: int, package: str = "FP1", **changes: Any) -> dict[str, Any]:
    return item(item_id, "packed", package_id=package, tracking_code=f"LEX{package}", **changes)


def at_stall(stall: Stall, job: Callable[[LazadaConnector], Awaitable[T]], credentials: Mapping[str, str] = LOGIN) -> T:
    """Run a job, with time that does not pass by itself."""

    async def run() -> T:
        async with Loopback(react=stall.react) as server:
            stall.base_url = f"{server.base_url}/rest"  # type: ignore[attr-defined]
            vault = MemoryVault(credentials)
            stall.vault = vault  # type: ignore[attr-defined]
            connector = LazadaConnector(session_for(f"{server.base_url}/rest", vault, VirtualTime()))
            try:
                return await job(connector)
            finally:
                await connector.aclose()

    return asyncio.run(run())


def sent(stall: Stall, *batch: Operation) -> Sent:
    """One batch."""
    return at_stall(stall, lambda connector: connector.send(batch))
