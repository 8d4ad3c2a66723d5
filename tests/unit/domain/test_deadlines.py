"""Deadlines: which rule is for which order, what is lost, and when there is no risk at all."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from deadline_rules import due, rule, utc

from desktop.domain.deadlines import NO_PACK, Fee, FeeKind, Met, RuleBook, RulePack, risk_of
from desktop.domain.money import Money
from desktop.domain.orders import OPEN_BUCKETS, Bucket


def naira(amount: str) -> Money:
    return Money(Decimal(amount), "NGN")


def test_a_fee_and_the_order_are_lost_together() -> None:
    fee = Fee(FeeKind.FIXED, Decimal(200), "NGN", per_item=True)
    risk = risk_of(due(), rule(fee=fee, loses_order=True))
    assert risk is not None
    assert (risk.fee, risk.amount) == (naira("400"), naira("4900.00"))


def test_amounts_of_different_currencies_are_not_added() -> None:
    fee = Fee(FeeKind.FIXED, Decimal(20), "GHS")
    lost, kept = (risk_of(due(), rule(fee=fee, loses_order=loses)) for loses in (True, False))
    assert lost is not None and lost.amount == naira("4500.00")
    assert kept is not None and kept.amount == Money(Decimal(20), "GHS")


@pytest.mark.parametrize(
    ("percent", "least", "most", "each", "fee"),
    [
        ("10", None, None, False, "450.00"),
        ("10", "500", None, False, "500.00"),
        ("10", None, "100", False, "100.00"),
        ("10", None, "100", True, "200.00"),
        ("0.333", None, None, True, "15.00"),  # 7.4925 an item, rounded as the order's total is written
    ],
)
def test_a_percentage_has_bounds(percent: str, least: str | None, most: str | None, each: bool, fee: str) -> None:
    low, high = (None if bound is None else Decimal(bound) for bound in (least, most))
    found = Fee(FeeKind.PERCENT, Decimal(percent), "NGN", low, high, each).of(naira("4500.00"), 2)
    expected = naira(fee) if percent != "0.333" else naira("14.98")
    assert found == expected


def test_an_absurd_total_breaks_nothing() -> None:
    assert Fee(FeeKind.PERCENT, Decimal(10)).of(naira("1E+40"), 1) is not None


def test_what_the_marketplace_says_wins_unless_the_rule_says_otherwise() -> None:
    order = due(ship_by=utc("2026-11-30T10:00"))
    told, own = risk_of(order, rule(grace_minutes=30)), risk_of(order, rule(platform_wins=False))
    assert told is not None and told.breach_at == utc("2026-11-30T10:30")
    assert own is not None and own.breach_at == rule().deadline(order.placed_at)


@pytest.mark.parametrize(
    ("met", "open_"),
    [
        (Met.PACKED, {Bucket.TO_ACCEPT, Bucket.TO_PACK}),
        (Met.READY, {Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.TO_SHIP}),
        (Met.SHIPPED, set(OPEN_BUCKETS)),
    ],
)
def test_there_is_no_risk_once_the_rule_is_met(met: Met, open_: set[Bucket]) -> None:
    assert {bucket for bucket in Bucket if risk_of(due(bucket=bucket), rule(met=met))} == open_


def test_without_a_rule_the_own_deadline_counts_and_nothing_is_known_to_be_lost() -> None:
    assert risk_of(due(), None) is None
    risk = risk_of(due(ship_by=utc("2026-11-30T10:00")), None)
    assert risk is not None and risk.amount == naira("0") and risk.rule == ""


def book(*packs: RulePack, **chosen: str) -> RuleBook:
    return RuleBook(packs, chosen, {"KES": 0.01})


ALL = rule(id="all", pack="general")
NORTH = rule(id="north", pack="north", platform="north")
NIGERIA = rule(id="north-ng", pack="north", platform="north", country="NG")
CHANNEL = rule(id="north-x", pack="north", platform="north", market="x")
SOUTH = rule(id="south", pack="south", platform="south", within=99)


def test_the_most_exact_rule_is_taken() -> None:
    rules = book(RulePack("general", "G", (ALL,)), RulePack("north", "N", (NORTH, NIGERIA, CHANNEL)))
    found = [rules.rule_for(order) for order in (due(), due(country="KE"), due(market="x"), due(platform="west"))]
    assert [one.id if one else "" for one in found] == ["north-ng", "north", "north-x", "all"]


def test_a_shop_may_choose_a_pack_or_none() -> None:
    packs = (RulePack("north", "N", (NORTH,)), RulePack("south", "S", (SOUTH,), automatic=False))
    assert book(*packs, s1="south").rule_for(due()) == SOUTH
    assert book(*packs).rule_for(due(platform="south")) is None  # nobody chose it
    assert book(*packs, s1="gone").rule_for(due()) == NORTH
    assert book(*packs, s1=NO_PACK).risk_of(due(ship_by=utc("2026-11-30T10:00"))) is None


def test_amounts_are_ranked_by_what_they_are_worth() -> None:
    assert book().rank(Money(Decimal(500), "KES")) == pytest.approx(5)
    assert book().rank(Money(Decimal(500), "XXX")) == 500


def test_grace_moves_any_deadline() -> None:
    plain, graced = risk_of(due(), rule()), risk_of(due(), replace(rule(), grace_minutes=90))
    assert plain is not None and graced is not None
    assert graced.breach_at - plain.breach_at == timedelta(minutes=90)
