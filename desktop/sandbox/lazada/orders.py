"""Orders and their items, one row per unit (section 8)."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from desktop.sandbox.answer import Answer
from desktop.sandbox.lazada.account import Account, Params, Refusal, needed, number, structured
from desktop.sandbox.lazada.world import Record

LOCAL = timezone(timedelta(hours=8))


def moment(account: Account, seconds: float, *, listed: bool = False) -> str:
    """`2024-05-17 09:23:36 +0800`, or without the offset as lists were seen to write it."""
    at = datetime.fromtimestamp(int(seconds), UTC).astimezone(LOCAL)
    bare = listed and account.quirks.times_without_offset
    return at.strftime("%Y-%m-%d %H:%M:%S" if bare else "%Y-%m-%d %H:%M:%S %z")


def asked_moment(params: Params, name: str) -> float | None:
    """ISO 8601 with an offset. Raises Refusal."""
    if name not in params:
        return None
    try:
        found = datetime.fromisoformat(params[name])
    except ValueError as error:
        raise Refusal("17", f"{name} is no date", "parameter") from error
    if found.tzinfo is None:
        raise Refusal("17", f"{name} has no offset", "parameter")
    return found.timestamp()


def get_orders(account: Account, params: Params) -> Answer:
    """GET /orders/get: one of created_after and update_after is required."""
    created, updated = asked_moment(params, "created_after"), asked_moment(params, "update_after")
    if created is None and updated is None:
        raise Refusal("36", "created_after or update_after is required", "parameter")
    key = "updated_at" if params.get("sort_by") == "updated_at" else "at"
    limit, offset = number(params, "limit", 100, 100), number(params, "offset", 0, 5000)
    bounds = (
        ("at", created, asked_moment(params, "created_before")),
        ("updated_at", updated, asked_moment(params, "update_before")),
    )
    found = [one for one in account.world.orders if all(_inside(one[name], *span) for name, *span in bounds)]
    found.sort(key=lambda one: (one[key], one["id"]), reverse=params.get("sort_direction", "ASC") == "DESC")
    page = [_order(account, one, listed=True) for one in found[offset : offset + limit]]
    return account.answer(data={"count": len(page), "countTotal": len(found), "orders": page})


def _inside(at: float, start: float | None, end: float | None) -> bool:
    return (start is None or int(at) >= start) and (end is None or int(at) <= end)


def get_order(account: Account, params: Params) -> Answer:
    """GET /order/get."""
    return account.answer(data=_order(account, _found(account, needed(params, "order_id")), listed=False))


def _found(account: Account, order_id: object) -> Record:
    order = account.world.order(order_id)
    if order is None:
        raise Refusal("16", "Invalid Order ID", "id")
    return order


def get_items(account: Account, params: Params) -> Answer:
    """GET /order/items/get: a list."""
    order = _found(account, needed(params, "order_id"))
    return account.answer(data=[_item(account, order, one) for one in order["items"]])


def get_many_items(account: Account, params: Params) -> Answer:
    """GET /orders/items/get: at most 50 orders; one wrong id fails the whole call."""
    ids = structured(params, "order_ids")
    if not isinstance(ids, list) or not ids:
        raise Refusal("56", "order_ids must be a list", "parameter")
    if len(ids) > 50:
        raise Refusal("38", "Too many orders", "parameter")
    orders = [account.world.order(one) for one in ids]
    if not all(orders):
        raise Refusal("37", "One or more order ids are invalid", "id")
    shown = [
        {
            "order_id": one["id"],
            "order_number": one["id"],
            "order_items": [_item(account, one, item) for item in one["items"]],
        }
        for one in orders
        if one is not None
    ]
    return account.answer(data=shown)


def total(order: Record) -> int:
    """What the buyer pays: goods less voucher, with shipping (section 8.1)."""
    return int(sum(item["price"] for item in order["items"]) - order["voucher"] + order["fee"])


def _order(account: Account, order: Record, *, listed: bool) -> Record:
    goods = sum(item["price"] for item in order["items"])
    first, _, last = order["buyer"].partition(" ")
    address = {
        "first_name": first, "last_name": last, "phone": "65******59", "address1": order["street"], "city": "Singapore",
        "post_code": "500001", "country": "Singapore", "addressDsitrict" if listed else "addressDistrict": "",
    }  # fmt: skip
    return {
        "order_id": order["id"],
        "order_number": order["id"],
        "created_at": moment(account, order["at"], listed=listed),
        "updated_at": moment(account, order["updated_at"], listed=listed),
        "statuses": list(dict.fromkeys(item["status"] for item in order["items"])),
        "items_count": len(order["items"]),
        "price": f"{goods / 100:.2f}",
        "shipping_fee": order["fee"] / 100,
        "voucher": order["voucher"] / 100,
        "payment_method": "COD",
        "warehouse_code": "dropshipping",
        "customer_first_name": first,
        "customer_last_name": last,
        "remarks": "",
        "address_shipping": address,
        "address_billing": address,
    }


def _item(account: Account, order: Record, item: Record) -> Record:
    ship_by = datetime.fromtimestamp(int(order["ship_by"]), UTC).astimezone(LOCAL)
    shown: dict[str, Any] = {
        "order_id": order["id"],
        "order_item_id": item["id"],
        "name": item["name"],
        "variation": f"Variation:{item['variation']}",
        "sku": item["sku"],
        "shop_sku": f"{item['item_id']}_SGAMZ-{item['sku_id']}",
        "sku_id": str(item["sku_id"]),
        "product_id": str(item["item_id"]),
        "status": item["status"],
        "reason": "",
        "item_price": item["price"] / 100,
        "paid_price": item["price"] / 100,
        "currency": account.world.currency,
        "shipping_type": "Dropshipping",
        "shipping_provider_type": "standard",
        "shipment_provider": item["provider"],
        "package_id": item["package_id"],
        "tracking_code": item["tracking"],
        "invoice_number": item["invoice"],
        "warehouse_code": "dropshipping",
        "delivery_option_sof": 0,
        "is_fbl": 0,
        "is_digital": 0,
        "sla_time_stamp": ship_by.isoformat(),
        "created_at": moment(account, order["at"]),
        "updated_at": moment(account, order["updated_at"]),
        "shop_id": "Practice shop",
        "product_main_image": f"https://images.example/{item['sku']}.jpg",
        "extra_attributes": "null",
        "cancel_return_initiator": "null-null",
        "need_cancel_confirm": item["asks_cancel"],
    }
    return shown
