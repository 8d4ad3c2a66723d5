"""What Jumpseller takes for stock, price and status, known before anything is sent (jumpseller.md 8)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from desktop.domain.catalog import ListingStatus, Variant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.wishes import offer_of

MOST_STOCK = 2**31 - 1  # stock is a 32-bit number in both contracts
MOST_PRICE = Decimal(10) ** 12
DECIMALS = 4
# Amounts of these currencies have no smaller unit (ISO 4217).
WHOLE = frozenset({"CLP", "PYG", "JPY", "KRW", "VND", "XOF", "XAF", "ISK", "UGX"})
_WARN_BELOW = Decimal("0.5")  # of the price there was
_STATUSES = frozenset({ListingStatus.ACTIVE.value, ListingStatus.INACTIVE.value})


class _Rules:
    """See ``kit.manifest.Rules``."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        """What is wrong with this wish; ``limits`` are not used, as Jumpseller tells none."""
        if kind is OperationKind.SET_STOCK:
            return tuple(_stock(variant, after))
        if kind is OperationKind.SET_PRICE:
            return tuple(_price(variant, after))
        return tuple(_status(variant, after)) if kind is OperationKind.SET_STATUS else ()


RULES = _Rules()


def _stock(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    quantity = after.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int):
        yield Finding("quantity", "not_a_number")
    elif quantity < 0:
        yield Finding("quantity", "below_zero")
    elif quantity > MOST_STOCK:
        yield Finding("quantity", "over_limit", params={"most": str(MOST_STOCK)})
    elif quantity == 0 and variant.stock != 0:
        yield Finding("quantity", "zero_stock", Severity.WARNING)
    if variant.extra.get("unlimited") is True:
        yield Finding("quantity", "was_unlimited", Severity.WARNING)
    if len(variant.stocks) > 1 and not after.get("warehouse"):  # what such a write means is not told (section 8)
        yield Finding("quantity", "several_warehouses", Severity.WARNING)


def _price(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    currency = str(after.get("currency") or "")
    for key in ("price", "sale_price"):
        if after.get(key) is not None:
            yield from _amount(key, after[key], currency)
    if after.get("sale_price") is not None and variant.extra.get("contract") == 2021:
        yield Finding("sale_price", "sale_not_supported")
    for key in ("sale_from", "sale_to"):
        if after.get(key) is not None:
            yield Finding(key, "no_sale_window")  # compare_at_price holds until it is changed (jumpseller.md 8)
    yield from _compared(variant, after)


def _amount(key: str, written: object, currency: str) -> Iterator[Finding]:
    amount = _number(written)
    if amount is None:
        yield Finding(key, "not_a_number")
    elif amount < 0:
        yield Finding(key, "below_zero")
    elif amount > MOST_PRICE:
        yield Finding(key, "over_limit", params={"most": format(MOST_PRICE, "f")})
    elif amount == 0:
        yield Finding(key, "zero_price", Severity.WARNING)
    elif (places := _places(amount)) > (most := 0 if currency in WHOLE else 2):
        severity = Severity.ERROR if places > DECIMALS else Severity.WARNING
        yield Finding(key, "too_many_decimals", severity, params={"most": str(most)})


def _compared(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    offer = offer_of(variant)
    before = offer.price.amount if offer and offer.price else None
    price = _number(after.get("price")) if after.get("price") is not None else before
    sale = _number(after.get("sale_price"))
    if sale is None and "sale_price" not in after and offer and offer.sale_price:
        sale = offer.sale_price.amount  # a running sale is left alone
    if sale is not None and price is not None and sale >= price:
        yield Finding("sale_price", "sale_not_below_price")
    if price is not None and before and price < before * _WARN_BELOW:
        yield Finding("price", "price_fell", Severity.WARNING, {"before": format(before, "f")})


def _status(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    if after.get("status") not in _STATUSES:
        yield Finding("status", "status_not_offered")
    elif variant.remote_id != variant.product_remote_id:
        yield Finding("status", "whole_product", Severity.WARNING)  # status belongs to the product, not to a variant


def _number(written: object) -> Decimal | None:
    try:
        amount = Decimal(str(written))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
