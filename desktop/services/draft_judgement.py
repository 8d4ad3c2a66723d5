"""What a typed text means for a cell of the grid, and what the marketplace's rules say to it: pure, for any thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from decimal import Decimal

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import (
    AMOUNTS,
    CLEARABLE,
    COUNTS,
    DAYS,
    KIND,
    VALUE,
    Address,
    Draft,
    Field,
    Place,
    present_value,
    same_value,
    wish_value,
)
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.findings import Finding, Severity
from desktop.domain.operations import OperationKind
from desktop.domain.typed_values import (
    STYLES,
    Style,
    read_moment,
    read_number,
    read_status,
    unmistakable,
    write_moment,
    write_number,
)
from desktop.domain.typo_guards import guard
from desktop.domain.wishes import SALE, as_text
from desktop.services.shop_books import ShopBook
from desktop.services.variant_wishes import Edit, after_of, findings

SALE_FIELDS = (Field.SALE_PRICE, Field.SALE_FROM, Field.SALE_TO)
_KINDS = tuple(dict.fromkeys(KIND.values()))
OPEN_THE_ROW = "open_the_row"
OF_THE_SKU = "of_the_sku"
_PROBE_SALE = {"sale_price": "1", "sale_from": "2026-01-01T00:00:00Z", "sale_to": "2026-01-02T00:00:00Z"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How this seller writes: numbers and days, the zone of a bare day, and the screen's words for a status."""

    style: Style = STYLES["en"]
    zone: tzinfo = UTC
    words: Mapping[str, ListingStatus] = field(default_factory=dict)


# --- reading ----------------------------------------------------------------------------------------------------------
def read(address: Address, typed: str, manner: Manner) -> Draft | None:
    """The draft a typed text becomes; None where an empty text wishes nothing."""
    text, of = typed.strip(), address.field
    if not text:
        return Draft(address, typed, "") if of in CLEARABLE else None
    value, code = _read(of, text, manner)
    return Draft(address, typed, value, code)


def _read(of: Field, text: str, manner: Manner) -> tuple[str, str]:
    if of in DAYS:
        moment = read_moment(text, manner.zone, manner.style, last=of is Field.SALE_TO)
        return as_text(moment.value) or "", moment.code
    if of is Field.STATUS:
        status = read_status(text, manner.words)
        return (status.value, "") if status else ("", "not_a_status")
    number = read_number(text, manner.style, whole=of in COUNTS)
    if number.value is None or number.percent:
        return "", "not_a_number"
    if of in COUNTS and number.value != number.value.to_integral_value():
        return "", "whole_number_needed"
    return (str(int(number.value)) if of in COUNTS else format(number.value, "f")), number.code


def written(of: Field, value: str, manner: Manner) -> str:
    """The text that, typed, is read as this value without a doubt: no currency, figures without groups."""
    if value and (of in COUNTS or of in AMOUNTS):
        figure = unmistakable(Decimal(value))
        return write_number(figure, Style(manner.style.decimal, "", "0"), grouped=False)
    return write_moment(datetime.fromisoformat(value), manner.zone) if value and of in DAYS else value


def is_no_change(draft: Draft, shown: str | None) -> bool:
    """Whether the typed value is the one ``shown``; None where it is in dispute, so that typing any is a decision."""
    if not draft.is_readable or draft.code or shown is None:
        return False
    return same_value(draft.address.field, draft.value, shown)


# --- what can be edited -----------------------------------------------------------------------------------------------
def locks(stored: StoredVariant, places: Sequence[Place], number: int, book: ShopBook) -> dict[Field, str]:
    """The fields of a row that cannot be edited, each with the code of the reason."""
    place, can = places[number], book.rules.can
    found = {one: "not_supported" for one, kind in KIND.items() if kind.value not in can}
    if place.warehouse:
        found |= {one: OF_THE_SKU for one in Field if one is not Field.STOCK and one not in found}
    elif number:
        found.setdefault(Field.STOCK, OF_THE_SKU)
    else:
        found |= {one: OPEN_THE_ROW for one in _only_below(stored, places) if one not in found}
    for one, code in _refused_fields(stored, place, book).items():
        found.setdefault(one, OPEN_THE_ROW if not number and len(places) > 1 and code in _PLACE_CODES else code)
    return found


_PLACE_CODES = frozenset({"market_needed", "warehouse_needed", "several_warehouses"})


def _only_below(stored: StoredVariant, places: Sequence[Place]) -> list[Field]:
    """What the SKU as a whole has not, because its markets or warehouses have it each for itself."""
    found = [Field.STOCK] if any(one.warehouse for one in places) else []
    has_own = any(not offer.market for offer in stored.variant.offers)
    if any(one.market for one in places[1:]) and not has_own:
        found += [Field.PRICE, *SALE_FIELDS]
    return found


