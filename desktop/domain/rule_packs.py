"""Rule packs as documents: the JSON form of deadline rules, read with a clear error for whatever is wrong in it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from zoneinfo import ZoneInfo

from desktop.domain.deadlines import ANY, DeadlineRule, Fee, FeeKind, Met, RulePack, Unit
from desktop.domain.errors import NotPossible
from desktop.domain.working_time import WorkingTime

FORM = 1  # the version of the documents' form
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_HOURS, MOST_DAYS, MOST_HOLIDAYS = 24 * 90, 90, 120
_ZONE_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")  # anything else could leave the folder of zones
_CURRENCY = re.compile(r"[A-Z]{3}")

Value = TypeVar("Value")
Document = Mapping[str, object]


def pack_from(document: object) -> RulePack:
    """A pack from its document. Raises ``NotPossible("broken_rule_pack")`` with ``rule``, ``field`` and ``value``."""
    if not isinstance(document, Mapping):
        raise _broken("", "form", document)
    if document.get("form") != FORM:
        raise _broken("", "form", document.get("form"))
    read = _Reader(document, "")
    pack = read.text("id", needed=True)
    rules = document.get("rules")
    if not isinstance(rules, list):
        raise _broken("", "rules", rules)
    found = tuple(rule_from(one, pack) for one in rules)
    twice = [rule.id for at, rule in enumerate(found) if rule.id in {other.id for other in found[:at]}]
    if twice:
        raise _broken(twice[0], "id", twice[0])
    return RulePack(pack, read.text("title", needed=True), found, automatic=read.flag("automatic", True))


def pack_document(pack: RulePack) -> dict[str, object]:
    """The document of a pack: ``pack_from`` gives the same pack again."""
    return {
        "form": FORM,
        "id": pack.id,
        "title": pack.title,
        "automatic": pack.automatic,
        "rules": [rule_document(rule) for rule in pack.rules],
    }


def rule_from(document: object, pack: str) -> DeadlineRule:
    """One rule of ``pack`` from its document. Raises as ``pack_from`` does."""
    if not isinstance(document, Mapping):
        raise _broken("", "rules", document)
    read = _Reader(document, str(document.get("id", "")))
    unit = read.word("unit", Unit, Unit.HOURS)
    return DeadlineRule(
        id=read.text("id", needed=True),
        pack=pack,
        title=read.text("title", needed=True),
        within=read.count("within", MOST_HOURS if unit is Unit.HOURS else MOST_DAYS),
        unit=unit,
        place=WorkingTime(read.zone(), read.weekend(), read.holidays()),
        met=read.word("met", Met, Met.SHIPPED),
        platform=read.text("platform") or ANY,
        country=read.text("country") or ANY,
        market=read.text("market") or ANY,
        cut_off=read.clock("cut_off"),
        until=read.clock("until"),
        fee=_fee(document.get("fee"), read.rule),
        loses_order=read.flag("loses_order", False),
        grace_minutes=read.count("grace_minutes", 60 * 24 * 14),
        platform_wins=read.flag("platform_wins", True),
        sources=read.sources(),
    )


def rule_document(rule: DeadlineRule) -> dict[str, object]:
    """The document of a rule: ``rule_from`` gives the same rule again."""
    return {
        "id": rule.id,
        "title": rule.title,
        "platform": rule.platform,
        "country": rule.country,
        "market": rule.market,
        "within": rule.within,
        "unit": rule.unit.value,
        "cut_off": _clock_text(rule.cut_off),
        "until": _clock_text(rule.until),
        "zone": rule.place.zone,
        "weekend": [WEEKDAYS[day] for day in sorted(rule.place.weekend)],
        "holidays": sorted(rule.place.holidays),
        "met": rule.met.value,
        "fee": _fee_document(rule.fee),
        "loses_order": rule.loses_order,
        "grace_minutes": rule.grace_minutes,
        "platform_wins": rule.platform_wins,
        "sources": dict(rule.sources),
    }


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone that is known here."""
    if not _ZONE_NAME.fullmatch(name):
        return False
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown; the name of a folder; no file of a zone
        return False
    return True


def is_holiday(text: str) -> bool:
    """Whether this is a day: ``2026-12-25``, or ``12-25`` for every year."""
    try:
        day = date.fromisoformat(text if len(text) > 5 else f"2024-{text}")
    except ValueError:
        return False
    return text in (day.isoformat(), f"{day:%m-%d}")


