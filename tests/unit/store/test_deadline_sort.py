"""Sorting by deadline: what the rules say of open orders, then the others; the same by both plans, both ways."""

import asyncio
import random
from datetime import timedelta
from decimal import Decimal

import pytest
from made import ACCOUNT, NOW, item, order

from desktop.domain.money import Money
from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.domain.orders import Bucket, ItemStatus
from desktop.store import order_ids as plans
from desktop.store import order_risks
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders
from desktop.store.order_risks import StoredRisk, breaches_before
from desktop.store.orders import order_ids, order_rows
from desktop.store.values import from_ms, to_ms

_COUNT = 200


@pytest.fixture
def risky_db(shop_db: Database) -> Database:
    """Open and closed orders; most of the open ones have a risk, and one of the closed still has."""
    rnd = random.Random(7)
    orders = [
        order(at, item(at, rnd.choice((ItemStatus.TO_PACK, ItemStatus.SHIPPED))), ship_by=_some(rnd))
        for at in range(1, _COUNT + 1)
    ]
    ids = asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, orders, at=NOW)))
    risks = {
        order_id: StoredRisk(
            NOW + timedelta(hours=rnd.randrange(-9, 9)), Money(Decimal(1), "KES"), float(rnd.randrange(4)), "r"
        )
        for order_id, one in zip(ids, orders, strict=True)
        if one.items[0].status is ItemStatus.TO_PACK and rnd.random() < 0.8
    }
    asyncio.run(shop_db.write(lambda c: order_risks.put_risks(c, risks)))
    return shop_db


def _some(rnd: random.Random) -> object:
    return rnd.choice((None, NOW + timedelta(hours=rnd.randrange(-9, 9))))


@pytest.mark.parametrize("small", [True, False], ids=["sorted", "walked"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("search", ["", "kettle"])
@pytest.mark.parametrize("bucket", [Bucket.ALL, Bucket.TO_SHIP])
def test_open_orders_are_sorted_by_what_the_rules_say(
    risky_db: Database, monkeypatch: pytest.MonkeyPatch, small: bool, descending: bool, search: str, bucket: Bucket
) -> None:
    if not small:
        monkeypatch.setattr(plans, "SMALL", 0)
        monkeypatch.setattr(plans, "FEW", 0)
    sort = (SortKey(OrderSort.SHIP_BY, descending), SortKey(OrderSort.CREATED))
    found = list(risky_db.read_now(lambda c: order_ids(c, OrderQuery(bucket, search=search, sort=sort))))
    never = from_ms(to_ms(NOW) + 10**12)
    rows = risky_db.read_now(lambda c: order_rows(c, found))
    assert len(rows) > 20
    expected = sorted(rows, key=lambda row: (row.created_at, -row.id if descending else row.id))
    expected.sort(key=lambda row: (row.breach_at is None, row.breach_at or row.ship_by or never), reverse=descending)
    assert [row.id for row in rows] == [row.id for row in expected]
    limited = list(risky_db.read_now(lambda c: order_ids(c, OrderQuery(bucket, search=search, sort=sort), 30)))
    assert limited == found[:30]


def test_only_open_orders_are_about_to_breach(risky_db: Database) -> None:
    found = risky_db.read_now(lambda c: breaches_before(c, NOW))
    rows = {row.id: row for row in risky_db.read_now(lambda c: order_rows(c, range(1, _COUNT + 1)))}
    late = [row for row in rows.values() if row.breach_at is not None and row.breach_at < NOW]
    assert len(found) == len(late) > 5
    assert [one.breach_at for one in found] == sorted(row.breach_at for row in late if row.breach_at)


def test_a_risk_that_is_taken_away_is_gone(risky_db: Database) -> None:
    stored = risky_db.read_now(order_risks.stored_risks)
    first, *others = stored
    asyncio.run(risky_db.write(lambda c: order_risks.put_risks(c, {first: None})))
    assert list(risky_db.read_now(order_risks.stored_risks)) == others
    assert risky_db.read_now(lambda c: order_risks.stored_risks(c, [first, others[0]])) == {
        others[0]: stored[others[0]]
    }
