"""Jumia's answers about whole products as structs (jumia.md 6); every field may be missing, and is then its default."""

from msgspec import Struct

from desktop.platforms.jumia.catalog_shapes import Coded, GlobalPrice, Image, Reference, Text


class _Shape(Struct, rename="camel", gc=False):
    """Names in camel case, as on the wire."""


class Page(_Shape):
    current: int | None = None
    total_of_pages: int | None = None


class Set(_Shape):
    sid: str | None = None
    id: str | None = None
    name: str | None = None


class CategoryRow(_Shape):
    code: str | int | None = None
    name: str | None = None
    complete_path: str | None = None
    has_children: bool | None = None
    attribute_set: Set | None = None


class Categories(_Shape):
    categories: tuple[CategoryRow, ...] | None = None
    page: Page | None = None


class Brands(_Shape):
    brands: tuple[Coded, ...] | None = None
    page: Page | None = None


class Option(_Shape):
    name: str | None = None
    status: int | str | bool | None = None


class AttributeRow(_Shape):
    name: str | None = None
    description: str | None = None
    mandatory: bool | None = None
    variation: bool | None = None
    options: tuple[Option, ...] | None = None
    validations: object = None  # an object, or a list of objects, with keys of any case (section 6.3)


class Attributes(_Shape):
    attributes: tuple[AttributeRow, ...] | None = None


class Told(_Shape):
    name: str | None = None
    value: str | int | float | None = None


class ToldVariation(_Shape):
    id: str | None = None
    seller_sku: str | int | None = None
    barcode_ean: str | int | None = None
    variation: str | None = None
    global_price: GlobalPrice | None = None


class ToldProduct(_Shape):
    id: str | None = None
    name: str | Text | None = None
    description: str | Text | None = None
    parent_sku: str | int | None = None
    shop: Reference | None = None
    brand: Coded | None = None
    category: Coded | None = None
    attribute_set_id: str | None = None
    attributes: tuple[Told, ...] = ()
    images: tuple[Image, ...] = ()
    created_at: str | None = None
    variations: tuple[ToldVariation, ...] = ()


class ToldProducts(_Shape):
    products: tuple[ToldProduct, ...] | None = None
