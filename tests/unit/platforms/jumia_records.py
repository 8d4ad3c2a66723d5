"""Jumia's documented example records, filled with invented values."""

import json
from typing import Any

COUNTRY = {"code": "NG", "name": "Nigeria", "currencyCode": "NGN"}
ADDRESS = {
    "firstName": "Adaeze",
    "lastName": "Marker",
    "address": "12 Marina Road",
    "city": "Lagos",
    "postalCode": "100001",
    "ward": "Eti-Osa",
    "region": "Lagos",
    "countryName": "Nigeria",
}


def order(**changes: Any) -> dict[str, Any]:
    return {
        "id": "41ea0000-0000-4000-8000-000000000001",
        "shopIds": ["7c9e0000-0000-4000-8000-000000000001"],
        "number": "338997922",
        "status": "PENDING",
        "hasMultipleStatus": False,
        "pendingSince": "3 days",
        "totalItems": 2,
        "packedItems": 0,
        "isPrepayment": True,
        "hasItemsFulfilledByJumia": False,
        "deliveryOption": "Universal Shipping Matrix",
        "totalAmount": {"currency": "USD", "value": 12.5},
        "totalAmountLocal": {"currency": "NGN", "value": 19500.35},
        "country": COUNTRY,
        "shippingAddress": ADDRESS,
        "createdAt": "2026-01-10T09:14:16Z",
        "updatedAt": "2026-01-10T09:20:00Z",
        **changes,
    }


def item(**changes: Any) -> dict[str, Any]:
    return {
        "id": "acad0000-0000-4000-8000-000000000001",
        "shopId": "7c9e0000-0000-4000-8000-000000000001",
        "product": {"name": "Blue kettle", "sellerSku": "KET-BLU", "imageUrl": "https://images.example.com/1.jpg"},
        "status": "PENDING",
        "trackingNumber": "",
        "trackingUrl": "",
        "shipmentType": "Dropshipping",
        "deliveryOption": "Economy Shipping",
        "isFulfilledByJumia": False,
        "itemPrice": 6.25,
        "paidPrice": 6.0,
        "shippingAmount": 0.5,
        "itemPriceLocal": 9750,
        "paidPriceLocal": 9360.10,
        "shippingAmountLocal": 780,
        "exchangeRate": 1560.0,
        "taxAmount": 0,
        "voucherAmount": 0.25,
        "country": COUNTRY,
        "shippingAddress": ADDRESS,
        **changes,
    }


def orders_body(*orders: Any, **changes: Any) -> bytes:
    return json.dumps({"orders": list(orders), "nextToken": None, "isLastPage": True, **changes}).encode()


def items_body(*items: Any, order_id: str = "41ea") -> bytes:
    return json.dumps([{"orderId": order_id, "orderNumber": "338997922", "items": list(items)}]).encode()
