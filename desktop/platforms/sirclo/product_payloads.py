"""Entries of CNX_BULK_UPSERT_PRODUCT: a whole product as one channel's share of it, new or changed (sirclo.md 6.1).

An entry says everything of a product anew. What the seller does not write here (price, stock and status of variants
that are there) is said as the channel told it last; stock only where a channel takes no entry without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from desktop.domain.products import Product, ProductImage, ProductVariant
from desktop.platforms.sirclo.codes import currency_of
from desktop.platforms.sirclo.product_words import BRAND, OF_VARIANT, SIDES, WEIGHT, plain
from desktop.platforms.sirclo.variant_names import names_of

Entry = dict[str, object]
ADD, UPDATE, DELETE = "ADD", "UPDATE", "DELETE"
STOCK_AGAIN = frozenset({"tktk", "bklp"})  # updates without it are not taken (section 6.3)
MARKS_CUSTOM = frozenset({"lzda"})  # a variant's value that is not offered is marked (section 6.1)
PLACES_AGAIN = frozenset({"tktk"})  # the older form names its warehouses in updates (section 6.3)


@dataclass(frozen=True, slots=True)
class Form:
    """How a client key's products are written: ``is_newer`` by warehouse, as the operator has switched it on.

    ``warehouses``: those that new variants lie in; ``fields``: the category's attributes that say what a product has
    fields of its own for, with whether they are a variant's; ``offered``: what it offers for those of variants.
    """

    is_newer: bool = False
    warehouses: Sequence[str] = ()
    fields: Sequence[tuple[str, bool]] = ()
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doing:
    """What becomes of variants that are there, by their ids: taken away, or set to a status."""

    deleted: frozenset[str] = frozenset()
    active: Mapping[str, bool] = field(default_factory=dict)


def channel_of(product: Product) -> str:
    """Where it is sold; empty while it has no category."""
    return str(product.extra.get("channel") or (product.category.market if product.category else ""))


def parent_sku(product: Product) -> str:
    """What feedback knows it by: as it was told, else its first SKU."""
    return str(product.extra.get("parent_sku") or (product.variants[0].sku if product.variants else ""))


def as_told(wished: Product, told: Product) -> Product:
    """What is wished, on what the channel told just now: prices, stocks and status as they are, and none left out."""
    there = {one.remote_id: one for one in told.variants}
    mine = [_on(one, there.get(one.remote_id)) for one in wished.variants]
    named = {one.remote_id for one in mine}
    others = [one for one in told.variants if one.remote_id not in named]
    return replace(wished, variants=(*mine, *others), extra=told.extra)


def _on(one: ProductVariant, there: ProductVariant | None) -> ProductVariant:
    return one if there is None else replace(one, price=there.price, stock=there.stock, extra=there.extra)


def entry(product: Product, brand_id: str, form: Form, doing: Doing | None = None) -> Entry:
    """Total: what is missing is left empty, for the rules to find."""
    channel, done = channel_of(product), doing or Doing()
    form = form if form.fields else replace(form, fields=_told_fields(product))
    attributes = product.attributes
    has_variants = len(product.variants) > 1 or any(any(one.attributes.values()) for one in product.variants)
    return {
        "brand_id": brand_id,
        "name": product.name,
        "parent_sku": parent_sku(product),
        "description": product.description,
        "image_urls": _addresses(product.images),
        "dimension_unit": "CM",
        **{name: _amount(attributes.get(key, "")) for key, name in SIDES.items()},
        "weight_unit": "GR",
        "weight": _amount(attributes.get(WEIGHT, "")),
        "has_variant": has_variants,
        "channel_products": [_share(product, channel, form, done)],
    }


def _told_fields(product: Product) -> tuple[tuple[str, bool], ...]:
    told = product.extra.get("fields")
    return tuple((str(name), of_variant is True) for name, of_variant in told) if isinstance(told, list) else ()


def _share(product: Product, channel: str, form: Form, doing: Doing) -> Entry:
    is_sold = any(_is_active(one, doing) for one in product.variants)
    kept = {key: product.extra[key] for key in ("listing_platforms", "preorder") if product.extra.get(key)}
    return {
        "channel": channel,
        "channel_category_id": product.category.id.partition(":")[2] if product.category else "",
        "channel_product_status": "active" if is_sold else "inactive",
        **kept,
        "attributes": _named({**product.attributes, **_own_words(product, form)}, product),
        "channel_variants": [_variant(one, product, channel, form, doing) for one in product.variants],
    }


def _own_words(product: Product, form: Form) -> dict[str, str]:
    """What the product's own fields say, in the attributes that the category has for it."""
    brand = product.brand.name if product.brand else ""
    words = {**dict.fromkeys(BRAND, brand), "name": product.name, "description": product.description}
    found = {name: words[plain(name)] for name, of_variant in form.fields if not of_variant}
    if brand and not any(plain(name) in BRAND for name in found):
        found["Brand"] = brand
    return found


