"""What a promotion is: which SKUs sell how much cheaper, where, from when to when, and what became of each line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from desktop.domain.money import Money


class PromotionKind(StrEnum):
    """The kinds there are; a manifest names those its platform can do."""

    SALE_PRICE = "sale_price"  # a scheduled sale price on each line (Jumia, Lazada)
    DISCOUNT = "discount"  # price or percentage with order and stock limits per line (SIRCLO channels)
    STORE = "store"  # a rule of the whole store (Jumpseller)
    COUPON = "coupon"  # a code the buyer types (Jumpseller)
    CHANNEL_PRICE = "channel_price"  # a price of its own in one channel (Uappi)
    AD_PRICE = "ad_price"  # a price per Mercado Livre ad type (Uappi)
    VOUCHER = "voucher"  # collectible vouchers (Lazada)
    FLEXI_COMBO = "flexi_combo"  # tiers by amount or quantity (Lazada)
    FREE_SHIPPING = "free_shipping"


class PromotionState(StrEnum):
    PLANNED = "planned"
    RUNNING = "running"
    ENDED = "ended"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PromotionLine:
    """One SKU in one market. ``price`` is the final price; ``discount`` a percentage (``"10"``) or empty.

    ``remote_ref`` is what the platform calls this line (a discount id), needed to take it back.
    """

    sku: str
    variant_remote_id: str = ""
    market: str = ""
    price: Money | None = None
    discount: str = ""
    max_order: int | None = None
    promo_stock: int | None = None
    state: str = ""
    message: str = ""
    remote_ref: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)  # of the variant, for the connector


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion. ``fields`` are the platform's further settings under its own names (JSON values)."""

    remote_id: str
    kind: PromotionKind
    name: str
    state: PromotionState = PromotionState.UNKNOWN
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    lines: tuple[PromotionLine, ...] = ()
    shop_remote_id: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)


def state_at(now: datetime, starts_at: datetime | None, ends_at: datetime | None) -> PromotionState:
    """Planned, running or ended, by the clock alone; a missing end never comes."""
    if starts_at is not None and now < starts_at:
        return PromotionState.PLANNED
    return PromotionState.ENDED if ends_at is not None and now >= ends_at else PromotionState.RUNNING


@dataclass(frozen=True, slots=True)
class StoredPromotion:
    """A promotion as it lies in the file. ``change_set_id`` made it, ``ended_by`` took it back; both may be empty.

    One that the platform listed has a ``remote_id`` and neither change-set, until somebody here ends it.
    """

    id: str
    account_id: str
    shop_id: str
    shop: str  # its name
    platform: str
    promotion: Promotion
    change_set_id: str = ""
    ended_by: str = ""