def is_currency(text: str) -> bool:
    """Whether this looks like an ISO 4217 code."""
    return _CURRENCY.fullmatch(text) is not None


class _Reader:
    """Reads the fields of one document; what is wrong is told with the rule's id and the field's name."""

    def __init__(self, document: Document, rule: str) -> None:
        self._document, self.rule = document, rule

    def text(self, field: str, *, needed: bool = False) -> str:
        value = self._document.get(field, "")
        if not isinstance(value, str) or len(value) > 200 or (needed and not value.strip()):
            raise _broken(self.rule, field, value)
        return value.strip()

    def count(self, field: str, most: int) -> int:
        value = self._document.get(field, 0)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
            raise _broken(self.rule, field, value)
        return value

    def flag(self, field: str, usual: bool) -> bool:
        value = self._document.get(field, usual)
        if not isinstance(value, bool):
            raise _broken(self.rule, field, value)
        return value

    def word(self, field: str, words: Callable[[str], Value], usual: Value) -> Value:
        value = self._document.get(field)
        if value is None:
            return usual
        try:
            return words(str(value))
        except ValueError as error:
            raise _broken(self.rule, field, value) from error

    def clock(self, field: str) -> time | None:
        value = self.text(field)
        if not value:
            return None
        try:
            return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None)
        except ValueError as error:
            raise _broken(self.rule, field, value) from error

    def zone(self) -> str:
        value = self.text("zone", needed=True)
        if not is_zone(value):
            raise _broken(self.rule, "zone", value)
        return value

    def weekend(self) -> frozenset[int]:
        days = self._list("weekend", len(WEEKDAYS) - 1)  # one day at least must count
        if unknown := [day for day in days if day not in WEEKDAYS]:
            raise _broken(self.rule, "weekend", unknown[0])
        return frozenset(WEEKDAYS.index(day) for day in days)

    def holidays(self) -> frozenset[str]:
        days = self._list("holidays", MOST_HOLIDAYS)
        if unknown := [day for day in days if not is_holiday(day)]:
            raise _broken(self.rule, "holidays", unknown[0])
        return frozenset(days)

    def sources(self) -> dict[str, str]:
        value = self._document.get("sources", {})
        if not isinstance(value, Mapping):
            raise _broken(self.rule, "sources", value)
        return {str(key)[:40]: str(source)[:400] for key, source in value.items()}

    def _list(self, field: str, most: int) -> list[str]:
        value = self._document.get(field, [])
        if not isinstance(value, list) or len(set(map(str, value))) > most:
            raise _broken(self.rule, field, value)
        return [str(one) for one in value]


def _fee(document: object, rule: str) -> Fee:
    if document is None:
        return Fee()
    if not isinstance(document, Mapping):
        raise _broken(rule, "fee", document)
    read = _Reader(document, rule)
    kind, currency = read.word("kind", FeeKind, FeeKind.NONE), read.text("currency")
    if currency and not is_currency(currency):
        raise _broken(rule, "currency", currency)
    amount = _amount(document, "amount", rule) or Decimal(0)
    least, most = _amount(document, "minimum", rule), _amount(document, "maximum", rule)
    if kind is FeeKind.PERCENT and amount > 100:
        raise _broken(rule, "amount", amount)
    if least is not None and most is not None and least > most:
        raise _broken(rule, "minimum", least)
    return Fee(kind, amount, currency, least, most, read.text("per") == "item")


def _fee_document(fee: Fee) -> dict[str, object]:
    bounds = {"minimum": fee.minimum, "maximum": fee.maximum}
    return {
        "kind": fee.kind.value,
        "amount": format(fee.amount, "f"),
        "currency": fee.currency,
        **{name: format(bound, "f") for name, bound in bounds.items() if bound is not None},
        "per": "item" if fee.per_item else "order",
    }


def _amount(document: Document, field: str, rule: str) -> Decimal | None:
    """Amounts are texts, so that no binary fraction ever touches them; whole numbers are taken too."""
    value = document.get(field)
    if value is None or value == "":
        return None
    try:
        amount = Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation as error:
        raise _broken(rule, field, value) from error
    if not amount.is_finite() or not 0 <= amount <= 10**12:
        raise _broken(rule, field, value)
    return amount


def _clock_text(clock: time | None) -> str:
    return "" if clock is None else f"{clock:%H:%M}"


def _broken(rule: str, field: str, value: object) -> NotPossible:
    return NotPossible("broken_rule_pack", rule=rule or "?", field=field, value=str(value)[:60])
