"""What can happen on Jumia's side, or by other hands on the same account, while the client looks away."""

from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.jumia.account import MANAGER, VIEWER, Account
from desktop.sandbox.jumia.seeding import OrderMaker
from desktop.sandbox.jumia.world import CANCELED, DELIVERED, FAILED, PENDING, READY, RETURNED, SHIPPED, Item, Order
from desktop.sandbox.stage import Event

BEFORE = {
    SHIPPED: (READY,),
    DELIVERED: (SHIPPED,),
    FAILED: (SHIPPED,),
    RETURNED: (DELIVERED,),
    CANCELED: (PENDING, READY),
    READY: (PENDING,),
}
"""From where an item may come to a status (section 5.3)."""

Happened = dict[str, Any]


def _named(account: Account, event: dict[str, Any]) -> tuple[Order, list[Item]]:
    """The order of an event and the items meant: `items` (ids), or all. Raises ValueError."""
    order = account.world.order(str(event.get("order", "")))
    wanted = event.get("items")
    items = [item for item in order.items if wanted is None or item.id in wanted]
    if not items:
        raise ValueError("none of these items is in the order")
    return order, items


def _moved(order: Order) -> Happened:
    return {"order": order.number, "statuses": {item.id: item.status for item in order.items}}


def new_order(account: Account, event: dict[str, Any]) -> Happened:
    """`count` buyers order (`country`, `items` per order)."""
    maker, made = OrderMaker(account.world, account.rng), []
    for _ in range(int(event.get("count", 1))):
        order = maker.new_order(account.now(), event.get("country"), event.get("items"))
        account.world.add(order)
        made.append({"id": order.id, "number": order.number, "items": [item.id for item in order.items]})
    return {"orders": made}


def move(account: Account, event: dict[str, Any]) -> Happened:
    """Items go to status `to`, along the arrows only."""
    order, items = _named(account, event)
    status = str(event.get("to"))
    if status not in BEFORE or any(item.status not in BEFORE[status] for item in items):
        raise ValueError(f"not all of these items can become {status}")
    for item in items:
        account.world.move(order, item, status, account.now())
    return _moved(order)


def buyer_cancels(account: Account, event: dict[str, Any]) -> Happened:
    """The buyer calls it off before it is shipped."""
    return move(account, {**event, "to": CANCELED})


def courier_run(account: Account, event: dict[str, Any]) -> Happened:
    """Jumia collects everything that is ready to ship."""
    collected = 0
    for order in account.world.orders:
        for item in order.items:
            if item.status == READY:
                account.world.move(order, item, SHIPPED, account.now())
                collected += 1
    return {"items": collected}


def packed_elsewhere(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody packs an order in Vendor Center itself, by the first provider, one package per shop."""
    order, items = _named(account, event)
    if any(item.status != PENDING or item.tracking_number or item.by_jumia for item in items):
        raise ValueError("not all of these items can be packed")
    for shop_id in dict.fromkeys(item.shop_id for item in items):
        own = [item for item in items if item.shop_id == shop_id]
        provider = account.world.providers_of(order, own[0])[0]
        account.world.pack(order, own, provider.id, account.world.new_tracking_number(order.country), account.now())
    return {**_moved(order), "tracking_numbers": sorted({item.tracking_number for item in items})}


def ready_elsewhere(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody marks packed items ready to ship in Vendor Center itself."""
    if not all(item.tracking_number for item in _named(account, event)[1]):
        raise ValueError("not all of these items are packed")
    return move(account, {**event, "to": READY})


def address_changed(account: Account, event: dict[str, Any]) -> Happened:
    """The buyer moves within the country."""
    order, _ = _named(account, event)
    who = practice.buyer(account.rng, order.country)
    order.street, order.city, order.region = who.street, who.city, who.region
    order.ward, order.postal_code, order.hub, order.updated_at = who.ward, who.postal_code, who.hub, account.now()
    return {"order": order.number}


def token_generated(account: Account, event: dict[str, Any]) -> Happened:
    """The seller clicks Generate Token: a further refresh token."""
    token = account.tokens.generate(account.harness.clock.now(), account.quirks)
    return {"client_id": account.tokens.client_id, "refresh_token": token}


def refresh_revoked(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody else rotated the refresh tokens away; access tokens live on."""
    account.tokens.end_refresh()
    return {}


def access_expired(account: Account, event: dict[str, Any]) -> Happened:
    """All access tokens are dead now; refresh tokens live on."""
    account.tokens.end_access()
    return {}


def roles(account: Account, event: dict[str, Any]) -> Happened:
    """The application's roles are now `roles` (texts)."""
    given = event.get("roles", [])
    if not isinstance(given, list) or not set(given) <= {VIEWER, MANAGER}:
        raise ValueError(f"roles are {VIEWER!r} and {MANAGER!r}")
    account.roles = list(given)
    return {"roles": account.roles}


def order_cancelled(account: Account, event: dict[str, Any]) -> Happened:
    """As buyer_cancels: the word that all platforms share."""
    return buyer_cancels(account, event)


def stock_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` has `quantity` pieces now."""
    account.shelf.listing(str(event.get("variant"))).stock = int(event["quantity"])
    return {}


def price_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` costs `price` now in `market`, or in its first country."""
    listing = account.shelf.listing(str(event.get("variant")))
    front = listing.storefront(str(event.get("market"))) or listing.storefronts[0]
    front.price = round(float(event["price"]) * practice.country(front.country).unit)
    return {}


EVENTS: dict[str, Event[Account]] = {
    event.__name__: event
    for event in (
        new_order, move, buyer_cancels, courier_run, packed_elsewhere, ready_elsewhere, address_changed,
        token_generated, refresh_revoked, access_expired, roles, order_cancelled, stock_changed, price_changed,
    )
}  # fmt: skip
