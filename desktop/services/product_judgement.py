"""What is wrong with a product before it is sent, as far as everybody's rules go; each marketplace adds its own."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from desktop.domain.products import AttributeKind, CategoryAttribute, Product, ProductFinding, ProductVariant


def judged(
    product: Product, attributes: Sequence[CategoryAttribute], taken: Collection[str] = ()
) -> tuple[ProductFinding, ...]:
    """All findings; ``taken`` are SKUs that other products of the shop have."""
    return (
        *_head(product),
        *_skus(product.variants, taken),
        *_prices(product),
        *_values(product, attributes),
    )


def taken_out(seen: Product | None, product: Product) -> Iterable[ProductFinding]:
    """SKUs that the platform has and the product does not name any more: leaving one out does not take it away."""
    left = {one.remote_id for one in product.variants}
    for one in seen.variants if seen else ():
        if one.remote_id not in left:
            yield ProductFinding("variant_taken_out", one.sku, params={"sku": one.sku})


def _head(product: Product) -> Iterable[ProductFinding]:
    if not product.name.strip():
        yield ProductFinding("product_name_missing", "name")
    if product.category is None:
        yield ProductFinding("category_missing", "category")
    elif not product.category.is_leaf:
        yield ProductFinding("category_not_last", "category", params={"category": product.category.path[-1]})
    if not product.variants:
        yield ProductFinding("variants_missing", "variants")


def _skus(variants: Sequence[ProductVariant], taken: Collection[str]) -> Iterable[ProductFinding]:
    if any(not one.sku.strip() for one in variants):
        yield ProductFinding("sku_missing", "sku")
    counted = Counter(one.sku.strip() for one in variants if one.sku.strip())
    for sku, count in counted.items():
        if count > 1:
            yield ProductFinding("sku_twice", sku, params={"sku": sku})
        elif sku in taken:
            yield ProductFinding("sku_taken", sku, params={"sku": sku})


def _prices(product: Product) -> Iterable[ProductFinding]:
    """Only of variants that the platform does not know yet: the others have theirs in the grid."""
    for one in product.variants:
        if one.remote_id:
            continue
        if one.price is None:
            yield ProductFinding("price_missing", one.sku, params={"sku": one.sku})
        elif one.price.amount <= 0:
            yield ProductFinding("price_not_above_zero", one.sku, params={"sku": one.sku})
        if one.stock is not None and one.stock < 0:
            yield ProductFinding("stock_below_zero", one.sku, params={"sku": one.sku})


def _values(product: Product, attributes: Sequence[CategoryAttribute]) -> Iterable[ProductFinding]:
    for attribute in attributes:
        if not attribute.of_variant:
            yield from _value(attribute, product.attributes, "")
            continue
        for variant in product.variants:
            yield from _value(attribute, variant.attributes, variant.sku)


def _value(attribute: CategoryAttribute, values: Mapping[str, str], sku: str) -> Iterable[ProductFinding]:
    value = values.get(attribute.key, "").strip()
    params = {"attribute": attribute.label, "sku": sku}
    if not value:
        if attribute.is_mandatory:
            yield ProductFinding("attribute_missing", attribute.key, params=params)
        return
    if attribute.longest and len(value) > attribute.longest:
        most = {"most": str(attribute.longest)}
        yield ProductFinding("attribute_too_long", attribute.key, params={**params, **most})
    for unknown in _unknown(attribute, value):
        yield ProductFinding("attribute_not_offered", attribute.key, params={**params, "value": unknown})


def _unknown(attribute: CategoryAttribute, value: str) -> Iterable[str]:
    """What is chosen although the platform does not offer it; values and labels are both understood."""
    if attribute.takes_other or not attribute.choices:
        return ()
    chosen = value.splitlines() if attribute.kind is AttributeKind.CHOICES else [value]
    offered = {one.value for one in attribute.choices}
    return tuple(one for one in (part.strip() for part in chosen) if one and one not in offered)
