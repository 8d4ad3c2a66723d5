"""An order as the adapter publishes it (section 5.1)."""

import json
import time
from typing import Any

from desktop.sandbox.clock import iso
from desktop.sandbox.sirclo.account import Account
from desktop.sandbox.sirclo.quirks import Quirks
from desktop.sandbox.sirclo.seeding import DAY, HOUR
from desktop.sandbox.sirclo.world import (
    ACCEPTED,
    PACKED,
    PENDING,
    Record,
    discount_total,
    lines_total,
    total,
)  # fmt: skip

ZERO_TIME = "0001-01-01T00:00:00Z"


def publish(account: Account, order: Record, after: float = 0.0, status: str | None = None) -> None:
    """Tell whoever listens how an order stands, or (out of order) how it stood."""
    account.publish("order-fetched", document(account, order, status), after)


def document(account: Account, order: Record, status: str | None = None) -> Record:
    """The message of one order."""
    quirks, world = account.quirks, account.world
    shown = _order(order, quirks)
    if status is not None:
        shown |= {"order_status": status, "transaction_date": moment(order["created"], quirks)}
    lines = [_line(line, number, quirks) for number, line in enumerate(order["lines"], start=1)]
    beside = {"line_items": lines, "seller_order_fees": _fees(order)}
    brand = world.links[order["channel"]]["brand_id"]
    envelope = {"id": account.activity(), "brand_id": brand, "shop_name": world.brands[brand]}
    if quirks.line_items_beside:
        return {**envelope, "order": shown, **beside}
    return {**envelope, "order": {**shown, **beside}}


def moment(seconds: float | None, quirks: Quirks) -> str:
    """A time as text; none is the zero time (section 1)."""
    if seconds is None:
        return ZERO_TIME
    if quirks.slash_dates:
        return time.strftime("%Y/%m/%d %H:%M:%S+007", time.gmtime(seconds + 7 * HOUR))
    return iso(seconds)


def _order(order: Record, quirks: Quirks) -> Record:
    return {
        **_identity(order),
        **_times(order, quirks),
        **_recipient(order),
        **_shipping(order),
        **_money(order),
        "order_status": order["status"],
        "status": "new",
        "cancel_reason": order["cancel_reason"],
        "remarks": "",
        "channel_response": json.dumps({"orderNo": order["number"], "orderStatusString": order["status"]}),
    }


def _identity(order: Record) -> Record:
    return {
        "mp_adapter_order_id": order["adapter_id"],
        "remote_order_id": order["number"],
        "remote_booking_id": "",
        "customer_reference": order["invoice"],
        "channel_code": order["channel"],
        "listing_platform": order["platform"],
        "advance_fulfillment": False,
        "fulfilled_by_marketplace": order["by_marketplace"],
        "is_pre_order": False,
    }


def _times(order: Record, quirks: Quirks) -> Record:
    created = order["created"]
    deadlines = {"accepted_deadline": DAY, "packed_deadline": 2 * DAY, "shipped_deadline": 3 * DAY}
    return {
        "order_date": moment(created, quirks),
        "required_date": moment(order["required"], quirks),
        "paid_at": moment(order["paid"], quirks),
        "awb_retrieved_at": moment(order["awb_at"], quirks),
        "cancelled_at": moment(order["cancelled"], quirks),
        "request_cancel_deadline": moment(order["cancel_deadline"], quirks),
        "transaction_date": "" if quirks.transaction_date_empty else moment(order["updated"], quirks),
        "order_deadline": {name: moment(created + after, quirks) for name, after in deadlines.items()},
    }


def _recipient(order: Record) -> Record:
    return {
        "delivery_name": f"{order['first']} {order['last']}",
        "delivery_address_1": order["street"],
        "delivery_address_2": "",
        "delivery_suburb": order["suburb"],
        "delivery_city": order["city"],
        "delivery_region": order["region"],
        "delivery_country": "Indonesia",
        "delivery_post_code": order["post_code"],
        "delivery_latitude": "",
        "delivery_longitude": "",
        "delivery_mobile": order["phone"],
        "delivery_email": "",
        "phone_number": order["phone"],
        "dropshipper_name": "",
        "dropshipper_phone_number": "",
    }


def _shipping(order: Record) -> Record:
    courier = {"name": method(order), "provider": order["provider"], "service": order["service"]}
    return {
        "delivery_method": method(order),
        "provider": order["provider"],
        "service": order["service"],
        "airwaybill_number": order["awb"],
        "pickup_code": order["pickup_code"],
        "shipment_reference": order["package"],
        "shipment_extras": extras(order),
        "driver_name": "",
        "driver_phone_number": "",
        "port": "",
        "sort_code": order["hub"],
        "service_type": "",
        "barcode": "",
        "remote_warehouse_id": order["warehouse"],
        "shipping_label_url": "",
        "awb_source": {"channel": order["awb_by_channel"]},
        "courier_detail": {"pickup": courier, "delivery": {}, "drop-off": {}},
    }


def method(order: Record) -> str:
    """The way of delivery in the marketplace's words."""
    return "BOPIS" if order["settlement_code"] else f"{order['provider']} {order['service']}"


def extras(order: Record) -> str:
    """Nested JSON as text; click-and-collect has its deadline there."""
    plain: dict[str, Any] = {"alternate_code": ""}
    if order["settlement_code"]:
        plain |= {"instant_pickup": True, "instant_pickup_deadline": iso(order["pickup_deadline"])}
    return json.dumps(plain)


def _money(order: Record) -> Record:
    discount, tax = discount_total(order), sum(_tax(line) * line["quantity"] for line in order["lines"])
    return {
        "currency_code": "IDR",
        "payment_method": "Bank Transfer",
        "subtotal": lines_total(order),
        "subtotal_seller": lines_total(order) - discount,
        "discount_total": discount,
        "discount_total_seller": discount,
        "discount_from_mp": 0,
        "total_voucher": 0,
        "total_voucher_seller": 0,
        "total_promo": discount,
        "shipping_total": order["shipping"],
        "tax_total": round(tax, 2),
        "total": total(order),
    }


def _tax(line: Record) -> float:
    """Contained in the price (section 5.1)."""
    return round(int(line["price"] - line["discount"]) * 11 / 111, 2)


def _line(line: Record, number: int, quirks: Quirks) -> Record:
    return {
        "line_number": str(number) if quirks.line_number_text else number,
        "remote_order_item_id": line["id"],
        "product_code": line["sku"],
        "product_description": line["name"],
        "quantity": line["quantity"],
        "shipping_amount": 0,
        "raw_price": line["price"],
        "voucher": 0,
        "promo": line["discount"],
        "discount_amount": line["discount"],
        "tax": _tax(line),
        "unit_price": round(line["price"] - line["discount"] - _tax(line), 2),
        "line_total": line["price"] * line["quantity"],
        "line_comments": "-",
        "reference_id": line["reference"],
    }


def _fees(order: Record) -> list[Record] | None:
    """Marketplaces name their fees late."""
    if order["status"] in (PENDING, ACCEPTED, PACKED):
        return None
    line = order["lines"][0]
    goods = {"product_code": line["sku"], "remote_order_item_id": line["id"], "product_name": line["name"]}
    return [{"fee_type": "commission", "amount": line["price"] * 0.05, **goods}]
