"""What each marketplace takes of a product, when it is made and when it is changed (sections 6.2 to 6.4)."""

from collections.abc import Callable, Iterator
from typing import Any

from desktop.sandbox.sirclo.channels import SHOPEE_LIMITS
from desktop.sandbox.sirclo.product_message import categories
from desktop.sandbox.sirclo.world import Record

WITHOUT_WAREHOUSES = ("bklp", "zlra")
WHOLE_WEIGHT = ("tkpd", "blib", "bklp")
PREORDER = {"tkpd": (1, 91), "blib": (1, 90), "lzda": (7, 30), "bklp": (2, 60)}
"""Days."""
STOCK_ABOVE_ZERO = ("tkpd", "bklp")
STOCK_NEEDED = ("tktk", "tkpd", "bklp")
STOCK_AGAIN = ("tktk", "bklp")
"""Also when a product is changed; in the newer form only TikTok wants it again (section 6.3)."""
SAME_PRICE = ("tktk", "shpe", "lzda")
Rule = Callable[["Draft"], Iterator[str]]


class Draft:
    """One channel's share of a product that was sent."""

    def __init__(self, product: Record, share: Record, newer: bool, creates: bool) -> None:
        self.product, self.share, self.newer, self.creates = product, share, newer, creates
        self.code: str = share["channel"]
        self.variants: list[Record] = share["channel_variants"]

    def infos(self, variant: Record) -> list[Record]:
        """Stock, price and status by warehouse, whichever form was sent."""
        if self.newer:
            found: list[Record] = variant["variant_infos"]
            return found
        places = variant.get("variant_remote_warehouse") or [""]
        stock = variant.get("stock")
        plain: dict[str, Any] = {"price": variant["price"], "active": variant["active"], "stock": stock}
        return [{**plain, "remote_warehouse_id": place} for place in places]

    def adds(self, variant: Record) -> bool:
        """A variant that is not there yet."""
        return not variant["remote_variant"]


def problems(draft: Draft) -> list[str]:
    """Everything the marketplace would say against it."""
    return [problem for rule in RULES for problem in rule(draft)]


def _texts(draft: Draft) -> Iterator[str]:
    name, text, code = draft.product["name"], draft.product["description"], draft.code
    low, high = SHOPEE_LIMITS["item_name_length_limit"]
    if code == "shpe" and not low <= len(name) <= high:
        yield "name length is out of range"
    low, high = SHOPEE_LIMITS["item_description_length_limit"]
    if code == "shpe" and not low <= len(text) <= high:
        yield "description length is out of range"
    if code == "bklp" and not 6 <= len(name) <= 150:
        yield "name length must be between 6 and 150"
    if code == "bklp" and draft.creates and len(text) <= 30:
        yield "description must be longer than 30 characters"
    if code == "tkpd" and draft.creates and draft.newer and len(name) <= 25:
        yield "name must be longer than 25 characters"
    longest = {"tkpd": 2000, "blib": 5000, "lzda": 25_000, "bklp": 65_530}.get(code)
    if longest and not draft.creates and len(text) >= longest:
        yield f"description must be shorter than {longest} characters"
    if code in ("shpe", "bklp") and "</" in text:
        yield "HTML is not supported"


def _shape(draft: Draft) -> Iterator[str]:
    code, weight = draft.code, draft.product["weight"]
    if code in WHOLE_WEIGHT and weight != int(weight):
        yield "weight must be a whole number"
    if code == "shpe" and weight <= 0:
        yield "weight must be above zero"
    if code == "bklp" and weight >= 1_000_000:
        yield "weight must be lower than 1 ton"
    if code in ("tktk", "shpe") and len(draft.product["image_urls"]) > 9:
        yield "9 images at most"
    brands = {one.get("name", "").lower() for one in draft.share["attributes"] if one.get("value")}
    if code == "shpe" and draft.creates and "brand" not in brands:
        yield "brand is mandatory"
    if code == "tkpd" and draft.creates and not draft.share["attributes"]:
        yield "at least one attribute is mandatory"


