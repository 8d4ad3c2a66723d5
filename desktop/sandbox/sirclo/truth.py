"""The whole truth of the practice brand, for comparing with what a client believes. Never served to clients."""

from typing import Any

from desktop.sandbox.clock import iso
from desktop.sandbox.sirclo import order_message
from desktop.sandbox.sirclo import world as words
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.broker import waiting
from desktop.sandbox.sirclo.product_message import variant_id
from desktop.sandbox.sirclo.world import Record, order_id, total

STEPS = {
    words.UNPAID: "unpaid",
    words.PENDING: "to_accept",
    words.ACCEPTED: "to_pack",
    words.PACK_FAILED: "to_pack",
    words.PACKED: "ready",  # its waybill number is there: only the courier is left
    words.SHIPPED: "shipped",
    words.COMPLETED: "delivered",
    words.CANCELLED: "cancelled",
    words.REQUEST_CANCEL: "cancel_requested",
}
"""How far an order is, in the neutral words; a failed packing is still to be packed."""


def whole(account: Account, order: str | None) -> dict[str, Any]:
    """Shops, orders, variants, promotions, effects, messages; with `order` (id or number) only that order."""
    account.settle()
    world = account.world
    orders = list(world.orders.values()) if order is None else [world.order(order)]
    brands = {link["brand_id"]: None for link in world.links.values() if link["connected"]}
    return {
        "shops": [{"id": brand, "name": world.brands[brand]} for brand in brands],
        "channels": {code: link["connected"] for code, link in world.links.items()},
        "orders": [_order(account, one) for one in orders],
        "variants": [_variant(account, product, one) for product, one in world.variants()],
        "promotions": [_promotion(account, one) for one in world.promotions],
        "effects": world.effects,
        "features": world.features,
        "waiting": waiting(account.broker.subscriptions.values()),
        "dead": account.broker.dead,
    }


def money(amount: int) -> str:
    """Rupiah as decimal text."""
    return f"{amount}.00"


def _order(account: Account, one: Record) -> dict[str, Any]:
    return {
        "id": order_id(one),
        "number": one["number"],
        "channel": one["channel"],
        "shop_ids": [account.world.links[one["channel"]]["brand_id"]],
        "country": "ID",
        "currency": "IDR",
        "total": money(total(one)),
        "created_at": iso(one["created"]),
        "updated_at": iso(one["updated"]),
        "buyer": f"{one['first']} {one['last']}",
        "status": one["status"],
        "cancelled": one["status"] == words.CANCELLED,
        "by_marketplace": one["by_marketplace"],
        "settlement_code": one["settlement_code"],
        "done_by_client": one["done"],
        "items": [_item(one, line) for line in one["lines"]],
    }


def _item(one: Record, line: Record) -> dict[str, Any]:
    return {
        "id": line["id"],
        "sku": line["sku"],
        "name": line["name"],
        "quantity": line["quantity"],
        "price": money(line["price"]),
        "status": one["status"],
        "step": STEPS.get(one["status"], "unknown"),
        "tracking_number": one["awb"] or None,
        "provider": order_message.method(one),
    }


def _variant(account: Account, product: Record, one: Record) -> dict[str, Any]:
    by_place = [{"warehouse": place, "quantity": quantity} for place, quantity in one["stocks"].items() if place]
    offer = {"market": product["channel"], "price": money(one["price"]), "sale_price": None}
    return {
        "id": variant_id(account, product, one),
        "sku": one["sku"],
        "name": one["name"],
        "shop": account.world.links[product["channel"]]["brand_id"],
        "market": product["channel"],
        "stock": sum(one["stocks"].values()),
        "safety_stock": None,
        "stocks": by_place if account.quirks.products_v2 else [],
        "status": one["status"],
        "offers": [{**offer, "sale_from": None, "sale_to": None, "status": one["status"], "safety_stock": None}],
    }


def _promotion(account: Account, one: Record) -> dict[str, Any]:
    return {
        "id": one["id"],
        "name": one["name"],
        "kind": "discount",
        "shop": one["brand_id"],
        "starts_at": iso(one["start"]),
        "ends_at": iso(one["end"]),
        "lines": [
            {
                "discount_id": line["discount_id"],
                "variant": line["variant"],
                "sku": line["sku"],
                "market": line["market"],
                "price": money(line["price"]),
                "max_order": line["max_order"],
                "promo_stock": line["promo_stock"],
                "active": not line["ended"] and line["end"] > account.now(),
            }
            for line in one["lines"]
        ],
    }
