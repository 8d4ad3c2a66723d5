"""What is sold: a product has variants (SKUs); a variant has an offer per market and stock per warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop.domain.money import Money


class ListingStatus(StrEnum):
    """Whether buyers can see it, the same for all platforms; the platform's own word is kept beside it."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"
    UNKNOWN = "unknown"


class QcStatus(StrEnum):
    """What the platform's quality control says; ``NONE`` where a platform has none."""

    NONE = "none"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Offer:
    """Price and status of a variant in one market: a ``Market.code``, or empty for the shop as a whole."""

    market: str = ""
    price: Money | None = None
    sale_price: Money | None = None
    sale_from: datetime | None = None
    sale_to: datetime | None = None
    status: ListingStatus = ListingStatus.UNKNOWN
    platform_status: str = ""
    safety_stock: int | None = None  # units held back from this market


@dataclass(frozen=True, slots=True)
class WarehouseStock:
    """Sellable units in one warehouse; ``warehouse`` is the platform's code."""

    warehouse: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Variant:
    """One SKU as its platform tells it: the unit of stock, price and status.

    ``remote_id`` names it within its account for ever. ``stock`` is what can be sold, None where the platform does not
    say (or it is unlimited). ``extra`` is the connector's own: kept unread and handed back with each operation.
    """

    remote_id: str
    sku: str
    name: str
    product_remote_id: str = ""
    product_name: str = ""
    shop_remote_id: str = ""
    stock: int | None = None
    safety_stock: int | None = None
    stocks: tuple[WarehouseStock, ...] = ()
    offers: tuple[Offer, ...] = ()
    status: ListingStatus = ListingStatus.UNKNOWN
    platform_status: str = ""
    qc_status: QcStatus = QcStatus.NONE
    qc_reason: str = ""
    barcode: str = ""
    brand: str = ""
    category: str = ""
    image_url: str = ""
    options: Mapping[str, str] = field(default_factory=dict)  # "Colour" -> "Blue"
    updated_at: datetime | None = None
    extra: Mapping[str, object] = field(default_factory=dict)  # JSON values

    @property
    def ref(self) -> "VariantRef":
        return VariantRef(self.remote_id, self.sku, self.shop_remote_id, self.extra)


@dataclass(frozen=True, slots=True)
class VariantRef:
    """What names a variant to its connector: enough to read it again."""

    remote_id: str
    sku: str
    shop_remote_id: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
