"""Filters: whatever is set together and whatever plan is taken, a slow look at each row lets the same orders pass."""

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import ACCOUNT, NOW, item, order, with_account

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.labels import LabelState
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.order_filters import OrderFilters, OutboxFilter
from desktop.domain.order_query_data import as_data, query_of
from desktop.domain.order_views import OrderQuery, OrderRow, OrderSort, SortKey
from desktop.domain.orders import OPEN_BUCKETS, VIEW_BUCKETS, Address, Bucket, ItemStatus
from desktop.domain.tags import TagChange
from desktop.store import accounts, order_ids, order_scope, orders, tags
from desktop.store.annotations import set_private_note
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders
from desktop.store.outbox_moves import add_change_set
from desktop.store.search import fold
from desktop.store.values import BUCKET_CODE, LABEL_CODE, to_json, to_ms

OTHER = "account-2"
BUYERS = ("Özil Wanjiru", "amina okafor", "Björn Þór", "")
COURIERS = ("DHL", "GIG", "Speedaf")
TAGS = ("fragile", "Call first", "gift")
COUNTRIES = ("KE", "NG", "")
STATES = (OperationState.QUEUED, OperationState.REFUSED, OperationState.DONE, OperationState.CANCELLED)
KINDS = (OperationKind.PACK, OperationKind.READY, OperationKind.SET_PRICE)


def _made(path: Path) -> Database:
    db = Database.open(path)
    asyncio.run(_fill(db, random.Random(11)))
    return db


async def _fill(db: Database, rnd: random.Random) -> None:
    await with_account(db)
    other = Account(OTHER, "lazada", "Second", "http://127.0.0.1:1", identity="other")
    await db.write(lambda c: accounts.add_account(c, other, NOW))
    await db.write(lambda c: accounts.save_shops(c, OTHER, [DiscoveredShop("shop-9", "Nine")], NOW))
    for account in (ACCOUNT, OTHER):
        found = [_order(rnd, number, account) for number in range(120)]
        await db.write(lambda c, account=account, found=found: save_orders(c, account, found, at=NOW))  # type: ignore[misc]
    pairs = tuple((rnd.randrange(1, 241), rnd.choice(TAGS)) for _ in range(90))
    await db.write(lambda c: tags.change(c, TagChange(added=pairs), NOW))
    for order_id in rnd.sample(range(1, 241), 30):
        await db.write(lambda c, order_id=order_id: set_private_note(c, order_id, f"note {order_id}", NOW))  # type: ignore[misc]
    await db.write(lambda c: [_decorate(c.connection.driver_connection, rnd, order_id) for order_id in range(1, 241)])
    wishes = [_operation(rnd, number) for number in range(150)]
    for one in wishes:
        await db.write(lambda c, one=one: add_change_set(c, one.change_set_id, "t", [one], NOW))  # type: ignore[misc]
        await db.write(
            lambda c, one=one: c.connection.driver_connection.execute(  # type: ignore[misc, union-attr]
                "UPDATE operations SET state = ? WHERE id = ?", (one.state.value, one.id)
            )
        )


def _order(rnd: random.Random, number: int, account: str):  # type: ignore[no-untyped-def]
    parcel = {"tracking_number": f"TRK{rnd.randrange(10**6):06d}", "provider": rnd.choice(COURIERS)}
    items = [item(rnd.randrange(30), rnd.choice(tuple(ItemStatus)), **(parcel if rnd.random() < 0.6 else {}))]
    return order(
        number,
        *items,
        buyer=rnd.choice(BUYERS),
        country=rnd.choice(COUNTRIES),
        address=Address(city=rnd.choice(("Nairobi", "Lagos"))),
        total=Money(Decimal(rnd.randrange(2000)) / 10, "KES"),
        created_at=NOW - timedelta(hours=rnd.randrange(200)),
        ship_by=rnd.choice((None, NOW + timedelta(hours=rnd.randrange(-20, 40)))),
        shop_remote_ids=("shop-9",) if account == OTHER else (rnd.choice(("shop-1", "shop-2")),),
    )


