"""From what the seller wants of a SKU to an operation for the outbox, or the reason why not: pure rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from desktop.domain.catalog import Variant
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.wishes import SALE, offer_of, present
from desktop.platforms.kit.manifest import Can, Rules


@dataclass(frozen=True, slots=True)
class Edit:
    """A value wished for one variant; ``values`` are the keys of ``domain.wishes``. No market: the shop as a whole.

    ``seen`` are values that the seller looked at when he wished it, where they are others than those shown now.
    """

    stored: StoredVariant
    kind: OperationKind
    values: Mapping[str, object]
    market: str = ""
    warehouse: str = ""
    seen: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """What a shop can do, and its marketplace's rules."""

    can: Collection[str]
    rules: Rules | None = None
    currency: str = ""  # of the market, where the variant has no price yet


def obstacle(edit: Edit, book: Rulebook) -> Finding | None:
    """The first error that keeps this wish from being sent, if any; warnings do not.

    Codes of ours: ``not_supported``, ``unknown_market``, ``unknown_warehouse``, ``currency_unknown``; the others are
    the marketplace's.
    """
    found = obstacle_here(edit, book)
    return found or next((one for one in findings(edit, book) if one.severity is Severity.ERROR), None)


def obstacle_here(edit: Edit, book: Rulebook) -> Finding | None:
    """The same before the marketplace's rules are asked."""
    if edit.kind.value not in book.can:
        return Finding(edit.kind.value, "not_supported")
    variant = edit.stored.variant
    if edit.market and variant.offers and offer_of(variant, edit.market) is None and not _new_place(edit, book):
        return Finding("market", "unknown_market", params={"market": edit.market})
    if edit.warehouse and variant.stocks and edit.warehouse not in {one.warehouse for one in variant.stocks}:
        return Finding("warehouse", "unknown_warehouse", params={"warehouse": edit.warehouse})
    return None


def findings(edit: Edit, book: Rulebook, after: Mapping[str, object] | None = None) -> tuple[Finding, ...]:
    """All that the marketplace's rules say about it, warnings included; ``after`` where that is known already."""
    if book.rules is None:
        return ()
    return book.rules.check(edit.kind, edit.stored.variant, after or after_of(edit, book), {})


def _new_place(edit: Edit, book: Rulebook) -> bool:
    """Some platforms take a value for a market where the SKU has none yet (a price of its own in one channel)."""
    return Can.SET_MARKET_PRICE in book.can and edit.kind is not OperationKind.SET_STATUS


def after_of(edit: Edit, book: Rulebook) -> dict[str, object]:
    """``after`` as ``domain.wishes`` tells it."""
    variant = edit.stored.variant
    after: dict[str, object] = {
        **edit.values,
        "market": edit.market,
        "warehouse": edit.warehouse,
        "sku": variant.sku,
        "shop": variant.shop_remote_id,
        "product": variant.product_remote_id,
        "extra": dict(variant.extra),
    }
    if edit.kind is OperationKind.SET_PRICE:
        after["currency"] = currency_of(variant, edit.market) or book.currency
    return {key: value for key, value in after.items() if value or key in edit.values}


def operation_of(edit: Edit, book: Rulebook, operation_id: str, change_set_id: str, at: datetime) -> Operation:
    """The operation this wish becomes; ``before`` is what the seller sees, or saw, of the values he changes."""
    variant = edit.stored.variant
    seen = {**present(edit.kind, variant, edit.market, edit.warehouse), **edit.seen}
    return Operation(
        id=operation_id,
        change_set_id=change_set_id,
        account_id=edit.stored.account_id,
        shop_id=edit.stored.shop_id,
        kind=edit.kind,
        subject=variant.remote_id,
        label=variant.sku,
        before={key: seen[key] for key in edit.values if key in seen},
        after=after_of(edit, book),
        state=OperationState.QUEUED,
        created_at=at,
    )


def currency_of(variant: Variant, market: str = "") -> str:
    """The currency of its price in that market, else of any price it has."""
    offer = offer_of(variant, market)
    offers = [offer] if offer else list(variant.offers)
    return next((offer.price.currency for offer in offers if offer.price), "")


def prices(
    price: Decimal | None, sale: Decimal | None, start: datetime | None, end: datetime | None
) -> dict[str, object]:
    """The values of a price wish: without a sale price a running sale is left alone."""
    found: dict[str, object] = {} if price is None else {"price": format(price, "f")}
    if sale is not None:
        moments = (_text(start), _text(end))
        found |= dict(zip(SALE, (format(sale, "f"), *moments), strict=True))
    return found


NO_SALE: Mapping[str, object] = dict.fromkeys(SALE)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat().replace("+00:00", "Z")


def told(edit: Edit, finding: Finding) -> ActionResult:
    """The result for a wish that was not queued."""
    stored = edit.stored
    return ActionResult(
        stored.id,
        stored.variant.sku,
        stored.shop,
        ok=False,
        state="not_possible",
        code=finding.code,
        params={**finding.params, "key": finding.key},
    )
