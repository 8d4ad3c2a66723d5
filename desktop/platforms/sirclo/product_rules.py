"""What the channels want of a whole product beyond its attributes, known before anything is sent (sirclo.md 6)."""

from collections.abc import Iterator

from desktop.domain.findings import Finding, Severity
from desktop.domain.products import CategoryAttribute, ImageLimits, Product, ProductFinding
from desktop.platforms.kit.product_checks import currency_differs
from desktop.platforms.sirclo.channel_rules import check_entry
from desktop.platforms.sirclo.codes import currency_of
from desktop.platforms.sirclo.product_payloads import Form, channel_of, entry
from desktop.platforms.sirclo.product_words import WEIGHT

# Channels fetch pictures from their addresses; nobody says how large they may be, and how many only some channels do.
IMAGES = ImageLimits(formats=("JPEG", "PNG", "GIF", "WEBP"), most_images=0)
BRAND_NEEDED = frozenset({"shpe"})
_ELSEWHERE = frozenset({"price_needed", "missing_field"})  # told by everybody's rules already, or below
_PLACES = {"weight": WEIGHT, "channel_variants": "variants", "warehouses": "variants", "preorder": "category"}


def check_product(
    product: Product, attributes: tuple[CategoryAttribute, ...], market_currency: str
) -> tuple[ProductFinding, ...]:
    """See ``desktop.platforms.kit.manifest.ProductCheck``. Without a category nobody knows which channel's rules."""
    if not product.images:
        return (ProductFinding("image_missing", "images"), *_of_channel(product))
    return tuple(_of_channel(product))


def _of_channel(product: Product) -> Iterator[ProductFinding]:
    channel = channel_of(product)
    if not channel:
        return
    yield from _brand(product, channel)
    yield from _offers(product, channel)
    yield from _alike(product)
    for one in check_entry(entry(product, "any", Form())):
        if one.code not in _ELSEWHERE or one.key == "stock":
            yield _finding(one)


def _finding(one: Finding) -> ProductFinding:
    params = {key: value for key, value in one.params.items() if key != "channel"}
    where = params.get("sku") or _PLACES.get(one.key, one.key)
    code = "new_variant_not_taken" if (one.key, one.code) == ("action", "not_offered") else one.code
    return ProductFinding(code, where, one.severity is Severity.ERROR, params)


def _brand(product: Product, channel: str) -> Iterator[ProductFinding]:
    needed = channel in BRAND_NEEDED or (product.category is not None and product.category.extra.get("brand_needed"))
    if needed and not product.remote_id and (product.brand is None or not product.brand.name.strip()):
        yield ProductFinding("brand_missing", "brand")


def _offers(product: Product, channel: str) -> Iterator[ProductFinding]:
    currency = currency_of(channel)
    for one in product.variants:
        if one.remote_id:
            continue
        yield from currency_differs(one, currency)
        if one.sale_price is not None:
            yield ProductFinding("sale_not_supported", one.sku, params={"sku": one.sku})


def _alike(product: Product) -> Iterator[ProductFinding]:
    """Each of several must be told from the others by what it says."""
    seen: set[tuple[tuple[str, str], ...]] = set()
    for one in product.variants if len(product.variants) > 1 else ():
        said = tuple(sorted((key, value.strip()) for key, value in one.attributes.items() if value.strip()))
        if not one.remote_id and (not said or said in seen):
            yield ProductFinding("variants_alike", one.sku, params={"sku": one.sku})
        seen.add(said)
