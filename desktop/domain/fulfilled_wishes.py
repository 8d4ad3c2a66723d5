"""What a variant holds once a wish on it has come true: the counterpart of ``wishes.present``, pure."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.domain.catalog import ListingStatus, Offer, Variant
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.wishes import moment_of, offer_of, place_of, wished


def fulfilled(operation: Operation, variant: Variant) -> Variant:
    """The variant with the values of this wish (one of ``VARIANT_KINDS``) in the place they belong to."""
    market, warehouse = place_of(operation)
    values = wished(operation)
    if operation.kind is OperationKind.SET_STOCK:
        return _with_stock(variant, int(str(values["quantity"])), warehouse)
    if operation.kind is OperationKind.SET_SAFETY_STOCK and not market:
        return replace(variant, safety_stock=int(str(values["quantity"])))
    if operation.kind is OperationKind.SET_STATUS and not market:
        return replace(variant, status=ListingStatus(str(values["status"])))
    old = offer_of(variant, market)
    new = _with_values(operation, old or Offer(market))
    if old is None:
        return replace(variant, offers=(*variant.offers, new))
    return replace(variant, offers=tuple(new if one is old else one for one in variant.offers))


def _with_stock(variant: Variant, quantity: int, warehouse: str) -> Variant:
    if not warehouse:
        return replace(variant, stock=quantity)
    more = sum(quantity - one.quantity for one in variant.stocks if one.warehouse == warehouse)
    stocks = tuple(replace(one, quantity=quantity) if one.warehouse == warehouse else one for one in variant.stocks)
    return replace(variant, stocks=stocks, stock=None if variant.stock is None else variant.stock + more)


def _with_values(operation: Operation, offer: Offer) -> Offer:
    values = wished(operation)
    if operation.kind is OperationKind.SET_SAFETY_STOCK:
        return replace(offer, safety_stock=int(str(values["quantity"])))
    if operation.kind is OperationKind.SET_STATUS:
        return replace(offer, status=ListingStatus(str(values["status"])))
    money = offer.price or offer.sale_price
    currency = money.currency if money else str(operation.after.get("currency") or "")
    changes: dict[str, Any] = {key: _value(key, value, currency) for key, value in values.items()}
    return replace(offer, **changes)


def _value(key: str, value: object, currency: str) -> object:
    if value is None:
        return None
    return Money(Decimal(str(value)), currency) if key in ("price", "sale_price") else moment_of(str(value))
