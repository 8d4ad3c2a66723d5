"""From the adapter's words to ours, for orders and shops: pure, and total for any JSON (sirclo.md 3, 5.1)."""

import functools
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.money import Money
from desktop.domain.orders import Address, CancelReason, ItemStatus, Order, OrderItem, ProviderOption
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.redact import clean
from desktop.platforms.sirclo import shapes
from desktop.platforms.sirclo.codes import ITEM_STATUS, country_of, currency_of
from desktop.platforms.sirclo.moments import moment, ranked

_ABSURD = 20  # digits
_TWICE = re.compile(r"#\d+$")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """An order as a message told it, with what its actions need besides."""

    order: Order
    brand: str
    channel: str
    invoice: str = ""
    warehouse: str = ""

    @property
    def key(self) -> str:
        return self.order.remote_id

    @property
    def names(self) -> dict[str, object]:
        """What every action on it begins with."""
        return {"brand_id": self.brand, "channel": self.channel, "remote_order_id": self.order.number}


def order_of(content: bytes, published_at: datetime) -> Told:
    """An order message. Raises ``BrokenAnswer`` for what is none."""
    found = decode(content, shapes.OrderMessage)
    raw = found.order
    if raw is None or not raw.remote_order_id or not raw.channel_code:
        raise unexpected(content)
    lines = raw.line_items if raw.line_items is not None else found.line_items
    order = _order(raw, lines or (), found.brand_id or "", published_at)
    return Told(
        order, found.brand_id or "", raw.channel_code, raw.customer_reference or "", raw.remote_warehouse_id or ""
    )


def split(order_id: str) -> tuple[str, str]:
    """Channel and the marketplace's own number, from our id of an order."""
    channel, _, number = order_id.partition(":")
    return channel, number


def wire_item(item_id: str) -> str:
    """A line's id as the marketplace knows it: see ``_items``."""
    return _TWICE.sub("", item_id)


def shops(result: bytes, brands: Sequence[str], now: datetime) -> tuple[DiscoveredShop, ...]:
    """Brands as shops, with their channels as markets; a brand without any channel is a shop all the same."""
    found = _channels(result)
    return tuple(_shop(brand, [one for one in found if one.brand_id == brand], now) for brand in brands)


def client_id(result: bytes) -> str:
    """Whose channels these are: the number that subscriptions end with; empty where no channel is connected."""
    return next((text(one.client_id) for one in _channels(result) if text(one.client_id)), "")


def features(result: bytes) -> dict[str, str]:
    """Subscriptions by feature; what is not there is not in it."""
    found = decode(result, shapes.Features)
    if found.subscription_list is None and found.subscription_error is None:
        raise unexpected(result)
    return {key: value for key, value in (found.subscription_list or {}).items() if value}


def cancel_reasons(result: bytes, channel: str) -> tuple[CancelReason, ...]:
    """Empty where any text will do. A code is sent where there are options (section 3)."""
    lists = decode(result, shapes.CancelReasons).cancel_reasons or ()
    mine = next((one for one in lists if one.channel == channel), shapes.ReasonList())
    return _reasons(mine, by_name=False)


def reject_reasons(result: bytes) -> tuple[CancelReason, ...]:
    """Here the name is what is sent (section 3)."""
    return _reasons(decode(result, shapes.RejectReasons).reject_reasons or shapes.ReasonList(), by_name=True)


def couriers(result: bytes) -> tuple[tuple[ProviderOption, ...], str]:
    """What may be chosen, the default first; and that default, where there is one."""
    found = decode(result, shapes.Couriers)
    options = [ProviderOption(one.value, one.text or one.value) for one in found.couriers or () if one.value]
    return tuple(sorted(options, key=lambda one: one.id != found.default_courier)), found.default_courier or ""


def status(word: str | None) -> ItemStatus:
    """Our status for the adapter's word; an unknown word is logged once."""
    found = ITEM_STATUS.get((word or "").strip().lower())
    if found is None:
        _log_once(f"unknown order status {clean(word or '', 40)!r}")
    return found or ItemStatus.UNKNOWN


def text(value: str | None) -> str:
    """Plain text of one line."""
    return "".join(letter for letter in " ".join((value or "").split()) if letter.isprintable())


