"""Mapping of Lazada's orders, items and sellers to ours: pure and total, whatever stands in an answer.

Only an answer that cannot be read at all raises ``BrokenAnswer``. A record without an id cannot exist for us: it is
counted and logged, and the rest of its page is kept.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.money import Money
from desktop.domain.orders import Address, CancelReason, ItemStatus, Order, OrderItem, OrderItems, ProviderOption
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.redact import clean
from desktop.platforms.lazada import shapes
from desktop.platforms.lazada.codes import STATUS
from desktop.platforms.lazada.sites import Site
from desktop.platforms.lazada.times import moment

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # for an order whose times cannot be read
MOST_LOGGED = 100  # of different oddities
MOST_DIGITS = 15  # no price has more; anything longer is not a price
EASE_LACKS = ("cancel", "cancel_reason")  # ``Can`` values that Ease Mode has no API for (section 7)
LOCAL_SELLER = "TFS"
_HERE = frozenset({ItemStatus.TO_PACK, ItemStatus.PACKED, ItemStatus.READY})

_log = logging.getLogger(__name__)
_logged: set[str] = set()


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells at one site."""

    site: Site
    id: str
    name: str
    code: str
    status: str
    is_ease: bool

    @property
    def shop_id(self) -> str:
        """The shop as we name it."""
        return self.site.ours(self.id)


@dataclass(frozen=True, slots=True)
class Line:
    """An item as just read, with what its parcel needs."""

    order_id: str
    item: OrderItem
    package_id: str = ""
    warehouse: str = ""
    ship_by: datetime | None = None
    by_seller: bool = False  # the seller delivers it himself: no label, no courier to choose
    cancelling: bool = False  # Lazada is at work on a cancellation
    invoice: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the platform says about couriers: ``choice`` is passed on to Pack unchanged (section 9.1)."""

    options: tuple[ProviderOption, ...]
    choice: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Answered:
    """What an action's rows say, by item or package id: complaints, and those that may be asked again."""

    complaints: Mapping[str, str]
    passing: frozenset[str]


def seller(body: bytes, site: Site) -> Seller:
    """Raises ``BrokenAnswer`` where the answer names nobody."""
    found = decode(body, shapes.SellerAnswer).data
    if found is None or not found.seller_id:
        raise unexpected(body)
    name, code = text(found.name), text(found.short_code)
    is_ease = truth(found.marketplaceEaseMode)
    return Seller(site, str(found.seller_id), name or code or str(found.seller_id), code, text(found.status), is_ease)


def shop(seller: Seller) -> DiscoveredShop:
    """One shop per country; what an Ease shop may not do is named (section 7)."""
    site = seller.site
    market = Market(site.country, site.name, site.country.upper(), site.currency, seller.status)
    name = f"{seller.name} {site.name}" if site.prefix else seller.name
    return DiscoveredShop(seller.shop_id, name, (market,), EASE_LACKS if seller.is_ease else ())


def orders(body: bytes, seller: Seller) -> tuple[tuple[Order, ...], int]:
    """The orders of a page without items, and how many rows came, readable or not."""
    page = decode(body, shapes.Orders).data
    rows = page.orders if page else ()
    found = tuple(order(raw, seller) for raw in rows if raw.order_id)
    _count_lost("orders", len(rows) - len(found))
    return found, len(rows)


def order(raw: shapes.Order, seller: Seller) -> Order:
    """One order. What the buyer pays: price less vouchers plus the shipping fee, as that is net already (8.1)."""
    site = seller.site
    created, updated = moment(raw.created_at, site.zone), moment(raw.updated_at, site.zone)
    address = _address(raw.address_shipping, site)
    buyer = f"{text(raw.customer_first_name)} {text(raw.customer_last_name)}".strip()
    total = _money(raw.price, site.currency).amount - _money(raw.voucher, site.currency).amount
    return Order(
        remote_id=site.ours(raw.order_id),
        number=str(raw.order_number or raw.order_id),
        platform_status=", ".join(map(text, raw.statuses)),
        total=Money(total + _money(raw.shipping_fee, site.currency).amount, site.currency),
        created_at=created or updated or UNKNOWN_TIME,
        updated_at=updated or created or UNKNOWN_TIME,
        buyer=buyer or address.name,
        address=address,
        country=site.country.upper(),
        shop_remote_ids=(seller.shop_id,),
        items_known=False,
        note=text(raw.buyer_note) or text(raw.remarks),
        payment="on_delivery" if raw.payment_method == "COD" else text(raw.payment_method),
    )


def with_lines(found: Order, lines: Sequence[Line] | None) -> Order:
    """The order with its items; it must leave the house by the earliest deadline among those still here."""
    if lines is None:
        return found
    due = [line.ship_by for line in lines if line.ship_by and line.item.status in _HERE and not line.item.by_platform]
    return replace(found, items=tuple(line.item for line in lines), items_known=True, ship_by=min(due) if due else None)


def lines(body: bytes, seller: Seller) -> dict[str, tuple[Line, ...]]:
    """Items by order id (section 8.4)."""
    found: dict[str, tuple[Line, ...]] = {}
    for entry in decode(body, shapes.ItemsOfOrders).data:
        if entry.order_id:
            key = seller.site.ours(entry.order_id)
            found[key] = tuple(_line(raw, key, seller) for raw in entry.order_items if raw.order_item_id)
            _count_lost("items", len(entry.order_items) - len(found[key]))
    return found


