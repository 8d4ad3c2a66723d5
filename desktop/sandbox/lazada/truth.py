"""The whole truth of the practice shop, for comparing with what a client believes. Never served to clients."""

from typing import Any

from desktop.sandbox.amount import money
from desktop.sandbox.clock import iso
from desktop.sandbox.lazada.account import Account
from desktop.sandbox.lazada.orders import total
from desktop.sandbox.lazada.world import Record

STEPS = {
    "unpaid": "unpaid",
    "pending": "to_pack",
    "repacked": "to_pack",
    "packed": "packed",
    "ready_to_ship": "ready",
    "shipped": "shipped",
    "delivered": "delivered",
    "canceled": "cancelled",
    "failed_delivery": "failed",
    "returned": "returned",
}


def whole(account: Account, order: str | None) -> dict[str, Any]:
    """Shops, orders, variants and effects; with `order` (id) only that order."""
    world = account.world
    orders = world.orders if order is None else [one for one in world.orders if str(one["id"]) == order]
    if order is not None and not orders:
        raise ValueError(f"there is no order {order!r}")
    return {
        "shops": [{"id": str(world.seller_id), "name": "Practice shop"}],
        "orders": [_order(account, one) for one in orders],
        "variants": [_variant(account, *one) for one in world.skus()],
        "promotions": [],
        "effects": world.effects,
    }


def _order(account: Account, one: Record) -> dict[str, Any]:
    return {
        "id": str(one["id"]),
        "number": str(one["id"]),
        "shop_ids": [str(account.world.seller_id)],
        "country": account.world.country,
        "currency": account.world.currency,
        "total": money(total(one)),
        "created_at": iso(int(one["at"])),
        "updated_at": iso(int(one["updated_at"])),
        "buyer": one["buyer"],
        "cancelled": all(item["status"] == "canceled" for item in one["items"]),
        "items": [_item(item) for item in one["items"]],
    }


def _item(item: Record) -> dict[str, Any]:
    return {
        "id": str(item["id"]),
        "sku": item["sku"],
        "name": item["name"],
        "quantity": 1,
        "price": money(item["price"]),
        "status": item["status"],
        "step": _step(item),
        "invoice_number": item["invoice"],
        "tracking_number": item["tracking"] or None,
        "provider": item["provider"] or None,
    }


def _step(item: Record) -> str:
    """A buyer who asks to cancel is waiting as long as the parcel is in the house (section 8.3)."""
    step = STEPS[item["status"]]
    return "cancel_requested" if item["asks_cancel"] and step in ("to_pack", "packed", "ready") else step


def _variant(account: Account, product: Record, sku: Record) -> dict[str, Any]:
    special = sku["special"]
    offer = {
        "market": "",
        "price": money(sku["price"]),
        "sale_price": money(special["price"]) if special else None,
        "sale_from": f"{special['from']}T00:00:00Z" if special else None,
        "sale_to": f"{special['to']}T00:00:00Z" if special else None,
        "status": sku["status"],
        "safety_stock": None,
    }
    return {
        "id": str(sku["sku_id"]),
        "sku": sku["sku"],
        "name": product["name"],
        "shop": str(account.world.seller_id),
        "market": "",
        "stock": sku["quantity"],
        "safety_stock": None,
        "stocks": [{"warehouse": "dropshipping", "quantity": sku["quantity"]}],
        "status": sku["status"],
        "offers": [offer],
    }
