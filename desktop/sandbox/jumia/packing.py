"""Packing: POST /v2/orders/pack by package, and the older POST /orders/pack by item (section 5.5)."""

from collections import defaultdict
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import check_fields, json_object, text_list
from desktop.sandbox.jumia.refusals import wrong
from desktop.sandbox.jumia.rejects import Reject, check_unpacked, each, held_against, parts, seller_item
from desktop.sandbox.jumia.world import Item, Order, Provider

MOST = 200
"""Most packages, and most items of a package; no source names a number."""


async def pack(account: Account, request: Request) -> Answer:
    """POST /v2/orders/pack: each package by itself, all of its items or none."""
    body = await json_object(request, {"packages"})
    packages = [_package(one) for one in _entries(body["packages"], "packages")]
    packed, refused = [], []
    for package in packages:
        try:
            packed.append(_pack_one(account, request.url.path, **package))
        except Reject as reject:
            refused.append({"orderItems": package["item_ids"], "error": reject.message})
    return parts(account, 201, ("packages", packed), ("packages", refused))


def _entries(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST:
        raise wrong("body", f"{name} must be a list of 1 to {MOST} entries")
    return value


def _package(entry: Any) -> dict[str, Any]:
    """One package of the body; `orderItems` may be one id or a list (section 5.5). Raises Refusal."""
    fields = check_fields(entry, "package", {"orderItems", "shipmentProviderId"}, ("trackingCode",))
    wanted = fields["orderItems"]
    item_ids = text_list([wanted] if isinstance(wanted, str) else wanted, "orderItems", MOST)
    return {
        "item_ids": item_ids,
        "provider_id": _text(fields["shipmentProviderId"], "shipmentProviderId"),
        "code": _text(fields["trackingCode"], "trackingCode") if "trackingCode" in fields else None,
    }


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise wrong("body", f"{name} must be a text")
    return value


def _pack_one(account: Account, path: str, item_ids: list[str], provider_id: str, code: str | None) -> dict[str, Any]:
    """Pack one package. Raises Reject and then changes nothing."""
    found = [_ready_item(account, path, item_id) for item_id in item_ids]
    order, items = _same_order(account, found), [item for _, item in found]
    provider = _provider(account, order, items, provider_id)
    tracking_number = _tracking_number(account, provider, code)
    account.world.pack(order, items, provider.id, tracking_number, account.now())
    for item in items:
        account.done(item, "pack")
    return {"orderItems": item_ids, "trackingCode": tracking_number, "countryCode": order.country}


def _ready_item(account: Account, path: str, item_id: str) -> tuple[Order, Item]:
    order, item = seller_item(account, item_id)
    account.watch(item, "pack", path)
    check_unpacked(item)
    return order, item


def _same_order(account: Account, found: list[tuple[Order, Item]]) -> Order:
    """The one order of all items. Raises Reject for two, or for two shipping methods."""
    first = found[0]
    if any(order is not first[0] for order, _ in found):
        raise held_against(account, "mixed", "ORDER_MISMATCH", "Order items are not from the same order.")
    if any(item.delivery_option != first[1].delivery_option for _, item in found):
        raise held_against(account, "mixed", "METHOD_MISMATCH", "Order items have different shipment methods.")
    return first[0]


def _provider(account: Account, order: Order, items: list[Item], provider_id: str) -> Provider:
    """The named provider, if he may carry all of the items. Raises Reject."""
    for item in items:
        if all(one.id != provider_id for one in account.world.providers_of(order, item)):
            why = "Shipment provider is not available for these order items."
            raise held_against(account, "mixed", "PROVIDER_MISMATCH", why)
    return next(one for one in account.world.providers if one.id == provider_id)


def _tracking_number(account: Account, provider: Provider, code: str | None) -> str:
    """Jumia's own next number, or the seller's code where the provider wants one. Raises Reject."""
    if provider.code_required and code is None:
        raise held_against(account, "body", "TRACKING_CODE_REQUIRED", "Tracking code is required for this provider.")
    if not provider.code_required and code is not None:
        raise held_against(account, "body", "TRACKING_CODE_REFUSED", "Tracking code is not used by this provider.")
    if code is not None and code in account.world.packages:
        raise Reject("TRACKING_CODE_USED", "Tracking code is already used.")
    return code or account.world.new_tracking_number(provider.country)


async def pack_older(account: Account, request: Request) -> Answer:
    """POST /orders/pack: items of several orders, one package per order; no tracking code."""
    body = await json_object(request, {"orderItems"})
    listed = _entries(body["orderItems"], "orderItems")
    entries = [check_fields(one, "orderItem", {"id", "shipmentProviderId"}) for one in listed]
    provider_of = {_text(one["id"], "id"): _text(one["shipmentProviderId"], "provider") for one in entries}
    groups: dict[str, list[Item]] = defaultdict(list)
    common: list[tuple[Any, ...]] = []

    def accept(item_id: str) -> None:
        order, item = _ready_item(account, request.url.path, item_id)
        provider = _provider(account, order, [item], provider_of[item_id])
        if provider.code_required:
            raise held_against(account, "body", "TRACKING_CODE_REQUIRED", "Use v2 for providers with tracking codes.")
        common.append((order.country, provider.id, item.delivery_option, order.prepaid))
        if common[-1] != common[0]:
            why = "Order items must share country, provider, method and payment type."
            raise held_against(account, "mixed", "PROVIDER_MISMATCH", why)
        groups[order.id].append(item)

    refused = each(list(provider_of), accept)
    packed = [_pack_group(account, order_id, items, provider_of) for order_id, items in groups.items()]
    return parts(account, 201, ("packages", packed), ("orderItems", refused))


def _pack_group(account: Account, order_id: str, items: list[Item], provider_of: dict[str, str]) -> dict[str, Any]:
    order = account.world.order_by_id[order_id]
    tracking_number = account.world.new_tracking_number(order.country)
    account.world.pack(order, items, provider_of[items[0].id], tracking_number, account.now())
    for item in items:
        account.done(item, "pack")
    ids = [item.id for item in items]
    return {"orderItems": ids, "trackingNumber": tracking_number, "countryCode": order.country}
