"""The numbers beside the buckets: ready-made for all orders and for shops, counted when something is searched."""

import sqlite3

from desktop.domain.identity import Clock, utc_now
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import VIEW_BUCKETS, Bucket
from desktop.store.order_scope import SMALL, Scope, ready_counts, scope_of
from desktop.store.values import BUCKET_CODE, BUCKET_OF_CODE


def order_counts(c: sqlite3.Connection, query: OrderQuery, *, clock: Clock = utc_now) -> dict[Bucket, int]:
    """How many orders each bucket and each view of several buckets holds, for these shops, search and filters.

    ``query.bucket`` is ignored. Without search and filters the numbers are ready-made (kept by triggers).
    """
    from dataclasses import replace  # costs the first frame nothing

    scope = scope_of(c, replace(query, bucket=Bucket.ALL), clock)
    rows = _counted(c, scope) if scope.search or scope.filtered else ready_counts(c, scope.shops)
    own = dict.fromkeys(BUCKET_CODE, 0) | {BUCKET_OF_CODE[code]: count for code, count in rows}
    views = {view: sum(own[bucket] for bucket in members) for view, members in VIEW_BUCKETS.items()}
    return own | views | {Bucket.ALL: sum(own.values())}


def _counted(c: sqlite3.Connection, scope: Scope) -> list[tuple[int, int]]:
    if scope.source and scope.size <= SMALL:
        searched = f" AND o.id IN ({scope.search.hits()})" if scope.search else ""
        found = f"FROM ({scope.source}) f CROSS JOIN orders o ON o.id = f.id WHERE {scope.where}{searched}"
    elif scope.search:
        found = f"FROM ({scope.search.hits()}) h CROSS JOIN orders o ON o.id = h.rowid WHERE {scope.where}"
    else:
        found = f"FROM orders o WHERE {scope.where}"
    return c.execute(f"SELECT o.bucket, count(*) {found} GROUP BY o.bucket", scope.values).fetchall()
