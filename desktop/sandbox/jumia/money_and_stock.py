"""Consignment to Jumia's own warehouse, and the statements of what was paid out (sections 8 and 9)."""

from datetime import datetime
from typing import Any

from starlette.requests import Request

from desktop.sandbox.answer import Answer, json_answer
from desktop.sandbox.clock import iso
from desktop.sandbox.jumia.account import Account
from desktop.sandbox.jumia.checks import check_query, json_object, single
from desktop.sandbox.jumia.refusals import Refusal, wrong

SHIPPING = {
    "isShipped",
    "trackingNumber",
    "actualDepartureDate",
    "estimatedArrivalDate",
    "deliveryAgentPhoneNumber",
    "nameOf3PL",
}
PAYOUT_QUERY = ("createdAfter", "page", "size", "paid", "country", "currency")


async def consign(account: Account, request: Request) -> Answer:
    """POST /consignment-order."""
    body = await json_object(request, {"shopId", "businessClientCode", "shippingDate", "products"}, {"comment"})
    account.shop_filter(body["shopId"])
    try:
        datetime.strptime(body["shippingDate"], "%Y-%m-%d %H:%M:%S")
    except (TypeError, ValueError) as error:
        raise wrong("body", "shippingDate must be YYYY-MM-DD HH:mm:ss") from error
    number = f"PO-{len(account.shelf.purchase_orders) + 1}"
    account.shelf.purchase_orders[number] = body
    account.note("consign", number, len(body["products"]))
    return json_answer({"purchaseOrderNumber": number})


async def change_consignment(account: Account, request: Request) -> Answer:
    """PATCH /consignment-order/{purchaseOrderNumber}: all fields optional, empty reply."""
    number = request.path_params["number"]
    body = await json_object(request, set(), SHIPPING)
    if number not in account.shelf.purchase_orders:
        raise Refusal(404, "purchase order not found", "id", "NOT_FOUND")
    account.shelf.purchase_orders[number] |= body
    account.note("change_consignment", number, sorted(body))
    return Answer(200)


async def consignment_stock(account: Account, request: Request) -> Answer:
    """GET /consignment-stock."""
    check_query(request, ("businessClientCode", "sku"))
    sku = single(request, "sku")
    if sku is None or single(request, "businessClientCode") is None:
        raise wrong("parameter", "businessClientCode and sku are required")
    counts = {"received": 100, "quarantined": 0, "defective": 2, "canceled": 0, "returned": 3, "failed": 1}
    return json_answer({"simpleSku": sku, **counts})


async def payouts(account: Account, request: Request) -> Answer:
    """GET /payout-statement."""
    check_query(request, PAYOUT_QUERY)
    currency = "NGN" if single(request, "currency") == "LOCAL" else "USD"
    return json_answer({"statements": [_statement(account, currency)], "page": {"current": 1, "totalOfPages": 1}})


def _statement(account: Account, currency: str) -> dict[str, Any]:
    at = iso(account.now() - 7 * 86_400)
    zero = (
        "shipmentFee",
        "shipmentFeeCredit",
        "otherRevenueTotal",
        "refunds",
        "feesOnRefundsTotal",
        "guaranteeDeposit",
    )
    return {
        "statementNumber": "NG-2026-0001",
        "createdAt": at,
        "updatedAt": at,
        "openingBalance": 0,
        "itemRevenue": 1250.5,
        "feesTotal": -125.05,
        "subsidy": 0,
        **dict.fromkeys(zero, 0),
        "closingBalance": 1125.45,
        "payout": {"amount": 1125.45, "currency": currency},
        "paid": True,
        "paymentReference": "REF-1",
    }
