"""Mapping between Jumia's products and ours: pure and total. A product is Jumia's product set (jumia.md 6, 7)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from desktop.domain.money import Money
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
from desktop.platforms.jumia import product_shapes as shapes
from desktop.platforms.jumia.catalog_shapes import Image, Text
from desktop.platforms.jumia.codes import GLOBAL_CURRENCY
from desktop.platforms.jumia.mapping import json_number, text
from desktop.platforms.kit.answers import decode, unexpected

VARIATION = "variation"  # the attribute that tells a product's variants apart (section 6.3)
NO_VARIATION = "..."  # what a product without variants says: it may not be empty (section 7.1)
LONG = 255  # characters above which a text is written in a larger field
_PATH = " / "


# --- what may be said -------------------------------------------------------------------------------------------------
def categories(body: bytes) -> tuple[tuple[Category, ...], int]:
    """A page of the tree, and how many pages there are."""
    page = decode(body, shapes.Categories)
    if page.categories is None:
        raise unexpected(body)
    return tuple(_category(row) for row in page.categories if row.code is not None), _pages(page.page)


def _category(row: shapes.CategoryRow) -> Category:
    found = row.attribute_set or shapes.Set()
    whole = text(row.complete_path) or text(row.name)
    extra = {"attribute_set": found.sid or found.id or ""}
    return Category(str(row.code), tuple(whole.split(_PATH)), not row.has_children, extra)


def brands(body: bytes) -> tuple[tuple[Brand, ...], int]:
    """A page of brands, and how many pages there are."""
    page = decode(body, shapes.Brands)
    if page.brands is None:
        raise unexpected(body)
    return tuple(Brand(str(one.code), text(one.name)) for one in page.brands if one.code is not None), _pages(page.page)


def _pages(page: shapes.Page | None) -> int:
    return max(1, (page.total_of_pages if page else None) or 1)


def attributes(body: bytes) -> tuple[CategoryAttribute, ...]:
    """The attributes of a set, mandatory ones first; what tells variants apart is always among them."""
    found = decode(body, shapes.Attributes)
    if found.attributes is None:
        raise unexpected(body)
    told = [_attribute(row) for row in found.attributes if row.name]
    if all(one.key != VARIATION for one in told):
        told.append(CategoryAttribute(VARIATION, "Variation", of_variant=True, makes_variants=True))
    return tuple(sorted(told, key=lambda one: not one.is_mandatory))


def _attribute(row: shapes.AttributeRow) -> CategoryAttribute:
    choices = tuple(Choice(text(one.name), text(one.name)) for one in row.options or () if one.name and _is_on(one))
    rules = _rules(row.validations)
    is_variation = row.name == VARIATION
    longest = rules.get("maxlength")
    return CategoryAttribute(
        key=str(row.name),
        label=str(row.name).replace("_", " ").capitalize(),
        kind=_kind(choices, rules),
        is_mandatory=bool(choices) if is_variation else bool(row.mandatory),
        of_variant=is_variation,
        makes_variants=is_variation,
        choices=choices,
        takes_other=not choices,
        longest=int(longest) if isinstance(longest, int | float) and longest > 0 else 0,
        help=text(row.description),
    )


def _is_on(option: shapes.Option) -> bool:
    return option.status is None or str(option.status).casefold() in ("1", "true", "active")


def _rules(validations: object) -> dict[str, object]:
    """Only the relevant keys are filled; they come in any case (section 6.3)."""
    rows = validations if isinstance(validations, list) else [validations]
    return {
        str(key).casefold(): value
        for row in rows
        if isinstance(row, Mapping)
        for key, value in row.items()
        if value not in (None, "", False)
    }


def _kind(choices: Sequence[Choice], rules: Mapping[str, object]) -> AttributeKind:
    """``type`` is a number nobody knows the meaning of, so it is not looked at (section 6.3)."""
    if choices:
        return AttributeKind.CHOICE
    if "dateformat" in rules:
        return AttributeKind.DATE
    if rules.keys() & {"decimalplaces", "percentage", "notzeroornegative"}:
        return AttributeKind.NUMBER
    longest = rules.get("maxlength")
    return AttributeKind.LONG_TEXT if isinstance(longest, int) and longest > LONG else AttributeKind.TEXT


# --- what is said -----------------------------------------------------------------------------------------------------
def products(body: bytes) -> tuple[Product, ...]:
    """The products of a page, without stock."""
    page = decode(body, shapes.ToldProducts)
    if page.products is None:
        raise unexpected(body)
    return tuple(_product(raw) for raw in page.products)


def _product(raw: shapes.ToldProduct) -> Product:
    told = {one.name: lines(str(one.value)) for one in raw.attributes if one.name and one.value not in (None, "")}
    return Product(
        name=_plain(raw.name),
        remote_id=raw.id or "",
        description=_long(raw.description),
        category=_told_category(raw),
        brand=Brand(str(raw.brand.code), text(raw.brand.name)) if raw.brand and raw.brand.code is not None else None,
        attributes=told,
        images=tuple(ProductImage(one.url, one.url) for one in _primary_first(raw.images) if one.url),
        variants=tuple(_variant(one) for one in raw.variations if one.id),
        extra={"parent": text(raw.parent_sku), "shop": (raw.shop.id or "") if raw.shop else ""},
    )


def _told_category(raw: shapes.ToldProduct) -> Category | None:
    if raw.category is None or raw.category.code is None:
        return None
    extra = {"attribute_set": raw.attribute_set_id or ""}
    return Category(str(raw.category.code), (text(raw.category.name),), extra=extra)


def _primary_first(images: Iterable[Image]) -> list[Image]:
    return sorted(images, key=lambda one: not one.primary)


def _variant(one: shapes.ToldVariation) -> ProductVariant:
    price = one.global_price
    currency = (price.currency if price else None) or GLOBAL_CURRENCY
    return ProductVariant(
        sku=text(one.seller_sku),
        remote_id=one.id or "",
        barcode=text(one.barcode_ean),
        price=Money(price.value, currency) if price and price.value is not None else None,
        attributes={VARIATION: text(one.variation)} if one.variation else {},
    )


def _plain(value: str | Text | None) -> str:
    return text(value.value if isinstance(value, Text) else value)


def _long(value: str | Text | None) -> str:
    return lines(value.value if isinstance(value, Text) else value)


def lines(value: str | None) -> str:
    """Plain text of several lines, as descriptions are."""
    found = "".join(one for one in value or "" if one.isprintable() or one in "\n\t")
    return found.strip()


# --- out --------------------------------------------------------------------------------------------------------------
def created(product: Product) -> list[dict[str, object]]:
    """The entries of a create feed: one for each new variant, with the same parent and pictures (section 7.1)."""
    new = [one for one in product.variants if not one.remote_id]
    return [{**_content(product, one), **_offer(one), **_fixed(product)} for one in new]


def updated(product: Product) -> list[dict[str, object]]:
    """The entries of an update feed: everything but what it cannot change (section 7.2)."""
    return [{"id": one.remote_id, **_content(product, one)} for one in product.variants if one.remote_id]


def parent_sku(product: Product) -> str:
    """What the variants have in common: for a single product its own SKU (section 7.1)."""
    return str(product.extra.get("parent") or "") or (product.variants[0].sku if product.variants else "")


def _content(product: Product, one: ProductVariant) -> dict[str, object]:
    return {
        "name": {"value": product.name, "translations": []},
        "description": {"value": product.description, "translations": []},
        "sellerSku": one.sku,
        "variation": one.attributes.get(VARIATION) or NO_VARIATION,
        **({"barcodeEan": one.barcode, "gtinBarcode": one.barcode} if one.barcode else {}),
        **({"brand": _coded(product.brand.id, product.brand.name)} if product.brand else {}),
        "attributes": [
            {"name": key, "value": value, "translations": []}
            for key, value in {**product.attributes, **one.attributes}.items()
            if value and key != VARIATION
        ],
    }


def _fixed(product: Product) -> dict[str, object]:
    category = product.category
    return {
        "parentSku": parent_sku(product),
        **({"category": _coded(category.id, category.path[-1])} if category else {}),
        "images": [{"url": one.remote or one.source, "primary": at == 0} for at, one in enumerate(product.images)],
    }


def _offer(one: ProductVariant) -> dict[str, object]:
    price = one.price or Money(Decimal(0), GLOBAL_CURRENCY)
    return {"price": {"currency": price.currency, "value": json_number(price.amount)}, "stock": one.stock or 0}


def _coded(code: str, name: str) -> dict[str, object]:
    """Codes are numbers in the schema, and taken as such (section 6.4)."""
    return {"code": int(code) if code.isascii() and code.isdigit() else code, "name": name}
