"""Plans turn a promotion into operations, and operations back into how each of its lines stands: pure rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.promotions import (
    Promotion,
    PromotionKind,
    PromotionLine,
    PromotionState,
    StoredPromotion,
    state_at,
)
from desktop.domain.wishes import as_text, offer_of
from desktop.services.variant_wishes import NO_SALE, Edit, currency_of

# These are nothing but prices: each line becomes a price wish of its own.
PRICE_KINDS = frozenset({PromotionKind.SALE_PRICE, PromotionKind.CHANNEL_PRICE, PromotionKind.AD_PRICE})
_OVER = frozenset({OperationState.REFUSED, OperationState.CANCELLED})


def line_of(line: PromotionLine, stored: StoredVariant) -> PromotionLine:
    """A line as typed with what is known of its SKU: variant, currency, and the final price of a percentage."""
    variant = stored.variant
    currency = currency_of(variant, line.market) or (line.price.currency if line.price else "")
    price = line.price and replace(line.price, currency=line.price.currency or currency)
    return replace(line, variant_remote_id=variant.remote_id, price=price, extra=variant.extra)


def start_edits(promotion: Promotion, variants: Mapping[str, StoredVariant]) -> tuple[Edit, ...]:
    """The price wishes of a promotion that is nothing but prices. Raises ``NotPossible("line_without_price")``."""
    window = {"sale_from": as_text(promotion.starts_at), "sale_to": as_text(promotion.ends_at)}
    return tuple(
        Edit(
            variants[line.variant_remote_id],
            OperationKind.SET_PRICE,
            {"sale_price": format(final_price(line, variants[line.variant_remote_id]).amount, "f"), **window},
            line.market,
        )
        for line in promotion.lines
    )


def end_edits(promotion: Promotion, variants: Mapping[str, StoredVariant]) -> tuple[Edit, ...]:
    """The wishes that take its prices back; a price of a channel's own is removed whole."""
    own = promotion.kind in (PromotionKind.CHANNEL_PRICE, PromotionKind.AD_PRICE)
    values = {"price": None, **NO_SALE} if own else NO_SALE
    return tuple(
        Edit(variants[line.variant_remote_id], OperationKind.SET_PRICE, values, line.market)
        for line in promotion.lines
        if line.variant_remote_id in variants
    )


def final_price(line: PromotionLine, stored: StoredVariant) -> Money:
    """The price the buyer pays: as named, or the list price less the percentage, rounded like the list price."""
    if line.price is not None:
        return line.price
    offer = offer_of(stored.variant, line.market)
    if not line.discount or offer is None or offer.price is None:
        raise NotPossible("line_without_price", sku=line.sku)
    left = offer.price.amount * (100 - Decimal(line.discount)) / 100
    digits = offer.price.amount.as_tuple().exponent
    return Money(left.quantize(Decimal(1).scaleb(int(digits)), ROUND_HALF_UP), offer.price.currency)


def as_it_stands(
    stored: StoredPromotion, operations: Mapping[str, Sequence[Operation]], now: datetime
) -> StoredPromotion:
    """The promotion with the state of its lines and its own; ``operations`` by change-set id."""
    promotion = stored.promotion
    made, ended = operations.get(stored.change_set_id, ()), operations.get(stored.ended_by, ())
    lines = tuple(_line(line, place, made) for place, line in enumerate(promotion.lines))
    remote_id = promotion.remote_id or next((one.remote_ref for one in made if one.remote_ref), "")
    state = _state(promotion, made, ended, now)
    return replace(stored, promotion=replace(promotion, lines=lines, remote_id=remote_id, state=state))


def _state(
    promotion: Promotion, made: Sequence[Operation], ended: Sequence[Operation], now: datetime
) -> PromotionState:
    if made and all(one.state in _OVER for one in made):
        return PromotionState.FAILED
    if ended and all(one.state is OperationState.DONE for one in ended):
        return PromotionState.ENDED
    known = promotion.state if not made else PromotionState.UNKNOWN
    return known if known is not PromotionState.UNKNOWN else state_at(now, promotion.starts_at, promotion.ends_at)


def _line(line: PromotionLine, place: int, made: Iterable[Operation]) -> PromotionLine:
    """A line after what became of it: its own price wish, or its part of the one operation for all."""
    for operation in made:
        if operation.kind is OperationKind.SET_PRICE:
            if (operation.subject, operation.after.get("market") or "") == (line.variant_remote_id, line.market):
                return _after(line, operation.state.value, operation)
        else:
            return _told(line, place, operation)
    return line


def _told(line: PromotionLine, place: int, operation: Operation) -> PromotionLine:
    rows = operation.ack.get("lines")
    row = rows[place] if isinstance(rows, list) and place < len(rows) else {}
    state, ref = row.get("state") or operation.state.value, row.get("remote_ref") or line.remote_ref
    after = _after(line, state, operation)
    return replace(after, message=row.get("message") or after.message, remote_ref=ref)


def _after(line: PromotionLine, state: str, operation: Operation) -> PromotionLine:
    return replace(line, state=state, message=operation.params.get("message", "") or operation.code)
