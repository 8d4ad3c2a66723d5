"""Lazada's answers about orders as structs, field by field as in lazada.md 8 and 9; every field may be missing.

Its samples quote numbers and booleans where real answers do not, so fields take both (section 0).
"""

from decimal import Decimal

from msgspec import Struct

Word = str | int | None  # ids and other things that are text here and a number there
Flag = bool | int | str | None


class Address(Struct, gc=False):
    first_name: str | None = None
    last_name: str | None = None
    phone: Word = None
    address1: str | None = None
    address2: str | None = None
    address3: str | None = None
    address4: str | None = None
    address5: str | None = None
    city: str | None = None
    post_code: Word = None
    country: str | None = None


class Order(Struct, gc=False):
    """Section 8.1."""

    order_id: Word = None
    order_number: Word = None
    created_at: Word = None
    updated_at: Word = None
    statuses: tuple[str, ...] = ()
    price: Decimal | None = None
    voucher: Decimal | None = None
    shipping_fee: Decimal | None = None
    payment_method: str | None = None
    buyer_note: str | None = None
    remarks: str | None = None
    customer_first_name: str | None = None
    customer_last_name: str | None = None
    address_shipping: Address | None = None


class _Orders(Struct):
    orders: tuple[Order, ...] = ()


class Orders(Struct):
    data: _Orders | None = None


class Item(Struct, gc=False):
    """Section 8.3: one row is one unit."""

    order_id: Word = None
    order_item_id: Word = None
    name: str | None = None
    sku: Word = None
    status: str | None = None
    item_price: Decimal | None = None
    paid_price: Decimal | None = None
    currency: str | None = None
    shipping_type: str | None = None
    shipping_provider_type: str | None = None
    shipment_provider: str | None = None
    package_id: Word = None
    tracking_code: Word = None
    invoice_number: Word = None
    warehouse_code: Word = None
    delivery_option_sof: Flag = None
    is_fbl: Flag = None
    is_digital: Flag = None
    sla_time_stamp: Word = None
    product_main_image: str | None = None
    need_cancel_confirm: Flag = None
    is_cancel_pending: Flag = None


class ItemsOfOrder(Struct):
    order_id: Word = None
    order_items: tuple[Item, ...] = ()


class ItemsOfOrders(Struct):
    data: tuple[ItemsOfOrder, ...] = ()


class Provider(Struct):
    name: str | None = None
    provider_code: Word = None


class Offer(Struct):
    """Section 9.1."""

    platform_default: Flag = None
    shipment_providers: tuple[Provider, ...] = ()
    shipping_allocate_type: str | None = None


class _OfferResult(Struct):
    data: Offer | None = None


class OfferAnswer(Struct):
    result: _OfferResult | None = None


class Row(Struct):
    """What became of one item or package (sections 9.2, 9.4, 9.5)."""

    order_item_id: Word = None
    package_id: Word = None
    item_err_code: Word = None
    msg: str | None = None
    retry: Flag = None


class _PackedOrder(Struct):
    order_item_list: tuple[Row, ...] = ()


class Rows(Struct):
    pack_order_list: tuple[_PackedOrder, ...] = ()
    packages: tuple[Row, ...] = ()


class _RowsResult(Struct):
    data: Rows | None = None


class RowsAnswer(Struct):
    result: _RowsResult | None = None


class Reason(Struct):
    reason_id: Word = None
    reason_name: str | None = None


class _Reasons(Struct):
    reason_options: tuple[Reason, ...] = ()
    tip_content: str | None = None


class Reasons(Struct):
    """Section 9.7."""

    data: _Reasons | None = None


class Station(Struct):
    """Section 9.6."""

    title: str | None = None
    description: str | None = None
    event_time: Word = None
    receive_time: Word = None
    package_location_name: str | None = None


class _TracedPackage(Struct):
    tracking_number: Word = None
    logistic_detail_info_list: tuple[Station, ...] = ()


class _TracedOrder(Struct):
    package_detail_info_list: tuple[_TracedPackage, ...] = ()


class _TraceResult(Struct):
    module: tuple[_TracedOrder, ...] = ()


class TraceAnswer(Struct):
    result: _TraceResult | None = None


class Paper(Struct):
    """A label: an address, or something in base64 (sections 8.7, 9.3)."""

    pdf_url: str | None = None
    file: str | None = None
    mime_type: str | None = None


class _LabelResult(Struct):
    data: Paper | None = None


class Label(Struct):
    result: _LabelResult | None = None


class _Document(Struct):
    document: Paper | None = None


class Document(Struct):
    data: _Document | None = None


class Seller(Struct):
    """Section 14; ``marketplaceEaseMode`` tells which calls this shop may use at all."""

    seller_id: Word = None
    name: str | None = None
    short_code: str | None = None
    status: str | None = None
    marketplaceEaseMode: Flag = None  # noqa: N815 - as it is on the wire


class SellerAnswer(Struct):
    data: Seller | None = None
