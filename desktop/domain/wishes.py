"""What operations on variants and promotions hold: the JSON of ``before`` and ``after``, written and read in one place.

``subject`` is the variant's remote id. ``before`` and ``after`` have the same keys of value, so that before, theirs and
mine can be compared one by one; a value that is absent is not wished and not compared.

| kind | keys of value |
|---|---|
| SET_STOCK | ``quantity`` (int) |
| SET_SAFETY_STOCK | ``quantity`` (int) |
| SET_PRICE | ``price``, ``sale_price`` (decimal text or None), ``sale_from``, ``sale_to`` (ISO 8601 UTC or None) |
| SET_STATUS | ``status`` (a ``ListingStatus`` value) |

``after`` also says which place is meant and what the connector needs: ``market``, ``warehouse``, ``sku``, ``currency``,
``shop`` (the shop's remote id), ``product`` (remote id) and ``extra`` (the variant's). Sale prices: absent, the sale is
left alone; all three None, it ends. For promotions ``subject`` is our own id of the promotion and ``after`` holds
``promotion`` as ``as_json`` writes it.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desktop.domain.catalog import ListingStatus, Offer, Variant, VariantRef
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine

Values = Mapping[str, object]

VALUES: dict[OperationKind, tuple[str, ...]] = {
    OperationKind.SET_STOCK: ("quantity",),
    OperationKind.SET_SAFETY_STOCK: ("quantity",),
    OperationKind.SET_PRICE: ("price", "sale_price", "sale_from", "sale_to"),
    OperationKind.SET_STATUS: ("status",),
}
SALE = ("sale_price", "sale_from", "sale_to")


def place_of(operation: Operation) -> tuple[str, str]:
    """The market and warehouse an operation is about; both may be empty."""
    return place_in(operation.after)


def place_in(values: Values) -> tuple[str, str]:
    """The same, of what was wished."""
    return str(values.get("market") or ""), str(values.get("warehouse") or "")


def ref_of(operation: Operation) -> VariantRef:
    """The variant an operation is about, as its connector knows it."""
    extra = operation.after.get("extra")
    return VariantRef(
        remote_id=operation.subject,
        sku=str(operation.after.get("sku") or operation.label),
        shop_remote_id=str(operation.after.get("shop") or ""),
        extra=extra if isinstance(extra, Mapping) else {},
    )


def wished(operation: Operation) -> dict[str, object]:
    """The values wished, without place and context."""
    return {key: operation.after[key] for key in VALUES.get(operation.kind, ()) if key in operation.after}


def seen(operation: Operation) -> dict[str, object]:
    """The values the seller saw before; empty where nothing was known."""
    return {key: operation.before[key] for key in VALUES.get(operation.kind, ()) if key in operation.before}


def present(kind: OperationKind, variant: Variant, market: str = "", warehouse: str = "") -> dict[str, object]:
    """What a variant holds now, in the words of ``before`` and ``after``; values nobody knows are absent."""
    offer = offer_of(variant, market)
    if kind is OperationKind.SET_STOCK:
        return _known(quantity=stock_of(variant, warehouse))
    if kind is OperationKind.SET_SAFETY_STOCK:
        return _known(quantity=offer.safety_stock if offer and market else variant.safety_stock)
    if kind is OperationKind.SET_STATUS:
        status = offer.status if offer and market else variant.status
        return {} if status is ListingStatus.UNKNOWN else {"status": status.value}
    return _prices(offer) if kind is OperationKind.SET_PRICE and offer else {}


def stock_of(variant: Variant, warehouse: str = "") -> int | None:
    """Sellable units, in one warehouse or as a whole."""
    if not warehouse:
        return variant.stock
    return next((one.quantity for one in variant.stocks if one.warehouse == warehouse), None)


def offer_of(variant: Variant, market: str = "") -> Offer | None:
    """The offer in a market; without one named, the shop's own or the only one there is."""
    for offer in variant.offers:  # a plain loop: this runs several times for every cell
        if offer.market == market:
            return offer
    return variant.offers[0] if not market and len(variant.offers) == 1 else None


