"""Payloads of whole products: everything of a new one, and of an old one just what changed (lazada.md 13.1, 13.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.products import Brand, CategoryAttribute, Product, ProductImage, ProductVariant
from desktop.platforms.lazada.client import compact
from desktop.platforms.lazada.mapping import Seller
from desktop.platforms.lazada.product_mapping import NO_BRAND, theirs

Pictures = Mapping[str, str]
"""Where each picture lies at Lazada, by its source."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a payload needs to know besides the product."""

    seller: Seller
    attributes: Sequence[CategoryAttribute]
    pictures: Pictures

    def images(self, images: Sequence[ProductImage]) -> dict[str, object]:
        """A list also of one (section 13.1); nothing where there is none."""
        found = [one.remote or self.pictures[one.source] for one in images]
        return {"Images": {"Image": list(dict.fromkeys(found))}} if found else {}

    def values(self, values: Mapping[str, str]) -> dict[str, str]:
        kinds = {one.key: one.kind for one in self.attributes}
        return {key: theirs(value, kinds.get(key)) for key, value in values.items()}


def created(product: Product, words: Words) -> dict[str, str]:
    """``/product/create``: one call makes the item with all its SKUs."""
    content: dict[str, object] = {
        "PrimaryCategory": product.category.id if product.category else "",
        **words.images(product.images),
        "Attributes": {**_head(product), **words.values(_filled(product.attributes))},
        "Skus": {"Sku": [_new_sku(one, words) for one in product.variants]},
    }
    return {"payload": compact({"Request": {"Product": content}})}


def added(product: Product, words: Words) -> dict[str, str]:
    """``/product/create`` beside a SKU that is there: its item gets the new ones (section 13.1)."""
    known = next(one for one in product.variants if one.remote_id)
    new = [one for one in product.variants if not one.remote_id]
    content: dict[str, object] = {
        "PrimaryCategory": product.category.id if product.category else "",
        "AssociatedSku": words.seller.site.theirs(known.remote_id),
        **words.images(product.images),
        "Attributes": {**_head(product), **words.values(_filled(product.attributes))},
        "Skus": {"Sku": [_new_sku(one, words) for one in new]},
    }
    return {"payload": compact({"Request": {"Product": content}})}


def updated(before: Product, product: Product, words: Words) -> dict[str, str]:
    """``/product/update``: what is absent stays as it is."""
    head = {key: value for key, value in _head(product).items() if _head(before).get(key) != value}
    if not _is_other(before.brand, product.brand):
        head = {key: value for key, value in head.items() if key not in ("brand", "brand_id")}
    pictures = words.images(product.images) if before.images != product.images else {}
    old = {one.remote_id: one for one in before.variants}
    content: dict[str, object] = {
        "ItemId": words.seller.site.theirs(product.remote_id),
        **pictures,
        "Attributes": {**head, **words.values(_changed(before.attributes, product.attributes))},
        "Skus": {
            "Sku": [_old_sku(old.get(one.remote_id, one), one, words) for one in product.variants if one.remote_id]
        },
    }
    return {"payload": compact({"Request": {"Product": content}})}


def _head(product: Product) -> dict[str, str]:
    brand = product.brand or Brand("", NO_BRAND)
    named = {"brand_id": brand.id} if brand.id else {"brand": brand.name}
    description = {"description": product.description} if product.description else {}
    return {"name": product.name, **description, **named}


def _is_other(before: Brand | None, now: Brand | None) -> bool:
    return (before.name if before else "") != (now.name if now else "")


def _new_sku(one: ProductVariant, words: Words) -> dict[str, object]:
    sale = _sale_keys(words)
    values = _filled(one.attributes)
    prop = {key: value for key, value in values.items() if key in sale}
    price = format(one.price.amount, "f") if one.price else "0"
    return {
        "SellerSku": one.sku,
        **({"saleProp": prop} if prop else {}),
        "quantity": str(one.stock or 0),
        ("supply_price" if words.seller.is_ease else "price"): price,
        **words.values({key: value for key, value in values.items() if key not in sale}),
        "Status": "active",
        **words.images(one.images),
    }


def _old_sku(before: ProductVariant, now: ProductVariant, words: Words) -> dict[str, object]:
    """Always with its SkuId, and with it alone where nothing of it changed (section 13.2)."""
    sale = _sale_keys(words) | set(_listed(before.extra.get("sale")))
    values = _changed(before.attributes, now.attributes)
    prop = {key: value for key, value in values.items() if key in sale}
    return {
        "SkuId": words.seller.site.theirs(now.remote_id),
        **({"saleProp": prop} if prop else {}),
        **words.values({key: value for key, value in values.items() if key not in sale}),
        **(words.images(now.images) if before.images != now.images else {}),
    }


def _sale_keys(words: Words) -> set[str]:
    return {one.key for one in words.attributes if one.makes_variants}


def _listed(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value.strip()}


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, str]:
    """What was emptied is sent as an empty text."""
    return {key: now.get(key, "") for key in {**before, **now} if before.get(key, "") != now.get(key, "")}
