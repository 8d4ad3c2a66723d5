"""A day with a Jumpseller store from a terminal, in both generations: what is done here, the store then holds."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from quick_till import QuickTill, quick_platform
from till import Till

from desktop.sandbox.running import RunningSandbox

WEEKEND = {
    "kind": "coupon",
    "name": "Weekend",
    "starts_at": "2026-11-25T00:00:00Z",
    "ends_at": "2099-11-30T00:00:00Z",
    "fields": {"code": "WEEKEND", "discount_amount_percent": "10"},
}


@dataclass(frozen=True)
class Desk:
    """Commands on one profile, at one store."""

    till: Till
    store: RunningSandbox

    def __call__(self, *words: str, code: int = 0) -> Any:
        return self.till.json(*words, code=code)

    def variant(self, sku: str) -> dict[str, Any]:
        """How the store sees a SKU."""
        return next(one for one in self.store.truth()["variants"] if one["sku"] == sku)

    def order(self, number: str) -> dict[str, Any]:
        """How the store sees an order's first item."""
        found: dict[str, Any] = self.store.truth(number)["orders"][0]["items"][0]
        return found


@pytest.fixture(params=["2021", "2026"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    till = QuickTill(tmp_path / "profile")
    with quick_platform("jumpseller", till.clock, orders=60, skus=20) as store:
        store.quirks(generation=request.param)
        till.connect(store, "Café")
        till.json("sync")
        yield Desk(till, store)
        assert store.violations() == []


def test_a_day_at_the_store(desk: Desk) -> None:
    listed = {one["number"]: one for one in desk("orders", "list", "--limit", "100")["orders"]}
    assert {number: one["items"][0]["status"] for number, one in listed.items()} == {
        one["number"]: one["items"][0]["step"] for one in desk.store.truth()["orders"]
    }
    new = [number for number, one in listed.items() if one["bucket"] == "to_pack"]
    desk("orders", "ship", new[0], "--tracking", "TRK-1", "--provider", "other")
    assert (desk.order(new[0])["step"], desk.order(new[0])["tracking_number"]) == ("shipped", "TRK-1")
    desk("orders", "complete", new[0])
    desk("orders", "cancel", new[1])
    assert (desk.order(new[0])["step"], desk.order(new[1])["step"]) == ("delivered", "cancelled")

    variants = desk("catalog", "list", "--limit", "100")["variants"]
    assert {one["sku"]: one["stock"] for one in variants} == {
        one["sku"]: one["stock"] for one in desk.store.truth()["variants"]
    }
    cup, pot = (one["sku"] for one in variants[:2])
    desk("stock", "set", f"{cup}=5", f"{pot}=6", "--shop", "Café", "--push")
    desk("price", "set", f"{cup}=999.5", "--shop", "Café", "--push")
    desk("status", "set", f"{pot}=inactive", "--shop", "Café", "--push")
    assert (desk.variant(cup)["stock"], desk.variant(pot)["stock"]) == (5, 6)
    assert (desk.variant(cup)["offers"][0]["price"], desk.variant(pot)["status"]) == ("999.50", "inactive")

    newer = desk.store.quirks()["generation"] == "2026"
    (sale,) = desk("price", "set", f"{cup}=900/700", "--shop", "Café", "--push", code=0 if newer else 1)["results"]
    assert sale["code"] == (None if newer else "sale_not_supported")


def test_a_promotion_is_made_ended_and_taken_away(desk: Desk) -> None:
    file = desk.till.profile.parent / "weekend.json"
    file.write_text(json.dumps(WEEKEND))
    desk("promotions", "create", "--shop", "Café", "--fields", str(file))
    (made,) = (one for one in desk("promotions", "list")["promotions"] if one["name"] == "Weekend")
    assert made["kind"] == "coupon"
    desk("promotions", "end", made["id"])
    assert [one["enabled"] for one in desk.store.truth()["promotions"] if one["name"] == "Weekend"] == [False]
    assert made["id"] in {one["id"] for one in desk("promotions", "list")["promotions"]}
    desk("promotions", "delete", made["id"])
    assert [one for one in desk.store.truth()["promotions"] if one["name"] == "Weekend"] == []
