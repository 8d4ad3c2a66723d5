"""What a query of orders reaches: shops, buckets, search and filters, and the shortest list they can be found through.

We choose by counting: SQLite cannot know how many orders pass a filter.
"""

import sqlite3
from dataclasses import dataclass

from desktop.domain.identity import Clock
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import OPEN_BUCKETS, VIEW_BUCKETS, Bucket
from desktop.store.order_filters import Condition, conditions
from desktop.store.search import Search, search_of
from desktop.store.values import BUCKET_CODE

SMALL = 30_000  # a set of so many orders is sorted rather than walked


@dataclass(frozen=True, slots=True)
class Scope:
    """A query in the words of SQL. ``size`` orders, at most, lie in it; they are found through ``source``.

    ``source`` selects their ids by an index of a filter; empty: through the bucket. ``where`` tests an order ``o``.
    """

    where: str
    size: int
    source: str
    search: Search
    values: dict[str, object]
    codes: tuple[int, ...]  # the buckets it spans
    shops: tuple[int, ...] | None  # None: all
    filtered: bool


def scope_of(c: sqlite3.Connection, query: OrderQuery, clock: Clock) -> Scope:
    """What ``query`` reaches at this moment."""
    search, shops = search_of(query.search), shop_nos(c, query)
    codes = tuple(sorted(BUCKET_CODE[bucket] for bucket in _buckets(query)))
    found = conditions(query.filters, clock()) if query.filters else ()
    values = {**search.values(), **{name: value for one in found for name, value in one.values.items()}}
    where = [] if len(codes) == len(BUCKET_CODE) else [f"o.bucket IN ({_listed(codes)})"]
    if shops is not None:
        where.append(f"o.shop_no IN ({_listed(shops)})")
    where += (f"({one.test})" for one in found)
    size = sum(count for code, count in ready_counts(c, shops) if code in codes)
    size, source = _shortest(c, found, values, size)
    return Scope(" AND ".join(where) or "1", size, source, search, values, codes, shops, bool(found))


def ready_counts(c: sqlite3.Connection, shops: tuple[int, ...] | None) -> list[tuple[int, int]]:
    """``(bucket code, count)`` of all shops, or of these, without counting."""
    only = "" if shops is None else f"WHERE shop_no IN ({_listed(shops)})"
    return c.execute(f"SELECT bucket, sum(count) FROM bucket_counts {only} GROUP BY bucket").fetchall()


def shop_nos(c: sqlite3.Connection, query: OrderQuery) -> tuple[int, ...] | None:
    """The short numbers of the shops a query names, by id or by platform; None when it names none, which means all."""
    tests, values = [], [*query.shop_ids, *query.filters.platforms]
    if query.shop_ids:
        tests.append(f"s.id IN ({_marks(len(query.shop_ids))})")
    if query.filters.platforms:
        tests.append(f"a.platform IN ({_marks(len(query.filters.platforms))})")
    if not tests:
        return None
    select = f"SELECT s.no FROM shops s JOIN accounts a ON a.no = s.account_no WHERE {' AND '.join(tests)}"
    return tuple(row[0] for row in c.execute(select, values))


def _buckets(query: OrderQuery) -> frozenset[Bucket]:
    """The buckets that lie in the view, as far as a filter lets them through."""
    view = (
        frozenset(BUCKET_CODE)
        if query.bucket is Bucket.ALL
        else VIEW_BUCKETS.get(query.bucket, frozenset({query.bucket}))
    )
    filters = query.filters
    only_open = filters.open or filters.ship_within is not None or filters.breach_within is not None
    return view & OPEN_BUCKETS if only_open else view


def _shortest(
    c: sqlite3.Connection, found: tuple[Condition, ...], values: dict[str, object], size: int
) -> tuple[int, str]:
    """The shortest list through which all can be found, if a filter's is shorter than ``size``."""
    source = ""
    for one in found:
        if one.found and size:
            enough = min(size, SMALL + 1)  # longer lists are of no use, so nobody counts them to the end
            counted = f"SELECT count(*) FROM (SELECT 1 FROM ({one.found}) LIMIT {enough})"
            count = int(c.execute(counted, values).fetchone()[0])
            if count < enough:
                size, source = count, one.found
    return size, source


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


def _marks(count: int) -> str:
    return ",".join("?" * count)
