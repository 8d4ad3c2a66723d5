"""Which orders a view shows, in which order: ids only, by the plan that is quick for its size.

A small set is found through its buckets or the search index and then sorted; a large one is walked in the order of a
sort index (which also holds bucket and shop) until enough were found. We choose by counting: SQLite cannot know.
"""

import sqlite3
import sys
from array import array
from collections.abc import Sequence

from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.domain.orders import VIEW_BUCKETS, Bucket
from desktop.store.search import Search, search_of
from desktop.store.values import BUCKET_CODE, BUCKET_OF_CODE

SMALL = 5_000  # up to here finding and sorting beats walking
SCARCE = 20_000  # search hits up to here

_SORT: dict[OrderSort, tuple[str, tuple[str, ...]]] = {
    OrderSort.CREATED: ("ix_orders_created_at", ("o.created_at",)),
    OrderSort.UPDATED: ("ix_orders_updated_at", ("o.updated_at",)),
    OrderSort.SHIP_BY: ("ix_orders_ship_by", ("o.ship_by",)),
    OrderSort.NUMBER: ("ix_orders_number", ("length(o.number)", "o.number")),
    OrderSort.BUYER: ("ix_orders_buyer", ("o.buyer",)),
    OrderSort.SHOP: ("ix_orders_shop_no", ("o.shop_no",)),
    OrderSort.TOTAL: ("ix_orders_total_sort", ("o.total_sort",)),
    OrderSort.ITEMS: ("ix_orders_item_count", ("o.item_count",)),
    OrderSort.PROVIDER: ("ix_orders_provider", ("o.provider",)),
    OrderSort.TRACKING: ("ix_orders_tracking", ("o.tracking",)),
    OrderSort.LABEL: ("ix_orders_label", ("o.label",)),
    OrderSort.STATUS: ("ix_orders_status", ("o.bucket",)),
}


def order_ids(c: sqlite3.Connection, query: OrderQuery, limit: int | None = None) -> "array[int]":
    """The ids of the orders of ``query`` in its order, at most ``limit``; unsigned 32-bit."""
    search = search_of(query.search)
    shops = _shop_nos(c, query.shop_ids)
    ordered = f"ORDER BY {_order_by(query.sort)}" + (f" LIMIT {int(limit)}" if limit is not None else "")
    scope, values = _scope(_buckets(query.bucket), shops)
    checks = "".join(" AND instr(x.search_text, ?) > 0" for _ in search.parts)
    values += search.parts
    source = _source(c, query, search, shops, limit)
    if "orders_fts" in source:
        checks += " AND orders_fts MATCH ?"
        values += (search.match,)
    return _as_array(c, f"SELECT o.id FROM {source} WHERE {scope}{checks} {ordered}", values)


def order_counts(c: sqlite3.Connection, query: OrderQuery) -> dict[Bucket, int]:
    """How many orders each bucket and each view of several buckets holds, for these shops and this search.

    ``query.bucket`` is ignored. Without a search the numbers are ready-made (kept by triggers).
    """
    search = search_of(query.search)
    shops = _shop_nos(c, query.shop_ids)
    rows = _counted(c, search, shops) if search else _ready_counts(c, shops)
    own = dict.fromkeys(BUCKET_CODE, 0) | {BUCKET_OF_CODE[code]: count for code, count in rows}
    views = {view: sum(own[bucket] for bucket in members) for view, members in VIEW_BUCKETS.items()}
    return own | views | {Bucket.ALL: sum(own.values())}


# --- the plan ---------------------------------------------------------------------------------------------------------
def _source(
    c: sqlite3.Connection, query: OrderQuery, search: Search, shops: Sequence[int] | None, limit: int | None
) -> str:
    """The FROM clause: CROSS JOIN keeps SQLite to the order in which the tables stand."""
    texts = " CROSS JOIN order_texts x ON x.order_id = o.id" if search.parts else ""
    if _scope_size(c, query.bucket, shops) <= SMALL:
        by_id = " CROSS JOIN orders_fts ON orders_fts.rowid = o.id" if search.match else ""
        return f"orders o INDEXED BY ix_orders_status{texts}{by_id}"
    if search.match and (limit is None or _hits(c, search.match, SCARCE) <= SCARCE):
        return f"orders_fts CROSS JOIN orders o ON o.id = orders_fts.rowid{texts}"
    if search.match:
        # Many hits: the next one in order is never far, so testing the text itself beats sorting all of them.
        texts = " CROSS JOIN order_texts x ON x.order_id = o.id"
    index, _ = _SORT[query.sort[0].by] if query.sort else _SORT[OrderSort.CREATED]
    return f"orders o INDEXED BY {index}{texts}"


