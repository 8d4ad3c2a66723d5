"""What Jumia allows for stock, prices and status, known before anything is sent (jumia.md 7)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from desktop.domain.catalog import QcStatus, Variant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.wishes import moment_of, offer_of
from desktop.platforms.kit.amounts import places_of

FELL_BY = Decimal("0.5")  # a price that falls by more than half is more often a typo than a wish


class CatalogRules:
    """See ``desktop.platforms.kit.manifest.Rules``."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        """Errors first, then warnings."""
        found = [*_approved(variant), *_CHECKS.get(kind, _nothing)(variant, after)]
        return tuple(sorted(found, key=lambda one: one.severity is Severity.WARNING))


def _approved(variant: Variant) -> Iterator[Finding]:
    if variant.qc_status in (QcStatus.PENDING, QcStatus.REJECTED):
        yield Finding("qc", "not_approved_yet", Severity.WARNING)


def _nothing(_variant: Variant, _after: Mapping[str, object]) -> Iterator[Finding]:
    return iter(())


def _stock(_variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    quantity = after.get("quantity")
    if not isinstance(quantity, int) or quantity < 0:
        yield Finding("quantity", "below_zero")
    elif quantity == 0:
        yield Finding("quantity", "zero_stock", Severity.WARNING)


def _price(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    if "price" in after and after["price"] is None:
        yield Finding("price", "price_needed")
        return
    offer = offer_of(variant, str(after.get("market") or ""))
    now = offer.price.amount if offer and offer.price else None
    price = Decimal(str(after["price"])) if "price" in after else now
    yield from _amount("price", after.get("price"))
    if "price" in after and now and price is not None and price < now * FELL_BY:
        yield Finding("price", "price_fell", Severity.WARNING, {"before": str(now)})
    if after.get("sale_price") is not None:
        yield from _amount("sale_price", after["sale_price"])
        yield from _sale(after, price)


def _amount(key: str, written: object) -> Iterator[Finding]:
    if written is None:
        return
    amount = Decimal(str(written))
    if amount <= 0:
        yield Finding(key, "not_above_zero")
    if places_of(amount) > 2:
        yield Finding(key, "too_many_decimals", params={"most": "2"})


def _sale(after: Mapping[str, object], price: Decimal | None) -> Iterator[Finding]:
    start, end = after.get("sale_from"), after.get("sale_to")
    if not start or not end:
        yield Finding("sale_from", "sale_dates_missing")
    elif moment_of(str(start)) > moment_of(str(end)):
        yield Finding("sale_to", "sale_ends_before_start")
    if price is not None and Decimal(str(after["sale_price"])) >= price:
        yield Finding("sale_price", "sale_not_below_price")


_CHECKS = {OperationKind.SET_STOCK: _stock, OperationKind.SET_PRICE: _price}
RULES = CatalogRules()
