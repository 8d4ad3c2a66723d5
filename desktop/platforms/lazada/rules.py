"""What Lazada takes for stock, price and status, known before anything is sent (lazada.md 7, 13)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from desktop.domain.catalog import ListingStatus, QcStatus, Variant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.wishes import moment_of, offer_of
from desktop.platforms.kit.amounts import number_of, places_of

MOST_STOCK = 2**31 - 1
MOST_PRICE = Decimal(10) ** 12
FELL_BY = Decimal("0.5")  # a price that falls by more than half is more often a typo than a wish
WHOLE = frozenset({"VND", "IDR"})  # amounts without a smaller unit, as these sites use them (section 1)
_STATUSES = frozenset({ListingStatus.ACTIVE.value, ListingStatus.INACTIVE.value})


class _Rules:
    """See ``kit.manifest.Rules``."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        """Errors first, then warnings; ``limits`` are not used, as Lazada tells none."""
        found = [*_shown(variant), *_CHECKS.get(kind, _nothing)(variant, after)]
        return tuple(sorted(found, key=lambda one: one.severity is Severity.WARNING))


def _nothing(_variant: Variant, _after: Mapping[str, object]) -> Iterator[Finding]:
    return iter(())


def _shown(variant: Variant) -> Iterator[Finding]:
    if variant.status is ListingStatus.DELETED:
        yield Finding("status", "gone")
    if variant.qc_status in (QcStatus.PENDING, QcStatus.REJECTED):
        yield Finding("qc", "not_approved_yet", Severity.WARNING)


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
    if len(variant.stocks) > 1 and not after.get("warehouse"):
        yield Finding("quantity", "several_warehouses")


def _price(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    offer, is_ease = offer_of(variant), bool(variant.extra.get("ease"))
    currency = str(after.get("currency") or "")
    now = offer.price.amount if offer and offer.price else None
    if after.get("price") is None and ("price" in after or "sale_price" not in after):
        yield Finding("price", "price_needed")
        return
    for key in ("price", "sale_price"):
        if after.get(key) is not None:
            yield from _amount(key, after[key], currency)
    if is_ease and after.get("sale_price") is not None:
        yield Finding("sale_price", "sale_not_supported")  # only a supply price (section 7)
    price = number_of(after.get("price")) if after.get("price") is not None else now
    if now and price is not None and price < now * FELL_BY:
        yield Finding("price", "price_fell", Severity.WARNING, {"before": format(now, "f")})
    if after.get("sale_price") is not None:
        yield from _sale(after, price)
    elif "sale_price" not in after and offer and offer.sale_price and price and offer.sale_price.amount >= price:
        yield Finding("price", "sale_not_below_price", Severity.WARNING)  # a sale that runs on would be no cheaper


def _amount(key: str, written: object, currency: str) -> Iterator[Finding]:
    amount, most = number_of(written), 0 if currency in WHOLE else 2
    if amount is None:
        yield Finding(key, "not_a_number")
    elif amount <= 0:
        yield Finding(key, "not_above_zero")
    elif amount > MOST_PRICE:
        yield Finding(key, "over_limit", params={"most": format(MOST_PRICE, "f")})
    elif places_of(amount) > most:
        yield Finding(key, "too_many_decimals", params={"most": str(most)})


def _sale(after: Mapping[str, object], price: Decimal | None) -> Iterator[Finding]:
    start, end, sale = after.get("sale_from"), after.get("sale_to"), number_of(after["sale_price"])
    if not start or not end:
        yield Finding("sale_from", "sale_dates_missing")
    elif moment_of(str(start)) > moment_of(str(end)):
        yield Finding("sale_to", "sale_ends_before_start")
    if price is not None and sale is not None and sale >= price:
        yield Finding("sale_price", "sale_not_below_price")


def _status(_variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    if after.get("status") not in _STATUSES:
        yield Finding("status", "status_not_offered")


_CHECKS = {OperationKind.SET_STOCK: _stock, OperationKind.SET_PRICE: _price, OperationKind.SET_STATUS: _status}
RULES = _Rules()