def _line(raw: shapes.Item, order_id: str, seller: Seller) -> Line:
    site = seller.site
    currency = text(raw.currency) or site.currency
    item = OrderItem(
        remote_id=site.ours(raw.order_item_id),
        sku=text(raw.sku),
        name=text(raw.name),
        quantity=1,
        price=_money(raw.item_price, currency),
        status=_status(raw),
        platform_status=text(raw.status),
        paid=None if raw.paid_price is None else _money(raw.paid_price, currency),
        shop_remote_id=seller.shop_id,
        tracking_number=text(raw.tracking_code),
        provider=text(raw.shipment_provider),
        shipment_method=text(raw.shipping_provider_type) or text(raw.shipping_type),
        by_platform=truth(raw.is_fbl),
        image_url=text(raw.product_main_image),
    )
    return Line(
        order_id,
        item,
        package_id=text(raw.package_id),
        warehouse=text(raw.warehouse_code),
        ship_by=moment(raw.sla_time_stamp, site.zone),
        by_seller=truth(raw.delivery_option_sof),
        cancelling=truth(raw.is_cancel_pending),
        invoice=text(raw.invoice_number),
    )


def _status(raw: shapes.Item) -> ItemStatus:
    """A buyer who asked to cancel is waiting for an answer as long as the parcel is still here (section 8.3)."""
    word = text(raw.status).lower().replace(" ", "_")
    found = STATUS.get(word)
    if found is None:
        _log_once(f"unknown item status {clean(word, 40)!r}")
        return ItemStatus.UNKNOWN
    return ItemStatus.CANCEL_REQUESTED if found in _HERE and truth(raw.need_cancel_confirm) else found


def items_of(order_id: str, found: Sequence[Line]) -> OrderItems:
    """What the store keeps of lines."""
    return OrderItems(order_id, tuple(line.item for line in found))


def offer(body: bytes) -> Offer:
    """Couriers to choose from: none where the platform chooses, as it does for all local sellers (9.1, 9.2)."""
    result = decode(body, shapes.OfferAnswer).result
    found = result.data if result else None
    if found is None:
        raise unexpected(body)
    kind = text(found.shipping_allocate_type)
    by_platform = truth(found.platform_default) or kind == LOCAL_SELLER
    options = [
        ProviderOption(str(one.provider_code), text(one.name) or str(one.provider_code))
        for one in found.shipment_providers
        if one.provider_code
    ]
    return Offer(() if by_platform else tuple(options), {"shipping_allocate_type": kind} if kind else {})


def answered(body: bytes) -> Answered:
    """The rows of an action: a code other than "0" is a failed row, whatever stands above it (section 5)."""
    result = decode(body, shapes.RowsAnswer).result
    if result is None or result.data is None:
        raise unexpected(body)
    rows = [*(row for packed in result.data.pack_order_list for row in packed.order_item_list), *result.data.packages]
    failed = [row for row in rows if str(row.item_err_code or "0") != "0"]
    complaints = {_row_id(row): clean(f"{row.msg or ''} ({row.item_err_code})".strip()) for row in failed}
    return Answered(complaints, frozenset(_row_id(row) for row in failed if truth(row.retry)))


def _row_id(row: shapes.Row) -> str:
    return str(row.order_item_id or row.package_id or "")


def reasons(body: bytes) -> tuple[CancelReason, ...]:
    """Why this order may be cancelled (section 9.7); ids differ by country."""
    found = decode(body, shapes.Reasons).data
    options = found.reason_options if found else ()
    return tuple(
        CancelReason(str(one.reason_id), text(one.reason_name) or str(one.reason_id))
        for one in options
        if one.reason_id is not None
    )


def tip(body: bytes) -> str:
    """What Lazada has to say about a cancellation: where it offers no reason, why there can be none."""
    found = decode(body, shapes.Reasons).data
    return clean(text(found.tip_content)) if found else ""


def truth(flag: shapes.Flag) -> bool:
    """A boolean in any of its spellings (section 0)."""
    return str(flag).strip().lower() in ("true", "1", "yes")


def text(value: str | int | None) -> str:
    """Plain text of one line; the words ``null`` are Lazada's way to say nothing (section 8.3)."""
    words = "".join(letter for letter in " ".join(str(value or "").split()) if letter.isprintable())
    return "" if words in ("null", "null-null") else words


def money(amount: Decimal | None, currency: str) -> Money | None:
    """None for what is no price."""
    if amount is None or not amount.is_finite() or abs(amount.adjusted()) > MOST_DIGITS:
        return None
    return Money(amount, currency)


def _money(amount: Decimal | None, currency: str) -> Money:
    return money(amount, currency) or Money(Decimal(0), currency)


def _address(raw: shapes.Address | None, site: Site) -> Address:
    """Lines of an address mean street, nothing, state, city, and district or post code, by country (section 8.1)."""
    if raw is None:
        return Address(country=site.name)
    return Address(
        name=f"{text(raw.first_name)} {text(raw.last_name)}".strip(),
        lines=tuple(filter(None, (text(raw.address1), text(raw.address2), text(raw.address5)))),
        city=text(raw.city) or text(raw.address4),
        region=text(raw.address3),
        postal_code=text(raw.post_code),
        country=text(raw.country) or site.name,
        phone=text(raw.phone),
    )


def _count_lost(what: str, count: int) -> None:
    if count:
        _log.warning("%d %s without an id were left out of a page", count, what)


def _log_once(message: str) -> None:
    if message not in _logged and len(_logged) < MOST_LOGGED:
        _logged.add(message)
        _log.warning("lazada: %s", message)
