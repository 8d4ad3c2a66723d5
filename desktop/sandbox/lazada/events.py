"""What can happen on the platform's side, or by other hands in Seller Center, while the client looks away."""

from typing import Any

from desktop.sandbox.lazada import world as worlds
from desktop.sandbox.lazada.account import Account
from desktop.sandbox.lazada.world import Record
from desktop.sandbox.stage import Event

Happened = dict[str, Any]


def new_order(account: Account, event: dict[str, Any]) -> Happened:
    """`count` buyers order."""
    made, shelves = [], account.world.skus()
    for _ in range(int(event.get("count", 1))):
        order = worlds.new_order(account.world, shelves, account.rng, account.now(), "pending")
        account.world.orders.append(order)
        made.append({"id": str(order["id"]), "number": str(order["id"])})
    return {"orders": made}


def _order(account: Account, event: dict[str, Any]) -> Record:
    found = account.world.order(event.get("order"))
    if found is None:
        raise ValueError(f"there is no order {event.get('order')!r}")
    return found


def _sku(account: Account, event: dict[str, Any]) -> tuple[Record, Record]:
    found = account.world.sku(event.get("variant"))
    if found is None:
        raise ValueError(f"there is no variant {event.get('variant')!r}")
    return found


def order_cancelled(account: Account, event: dict[str, Any]) -> Happened:
    """The buyer calls an `order` off."""
    order = _order(account, event)
    for item in order["items"]:
        item["status"] = "canceled"
    order["updated_at"] = account.now()
    return {}


def cancel_requested(account: Account, event: dict[str, Any]) -> Happened:
    """The buyer of an `order` asks to cancel it; the seller must answer."""
    order = _order(account, event)
    for item in order["items"]:
        item["asks_cancel"] = True
    order["updated_at"] = account.now()
    return {}


def packed_elsewhere(account: Account, event: dict[str, Any]) -> Happened:
    """Somebody packs an `order` in Seller Center."""
    order = _order(account, event)
    package, tracking = account.world.new_package()
    for item in order["items"]:
        item |= {"status": "packed", "package_id": package, "tracking": tracking, "provider": "LEX SG"}
    order["updated_at"] = account.now()
    return {}


def courier_run(account: Account, event: dict[str, Any]) -> Happened:
    """The courier takes everything that is ready to ship."""
    for order in account.world.orders:
        for item in order["items"]:
            if item["status"] == "ready_to_ship":
                item["status"], order["updated_at"] = "shipped", account.now()
    return {}


def stock_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` has `quantity` pieces now."""
    product, sku = _sku(account, event)
    sku["quantity"], product["at"] = int(event["quantity"]), account.now()
    return {}


def price_changed(account: Account, event: dict[str, Any]) -> Happened:
    """`variant` costs `price` now."""
    product, sku = _sku(account, event)
    sku["price"], product["at"] = round(float(event["price"]) * 100), account.now()
    return {}


def quality_checked(account: Account, event: dict[str, Any]) -> Happened:
    """The check of `variant`'s product is over: approved, or rejected for the `violation` that is named (10.1)."""
    product, _sku_of_it = _sku(account, event)
    product["violation"] = str(event.get("violation") or "")
    product["status"], product["at"] = "InActive" if product["violation"] else "Active", account.now()
    return {}


def access_expired(account: Account, event: dict[str, Any]) -> Happened:
    """All access tokens are dead now; refresh tokens live on."""
    account.world.tokens = dict.fromkeys(account.world.tokens, 0.0)
    return {}


def refresh_revoked(account: Account, event: dict[str, Any]) -> Happened:
    """All refresh tokens are dead now."""
    account.world.refresh_tokens = dict.fromkeys(account.world.refresh_tokens, 0.0)
    return {}


def consent(account: Account, event: dict[str, Any]) -> Happened:
    """The seller consents in the browser: a code that works once."""
    code = f"0_{account.world.app_key}_{account.rng.getrandbits(64):016x}"
    account.world.codes.append(code)
    return {"code": code}


EVENTS: dict[str, Event[Account]] = {
    event.__name__: event
    for event in (
        new_order, order_cancelled, cancel_requested, packed_elsewhere, courier_run, stock_changed, price_changed,
        quality_checked, access_expired, refresh_revoked, consent,
    )
}  # fmt: skip