def same(wanted: Values, there: Values) -> bool:
    """Whether all that is wished is there; amounts are compared as amounts and days as days."""
    return all(key in there and equal(key, value, there[key]) for key, value in wanted.items())


def equal(key: str, mine: object, theirs: object) -> bool:
    """Whether two values of one key are the same. A moment equals a day when that day holds it."""
    if mine is None or theirs is None:
        return mine is theirs
    if key in ("price", "sale_price"):
        return Decimal(str(mine)) == Decimal(str(theirs))
    if key in ("sale_from", "sale_to"):
        return same_day(moment_of(str(mine)), moment_of(str(theirs)))
    return mine == theirs


def same_day(one: datetime, other: datetime) -> bool:
    """Platforms that keep whole days give a sale's ends back without their hour, in a zone of their own."""
    return abs((one - other).total_seconds()) < 86_400


def only(mine: Values, theirs: Values, keys: Collection[str]) -> dict[str, object]:
    """Of what is wished these values; the rest is absent. A sale is said as a whole: its other values are theirs."""
    found = {key: value for key, value in mine.items() if key in keys}
    if found.keys() & set(SALE):
        found |= {key: theirs.get(key, mine[key]) for key in SALE if key in mine and key not in found}
        if found.get("sale_price") is None:
            found |= {key: None for key in SALE if key in found}  # a sale that ends, or is none, has no days
    return found


def moment_of(text: str) -> datetime:
    """Aware UTC from ISO 8601."""
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def as_text(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return None if moment is None else moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _prices(offer: Offer) -> dict[str, object]:
    found: dict[str, object] = {
        "sale_price": None if offer.sale_price is None else format(offer.sale_price.amount, "f"),
        "sale_from": as_text(offer.sale_from),
        "sale_to": as_text(offer.sale_to),
    }
    return found if offer.price is None else {"price": format(offer.price.amount, "f"), **found}


def _known(**values: object) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None}


# --- promotions -------------------------------------------------------------------------------------------------------
def as_json(promotion: Promotion) -> dict[str, Any]:
    """A promotion as JSON values."""
    return {
        "remote_id": promotion.remote_id,
        "kind": promotion.kind.value,
        "name": promotion.name,
        "starts_at": as_text(promotion.starts_at),
        "ends_at": as_text(promotion.ends_at),
        "shop": promotion.shop_remote_id,
        "fields": dict(promotion.fields),
        "lines": [_line_as_json(line) for line in promotion.lines],
    }


def _line_as_json(line: PromotionLine) -> dict[str, Any]:
    money = None if line.price is None else {"amount": format(line.price.amount, "f"), "currency": line.price.currency}
    return {
        "sku": line.sku,
        "variant": line.variant_remote_id,
        "market": line.market,
        "price": money,
        "discount": line.discount,
        "max_order": line.max_order,
        "promo_stock": line.promo_stock,
        "state": line.state,
        "message": line.message,
        "remote_ref": line.remote_ref,
        "extra": dict(line.extra),
    }


def promotion_of(operation: Operation) -> Promotion:
    """The promotion an operation is about."""
    return from_json(operation.after["promotion"])


def from_json(document: Any) -> Promotion:
    """A promotion from what ``as_json`` wrote."""
    return Promotion(
        remote_id=document["remote_id"],
        kind=PromotionKind(document["kind"]),
        name=document["name"],
        starts_at=_moment(document["starts_at"]),
        ends_at=_moment(document["ends_at"]),
        shop_remote_id=document["shop"],
        fields=document["fields"],
        lines=tuple(_line_from_json(line) for line in document["lines"]),
    )


def _line_from_json(line: Any) -> PromotionLine:
    price = line["price"]
    return PromotionLine(
        sku=line["sku"],
        variant_remote_id=line["variant"],
        market=line["market"],
        price=None if price is None else Money(Decimal(price["amount"]), price["currency"]),
        discount=line["discount"],
        max_order=line["max_order"],
        promo_stock=line["promo_stock"],
        state=line["state"],
        message=line["message"],
        remote_ref=line["remote_ref"],
        extra=line["extra"],
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment_of(text)