def _decorate(c, rnd: random.Random, order_id: int) -> None:  # type: ignore[no-untyped-def]
    """A label state, prints and a risk, as other services leave them."""
    state = rnd.choice(tuple(LabelState))
    printed = rnd.choice((0, 0, 1))
    c.execute("UPDATE orders SET label = ?, printed = ? WHERE id = ?", (LABEL_CODE[state], printed, order_id))
    if rnd.random() < 0.4:
        breach = to_ms(NOW + timedelta(hours=rnd.randrange(-10, 60)))
        amount = str(rnd.randrange(90))
        c.execute("INSERT INTO order_risks VALUES (?, ?, ?, 'KES', ?, 'r')", (order_id, breach, amount, float(amount)))
    if rnd.random() < 0.2:
        voided = rnd.choice((None, 5))
        kind = rnd.choice(("address_label", "packing_slip"))
        c.execute(
            "INSERT INTO document_prints (order_id, kind, printed_at, printer, copy, who, voided_at) "
            "VALUES (?, ?, 1, 'P', 1, 'seller', ?)",
            (order_id, kind, voided),
        )


def _operation(rnd: random.Random, number: int) -> Operation:
    account, subject = rnd.choice((ACCOUNT, OTHER)), f"order-{rnd.randrange(120)}"
    kind, state = rnd.choice(KINDS), rnd.choice(STATES)
    after = {"items": [f"unit-{number}"], "price": str(number)}
    return Operation(f"op{number:04d}", f"set{number}", account, "", kind, subject, "33", {}, after, state, NOW)


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = _made(tmp_path_factory.mktemp("filters") / "backshop.db")
    yield made
    made.close()


class Slow:
    """The same question asked of every row in Python."""

    def __init__(self, db: Database) -> None:
        self.rows = db.read_now(lambda c: orders.order_rows(c, range(1, 241)))
        self.texts = dict(db.read_now(lambda c: c.execute("SELECT order_id, search_text FROM order_texts").fetchall()))
        self.papers = {
            row[0]
            for row in db.read_now(
                lambda c: c.execute(
                    "SELECT order_id FROM document_prints WHERE kind = 'address_label' AND voided_at IS NULL"
                ).fetchall()
            )
        }

    def ids(self, query: OrderQuery) -> list[int]:
        found = [row for row in self.rows if self._in_view(row, query) and self._passes(row, query.filters)]
        found.sort(key=lambda row: row.id, reverse=query.sort[0].descending)
        for key in reversed(query.sort):
            found.sort(key=lambda row, by=key.by: KEYS[by](row), reverse=key.descending)  # type: ignore[misc]
        return [row.id for row in found]

    def _in_view(self, row: OrderRow, query: OrderQuery) -> bool:
        buckets = VIEW_BUCKETS.get(query.bucket, {query.bucket})
        words = all(word in self.texts[row.id] for word in fold(query.search).split())
        return (query.bucket is Bucket.ALL or row.bucket in buckets) and words

    def _passes(self, row: OrderRow, f: OrderFilters) -> bool:
        states = {one.state for one in row.pending}
        tests: list[tuple[object, bool]] = [
            (f.platforms, row.platform in f.platforms),
            (f.countries, row.country in f.countries),
            (f.providers, row.provider in f.providers),
            (f.tags, bool({tag.casefold() for tag in row.tags} & {tag.casefold() for tag in f.tags})),
            (f.labels, row.label in f.labels),
            (f.printed is not None, (row.printed > 0 or row.id in self.papers) is f.printed),
            (f.open, row.bucket in OPEN_BUCKETS),
            (f.outbox is OutboxFilter.OPEN, bool(states - {OperationState.REFUSED})),
            (f.outbox is OutboxFilter.REFUSED, OperationState.REFUSED in states),
            (f.noted is not None, row.has_note is f.noted),
            (f.buyer, row.buyer.lower() == f.buyer.lower()),
            (f.placed_from, f.placed_from is not None and row.created_at >= f.placed_from),
            (f.placed_to, f.placed_to is not None and row.created_at < f.placed_to),
            (f.placed_within is not None, row.created_at >= NOW - (f.placed_within or timedelta())),
            (f.ship_within is not None, self._near(row, row.ship_by, f.ship_within)),
            (f.breach_within is not None, self._near(row, row.breach_at, f.breach_within)),
            (f.amount_from is not None, row.total.amount >= (f.amount_from or 0)),
            (f.amount_to is not None, row.total.amount <= (f.amount_to or 0)),
        ]
        return all(passes for is_set, passes in tests if is_set)

    @staticmethod
    def _near(row: OrderRow, moment, within) -> bool:  # type: ignore[no-untyped-def]
        near = moment is not None and within is not None and moment < NOW + within
        return row.bucket in OPEN_BUCKETS and near


