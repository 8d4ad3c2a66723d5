"""What each channel takes of a product that is made or changed, known before it is sent (sirclo.md 6.1 to 6.4)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.domain.findings import Finding, Severity

Document = Mapping[str, Any]
Limits = Mapping[str, object]
Range = tuple[int | None, int | None]  # both ends are allowed
ANY: Range = (None, None)
_HTML = re.compile(r"<\s*/?\s*[a-zA-Z][^>]*>")
_TWIN = "-sg"


@dataclass(frozen=True, slots=True)
class Channel:
    """One column of the tables. ``stock``: what it may be (None: not asked for); ranges hold both ends."""

    name: Range = ANY
    description: Range = ANY
    description_later: Range = ANY  # of a product that is there already
    images: Range = ANY
    attributes: int = 0  # at least
    variant_attributes: int | None = None  # at most
    stock: Range = (0, None)
    stock_needed: bool = False
    whole_weight: bool = False
    html: bool = True
    preorder: Mapping[str, Range] = field(default_factory=dict)
    one_price: bool = False  # in all warehouses
    fixed_variants: bool = False  # none can be added or deleted later


CHANNELS: Mapping[str, Channel] = {
    "tktk": Channel(images=(None, 9), variant_attributes=3, stock_needed=True, one_price=True),
    "tkpd": Channel(
        description_later=(None, 1999),
        attributes=1,
        stock=(1, None),
        stock_needed=True,
        whole_weight=True,
        preorder={"days": (None, 91)},
    ),
    "blib": Channel(
        description_later=(None, 4999),
        whole_weight=True,
        preorder={"days": (None, 90), "weeks": (None, 13), "date": ANY},
    ),
    "shpe": Channel(description=(3, None), html=False, one_price=True),
    "lzda": Channel(description_later=(7, 24999), preorder={"days": (7, 30)}, one_price=True),
    "bklp": Channel(
        name=(6, 150),
        description=(31, None),
        description_later=(None, 65529),
        stock=(1, None),
        stock_needed=True,
        whole_weight=True,
        html=False,
        preorder={"days": (2, 60)},
        fixed_variants=True,
    ),
}
ACTIONS = ("ADD", "UPDATE", "DELETE")
LIVE = {
    "name": "item_name_length_limit",
    "description": "item_description_length_limit",
    "images": "item_image_count_limit",
}


def check_entry(product: Document, limits: Mapping[str, Limits] | None = None) -> tuple[Finding, ...]:
    """What is wrong with an entry of ``products``; ``limits``: live ones of the shop, by channel. Errors first."""
    found = list(_needed(product, ("brand_id", "name", "image_urls", "channel_products")))
    for one in _objects(product.get("channel_products")):
        name = str(one.get("channel") or "")
        told = list(_channel(product, one, (limits or {}).get(name, {})))
        if name.endswith(_TWIN):  # nothing is documented of the twins in Singapore (assumed)
            told = [Finding(each.key, each.code, Severity.WARNING, each.params) for each in told]
        found += [Finding(each.key, each.code, each.severity, {**each.params, "channel": name}) for each in told]
    return tuple(sorted(found, key=lambda one: one.severity is Severity.WARNING))


def _channel(product: Document, one: Document, live: Limits) -> Iterator[Finding]:
    rule = CHANNELS.get(str(one.get("channel") or "").removesuffix(_TWIN))
    variants = _objects(one.get("channel_variants"))
    is_new = not any(each.get("remote_variant") for each in variants)
    yield from _needed(one, ("channel", "channel_category_id"))
    yield from _variants(variants, is_new=is_new)
    if rule is None:
        return
    yield from _texts(product, rule, live, is_new=is_new)
    yield from _measures(product, rule)
    yield from _preorder(one, rule)
    if len(_objects(one.get("attributes"))) < rule.attributes:
        yield Finding("attributes", "too_few", params={"least": str(rule.attributes)})
    for each in variants:
        sku = str(each.get("sku") or "")
        for told in _variant(each, rule, is_new=is_new):
            yield Finding(told.key, told.code, told.severity, {**told.params, "sku": sku})


def _texts(product: Document, rule: Channel, live: Limits, *, is_new: bool) -> Iterator[Finding]:
    description = str(product.get("description") or "")
    wanted = rule.description if is_new else rule.description_later
    yield from _length("name", len(str(product.get("name") or "")), rule.name, live)
    yield from _length("description", len(description), wanted, live)
    yield from _length("images", len(_list(product.get("image_urls"))), rule.images, live)
    if not rule.html and _HTML.search(description):
        yield Finding("description", "no_html")


def _measures(product: Document, rule: Channel) -> Iterator[Finding]:
    weight = _amount(product.get("weight"))
    if weight is None or weight <= 0:
        yield Finding("weight", "below_zero")
    elif rule.whole_weight and weight != weight.to_integral_value():
        yield Finding("weight", "too_many_decimals", params={"most": "0"})


def _preorder(one: Document, rule: Channel) -> Iterator[Finding]:
    told = one.get("preorder")
    if not isinstance(told, Mapping) or not told.get("is_active") or not rule.preorder:
        return
    kind, value = str(told.get("type") or ""), _amount(told.get("value"))
    if kind not in rule.preorder:
        yield Finding("preorder", "not_offered")
    elif value is not None:
        yield from _within("preorder", value, rule.preorder[kind])


def _variants(variants: Sequence[Document], *, is_new: bool) -> Iterator[Finding]:
    """All variants of a product lie in the same warehouses, and one of them must stay."""
    if not variants:
        yield Finding("channel_variants", "too_few", params={"least": "1"})
    elif all(one.get("action") == "DELETE" for one in variants):
        yield Finding("channel_variants", "all_deleted")
    if len({_warehouses(one) for one in variants}) > 1:
        yield Finding("warehouses", "not_the_same")
    if not is_new and any(one.get("action") not in ACTIONS for one in variants):
        yield Finding("action", "missing_field", params={"field": "action"})


def _variant(one: Document, rule: Channel, *, is_new: bool) -> Iterator[Finding]:
    places = _objects(one.get("variant_infos")) or [one]
    prices = [_amount(place.get("price")) for place in places]
    if any(price is None or price <= 0 for price in prices):
        yield Finding("price", "price_needed")
    elif rule.one_price and len(set(prices)) > 1:
        yield Finding("price", "not_the_same")
    if rule.variant_attributes is not None and len(_objects(one.get("attributes"))) > rule.variant_attributes:
        yield Finding("attributes", "too_many", params={"most": str(rule.variant_attributes)})
    if not is_new and rule.fixed_variants and one.get("action") in ("ADD", "DELETE"):
        yield Finding("action", "not_offered")
    if is_new:
        for place in places:
            yield from _stock(place.get("stock"), rule)


def _stock(value: object, rule: Channel) -> Iterator[Finding]:
    """Only of a new product: later, stock is set by the calls made for it."""
    stock = _amount(value)
    if stock is None:
        if rule.stock_needed:
            yield Finding("stock", "missing_field", params={"field": "stock"})
        return
    yield from _within("stock", stock, rule.stock)


def _needed(document: Document, keys: Sequence[str]) -> Iterator[Finding]:
    for key in keys:
        if document.get(key) in (None, "", [], {}):
            yield Finding(key, "missing_field", params={"field": key})


def _length(key: str, length: int, stated: Range, live: Limits) -> Iterator[Finding]:
    """The shop's own limits win over the general ones (6.4)."""
    told = live.get(LIVE[key])
    ends = stated
    if isinstance(told, Mapping):
        ends = _whole(told.get("min")), _whole(told.get("max"))
    yield from _within(key, Decimal(length), ends)


def _within(key: str, value: Decimal, ends: Range) -> Iterator[Finding]:
    least, most = ends
    if (least is not None and value < least) or (most is not None and value > most):
        params = {"least": str(least or 0), "most": "-" if most is None else str(most)}
        yield Finding(key, "out_of_range", params=params)


def _warehouses(variant: Document) -> frozenset[str]:
    infos = _objects(variant.get("variant_infos"))
    if infos:
        return frozenset(str(one.get("remote_warehouse_id") or "") for one in infos)
    return frozenset(map(str, _list(variant.get("variant_remote_warehouse"))))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[Document]:
    return [one for one in _list(value) if isinstance(one, Mapping)]


def _whole(value: object) -> int | None:
    found = _amount(value)
    return None if found is None else int(found)


def _amount(value: object) -> Decimal | None:
    try:
        found = None if value is None or isinstance(value, bool) else Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None
