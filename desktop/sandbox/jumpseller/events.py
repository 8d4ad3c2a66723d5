"""What can happen in the store, or by other hands in its admin panel, while the client looks away."""

from typing import Any

from desktop.sandbox.jumpseller import seeding
from desktop.sandbox.jumpseller.account import Account
from desktop.sandbox.stage import Event

Happened = dict[str, Any]


def new_order(account: Account, event: dict[str, Any]) -> Happened:
    """`count` buyers order and pay."""
    made = []
    for _ in range(int(event.get("count", 1))):
        order = seeding.new_order(account.world, account.rng, account.now(), ("paid", "unfulfilled", 1))
        made.append({"id": str(order["id"]), "number": str(order["id"])})
    return {"orders": made}


def order_cancelled(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody cancels an `order` in the admin panel."""
    account.world.order(str(event.get("order")))["status"] = "canceled"
    return {}


def order_shipped(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody marks an `order` as shipped in the admin panel."""
    order = account.world.order(str(event.get("order")))
    order["shipment"], order["tracking_number"] = "in_transit", "ADMIN-1"
    return {}


def order_paid(account: Account, event: dict[str, Any]) -> Happened:
    """The money for an `order` arrives."""
    account.world.order(str(event.get("order")))["status"] = "paid"
    return {}


def stock_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` has `quantity` pieces now."""
    account.world.one_sellable(str(event.get("variant")))["stock"] = int(event["quantity"])
    return {}


def price_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` costs `price` now."""
    account.world.one_sellable(str(event.get("variant")))["price"] = round(float(event["price"]) * 100)
    return {}


def token_reset(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody presses Reset beside the auth token: the old one is dead."""
    account.world.authtoken = f"{account.rng.getrandbits(160):040x}"
    return {"authtoken": account.world.authtoken}


EVENTS: dict[str, Event[Account]] = {
    event.__name__: event
    for event in (new_order, order_cancelled, order_shipped, order_paid, stock_changed, price_changed, token_reset)
}
