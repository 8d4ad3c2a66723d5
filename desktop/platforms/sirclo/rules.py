"""What the channels allow for stock and price, known before anything is sent (sirclo.md 3, 6.4, 6.5)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from desktop.domain.catalog import Variant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.wishes import offer_of, stock_of
from desktop.platforms.kit.amounts import number_of, places_of

FELL_BY = Decimal("0.5")
ALWAYS_ON_SALE = "tktk"
SINGAPORE = "-sg"  # cents there, whole rupiah elsewhere


class CatalogRules:
    """See ``desktop.platforms.kit.manifest.Rules``. Live limits travel with the variant (``extra``)."""

    def check(
        self, kind: OperationKind, variant: Variant, after: Mapping[str, object], limits: Mapping[str, object]
    ) -> tuple[Finding, ...]:
        """Errors first, then warnings."""
        live = limits or variant.extra.get("limits") or {}
        live = live if isinstance(live, Mapping) else {}
        found = [*_sku(variant), *_CHECKS.get(kind, _nothing)(variant, after, live)]
        return tuple(sorted(found, key=lambda one: one.severity is Severity.WARNING))


def _sku(variant: Variant) -> Iterator[Finding]:
    """Every call names the SKU beside the channel's own name."""
    if not variant.sku:
        yield Finding("sku", "sku_needed")


def _nothing(_variant: Variant, _after: Mapping[str, object], _live: Mapping[str, object]) -> Iterator[Finding]:
    return iter(())


def _stock(variant: Variant, after: Mapping[str, object], live: Mapping[str, object]) -> Iterator[Finding]:
    quantity, warehouse = after.get("quantity"), str(after.get("warehouse") or "")
    if not warehouse and len(variant.stocks) > 1:
        yield Finding("warehouse", "warehouse_needed")
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
        yield Finding("quantity", "below_zero")
        return
    yield from _within("quantity", Decimal(quantity), live.get("stock_limit"))
    if quantity == 0 and (stock_of(variant, warehouse) or 0) > 0:
        yield Finding("quantity", "zero_stock", Severity.WARNING)


def _price(variant: Variant, after: Mapping[str, object], live: Mapping[str, object]) -> Iterator[Finding]:
    """There is one price; sales are promotions of their own."""
    if any(after.get(key) is not None for key in ("sale_price", "sale_from", "sale_to")):
        yield Finding("sale_price", "sale_not_supported")
    price = number_of(after.get("price"))
    if price is None:
        yield Finding("price", "price_needed")
        return
    if price <= 0:
        yield Finding("price", "below_zero")
    yield from _decimals(variant, price)
    yield from _within("price", price, live.get("price_limit"))
    offer = offer_of(variant, str(after.get("market") or ""))
    now = offer.price.amount if offer and offer.price else None
    if now and price < now * FELL_BY:
        yield Finding("price", "price_fell", Severity.WARNING, {"before": str(now)})


def _decimals(variant: Variant, price: Decimal) -> Iterator[Finding]:
    most = 2 if variant.remote_id.partition(":")[0].endswith(SINGAPORE) else 0
    if places_of(price) > most:
        yield Finding("price", "too_many_decimals", params={"most": str(most)})


def _within(key: str, value: Decimal, limit: object) -> Iterator[Finding]:
    """A live limit has two ends, of which either may be missing."""
    told = limit if isinstance(limit, Mapping) else {}
    least, most = number_of(told.get("min")), number_of(told.get("max"))
    if (least is not None and value < least) or (most is not None and value > most):
        yield Finding(
            key, "out_of_range", params={"least": str(least or 0), "most": "-" if most is None else str(most)}
        )


def _status(variant: Variant, after: Mapping[str, object], _live: Mapping[str, object]) -> Iterator[Finding]:
    """TikTok puts on sale whatever is changed there (section 6.2)."""
    is_tiktok = variant.remote_id.partition(":")[0] == ALWAYS_ON_SALE
    if after.get("status") not in ("active", "inactive") or (is_tiktok and after.get("status") != "active"):
        yield Finding("status", "status_not_offered")


_CHECKS = {
    OperationKind.SET_STOCK: _stock,
    OperationKind.SET_PRICE: _price,
    OperationKind.SET_STATUS: _status,
}
RULES = CatalogRules()
