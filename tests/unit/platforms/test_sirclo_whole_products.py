"""Whole products at SIRCLO: read from letters, written as one channel's share; what moved meanwhile is not put back."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sirclo_records import NOW

from desktop.domain.catalog import Variant
from desktop.domain.letters import Letter
from desktop.domain.money import Money
from desktop.domain.products import Brand, Category, Product, ProductImage, ProductVariant
from desktop.platforms.kit.answers import decode
from desktop.platforms.sirclo import product_mapping, product_shapes
from desktop.platforms.sirclo.catalog_mapping import heads, parted, variant_of
from desktop.platforms.sirclo.product_payloads import Doing, Form, as_told, entry
from desktop.platforms.sirclo.product_rules import check_product
from desktop.platforms.sirclo.product_words import MEASURES
from desktop.platforms.sirclo.variant_names import name_of
from desktop.services.product_cloning import Destination, cloned
from desktop.services.product_judgement import judged

PICTURE = "https://pictures.example/1.jpg"
NAMED = {"item_id": 7, "variation_id": 8}
REMOTE = name_of("shpe", NAMED)
PLACE = {"remote_warehouse_id": "IDZ", "stock": 4, "price": 60000, "status": "active", "pickup_in_store": True}


def message(channel: str = "shpe", **variant: Any) -> dict[str, Any]:
    own = {
        "variant_sku": "CUP-1",
        "variant_name": "Cup blue",
        "status": "active",
        "price": 50000,
        "stock": 4,
        "weight": {"unit": "KG", "value": 0.4},
        "volume": {"unit": "CM", "height": 10, "length": 20.5, "width": 15},
        "options": [{"name": "Warna", "value": "Biru"}],
        "remote_variant": NAMED,
        **variant,
    }
    product = {
        "channel": channel,
        "name": "Cup",
        "merek": "Sagara",
        "sku": "CUP",
        "description": "A cup of clay,\nmade by hand.",
        "img_urls": [PICTURE],
        "attributes": [{"name": "Brand", "value": "Sagara"}, {"name": "Kondisi", "value": "Baru"}],
        "remote_category": {"remote_category_id": "9", "remote_category_name": "Home > Kitchen"},
        "preorder": {"value": 7, "type": "days"},
        "variants": [own],
    }
    return {"id": "a", "action": "jsonrpc_product_fetched_manual", "brand_id": "toko-1", "product": product}


def read(told: dict[str, Any]) -> Product:
    """A product by the letters that its message becomes."""
    ((key, head),) = heads(told)
    siblings: list[tuple[Variant, Any]] = []
    for name, content in parted(told):
        raw = decode(content, product_shapes.VariantLetter).variant
        assert raw is not None
        siblings.append((variant_of(name, content), raw))
    found = decode(head, product_shapes.ProductLetter).product
    assert found is not None
    return product_mapping.product_of(key, found, siblings)


def share(made: dict[str, object]) -> dict[str, Any]:
    shares = made["channel_products"]
    assert isinstance(shares, list)
    found: dict[str, Any] = shares[0]
    return found


def test_a_product_is_read_with_all_it_says() -> None:
    cup = read(message())
    assert (cup.remote_id, cup.name, cup.description) == ("shpe:7", "Cup", "A cup of clay,\nmade by hand.")
    assert cup.category == Category("shpe:9", ("Shopee", "Home", "Kitchen"), market="shpe")
    assert cup.brand == Brand("", "Sagara")
    assert cup.attributes == {
        "Kondisi": "Baru", "weight_g": "400", "length_cm": "20.5", "width_cm": "15", "height_cm": "10",
    }  # fmt: skip
    (variant,) = cup.variants
    assert (variant.sku, variant.remote_id, variant.price) == ("CUP-1", REMOTE, Money(Decimal(50000), "IDR"))
    assert (variant.attributes, variant.stock) == ({"Warna": "Biru"}, 4)


def test_an_update_says_all_of_it_again_but_no_stock() -> None:
    cup = read(message())
    made = entry(cup, "toko-1", Form(fields=(("Brand", False),)))
    assert (made["weight"], made["length"], made["parent_sku"], made["image_urls"]) == (400, 20.5, "CUP", [PICTURE])
    sold = share(made)
    assert sold["preorder"] == {"is_active": True, "value": 7, "type": "days"}
    assert sold["attributes"] == [{"name": "Kondisi", "value": "Baru"}, {"name": "Brand", "value": "Sagara"}]
    (variant,) = sold["channel_variants"]
    assert variant == {
        "remote_variant": NAMED,
        "sku": "CUP-1",
        "image_urls": [],
        "action": "UPDATE",
        "variant_name": "Cup blue",
        "attributes": [{"name": "Warna", "value": "Biru"}],
        "price": 50000,
        "active": True,
    }
    assert check_product(cup, (), "IDR") == ()


@pytest.mark.parametrize("channel", ["tktk", "bklp"])
def test_where_an_update_needs_stock_it_says_what_is_there(channel: str) -> None:
    cup = replace(read(message()), category=Category("x:9", ("Home",), market=channel), extra={})
    (variant,) = share(entry(cup, "toko-1", Form(warehouses=("W1",))))["channel_variants"]
    assert variant["stock"] == 4
    assert variant.get("variant_remote_warehouse") == (["W1"] if channel == "tktk" else None)


def test_what_moved_since_the_seller_looked_is_not_put_back() -> None:
    seen, now = read(message()), read(message(price=45000, status="inactive"))
    lid = ProductVariant("LID-1", price=Money(Decimal(9000), "IDR"), stock=2, attributes={"Warna": "Hitam"})
    wished = replace(seen, name="Cup, large", variants=(lid,))
    made = as_told(wished, now)
    assert made.name == "Cup, large"
    sold = share(entry(made, "toko-1", Form()))
    facts = [(one["sku"], one["action"], one["price"], one["active"]) for one in sold["channel_variants"]]
    assert facts == [("LID-1", "ADD", 9000, True), ("CUP-1", "UPDATE", 45000, False)]
    assert sold["channel_variants"][0]["stock"] == 2


def test_the_newer_form_says_everything_by_warehouse() -> None:
    cup = read(message(variant_infos=[PLACE, {**PLACE, "remote_warehouse_id": "IDB", "status": "inactive"}]))
    lid = ProductVariant("LID-1", price=Money(Decimal(9000), "IDR"), stock=2)
    with_lid = replace(cup, variants=(*cup.variants, lid))
    old, new = share(entry(with_lid, "toko-1", Form(is_newer=True)))["channel_variants"]
    assert old["variant_infos"] == [
        {"remote_warehouse_id": "IDZ", "price": 60000, "active": True, "pickup_in_store": True},
        {"remote_warehouse_id": "IDB", "price": 60000, "active": False, "pickup_in_store": True},
    ]
    assert new["variant_infos"] == [
        {"remote_warehouse_id": "IDZ", "stock": 2, "price": 9000, "active": True},
        {"remote_warehouse_id": "IDB", "stock": 0, "price": 9000, "active": True},
    ]
    assert not {"stock", "price", "active"} & {*old, *new}


def test_a_variant_is_taken_away_or_off_sale_with_the_others_named() -> None:
    told = message()
    told["product"]["variants"].append(
        {**told["product"]["variants"][0], "variant_sku": "CUP-2", "remote_variant": {**NAMED, "variation_id": 9}}
    )
    cup = read(told)
    gone = share(entry(cup, "toko-1", Form(), Doing(deleted=frozenset({REMOTE}))))
    assert [one["action"] for one in gone["channel_variants"]] == ["DELETE", "UPDATE"]
    off = share(entry(cup, "toko-1", Form(), Doing(active={REMOTE: False})))
    assert [one["active"] for one in off["channel_variants"]] == [False, True]
    assert off["channel_product_status"] == "active"


def test_a_variation_of_the_sellers_own_is_marked_where_that_is_wanted() -> None:
    cup = replace(read(message()), category=Category("lzda:9", ("Home",), market="lzda"), extra={})
    form = Form(offered={"Warna": frozenset({"Hitam"})})
    (variant,) = share(entry(cup, "toko-1", form))["channel_variants"]
    assert variant["attributes"] == [{"name": "Warna", "value": "Biru", "is_customized": True}]


def test_what_a_channel_would_not_take_is_said_before() -> None:
    cup = replace(read(message()), remote_id="", brand=None, images=(), description="<b>cup</b>")
    new = replace(cup.variants[0], remote_id="", extra={}, price=Money(Decimal(5), "SGD"))
    found = {(one.code, one.where) for one in check_product(replace(cup, variants=(new, new)), (), "IDR")}
    assert found == {
        ("image_missing", "images"),
        ("brand_missing", "brand"),
        ("no_html", "description"),
        ("currency_differs", "CUP-1"),
        ("variants_alike", "CUP-1"),
    }
    assert check_product(Product(images=(ProductImage(PICTURE),)), (), "IDR") == ()


# --- categories -------------------------------------------------------------------------------------------------------
def category(id_: str, name: str, parent: str = "", **more: Any) -> Letter:
    kind = {
        "channel": "tkpd", "category_name": name, "remote_category_id": id_, "remote_parent_id": parent, **more,
    }  # fmt: skip
    told = json.dumps({"category": kind}).encode()
    return Letter("s", id_, "category", f"tkpd:{id_}", NOW, told)


def test_a_path_is_in_the_name_or_in_the_parents() -> None:
    letters = [
        category("1", "Home", is_leaf=False),
        category("2", "Kitchen", "1", is_leaf=True),
        category("3", "Home > Bath", "1"),
        category("4", "Round", "4"),
        category("5", "Gone", "1", status="deleted"),
    ]
    found = {one.id: (one.path, one.is_leaf) for one in product_mapping.categories(letters, ["tkpd"])}
    assert found == {
        "tkpd:1": (("Tokopedia", "Home"), False),
        "tkpd:2": (("Tokopedia", "Home", "Kitchen"), True),
        "tkpd:3": (("Tokopedia", "Home", "Bath"), True),
        "tkpd:4": (("Tokopedia", "Round"), True),
    }
    assert product_mapping.categories(letters, ["shpe"]) == ()


def test_a_products_own_fields_are_no_attributes_of_it() -> None:
    options = [{"option_name": "Hitam", "status": "idle"}, {"option_name": "Ungu", "status": "deleted"}]
    attributes = [
        {"field_name": "brand", "is_mandatory": True},
        {"field_name": "SellerSku", "is_variant_attribute": True},
        {"field_name": "Warna", "is_variant_attribute": True, "options": options},
        {"field_name": "Bahan", "is_mandatory": True},
        {"field_name": "Lama", "status": "deleted"},
    ]
    kind = product_mapping.kind_of(category("1", "Home", attributes=attributes))
    assert kind is not None
    told = product_mapping.attributes(kind)
    assert [one.key for one in told] == ["weight_g", "length_cm", "width_cm", "height_cm", "Bahan", "Warna"]
    assert [one.label for one in told[-1].choices] == ["Hitam"]
    assert product_mapping.fields_among(kind) == (("brand", False), ("SellerSku", True))
    (shown,) = product_mapping.categories([category("1", "Home", attributes=attributes)], ["tkpd"])
    assert shown.extra == {"brand_needed": True}


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.sampled_from(sorted(message()["product"])), st.sampled_from(sorted(message()["product"]["variants"][0])), _JSON
)
def test_whatever_a_message_holds_it_is_read_and_written_again(head: str, own: str, value: Any) -> None:
    told = message()
    told["product"]["variants"][0][own] = value
    for name, content in parted(told):
        assert variant_of(name, content).remote_id == name
    told = message()
    if head not in ("variants", "channel"):
        told["product"][head] = value
        assert entry(read(told), "toko-1", Form())["brand_id"] == "toko-1"


def test_a_clone_never_takes_a_weight_of_another_unit() -> None:
    """Elsewhere a weight is in kilograms: it is listed as missing, and not taken for grams."""
    there = Destination("IDR", (), same_tree=False)
    kettle = Product("Kettle", attributes={"weight": "0.4"}, variants=(ProductVariant("KET-1"),))
    carried, _ = cloned(kettle, there, Category("shpe:9", ("Shopee", "Home"), market="shpe"), MEASURES, None)
    assert carried.attributes == {}
    missing = {one.where for one in judged(carried, MEASURES) if one.code == "attribute_missing"}
    assert missing == {"weight_g", "length_cm", "width_cm", "height_cm"}
