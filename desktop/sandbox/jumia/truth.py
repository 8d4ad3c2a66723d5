"""The whole truth of the practice world, for comparing with what a client believes. Never served to clients."""

from collections import Counter
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.amount import money
from desktop.sandbox.clock import iso
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.listings import Listing, Storefront, client_of
from desktop.sandbox.jumia.rendering import address, shop_json, total_local
from desktop.sandbox.jumia.world import CANCELED, DELIVERED, FAILED, READY, RETURNED, SHIPPED, Item, Order, Package

STEPS = {
    READY: "ready",
    SHIPPED: "shipped",
    DELIVERED: "delivered",
    FAILED: "failed",
    RETURNED: "returned",
    CANCELED: "cancelled",
}
"""How far an item is, in the neutral words; a pending one is packed or not."""


def whole(account: Account, order: str | None) -> dict[str, Any]:
    """Shops, orders with items, packages and tokens; with `order` (id or number) only that order and its packages."""
    world = account.world
    orders = world.orders if order is None else [world.order(order)]
    ids = {one.id for one in orders}
    items = [item for one in orders for item in one.items]
    return {
        "shops": [shop_json(shop) for shop in world.shops],
        "orders": [_order(one) for one in orders],
        "variants": [_variant(account, one) for one in account.shelf.listings.values()],
        "promotions": [],
        "effects": account.shelf.effects,
        "packages": [_package(account, one) for one in world.packages.values() if one.order_id in ids],
        "items_by_status": dict(Counter(item.status for item in items)),
        "refresh_rotations": account.tokens.rotations,
        "roles": account.roles,
    }


def _order(order: Order) -> dict[str, Any]:
    country = practice.country(order.country)
    return {
        "id": order.id,
        "number": order.number,
        "shop_ids": list(dict.fromkeys(item.shop_id for item in order.items)),
        "country": order.country,
        "currency": country.currency,
        "total": money(total_local(order), country.unit),
        "prepaid": order.prepaid,
        "created_at": iso(order.created_at),
        "updated_at": iso(order.updated_at),
        "buyer": f"{order.first_name} {order.last_name}",
        "address": address(order),
        "cancelled": order.statuses == {CANCELED},
        "statuses": sorted(order.statuses),
        "items": [_item(item, country) for item in order.items],
    }


def _item(item: Item, country: practice.Country) -> dict[str, Any]:
    return {
        "id": item.id,
        "shop_id": item.shop_id,
        "sku": item.sku,
        "name": item.name,
        "quantity": 1,
        "status": item.status,
        "step": STEPS.get(item.status) or ("packed" if item.tracking_number else "to_pack"),
        "provider": item.provider_id or None,
        "packed": bool(item.tracking_number),
        "tracking_number": item.tracking_number or None,
        "provider_id": item.provider_id or None,
        "delivery_option": item.delivery_option,
        "by_jumia": item.by_jumia,
        "price": money(item.price_local, country.unit),
        "paid": money(item.paid_local, country.unit),
        "shipping": money(item.shipping_local, country.unit),
        "done_by_client": item.done,
        "times": {name: iso(at) for name, at in item.times.items()},
    }


def _variant(account: Account, one: Listing) -> dict[str, Any]:
    fronts = [_offer(one, front) for front in one.storefronts]
    offers = [_everywhere(one), *fronts]
    return {
        "id": one.sid,
        "sku": one.sku,
        "name": one.name,
        "shop": one.shop_id,
        "market": "",
        "stock": one.stock,
        "safety_stock": None,
        "stocks": [],
        "status": "active" if any(offer["status"] == "active" for offer in fronts) else "inactive",
        "offers": offers,
    }


def _everywhere(one: Listing) -> dict[str, Any]:
    """The global price, in US dollars."""
    ends: dict[str, str | None] = {"sale_from": None, "sale_to": None}
    if one.sale is not None:
        ends = {"sale_from": f"{one.sale.start[:10]}T00:00:00Z", "sale_to": f"{one.sale.end[:10]}T00:00:00Z"}
    sale = None if one.sale is None else money(one.sale.value, 100)
    prices = {"price": money(one.price, 100), "sale_price": sale, **ends}
    return {"market": "", **prices, "status": "", "safety_stock": None}


def _offer(one: Listing, front: Storefront) -> dict[str, Any]:
    """In the country's own money; where it has no price of its own, the global one in US dollars counts."""
    country = practice.country(front.country)
    price, unit = (one.price, 100) if front.price is None else (front.price, country.unit)
    sale = one.sale if front.price is None else front.sale
    return {
        "market": client_of(front.country),
        "price": money(price, unit),
        "sale_price": None if sale is None else money(sale.value, unit),
        "sale_from": None if sale is None else f"{sale.start[:10]}T00:00:00Z",
        "sale_to": None if sale is None else f"{sale.end[:10]}T00:00:00Z",
        "status": front.status.lower(),
        "safety_stock": None,
    }


def _package(account: Account, package: Package) -> dict[str, Any]:
    order = account.world.order_by_id[package.order_id]
    return {
        "tracking_number": package.tracking_number,
        "order_id": package.order_id,
        "order_number": order.number,
        "country": package.country,
        "provider_id": package.provider_id,
        "item_ids": package.item_ids,
        "labels_served": package.served,
    }
