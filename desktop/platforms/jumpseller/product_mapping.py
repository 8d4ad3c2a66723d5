"""Mapping of whole products: what the store holds of them, and the fields that write them (jumpseller.md 8)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Product,
    ProductImage,
    ProductVariant,
)
from desktop.platforms.jumpseller import products, shapes
from desktop.platforms.jumpseller.generations import Generation
from desktop.platforms.jumpseller.mapping import rows_of, text
from desktop.platforms.jumpseller.product_rules import MEASURES
from desktop.platforms.jumpseller.products import Store

OPTIONS = ("Size", "Color")  # a store names its options itself; these are the usual ones
NO_CATEGORY = Category("", ("—",))  # a product may be in none
ATTRIBUTES = (
    *(CategoryAttribute(key, key, of_variant=True, makes_variants=True) for key in OPTIONS),
    *(CategoryAttribute(key, key.capitalize(), AttributeKind.NUMBER) for key in MEASURES),
)


# --- in ---------------------------------------------------------------------------------------------------------------
def categories(body: bytes) -> tuple[Category, ...]:
    """The store's own categories; a product may be in any of them, and in none."""
    rows = [row.category or row for row in rows_of(body, shapes.CategoryEnvelope)]
    known = {row.id: row for row in rows if row.id is not None}
    return (*(Category(str(id_), _path(row, known)) for id_, row in known.items()), NO_CATEGORY)


def _path(row: shapes.Category, known: Mapping[int, shapes.Category]) -> tuple[str, ...]:
    """From the root; a tree that bites its own tail ends where it comes round."""
    path, seen = [text(row.name) or str(row.id)], {row.id}
    while (above := known.get(row.parent_id or 0)) is not None and above.id not in seen:
        path.append(text(above.name) or str(above.id))
        seen.add(above.id)
        row = above
    return tuple(reversed(path))


def product_of(raw: shapes.Product, store: Store) -> Product:
    """A product as the store holds it."""
    first = (raw.categories or ())[:1]
    images = sorted((one for one in raw.images or () if one.url), key=lambda one: (one.position is None, one.position))
    return Product(
        name=text(raw.name),
        remote_id=str(raw.id),
        description=raw.description or "",
        category=Category(str(first[0].id), (text(first[0].name),))
        if first and first[0].id is not None
        else NO_CATEGORY,
        brand=Brand("", text(raw.brand)) if raw.brand else None,
        attributes={key: format(value.normalize(), "f") for key in MEASURES if (value := getattr(raw, key))},
        images=tuple(ProductImage(str(one.url), str(one.url)) for one in images),
        variants=tuple(_variant(one, raw, store) for one in sold_of(raw)),
    )


def sold_of(raw: shapes.Product) -> tuple[shapes.Product | shapes.Variant, ...]:
    """What stock and price hang on: the variants, or the product itself."""
    found = tuple(one for one in (row.variant or row for row in raw.variants or ()) if one.id is not None)
    return found or (raw,)


def _variant(sold: shapes.Product | shapes.Variant, raw: shapes.Product, store: Store) -> ProductVariant:
    price, listed = products.price_of(sold, raw, store.currency)
    is_whole = sold is raw
    options = {} if isinstance(sold, shapes.Product) else products.options_of(sold)
    return ProductVariant(
        sku=text(sold.sku) or text(raw.sku),
        remote_id=str(raw.id) if is_whole else f"{raw.id}/{sold.id}",
        barcode=text(sold.barcode),
        price=listed or price,
        sale_price=price if listed else None,
        stock=None if sold.stock_unlimited else sold.stock,
        attributes=options,
    )


def image_ids(raw: shapes.Product) -> dict[str, int]:
    """The number of each picture by its address."""
    return {one.url: one.id for one in raw.images or () if one.url and one.id is not None}


# --- out --------------------------------------------------------------------------------------------------------------
def has_variants(product: Product) -> bool:
    """Whether its SKUs are variants there, rather than the product itself."""
    return len(product.variants) > 1 or any(any(one.attributes.values()) for one in product.variants)


def created(product: Product, generation: Generation) -> dict[str, object]:
    """The fields of a new product. Its first SKU stands on the product too, so that it is found again by it."""
    first = product.variants[0]
    fields = {**_said(product), **_offered(first, generation), "sku": first.sku, "status": "available"}
    return {**fields, **({"barcode": first.barcode} if first.barcode else {})}


def new_variant(one: ProductVariant, generation: Generation) -> dict[str, object]:
    """The fields of a new variant; the older contract knows no barcode of one."""
    fields = {**_offered(one, generation), "sku": one.sku, "options": _options(one)}
    return {**fields, **({"barcode": one.barcode} if one.barcode and generation.year >= 2026 else {})}


def _offered(one: ProductVariant, generation: Generation) -> dict[str, object]:
    """Stock is always told: a product that says nothing has a hundred (section 8)."""
    price = one.price.amount if one.price else Decimal(0)
    if one.sale_price and generation.sale_price:
        prices = generation.prices(price, one.sale_price.amount)
    else:
        prices = {"price": price}
    return {"stock": one.stock or 0, "stock_unlimited": False, **prices}


def changes(product: Product, fields: Iterable[str]) -> dict[str, object]:
    """The fields of a product that were changed, by their names in ``domain.product_changes``."""
    wanted = set(fields)
    said = {**dict.fromkeys(MEASURES, None), **_said(product)}
    keys = {"categories" if one == "category" else one for one in wanted}
    return {key: value for key, value in said.items() if key in keys}


def changed_variant(one: ProductVariant, fields: Iterable[str], generation: Generation) -> dict[str, object]:
    """The fields of a variant that were changed."""
    wanted = set(fields)
    found: dict[str, object] = {"sku": one.sku} if "sku" in wanted else {}
    if "barcode" in wanted and generation.year >= 2026:
        found["barcode"] = one.barcode
    if wanted - {"sku", "barcode"}:
        found["options"] = _options(one)
    return found


def _said(product: Product) -> dict[str, object]:
    category = product.category
    measures = {key: found for key in MEASURES if (found := _number(product.attributes.get(key, ""))) is not None}
    return {
        "name": product.name,
        "description": product.description,
        "categories": [{"id": int(category.id)}] if category and category.id.isdigit() else [],
        **measures,
    }


def _options(one: ProductVariant) -> list[dict[str, object]]:
    return [{"name": key, "option_type": "option", "value": value} for key, value in one.attributes.items() if value]


def _number(written: str) -> Decimal | None:
    try:
        found = Decimal(written)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
