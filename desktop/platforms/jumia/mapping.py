"""Mapping between Jumia's answers and the domain: pure and total, whatever stands in an answer.

Only an answer that cannot be read at all raises ``BrokenAnswer``. A record without an id cannot exist for us: it is
counted and logged, and the rest of its page is kept.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.money import Money
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem, OrderItems, ProviderOption
from desktop.platforms.jumia import shapes
from desktop.platforms.jumia.codes import CURRENCY, GLOBAL_CURRENCY, ITEM_STATUS
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.redact import clean

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # for an order whose times cannot be read
MOST_LOGGED = 100  # of different oddities
MOST_DIGITS = 15  # no price has more; anything longer is not a price

_log = logging.getLogger(__name__)
_logged: set[str] = set()


@dataclass(frozen=True, slots=True)
class Line:
    """An item as just read, with what Jumia wants kept together: ``country`` and shipment method."""

    order_id: str
    item: OrderItem
    country: str


def orders_page(body: bytes) -> tuple[tuple[Order, ...], str | None]:
    """The orders of a page (section 5.1), without items, and the token of the next page."""
    page = decode(body, shapes.Orders)
    if page.orders is None:
        raise unexpected(body)
    found = tuple(order(raw) for raw in page.orders if raw.id)
    _count_lost("orders", len(page.orders) - len(found))
    return found, None if page.is_last_page else page.next_token


def lines_page(body: bytes) -> dict[str, tuple[Line, ...]]:
    """Items by order id (section 5.2): the answer is an array, or the documented single object."""
    lists = decode(body, tuple[shapes.ItemsOfOrder, ...])
    if lists and all(entry.order_id is None and entry.items is None for entry in lists):
        raise unexpected(body)
    return {str(entry.order_id): _lines(str(entry.order_id), entry.items or ()) for entry in lists if entry.order_id}


def items_of(order_id: str, lines: Iterable[Line]) -> OrderItems:
    """What the store keeps of lines."""
    return OrderItems(order_id, tuple(line.item for line in lines))


def shops(body: bytes) -> tuple[DiscoveredShop, ...]:
    """Shops with their business clients as markets (section 4): an object with ``shops``, or a bare array."""
    bare = body.lstrip()[:1] == b"["
    found = decode(body, tuple[shapes.Shop, ...]) if bare else decode(body, shapes.Shops).shops
    if found is None:
        raise unexpected(body)
    return tuple(
        DiscoveredShop(str(shop.id), text(shop.name) or str(shop.id), tuple(map(_market, shop.business_clients)))
        for shop in found
        if shop.id
    )


def providers(body: bytes) -> dict[str, tuple[ProviderOption, ...]]:
    """What may be chosen, by item id (section 5.4)."""
    found = decode(body, shapes.Providers).order_items
    if found is None:
        raise unexpected(body)
    return {str(entry.id): tuple(_option(raw) for raw in entry.shipment_providers if raw.id) for entry in found}


def action_errors(body: bytes) -> dict[str, str]:
    """The error half of an action's answer (section 5.6): Jumia's words by item id. The success half is read back."""
    answer = decode(body, shapes.ActionAnswer)
    if answer.success is None and answer.error is None:
        raise unexpected(body)
    return part_errors(answer.error)


def part_errors(part: shapes.Part | None) -> dict[str, str]:
    """Jumia's words by item id, from either of the two lists an error half may carry."""
    errors: dict[str, str] = {}
    for package in (part.packages if part else None) or ():
        errors.update(dict.fromkeys(package.order_items, clean(package.error or "")))
    for entry in (part.order_items if part else None) or ():
        response = entry.response or shapes.Response()
        errors[str(entry.id)] = clean(response.message or str(response.code or ""))
    return errors


def order(raw: shapes.Order) -> Order:
    """One order; its ``status`` is only a summary, so the items are still to be read."""
    created, updated = moment(raw.created_at), moment(raw.updated_at)
    country = raw.country or shapes.Country()
    address = _address(raw.shipping_address, country.code)
    return Order(
        remote_id=str(raw.id),
        number=str(raw.number or raw.id),
        platform_status=text(raw.status),
        total=_order_total(raw, country),
        created_at=created or updated or UNKNOWN_TIME,
        updated_at=updated or created or UNKNOWN_TIME,
        buyer=address.name,
        address=address,
        country=country.code,
        shop_remote_ids=raw.shop_ids,
        items_known=False,
        payment="" if raw.is_prepayment is None else "prepaid" if raw.is_prepayment else "on_delivery",
    )


