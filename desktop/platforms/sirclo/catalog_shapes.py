"""The wire of products as msgspec structs: every field may be missing (sirclo.md 5.2)."""

from decimal import Decimal

from msgspec import Struct


class Pair(Struct):
    name: str | None = None
    value: str | None = None


class Category(Struct):
    remote_category_id: str | None = None
    remote_category_name: str | None = None


class Advance(Struct):
    sellable: int | None = None


class Weight(Struct):
    unit: str | None = None
    value: Decimal | None = None


class Volume(Struct):
    """Centimetres."""

    height: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None


class Info(Struct):
    """A variant in one warehouse (V2); without a warehouse where the channel has none."""

    remote_warehouse_id: str | None = None
    stock: int | None = None
    price: Decimal | None = None
    currency_code: str | None = None
    status: str | None = None
    pickup_in_store: bool | None = None


class Product(Struct):
    channel: str | None = None
    name: str | None = None
    merek: str | None = None
    img_urls: tuple[str, ...] | None = None
    remote_category: Category | None = None


class Variant(Struct):
    variant_sku: str | None = None
    variant_name: str | None = None
    status: str | None = None
    currency_code: str | None = None
    price: Decimal | None = None
    stock: int | None = None
    advance_stock: Advance | None = None
    img_urls: tuple[str, ...] | None = None
    options: tuple[Pair, ...] | None = None
    attributes: tuple[Pair, ...] | None = None
    volume: Volume | None = None
    weight: Weight | None = None
    variant_infos: tuple[Info, ...] | None = None


class VariantLetter(Struct):
    """One variant of a product message with what it shares with its siblings: see ``catalog_mapping.parted``."""

    brand_id: str | None = None
    product: Product | None = None
    variant: Variant | None = None


class Limit(Struct):
    min_limit: Decimal | None = None
    max_limit: Decimal | None = None


class Limits(Struct):
    price_limit: Limit | None = None
    stock_limit: Limit | None = None
    item_name_length_limit: Limit | None = None
    item_image_count_limit: Limit | None = None
    item_description_length_limit: Limit | None = None
    tier_variation_name_length_limit: Limit | None = None
    tier_variation_option_length_limit: Limit | None = None


class Limitation(Struct):
    response: Limits | None = None


class Connected(Struct):
    """The feedback of a connected channel, without its credentials."""

    brand_id: str | None = None
    channel_code: str | None = None
    product_limitation: Limitation | None = None
