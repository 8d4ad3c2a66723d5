"""Which part of the product editor a finding belongs to, and how it is told there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from desktop.domain.products import CategoryAttribute, Product, ProductFinding
from desktop.ui.kit import reasons


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductPlaces", source)


def _(source: str) -> str:
    """Mark a text for the translators; it is translated when it is shown."""
    return str(QT_TRANSLATE_NOOP("ProductPlaces", source))


class ProductPart(StrEnum):
    """The parts of the editor, in their order."""

    BASICS = "basics"
    CATEGORY = "category"
    VARIANTS = "variants"
    IMAGES = "images"
    MISSING = "missing"


TITLES: Mapping[ProductPart, str] = {
    ProductPart.BASICS: _("Basics"),
    ProductPart.CATEGORY: _("Category and attributes"),
    ProductPart.VARIANTS: _("Variants"),
    ProductPart.IMAGES: _("Pictures"),
    ProductPart.MISSING: _("What is missing"),
}
ICONS: Mapping[ProductPart, str] = {
    ProductPart.BASICS: "edit",
    ProductPart.CATEGORY: "tag",
    ProductPart.VARIANTS: "catalog",
    ProductPart.IMAGES: "picture",
    ProductPart.MISSING: "check",
}
_BASICS = frozenset({"name", "description", "brand", "product"})
_VARIANTS = frozenset({"variants", "sku", "barcode", "price", "sale_price", "stock"})


def title_of(part: ProductPart) -> str:
    return tr(TITLES[part])


def part_of(finding: ProductFinding, product: Product, attributes: Sequence[CategoryAttribute]) -> ProductPart:
    """Where it can be put right; what nobody knows is looked for among the attributes."""
    where = finding.where
    if where == "images" or finding.code.startswith("image_"):
        return ProductPart.IMAGES
    if where in _BASICS:
        return ProductPart.BASICS
    if where in _VARIANTS or any(where == one.sku for one in product.variants):
        return ProductPart.VARIANTS
    if any(one.key == where and one.of_variant for one in attributes):
        return ProductPart.VARIANTS
    return ProductPart.CATEGORY if where else ProductPart.BASICS


def sentence_of(finding: ProductFinding) -> str:
    """What is wrong, in words; of a variant's attribute also with its SKU."""
    if finding.code == "sku_missing":
        return tr("A variant has no SKU.")
    sku = finding.params.get("sku", "")
    nameless = {} if sku or "sku" not in finding.params else {"sku": tr("A variant without SKU")}
    words = reasons.code_sentence(finding.code, {**finding.params, **nameless})
    return f"{sku}: {words}" if sku and sku not in words else words


@dataclass(frozen=True, slots=True)
class Tally:
    """How many findings a part has."""

    errors: int = 0
    warnings: int = 0


def tallies(
    findings: Iterable[ProductFinding], product: Product, attributes: Sequence[CategoryAttribute]
) -> Mapping[ProductPart, Tally]:
    """Every part with its findings counted; the last one has them all."""
    counted = dict.fromkeys(ProductPart, (0, 0))
    for one in findings:
        for part in (part_of(one, product, attributes), ProductPart.MISSING):
            errors, warnings = counted[part]
            counted[part] = (errors + one.is_error, warnings + (not one.is_error))
    return {part: Tally(*both) for part, both in counted.items()}
