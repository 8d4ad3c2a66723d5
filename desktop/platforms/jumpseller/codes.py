"""Code tables: what Jumpseller's words mean for us (jumpseller.md 6, 8)."""

from desktop.domain.catalog import ListingStatus
from desktop.domain.orders import ItemStatus

# Words are compared in lower case with underscores: codes and English labels then read the same.
# An abandoned checkout is nobody's order: it can only come back as another order (``recovered_from``).
CLOSED: dict[str, ItemStatus] = {
    "canceled": ItemStatus.CANCELLED,
    "cancelled": ItemStatus.CANCELLED,
    "abandoned": ItemStatus.CANCELLED,
}
PAYMENT: dict[str, ItemStatus] = {
    "pending_payment": ItemStatus.UNPAID,
    "paid": ItemStatus.TO_PACK,
}
# What the shipment says goes before what the payment says: goods paid on delivery leave the house unpaid.
SHIPMENT: dict[str, ItemStatus] = {
    "requested": ItemStatus.READY,  # a courier was asked for; the parcel is still here
    "in_transit": ItemStatus.SHIPPED,
    "fulfilled": ItemStatus.SHIPPED,
    "pickup_available": ItemStatus.SHIPPED,  # waits for the buyer at a pick-up point
    "delivered": ItemStatus.DELIVERED,
    "failed": ItemStatus.FAILED,
}
NOT_SHIPPED = frozenset({"", "unfulfilled"})

CANCELED = "Canceled"  # statuses are written as labels, shipment statuses as codes (section 6)
IN_TRANSIT, DELIVERED = "in_transit", "delivered"

LISTING: dict[str, ListingStatus] = {
    "available": ListingStatus.ACTIVE,
    "not-available": ListingStatus.INACTIVE,
    "unavailable": ListingStatus.INACTIVE,
    "disabled": ListingStatus.INACTIVE,
}
WRITTEN_LISTING: dict[str, str] = {
    ListingStatus.ACTIVE.value: "available",
    ListingStatus.INACTIVE.value: "disabled",
}
