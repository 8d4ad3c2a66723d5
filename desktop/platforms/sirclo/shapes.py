"""The wire of orders, shops and lists as msgspec structs: every field may be missing (sirclo.md 3, 5.1)."""

from decimal import Decimal

from msgspec import Struct


class Line(Struct):
    remote_order_item_id: str | None = None
    product_code: str | None = None
    product_description: str | None = None
    quantity: int | None = None
    raw_price: Decimal | None = None
    unit_price: Decimal | None = None
    discount_amount: Decimal | None = None
    line_comments: str | None = None


class Deadlines(Struct):
    accepted_deadline: str | None = None
    packed_deadline: str | None = None
    shipped_deadline: str | None = None


class Order(Struct):
    remote_order_id: str | None = None
    customer_reference: str | None = None
    channel_code: str | None = None
    fulfilled_by_marketplace: bool | None = None
    order_status: str | None = None
    order_date: str | None = None
    required_date: str | None = None
    transaction_date: str | None = None
    request_cancel_deadline: str | None = None
    order_deadline: Deadlines | None = None
    delivery_name: str | None = None
    delivery_address_1: str | None = None
    delivery_address_2: str | None = None
    delivery_suburb: str | None = None
    delivery_city: str | None = None
    delivery_region: str | None = None
    delivery_country: str | None = None
    delivery_post_code: str | None = None
    delivery_mobile: str | None = None
    phone_number: str | None = None
    delivery_method: str | None = None
    provider: str | None = None
    service: str | None = None
    airwaybill_number: str | None = None
    remote_warehouse_id: str | None = None
    remarks: str | None = None
    currency_code: str | None = None
    payment_method: str | None = None
    total: Decimal | None = None
    subtotal: Decimal | None = None
    line_items: tuple[Line, ...] | None = None


class OrderMessage(Struct):
    """``line_items`` stand inside the order in both examples, beside it in the table."""

    brand_id: str | None = None
    order: Order | None = None
    line_items: tuple[Line, ...] | None = None


class Channel(Struct):
    """Credentials are left out on purpose: not all of them come masked."""

    client_id: str | None = None
    brand_id: str | None = None
    channel_code: str | None = None
    channel_name: str | None = None
    shop_name: str | None = None
    token_expired_at: str | None = None


class Features(Struct):
    subscription_list: dict[str, str] | None = None
    subscription_error: dict[str, str] | None = None


class StepAnswer(Struct):
    """What a single action answers; what it was about is echoed."""

    message: str | None = None
    success: bool | None = None
    airwaybill_number: str | None = None
    pickup_code: str | None = None


class Reason(Struct):
    reason_name: str | None = None
    remote_code: str | None = None


class ReasonList(Struct):
    channel: str | None = None
    input_type: str | None = None
    options: tuple[Reason, ...] | None = None


class CancelReasons(Struct):
    cancel_reasons: tuple[ReasonList, ...] | None = None


class RejectReasons(Struct):
    reject_reasons: ReasonList | None = None


class Courier(Struct):
    text: str | None = None
    value: str | None = None


class Couriers(Struct):
    couriers: tuple[Courier, ...] | None = None
    default_courier: str | None = None


class LabelAddress(Struct):
    shipping_label_url: str | None = None


class FetchedSku(Struct):
    sku: str | None = None
    success: bool | None = None
    message: str | None = None


class Row(Struct):
    """What became of one place: stock and price."""

    channel: str | None = None
    message: str | None = None
    status: str | None = None
    success: bool | None = None
    remote_warehouse_code: str | None = None


class FetchedChannel(Struct):
    channel: str | None = None
    total_fetched: int | None = None
    message: str | None = None
    success: bool | None = None
