"""Lazada's products as structs (lazada.md 10); samples show some keys in two spellings, so both are read."""

from decimal import Decimal

from msgspec import Struct

from desktop.platforms.lazada.shapes import Word


class Stock(Struct, gc=False):
    """What lies in one warehouse (section 10.4)."""

    warehouseCode: Word = None  # noqa: N815 - all names are as they are on the wire
    sellableQuantity: int | None = None  # noqa: N815
    quantity: int | None = None


class Sku(Struct, gc=False):
    SkuId: Word = None
    SellerSku: Word = None
    Status: str | None = None
    quantity: int | None = None
    Available: int | None = None
    price: Decimal | None = None
    special_price: Decimal | None = None
    special_from_time: Word = None
    special_to_time: Word = None
    special_from_date: Word = None
    special_to_date: Word = None
    supply_price: Decimal | None = None
    supply_price_currency: str | None = None
    saleProp: dict[str, Word] | None = None  # noqa: N815
    Images: tuple[str, ...] | None = None
    multiWarehouseInventories: tuple[Stock, ...] | None = None  # noqa: N815


class Attributes(Struct, gc=False):
    name: Word = None
    brand: Word = None


class Reject(Struct, gc=False):
    violationDetail: str | None = None  # noqa: N815
    suggestion: str | None = None


class Product(Struct, gc=False):
    item_id: Word = None
    itemId: Word = None  # noqa: N815
    primary_category: Word = None
    primaryCategory: Word = None  # noqa: N815
    status: str | None = None
    subStatus: str | None = None  # noqa: N815
    updated_time: Word = None
    updatedTime: Word = None  # noqa: N815
    images: tuple[str, ...] | None = None
    productImageList: tuple[str, ...] | None = None  # noqa: N815
    attributes: Attributes | None = None
    rejectReason: tuple[Reject, ...] | None = None  # noqa: N815
    skus: tuple[Sku, ...] = ()


class _Products(Struct):
    total_products: int | None = None
    products: tuple[Product, ...] = ()


class Products(Struct):
    data: _Products | None = None


class ProductAnswer(Struct):
    data: Product | None = None
