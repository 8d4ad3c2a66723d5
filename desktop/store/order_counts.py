"""The numbers beside the buckets: ready-made for all orders and for shops, counted when something is searched."""

import sqlite3
from collections.abc import Sequence

from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import VIEW_BUCKETS, Bucket
from desktop.store.search import Search, search_of
from desktop.store.values import BUCKET_CODE, BUCKET_OF_CODE


def order_counts(c: sqlite3.Connection, query: OrderQuery) -> dict[Bucket, int]:
    """How many orders each bucket and each view of several buckets holds, for these shops and this search.

    ``query.bucket`` is ignored. Without a search the numbers are ready-made (kept by triggers).
    """
    search = search_of(query.search)
    shops = shop_nos(c, query.shop_ids)
    rows = _found_counts(c, search, shops) if search else ready_counts(c, shops)
    own = dict.fromkeys(BUCKET_CODE, 0) | {BUCKET_OF_CODE[code]: count for code, count in rows}
    views = {view: sum(own[bucket] for bucket in members) for view, members in VIEW_BUCKETS.items()}
    return own | views | {Bucket.ALL: sum(own.values())}


def ready_counts(c: sqlite3.Connection, shops: Sequence[int] | None) -> list[tuple[int, int]]:
    """``(bucket code, count)`` of all shops, or of these."""
    only = "" if shops is None else f"WHERE shop_no IN ({','.join(map(str, shops))})"
    return c.execute(f"SELECT bucket, sum(count) FROM bucket_counts {only} GROUP BY bucket").fetchall()


def shop_nos(c: sqlite3.Connection, shop_ids: Sequence[str]) -> tuple[int, ...] | None:
    """The short numbers of these shops; None when none is named, which means all."""
    if not shop_ids:
        return None
    marks = ",".join("?" * len(shop_ids))
    return tuple(row[0] for row in c.execute(f"SELECT no FROM shops WHERE id IN ({marks})", tuple(shop_ids)))


def _found_counts(c: sqlite3.Connection, search: Search, shops: Sequence[int] | None) -> list[tuple[int, int]]:
    only = "" if shops is None else f" AND o.shop_no IN ({','.join(map(str, shops))})"
    counted = f"SELECT o.bucket, count(*) FROM ({search.hits()}) h CROSS JOIN orders o ON o.id = h.rowid"
    return c.execute(f"{counted} WHERE 1{only} GROUP BY o.bucket", search.values()).fetchall()
