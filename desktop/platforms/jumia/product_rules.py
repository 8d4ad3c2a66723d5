"""What Jumia wants of a whole product beyond its attributes, known before anything is sent (jumia.md 7.1)."""

from collections.abc import Iterator

from desktop.domain.products import CategoryAttribute, ImageLimits, Product, ProductFinding
from desktop.platforms.kit.product_checks import currency_differs

# Pictures are public addresses that Jumia downloads (section 7.1).
IMAGES = ImageLimits(formats=("JPEG", "PNG"), least_side=200, most_side=3000, most_images=8)
SHORTEST_NAME, LONGEST_NAME = 15, 60


def check_product(
    product: Product, attributes: tuple[CategoryAttribute, ...], market_currency: str
) -> tuple[ProductFinding, ...]:
    """See ``desktop.platforms.kit.manifest.ProductCheck``."""
    return (*_texts(product), *_offers(product, market_currency), *_variants(product))


def _texts(product: Product) -> Iterator[ProductFinding]:
    name = product.name.strip()
    if name and not SHORTEST_NAME <= len(name) <= LONGEST_NAME:  # an example's words, not a rule seen at work
        params = {"least": str(SHORTEST_NAME), "most": str(LONGEST_NAME)}
        yield ProductFinding("product_name_length", "name", is_error=False, params=params)
    if product.brand and product.brand.name and _holds(name, product.brand.name):
        yield ProductFinding("brand_in_name", "name", is_error=False, params={"brand": product.brand.name})
    if not product.description.strip():
        yield ProductFinding("description_missing", "description")
    if product.brand is None or not product.brand.id:
        yield ProductFinding("brand_missing", "brand")
    if not product.images:
        yield ProductFinding("image_missing", "images")


def _holds(name: str, brand: str) -> bool:
    return f" {brand.casefold()} " in f" {name.casefold()} "


def _offers(product: Product, currency: str) -> Iterator[ProductFinding]:
    for one in product.variants:
        if one.remote_id:
            continue
        yield from currency_differs(one, currency)
        if one.sale_price is not None:
            yield ProductFinding("sale_price_in_grid", one.sku, params={"sku": one.sku})
        if one.images:
            yield ProductFinding("images_of_product_only", one.sku, params={"sku": one.sku})


def _variants(product: Product) -> Iterator[ProductFinding]:
    seen: set[str] = set()
    for one in product.variants:
        value = one.attributes.get("variation", "").strip()
        if value and value in seen:
            yield ProductFinding("variants_alike", one.sku, params={"sku": one.sku})
        seen.add(value)
