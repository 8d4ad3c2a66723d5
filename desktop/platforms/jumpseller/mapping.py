"""Mapping from Jumpseller's answers to orders and shops: pure and total, whatever stands in an answer.

Only an answer that cannot be read at all raises ``BrokenAnswer``. A record without an id cannot exist for us: it is
counted and logged, and the rest of its page is kept.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar

from desktop.domain.accounts import DiscoveredShop, Market
from desktop.domain.money import Money
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem, OrderItems
from desktop.platforms.jumpseller import shapes
from desktop.platforms.jumpseller.codes import CLOSED, NOT_SHIPPED, PAYMENT, SHIPMENT
from desktop.platforms.kit.answers import decode, unexpected
from desktop.platforms.kit.redact import clean

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # for an order whose time cannot be read
MOST_LOGGED = 100  # of different oddities
MOST_DIGITS = 15  # no price has more; anything longer is not a price
MOST_UNITS = 10**9

Record = TypeVar("Record")

_log = logging.getLogger(__name__)
_logged: set[str] = set()


@dataclass(frozen=True, slots=True)
class Found:
    """An order as just read, with what its writes need: where its goods lie, by location id."""

    order: Order
    locations: tuple[int, ...] = ()

    @property
    def items(self) -> OrderItems:
        return OrderItems(self.order.remote_id, self.order.items)


@dataclass(frozen=True, slots=True)
class OrdersPage:
    """``rows`` counts what came, readable or not: it decides whether there is another page."""

    orders: tuple[Order, ...]
    rows: int


def orders_page(body: bytes, shop: str) -> OrdersPage:
    """The orders of a page with their items."""
    rows = rows_of(body, shapes.OrderEnvelope)
    orders = tuple(_order(raw, shop).order for raw in map(order_in, rows) if raw.id is not None)
    count_lost("orders", len(rows) - len(orders))
    return OrdersPage(orders, len(rows))


def one_order(body: bytes, shop: str) -> Found:
    """A single order; an array of one is taken as well (section 5)."""
    found = [raw for raw in map(order_in, rows_of(body, shapes.OrderEnvelope)) if raw.id is not None]
    if len(found) != 1:
        raise unexpected(body)
    return _order(found[0], shop)


def order_in(row: shapes.OrderEnvelope) -> shapes.Order:
    return row.order or row


def shop(body: bytes) -> DiscoveredShop:
    """The store these credentials reach (section 3): its code names it for ever."""
    store = store_in(body)
    code = text(store.code) or text(store.url) or text(store.name)
    currency, country = text(store.currency).upper(), text(store.country).upper()
    market = Market(country or "store", text(store.name) or code, country, currency)
    return DiscoveredShop(code, text(store.name) or code, (market,))


def store_in(body: bytes) -> shapes.Store:
    """The store's own fields; one without a code, address and name is none."""
    found = decode(body, shapes.StoreEnvelope)
    store = found.store or found
    if not any(map(text, (store.code, store.url, store.name))):
        raise unexpected(body)
    return store


def locations(body: bytes) -> tuple[shapes.Location, ...]:
    """Where the store's goods lie, those in use only."""
    found = (row.location or row for row in rows_of(body, shapes.LocationEnvelope))
    return tuple(one for one in found if one.id is not None and one.active is not False)


def fulfillments(body: bytes) -> tuple[shapes.Fulfillment, ...]:
    """Fulfillments under any of their wrappers; a single one (the answer of a creation) comes as a list of one."""
    rows = rows_of(body, shapes.FulfillmentEnvelope)
    found = (row.fulfillment or row.order_fulfillment or row.category or row for row in rows)
    return tuple(one for one in found if one.id is not None)


def status_of(raw: shapes.Order) -> ItemStatus:
    """One status for the whole order: it is closed, or the shipment says where it is, or the payment does.

    A label in a language we do not read is UNKNOWN and logged once; ``*_enum`` goes before any label (section 6).
    """
    payment, shipment = _word(raw.status_enum or raw.status), _word(raw.shipment_status_enum or raw.shipment_status)
    if payment in CLOSED:
        return CLOSED[payment]
    found = PAYMENT.get(payment)
    if found is None:
        _log_once("order status", raw.status_enum or raw.status or "")
        return ItemStatus.UNKNOWN
    if shipment in NOT_SHIPPED:
        return found
    if shipment not in SHIPMENT:
        _log_once("shipment status", raw.shipment_status_enum or raw.shipment_status or "")
    return SHIPMENT.get(shipment, ItemStatus.UNKNOWN)


