"""Mapping between Lazada's products and ours: pure and total. A product is Lazada's item (lazada.md 10 to 13)."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

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
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.lazada import product_shapes as shapes
from desktop.platforms.lazada.mapping import Seller, text

# Fields of the product and of its variants, which are no attributes here; prices and stock have their own, too.
HEAD = frozenset({"name", "description", "brand", "brand_id"})
OWN = frozenset({"sellersku", "price", "special_price", "quantity", "supply_price", "__images__"})
OWN_PARTS = ("special_from", "special_to")
NO_BRAND = "No Brand"  # what is sent where there is none (section 11.5)
_KINDS = {
    "richtext": AttributeKind.LONG_TEXT,
    "numeric": AttributeKind.NUMBER,
    "date": AttributeKind.DATE,
    "singleselect": AttributeKind.CHOICE,
    "enuminput": AttributeKind.CHOICE,
    "multiselect": AttributeKind.CHOICES,
    "multienuminput": AttributeKind.CHOICES,
}
_CLOSED = frozenset({"singleselect", "multiselect"})


# --- what may be said -------------------------------------------------------------------------------------------------
def categories(body: bytes) -> tuple[Category, ...]:
    """The tree, each branch before what is below it."""
    found = decode(body, shapes.Tree).data
    if found is None:
        raise unexpected(body)
    return tuple(_below(found, ()))


def _below(nodes: Sequence[shapes.Node], path: tuple[str, ...]) -> list[Category]:
    found: list[Category] = []
    for one in nodes:
        if one.category_id is None:
            continue
        here = (*path, text(one.name) or str(one.category_id))
        found.append(Category(str(one.category_id), here, _is_on(one.leaf)))
        found += _below(one.children or (), here)
    return found


def attributes(body: bytes) -> tuple[CategoryAttribute, ...]:
    """What products of a category tell, mandatory ones first; sale attributes of variants are always told."""
    rows = decode(body, shapes.Rows).data
    if rows is None:
        raise unexpected(body)
    told = [_attribute(row) for row in rows if row.name and not _is_field(str(row.name))]
    return tuple(sorted(told, key=lambda one: not one.is_mandatory))


def _is_field(name: str) -> bool:
    plain = name.casefold()
    return plain in HEAD or plain in OWN or plain.startswith(OWN_PARTS)


def _attribute(row: shapes.Row) -> CategoryAttribute:
    kind = "".join(text(row.input_type).lower().split())  # its case varies (section 11.2)
    of_variant, is_sale = text(row.attribute_type).lower() == "sku", _is_on(row.is_sale_prop)
    choices = tuple(
        Choice(text(one.name), text(one.en_name) or text(one.name)) for one in row.options or () if one.name
    )
    return CategoryAttribute(
        key=str(row.name),
        label=text(row.label) or str(row.name),
        kind=_KINDS.get(kind, AttributeKind.TEXT),
        is_mandatory=_is_on(row.is_mandatory),
        of_variant=of_variant,
        makes_variants=of_variant and is_sale,
        choices=choices,
        takes_other=is_sale or not choices or kind not in _CLOSED,
    )


def _is_on(flag: object) -> bool:
    """0 or 1, as a number, a text or a truth (section 11.2)."""
    return str(flag).strip().lower() in ("1", "true")


def brands(body: bytes) -> tuple[tuple[Brand, ...], int]:
    """A page of brands, and how many there are."""
    data = decode(body, shapes.Brands).data
    if data is None:
        raise unexpected(body)
    rows = data.module or ()
    total = str(data.total_record or "0")
    found = tuple(
        Brand(str(one.brand_id), text(one.name_en) or text(one.name)) for one in rows if one.brand_id is not None
    )
    return found, int(total) if total.isdigit() else 0


def suggested(body: bytes) -> tuple[str, ...]:
    """Ids of categories, the likeliest first. Raises ``BrokenAnswer``."""
    data = decode(body, shapes.Suggestions).data
    if data is None:
        raise unexpected(body)
    return tuple(text(one.category_id) for one in data.category_suggestions or () if one.category_id is not None)


def picture(body: bytes) -> str:
    """Where a picture lies at Lazada. Raises ``BrokenAnswer``."""
    data = decode(body, shapes.Image).data
    url = text(data.image.url) if data and data.image else ""
    if not url:
        raise unexpected(body)
    return url


# --- what is said -----------------------------------------------------------------------------------------------------
def product(body: bytes, seller: Seller, known: Sequence[CategoryAttribute]) -> Product:
    """The product of an item; ``known`` tells which of its words are attributes of its variants."""
    raw = _data(body)
    told = {str(key): value for key, value in _object(raw.get("attributes")).items()}
    site, item_id = seller.site, str(raw.get("item_id") or raw.get("itemId") or "")
    kinds = {one.key: one.kind for one in known}
    return Product(
        name=_line(told.get("name")),
        remote_id=site.ours(item_id),
        description=_text(told.get("description")),
        category=category(raw),
        brand=Brand(_line(told.get("brand_id")), _line(told.get("brand"))) if told.get("brand") else None,
        attributes={
            key: _ours(_text(value), kinds.get(key))
            for key, value in told.items()
            if key not in HEAD and key != "source" and _text(value)
        },
        images=_images(raw.get("images") or raw.get("productImageList")),
        variants=tuple(_variant(_object(one), seller, known) for one in raw.get("skus") or () if isinstance(one, dict)),
        extra={"item": item_id, "site": site.country},
    )


def category_of(body: bytes) -> Category | None:
    """The category of an item."""
    return category(_data(body))


def category(raw: Mapping[str, Any]) -> Category | None:
    code = _line(raw.get("primary_category") or raw.get("primaryCategory"))
    return Category(code, (code,)) if code else None


def _data(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise unexpected(body) from error
    data = found.get("data") if isinstance(found, dict) else None
    if not isinstance(data, dict) or not data:
        raise unexpected(body)
    return data


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _variant(raw: Mapping[str, Any], seller: Seller, known: Sequence[CategoryAttribute]) -> ProductVariant:
    of_sku = {one.key: one.kind for one in known if one.of_variant}
    flat = {key: _ours(_text(raw[key]), kind) for key, kind in of_sku.items() if _text(raw.get(key))}
    sale = {str(key): _text(value) for key, value in _object(raw.get("saleProp")).items() if _text(value)}
    price = raw.get("supply_price") if seller.is_ease else raw.get("price")
    stock = str(raw.get("quantity", ""))
    return ProductVariant(
        sku=_line(raw.get("SellerSku")),
        remote_id=seller.site.ours(raw.get("SkuId") or ""),
        price=_money(price, seller.site.currency),
        stock=int(stock) if stock.lstrip("-").isdigit() and len(stock) < 15 else None,
        attributes={**flat, **sale},
        images=_images(raw.get("Images")),
        extra={"sale": list(sale)},
    )


def _money(value: object, currency: str) -> Money | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return Money(amount, currency) if amount.is_finite() and abs(amount.adjusted()) < 15 else None


def _images(value: object) -> tuple[ProductImage, ...]:
    """Lists in real answers, one text holding a JSON list in samples; padded with empty texts (section 10.1)."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = []
    found = [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []
    return tuple(ProductImage(one, one) for one in dict.fromkeys(found))


def _line(value: object) -> str:
    return text(value) if isinstance(value, str | int) else ""


def _text(value: object) -> str:
    """Plain text of several lines; a number as it is written."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    return "".join(one for one in str(value) if one.isprintable() or one in "\n\t").strip()


def _ours(value: str, kind: AttributeKind | None) -> str:
    """Several choices are joined by commas there, by line breaks here (section 11.2)."""
    return "\n".join(value.split(",")) if kind is AttributeKind.CHOICES else value


def theirs(value: str, kind: AttributeKind | None) -> str:
    """The opposite of the above."""
    return ",".join(value.splitlines()) if kind is AttributeKind.CHOICES else value
