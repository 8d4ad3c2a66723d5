"""The wire of whole products and of categories as msgspec structs: every field may be missing (sirclo.md 5.2, 5.3)."""

from msgspec import Struct

from desktop.platforms.sirclo.catalog_shapes import Category, Pair, Variant


class Preorder(Struct):
    value: int | None = None
    type: str | None = None


class Head(Struct):
    """What belongs to a product and to none of its variants alone."""

    channel: str | None = None
    name: str | None = None
    merek: str | None = None
    sku: str | None = None
    description: str | None = None
    attributes: tuple[Pair, ...] | None = None
    img_urls: tuple[str, ...] | None = None
    listing_platforms: tuple[str, ...] | None = None
    remote_category: Category | None = None
    preorder: Preorder | None = None


class ProductLetter(Struct):
    """See ``catalog_mapping.heads``."""

    product: Head | None = None
    variants: tuple[str, ...] | None = None


class VariantLetter(Struct):
    """See ``catalog_mapping.parted``."""

    variant: Variant | None = None


class Option(Struct):
    option_name: str | None = None
    status: str | None = None


class Attribute(Struct):
    field_name: str | None = None
    input_type: str | None = None
    status: str | None = None
    is_mandatory: bool | None = None
    is_variant_attribute: bool | None = None
    options: tuple[Option, ...] | None = None


class Kind(Struct):
    """A category."""

    channel: str | None = None
    category_name: str | None = None
    remote_category_id: str | None = None
    remote_parent_id: str | None = None
    is_leaf: bool | None = None
    status: str | None = None
    attributes: tuple[Attribute, ...] | None = None


class CategoryMessage(Struct):
    category: Kind | None = None


class Warehouse(Struct):
    id: str | None = None
    type: str | None = None


class Warehouses(Struct):
    remote_warehouses: tuple[Warehouse, ...] | None = None
