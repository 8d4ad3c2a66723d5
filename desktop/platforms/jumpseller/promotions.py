"""Mapping of promotions, both ways (jumpseller.md 9).

``Promotion.fields`` holds the settings under Jumpseller's own names; amounts are decimal text there. The selectors
``type``, ``buys_at_least`` and ``customers`` can only be written, so after a reading they are derived.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

import msgspec

from desktop.domain.errors import Refused
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine, PromotionState, state_at
from desktop.domain.wishes import as_text, same_day
from desktop.platforms.jumpseller import shapes
from desktop.platforms.jumpseller.generations import Generation, codes_of
from desktop.platforms.jumpseller.mapping import count_lost, moment, rows_of, text
from desktop.platforms.kit.answers import unexpected

AMOUNTS = ("discount_amount_fix", "discount_amount_percent", "condition_price")
NUMBERS = ("condition_qty", "quantity_x", "max_times_used")
WORDS = ("discount_target", "type", "buys_at_least", "lasts", "customers", "code")
LISTS = ("coupons", "products", "products_x", "categories", "categories_x", "customer_categories")
PLACES = ("countries", "regions", "municipalities")
SWITCHES = ("enabled", "cumulative")
WRITTEN = frozenset((*AMOUNTS, *NUMBERS, *WORDS, *LISTS, *PLACES, *SWITCHES, "name", "begins_at", "expires_at"))
READ_ONLY = frozenset({"id", "status", "times_used"})
KINDS = frozenset({PromotionKind.STORE, PromotionKind.COUPON})


def promotions_page(body: bytes, shop: str, now: datetime) -> tuple[tuple[Promotion, ...], int]:
    """The promotions of a page, and how many records came."""
    rows = rows_of(body, shapes.PromotionEnvelope)
    found = tuple(_promotion(raw, shop, now) for raw in (row.promotion or row for row in rows) if raw.id is not None)
    count_lost("promotions", len(rows) - len(found))
    return found, len(rows)


def one_promotion(body: bytes, shop: str, now: datetime) -> Promotion:
    """A single promotion. Raises ``BrokenAnswer`` for an answer that is none."""
    found, _ = promotions_page(body, shop, now)
    if len(found) != 1:
        raise unexpected(body)
    return found[0]


def body_of(promotion: Promotion, generation: Generation) -> dict[str, object]:
    """The settings of a new promotion, with the selectors each of them needs.

    Raises:
        Refused: ``kind_not_offered``, ``missing_field``, ``unknown_field``, ``not_a_number``, ``price_not_offered``.
    """
    if promotion.kind not in KINDS:
        raise Refused("kind_not_offered", kind=promotion.kind.value)
    given = {key: value for key, value in promotion.fields.items() if key not in READ_ONLY and value is not None}
    if strange := sorted(given.keys() - WRITTEN):
        raise Refused("unknown_field", field=strange[0])
    fields: dict[str, object] = {"name": promotion.name or given.get("name"), "enabled": True, "cumulative": False}
    fields |= {key: _typed(key, value) for key, value in given.items() if key != "name"} | _of_lines(promotion)
    fields |= {key: as_text(at) for key, at in _dates(promotion).items() if at is not None}
    fields = _selected(fields, generation)
    _complete(promotion, fields)
    return generation.coupons(fields)


def is_twin(wished: Mapping[str, object], there: Promotion) -> bool:
    """Whether a listed promotion is the one wished: there is no key of ours that could tell (section 9).

    One that was switched off is another: who ends a promotion may make the same again.
    """
    mine, theirs = dict(wished), there.fields
    if bool(mine.get("enabled", True)) != bool(theirs.get("enabled", True)):
        return False
    if mine.get("name") != there.name or set(codes_of(mine)) != set(codes_of(theirs)):
        return False
    if any(_decimal(mine[key]) != _decimal(theirs.get(key)) for key in AMOUNTS if mine.get(key) is not None):
        return False
    if _ids(mine.get("products")) != _ids(theirs.get("products")):
        return False
    ends = (("begins_at", there.starts_at), ("expires_at", there.ends_at))
    return all(_same_end(str(mine[key]), at) for key, at in ends if mine.get(key)) and _same_target(mine, theirs)


def _promotion(raw: shapes.Promotion, shop: str, now: datetime) -> Promotion:
    starts_at, ends_at = moment(raw.begins_at), moment(raw.expires_at)
    fields = _fields(raw)
    percent = fields.get("discount_amount_percent")
    lines = tuple(
        PromotionLine("", variant_remote_id=str(one.id), discount=str(percent or "")) for one in raw.products or ()
    )
    return Promotion(
        remote_id=str(raw.id),
        kind=PromotionKind.COUPON if codes_of(fields) else PromotionKind.STORE,
        name=text(raw.name),
        state=_state(raw, now, starts_at, ends_at),
        starts_at=starts_at,
        ends_at=ends_at,
        lines=lines,
        shop_remote_id=shop,
        fields=fields,
    )


def _state(
    raw: shapes.Promotion, now: datetime, starts_at: datetime | None, ends_at: datetime | None
) -> PromotionState:
    if raw.enabled is False or text(raw.status).lower() == "expired":
        return PromotionState.ENDED
    return state_at(now, starts_at, ends_at)


def _fields(raw: shapes.Promotion) -> dict[str, object]:
    """What was read, as JSON values, with the selectors that Jumpseller does not give back."""
    found = {key: _plain(value) for key, value in msgspec.structs.asdict(raw).items() if value is not None}
    for key in ("id", "name", "status", "begins_at", "expires_at", "promotion"):
        found.pop(key, None)
    found["type"] = "percentage" if raw.discount_amount_percent else "fix" if raw.discount_amount_fix else None
    found["buys_at_least"] = "price" if raw.condition_price else "qty" if raw.condition_qty else "none"
    return {key: value for key, value in found.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < 20 else None
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, msgspec.Struct):
        return {key: part for key, part in msgspec.structs.asdict(value).items() if part is not None}
    return value


def _typed(key: str, value: object) -> object:
    """A setting as the contracts type it: amounts and counts come from people as text."""
    if key in AMOUNTS:
        return _decimal(value)
    if key in NUMBERS:
        return int(_decimal(value) or 0)
    if key in LISTS and key != "coupons":
        return [{"id": one} for one in sorted(_ids(value))]
    if key == "coupons" and isinstance(value, list | tuple):
        return [
            {"code": str(one.get("code")), "usage_limit": int(one.get("usage_limit") or 0)}
            for one in value
            if isinstance(one, Mapping)
        ]
    return str(value) if key in WORDS else value


def _of_lines(promotion: Promotion) -> dict[str, object]:
    """SKUs as products: a promotion is for whole products, with one percentage for all of them."""
    if not promotion.lines:
        return {}
    if any(line.price is not None for line in promotion.lines):
        raise Refused("price_not_offered")
    ids = _ids([line.variant_remote_id.partition("/")[0] for line in promotion.lines])
    percentages = {line.discount for line in promotion.lines if line.discount}
    if len(percentages) > 1:
        raise Refused("one_discount_only")
    found: dict[str, object] = {"products": [{"id": one} for one in sorted(ids)]} if ids else {}
    return found | ({"discount_amount_percent": _decimal(percentages.pop())} if percentages else {})


def _dates(promotion: Promotion) -> dict[str, datetime | None]:
    return {"begins_at": promotion.starts_at, "expires_at": promotion.ends_at}


def _selected(fields: dict[str, object], generation: Generation) -> dict[str, object]:
    """The selectors that follow from what is given, unless they were given themselves."""
    dated, counted = "expires_at" in fields or "begins_at" in fields, "max_times_used" in fields
    lasts = "date" if dated else "max_times_used" if counted else "none"
    if dated and counted and generation.year >= 2026:
        lasts = "both"
    bought = "price" if "condition_price" in fields else "qty" if "condition_qty" in fields else "none"
    derived: dict[str, object] = {
        "type": "percentage" if "discount_amount_percent" in fields else "fix",
        "discount_target": "categories" if "products" in fields or "categories" in fields else "order",
        "buys_at_least": bought,
        "lasts": lasts,
        "customers": "categories" if "customer_categories" in fields else "all",
    }
    return {**derived, **fields}


def _complete(promotion: Promotion, fields: Mapping[str, object]) -> None:
    amount = "discount_amount_percent" if fields["type"] == "percentage" else "discount_amount_fix"
    free_shipping = fields["discount_target"] == "shipping" and amount == "discount_amount_fix"
    needed = ["name", *([] if free_shipping and fields.get(amount) is None else [amount])]
    if missing := [key for key in needed if fields.get(key) in (None, "")]:
        raise Refused("missing_field", field=missing[0])
    if promotion.kind is PromotionKind.COUPON and not codes_of(fields):
        raise Refused("missing_field", field="code")


def _decimal(value: object) -> Decimal | None:
    if value is None:
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation as error:
        raise Refused("not_a_number") from error
    if not found.is_finite():
        raise Refused("not_a_number")
    return found


def _ids(value: object) -> set[int]:
    """Whole numbers from ``[{"id": 1}]``, ``[1]`` or ``["1"]``."""
    listed = value if isinstance(value, list | tuple) else []
    written = [str(one.get("id") if isinstance(one, Mapping) else one) for one in listed]
    return {int(one) for one in written if one.isascii() and one.isdigit() and len(one) < 19}


def _same_end(mine: str, theirs: datetime | None) -> bool:
    wished = moment(mine)
    return wished is not None and theirs is not None and same_day(wished, theirs)


def _same_target(mine: Mapping[str, object], theirs: Mapping[str, object]) -> bool:
    wished, there = mine.get("discount_target"), theirs.get("discount_target")
    return wished is None or there is None or wished == there
