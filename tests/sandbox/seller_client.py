"""A plain seller's client that talks HTTP to the sandbox, and ways to find orders for a test."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from sandbox_caller import Caller

from desktop.sandbox.clock import Clock
from desktop.sandbox.running import RunningSandbox


class HeldClock(Clock):
    """A clock that only moves when told."""

    def __init__(self, start: datetime) -> None:
        self.seconds = start.timestamp()
        super().__init__(lambda: self.seconds, lambda: self.seconds)


class Seller(Caller):
    """What a seller's program sends: the right headers, the right bodies, no cleverness."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        super().__init__(sandbox)
        self.http.headers["Accept"] = "application/json"

    def refresh(self, **changes: str) -> httpx.Response:
        """Trade the refresh token and use what comes back."""
        answer = self.http.post("/token", data={"grant_type": "refresh_token", **self.given, **changes})
        if answer.status_code == 200:
            grant = answer.json()
            self.given["refresh_token"] = grant.get("refresh_token", self.given["refresh_token"])
            self.http.headers["Authorization"] = f"Bearer {grant['access_token']}"
        return answer

    def get(self, path: str, **params: Any) -> httpx.Response:
        """A GET with query parameters."""
        return self.http.get(path, params=params)

    def recent(self, days: int = 60, **params: Any) -> httpx.Response:
        """Orders created in the last days."""
        now = datetime.now(UTC) + timedelta(hours=1)
        ends = {"createdAfter": stamp(now - timedelta(days=days)), "createdBefore": stamp(now)}
        return self.get("/orders", **{**ends, **params})

    def items(self, *order_ids: str, **params: Any) -> list[dict[str, Any]]:
        """The items of all these orders in one list."""
        entries = self.get("/orders/items", orderId=list(order_ids), **params).json()
        return [item for entry in entries for item in entry["items"]]

    def provider_of(self, item_id: str) -> str:
        """The first provider offered for an item."""
        answer = self.get("/orders/shipment-providers", orderItemId=item_id).json()
        provider: str = answer["orderItems"][0]["shipmentProviders"][0]["id"]
        return provider

    def pack(self, *item_ids: str, provider: str | None = None, **more: Any) -> httpx.Response:
        """All items in one package."""
        provider = provider or self.provider_of(item_ids[0])
        package = {"orderItems": list(item_ids), "shipmentProviderId": provider, **more}
        return self.http.post("/v2/orders/pack", json={"packages": [package]})

    def ready(self, *item_ids: str) -> httpx.Response:
        """Mark ready to ship."""
        return self.http.post("/orders/ready-to-ship", json={"orderItemIds": list(item_ids)})

    def labels(self, *item_ids: str) -> httpx.Response:
        """Ask for labels."""
        return self.http.post("/orders/print-labels", json={"orderItemIds": list(item_ids)})

    def cancel(self, *item_ids: str) -> httpx.Response:
        """Cancel."""
        return self.http.put("/orders/cancel", json={"orderItemIds": list(item_ids)})


def stamp(moment: datetime) -> str:
    """A moment as the order filters want it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def to_pack(sandbox: RunningSandbox, size: int = 1, country: str = "NG") -> list[dict[str, Any]]:
    """Orders (as the truth knows them) of one shop and method with `size` items, none packed or shipped by Jumia."""
    found = [
        order
        for order in sandbox.truth()["orders"]
        if order["country"] == country
        and len(order["items"]) == size
        and order["statuses"] == ["PENDING"]
        and len({(item["shop_id"], item["delivery_option"]) for item in order["items"]}) == 1
        and not any(item["packed"] or item["by_jumia"] for item in order["items"])
    ]
    alike = [order for order in found if _route(order) == _route(found[0])]
    assert len(alike) >= 2, "the practice world has too few orders to pack"
    return alike


def _route(order: dict[str, Any]) -> tuple[str, str]:
    return order["items"][0]["shop_id"], order["items"][0]["delivery_option"]


def ids_of(order: dict[str, Any]) -> list[str]:
    """The item ids of an order."""
    return [item["id"] for item in order["items"]]


def kinds(sandbox: RunningSandbox) -> list[str]:
    """The kinds of all violations so far."""
    return [violation["kind"] for violation in sandbox.violations()]