def _scope_size(c: sqlite3.Connection, bucket: Bucket, shops: Sequence[int] | None) -> int:
    if bucket is Bucket.ALL and shops is None:
        return SMALL + 1
    codes = {BUCKET_CODE[found] for found in _buckets(bucket) or BUCKET_CODE}
    return sum(count for code, count in _ready_counts(c, shops) if code in codes)


def _hits(c: sqlite3.Connection, match: str, enough: int) -> int:
    counted = "SELECT count(*) FROM (SELECT 1 FROM orders_fts WHERE orders_fts MATCH ? LIMIT ?)"
    return int(c.execute(counted, (match, enough + 1)).fetchone()[0])


# --- the parts --------------------------------------------------------------------------------------------------------
def _buckets(bucket: Bucket) -> frozenset[Bucket] | None:
    return None if bucket is Bucket.ALL else VIEW_BUCKETS.get(bucket, frozenset({bucket}))


def _shop_nos(c: sqlite3.Connection, shop_ids: Sequence[str]) -> tuple[int, ...] | None:
    if not shop_ids:
        return None
    marks = ",".join("?" * len(shop_ids))
    return tuple(row[0] for row in c.execute(f"SELECT no FROM shops WHERE id IN ({marks})", tuple(shop_ids)))


def _scope(buckets: frozenset[Bucket] | None, shops: Sequence[int] | None) -> tuple[str, tuple[object, ...]]:
    """The filter by bucket and shop. Numbers of our own, written into the text: SQLite plans better with constants."""
    found = ["1"]
    if buckets is not None:
        found.append(f"o.bucket IN ({','.join(str(BUCKET_CODE[bucket]) for bucket in sorted(buckets))})")
    if shops is not None:
        found.append(f"o.shop_no IN ({','.join(map(str, shops))})")
    return " AND ".join(found), ()


def _order_by(sort: Sequence[SortKey]) -> str:
    keys = list(sort) or [SortKey(OrderSort.CREATED, descending=True)]
    terms = [f"{term}{_way(key)}" for key in keys for term in _SORT[key.by][1]]
    return ", ".join([*dict.fromkeys(terms), f"o.id{_way(keys[0])}"])


def _way(key: SortKey) -> str:
    return " DESC" if key.descending else ""


def _ready_counts(c: sqlite3.Connection, shops: Sequence[int] | None) -> list[tuple[int, int]]:
    only = "" if shops is None else f"WHERE shop_no IN ({','.join(map(str, shops))})"
    return c.execute(f"SELECT bucket, sum(count) FROM bucket_counts {only} GROUP BY bucket").fetchall()


def _counted(c: sqlite3.Connection, search: Search, shops: Sequence[int] | None) -> list[tuple[int, int]]:
    scope, _ = _scope(None, shops)
    checks = "".join(" AND instr(x.search_text, ?) > 0" for _ in search.parts)
    texts = " CROSS JOIN order_texts x ON x.order_id = o.id" if search.parts else ""
    values: tuple[object, ...] = search.parts
    source = f"orders o{texts}"
    if search.match:
        source = f"orders_fts CROSS JOIN orders o ON o.id = orders_fts.rowid{texts}"
        checks += " AND orders_fts MATCH ?"
        values += (search.match,)
    counted = f"SELECT o.bucket, count(*) FROM {source} WHERE {scope}{checks} GROUP BY o.bucket"
    return c.execute(counted, values).fetchall()


def _as_array(c: sqlite3.Connection, select: str, values: Sequence[object]) -> "array[int]":
    """All ids in one piece of hexadecimal text: half a million arrive without half a million Python objects."""
    text = c.execute(f"SELECT group_concat(printf('%08x', id), '') FROM ({select})", values).fetchone()[0]
    ids = array("I", bytes.fromhex(text or ""))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids
