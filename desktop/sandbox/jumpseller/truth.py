"""The whole truth of the practice store, for comparing with what a client believes. Never served to clients."""

from typing import Any

from desktop.sandbox.amount import money
from desktop.sandbox.clock import iso
from desktop.sandbox.jumpseller import rendering
from desktop.sandbox.jumpseller.account import Account
from desktop.sandbox.jumpseller.world import Record

STEPS = {
    "requested": "ready",
    "in_transit": "shipped",
    "fulfilled": "shipped",
    "pickup_available": "shipped",
    "delivered": "delivered",
    "failed": "failed",
}


def whole(account: Account, order: str | None) -> dict[str, Any]:
    """Shops, orders, variants, promotions and effects; with `order` (id) only that order."""
    world = account.world
    orders = list(world.of("orders").values()) if order is None else [world.order(order)]
    return {
        "shops": [{"id": "practice-store", "name": "Practice store"}],
        "orders": [_order(account, one) for one in orders],
        "variants": [_variant(*one) for one in world.sellable()],
        "promotions": [_promotion(one) for one in world.of("promotions").values()],
        "effects": world.effects,
    }


def step(order: Record) -> str:
    """How far an order is, in the neutral words."""
    if order["status"] in ("canceled", "abandoned"):
        return "cancelled"
    if order["shipment"] in STEPS:
        return STEPS[order["shipment"]]
    return {"paid": "to_pack", "pending_payment": "unpaid"}[order["status"]]


def _order(account: Account, order: Record) -> dict[str, Any]:
    items = [_item(account, order, number, line) for number, line in enumerate(order["lines"])]
    return {
        "id": str(order["id"]),
        "number": str(order["id"]),
        "shop_ids": ["practice-store"],
        "country": account.world.country,
        "currency": account.world.currency,
        "total": money(rendering.total(order)),
        "created_at": iso(int(order["created_at"])),
        "updated_at": iso(int(order["created_at"])),
        "buyer": order["customer"]["fullname"],
        "cancelled": order["status"] == "canceled",
        "items": items,
    }


def _item(account: Account, order: Record, number: int, line: Record) -> dict[str, Any]:
    return {
        "id": f"{order['id']}:{number}",
        "sku": line["sku"],
        "name": line["name"],
        "quantity": line["qty"],
        "price": money(line["price"]),
        "status": f"{order['status']} {order['shipment']}",
        "step": step(order),
        "tracking_number": order["tracking_number"],
        "provider": order["tracking_company"],
    }


def _variant(id_: str, product: Record, thing: Record) -> dict[str, Any]:
    status = "active" if product["status"] == "available" else "inactive"
    compare = thing.get("compare_at_price")
    reduced = compare is not None and compare > thing["price"]
    offer = {
        "market": "",
        "price": money(max(compare or 0, thing["price"])),
        "sale_price": money(thing["price"]) if reduced else None,
        "sale_from": None,
        "sale_to": None,
        "status": status,
        "safety_stock": None,
    }
    return {
        "id": id_,
        "sku": thing["sku"],
        "name": product["name"],
        "shop": "practice-store",
        "market": "",
        "stock": None if thing["stock_unlimited"] else thing["stock"],
        "safety_stock": None,
        "stocks": [],
        "status": status,
        "offers": [offer],
    }


def _promotion(promotion: Record) -> dict[str, Any]:
    return {
        "id": str(promotion["id"]),
        "name": promotion.get("name"),
        "kind": "coupon" if promotion.get("coupons") else "store",
        "starts_at": None if promotion.get("begins_at") is None else iso(promotion["begins_at"]),
        "ends_at": None if promotion.get("expires_at") is None else iso(promotion["expires_at"]),
        "enabled": promotion.get("enabled", True),
        "lines": [],
    }
