"""Warnings for values that are more often typos than wishes, whatever the marketplace; none of them stops anybody."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from desktop.domain.catalog import Variant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.wishes import offer_of, stock_of

FELL_BY = Decimal("0.5")
ROSE_BY = 10


def guard(
    kind: OperationKind, variant: Variant, after: Mapping[str, object], known: frozenset[str]
) -> tuple[Finding, ...]:
    """What looks like a typo in ``after`` (see ``domain.wishes``); ``known`` are the codes that were said already."""
    found = _stock(variant, after) if kind is OperationKind.SET_STOCK else iter(())
    if kind is OperationKind.SET_PRICE:
        found = _price(variant, after)
    return tuple(one for one in found if one.code not in known)


def _stock(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    before = stock_of(variant, str(after.get("warehouse") or ""))
    if after.get("quantity") == 0 and before:
        yield Finding("quantity", "zero_stock", Severity.WARNING)


def _price(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    offer = offer_of(variant, str(after.get("market") or ""))
    before = offer.price.amount if offer and offer.price else None
    price = _amount(after.get("price"))
    if before and price is not None and price < before * FELL_BY:
        yield Finding("price", "price_fell", Severity.WARNING, {"before": format(before, "f")})
    if before and price is not None and price > before * ROSE_BY:
        yield Finding("price", "price_rose", Severity.WARNING, {"before": format(before, "f")})
    sale, listed = _amount(after.get("sale_price")), before if price is None else price
    if sale is not None and listed is not None and sale >= listed:
        yield Finding("sale_price", "sale_not_below_price", Severity.WARNING)


def _amount(written: object) -> Decimal | None:
    try:
        return None if written is None else Decimal(str(written))
    except InvalidOperation:
        return None
