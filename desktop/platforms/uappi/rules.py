"""What the hub allows for prices and what is held back, known before anything is sent (uappi.md 7)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from desktop.domain.catalog import Variant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.wishes import offer_of
from desktop.platforms.kit.amounts import places_of

LOWEST, HIGHEST = Decimal("0.01"), Decimal("999999.99")
LONGEST_SKU = {OperationKind.SET_PRICE: 250, OperationKind.SET_SAFETY_STOCK: 255}
LONGEST_PREFIX = 10
FELL_BY = Decimal("0.5")


class CatalogRules:
    """See ``desktop.platforms.kit.manifest.Rules``."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        """Errors first, then warnings."""
        found = [*_place(after), *_sku(kind, variant), *_CHECKS.get(kind, _nothing)(variant, after)]
        return tuple(sorted(found, key=lambda one: one.severity is Severity.WARNING))


def channel_of(market: str) -> tuple[int, str]:
    """The channel and the ad prefix of a market's code: ``708`` or ``708/MLB``; channel 0 where it is none."""
    channel, slash, prefix = market.partition("/")
    is_number = channel.isascii() and channel.isdigit() and len(channel) < 19
    is_bad = bool(slash) and not 1 <= len(prefix) <= LONGEST_PREFIX
    return (int(channel), prefix) if is_number and not is_bad else (0, "")


def _place(after: Mapping[str, object]) -> Iterator[Finding]:
    """Everything here belongs to a channel; an ad's market is channel and prefix."""
    channel, _prefix = channel_of(str(after.get("market") or ""))
    if channel < 1:
        yield Finding("market", "market_needed")


def _sku(kind: OperationKind, variant: Variant) -> Iterator[Finding]:
    if not 1 <= len(variant.sku) <= LONGEST_SKU.get(kind, 250):
        yield Finding("sku", "sku_too_long", params={"most": str(LONGEST_SKU.get(kind, 250))})


def _nothing(_variant: Variant, _after: Mapping[str, object]) -> Iterator[Finding]:
    return iter(())


def _held_back(_variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    if channel_of(str(after.get("market") or ""))[1]:
        yield Finding("market", "market_needed")  # of a channel, not of an ad
    quantity = after.get("quantity")
    if not isinstance(quantity, int) or quantity < 0:
        yield Finding("quantity", "below_zero")


def _price(variant: Variant, after: Mapping[str, object]) -> Iterator[Finding]:
    offer = offer_of(variant, str(after.get("market") or ""))
    now = offer.price.amount if offer and offer.price else None
    for key in ("price", "sale_price"):
        if after.get(key) is not None:
            yield from _amount(key, Decimal(str(after[key])))
    listed = Decimal(str(after["price"])) if after.get("price") is not None else now
    if after.get("price") is not None and now and listed is not None and listed < now * FELL_BY:
        yield Finding("price", "price_fell", Severity.WARNING, {"before": str(now)})
    if after.get("sale_price") is not None and listed is not None and Decimal(str(after["sale_price"])) > listed:
        yield Finding("sale_price", "sale_not_below_price", Severity.WARNING)
    if after.get("sale_from") or after.get("sale_to"):
        yield Finding("sale_from", "sale_dates_not_kept", Severity.WARNING)


def _amount(key: str, amount: Decimal) -> Iterator[Finding]:
    if not LOWEST <= amount <= HIGHEST:
        yield Finding(key, "out_of_range", params={"least": str(LOWEST), "most": str(HIGHEST)})
    if places_of(amount) > 2:
        yield Finding(key, "too_many_decimals", params={"most": "2"})


_CHECKS = {OperationKind.SET_SAFETY_STOCK: _held_back, OperationKind.SET_PRICE: _price}
RULES = CatalogRules()