KEYS: dict[OrderSort, Callable[[OrderRow], object]] = {
    OrderSort.CREATED: lambda row: row.created_at,
    OrderSort.TOTAL: lambda row: row.total.amount,
    OrderSort.STATUS: lambda row: BUCKET_CODE[row.bucket],
    OrderSort.RISK: lambda row: row.risk.amount if row.risk else -1,
}


def some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)


hours = st.integers(-20, 80).map(lambda count: timedelta(hours=count)) | st.none()
moments = st.integers(0, 200).map(lambda count: NOW - timedelta(hours=count)) | st.none()
amounts = st.integers(0, 2000).map(lambda tenths: Decimal(tenths) / 10) | st.none()
truth = st.sampled_from((None, True, False))
all_filters = st.builds(
    OrderFilters,
    platforms=some(("jumia", "lazada", "none")),
    countries=some(COUNTRIES),
    providers=some((*COURIERS, "")),
    tags=some((*TAGS, "FRAGILE", "never used")),
    labels=st.lists(st.sampled_from(tuple(LabelState)), max_size=3, unique=True).map(tuple),
    printed=truth,
    open=st.booleans(),
    outbox=st.sampled_from((None, *OutboxFilter)),
    noted=truth,
    buyer=st.sampled_from((*BUYERS, "AMINA OKAFOR")),
    placed_from=moments,
    placed_to=moments,
    placed_within=hours,
    ship_within=hours,
    breach_within=hours,
    amount_from=amounts,
    amount_to=amounts,
)
# All at once pass nobody: mostly a few are set.
fields = tuple(OrderFilters.__dataclass_fields__)
few_filters = st.builds(
    lambda full, kept: replace(OrderFilters(), **{name: getattr(full, name) for name in kept}),
    all_filters,
    st.lists(st.sampled_from(fields), max_size=4, unique=True),
)
sorts = st.lists(
    st.builds(SortKey, st.sampled_from(tuple(KEYS)), st.booleans()),
    min_size=1,
    max_size=2,
    unique_by=lambda key: key.by,
).map(tuple)
queries = st.builds(
    OrderQuery,
    bucket=st.sampled_from(tuple(Bucket)),
    search=st.sampled_from(("", "", "ozil", "nairobi", "fragile", "note 1", "dhl", "ke")),
    sort=sorts,
    filters=few_filters,
)
PLANS = {
    "sorted": {},
    "walked": {"SMALL": 0},
    "walked_without_head": {"SMALL": 0, "FEW": 0, "HEAD": 0},
    "counted_short": {"SMALL": 60},
}


@pytest.mark.parametrize("plan", PLANS)
def test_any_combination_gives_what_a_slow_filter_gives(
    db: Database, plan: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in PLANS[plan].items():
        monkeypatch.setattr(order_ids, name, value)
        if name == "SMALL" and value:
            monkeypatch.setattr(order_scope, name, value)
    slow = Slow(db)

    @settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(query=queries)
    def agree(query: OrderQuery) -> None:
        wanted = slow.ids(query)
        clock = lambda: NOW  # noqa: E731
        assert list(db.read_now(lambda c: orders.order_ids(c, query, clock=clock))) == wanted
        assert list(db.read_now(lambda c: orders.order_ids(c, query, 5, clock=clock))) == wanted[:5]
        counts = db.read_now(lambda c: orders.order_counts(c, query, clock=clock))
        everywhere = replace(query, bucket=Bucket.ALL)
        assert counts[query.bucket] == len(wanted)
        assert counts[Bucket.ALL] == len(slow.ids(everywhere))

    agree()


@settings(max_examples=300, deadline=None)
@given(query=queries.map(lambda query: query), full=all_filters)
def test_a_query_survives_as_data(query: OrderQuery, full: OrderFilters) -> None:
    for one in (query, replace(query, filters=full)):
        import json

        assert query_of(json.loads(to_json(as_data(one))), OrderQuery()) == one


@pytest.mark.parametrize(
    "data",
    [
        {
            "bucket": "nowhere",
            "sort": [["moon", 1], 7, ["created"]],
            "filters": {"labels": ["odd"], "amount_from": "x"},
        },
        {"filters": {"placed_within": 1e300, "placed_from": "yesterday", "printed": "yes", "tags": "fragile"}},
        {"filters": [], "shops": 4, "search": None, "sort": None},
        {"filters": {"amount_to": "NaN", "outbox": "lost", "buyer": 7, "countries": [1, None]}},
    ],
)
def test_what_is_unknown_is_passed_over(data: dict[str, object]) -> None:
    assert query_of(data, OrderQuery()) == OrderQuery()
