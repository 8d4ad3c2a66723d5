"""Ready to ship and cancel: the two other things a seller can do to items (section 5.5)."""

from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import json_object, text_list
from desktop.sandbox.jumia.rejects import Reject, SameRoute, check_packed, check_pending, each, parts, seller_item
from desktop.sandbox.jumia.world import CANCELED, PENDING, READY

MOST = 200
"""Most ids in one call (section 12.6)."""


async def item_ids(request: Request) -> list[str]:
    """The body `{"orderItemIds": [...]}`. Raises Refusal."""
    body = await json_object(request, {"orderItemIds"})
    return text_list(body["orderItemIds"], "orderItemIds", MOST)


async def ready_to_ship(account: Account, request: Request) -> Answer:
    """POST /orders/ready-to-ship: packed items of one country, method and provider."""
    route, path = SameRoute(account), request.url.path
    by_package: dict[str, list[str]] = {}

    def ready(item_id: str) -> None:
        order, item = seller_item(account, item_id)
        account.watch(item, "ready", path)
        check_packed(account, item)
        check_pending(item)
        route.check(order, item)
        account.world.move(order, item, READY, account.now())
        account.done(item, "ready")
        by_package.setdefault(item.tracking_number, []).append(item_id)

    refused = each(await item_ids(request), ready)
    packages = [_package(account, tracking_number, ids) for tracking_number, ids in by_package.items()]
    return parts(account, 200, ("packages", packages), ("orderItems", refused))


def _package(account: Account, tracking_number: str, ids: list[str]) -> dict[str, Any]:
    country = account.world.packages[tracking_number].country
    return {"orderItems": ids, "trackingNumber": tracking_number, "countryCode": country}


async def cancel(account: Account, request: Request) -> Answer:
    """PUT /orders/cancel: no reason can be sent, Jumia records its own."""
    path = request.url.path
    canceled: list[dict[str, Any]] = []
    reason = {"id": "1", "description": "Out of stock"}

    def stop(item_id: str) -> None:
        order, item = seller_item(account, item_id)
        account.watch(item, "cancel", path)
        if item.status not in (PENDING, READY):
            raise Reject("INVALID_STATUS", f"Order item is {item.status}.")
        account.world.move(order, item, CANCELED, account.now())
        account.done(item, "cancel")
        canceled.append({"id": item_id, "countryCode": order.country, "cancellationReason": reason})

    refused = each(await item_ids(request), stop)
    return parts(account, 200, ("orderItems", canceled), ("orderItems", refused))
