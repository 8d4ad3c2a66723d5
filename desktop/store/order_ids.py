"""Which orders a view shows, in which order: ids only, by the plan that is quick for its size.

A small set is found through its buckets or the search index and then sorted; a large one is walked in the order of a
sort index (which also holds bucket and shop) until enough were found. We choose by counting: SQLite cannot know.
"""

import sqlite3
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.domain.orders import VIEW_BUCKETS, Bucket
from desktop.store.order_counts import ready_counts, shop_nos
from desktop.store.search import Search, search_of, with_texts
from desktop.store.values import BUCKET_CODE

SMALL = 30_000  # a view of so many orders is sorted rather than walked
FEW = 5_000  # and so many hits of a search
HEAD = 3_000  # of a large view so many orders are looked at one by one before the search index is asked

_NEWEST = SortKey(OrderSort.CREATED, descending=True)
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


@dataclass(frozen=True, slots=True)
class _View:
    """A query in the words of SQL: ``size`` orders lie in its ``scope``; CROSS JOIN keeps tables in the order named."""

    scope: str
    size: int
    order: str
    index: str
    search: Search

    def sorted_scope(self) -> str:
        """Found through the bucket, tested word by word, sorted."""
        words = self.search.words
        source = f"orders o INDEXED BY ix_orders_status{with_texts('o.id', words)}"
        return f"SELECT o.id FROM {source} WHERE {self.scope}{self.search.tests(words)} ORDER BY {self.order}"

    def sorted_hits(self) -> str:
        """Found through the search index, sorted."""
        parts = self.search.parts
        source = f"orders_fts CROSS JOIN orders o ON o.id = orders_fts.rowid{with_texts('o.id', parts)}"
        hits = f"orders_fts MATCH :match{self.search.tests(parts)}"
        return f"SELECT o.id FROM {source} WHERE {hits} AND {self.scope} ORDER BY {self.order}"

    def head(self) -> str:
        """The first orders of the view, tested word by word: common words are found here."""
        words = self.search.words
        source = f"orders o INDEXED BY {self.index}{with_texts('o.id', words)}"
        first = f"SELECT o.id, x.search_text FROM {source} WHERE {self.scope} ORDER BY {self.order} LIMIT {HEAD}"
        return f"SELECT x.id FROM ({first}) x WHERE 1{self.search.tests(words)}"

    def walked(self, whole: bool) -> str:
        """All orders in the order of the sort index, kept when the search agrees."""
        tests, texts = "", ""
        if self.search.match and not whole:
            # Enough may be found soon: test the texts of those only that are walked over.
            tests = " AND o.id IN (SELECT rowid FROM orders_fts WHERE orders_fts MATCH :match)"
            tests += self.search.tests(self.search.parts)
            texts = with_texts("o.id", self.search.parts)
        elif self.search:
            tests = f" AND o.id IN ({self.search.hits()})"
        source = f"orders o INDEXED BY {self.index}{texts}"
        return f"SELECT o.id FROM {source} WHERE {self.scope}{tests} ORDER BY {self.order}"


def order_ids(c: sqlite3.Connection, query: OrderQuery, limit: int | None = None) -> "array[int]":
    """The ids of the orders of ``query`` in its order, at most ``limit``; unsigned 32-bit."""
    view = _view(c, query)
    values = view.search.values()
    if view.size <= SMALL:
        return _as_array(c, view.sorted_scope(), values, limit)
    if view.search.match and _hits(c, view.search.match, FEW) <= FEW:
        return _as_array(c, view.sorted_hits(), values, limit)
    if view.search and limit is not None:
        found = _as_array(c, view.head(), values, limit)
        if len(found) == limit:
            return found
    return _as_array(c, view.walked(whole=limit is None), values, limit)


def _view(c: sqlite3.Connection, query: OrderQuery) -> _View:
    shops = shop_nos(c, query.shop_ids)
    codes = sorted(BUCKET_CODE[bucket] for bucket in _buckets(query.bucket))
    scope = [] if query.bucket is Bucket.ALL else [f"o.bucket IN ({','.join(map(str, codes))})"]
    if shops is not None:
        scope.append(f"o.shop_no IN ({','.join(map(str, shops))})")
    return _View(
        scope=" AND ".join(scope) or "1",
        size=sum(count for code, count in ready_counts(c, shops) if code in codes),
        order=_order_by(query.sort or (_NEWEST,)),
        index=_SORT[(query.sort or (_NEWEST,))[0].by][0],
        search=search_of(query.search),
    )


def _buckets(bucket: Bucket) -> frozenset[Bucket]:
    return frozenset(BUCKET_CODE) if bucket is Bucket.ALL else VIEW_BUCKETS.get(bucket, frozenset({bucket}))


def _order_by(sort: Sequence[SortKey]) -> str:
    terms = [f"{term}{_way(key)}" for key in sort for term in _SORT[key.by][1]]
    return ", ".join([*dict.fromkeys(terms), f"o.id{_way(sort[0])}"])


def _way(key: SortKey) -> str:
    return " DESC" if key.descending else ""


def _hits(c: sqlite3.Connection, match: str, enough: int) -> int:
    counted = "SELECT count(*) FROM (SELECT 1 FROM orders_fts WHERE orders_fts MATCH ? LIMIT ?)"
    return int(c.execute(counted, (match, enough + 1)).fetchone()[0])


def _as_array(c: sqlite3.Connection, select: str, values: dict[str, object], limit: int | None) -> "array[int]":
    """All ids in one piece of hexadecimal text: half a million arrive without half a million Python objects."""
    limited = select if limit is None else f"{select} LIMIT {int(limit)}"
    text = c.execute(f"SELECT group_concat(printf('%08x', id), '') FROM ({limited})", values).fetchone()[0]
    ids = array("I", bytes.fromhex(text or ""))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids
