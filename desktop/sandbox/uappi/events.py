"""What can happen at the hub, or by other hands on the same keys, while the client looks away."""

from typing import Any

from desktop.sandbox.stage import Event
from desktop.sandbox.uappi import world as worlds
from desktop.sandbox.uappi.account import Account

Happened = dict[str, Any]


def new_order(account: Account, event: dict[str, Any]) -> Happened:
    """`count` buyers order and pay; their labels are there at once."""
    made = []
    for _ in range(int(event.get("count", 1))):
        order = worlds.new_order(account.world, account.rng, account.now(), "aprovado")
        account.world.orders.append(order)
        made.append({"id": str(order["id"]), "number": str(order["id"])})
    return {"orders": made}


def order_cancelled(account: Account, event: dict[str, Any]) -> Happened:
    """A buyer calls an `order` off."""
    order = account.world.order(str(event.get("order")))
    order["situation"], order["updated_at"] = "cancelado", account.now()
    return {}


def stock_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` has `quantity` pieces now."""
    for _product, one in account.world.skus_of(str(event.get("variant"))):
        one["stock"] = int(event["quantity"])
    return {}


def price_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` costs `price` now in `market`."""
    key = f"{event['market']}|{event['variant']}"
    cents = round(float(event["price"]) * 100)
    account.world.prices[key] = [cents, cents]
    return {}


def safety_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`quantity` pieces of `variant` are held back from `market` now."""
    account.world.safety[f"{event['market']}|{event['variant']}"] = int(event["quantity"])
    return {}


def access_expired(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody else logs in with the same keys: the former token is dead (section 2)."""
    account.world.token = ""
    return {}


EVENTS: dict[str, Event[Account]] = {
    event.__name__: event
    for event in (new_order, order_cancelled, stock_changed, price_changed, safety_changed, access_expired)
}
