"""The reading endpoints besides the order list: shops, items, providers, and the link from item to product."""

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import check_query, check_uuid, several, single
from desktop.sandbox.jumia.refusals import Refusal, wrong
from desktop.sandbox.jumia.rendering import Renderer, shop_json
from desktop.sandbox.jumia.world import STATUSES, Item, Order

ITEM_ORDERS, PROVIDER_ITEMS = 25, 50
"""Most ids in one call (section 12.6)."""


async def shops(account: Account, request: Request) -> Answer:
    """GET /shops and /shops-of-master-shop: one answers an object, the other an array (section 4)."""
    check_query(request, ())
    all_of_master = request.url.path == "/shops-of-master-shop"
    found = [] if account.quirks.shops_empty and not all_of_master else account.world.shops
    rows = [shop_json(shop) for shop in found]
    return json_answer(rows if all_of_master != account.quirks.shops_array else {"shops": rows})


async def items(account: Account, request: Request) -> Answer:
    """GET /orders/items: an array with one entry per order (section 5.2)."""
    check_query(request, ("orderId", "status", "shopId"))
    orders = [found for order_id in _ids(request, "orderId", ITEM_ORDERS) if (found := _order(account, order_id))]
    if not orders:
        raise Refusal(404, "order not found")
    shop_id, statuses = account.shop_filter(single(request, "shopId")), check_statuses(several(request, "status"))
    renderer = Renderer(account.quirks, account.now())
    entries = [renderer.items(order, _chosen(order, shop_id, statuses)) for order in orders]
    account.read_back([item.id for order in orders for item in order.items])
    alone = account.quirks.items_object and len(entries) == 1
    return json_answer(entries[0] if alone else entries)


def _chosen(order: Order, shop_id: str | None, statuses: list[str]) -> list[Item]:
    return [
        item
        for item in order.items
        if (shop_id is None or item.shop_id == shop_id) and (not statuses or item.status in statuses)
    ]


def check_statuses(statuses: list[str]) -> list[str]:
    """Raises Refusal for a status that does not exist."""
    for status in statuses:
        if status not in STATUSES:
            raise wrong("parameter", f"unknown status {status!r}")
    return statuses


def _ids(request: Request, name: str, at_most: int) -> list[str]:
    ids = several(request, name)
    if not 1 <= len(ids) <= at_most:
        raise wrong("parameter", f"{name} must be given 1 to {at_most} times")
    return [check_uuid(one, name) for one in dict.fromkeys(ids)]


def _order(account: Account, order_id: str) -> Order | None:
    order = account.world.order_by_id.get(order_id)
    if order is None:
        account.harness.ledger.count("id", f"unknown order {order_id}")
    return order


async def providers(account: Account, request: Request) -> Answer:
    """GET /orders/shipment-providers (section 5.4)."""
    check_query(request, ("orderItemId",))
    renderer, rows = Renderer(account.quirks, account.now()), []
    for item_id in _ids(request, "orderItemId", PROVIDER_ITEMS):
        order, item = known_item(account, item_id)
        offered = [renderer.provider(provider) for provider in account.world.providers_of(order, item)]
        rows.append({"id": item_id, "shipmentProviders": offered})
    return json_answer({"orderItems": rows})


def known_item(account: Account, item_id: str) -> tuple[Order, Item]:
    """The item of this id with its order. Raises Refusal 404."""
    found = account.world.item_by_id.get(item_id)
    if found is None:
        raise wrong("id", f"unknown item {item_id}", 404)
    return found


async def product_of_item(account: Account, request: Request) -> Answer:
    """GET /catalog/stock/salesorderitem/{id}: the only way from an item to a productSid (section 6.6)."""
    check_query(request, ("status",))
    status = single(request, "status")
    if status not in ("PENDING", "SHIPPED", "CANCELED"):
        raise wrong("parameter", "status must be PENDING, SHIPPED or CANCELED")
    order, item = known_item(account, request.path_params["item_id"])
    if item.status != status:
        raise Refusal(404, "no such item with this status", code="NOT_FOUND")
    return json_answer(
        {"orderNumber": order.number, "status": item.status, "orderItemSid": item.id, "productSid": item.product_sid}
    )
