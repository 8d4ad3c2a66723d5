"""What Lazada wants of a whole product beyond its attributes, known before anything is sent (lazada.md 12, 13.1)."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from desktop.domain.products import CategoryAttribute, ImageLimits, Product, ProductFinding, ProductVariant
from desktop.platforms.kit.product_checks import currency_differs

IMAGES = ImageLimits(
    formats=("JPEG", "PNG"),
    most_bytes=3 * 1024 * 1024,
    least_side=330,
    most_side=5000,
    most_images=8,
    takes_files=True,
)
FORBIDDEN = re.compile(r'["*^~<>/|\\]')
LONGEST_NAME = 255
HEAVIEST_KG, LONGEST_SIDES_CM = Decimal(40), Decimal(300)  # codes 4164 and 4165
SIDES = ("package_length", "package_width", "package_height")


def check_product(
    product: Product, attributes: tuple[CategoryAttribute, ...], market_currency: str
) -> tuple[ProductFinding, ...]:
    """See ``desktop.platforms.kit.manifest.ProductCheck``."""
    return (*_head(product), *_variants(product, attributes, market_currency))


def _head(product: Product) -> Iterator[ProductFinding]:
    if len(product.name.encode()) > LONGEST_NAME:
        yield ProductFinding("product_name_length", "name", params={"least": "1", "most": str(LONGEST_NAME)})
    if not product.images:
        yield ProductFinding("image_missing", "images")
    with_images = [one for one in product.variants if one.images]
    if with_images and len(with_images) < len(product.variants):
        yield ProductFinding("image_missing", next(one.sku for one in product.variants if not one.images))


def _variants(product: Product, attributes: tuple[CategoryAttribute, ...], currency: str) -> Iterator[ProductFinding]:
    sale = [one.key for one in attributes if one.makes_variants]
    seen: set[tuple[str, ...]] = set()
    for one in product.variants:
        params = {"sku": one.sku}
        if not one.remote_id:
            yield from _new(one, currency)
        yield from _parcel(one)
        props = tuple(one.attributes.get(key, "").strip() for key in sale)
        if not one.remote_id and len(product.variants) > 1 and (props in seen or not any(props)):
            yield ProductFinding("variants_alike", one.sku, params=params)
        seen.add(props)


def _new(one: ProductVariant, currency: str) -> Iterator[ProductFinding]:
    params = {"sku": one.sku}
    if FORBIDDEN.search(one.sku):
        yield ProductFinding("sku_characters", one.sku, params=params)
    yield from currency_differs(one, currency)
    if one.sale_price is not None:
        yield ProductFinding("sale_price_in_grid", one.sku, params=params)


def _parcel(one: ProductVariant) -> Iterator[ProductFinding]:
    weight, sides = _number(one.attributes, "package_weight"), [_number(one.attributes, side) for side in SIDES]
    if weight > HEAVIEST_KG or sum(sides) > LONGEST_SIDES_CM:
        yield ProductFinding("parcel_too_large", one.sku, params={"sku": one.sku})


def _number(values: Mapping[str, str], key: str) -> Decimal:
    """What is no number is found by the attribute's own rules."""
    try:
        found = Decimal(values.get(key, "0") or "0")
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
