"""How the world's orders and items look in Jumia's JSON (sections 4, 5.1 and 5.2)."""

from collections.abc import Callable
from typing import Any

from desktop.sandbox import practice
from desktop.sandbox.clock import iso
from desktop.sandbox.jumia.quirks import Quirks
from desktop.sandbox.jumia.world import STATUSES, Item, Order, Provider, Shop

Number = int | float | str


def amount(smallest: int, unit: int) -> int | float:
    """Smallest money units as a JSON number, whole where it is whole."""
    return smallest // unit if smallest % unit == 0 else smallest / unit


def summary_status(order: Order, quirks: Quirks) -> str:
    """The order's own status: a summary that can lag behind the items (section 5.1)."""
    found = order.statuses
    status = order.first_status if quirks.order_status_stale else min(found, key=STATUSES.index)
    if len(found) > 1 and not quirks.order_status_stale:
        return "Multiple Status"
    return status.replace("_", " ").capitalize() if quirks.status_titlecase else status


class Renderer:
    """Renders under the switches as they stand now."""

    def __init__(self, quirks: Quirks, now: int) -> None:
        self._quirks = quirks
        self._now = now
        self._number: Callable[[int | float], Number] = str if quirks.numbers_as_strings else _same

    def money(self, smallest: int, unit: int) -> Number:
        """An amount."""
        return self._number(amount(smallest, unit))

    def time(self, seconds: int) -> str:
        """A moment."""
        text = iso(seconds)
        return text.replace("T", " ").removesuffix("Z") if self._quirks.spaced_times else text

    def order(self, order: Order) -> dict[str, Any]:
        """One entry of GET /orders."""
        country = practice.country(order.country)
        items, statuses = order.items, order.statuses
        pending = self._pending_since(order)
        return {
            "id": order.id,
            "shopIds": list(dict.fromkeys(item.shop_id for item in items)),
            "number": int(order.number) if self._quirks.order_number_int else order.number,
            "status": summary_status(order, self._quirks),
            "hasMultipleStatus": len(statuses) > 1,
            **pending,
            "totalItems": self._number(len(items)),
            "packedItems": self._number(sum(bool(item.tracking_number) for item in items)),
            "isPrepayment": order.prepaid,
            "hasItemsFulfilledByJumia": any(item.by_jumia for item in items),
            "deliveryOption": "Universal Shipping Matrix",
            "totalAmount": self._total("USD", sum(item.paid + item.shipping for item in items), 100),
            "totalAmountLocal": self._total(country.currency, total_local(order), country.unit),
            "country": _country(country),
            "shippingAddress": address(order),
            "createdAt": self.time(order.created_at),
            "updatedAt": self.time(order.updated_at),
        }

    def _total(self, currency: str, smallest: int, unit: int) -> dict[str, Any]:
        return {"currency": currency, "value": self.money(smallest, unit)}

    def _pending_since(self, order: Order) -> dict[str, str]:
        days = (self._now - order.created_at) // 86_400
        return {"pendingSince": "1 day" if days == 1 else f"{days} days"} if "PENDING" in order.statuses else {}

    def items(self, order: Order, items: list[Item]) -> dict[str, Any]:
        """One entry of GET /orders/items."""
        shared = {"country": _country(practice.country(order.country)), "shippingAddress": address(order)}
        rows = [{**self._item(order, item), **shared} for item in items]
        return {"orderId": order.id, "orderNumber": order.number, "items": rows}

    def _item(self, order: Order, item: Item) -> dict[str, Any]:
        country = practice.country(order.country)
        tracked = item.tracking_number or (None if self._quirks.tracking_null else "")
        link = f"https://tracking.example.com/{item.tracking_number}" if item.tracking_number else tracked
        image = f"https://images.example.com/{item.sku}.jpg"
        return {
            "id": item.id,
            "shopId": item.shop_id,
            "product": {"name": item.name, "sellerSku": item.sku, "imageUrl": image},
            "status": item.status,
            "trackingNumber": tracked,
            "trackingUrl": link,
            "shipmentType": "Fulfilled by Jumia" if item.by_jumia else "Dropshipping",
            "deliveryOption": item.delivery_option,
            "isFulfilledByJumia": item.by_jumia,
            "itemPrice": self.money(item.price, 100),
            "paidPrice": self.money(item.paid, 100),
            "shippingAmount": self.money(item.shipping, 100),
            "itemPriceLocal": self.money(item.price_local, country.unit),
            "paidPriceLocal": self.money(item.paid_local, country.unit),
            "shippingAmountLocal": self.money(item.shipping_local, country.unit),
            "exchangeRate": self._number(country.rate),
            "taxAmount": self._number(0),
            "voucherAmount": self.money(item.voucher, 100),
        }

    def provider(self, provider: Provider) -> dict[str, Any]:
        """A shipment provider (section 5.4)."""
        return {"id": provider.id, "name": provider.name, self._quirks.provider_flag: provider.code_required}


def _same(number: int | float) -> Number:
    return number


def total_local(order: Order) -> int:
    """What the buyer pays, in the smallest unit of the country's currency."""
    return sum(item.paid_local + item.shipping_local for item in order.items)


def address(order: Order) -> dict[str, str]:
    """The shipping address."""
    return {
        "firstName": order.first_name,
        "lastName": order.last_name,
        "address": order.street,
        "city": order.city,
        "postalCode": order.postal_code,
        "ward": order.ward,
        "region": order.region,
        "countryName": practice.country(order.country).name,
    }


def _country(country: practice.Country) -> dict[str, str]:
    return {"code": country.code, "name": country.name, "currencyCode": country.currency}


def shop_json(shop: Shop) -> dict[str, Any]:
    """A shop with its business clients (section 4)."""
    clients = [
        {
            "name": "Jumia",
            "code": f"jumia-{code.lower()}",
            "countryCode": code,
            "countryName": practice.country(code).name,
            "status": "ACTIVE",
            "shortCode": f"{code}{shop.id[:5].upper()}",
        }
        for code in shop.countries
    ]
    return {"id": shop.id, "name": shop.name, "email": shop.email, "businessClients": clients}
