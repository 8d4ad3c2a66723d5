"""From letters to whole products, and to categories with their attributes: pure, total for any JSON (sirclo.md 5.2)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from desktop.domain.catalog import ListingStatus, Variant
from desktop.domain.letters import Letter
from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Choice,
    Product,
    ProductImage,
    ProductVariant,
)
from desktop.platforms.kit.answers import decode
from desktop.platforms.sirclo import catalog_shapes
from desktop.platforms.sirclo import product_shapes as shapes
from desktop.platforms.sirclo.codes import CHANNEL_NAMES
from desktop.platforms.sirclo.mapping import known, text
from desktop.platforms.sirclo.product_words import BRAND, MEASURES, OF_PRODUCT, OF_VARIANT, SIDES, WEIGHT, plain

DELETED = "deleted"
_STEP = " > "  # between the places of a category's path
_GRAMS = {"kg": Decimal(1000), "kgs": Decimal(1000)}


# --- categories -------------------------------------------------------------------------------------------------------
def kind_of(letter: Letter) -> shapes.Kind | None:
    """A category from its letter; None where it is there no more."""
    found = decode(letter.content, shapes.CategoryMessage).category
    return None if found is None or found.status == DELETED else found


def categories(letters: Iterable[Letter], channels: Sequence[str]) -> tuple[Category, ...]:
    """The trees of these channels, each under its channel's name: the category decides where a product is sold."""
    kinds = {letter.key: kind for letter in letters if (kind := kind_of(letter)) is not None}
    found = ((key, kind) for channel in channels for key, kind in kinds.items() if kind.channel == channel)
    return tuple(_category(key, kind, kinds) for key, kind in found)


def _category(key: str, kind: shapes.Kind, kinds: Mapping[str, shapes.Kind]) -> Category:
    channel = kind.channel or ""
    brands = [one for one in _alive(kind) if plain(one.field_name or "") in BRAND]
    extra = {"brand_needed": any(one.is_mandatory for one in brands)}
    return Category(key, (title(channel), *_path(kind, kinds)), kind.is_leaf is not False, extra, channel)


def title(channel: str) -> str:
    return CHANNEL_NAMES.get(channel, channel)


def _path(kind: shapes.Kind, kinds: Mapping[str, shapes.Kind]) -> tuple[str, ...]:
    """The name may hold the whole path, or only its end: then those above it are looked for."""
    path, seen = _names(kind), {kind.remote_category_id}
    while len(path) == len(seen) and (above := kinds.get(f"{kind.channel}:{kind.remote_parent_id}")) is not None:
        if above.remote_category_id in seen:
            break
        path, kind = (*_names(above), *path), above
        seen.add(above.remote_category_id)
    return path


def _names(kind: shapes.Kind) -> tuple[str, ...]:
    names = tuple(text(one) for one in (kind.category_name or "").split(_STEP) if text(one))
    return names or (kind.remote_category_id or "",)


def attributes(kind: shapes.Kind) -> tuple[CategoryAttribute, ...]:
    """What products of a category tell, the mandatory first; what a product has fields of its own for is left out."""
    told = {(one.key, one.of_variant): one for one in map(_attribute, _alive(kind)) if not _is_field(one)}
    return tuple(sorted((*MEASURES, *told.values()), key=lambda one: not one.is_mandatory))


def fields_among(kind: shapes.Kind) -> tuple[tuple[str, bool], ...]:
    """The names of attributes that say what a product's own fields say, and whether they are a variant's."""
    return tuple((one.key, one.of_variant) for one in map(_attribute, _alive(kind)) if _is_field(one))


def offered(kind: shapes.Kind) -> dict[str, frozenset[str]]:
    """What is offered for attributes of variants, where anything is."""
    told = [one for one in map(_attribute, _alive(kind)) if one.of_variant and one.choices]
    return {one.key: frozenset(choice.value for choice in one.choices) for one in told}


def brands(kinds: Iterable[shapes.Kind], search: str) -> tuple[Brand, ...]:
    """Those that categories name, where they name any; a marketplace knows a brand by its name."""
    offered = (
        choice.label
        for kind in kinds
        for one in map(_attribute, _alive(kind))
        if plain(one.key) in BRAND
        for choice in one.choices
    )
    wanted = search.strip().casefold()
    return tuple(Brand(name, name) for name in dict.fromkeys(offered) if wanted in name.casefold())


def _alive(kind: shapes.Kind) -> list[shapes.Attribute]:
    return [one for one in kind.attributes or () if one.status != DELETED and text(one.field_name)]


def _attribute(raw: shapes.Attribute) -> CategoryAttribute:
    of_variant = raw.is_variant_attribute is True
    names = [text(one.option_name) for one in raw.options or () if one.status != DELETED and text(one.option_name)]
    return CategoryAttribute(
        key=text(raw.field_name),
        label=text(raw.field_name),
        kind=AttributeKind.CHOICE if names else AttributeKind.TEXT,
        is_mandatory=raw.is_mandatory is True,
        of_variant=of_variant,
        makes_variants=of_variant and bool(names),
        choices=tuple(Choice(name, name) for name in dict.fromkeys(names)),
        takes_other=of_variant or not names,  # sellers make variations of their own; marketplaces say if they may not
    )


