"""The whole truth of the practice hub, for comparing with what a client believes. Never served to clients."""

from typing import Any

from desktop.sandbox.amount import money
from desktop.sandbox.clock import iso
from desktop.sandbox.uappi.account import Account
from desktop.sandbox.uappi.world import Record

STEPS = {
    "pendente": "unpaid",
    "aprovado": "to_pack",
    "faturado": "to_pack",
    "enviado": "shipped",
    "entregue": "delivered",
    "cancelado": "cancelled",
}


def whole(account: Account, order: str | None) -> dict[str, Any]:
    """Shops, orders, variants and effects; with `order` (number) only that order."""
    world = account.world
    orders = world.orders if order is None else [world.order(order)]
    return {
        "shops": [{"id": "hub", "name": "Uappi"}],
        "orders": [_order(one) for one in orders],
        "variants": [found for p, one in world.variations() if (found := _variant(account, p, one))],
        "promotions": [],
        "effects": world.effects,
        "ad_prices": world.ad_prices,
    }


def _order(one: Record) -> dict[str, Any]:
    goods = sum(line["price"] * line["quantity"] for line in one["lines"])
    return {
        "id": str(one["id"]),
        "number": str(one["id"]),
        "shop_ids": ["hub"],
        "country": "",
        "currency": "BRL",
        "total": money(goods + one["freight"]),
        "created_at": iso(int(one["at"])),
        "updated_at": iso(int(one["updated_at"])),
        "buyer": one["buyer"],
        "cancelled": one["situation"] == "cancelado",
        "labels": one["labels"],
        "label_count": one["label_count"] if one["labels"] else 0,
        "items": [_item(one, number, line) for number, line in enumerate(one["lines"])],
    }


def _item(one: Record, number: int, line: Record) -> dict[str, Any]:
    return {
        "id": f"{one['id']}:{number}",
        "sku": line["sku"],
        "name": line["name"],
        "quantity": line["quantity"],
        "price": money(line["price"]),
        "status": one["situation"],
        "step": STEPS[one["situation"]],
        "tracking_number": one["tracking"] or None,
        "provider": "Hub courier",
    }


def _variant(account: Account, product: Record, one: Record) -> dict[str, Any] | None:
    """Without the assumed lists only what is held back or sold dearer somewhere can be known."""
    known, offers = account.quirks.assumed_reads, []
    if known:
        offers.append(_offer("", one["price"], one["price"], None))
    for channel in account.world.channels:
        key = f"{channel['id']}|{one['sku']}"
        listed, sold = account.world.prices.get(key, (None, None))
        held = account.world.safety.get(key)
        if listed is not None or held is not None:
            offers.append(_offer(str(channel["id"]), listed, sold, held))
    if not offers:
        return None
    return {
        "id": one["sku"],
        "sku": one["sku"],
        "name": product["name"] if known else "",
        "shop": "hub",
        "market": "",
        "stock": one["stock"] if known else None,
        "safety_stock": None,
        "stocks": [],
        "status": "active",
        "offers": offers,
    }


def _offer(market: str, listed: int | None, sold: int | None, held: int | None) -> dict[str, Any]:
    return {
        "market": market,
        "price": None if listed is None else money(listed),
        "sale_price": None if sold is None else money(sold),
        "sale_from": None,
        "sale_to": None,
        "status": "active",
        "safety_stock": held,
    }
