"""Jumia's answers as structs, field by field as in jumia.md; every field may be missing, and is then its default."""

from decimal import Decimal

from msgspec import Struct


class _Shape(Struct, rename="camel", gc=False):
    """Names in camel case, as on the wire."""


class Amount(_Shape):
    """Money as section 5.1 shows it."""

    currency: str = ""
    value: Decimal | None = None


class Country(_Shape):
    code: str = ""
    currency_code: str = ""


class ShippingAddress(_Shape):
    first_name: str | None = None
    last_name: str | None = None
    address: str | None = None
    ward: str | None = None
    city: str | None = None
    region: str | None = None
    postal_code: str | int | None = None
    country_name: str | None = None


class Order(_Shape):
    """One order of section 5.1. ``number`` is text or a whole number."""

    id: str | int | None = None
    number: str | int | None = None
    shop_ids: tuple[str, ...] = ()
    status: str | None = None
    is_prepayment: bool | None = None
    total_amount: Amount | None = None
    total_amount_local: Amount | None = None
    country: Country | None = None
    shipping_address: ShippingAddress | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Orders(_Shape):
    orders: tuple[Order, ...] | None = None
    next_token: str | None = None
    is_last_page: bool = False


class Product(_Shape):
    name: str | None = None
    seller_sku: str | None = None
    image_url: str | None = None


class Item(_Shape):
    """One unit of section 5.2; amounts are bare numbers."""

    id: str | int | None = None
    shop_id: str | None = None
    product: Product | None = None
    status: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    shipment_type: str | None = None
    delivery_option: str | None = None
    is_fulfilled_by_jumia: bool | None = None
    item_price: Decimal | None = None
    paid_price: Decimal | None = None
    item_price_local: Decimal | None = None
    paid_price_local: Decimal | None = None
    country: Country | None = None


class ItemsOfOrder(_Shape):
    order_id: str | int | None = None
    items: tuple[Item, ...] | None = None


class BusinessClient(_Shape):
    name: str | None = None
    code: str | None = None
    country_code: str | None = None
    country_name: str | None = None
    status: str | None = None


class Shop(_Shape):
    """One shop of section 4."""

    id: str | int | None = None
    name: str | None = None
    business_clients: tuple[BusinessClient, ...] = ()


class Shops(_Shape):
    shops: tuple[Shop, ...] | None = None


class Provider(_Shape):
    """Section 5.4; three names for one flag are in use."""

    id: str | int | None = None
    name: str | None = None
    tracking_code_required: bool | None = None
    require_tracking_code: bool | None = None
    required_tracking_code: bool | None = None


class ItemProviders(_Shape):
    id: str | int | None = None
    shipment_providers: tuple[Provider, ...] = ()


class Providers(_Shape):
    order_items: tuple[ItemProviders, ...] | None = None


class Response(_Shape):
    code: str | int | None = None
    message: str | None = None


class ItemResult(_Shape):
    id: str | int | None = None
    response: Response | None = None


class PackageResult(_Shape):
    """A package of a success or an error part (section 5.5)."""

    order_items: tuple[str, ...] = ()
    error: str | None = None


class Part(_Shape):
    """The ``success`` or ``error`` half of an action's answer; which lists are filled depends on the action."""

    packages: tuple[PackageResult, ...] | None = None
    order_items: tuple[ItemResult, ...] | None = None


class ActionAnswer(_Shape):
    success: Part | None = None
    error: Part | None = None


class Label(_Shape):
    """Section 5.7; ``order_items`` is the older name of ``order_item_ids``."""

    order_item_ids: tuple[str, ...] = ()
    order_items: str | tuple[str, ...] = ()
    tracking_number: str | None = None
    label: str | None = None


class Labels(_Shape):
    labels: tuple[Label, ...] | None = None


class LabelsAnswer(_Shape):
    success: Labels | None = None
    error: Part | None = None


class Token(_Shape, rename=None):
    """The reply of section 1.3; lifetimes in seconds, as numbers or as text."""

    access_token: str = ""
    expires_in: int | str | None = None
    refresh_token: str = ""
    refresh_expires_in: int | str | None = None


class Complaint(_Shape, rename=None):
    """Every error body of section 2.2 at once."""

    error_description: str | None = None
    message: str | None = None
    data: tuple[Response, ...] = ()
    error: str | Response | None = None
    errors: tuple[str, ...] = ()
