"""Jumpseller's answers as structs, field by field as in both contracts; every field may be missing.

Records come wrapped under their singular name, but not always, and not always under the right one (jumpseller.md 2, 7).
So each envelope is the record itself with the wrappers' names beside its fields: ``bare`` finds what is inside.
"""

from decimal import Decimal

from msgspec import Struct

Word = str | int | None  # text that may come as a number


class Place(Struct):
    location_id: int | None = None


class Line(Struct):
    """A product of an order: there is no line id; ``id`` is the product's."""

    id: int | str | None = None
    variant_id: int | str | None = None
    sku: Word = None
    name: str | None = None
    qty: int | None = None
    price: Decimal | None = None
    image: str | None = None
    stock_locations: tuple[Place, ...] | None = None


class Address(Struct):
    """In 2021 ``country`` is a code with ``country_name`` beside it, in 2026 a name with ``country_code``."""

    name: str | None = None
    surname: str | None = None
    address: str | None = None
    street_number: Word = None
    complement: str | None = None
    city: str | None = None
    postal: Word = None
    region: str | None = None
    region_name: str | None = None
    municipality: str | None = None
    country: str | None = None
    country_name: str | None = None
    country_code: str | None = None


class Person(Struct):
    fullname: str | None = None
    name: str | None = None
    surname: str | None = None
    phone: Word = None


class Customer(Person):
    """2021 nests it twice."""

    customer: Person | None = None


class Order(Struct):
    id: int | str | None = None
    created_at: str | None = None
    status: str | None = None
    status_enum: str | None = None
    shipment_status: str | None = None
    shipment_status_enum: str | None = None
    currency: str | None = None
    total: Decimal | None = None
    additional_information: str | None = None
    payment_method_name: str | None = None
    shipping_method_name: str | None = None
    tracking_number: Word = None
    tracking_company: str | None = None
    tracking_url: str | None = None
    customer: Customer | None = None
    shipping_address: Address | None = None
    products: tuple[Line, ...] | None = None


class OrderEnvelope(Order):
    order: Order | None = None


class Location(Struct):
    id: int | None = None
    active: bool | None = None
    main: bool | None = None


class LocationEnvelope(Location):
    location: Location | None = None


class Fulfillment(Struct):
    id: int | None = None
    shipment_status: str | None = None
    tracking_number: Word = None


class FulfillmentEnvelope(Fulfillment):
    """2021 names the wrapper ``category``; a live sample of the create answer ``order_fulfillment`` (section 7)."""

    fulfillment: Fulfillment | None = None
    order_fulfillment: Fulfillment | None = None
    category: Fulfillment | None = None


class Image(Struct):
    id: int | None = None
    position: int | None = None
    url: str | None = None


class Category(Struct):
    id: int | None = None
    name: str | None = None
    parent_id: int | None = None


class CategoryEnvelope(Category):
    category: Category | None = None


class Option(Struct):
    name: str | None = None
    value: Word = None
    custom: str | None = None


class Variant(Struct):
    id: int | str | None = None
    sku: Word = None
    barcode: Word = None
    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    stock: int | None = None
    stock_unlimited: bool | None = None
    options: tuple[Option, ...] | None = None
    image: Image | None = None


class VariantEnvelope(Variant):
    variant: Variant | None = None


class Product(Struct):
    id: int | str | None = None
    name: str | None = None
    description: str | None = None
    status: str | None = None
    sku: Word = None
    barcode: Word = None
    brand: str | None = None
    price: Decimal | None = None
    compare_at_price: Decimal | None = None
    stock: int | None = None
    stock_unlimited: bool | None = None
    weight: Decimal | None = None
    length: Decimal | None = None
    width: Decimal | None = None
    height: Decimal | None = None
    updated_at: str | None = None
    categories: tuple[Category, ...] | None = None
    images: tuple[Image, ...] | None = None
    variants: tuple[VariantEnvelope, ...] | None = None


class ProductEnvelope(Product):
    product: Product | None = None


class Shelved(Struct):
    """How much of a product or variant lies in one location (section 8)."""

    location_id: int | None = None
    product_id: int | str | None = None
    variant_id: int | str | None = None
    stock: int | None = None


class Id(Struct):
    id: int | str | None = None


class Coupon(Struct):
    id: int | None = None
    code: Word = None
    usage_limit: int | None = None
    times_used: int | None = None


class Promotion(Struct):
    id: int | str | None = None
    name: str | None = None
    status: str | None = None
    enabled: bool | None = None
    discount_target: str | None = None
    discount_amount_fix: Decimal | None = None
    discount_amount_percent: Decimal | None = None
    condition_price: Decimal | None = None
    condition_qty: int | None = None
    quantity_x: int | None = None
    lasts: str | None = None
    begins_at: str | None = None
    expires_at: str | None = None
    max_times_used: int | None = None
    times_used: int | None = None
    cumulative: bool | None = None
    customers: str | None = None
    code: Word = None
    coupons: tuple[Coupon, ...] | None = None
    products: tuple[Id, ...] | None = None
    products_x: tuple[Id, ...] | None = None
    categories: tuple[Id, ...] | None = None
    customer_categories: tuple[Id, ...] | None = None


class PromotionEnvelope(Promotion):
    promotion: Promotion | None = None


class Store(Struct):
    """``GET /store/info.json`` (section 3); its hooks token is a secret and is not read."""

    code: Word = None
    name: str | None = None
    currency: str | None = None
    country: str | None = None
    timezone: str | None = None
    url: str | None = None
    subscription_plan: Word = None
    subscription_status: Word = None


class StoreEnvelope(Store):
    store: Store | None = None


class Count(Struct):
    count: int | None = None