def _named(values: Mapping[str, str], product: Product) -> list[Entry]:
    platforms = product.extra.get("listing_platforms")
    more = {"listing_platforms": platforms} if platforms else {}
    measures = (WEIGHT, *SIDES)
    return [{"name": name, "value": value, **more} for name, value in values.items() if value and name not in measures]


def _variant(one: ProductVariant, product: Product, channel: str, form: Form, doing: Doing) -> Entry:
    action = DELETE if one.remote_id in doing.deleted else UPDATE if one.remote_id else ADD
    said = _named({**one.attributes, **_own_values(one, form)}, product)
    if channel in MARKS_CUSTOM:
        said = [{**each, "is_customized": True} if _is_custom(each, form) else each for each in said]
    return {
        "remote_variant": names_of(one.remote_id)[1],
        "sku": one.sku,
        "image_urls": _addresses(one.images),
        "action": action,
        "variant_name": str(one.extra.get("name") or "") or _name(one, product),
        "attributes": said,
        **(_by_place(one, product, channel, form, doing) if form.is_newer else _plainly(one, channel, form, doing)),
    }


def _is_custom(said: Entry, form: Form) -> bool:
    offered = form.offered.get(str(said["name"]))
    return offered is not None and said["value"] not in offered


def _name(one: ProductVariant, product: Product) -> str:
    return " ".join(value for value in one.attributes.values() if value) or product.name


def _own_values(one: ProductVariant, form: Form) -> dict[str, str]:
    price = format(one.price.amount, "f") if one.price else ""
    words = {"sellersku": one.sku, "price": price, "quantity": "" if one.stock is None else str(one.stock)}
    return {name: words[plain(name)] for name, of_variant in form.fields if of_variant and plain(name) in OF_VARIANT}


def _plainly(one: ProductVariant, channel: str, form: Form, doing: Doing) -> Entry:
    """The older form: one price, one stock."""
    says_stock = not one.remote_id or channel in STOCK_AGAIN
    places = {"variant_remote_warehouse": list(form.warehouses)} if one.remote_id and channel in PLACES_AGAIN else {}
    return {
        "price": _price(one),
        "active": _is_active(one, doing),
        **({"stock": one.stock} if says_stock else {}),
        **(places if form.warehouses else {}),
        **({"currency_code": one.price.currency} if one.price and one.price.currency != currency_of(channel) else {}),
    }


def _by_place(one: ProductVariant, product: Product, channel: str, form: Form, doing: Doing) -> Entry:
    """The newer form. All variants of a product lie in the same warehouses; a new one's stock is in the first."""
    if told := _places(one):
        return {"variant_infos": [_told_place(place, one, channel, doing) for place in told]}
    siblings = next((_places(other) for other in product.variants if _places(other)), [])
    names = [str(place["warehouse"]) for place in siblings] or list(form.warehouses) or [""]
    active, price = _is_active(one, doing), _price(one)
    return {
        "variant_infos": [
            {"remote_warehouse_id": name, "stock": one.stock if number == 0 else 0, "price": price, "active": active}
            for number, name in enumerate(names)
        ]
    }


def _told_place(place: Mapping[str, object], one: ProductVariant, channel: str, doing: Doing) -> Entry:
    active = doing.active.get(one.remote_id, place.get("active") is True)
    price = place.get("price")
    return {
        "remote_warehouse_id": place["warehouse"],
        "price": _price(one) if price is None else _amount(str(price)),
        "active": active,
        "pickup_in_store": place.get("pickup_in_store") is True,
        **({"stock": place.get("stock")} if channel == "tktk" else {}),
    }


def _places(one: ProductVariant) -> list[Mapping[str, object]]:
    told = one.extra.get("places")
    return [place for place in told if isinstance(place, Mapping)] if isinstance(told, list) else []


def _is_active(one: ProductVariant, doing: Doing) -> bool:
    """A new one is on sale from the start."""
    return doing.active.get(one.remote_id, one.extra.get("active") is not False) if one.remote_id else True


def _price(one: ProductVariant) -> int | float | None:
    return _amount(format(one.price.amount, "f")) if one.price else None


def _amount(written: str) -> int | float | None:
    try:
        found = Decimal(written)
    except InvalidOperation:
        return None
    if not found.is_finite():
        return None
    return int(found) if found == found.to_integral_value() else float(found)


def _addresses(images: Sequence[ProductImage]) -> list[str]:
    return [one.remote or one.source for one in images]
