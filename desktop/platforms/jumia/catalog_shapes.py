"""Jumia's catalog and feed answers as structs (jumia.md 6, 7); every field may be missing, and is then its default."""

from decimal import Decimal

from msgspec import Struct


class _Shape(Struct, rename="camel", gc=False):
    """Names in camel case, as on the wire."""


class Text(_Shape):
    """Some texts are documented as an object (section 6.4)."""

    value: str | None = None


class SalePrice(_Shape):
    value: Decimal | None = None
    local_value: Decimal | None = None
    start_at: str | None = None
    end_at: str | None = None


class GlobalPrice(_Shape):
    currency: str | None = None
    value: Decimal | None = None
    sale_price: SalePrice | None = None


class ClientPrice(_Shape):
    currency: str | None = None
    value: Decimal | None = None
    local_currency: str | None = None
    local_value: Decimal | None = None
    sale_price: SalePrice | None = None


class Qc(_Shape):
    status: str | None = None
    rejection_reason: str | None = None
    rejection_comment: str | None = None


class BusinessClient(_Shape):
    code: str | None = None
    country_code: str | None = None
    sku: str | None = None
    status: str | None = None
    qc: Qc | None = None
    price: ClientPrice | None = None


class Variation(_Shape):
    id: str | None = None
    seller_sku: str | int | None = None
    barcode_ean: str | int | None = None
    variation: str | None = None
    global_price: GlobalPrice | None = None
    business_clients: tuple[BusinessClient, ...] = ()


class Coded(_Shape):
    code: str | int | None = None
    name: str | None = None


class Reference(_Shape):
    id: str | None = None


class Image(_Shape):
    url: str | None = None
    primary: bool | None = None


class ProductSet(_Shape):
    id: str | None = None
    name: str | Text | None = None
    shop: Reference | None = None
    brand: Coded | None = None
    category: Coded | None = None
    images: tuple[Image, ...] = ()
    created_at: str | None = None
    updated_at: str | None = None
    variations: tuple[Variation, ...] = ()


class Products(_Shape):
    products: tuple[ProductSet, ...] | None = None
    next_token: str | None = None
    is_last_page: bool = False


class StockRow(_Shape):
    id: str | None = None
    global_stock: int | None = None


class Stock(_Shape):
    products: tuple[StockRow, ...] | None = None
    next_token: str | None = None
    is_last_page: bool = False


class FeedTaken(_Shape):
    feed_id: str | None = None


class ClientErrors(_Shape):
    code: str | None = None
    messages: tuple[str, ...] = ()


class FeedErrors(_Shape):
    global_messages: tuple[str, ...] = ()
    business_clients: tuple[ClientErrors, ...] = ()


class FeedItem(Struct, gc=False):
    """``sellerSKU`` has capitals of its own on the live API (section 7.6)."""

    status: str | None = None
    productSid: str | None = None  # noqa: N815 - as on the wire
    sellerSKU: str | int | None = None  # noqa: N815
    sellerSku: str | int | None = None  # noqa: N815
    errorMessage: str | None = None  # noqa: N815
    errors: FeedErrors | None = None


class Feed(_Shape):
    feed_sid: str | None = None
    status: str | None = None
    error_message: str | None = None
    feed_items: tuple[FeedItem, ...] = ()
