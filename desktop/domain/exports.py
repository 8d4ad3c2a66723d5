"""Exports: which facts of orders go into a file, in which columns, one line for each order or for each item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.order_views import OrderRow
from desktop.domain.orders import Address, OrderItem


class ExportField(StrEnum):
    """Everything that can stand in a column. Moments are there twice: in local time, and in UTC with that name."""

    NUMBER = "number"
    REMOTE_ID = "remote_id"
    SHOP = "shop"
    PLATFORM = "platform"
    COUNTRY = "country"
    STATUS = "status"
    PLATFORM_STATUS = "platform_status"
    BUYER = "buyer"
    ITEMS = "items"
    PIECES = "pieces"
    TOTAL = "total"
    CURRENCY = "currency"
    CREATED = "created"
    CREATED_UTC = "created_utc"
    SHIP_BY = "ship_by"
    SHIP_BY_UTC = "ship_by_utc"
    BREACH = "breach"
    BREACH_UTC = "breach_utc"
    RISK = "risk"
    PROVIDER = "provider"
    TRACKING = "tracking"
    LABEL = "label"
    PRINTED = "printed"
    TAGS = "tags"
    PRIVATE_NOTE = "private_note"
    NOTE = "note"
    PAYMENT = "payment"
    RECIPIENT = "recipient"
    STREET = "street"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    PHONE = "phone"
    # of one item
    SKU = "sku"
    ITEM = "item"
    QUANTITY = "quantity"
    PRICE = "price"
    ITEM_STATUS = "item_status"
    ITEM_TRACKING = "item_tracking"
    ITEM_PROVIDER = "item_provider"


ITEM_FIELDS = frozenset(
    {
        ExportField.SKU,
        ExportField.ITEM,
        ExportField.QUANTITY,
        ExportField.PRICE,
        ExportField.ITEM_STATUS,
        ExportField.ITEM_TRACKING,
        ExportField.ITEM_PROVIDER,
    }
)


@dataclass(frozen=True, slots=True)
class ExportPlan:
    """What is wanted: ``titles`` by field, in the order of the columns; ``words`` for states, by their value.

    With a field of an item among them there is one line for each item, else one for each order.
    """

    titles: Mapping[ExportField, str]
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_item(self) -> bool:
        return bool(ITEM_FIELDS & self.titles.keys())


@dataclass(frozen=True, slots=True)
class ExportedOrder:
    """An order with all that can be exported of it."""

    row: OrderRow
    items: tuple[OrderItem, ...]
    address: Address
    note: str
    payment: str
    private_note: str


# Texts, whole numbers, amounts, and moments: aware ones are UTC, naive ones the local time of the same moment.
Value = str | int | Decimal | datetime | None


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written; ``stopped`` means that the seller thought better of it and there is no file."""

    orders: int
    lines: int
    stopped: bool = False
