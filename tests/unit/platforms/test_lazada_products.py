"""Lazada's whole products: what its answers mean in either spelling, and payloads that say no more than they must."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop.domain.errors import BrokenAnswer
from desktop.domain.money import Money
from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Product,
    ProductImage,
    ProductVariant,
)
from desktop.platforms.lazada import product_mapping as mapping
from desktop.platforms.lazada import product_payloads as payloads
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.product_rules import check_product
from desktop.platforms.lazada.sites import Site

SELLER = Seller(Site("sg"), "5", "Mug shop", "SG5", "ACTIVE", is_ease=False)
COLOUR = CategoryAttribute("color_family", "Colour", AttributeKind.CHOICE, of_variant=True, makes_variants=True)
WEIGHT = CategoryAttribute("package_weight", "Weight", AttributeKind.NUMBER, is_mandatory=True, of_variant=True)
FEATURES = CategoryAttribute("features", "Features", AttributeKind.CHOICES)
KNOWN = (WEIGHT, COLOUR, FEATURES)


def body(data: object) -> bytes:
    return json.dumps({"code": "0", "data": data}).encode()


def test_the_tree_is_told_branch_by_branch() -> None:
    leaf = {"category_id": "12", "name": "Kettles", "leaf": "true", "var": True}
    tree = [{"category_id": 1, "name": "Home", "leaf": False, "children": [leaf]}, {"category_id": 2, "leaf": 1}]
    found = [(one.id, one.path, one.is_leaf) for one in mapping.categories(body(tree))]
    assert found == [("1", ("Home",), False), ("12", ("Home", "Kettles"), True), ("2", ("2",), True)]
    with pytest.raises(BrokenAnswer):
        mapping.categories(b'{"code": "0"}')


def test_attributes_come_in_any_case_and_what_has_its_own_field_is_none() -> None:
    def row(name: str, kind: str, **more: Any) -> dict[str, Any]:
        return {
            "name": name,
            "label": name,
            "input_type": kind,
            "attribute_type": "normal",
            "is_mandatory": "0",
            **more,
        }

    rows = [
        row("name", "text", is_mandatory=1),
        row("price", "numeric", attribute_type="sku", is_mandatory=1),
        row("special_from_date", "date", attribute_type="sku"),
        row("__images__", "img", attribute_type="sku"),
        row("features", "Multi Select", options=[{"name": "Lid", "en_name": "A lid"}]),
        row("material", "SINGLESELECT", is_mandatory="1", options=[{"name": "Steel"}]),
        row("color_family", "enumInput", attribute_type="sku", is_sale_prop="1", options=[{"name": "Red"}]),
    ]
    found = {one.key: one for one in mapping.attributes(body(rows))}
    assert list(found) == ["material", "features", "color_family"]
    assert [one.kind for one in found.values()] == [AttributeKind.CHOICE, AttributeKind.CHOICES, AttributeKind.CHOICE]
    assert [one.takes_other for one in found.values()] == [False, False, True]
    assert (found["features"].choices[0].value, found["features"].choices[0].label) == ("Lid", "A lid")
    assert (found["color_family"].of_variant, found["color_family"].makes_variants) == (True, True)


ITEM: dict[str, Any] = {
    "itemId": 900, "primary_category": 12, "images": '["https://sg.slatic.net/1.jpg", ""]',
    "attributes": {"name": "Kettle", "description": "<p>Boils</p>", "brand": "No Brand", "features": "Lid,Whistle",
                   "source": "asc"},
    "skus": [
        {"SkuId": 1, "SellerSku": "K-R", "price": "35.00", "quantity": 3, "package_weight": "0.5",
         "saleProp": {"color_family": "Red"}, "color_family": "Red", "Images": ["https://sg.slatic.net/r.jpg", ""]},
    ],
}  # fmt: skip


def read() -> Product:
    return mapping.product(body(ITEM), SELLER, KNOWN)


def test_an_item_is_read_in_either_spelling() -> None:
    product = read()
    assert (product.name, product.remote_id, product.description) == ("Kettle", "900", "<p>Boils</p>")
    assert product.category == Category("12", ("12",))
    assert product.attributes == {"features": "Lid\nWhistle"}
    assert product.images == (ProductImage("https://sg.slatic.net/1.jpg", "https://sg.slatic.net/1.jpg"),)
    (sku,) = product.variants
    assert (sku.sku, sku.remote_id, sku.price, sku.stock) == ("K-R", "1", Money(Decimal("35.00"), "SGD"), 3)
    assert sku.attributes == {"package_weight": "0.5", "color_family": "Red"}
    with pytest.raises(BrokenAnswer):
        mapping.product(body({}), SELLER, KNOWN)


def _product(given: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(given["payload"])["Request"]["Product"]
    return found


def words(pictures: dict[str, str] | None = None, seller: Seller = SELLER) -> payloads.Words:
    return payloads.Words(seller, KNOWN, pictures or {})


def test_an_update_says_what_changed_and_nothing_else() -> None:
    before = read()
    (sku,) = before.variants
    after = replace(
        before, name="Copper kettle", attributes={"features": "Lid"},
        variants=(replace(sku, stock=99, price=None, attributes={**sku.attributes, "package_weight": "0.7"}),),
    )  # fmt: skip
    assert _product(payloads.updated(before, after, words())) == {
        "ItemId": "900",
        "Attributes": {"name": "Copper kettle", "features": "Lid"},
        "Skus": {"Sku": [{"SkuId": "1", "package_weight": "0.7"}]},
    }
    emptied = replace(before, attributes={})
    assert _product(payloads.updated(before, emptied, words()))["Attributes"] == {"features": ""}


def new() -> Product:
    sku = ProductVariant("K-B", price=Money(Decimal("35.50"), "SGD"), stock=2)
    red, blue = (
        replace(sku, sku=f"K-{one}", attributes={"package_weight": "0.5", "color_family": one})
        for one in ("Red", "Blue")
    )
    return Product(
        "Kettle", category=Category("12", ("Home", "Kettles")), brand=Brand("77", "Sahel"),
        attributes={"features": "Lid\nWhistle", "warranty": " "}, images=(ProductImage("/tmp/k.jpg"),),
        variants=(red, blue),
    )  # fmt: skip


def test_a_creation_says_everything_as_text_and_lists_also_of_one() -> None:
    told = _product(payloads.created(new(), words({"/tmp/k.jpg": "https://sg.slatic.net/9.jpg"})))
    assert told["PrimaryCategory"] == "12"
    assert told["Images"] == {"Image": ["https://sg.slatic.net/9.jpg"]}
    assert told["Attributes"] == {"name": "Kettle", "brand_id": "77", "features": "Lid,Whistle"}
    assert told["Skus"]["Sku"][0] == {
        "SellerSku": "K-Red", "saleProp": {"color_family": "Red"}, "quantity": "2", "price": "35.50",
        "package_weight": "0.5", "Status": "active",
    }  # fmt: skip


def test_an_ease_shop_is_paid_a_supply_price() -> None:
    ease = replace(SELLER, is_ease=True)
    told = _product(payloads.created(new(), words({"/tmp/k.jpg": "https://sg.slatic.net/9.jpg"}, ease)))
    (first, _second) = told["Skus"]["Sku"]
    assert (first["supply_price"], "price" in first) == ("35.50", False)


def test_goods_without_a_brand_say_so() -> None:
    told = _product(payloads.created(replace(new(), brand=None, images=()), words()))
    assert (told["Attributes"]["brand"], "Images" in told) == ("No Brand", False)


def test_the_marketplace_rules_are_told_before() -> None:
    assert check_product(new(), KNOWN, "SGD") == ()
    first, _ = new().variants
    heavy = {**first.attributes, "package_weight": "41"}
    bad = replace(
        new(), images=(), variants=(
            replace(first, sku="K/1", attributes=heavy, sale_price=first.price), replace(first, sku="K-2"),
        ),
    )  # fmt: skip
    found = {(one.code, one.where) for one in check_product(bad, KNOWN, "MYR")}
    assert found == {
        ("image_missing", "images"), ("sku_characters", "K/1"), ("parcel_too_large", "K/1"),
        ("sale_price_in_grid", "K/1"), ("currency_differs", "K/1"), ("currency_differs", "K-2"),
        ("variants_alike", "K-2"),
    }  # fmt: skip