def _refused_fields(stored: StoredVariant, place: Place, book: ShopBook) -> dict[Field, str]:
    """Fields that the rules refuse whatever the value: no sale prices, no dates, a market that must be named."""
    found: dict[Field, str] = {}
    if place.warehouse:
        return found
    probes: tuple[tuple[OperationKind, dict[str, object]], ...] = (
        (OperationKind.SET_PRICE, {"price": "2", **_PROBE_SALE}),
        (OperationKind.SET_SAFETY_STOCK, {"quantity": 1}),
    )
    for kind, values in probes:
        if kind.value not in book.rules.can:
            continue
        for one in findings(Edit(stored, kind, values, place.market), book.in_market(place.market)):
            if one.severity is Severity.ERROR:
                found |= dict.fromkeys(_refused_by(one, kind), one.code)
    return found


def _refused_by(finding: Finding, kind: OperationKind) -> tuple[Field, ...]:
    if finding.code in _PLACE_CODES:
        return tuple(one for one, of in KIND.items() if of is kind)
    if finding.code == "sale_not_supported":
        return SALE_FIELDS
    return (Field.SALE_FROM, Field.SALE_TO) if finding.code == "no_sale_window" else ()


# --- what the rules say -----------------------------------------------------------------------------------------------
Drafts = Mapping[Field, Draft]


def edits_of(stored: StoredVariant, place: Place, drafts: Drafts) -> tuple[tuple[Edit, tuple[Draft, ...]], ...]:
    """The wishes that the readable drafts of one place make, each with its drafts: all of a price are one wish."""
    by_kind: dict[OperationKind, dict[Field, Draft]] = {}
    for of, draft in drafts.items():
        if draft.is_readable:
            by_kind.setdefault(KIND[of], {})[of] = draft
    return tuple(
        (Edit(stored, kind, _values(stored, place, mine), place.market, place.warehouse), tuple(mine.values()))
        for kind in _KINDS
        if (mine := by_kind.get(kind))
    )


def _values(stored: StoredVariant, place: Place, drafts: Drafts) -> dict[str, object]:
    """The values wished; who moves any part of a sale says the whole sale."""
    found = {VALUE[one]: wish_value(one, draft.value) for one, draft in drafts.items()}
    if not any(one in drafts for one in SALE_FIELDS):
        return found
    whole = {
        VALUE[one]: drafts[one].value if one in drafts else present_value(stored.variant, place, one)
        for one in SALE_FIELDS
    }
    sale: dict[str, object] = {key: value or None for key, value in whole.items()}
    if sale["sale_price"] is None and Field.SALE_PRICE in drafts:
        sale = dict.fromkeys(SALE)  # a sale that ends has no dates
    return found | sale


def judge(stored: StoredVariant, place: Place, drafts: Drafts, book: ShopBook) -> dict[Field, tuple[Finding, ...]]:
    """What is to be said about each draft of one place: how it was read, the marketplace's rules, and likely typos."""
    found: dict[Field, list[Finding]] = {one: _reading(draft) for one, draft in drafts.items()}
    for edit, mine in edits_of(stored, place, drafts):
        for finding in _of_edit(edit, book):
            fields = {one.address.field for one in mine}
            named = {one for one in fields if VALUE[one] == finding.key}
            for one in named or fields:
                found[one].append(finding)
    return {one: tuple(said) for one, said in found.items()}


def _reading(draft: Draft) -> list[Finding]:
    if not draft.code:
        return []
    severity = Severity.WARNING if draft.value else Severity.ERROR
    return [Finding(VALUE[draft.address.field], draft.code, severity, {"value": draft.value})]


def _of_edit(edit: Edit, book: ShopBook) -> tuple[Finding, ...]:
    rules = book.in_market(edit.market)
    values = edit.values
    if values.get("sale_price") is None and (values.get("sale_from") or values.get("sale_to")):
        return (Finding("sale_price", "sale_price_missing"),)
    after = after_of(edit, rules)
    said = findings(edit, rules, after)
    codes = frozenset(one.code for one in said)
    return (*said, *guard(edit.kind, edit.stored.variant, after, codes))


def level(said: Sequence[Finding]) -> int:
    """0 fine, 1 warning, 2 error."""
    if not said:
        return 0
    return 2 if any(one.severity is Severity.ERROR for one in said) else 1


def levelled(drafts: Drafts, said: Mapping[Field, Sequence[Finding]]) -> dict[Field, Draft]:
    """The drafts with the level their findings give them."""
    levels = {one: level(said.get(one, ())) for one in drafts}
    return {
        one: draft if draft.level == levels[one] else replace(draft, level=levels[one]) for one, draft in drafts.items()
    }
