"""Rule packs as documents: what is written is read again, what is broken is told, what we supply is whole."""

import json
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from deadline_rules import LAGOS, rule

from desktop.domain.deadlines import Fee, FeeKind, Met, RulePack, Unit
from desktop.domain.errors import NotPossible
from desktop.domain.rule_packs import is_holiday, is_zone, pack_document, pack_from
from desktop.domain.working_time import WorkingTime

SUPPLIED = sorted(path for path in (Path(__file__).parents[3] / "resources/rule_packs").glob("*.json"))
PACKS = [path for path in SUPPLIED if path.stem != "worth"]
FULL = rule(
    within=3,
    unit=Unit.DAYS,
    met=Met.READY,
    platform="north",
    country="KE",
    market="x",
    cut_off=time(14),
    until=time(23, 30),
    place=WorkingTime("Africa/Nairobi", frozenset({6}), frozenset({"12-25"})),
    fee=Fee(FeeKind.PERCENT, Decimal("12.5"), "KES", Decimal(5), Decimal(50), per_item=True),
    loses_order=True,
    grace_minutes=15,
    platform_wins=False,
    sources={"deadline": "example"},
)


def document(**more: Any) -> dict[str, Any]:
    written: dict[str, Any] = json.loads(json.dumps(pack_document(RulePack("p", "Pack", (rule(),)))))
    written["rules"][0] |= more
    return written


def test_a_pack_is_read_as_it_was_written() -> None:
    pack = RulePack("p", "Pack", (FULL, rule(id="r2")), automatic=False)
    assert pack_from(json.loads(json.dumps(pack_document(pack)))) == pack


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("within", -1), ("within", "24"), ("within", True), ("within", 10**9), ("unit", "weeks"),
        ("zone", "Mars/Olympus"), ("zone", "../../etc/passwd"), ("zone", "Africa"), ("zone", ""),
        ("weekend", ["sunday"]),
        ("weekend", ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), ("holidays", ["2026-02-30"]),
        ("holidays", [f"2026-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 28)]),
        ("met", "eaten"), ("cut_off", "25:00"), ("until", 12), ("grace_minutes", 1.5), ("title", ""), ("id", ""),
        ("loses_order", "yes"), ("sources", []), ("fee", "much"),
    ],
)  # fmt: skip
def test_a_broken_value_is_named(field: str, value: object) -> None:
    with pytest.raises(NotPossible) as broken:
        pack_from(document(**{field: value}))
    assert broken.value.code == "broken_rule_pack"
    assert broken.value.params["field"] == field


@pytest.mark.parametrize(
    ("fee", "field"),
    [
        ({"kind": "much"}, "kind"),
        ({"kind": "percent", "amount": "101"}, "amount"),
        ({"kind": "fixed", "amount": "-1"}, "amount"),
        ({"kind": "fixed", "amount": 0.1}, "amount"),
        ({"kind": "fixed", "amount": "NaN"}, "amount"),
        ({"kind": "fixed", "amount": "twenty"}, "amount"),
        ({"kind": "fixed", "amount": "1", "currency": "kes"}, "currency"),
        ({"kind": "percent", "amount": "1", "minimum": "5", "maximum": "4"}, "minimum"),
    ],
)
def test_a_broken_fee_is_named(fee: object, field: str) -> None:
    with pytest.raises(NotPossible) as broken:
        pack_from(document(fee=fee))
    assert broken.value.params["field"] == field


@pytest.mark.parametrize(
    "break_it",
    [
        lambda _one: [],
        lambda one: one | {"form": 2},
        lambda one: one | {"rules": {}},
        lambda one: one | {"rules": ["rule"]},
        lambda one: one | {"rules": [*one["rules"], *one["rules"]]},
        lambda one: one | {"id": ""},
        lambda one: one | {"automatic": "yes"},
    ],
)
def test_a_broken_pack_is_refused(break_it: Callable[[dict[str, Any]], object]) -> None:
    with pytest.raises(NotPossible, match="broken_rule_pack"):
        pack_from(break_it(document()))


def test_days_and_zones() -> None:
    assert [is_holiday(one) for one in ("12-25", "2026-12-25", "02-29", "13-01", "2025-02-29", "20261225", "")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
    assert [is_zone(one) for one in (LAGOS.zone, "UTC", "africa", "/etc", "")] == [True, True, False, False, False]


def test_packs_are_supplied() -> None:
    assert len(PACKS) >= 7


@pytest.mark.parametrize("path", PACKS, ids=lambda path: path.stem)
def test_what_we_supply_is_whole_and_says_where_it_is_from(path: Path) -> None:
    pack = pack_from(json.loads(path.read_text("utf-8")))
    assert pack.id == path.stem and pack.rules
    for one in pack.rules:
        assert set(one.sources) == {"deadline", "weekend", "loss"}, one.id
        assert all(one.sources.values()), one.id