def _attributes(draft: Draft) -> Iterator[str]:
    """A category that is there, all that it says must be filled, and of options only those (section 5.3)."""
    code = draft.share["channel_category_id"]
    category = next((one for one in categories(draft.code, []) if one["remote_category_id"] == code), None)
    if category is None:
        yield f"category {code} is not found"
        return
    said = {one.get("name"): one.get("value") for one in draft.share["attributes"]}
    for one in category["attributes"]:
        name, offered = one["field_name"], [option["option_name"] for option in one["options"]]
        if one["is_variant_attribute"]:
            continue
        if one["is_mandatory"] and not said.get(name):
            yield f"attribute {name} is mandatory"
        elif offered and said.get(name) and said[name] not in offered:
            yield f"attribute {name} does not take {said[name]}"


def _preorder(draft: Draft) -> Iterator[str]:
    order = draft.share.get("preorder")
    if not order or not order.get("is_active") or draft.code not in PREORDER:
        return
    low, high = PREORDER[draft.code]
    if draft.code == "blib" and order.get("type") == "weeks":
        low, high = 1, 13
    elif order.get("type") != "days":
        yield "preorder type must be days"
    if not low <= order.get("value", 0) <= high:
        yield f"preorder must be {low} to {high}"


def _variants(draft: Draft) -> Iterator[str]:
    actions = [one.get("action", "") for one in draft.variants]
    if not draft.variants:
        yield "channel_variants is mandatory"
    if actions and all(action == "DELETE" for action in actions):
        yield "not all variants can be deleted"
    if draft.code == "bklp" and not draft.creates and {"ADD", "DELETE"} & set(actions):
        yield "variants can neither be added nor deleted"
    if draft.code == "tktk" and any(len(one["attributes"]) > 3 for one in draft.variants):
        yield "3 attributes at most for each variant"


def _numbers(draft: Draft) -> Iterator[str]:
    for variant in draft.variants:
        yield from _numbers_of(draft, variant)
    states = {info["active"] for one in draft.variants for info in draft.infos(one)}
    if draft.code == "tktk" and draft.newer and False in states:
        yield "active must be true"
    if draft.code == "shpe" and draft.newer and len(states) > 1:
        yield "all variants must have the same status"


def _numbers_of(draft: Draft, variant: Record) -> Iterator[str]:
    infos, code = draft.infos(variant), draft.code
    prices = {info["price"] for info in infos}
    low, high = SHOPEE_LIMITS["price_limit"] if code == "shpe" else (1, float("inf"))
    if any(not low <= price <= high for price in prices):
        yield "price is out of range"
    if code in SAME_PRICE and len(prices) > 1:
        yield "price must be equal in all warehouses"
    stocks = [info.get("stock") for info in infos]
    needed = (draft.adds(variant) and code in STOCK_NEEDED) or code in (("tktk",) if draft.newer else STOCK_AGAIN)
    if needed and None in stocks:
        yield "stock is mandatory"
    low_stock = 1 if code in STOCK_ABOVE_ZERO and draft.adds(variant) else 0
    if any(stock is not None and stock < low_stock for stock in stocks):
        yield f"stock must be {low_stock} or more"


def _warehouses(draft: Draft) -> Iterator[str]:
    """Every variant must list the same set."""
    sets = {frozenset(info["remote_warehouse_id"] for info in draft.infos(one)) for one in draft.variants}
    named = any(warehouse for places in sets for warehouse in places)
    if len(sets) > 1 and (draft.newer or draft.code == "blib"):
        yield "every variant must have the same warehouses"
    if not named and draft.code == "tktk" and not draft.creates and not draft.newer:
        yield "variant_remote_warehouse is mandatory"
    if named and draft.code in WITHOUT_WAREHOUSES:
        yield "this channel has no warehouses"


RULES: tuple[Rule, ...] = (_texts, _shape, _attributes, _preorder, _variants, _numbers, _warehouses)