def moment(written: str | None) -> datetime | None:
    """A time as aware UTC: ISO 8601 with an offset or ``Z``, or ``2023-02-10 13:56:35 UTC`` (section 6)."""
    try:
        found = datetime.fromisoformat((written or "").strip().removesuffix(" UTC"))
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def text(value: str | int | None) -> str:
    """Plain text of one line."""
    if value is None:
        return ""
    return "".join(letter for letter in " ".join(str(value).split()) if letter.isprintable())


def money(amount: Decimal | None, currency: str) -> Money | None:
    """An amount with its currency; None for what is no price at all."""
    if amount is None or not amount.is_finite() or abs(amount.adjusted()) > MOST_DIGITS:
        return None
    return Money(amount, currency)


def rows_of(body: bytes, shape: type[Record]) -> tuple[Record, ...]:
    """The records of a list, or a single one. Raises ``BrokenAnswer`` for an object that is none of ours."""
    rows: tuple[Record, ...] = decode(body, tuple[shape, ...])  # type: ignore[valid-type]
    if rows == (shape(),):
        raise unexpected(body)
    return rows


def unique(records: Iterable[Record], key: Callable[[Record], str], seen: set[str]) -> list[Record]:
    """Those not seen before: pages drift while they are read (section 5)."""
    found: list[Record] = []
    for record in records:
        if key(record) not in seen:
            seen.add(key(record))
            found.append(record)
    return found


def count_lost(what: str, count: int) -> None:
    if count:
        _log.warning("%d %s without an id were left out of a page", count, what)


def _order(raw: shapes.Order, shop: str) -> Found:
    created = moment(raw.created_at) or UNKNOWN_TIME
    currency = text(raw.currency).upper()
    address, country = _address(raw.shipping_address, text(raw.customer.phone) if raw.customer else "")
    lines = raw.products or ()
    order = Order(
        remote_id=str(raw.id),
        number=str(raw.id),
        platform_status=text(raw.status) or text(raw.status_enum),
        total=money(raw.total, currency) or Money(Decimal(0), currency),
        created_at=created,
        updated_at=created,  # orders carry no time of change (section 5)
        buyer=_name_of(raw.customer) or address.name,
        address=address,
        country=country,
        shop_remote_ids=(shop,),
        items=tuple(_item(raw, line, number, currency, shop) for number, line in enumerate(lines)),
        note=text(raw.additional_information),
        payment=text(raw.payment_method_name),
    )
    places = {place.location_id for line in lines for place in line.stock_locations or ()}
    return Found(order, tuple(place for place in places if place is not None))


def _item(raw: shapes.Order, line: shapes.Line, number: int, currency: str, shop: str) -> OrderItem:
    """A line has no id of its own and no status: it is named by its place, and shares its order's status."""
    shipment = text(raw.shipment_status) or text(raw.shipment_status_enum)
    return OrderItem(
        remote_id=f"{raw.id}:{number}",
        sku=text(line.sku),
        name=text(line.name),
        quantity=min(max(line.qty if line.qty is not None else 1, 0), MOST_UNITS),
        price=money(line.price, currency) or Money(Decimal(0), currency),
        status=status_of(raw),
        platform_status=shipment or text(raw.status) or text(raw.status_enum),
        shop_remote_id=shop,
        tracking_number=text(raw.tracking_number),
        tracking_url=text(raw.tracking_url),
        provider=text(raw.tracking_company),
        shipment_method=text(raw.shipping_method_name),
        image_url=text(line.image),
    )


def _address(raw: shapes.Address | None, phone: str) -> tuple[Address, str]:
    """The address, its country by name where one is told, and the country's code."""
    if raw is None:
        return Address(phone=phone), ""
    written, named = text(raw.country), text(raw.country_name)
    code = text(raw.country_code) or (written if len(written) == 2 else "")
    street = " ".join(filter(None, (text(raw.address), text(raw.street_number), text(raw.complement))))
    address = Address(
        name=" ".join(filter(None, (text(raw.name), text(raw.surname)))),
        lines=tuple(filter(None, (street, text(raw.municipality)))),
        city=text(raw.city),
        region=text(raw.region_name) or text(raw.region),
        postal_code=text(raw.postal),
        country=named or written or code,
        phone=phone,
    )
    return address, code.upper()


def _name_of(customer: shapes.Customer | None) -> str:
    person = customer.customer or customer if customer else None
    if person is None:
        return ""
    return text(person.fullname) or " ".join(filter(None, (text(person.name), text(person.surname))))


def _word(written: str | None) -> str:
    return re.sub(r"[^a-z]+", "_", text(written).lower()).strip("_") if (written or "").isascii() else text(written)


def _log_once(what: str, word: str) -> None:
    message = f"unknown {what} {clean(word, 40)!r}"
    if message not in _logged and len(_logged) < MOST_LOGGED:
        _logged.add(message)
        _log.warning("jumpseller: %s", message)
