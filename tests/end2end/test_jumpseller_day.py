"""A day with a Jumpseller store from a terminal, in both generations: what is done here, the store then holds."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from desktop.sandbox.running import RunningSandbox

ROOT = Path(__file__).parents[2]
WEEKEND = {
    "kind": "coupon",
    "name": "Weekend",
    "starts_at": "2026-11-25T00:00:00Z",
    "ends_at": "2099-11-30T00:00:00Z",
    "fields": {"code": "WEEKEND", "discount_amount_percent": "10"},
}


@dataclass(frozen=True)
class Till:
    """Commands on one profile, at one store."""

    profile: Path
    store: RunningSandbox

    def __call__(self, *words: str, code: int = 0, stdin: str = "") -> Any:
        command = [sys.executable, "-m", "desktop", "--profile", str(self.profile), "--json", *words]
        own = {"BACKSHOP_PASSPHRASE": "words for a test", "DBUS_SESSION_BUS_ADDRESS": "disabled:"}
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | own, input=stdin, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return json.loads(done.stdout)

    def variant(self, sku: str) -> dict[str, Any]:
        """How the store sees a SKU."""
        return next(one for one in self.store.truth()["variants"] if one["sku"] == sku)

    def order(self, number: str) -> dict[str, Any]:
        """How the store sees an order's first item."""
        found: dict[str, Any] = self.store.truth(number)["orders"][0]["items"][0]
        return found


@pytest.fixture(params=["2021", "2026"])
def till(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Till]:
    with RunningSandbox("jumpseller", orders=60, skus=20) as store:
        store.quirks(generation=request.param)
        one = Till(tmp_path, store)
        given = store.fresh_credentials()
        words = ("--base-url", store.base_url, "--name", "Café", "--set", f"login={given['login']}")
        one("shops", "connect", "jumpseller", *words, "--set", "authtoken=-", stdin=given["authtoken"])
        one("sync")
        yield one
        assert store.violations() == []


def test_a_day_at_the_store(till: Till) -> None:
    listed = {one["number"]: one for one in till("orders", "list", "--limit", "100")["orders"]}
    assert {number: one["items"][0]["status"] for number, one in listed.items()} == {
        one["number"]: one["items"][0]["step"] for one in till.store.truth()["orders"]
    }
    new = [number for number, one in listed.items() if one["bucket"] == "to_pack"]
    till("orders", "ship", new[0], "--tracking", "TRK-1", "--provider", "other")
    assert (till.order(new[0])["step"], till.order(new[0])["tracking_number"]) == ("shipped", "TRK-1")
    till("orders", "complete", new[0])
    till("orders", "cancel", new[1])
    assert (till.order(new[0])["step"], till.order(new[1])["step"]) == ("delivered", "cancelled")

    variants = till("catalog", "list", "--limit", "100")["variants"]
    assert {one["sku"]: one["stock"] for one in variants} == {
        one["sku"]: one["stock"] for one in till.store.truth()["variants"]
    }
    cup, pot = (one["sku"] for one in variants[:2])
    till("stock", "set", f"{cup}=5", f"{pot}=6", "--shop", "Café", "--push")
    till("price", "set", f"{cup}=999.5", "--shop", "Café", "--push")
    till("status", "set", f"{pot}=inactive", "--shop", "Café", "--push")
    assert (till.variant(cup)["stock"], till.variant(pot)["stock"]) == (5, 6)
    assert (till.variant(cup)["offers"][0]["price"], till.variant(pot)["status"]) == ("999.50", "inactive")

    newer = till.store.quirks()["generation"] == "2026"
    (sale,) = till("price", "set", f"{cup}=900/700", "--shop", "Café", "--push", code=0 if newer else 1)["results"]
    assert sale["code"] == (None if newer else "sale_not_supported")


def test_a_promotion_is_made_ended_and_taken_away(till: Till) -> None:
    file = till.profile / "weekend.json"
    file.write_text(json.dumps(WEEKEND))
    till("promotions", "create", "--shop", "Café", "--fields", str(file))
    (made,) = (one for one in till("promotions", "list")["promotions"] if one["name"] == "Weekend")
    assert made["kind"] == "coupon"
    till("promotions", "end", made["id"])
    assert [one["enabled"] for one in till.store.truth()["promotions"] if one["name"] == "Weekend"] == [False]
    assert made["id"] in {one["id"] for one in till("promotions", "list")["promotions"]}
    till("promotions", "delete", made["id"])
    assert [one for one in till.store.truth()["promotions"] if one["name"] == "Weekend"] == []
