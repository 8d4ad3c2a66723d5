"""What an order is, and the one rule that says in which bucket of the seller's day it lies."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop.domain.money import Money


class ItemStatus(StrEnum):
    """Where one item stands, the same for all platforms; the platform's own word is kept beside it."""

    UNPAID = "unpaid"
    TO_ACCEPT = "to_accept"
    TO_PACK = "to_pack"
    PACKED = "packed"
    READY = "ready"  # ready to ship: handed to the courier next, its label may be printed
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    FAILED = "failed"
    RETURNED = "returned"
    UNKNOWN = "unknown"


class Bucket(StrEnum):
    """The buckets of the Orders tab; ``OTHER`` (unpaid, unknown, fulfilled by the platform) shows under *All* only."""

    TO_ACCEPT = "to_accept"
    TO_PACK = "to_pack"
    TO_SHIP = "to_ship"
    LABEL_READY = "label_ready"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCEL_REQUESTED = "cancel_requested"
    CANCELLED = "cancelled"
    FAILED = "failed"
    OTHER = "other"
    ALL = "all"


# An order's own bucket is one of these; the *To ship* view also holds what must still be packed, because the seller's
# morning is one list: everything that has to leave the house.
VIEW_BUCKETS: dict[Bucket, frozenset[Bucket]] = {Bucket.TO_SHIP: frozenset({Bucket.TO_PACK, Bucket.TO_SHIP})}

# Orders in these still have to leave the house.
OPEN_BUCKETS = frozenset({Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.TO_SHIP, Bucket.LABEL_READY})

# Whichever of these is found first among the seller's own items names the order's bucket.
_URGENCY: tuple[tuple[ItemStatus, Bucket], ...] = (
    (ItemStatus.CANCEL_REQUESTED, Bucket.CANCEL_REQUESTED),
    (ItemStatus.TO_ACCEPT, Bucket.TO_ACCEPT),
    (ItemStatus.TO_PACK, Bucket.TO_PACK),
    (ItemStatus.PACKED, Bucket.TO_SHIP),
    (ItemStatus.READY, Bucket.LABEL_READY),
    (ItemStatus.UNKNOWN, Bucket.OTHER),
    (ItemStatus.UNPAID, Bucket.OTHER),
    (ItemStatus.SHIPPED, Bucket.SHIPPED),
    (ItemStatus.FAILED, Bucket.FAILED),
    (ItemStatus.RETURNED, Bucket.FAILED),
    (ItemStatus.DELIVERED, Bucket.DELIVERED),
    (ItemStatus.CANCELLED, Bucket.CANCELLED),
)
_PLATFORM_HANDLES = frozenset({ItemStatus.TO_ACCEPT, ItemStatus.TO_PACK, ItemStatus.PACKED, ItemStatus.READY})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a parcel goes; every field is plain text and may be empty."""

    name: str = ""
    lines: tuple[str, ...] = ()
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One line of an order with its own status (on Jumia and Lazada one item is one unit)."""

    remote_id: str
    sku: str
    name: str
    quantity: int
    price: Money
    status: ItemStatus
    platform_status: str
    paid: Money | None = None
    shop_remote_id: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    provider: str = ""
    shipment_method: str = ""
    by_platform: bool = False  # fulfilled by the platform (FBJ): not the seller's to pack
    image_url: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An order as its platform tells it. ``items`` is empty while ``items_known`` is false."""

    remote_id: str
    number: str
    platform_status: str
    total: Money
    created_at: datetime
    updated_at: datetime
    buyer: str = ""
    address: Address = field(default_factory=Address)
    country: str = ""
    shop_remote_ids: tuple[str, ...] = ()
    items: tuple[OrderItem, ...] = ()
    items_known: bool = True
    ship_by: datetime | None = None
    note: str = ""
    payment: str = ""


@dataclass(frozen=True, slots=True)
class OrderItems:
    """The items of one order as read back from the platform, after an action or to refresh an open order."""

    order_remote_id: str
    items: tuple[OrderItem, ...]


@dataclass(frozen=True, slots=True)
class Parcel:
    """The items that travel under one tracking number."""

    tracking_number: str
    provider: str
    item_ids: tuple[str, ...]


def bucket_of(items: Iterable[OrderItem]) -> Bucket:
    """The bucket of an order: its most urgent item that is the seller's to handle decides."""
    return bucket_of_statuses((item.status, item.by_platform) for item in items)


def bucket_of_statuses(found: Iterable[tuple[ItemStatus, bool]]) -> Bucket:
    """As ``bucket_of``, from ``(status, fulfilled by the platform)`` pairs."""
    statuses = {
        ItemStatus.UNKNOWN if by_platform and status in _PLATFORM_HANDLES else status for status, by_platform in found
    }
    return next((bucket for status, bucket in _URGENCY if status in statuses), Bucket.OTHER)


def parcels_of(items: Iterable[OrderItem]) -> tuple[Parcel, ...]:
    """The parcels of an order, in the order of its items."""
    packed: dict[str, list[OrderItem]] = {}
    for item in items:
        if item.tracking_number and not item.by_platform:
            packed.setdefault(item.tracking_number, []).append(item)
    return tuple(
        Parcel(number, members[0].provider, tuple(item.remote_id for item in members))
        for number, members in packed.items()
    )


@dataclass(frozen=True, slots=True)
class ProviderOption:
    """A courier or drop-off station that the platform offers for certain items."""

    id: str
    name: str
    needs_tracking_code: bool = False


@dataclass(frozen=True, slots=True)
class CancelReason:
    """A reason the platform takes for a cancellation; ``id`` is what is sent."""

    id: str
    name: str