def _order(raw: shapes.Order, lines: Sequence[shapes.Line], brand: str, published_at: datetime) -> Order:
    changed = ranked(moment(raw.transaction_date), published_at)
    currency = raw.currency_code or currency_of(raw.channel_code or "")
    comments = [text(line.line_comments) for line in lines]
    notes = dict.fromkeys(note for note in (text(raw.remarks), *comments) if note)
    return Order(
        remote_id=f"{raw.channel_code}:{raw.remote_order_id}",
        number=raw.remote_order_id or "",
        platform_status=raw.order_status or "",
        total=Money(known(raw.total, raw.subtotal), currency),
        created_at=moment(raw.order_date) or changed,
        updated_at=changed,
        buyer=text(raw.delivery_name),
        address=_address(raw),
        country=country_of(raw.channel_code or ""),
        shop_remote_ids=(brand,) if brand else (),
        items=_items(raw, lines, brand, currency),
        ship_by=_deadline(raw),
        note=" - ".join(notes),
        payment=text(raw.payment_method),
    )


def _items(raw: shapes.Order, lines: Sequence[shapes.Line], brand: str, currency: str) -> tuple[OrderItem, ...]:
    """Its lines. One without an id is counted; of two with the same id the second gets a number behind it."""
    found: list[OrderItem] = []
    seen: set[str] = set()
    for place, line in enumerate(lines):
        item_id = line.remote_order_item_id or f"line#{place}"
        item_id = item_id if item_id not in seen else f"{item_id}#{place}"
        seen.add(item_id)
        found.append(_item(raw, line, item_id, brand, currency))
    return tuple(found)


def _item(raw: shapes.Order, line: shapes.Line, item_id: str, brand: str, currency: str) -> OrderItem:
    price = known(line.raw_price, line.unit_price)
    off = known(line.discount_amount)
    return OrderItem(
        remote_id=item_id,
        sku=text(line.product_code),
        name=text(line.product_description) or text(line.product_code),
        quantity=1 if line.quantity is None else line.quantity,
        price=Money(price, currency),
        status=status(raw.order_status),
        platform_status=raw.order_status or "",
        paid=Money(known(price - off), currency) if off else None,
        shop_remote_id=brand,
        tracking_number=text(raw.airwaybill_number),
        provider=text(raw.provider),
        shipment_method=text(raw.delivery_method) or text(raw.service),
        by_platform=bool(raw.fulfilled_by_marketplace),
    )


def _address(raw: shapes.Order) -> Address:
    lines = (raw.delivery_address_1, raw.delivery_address_2, raw.delivery_suburb)
    return Address(
        name=text(raw.delivery_name),
        lines=tuple(dict.fromkeys(line for line in map(text, lines) if line)),
        city=text(raw.delivery_city),
        region=text(raw.delivery_region),
        postal_code=text(raw.delivery_post_code),
        country=text(raw.delivery_country),
        phone=text(raw.delivery_mobile) or text(raw.phone_number),
    )


def _deadline(raw: shapes.Order) -> datetime | None:
    """When the next thing must be done; the last moment to ship where nothing nearer is told."""
    limits, is_at = raw.order_deadline or shapes.Deadlines(), status(raw.order_status)
    nearer = {
        ItemStatus.TO_ACCEPT: limits.accepted_deadline,
        ItemStatus.TO_PACK: limits.packed_deadline,
        ItemStatus.CANCEL_REQUESTED: raw.request_cancel_deadline,
    }.get(is_at)
    return moment(nearer) or moment(limits.shipped_deadline) or moment(raw.required_date)


def _channels(result: bytes) -> tuple[shapes.Channel, ...]:
    return decode(result, tuple[shapes.Channel, ...]) if result.strip() != b"null" else ()


def _shop(brand: str, channels: Sequence[shapes.Channel], now: datetime) -> DiscoveredShop:
    names = list(dict.fromkeys(text(one.shop_name) for one in channels if text(one.shop_name)))
    markets = {one.channel_code: _market(one, now) for one in channels if one.channel_code}
    return DiscoveredShop(brand, names[0] if len(names) == 1 else brand, tuple(markets.values()))


def _market(one: shapes.Channel, now: datetime) -> Market:
    code, until = one.channel_code or "", moment(one.token_expired_at)
    is_over = until is not None and until <= now
    return Market(
        code, text(one.channel_name) or code, country_of(code), currency_of(code), "login_expired" if is_over else ""
    )


def _reasons(listed: shapes.ReasonList, *, by_name: bool) -> tuple[CancelReason, ...]:
    found = []
    for one in listed.options or ():
        name, code = text(one.reason_name), text(one.remote_code)
        sent = name if by_name else code or name
        if sent:
            found.append(CancelReason(sent, name or code))
    return tuple(found)


def known(*amounts: Decimal | None) -> Decimal:
    """The first that is told and not absurd, else zero; ``.0`` behind a whole number only tells a float."""
    found = next((one for one in amounts if one is not None and abs(one.adjusted()) < _ABSURD), Decimal(0))
    whole = found.to_integral_value()
    return whole if found == whole else found


@functools.cache
def _log_once(line: str) -> None:
    _log.warning(line)
