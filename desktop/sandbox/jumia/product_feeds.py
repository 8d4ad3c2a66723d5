"""Whole products at Jumia: what they must tell, and what a create or update feed does to the shelf (sections 6, 7)."""

from typing import Any
from urllib.parse import urlsplit

from desktop.sandbox import practice
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.listings import GENERIC, INACTIVE, PENDING, Listing, Storefront, set_id_of

ATTRIBUTE_SET = "9b660000-0000-4000-8000-000000000001"
BRANDS = (GENERIC, {"code": 1039426, "name": "Fashion"}, {"code": 1127718, "name": "Harmattan"})
CATEGORIES = (
    (1000050, "Kitchen", "Home / Kitchen", True),
    (1000052, "Kettles", "Home / Kitchen / Kettles", False),
    (1000077, "Phones", "Electronics / Phones", False),
)
COLORS = ("Black", "Blue", "Red")
VARIATIONS = ("...", "Black", "Blue", "Red", "S", "M", "L", "XL")
SHORTEST_NAME, LONGEST_NAME = 15, 60


def attribute_rows(account: Account) -> list[dict[str, Any]]:
    """The one attribute set of the practice world; `variation` holds the values variants may have (section 6.3)."""
    sold = dict.fromkeys(one.variation for one in account.shelf.listings.values())
    return [
        _attribute(10, "color_family", COLORS, mandatory=True, longest=50),
        _attribute(11, "short_description", (), mandatory=True, longest=500),
        _attribute(12, "production_country", (), mandatory=False, longest=60),
        _attribute(
            13, "variation", tuple(dict.fromkeys((*VARIATIONS, *sold))), mandatory=True, longest=50, variation=True
        ),
    ]


def _attribute(
    code: int, name: str, options: tuple[str, ...], *, mandatory: bool, longest: int, variation: bool = False
) -> dict[str, Any]:
    rows = [
        {"id": str(at), "sid": f"o-{code}-{at}", "name": option, "position": at, "isDefault": False, "status": 1}
        for at, option in enumerate(options, 1)
    ]
    return {
        "sid": f"55{code}", "code": code, "name": name, "description": "", "type": 3, "mandatory": mandatory,
        "variation": variation, "translatable": False, "translations": [], "options": rows,
        "validations": [{"maxLength": longest, "minLength": 1}],
    }  # fmt: skip


def category_name(code: int) -> str:
    return next((name for known, name, _path, _parent in CATEGORIES if known == code), "Kettles")


# --- the feeds --------------------------------------------------------------------------------------------------------
def create(account: Account, item: dict[str, Any]) -> str:
    """A new product waits for quality control first (section 12.9). The message of its failure, or the empty text."""
    if not item.get("parentSku"):
        return "Required field [Product.ParentSKU] is missing or null."
    if any(one.sku == item["sellerSku"] and one.shop_id == item["shopId"] for one in account.shelf.listings.values()):
        return f"Duplicate SKU [{item['sellerSku']}]."
    shop = account.world.shop(item["shopId"])
    if shop is None:
        return "Shop without permission."
    problem = _bad_content(account, item, is_new=True) or _bad_price(item["price"], shop.countries)
    if problem:
        return problem
    if _is_doubled(account, item):
        return f"Duplicate variation [{item['variation']}]."
    at, sid = account.now(), practice.uuid(account.rng)
    fronts = [Storefront(code, f"{item['parentSku']}NEWJMAFAMZ", INACTIVE, PENDING) for code in shop.countries]
    listing = Listing(
        sid, set_id_of(shop.id, item["parentSku"]), shop.id, item["sellerSku"], item["parentSku"],
        item["name"]["value"], item["variation"], int(item["category"]["code"]),
        _dollar_cents(item["price"], shop.countries), int(item["stock"]), at, at, fronts, None, was_approved=False,
    )  # fmt: skip
    _write(listing, item)
    listing.content["images"] = [dict(one) for one in item["images"]]
    account.shelf.listings[sid] = listing
    account.note("create_product", sid, item["sellerSku"])
    return ""


def update(account: Account, item: dict[str, Any], listing: Listing) -> str:
    """What may change does; main image, category and parent SKU stay (section 7.2)."""
    same = {"name"} if _text(item.get("name")) == listing.name else set()
    if problem := _bad_content(account, {key: item[key] for key in item.keys() - same}, is_new=False):
        return problem
    for one in account.shelf.listings.values():
        if one.set_id == listing.set_id:  # texts belong to the set, the rest to the variation
            _write(one, {**item, "barcodeEan": _barcode(one)})
    _write(listing, item)
    listing.variation = item.get("variation", listing.variation)
    listing.updated_at = account.now()
    account.note("update_product", listing.sid, sorted(item))
    return ""


