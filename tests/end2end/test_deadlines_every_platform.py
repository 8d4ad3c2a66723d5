"""Deadlines end to end: after a sync every open order has the deadline its marketplace tells, or else the rule's."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from quick_till import quick_shop

from desktop.domain.orders import OPEN_BUCKETS
from desktop.domain.rule_packs import pack_from
from desktop.platforms.kit.manifest import Can, Manifest
from desktop.platforms.registry import MANIFESTS

PACKS = Path(__file__).parents[2] / "resources" / "rule_packs"
# One platform lists no orders: it is told their numbers, and nothing else of them is known.
READING = [manifest for manifest in MANIFESTS if Can.LABELS_BY_NUMBER not in manifest.can]


@pytest.fixture(scope="module", params=READING, ids=lambda one: one.id)
def synced(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Any]]:
    """The platform's id, and its orders as the terminal lists them."""
    manifest: Manifest = request.param
    with quick_shop(tmp_path_factory.mktemp(manifest.id), manifest.id, "Desk", orders=60, skus=24) as (_sandbox, till):
        till.json("sync")
        yield manifest.id, till.json("orders", "list", "--limit", "500")["orders"]


def test_every_open_order_has_the_deadline_of_its_rule(synced: tuple[str, Any]) -> None:
    platform, orders = synced
    rules = pack_from(json.loads((PACKS / f"{platform}.json").read_text("utf-8"))).rules
    open_ = [one for one in orders if one["bucket"] in OPEN_BUCKETS]
    due = [one for one in open_ if one["breach_at"]]
    assert due
    for one in due:
        told, placed = one["ship_by"], datetime.fromisoformat(one["created_at"])
        possible = {rule.deadline(placed) for rule in rules}
        breach = datetime.fromisoformat(one["breach_at"])
        assert one["breach_at"] == told or any(abs(breach - each) < timedelta(seconds=2) for each in possible)


def test_what_has_left_the_house_has_none(synced: tuple[str, Any]) -> None:
    _platform, orders = synced
    over = [one for one in orders if one["bucket"] not in OPEN_BUCKETS]
    assert over
    assert [one["number"] for one in over if one["breach_at"] or one["risk"]] == []


def test_the_risk_is_of_the_orders_currency_or_a_fees(synced: tuple[str, Any]) -> None:
    _platform, orders = synced
    risks = [(one["risk"], one["total"]) for one in orders if one["risk"]]
    assert risks
    assert all(risk["currency"] == total["currency"] for risk, total in risks)
