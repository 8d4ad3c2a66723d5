"""Jumia answers gone odd: duplicated, reordered, absurd or mislabelled, as faults that change the answer's JSON."""

import base64
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from desktop.sandbox.clock import from_iso, iso
from desktop.sandbox.faults import Fault
from desktop.sandbox.journal import Exchange
from desktop.sandbox.label_pdf import Label, blank_page, label_page
from desktop.sandbox.mutations import doubled, objects, set_fields
from desktop.sandbox.simulator import Mutation

AMOUNTS = {
    "value", "itemPrice", "paidPrice", "shippingAmount", "itemPriceLocal", "paidPriceLocal", "shippingAmountLocal",
    "exchangeRate", "taxAmount", "voucherAmount", "totalItems", "packedItems",
}  # fmt: skip
TIMES = {"createdAt", "updatedAt"}


def _with_orders(document: Any, change: Callable[[list[Any]], list[Any]]) -> Any:
    """A page of orders with its list changed; any other document as it is."""
    is_page = isinstance(document, dict) and "orders" in document
    return {**document, "orders": change(document["orders"])} if is_page else document


def _duplicated_orders(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every second order twice."""
    return _with_orders(document, doubled)


def _reordered_orders(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return _with_orders(document, lambda orders: orders[::-1])


def _repeated_next_token(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """From the second page on, the token that was sent comes back."""
    sent = parse_qs(exchange.query).get("token")
    return {**document, "nextToken": sent[0], "isLastPage": False} if sent else document


def _unknown_status(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every status of order or item is `to` (default AWAITING_PICKUP)."""
    for one in objects(document):
        if "status" in one and ("number" in one or "product" in one):
            one["status"] = fault.params.get("to", "AWAITING_PICKUP")
    return document


def _absurd_numbers(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every amount and count is `to` (default 1e30; null and texts are possible)."""
    return set_fields(document, AMOUNTS, fault.params.get("to", 1e30))


def _skewed_times(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """Every time is `seconds` (default a day) later."""
    skew = timedelta(seconds=fault.number("seconds", 86_400))
    for one in objects(document):
        one.update({name: iso((from_iso(one[name]) + skew).timestamp()) for name in one.keys() & TIMES})
    return document


def _each_label(document: Any, page_of: Callable[[dict[str, str]], bytes]) -> Any:
    for label in document.get("success", {}).get("labels", []):
        label["label"] = base64.b64encode(page_of(label)).decode()
    return document


def _label(tracking_number: str) -> Label:
    nowhere = ("1 Nowhere Road", "Lagos")
    return Label(tracking_number, "000000000", "JUMIA EXPRESS", "NG-LOS-99", "-", "Nobody", nowhere, (), "PREPAID")


def _label_not_pdf(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return _each_label(document, lambda label: b"<html><body>Service temporarily unavailable</body></html>")


def _label_blank(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return _each_label(document, lambda label: blank_page())


def _label_other_order(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """A good label, but its barcode is another parcel's."""
    return _each_label(document, lambda label: label_page(_label("JM" + label["countryCode"] + "999999999")))


def _label_undecodable(fault: Fault, exchange: Exchange, document: Any) -> Any:
    return _each_label(document, lambda label: label_page(_label(label["trackingNumber"]), readable=False))


def _label_missing(fault: Fault, exchange: Exchange, document: Any) -> Any:
    """No label yet: the list is empty (section 5.7)."""
    return {**document, "success": {"labels": [], "total": 0}}


MUTATIONS: dict[str, Mutation] = {
    "duplicated_orders": _duplicated_orders,
    "reordered_orders": _reordered_orders,
    "repeated_next_token": _repeated_next_token,
    "unknown_status": _unknown_status,
    "absurd_numbers": _absurd_numbers,
    "skewed_times": _skewed_times,
    "label_not_pdf": _label_not_pdf,
    "label_blank": _label_blank,
    "label_other_order": _label_other_order,
    "label_undecodable": _label_undecodable,
    "label_missing": _label_missing,
}

HOMES = {kind: "/orders/print-labels" for kind in MUTATIONS if kind.startswith("label_")} | {
    "duplicated_orders": "/orders",
    "reordered_orders": "/orders",
    "repeated_next_token": "/orders",
    "unknown_status": "/orders*",
    "absurd_numbers": "/orders*",
    "skewed_times": "/orders*",
    "refresh_revoked": "/token",
}
"""Which requests a fault waits for when it is armed without a path."""