def _write(listing: Listing, item: dict[str, Any]) -> None:
    if "name" in item:
        listing.name = item["name"]["value"]
    if "description" in item:
        listing.content["description"] = item["description"]["value"]
    if "brand" in item:
        listing.content["brand"] = next(one for one in BRANDS if str(one["code"]) == str(item["brand"]["code"]))
    if "attributes" in item:
        listing.content["attributes"] = {one["name"]: one["value"] for one in item["attributes"]}
    if "barcodeEan" in item or "gtinBarcode" in item:
        listing.content["barcode"] = item.get("barcodeEan") or item.get("gtinBarcode") or ""


def _barcode(listing: Listing) -> str:
    return str(listing.content.get("barcode") or "")


def _is_doubled(account: Account, item: dict[str, Any]) -> bool:
    set_id = set_id_of(item["shopId"], item["parentSku"])
    mine = [one for one in account.shelf.listings.values() if one.set_id == set_id]
    return any(one.variation == item["variation"] for one in mine)


def _bad_content(account: Account, item: dict[str, Any], *, is_new: bool) -> str:
    if (is_new or "name" in item) and not SHORTEST_NAME <= len(_text(item.get("name"))) <= LONGEST_NAME:
        return f"Name must have {SHORTEST_NAME} to {LONGEST_NAME} characters."
    if (is_new or "description" in item) and not _text(item.get("description")):
        return "Description too short."
    if is_new and not item.get("variation"):
        return "Required field [Product.Variation] is missing or null."
    if "brand" in item and all(str(one["code"]) != str(item["brand"].get("code")) for one in BRANDS):
        return "Brand not found by code"
    leaves = {str(code) for code, _name, _path, is_parent in CATEGORIES if not is_parent}
    if "category" in item and str(item["category"].get("code")) not in leaves:
        return "Category not found by code"
    if is_new and (problem := _bad_images(item["images"])):
        return problem
    return _bad_attributes(account, item, is_new=is_new)


def _text(value: Any) -> str:
    return str(value.get("value") or "").strip() if isinstance(value, dict) else ""


def _bad_images(images: Any) -> str:
    if not isinstance(images, list) or not any(one.get("primary") for one in images):
        return "At least one primary image is required."
    addresses = [urlsplit(str(one.get("url"))) for one in images]
    bad = any(one.scheme not in ("http", "https") or not one.hostname for one in addresses)
    return "Image extension is not supported." if bad else ""


def _bad_attributes(account: Account, item: dict[str, Any], *, is_new: bool) -> str:
    rows = {row["name"]: row for row in attribute_rows(account)}
    told = {one["name"]: one["value"] for one in item.get("attributes") or [] if one.get("value")}
    for name, value in (*told.items(), *([("variation", item["variation"])] if "variation" in item else [])):
        if name not in rows or (name == "variation" and name in told):
            return f"Attribute [{name}] is not visible for category [{item.get('category', {}).get('code')}]."
        options = [option["name"] for option in rows[name]["options"]]
        if (options and value not in options) or len(value) > rows[name]["validations"][0]["maxLength"]:
            return f"Attribute [{name}] with invalid value [{value}]."
    if not is_new and "attributes" not in item:
        return ""
    wanted = [name for name, row in rows.items() if row["mandatory"] and name != "variation"]
    missing = next((name for name in wanted if name not in told), "")
    return f"Required field [Product.Attribute.{missing}] is missing or null." if missing else ""


def _bad_price(price: Any, countries: tuple[str, ...]) -> str:
    """In the shop's default currency: dollars here, or the money of its only country (section 7.1)."""
    if not isinstance(price, dict) or not isinstance(price.get("value"), int | float) or price["value"] <= 0:
        return "Attribute [price] with invalid value."
    own = {"USD"} | ({practice.country(countries[0]).currency} if len(countries) == 1 else set())
    return "" if price.get("currency") in own else f"Currency [{price.get('currency')}] is not the shop's."


def _dollar_cents(price: dict[str, Any], countries: tuple[str, ...]) -> int:
    rate = 1.0 if price["currency"] == "USD" else practice.country(countries[0]).rate
    return int(0.5 + float(price["value"]) * 100 / rate)
