"""Words and numbers of the adapter: channels, statuses, features and topics (sirclo.md 2 to 5)."""

from datetime import UTC, datetime, timedelta, timezone

from desktop.domain.catalog import ListingStatus
from desktop.domain.operations import OperationKind
from desktop.domain.orders import ItemStatus

JAKARTA = timezone(timedelta(hours=7))  # times without a zone (section 1, assumed)
OLDEST = datetime(2024, 1, 1, tzinfo=UTC)  # an import goes back to here: marketplaces forget older orders
RETENTION = timedelta(days=6, hours=12)  # Pub/Sub forgets after seven days (section 9.1); half a day is for doubt

ORDERS = "order-fetched"
PRODUCTS = "product-fetched"
CATEGORIES = "category-fetched-v2"
CONNECTED = "feedback-connect-channel"
DISCONNECTED = "feedback-disconnect-channel"
FETCHED = "feedback-product-fetched-manual"
STOCK_SET = "feedback-update-inventory"
STOCK_SET_V4 = "feedback-bulk-update-inventory-v4"
PRODUCTS_TOPIC = "CNX_BULK_UPSERT_PRODUCT"
PRODUCTS_MADE = "feedback-bulk-upsert-products"
# Everything whose letters we can read. No feature is listed for shipping (section 5): it is asked for all the same,
# and that it may not exist is told in the same answer.
FEATURES = (
    ORDERS,
    PRODUCTS,
    CATEGORIES,
    CONNECTED,
    DISCONNECTED,
    FETCHED,
    STOCK_SET,
    STOCK_SET_V4,
    "feedback-bulk-update-price",
    PRODUCTS_MADE,
    "feedback-accept-orders",
    "feedback-pack-orders",
    "feedback-ship-orders",
    "feedback-complete-orders",
    "feedback-cancel-orders",
    "feedback-create-discount",
)

ITEM_STATUS = {
    "unpaid": ItemStatus.UNPAID,
    "pending": ItemStatus.TO_ACCEPT,
    "accepted": ItemStatus.TO_PACK,
    "packed": ItemStatus.READY,  # with a waybill number: only the label and the courier are left (section 5.1)
    "pack_failed": ItemStatus.TO_PACK,
    "shipped": ItemStatus.SHIPPED,
    "completed": ItemStatus.DELIVERED,
    "cancelled": ItemStatus.CANCELLED,
    "request_cancel": ItemStatus.CANCEL_REQUESTED,
}
PACK_FAILED = "pack_failed"
LISTING = {"active": ListingStatus.ACTIVE, "inactive": ListingStatus.INACTIVE}

STEP_METHOD = {
    OperationKind.ACCEPT: "OrderService.AcceptOrder",
    OperationKind.PACK: "OrderService.PackOrder",
    OperationKind.SHIP: "OrderService.ShipOrder",
    OperationKind.COMPLETE: "OrderService.CompleteOrder",
    OperationKind.CANCEL: "OrderService.CancelOrder",
    OperationKind.REJECT_CANCEL: "OrderService.RejectCancelOrderRequest",
}
TAKES_REJECTION = frozenset({"shpe", "tktk", "tkpd"})  # section 3: RejectCancelOrderRequest
WANTS_REJECT_REASON = frozenset({"tktk"})  # section 3: ListRejectCancelReason
LABEL_WITHOUT_NUMBER = frozenset({"tkpd", "blib", "lzda"})  # section 3: ShippingLabelURL
OFFERS_COURIERS = frozenset({"lzda", "zlra"})
FETCHES_BY_SKU = frozenset({"lzda", "tkpd", "tktk", "shpe"})
TELLS_WAREHOUSES = frozenset({"blib", "lzda", "tkpd", "tktk", "shpe"})
SKUS_PER_FETCH = 10  # the eleventh would be left out silently (section 3)

CHANNEL_NAMES = {  # section 2
    "bklp": "Bukalapak",
    "blib": "Blibli",
    "lzda": "Lazada",
    "lzda-sg": "Lazada SG",
    "shpe": "Shopee",
    "shpe-sg": "Shopee SG",
    "tkpd": "Tokopedia",
    "tktk": "TikTok",
    "zlra": "Zalora",
}
_OF_SINGAPORE = "-sg"


def country_of(channel: str) -> str:
    """ISO code of the country a channel sells in."""
    return "SG" if channel.endswith(_OF_SINGAPORE) else "ID"


def currency_of(channel: str) -> str:
    """The currency of a channel, where a message names none."""
    return "SGD" if channel.endswith(_OF_SINGAPORE) else "IDR"