def item(raw: shapes.Item) -> OrderItem:
    """One item, which is one unit."""
    product = raw.product or shapes.Product()
    currency = raw.country.currency_code if raw.country else ""
    tracking = text(raw.tracking_number)
    return OrderItem(
        remote_id=str(raw.id),
        sku=text(product.seller_sku),
        name=text(product.name),
        quantity=1,
        price=_local(raw.item_price_local, currency, raw.item_price) or Money(Decimal(0), currency or GLOBAL_CURRENCY),
        status=status(raw.status, packed=bool(tracking)),
        platform_status=text(raw.status),
        paid=_local(raw.paid_price_local, currency, raw.paid_price),
        shop_remote_id=raw.shop_id or "",
        tracking_number=tracking,
        tracking_url=text(raw.tracking_url),
        shipment_method=", ".join(filter(None, (text(raw.delivery_option), text(raw.shipment_type)))),
        by_platform=bool(raw.is_fulfilled_by_jumia),
        image_url=text(product.image_url),
    )


def status(word: str | None, *, packed: bool) -> ItemStatus:
    """Our status for Jumia's word in any spelling; an unknown word is logged once."""
    found = ITEM_STATUS.get(word or "") or ITEM_STATUS.get(re.sub(r"[^A-Z]+", "_", (word or "").strip().upper()))
    if found is None:
        _log_once(f"unknown item status {clean(word or '', 40)!r}")
        return ItemStatus.UNKNOWN
    return ItemStatus.PACKED if packed and found is ItemStatus.TO_PACK else found


def moment(written: str | None) -> datetime | None:
    """A time as aware UTC: RFC 3339, or with a space and no zone, which then is UTC (section 5.1)."""
    try:
        found = datetime.fromisoformat(written or "")
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def text(value: str | int | None) -> str:
    """Plain text of one line."""
    if not value:
        return ""
    words = str(value)
    return words if words.isprintable() and words[0] != " " != words[-1] else _one_line(words)


def _one_line(words: str) -> str:
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


def json_number(amount: Decimal) -> int | float:
    """A JSON number with the digits of the amount."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _lines(order_id: str, found: tuple[shapes.Item, ...]) -> tuple[Line, ...]:
    lines = tuple(Line(order_id, item(raw), raw.country.code if raw.country else "") for raw in found if raw.id)
    _count_lost("items", len(found) - len(lines))
    return lines


def _order_total(raw: shapes.Order, country: shapes.Country) -> Money:
    """What the buyer pays: the local amount, else the global one (section 5.1)."""
    for amount, currency in ((raw.total_amount_local, country.currency_code), (raw.total_amount, GLOBAL_CURRENCY)):
        if amount and (money := _money(amount.value, amount.currency or currency)):
            return money
    return Money(Decimal(0), country.currency_code or GLOBAL_CURRENCY)


def _local(local: Decimal | None, currency: str, global_amount: Decimal | None) -> Money | None:
    return _money(local, currency) or _money(global_amount, GLOBAL_CURRENCY)


def _money(amount: Decimal | None, currency: str) -> Money | None:
    if amount is None or not currency or not amount.is_finite() or abs(amount.adjusted()) > MOST_DIGITS:
        return None
    return Money(amount, currency)


def _address(raw: shapes.ShippingAddress | None, country: str) -> Address:
    if raw is None:
        return Address(country=country)
    return Address(
        name=f"{text(raw.first_name)} {text(raw.last_name)}".strip(),
        lines=tuple(filter(None, (text(raw.address), text(raw.ward)))),
        city=text(raw.city),
        region=text(raw.region),
        postal_code=text(raw.postal_code),
        country=text(raw.country_name) or country,
    )


def _market(client: shapes.BusinessClient) -> Market:
    name = " ".join(filter(None, (text(client.name), text(client.country_name))))
    country = text(client.country_code).upper()
    return Market(text(client.code), name, country, CURRENCY.get(country, ""), text(client.status).upper())


def _option(raw: shapes.Provider) -> ProviderOption:
    needs_code = raw.tracking_code_required or raw.require_tracking_code or raw.required_tracking_code
    return ProviderOption(str(raw.id), text(raw.name) or str(raw.id), bool(needs_code))


def _count_lost(what: str, count: int) -> None:
    if count:
        _log.warning("%d %s without an id were left out of a page", count, what)


def _log_once(message: str) -> None:
    if message not in _logged and len(_logged) < MOST_LOGGED:
        _logged.add(message)
        _log.warning("jumia: %s", message)
