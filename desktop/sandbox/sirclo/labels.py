"""Labels: an address for one, a zip for many, and the pages themselves (section 3)."""

import hashlib
import io
import zipfile

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.label_pdf import Label, blank_page, label_page
from desktop.sandbox.sirclo import order_steps
from desktop.sandbox.sirclo import world as words
from desktop.sandbox.sirclo.account import Account, Refusal
from desktop.sandbox.sirclo.calls import Call, Method
from desktop.sandbox.sirclo.channels import LABEL_BY_ORDER
from desktop.sandbox.sirclo.fields import checked, wrong
from desktop.sandbox.sirclo.order_steps import COMMON
from desktop.sandbox.sirclo.world import Record, order_id

ENTRY = {"client_brand_id": str, "channel": str, "remote_order_id": str}
DOCUMENT_TYPES = ("", "THERMAL_AIR_WAYBILL", "NORMAL_AIR_WAYBILL")
NOT_THERE = "shipping label is not available yet"
SPOILS = ("label_not_pdf", "label_blank", "label_other_order", "label_undecodable")


async def label_url(call: Call) -> Record:
    """OrderService.ShippingLabelURL: where the page lies; success false where there is none."""
    optional = {"airwaybill_number": str, "document_type": str, "generate_from_mp": bool}
    given = checked(call.params, "params", COMMON, optional)
    account, channel = call.account, given["channel"]
    account.link(given["brand_id"], channel)
    if given.get("document_type", "") not in DOCUMENT_TYPES:
        raise wrong("document_type is unknown")
    order = order_steps.find(account, channel, given["remote_order_id"])
    _check_waybill(order, given, needed=channel not in LABEL_BY_ORDER)
    told = {name: given[name] for name in COMMON}
    if not has_label(order):
        return {**told, "message": NOT_THERE, "shipping_label_url": "", "success": False}
    return {**told, "message": "OK", "shipping_label_url": _address(account, order), "success": True}


def _check_waybill(order: Record, given: Record, needed: bool) -> None:
    """The number asked for is the order's; some channels need it. Raises Refusal."""
    waybill = given.get("airwaybill_number", "")
    if needed and not waybill:
        raise wrong("airwaybill_number is required")
    if waybill and waybill != order["awb"]:
        raise Refusal(400, "airwaybill_number is not of this order", None if not order["awb"] else "id")


def has_label(order: Record) -> bool:
    """From packing on, once there is a waybill; a buyer who collects needs none."""
    return bool(order["awb"]) and order["status"] in (words.PACKED, words.SHIPPED)


def _address(account: Account, order: Record) -> str:
    """An address nobody can guess; it needs no key."""
    key = hashlib.sha256(f"{account.world.client_key} {order_id(order)}".encode()).hexdigest()[:32]
    account.world.labels[key] = order_id(order)
    url = f"{account.harness.origin}/labels/{key}.pdf"
    return url.partition("://")[2] if account.quirks.label_url_bare else url


async def page(account: Account, request: Request) -> Answer:
    """GET /labels/{key}.pdf, for anyone who has the address."""
    named = account.world.labels.get(request.path_params["key"])
    if named is None:
        account.count("id", "a label address that was never given out")
        return Answer(404, b"Not Found", (("content-type", "text/plain"),))
    return Answer(200, render(account, account.world.order(named)), (("content-type", "application/pdf"),))


async def bulk_labels(call: Call) -> Answer:
    """OrderService.BulkShippingLabelURL: a zip without any envelope, or an error in JSON in its place."""
    if not isinstance(call.params, list) or not call.params:
        raise wrong("params must be a list of orders")
    account, pages = call.account, dict[str, bytes]()
    for number, entry in enumerate(call.params, start=1):
        order = _entry(account, entry)
        if has_label(order):
            opaque = account.quirks.zip_names_opaque
            pages[f"label_{number}.pdf" if opaque else f"{order['number']}.pdf"] = render(account, order)
    if not pages:
        error = {"error": {"code": 404, "message": NOT_THERE}, "id": call.id, "jsonrpc": "2.0"}
        return json_answer(error, 200 if account.quirks.errors_at_200 else 404)
    return Answer(200, _zip(pages), (("content-type", "application/zip"),))


def _entry(account: Account, entry: object) -> Record:
    given = checked(entry, "params", ENTRY, {"airwaybill_number": str})
    account.link(given["client_brand_id"], given["channel"])
    order = order_steps.find(account, given["channel"], given["remote_order_id"])
    _check_waybill(order, given, needed=given["channel"] == "shpe")
    return order


def _zip(pages: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in pages.items():
            packed.writestr(name, content)
    return out.getvalue()


def render(account: Account, order: Record) -> bytes:
    """The page, or what a fault makes of it."""
    spoil, account.spoil = account.spoil, ""
    if spoil == "label_not_pdf":
        return b"<html><body>Service temporarily unavailable</body></html>"
    if spoil == "label_blank":
        return blank_page()
    waybill = "XX999999999999" if spoil == "label_other_order" else order["awb"]
    return label_page(_label(order, waybill), readable=spoil != "label_undecodable")


def _label(order: Record, waybill: str) -> Label:
    return Label(
        tracking_number=waybill,
        order_number=order["number"],
        carrier=order["provider"].upper(),
        routing=f"ID-{order['hub']}",
        station=order["channel"].upper(),
        name=order["latin"],
        address=(order["street"], f"{order['suburb']}, {order['city']} {order['post_code']}", order["region"]),
        contents=tuple(f"{line['quantity']} x {line['sku']}" for line in order["lines"]),
        payment="PREPAID",
    )


METHODS: dict[str, Method] = {
    "OrderService.ShippingLabelURL": label_url,
    "OrderService.BulkShippingLabelURL": bulk_labels,
}
