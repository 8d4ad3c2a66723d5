"""Whole products from the terminal, with the real program: a form filled in, sent, changed, taken away again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from quick_till import quick_shop
from till import Till

from desktop.sandbox.running import RunningSandbox

SHOP = ("--shop", "Corner")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningSandbox, Till]]:
    """A platform that can make, change and remove products, and a till that has read it."""
    with quick_shop(tmp_path_factory.mktemp("desk"), "lazada", "Corner", orders=3, skus=6) as (store, till):
        till.json("sync")
        yield store, till


@pytest.fixture
def store(desk: tuple[RunningSandbox, Till]) -> RunningSandbox:
    return desk[0]


@pytest.fixture
def till(desk: tuple[RunningSandbox, Till]) -> Till:
    return desk[1]


def _filled(form: dict[str, Any]) -> dict[str, Any]:
    """A form with everything in it that is mandatory, in the short words a person would type."""
    product: dict[str, Any] = form["product"]
    for one in form["attributes"]:
        holder = product["variants"][0] if one["of_variant"] else product
        if one["mandatory"]:
            holder["attributes"][one["key"]] = one["choices"][0][0] if one["choices"] else "10"
    product["variants"][0] |= {"sku": "CAMP-KETTLE", "price": "25.00", "stock": 4}
    words = {"name": "Copper kettle", "brand": "Harmattan", "category": product["category"]["id"]}
    return {**product, **words, "images": ["https://pictures.example/kettle.jpg"]}


def test_a_form_becomes_a_product(till: Till, store: RunningSandbox, tmp_path: Path) -> None:
    category = till.json("products", "new", *SHOP)["categories"][0]
    product = _filled(till.json("products", "new", *SHOP, "--category", category["id"]))
    path = tmp_path / "product.json"
    path.write_text(json.dumps({**product, "name": ""}))
    send = ("products", "send", *SHOP, "--fields", str(path))
    (refused,) = till.json(*send, code=1)["results"]
    assert (refused["state"], refused["code"]) == ("not_possible", "product_name_missing")
    path.write_text(json.dumps(product))
    (sent,) = till.json(*send)["results"]
    assert (sent["sku"], sent["state"]) == ("CAMP-KETTLE", "done")
    made = [one for one in store.truth()["variants"] if one["sku"] == "CAMP-KETTLE"]
    assert [(one["name"], one["stock"]) for one in made] == [("Copper kettle", 4)]
    (double,) = till.json(*send, code=1)["results"]
    assert double["code"] == "sku_taken"


def test_a_change_and_a_deletion_arrive(till: Till, store: RunningSandbox, tmp_path: Path) -> None:
    skus = [one["sku"] for one in store.truth()["variants"]]
    path = tmp_path / "change.json"
    path.write_text(json.dumps({"description": "Now with a longer handle."}))
    change = ("products", "send", *SHOP, "--fields", str(path), "--sku", skus[0])
    (told,) = till.json(*change)["results"]
    assert told["state"] == "done"
    shown = till.json("products", "show", skus[0], *SHOP)["product"]
    assert shown["description"] == "Now with a longer handle."
    assert till.json(*change, code=1)["error"]["code"] == "nothing_changed"
    (gone,) = till.json("products", "delete", skus[1], *SHOP)["results"]
    assert gone["state"] == "done"
    assert skus[1] not in {one["sku"] for one in store.truth()["variants"]}
    assert till.json("products", "jobs")["jobs"] == []  # this platform does everything at once
    assert store.violations() == []
