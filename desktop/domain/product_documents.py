"""Products as JSON: how operations and drafts carry a whole product, written and read in one place.

CREATE_PRODUCT: ``subject`` is the draft's id, ``after`` holds ``product`` (as ``as_json`` writes it), ``shop`` (the
shop's remote id), ``sku`` (its first) and ``currency``. UPDATE_PRODUCT: ``subject`` is the product's remote id;
``before`` holds ``product`` as the seller saw it, ``after`` as above with ``ref`` (``remote_id``, ``extra``): the
variant it is read by. DELETE_PRODUCT: one operation per variant, ``subject`` its remote id; ``after`` holds ``sku``,
``shop``, ``product`` (the product's remote id as text) and ``extra``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from desktop.domain.catalog import VariantRef
from desktop.domain.money import Money
from desktop.domain.operations import Operation
from desktop.domain.products import AttributeKind as Kind
from desktop.domain.products import Brand, Category, CategoryAttribute, Choice, Product, ProductImage, ProductVariant


def as_json(product: Product) -> dict[str, Any]:
    """A product as JSON values; amounts are decimal text."""
    return {
        "name": product.name,
        "remote_id": product.remote_id,
        "description": product.description,
        "category": None if product.category is None else category_as_json(product.category),
        "brand": None if product.brand is None else {"id": product.brand.id, "name": product.brand.name},
        "attributes": dict(product.attributes),
        "images": [_image_as_json(one) for one in product.images],
        "variants": [_variant_as_json(one) for one in product.variants],
        "extra": dict(product.extra),
    }


def from_json(document: Any) -> Product:
    """A product from what ``as_json`` wrote."""
    category, brand = document["category"], document["brand"]
    return Product(
        name=document["name"],
        remote_id=document["remote_id"],
        description=document["description"],
        category=None if category is None else category_from_json(category),
        brand=None if brand is None else Brand(brand["id"], brand["name"]),
        attributes=document["attributes"],
        images=tuple(_image_from_json(one) for one in document["images"]),
        variants=tuple(_variant_from_json(one) for one in document["variants"]),
        extra=document["extra"],
    )


def wished_product(operation: Operation) -> Product:
    """The product a CREATE_PRODUCT or UPDATE_PRODUCT wishes."""
    return from_json(operation.after["product"])


def seen_product(operation: Operation) -> Product | None:
    """The product as the seller saw it before an UPDATE_PRODUCT; None where nothing was known."""
    document = operation.before.get("product")
    return from_json(document) if isinstance(document, Mapping) else None


def product_ref(operation: Operation) -> VariantRef:
    """The variant by which the product of an UPDATE_PRODUCT is read again."""
    ref = operation.after.get("ref")
    found: Mapping[str, Any] = ref if isinstance(ref, Mapping) else {}
    return VariantRef(
        remote_id=str(found.get("remote_id") or operation.subject),
        sku=str(operation.after.get("sku") or operation.label),
        shop_remote_id=str(operation.after.get("shop") or ""),
        extra=found.get("extra") or {},
    )


def category_as_json(category: Category) -> dict[str, Any]:
    return {
        "id": category.id,
        "path": list(category.path),
        "leaf": category.is_leaf,
        "market": category.market,
        "extra": dict(category.extra),
    }


def category_from_json(document: Any) -> Category:
    market = document.get("market", "")  # what was kept before there were markets has none
    return Category(document["id"], tuple(document["path"]), bool(document["leaf"]), document["extra"], market)


def attribute_as_json(one: CategoryAttribute) -> dict[str, Any]:
    return {
        "key": one.key,
        "label": one.label,
        "kind": one.kind.value,
        "mandatory": one.is_mandatory,
        "of_variant": one.of_variant,
        "makes_variants": one.makes_variants,
        "choices": [[choice.value, choice.label] for choice in one.choices],
        "takes_other": one.takes_other,
        "longest": one.longest,
        "help": one.help,
    }


def attribute_from_json(document: Any) -> CategoryAttribute:
    return CategoryAttribute(
        key=document["key"],
        label=document["label"],
        kind=Kind(document["kind"]),
        is_mandatory=document["mandatory"],
        of_variant=document["of_variant"],
        makes_variants=document["makes_variants"],
        choices=tuple(Choice(value, label) for value, label in document["choices"]),
        takes_other=document["takes_other"],
        longest=document["longest"],
        help=document["help"],
    )


def _variant_as_json(one: ProductVariant) -> dict[str, Any]:
    return {
        "sku": one.sku,
        "remote_id": one.remote_id,
        "barcode": one.barcode,
        "price": _money_as_json(one.price),
        "sale_price": _money_as_json(one.sale_price),
        "stock": one.stock,
        "attributes": dict(one.attributes),
        "images": [_image_as_json(image) for image in one.images],
        "extra": dict(one.extra),
    }


def _variant_from_json(document: Any) -> ProductVariant:
    return ProductVariant(
        sku=document["sku"],
        remote_id=document["remote_id"],
        barcode=document["barcode"],
        price=_money_from_json(document["price"]),
        sale_price=_money_from_json(document["sale_price"]),
        stock=document["stock"],
        attributes=document["attributes"],
        images=tuple(_image_from_json(one) for one in document["images"]),
        extra=document["extra"],
    )


def _image_as_json(image: ProductImage) -> dict[str, str]:
    return {"source": image.source, "remote": image.remote}


def _image_from_json(document: Any) -> ProductImage:
    return ProductImage(document["source"], document["remote"])


def _money_as_json(money: Money | None) -> dict[str, str] | None:
    return None if money is None else {"amount": format(money.amount, "f"), "currency": money.currency}


def _money_from_json(document: Any) -> Money | None:
    return None if document is None else Money(Decimal(document["amount"]), document["currency"])
