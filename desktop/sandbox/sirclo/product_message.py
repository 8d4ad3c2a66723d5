"""A product as the adapter publishes it, older and newer form (section 5.2), and categories (section 5.3)."""

import json
from typing import Any

from desktop.sandbox.pictures import picture_address
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.channels import LISTING_PLATFORMS
from desktop.sandbox.sirclo.listings import CATEGORIES
from desktop.sandbox.sirclo.world import Record, canonical

BRAND, CONDITION, COLOUR = "Brand", "Kondisi", "Warna"
SEEDED = ({"name": BRAND, "value": "Sagara"}, {"name": CONDITION, "value": "Baru"})
"""What products say that were there from the start."""
SIZE = {"height": 10, "length": 20, "width": 15, "weight": 400}
CONDITIONS = ("Baru", "Bekas")


def variant_id(account: Account, product: Record, one: Record) -> str:
    """How a variant is named on our side: by the form of identity that is in use."""
    return f"{product['channel']}:{canonical(remote(account, one))}"


def remote(account: Account, one: Record) -> Record:
    """The identity of a variant in the form that is in use."""
    found: Record = one["remote_v2"] if account.quirks.products_v2 else one["remote"]
    return found


def publish(account: Account, product: Record, action: str, id_: str, only: Record | None = None) -> None:
    """Tell whoever listens how a product stands; `only`: just this variant of it."""
    variants = product["variants"] if only is None else [only]
    for one in variants:
        account.read_back(variant_id(account, product, one))
    brand = account.world.links[product["channel"]]["brand_id"]
    body = _product(account, product, variants)
    account.publish("product-fetched", {"id": id_, "action": action, "brand_id": brand, "product": body})


def _product(account: Account, product: Record, variants: list[Record]) -> Record:
    platforms = LISTING_PLATFORMS.get(product["channel"], [])
    said = product.get("attributes") or SEEDED
    return {
        "channel": product["channel"],
        "listing_platforms": platforms,
        "name": product["name"],
        "merek": next((one["value"] for one in said if one["name"].lower() == "brand"), ""),
        "sku": product["sku"],
        "description": product["description"],
        "slug": product["name"].lower().replace(" ", "-"),
        "condition": "New",
        "img_urls": product.get("images") or [picture_address(product["sku"])],
        "attributes": [{**one, "listing_platforms": platforms} for one in said],
        "remote_category": {
            "remote_category_id": product["category"][0],
            "remote_category_name": product["category"][1],
        },
        "preorder": product.get("preorder"),
        "variants": [_variant(account, product, one) for one in variants],
    }


def _variant(account: Account, product: Record, one: Record) -> Record:
    platforms = LISTING_PLATFORMS.get(product["channel"], [])
    said = one.get("attributes") or [{"name": COLOUR, "value": one["option"]}]
    size = product.get("size") or SIZE
    shown: dict[str, Any] = {
        "variant_sku": one["sku"],
        "variant_name": one["name"],
        "status": one["status"],
        "currency_code": "IDR",
        "price": one["price"],
        "variant_raw": json.dumps({"sku": one["sku"]}),
        "url": f"https://{product['channel']}.example.com/{product['number']}",
        "img_urls": one.get("images") or [],
        "volume": {"unit": "CM", **{side: size[side] for side in ("height", "length", "width")}},
        "weight": {"unit": "G", "value": size["weight"]},
        "attributes": [],
        "options": [{**each, "listing_platforms": platforms} for each in said],
        "remote_variant": remote(account, one),
        "stock": sum(one["stocks"].values()),
    }
    return {**shown, "variant_infos": _infos(one)} if account.quirks.products_v2 else shown


def _infos(one: Record) -> list[Record]:
    """Stock, price and status by warehouse; null names a channel without any."""
    return [
        {
            "remote_warehouse_id": warehouse or None,
            "stock": quantity,
            "price": one["price"],
            "currency_code": "IDR",
            "status": one["status"],
            "pickup_in_store": False,
        }
        for warehouse, quantity in one["stocks"].items()
    ]


def categories(code: str, platforms: list[str]) -> list[Record]:
    """The categories of a channel, newer form."""
    return [
        {
            "id": 15_000 + number,
            "channel": code,
            "listing_platforms": platforms,
            "category_name": name,
            "slug": name.lower().replace(" ", "-"),
            "remote_category_id": key,
            "remote_parent_id": "1",
            "is_leaf": True,
            "status": "idle",
            "attributes": [_brand(platforms), _colour(platforms), _condition(platforms)],
        }
        for number, (key, name) in enumerate(CATEGORIES.values(), start=1)
    ]


def _brand(platforms: list[str]) -> Record:
    return _attribute(11_231, BRAND, "STRING", True, False, [], platforms)


def _colour(platforms: list[str]) -> Record:
    options = [{"option_name": "Hitam", "status": "idle"}, {"option_name": "Putih", "status": "new"}]
    return _attribute(11_232, COLOUR, "OPTIONS", False, True, options, platforms)


def _condition(platforms: list[str]) -> Record:
    options = [{"option_name": name, "status": "idle"} for name in CONDITIONS]
    return _attribute(11_233, CONDITION, "OPTIONS", True, False, options, platforms)


def _attribute(
    id_: int, name: str, kind: str, mandatory: bool, of_variant: bool, options: list[Record], platforms: list[str]
) -> Record:
    return {
        "id": id_,
        "field_name": name,
        "input_type": kind,
        "status": "idle",
        "is_mandatory": mandatory,
        "is_variant_attribute": of_variant,
        "listing_platforms": platforms,
        "options": options,
    }


def publish_categories(account: Account, code: str, action: str, id_: str) -> list[Record]:
    """Both forms, to whoever subscribed to which; gives the newer ones."""
    brand = account.world.links[code]["brand_id"]
    found = categories(code, LISTING_PLATFORMS.get(code, []))
    for one in found:
        account.publish("category-fetched-v2", {"id": id_, "action": action, "brand_id": brand, "category": one})
        account.publish("category-fetched", {"id": id_, "brand_id": brand, "category": _older(one)})
    return found


def _older(category: Record) -> Record:
    """Without ids and status; options as texts, or null."""
    attributes = [
        {
            **{name: value for name, value in one.items() if name not in ("id", "status")},
            "options": [option["option_name"] for option in one["options"]] or None,
        }
        for one in category["attributes"]
    ]
    plain = {name: value for name, value in category.items() if name not in ("id", "status")}
    return {**plain, "attributes": attributes}
