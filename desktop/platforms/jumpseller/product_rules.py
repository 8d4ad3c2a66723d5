"""What Jumpseller wants of a whole product, known before anything is sent (jumpseller.md 8)."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from desktop.domain.products import CategoryAttribute, ImageLimits, Product, ProductFinding
from desktop.platforms.jumpseller.rules import MOST_PRICE, MOST_STOCK
from desktop.platforms.kit.product_checks import currency_differs

# Pictures are added by their address only; nobody says how large or how many they may be (section 8).
IMAGES = ImageLimits(formats=("JPEG", "PNG", "GIF", "WEBP"), most_images=0)
# Numbers of a product that both contracts show and take.
MEASURES = ("weight", "length", "width", "height")


def check_product(
    product: Product, attributes: tuple[CategoryAttribute, ...], market_currency: str
) -> tuple[ProductFinding, ...]:
    """See ``desktop.platforms.kit.manifest.ProductCheck``."""
    return (*_brand(product), *_measures(product), *_offers(product, market_currency), *_variants(product))


def _brand(product: Product) -> Iterator[ProductFinding]:
    """Shown, but in no contract's fields of a write: a new product goes without."""
    if product.brand is not None and product.brand.name and not product.remote_id:
        yield ProductFinding("not_changeable", "brand", is_error=False, params={"field": "brand"})


def _measures(product: Product) -> Iterator[ProductFinding]:
    for key in MEASURES:
        written = product.attributes.get(key, "").strip()
        if written and not _is_measure(written):
            yield ProductFinding("attribute_not_offered", key, params={"attribute": key, "value": written, "sku": ""})


def _is_measure(written: str) -> bool:
    try:
        found = Decimal(written)
    except InvalidOperation:
        return False
    return found.is_finite() and found >= 0


def _offers(product: Product, currency: str) -> Iterator[ProductFinding]:
    for one in product.variants:
        if one.images:
            yield ProductFinding("images_of_product_only", one.sku, params={"sku": one.sku})
        if one.remote_id:
            continue
        yield from currency_differs(one, currency)
        if one.price is not None and one.price.amount > MOST_PRICE:
            yield ProductFinding("over_limit", one.sku, params={"most": format(MOST_PRICE, "f")})
        if one.stock is not None and one.stock > MOST_STOCK:
            yield ProductFinding("over_limit", one.sku, params={"most": str(MOST_STOCK)})


def _variants(product: Product) -> Iterator[ProductFinding]:
    """Each of several must be told from the others by its options."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    for one in product.variants if len(product.variants) > 1 else ():
        options = tuple(sorted((key, value.strip()) for key, value in one.attributes.items() if value.strip()))
        if not options or options in seen:
            yield ProductFinding("variants_alike", one.sku, params={"sku": one.sku})
        seen.add(options)
