"""A product carried to another shop: what can be taken over is, and what is missing there is listed, never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain.products import (
    AttributeKind,
    Brand,
    Category,
    CategoryAttribute,
    Product,
    ProductFinding,
    ProductImage,
    ProductVariant,
)


@dataclass(frozen=True, slots=True)
class Destination:
    """Where it goes. ``same_tree``: the categories of both shops are the same ones."""

    currency: str
    categories: Sequence[Category]
    same_tree: bool


Carried = tuple[Product, tuple[ProductFinding, ...]]


def mapped_category(category: Category | None, there: Destination) -> Category | None:
    """The category there: the same one, or the only leaf with the same name at the end of its path."""
    if category is None:
        return None
    leaves = [one for one in there.categories if one.is_leaf]
    if there.same_tree and (same := next((one for one in leaves if one.id == category.id), None)):
        return same
    alike = [one for one in leaves if _name(one) == _name(category)]
    return alike[0] if len(alike) == 1 else None


def cloned(
    product: Product,
    there: Destination,
    category: Category | None,
    attributes: Sequence[CategoryAttribute],
    brand: Brand | None,
) -> Carried:
    """The product as a new one for that shop. ``category``, its ``attributes`` and ``brand`` are those found there."""
    findings: list[ProductFinding] = []
    if category is None and product.category is not None:
        findings.append(
            ProductFinding("category_not_mapped", "category", params={"category": _title(product.category)})
        )
    if brand is None and product.brand is not None:
        findings.append(ProductFinding("brand_not_found", "brand", params={"brand": product.brand.name}))
    variants = tuple(_variant(one, there, attributes, findings) for one in product.variants)
    carried = Product(
        name=product.name,
        description=product.description,
        category=category,
        brand=brand,
        attributes=_taken_over(product.attributes, attributes, of_variant=False),
        images=_images(product.images),
        variants=variants,
    )
    return carried, tuple(findings)


def _variant(
    one: ProductVariant, there: Destination, attributes: Sequence[CategoryAttribute], findings: list[ProductFinding]
) -> ProductVariant:
    price, sale = one.price, one.sale_price
    if price is not None and there.currency and price.currency != there.currency:
        params = {"sku": one.sku, "from": price.currency, "to": there.currency}
        findings.append(ProductFinding("currency_differs", one.sku, params=params))
        price, sale = None, None
    return replace(
        one,
        remote_id="",
        price=price,
        sale_price=sale,
        attributes=_taken_over(one.attributes, attributes, of_variant=True),
        images=_images(one.images),
        extra={},
    )


def _taken_over(
    values: Mapping[str, str], attributes: Sequence[CategoryAttribute], *, of_variant: bool
) -> dict[str, str]:
    """Values whose attribute is there under the same key or name, and which it takes."""
    mine = {_plain(key): value for key, value in values.items()}
    found: dict[str, str] = {}
    for one in attributes:
        value = mine.get(_plain(one.key)) or mine.get(_plain(one.label))
        if one.of_variant is of_variant and value and (fitting := _fitting(one, value)):
            found[one.key] = fitting
    return found


def _fitting(attribute: CategoryAttribute, value: str) -> str:
    """The value as it is offered there; free text as it is; empty where it is not offered."""
    offered = {_plain(name): one.value for one in attribute.choices for name in (one.label, one.value)}
    if not offered or attribute.takes_other:
        return offered.get(_plain(value), value)
    parts = value.splitlines() if attribute.kind is AttributeKind.CHOICES else [value]
    return "\n".join(offered[_plain(part)] for part in parts if _plain(part) in offered)


def _images(images: Sequence[ProductImage]) -> tuple[ProductImage, ...]:
    """By an address others can fetch: what another platform calls its own is only a source there."""
    return tuple(ProductImage(one.remote if one.remote.startswith("http") else one.source) for one in images)


def _name(category: Category) -> str:
    return _plain(category.path[-1]) if category.path else ""


def _title(category: Category) -> str:
    return " / ".join(category.path) or category.id


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())