def _is_field(one: CategoryAttribute) -> bool:
    return plain(one.key) in (OF_VARIANT if one.of_variant else OF_PRODUCT)


# --- products ---------------------------------------------------------------------------------------------------------
def product_of(key: str, head: shapes.Head, siblings: Sequence[tuple[Variant, catalog_shapes.Variant]]) -> Product:
    """A product from its letter and those of its variants, each as we know it and as it was told."""
    channel = head.channel or ""
    brand = text(head.merek) or next((value for name, value in _pairs(head.attributes) if plain(name) in BRAND), "")
    told = {name: value for name, value in _pairs(head.attributes) if plain(name) not in OF_PRODUCT}
    return Product(
        name=text(head.name),
        remote_id=key,
        description=head.description or "",
        category=_told_category(channel, head.remote_category),
        brand=Brand("", brand) if brand else None,
        attributes={**told, **_measures([raw for _, raw in siblings])},
        images=_images(head.img_urls),
        variants=tuple(_variant(one, raw) for one, raw in siblings),
        extra={"channel": channel, "parent_sku": head.sku or "", "fields": _fields(head, siblings), **_kept(head)},
    )


def _fields(head: shapes.Head, siblings: Sequence[tuple[Variant, catalog_shapes.Variant]]) -> list[list[object]]:
    """As ``fields_among``, of what a product says itself."""
    own = [name for name, _ in _pairs(head.attributes) if plain(name) in OF_PRODUCT]
    of_variants = [name for _, raw in siblings for name, _ in _pairs(raw.attributes) if plain(name) in OF_VARIANT]
    return [*([name, False] for name in own), *([name, True] for name in dict.fromkeys(of_variants))]


def _kept(head: shapes.Head) -> dict[str, object]:
    """What nobody edits here, and an update must say again."""
    order = head.preorder
    kept: dict[str, object] = {"listing_platforms": list(head.listing_platforms)} if head.listing_platforms else {}
    if order is not None and order.value is not None and order.type:
        kept["preorder"] = {"is_active": True, "value": order.value, "type": order.type}
    return kept


def _told_category(channel: str, raw: catalog_shapes.Category | None) -> Category | None:
    if raw is None or not raw.remote_category_id:
        return None
    names = tuple(text(one) for one in (raw.remote_category_name or "").split(_STEP) if text(one))
    path = (title(channel), *(names or (raw.remote_category_id,)))
    return Category(f"{channel}:{raw.remote_category_id}", path, market=channel)


def _measures(told: Sequence[catalog_shapes.Variant]) -> dict[str, str]:
    """They are the product's on the way there, and a variant's on the way back: those of the first."""
    found: dict[str, str] = {}
    weight = next((one.weight for one in told if one.weight is not None), None)
    if weight is not None and weight.value is not None:
        found[WEIGHT] = _number(weight.value * _GRAMS.get((weight.unit or "").casefold(), Decimal(1)))
    volume = next((one.volume for one in told if one.volume is not None), None)
    for key, name in SIDES.items():
        if (side := getattr(volume, name, None)) is not None:
            found[key] = _number(side)
    return found


def _number(value: Decimal) -> str:
    return format(known(value), "f")


def _variant(one: Variant, raw: catalog_shapes.Variant) -> ProductVariant:
    told = dict((*_pairs(raw.attributes), *_pairs(raw.options)))
    price = one.offers[0].price if one.offers else None
    return ProductVariant(
        sku=one.sku,
        remote_id=one.remote_id,
        price=price,
        stock=one.stock,
        attributes={name: value for name, value in told.items() if plain(name) not in OF_VARIANT},
        images=_images(raw.img_urls),
        extra={
            "name": one.name,
            "active": one.status is ListingStatus.ACTIVE,
            "places": [_place(info) for info in raw.variant_infos or ()],
        },
    )


def _place(info: catalog_shapes.Info) -> dict[str, object]:
    """A variant in one warehouse, as JSON values."""
    return {
        "warehouse": info.remote_warehouse_id or "",
        "stock": info.stock,
        "price": None if info.price is None else _number(info.price),
        "active": (info.status or "").strip().lower() == "active",
        "pickup_in_store": info.pickup_in_store is True,
    }


def _pairs(told: Iterable[catalog_shapes.Pair] | None) -> list[tuple[str, str]]:
    return [(text(one.name), one.value or "") for one in told or () if text(one.name)]


def _images(addresses: Iterable[str] | None) -> tuple[ProductImage, ...]:
    return tuple(ProductImage(one, one) for one in dict.fromkeys(addresses or ()) if one)
