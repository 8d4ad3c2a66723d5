"""Views of the order table: whatever plan is taken, orders come as plain Python would sort them."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from made import ACCOUNT, NOW, item, order

from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_views import OrderQuery, OrderRow, OrderSort, Pending, SortKey
from desktop.domain.orders import VIEW_BUCKETS, Bucket, ItemStatus, Order
from desktop.store import accounts, order_ids, orders
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders
from desktop.store.outbox_moves import add_change_set
from desktop.store.search import fold
from desktop.store.values import BUCKET_CODE

STATUSES = tuple(ItemStatus)
BUYERS = ("Özil Wanjiru", "amina okafor", "Zainab Otieno", "Björn Þór", 'O\'Neil 100%_"x"', "")


def many(count: int) -> list[Order]:
    rnd = random.Random(4)

    def one(number: int) -> Order:
        status = rnd.choice(STATUSES)
        parcel = {"tracking_number": f"TRK{rnd.randrange(10**6):06d}", "provider": rnd.choice(("DHL", "GIG"))}
        items = [
            item(rnd.randrange(30), status, **(parcel if rnd.random() < 0.6 else {})) for _ in range(rnd.randint(1, 3))
        ]
        return order(
            number,
            *items,
            number=str(rnd.randrange(10 ** rnd.randint(1, 9))),
            buyer=rnd.choice(BUYERS),
            total=Money(Decimal(rnd.randrange(10**6)) / 100, "KES"),
            created_at=NOW - timedelta(hours=rnd.randrange(50)),
            ship_by=rnd.choice((None, NOW + timedelta(hours=rnd.randrange(20)))),
            shop_remote_ids=(rnd.choice(("shop-1", "shop-2")),),
        )

    return [one(number) for number in range(count)]


@pytest.fixture
def full_db(shop_db: Database) -> Database:
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, many(300), at=NOW)))
    return shop_db


def all_rows(db: Database) -> list[OrderRow]:
    return list(db.read_now(lambda c: orders.order_rows(c, [row[0] for row in c.execute("SELECT id FROM orders")])))


SORT_KEYS: dict[OrderSort, Callable[[OrderRow], Any]] = {
    OrderSort.CREATED: lambda row: row.created_at,
    OrderSort.UPDATED: lambda row: row.updated_at,
    OrderSort.SHIP_BY: lambda row: row.ship_by or NOW.replace(year=9000),
    OrderSort.NUMBER: lambda row: (len(row.number), row.number),
    # SQLite's NOCASE folds ASCII only, then compares bytes.
    OrderSort.BUYER: lambda row: "".join(x.lower() if x.isascii() else x for x in row.buyer).encode(),
    OrderSort.SHOP: lambda row: row.shop,
    OrderSort.TOTAL: lambda row: row.total.amount,
    OrderSort.ITEMS: lambda row: row.item_count,
    OrderSort.PROVIDER: lambda row: row.provider,
    OrderSort.TRACKING: lambda row: row.tracking,
    OrderSort.LABEL: lambda row: row.label,
    OrderSort.STATUS: lambda row: BUCKET_CODE[row.bucket],
    OrderSort.RISK: lambda row: row.risk.amount if row.risk else Decimal(-1),
}


def expected(db: Database, query: OrderQuery) -> list[int]:
    texts = dict(db.read_now(lambda c: c.execute("SELECT order_id, search_text FROM order_texts").fetchall()))
    buckets = set(Bucket) if query.bucket is Bucket.ALL else VIEW_BUCKETS.get(query.bucket, {query.bucket})
    words = fold(query.search).split()
    rows = [
        row
        for row in all_rows(db)
        if row.bucket in buckets
        and (not query.shop_ids or row.shop_id in query.shop_ids)
        and all(word in texts[row.id] for word in words)
    ]
    rows.sort(key=lambda row: row.id, reverse=query.sort[0].descending)
    for key in reversed(query.sort):
        # reverse=True keeps equal rows in their present order, so the tie-break of the first key holds.
        rows.sort(key=lambda row: SORT_KEYS[key.by](row), reverse=key.descending)
    return [row.id for row in rows]


PLANS = {
    "as_set": {},
    "walked": {"SMALL": 0},
    "walked_without_head": {"SMALL": 0, "FEW": 0, "HEAD": 0},
    "walked_after_a_short_head": {"SMALL": 0, "FEW": 0, "HEAD": 20},
}


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PLANS[request.param].items():
        monkeypatch.setattr(order_ids, name, value)


def same(db: Database, query: OrderQuery) -> None:
    wanted = expected(db, query)
    assert list(db.read_now(lambda c: orders.order_ids(c, query))) == wanted
    for limit in (7, 128):
        assert list(db.read_now(lambda c, limit=limit: orders.order_ids(c, query, limit))) == wanted[:limit]  # type: ignore[misc]


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("by", OrderSort)
def test_every_column_sorts_both_ways(full_db: Database, by: OrderSort) -> None:
    for descending in (False, True):
        same(full_db, OrderQuery(sort=(SortKey(by, descending),)))


@pytest.mark.usefixtures("plan")
def test_two_sort_keys(full_db: Database) -> None:
    for first in (OrderSort.PROVIDER, OrderSort.BUYER, OrderSort.STATUS):
        same(full_db, OrderQuery(sort=(SortKey(first), SortKey(OrderSort.TOTAL, descending=True))))


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize("bucket", Bucket)
def test_every_bucket_and_shop(full_db: Database, bucket: Bucket) -> None:
    shops = full_db.read_now(accounts.shops)
    for shop_ids in ((), (shops[0].id,), (shops[0].id, shops[1].id), ("unknown",)):
        same(full_db, OrderQuery(bucket=bucket, shop_ids=shop_ids, sort=(SortKey(OrderSort.SHIP_BY),)))


@pytest.mark.usefixtures("plan")
@pytest.mark.parametrize(
    "typed",
    [
        "ozil",
        "OZIL wan",
        "ket-01",
        "k",
        "ke 01",
        "trk",
        "trk12",
        "o'neil",
        '100%_"x"',
        '""',
        "%",
        "_",
        "zzz nothing",
        "þór",
    ],
)
def test_search_finds_parts_of_words(full_db: Database, typed: str) -> None:
    for bucket in (Bucket.ALL, Bucket.DELIVERED):
        for by in (OrderSort.CREATED, OrderSort.BUYER):
            same(full_db, OrderQuery(bucket=bucket, search=typed, sort=(SortKey(by, descending=True),)))


@pytest.mark.parametrize("typed", ["", "ozil", "k", "ket-01 1", "nothing at all"])
def test_counts_are_what_a_count_gives(full_db: Database, typed: str) -> None:
    shops = full_db.read_now(accounts.shops)
    for shop_ids in ((), (shops[1].id,)):
        query = OrderQuery(search=typed, shop_ids=shop_ids)
        counts = full_db.read_now(lambda c, query=query: orders.order_counts(c, query))  # type: ignore[misc]
        assert counts == {bucket: len(expected(full_db, replace(query, bucket=bucket))) for bucket in Bucket}


def test_counts_follow_every_change(full_db: Database) -> None:
    moved = [
        replace(one, items=(item(1, ItemStatus.SHIPPED),), updated_at=NOW, shop_remote_ids=("shop-2",))
        for one in many(120)
    ]
    asyncio.run(full_db.write(lambda c: save_orders(c, ACCOUNT, moved, at=NOW)))
    counts = full_db.read_now(lambda c: orders.order_counts(c, OrderQuery()))
    assert counts == {bucket: len(expected(full_db, OrderQuery(bucket=bucket))) for bucket in Bucket}


def test_rows_come_in_the_order_asked_without_unknown_ones(full_db: Database) -> None:
    rows = full_db.read_now(lambda c: orders.order_rows(c, [5, 299, 10**6, 1]))
    assert [row.id for row in rows] == [5, 299, 1]
    assert full_db.read_now(lambda c: len(orders.order_rows(c, range(1, 301)))) == 300


def operation(name: str, subject: str, state: OperationState) -> Operation:
    return Operation(
        name, "set", ACCOUNT, "", OperationKind.PACK, subject, "33", {}, {"items": []}, state, NOW, code="why"
    )


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        (["queued"], ["queued"]),
        (["done"], []),
        (["refused"], ["refused"]),
        (["refused", "queued"], ["queued"]),
        (["refused", "done"], []),
        (["refused", "cancelled"], ["refused"]),
    ],
)
def test_rows_show_what_is_pending_or_was_refused_last(shop_db: Database, states: list[str], shown: list[str]) -> None:
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, [order(1), order(2)], at=NOW)))
    for number, state in enumerate(states):
        wish = operation(f"op-{number}", "order-1", OperationState.QUEUED)
        one = replace(wish, change_set_id=f"set-{number}")
        asyncio.run(shop_db.write(lambda c, one=one, n=number: add_change_set(c, f"set-{n}", "", [one], NOW)))  # type: ignore[misc]
        asyncio.run(
            shop_db.write(
                lambda c, one=one, state=state: c.exec_driver_sql(  # type: ignore[misc]
                    "UPDATE operations SET state = ?, code = 'why' WHERE id = ?", (state, one.id)
                )
            )
        )
    first, second = shop_db.read_now(lambda c: orders.order_rows(c, [1, 2]))
    assert first.pending == tuple(Pending(OperationKind.PACK, OperationState(state), "why") for state in shown)
    assert second.pending == ()


def test_what_waits_for_a_product_with_the_same_remote_id_is_no_step_of_the_order(shop_db: Database) -> None:
    asyncio.run(shop_db.write(lambda c: save_orders(c, ACCOUNT, [order(1)], at=NOW)))
    wish = replace(operation("op-1", "order-1", OperationState.QUEUED), kind=OperationKind.DELETE_PRODUCT)
    asyncio.run(shop_db.write(lambda c: add_change_set(c, wish.change_set_id, "", [wish], NOW)))
    (row,) = shop_db.read_now(lambda c: orders.order_rows(c, [1]))
    assert row.pending == ()
