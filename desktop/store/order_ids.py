"""Which orders a view shows, in which order: ids only, by the plan that is quick for its size.

A small set is found through its buckets, a filter or the search index and then sorted; a large one is walked in the
order of a sort index (which also holds bucket and shop) until enough were found.
"""

import sqlite3
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.identity import Clock, utc_now
from desktop.domain.order_views import OrderQuery, OrderSort, SortKey
from desktop.store.order_scope import SMALL, Scope, scope_of
from desktop.store.search import Search, with_texts

FEW = 5_000  # so many hits of a search are sorted rather than walked
HEAD = 3_000  # of a large view so many orders are looked at one by one before the search index is asked

_NEWEST = SortKey(OrderSort.CREATED, descending=True)
_SORT: dict[OrderSort, tuple[str, tuple[str, ...]]] = {
    OrderSort.CREATED: ("ix_orders_created_at", ("o.created_at",)),
    OrderSort.UPDATED: ("ix_orders_updated_at", ("o.updated_at",)),
    # Open orders have the deadline that the rules say; the others come behind them.
    OrderSort.SHIP_BY: ("", ("r.breach_at IS NULL", "coalesce(r.breach_at, o.ship_by)")),
    OrderSort.NUMBER: ("ix_orders_number", ("length(o.number)", "o.number")),
    OrderSort.BUYER: ("ix_orders_buyer", ("o.buyer",)),
    OrderSort.SHOP: ("ix_orders_shop_no", ("o.shop_no",)),
    OrderSort.TOTAL: ("ix_orders_total_sort", ("o.total_sort",)),
    OrderSort.ITEMS: ("ix_orders_item_count", ("o.item_count",)),
    OrderSort.PROVIDER: ("ix_orders_provider", ("o.provider",)),
    OrderSort.TRACKING: ("ix_orders_tracking", ("o.tracking",)),
    OrderSort.LABEL: ("ix_orders_label", ("o.label",)),
    OrderSort.STATUS: ("ix_orders_status", ("o.bucket",)),
    OrderSort.RISK: ("", ("r.amount_sort",)),  # few orders have any: see ``_by_risk``
}
_OF_RISKS = frozenset({OrderSort.SHIP_BY, OrderSort.RISK})
# What these mean among orders that have a risk, and among those that have none.
_RISKY = {**_SORT, OrderSort.SHIP_BY: ("", ("k.breach_at",)), OrderSort.RISK: ("", ("k.amount_sort",))}
_RISKLESS = {**_SORT, OrderSort.SHIP_BY: ("ix_orders_ship_by", ("o.ship_by",)), OrderSort.RISK: ("", ())}


@dataclass(frozen=True, slots=True)
class _View:
    """A scope with its order; CROSS JOIN keeps tables in the order named."""

    scope: Scope
    sort: tuple[SortKey, ...]

    @property
    def search(self) -> Search:
        return self.scope.search

    @property
    def index(self) -> str:
        return _SORT[self.sort[0].by][0]

    def sorted_scope(self) -> str:
        """Found through the bucket or a filter, tested word by word, sorted."""
        words, source = self.search.words, "orders o INDEXED BY ix_orders_status"
        if self.scope.source:
            source = f"({self.scope.source}) f CROSS JOIN orders o ON o.id = f.id"
        return self._select(f"{source}{with_texts('o.id', words)}", self.search.tests(words))

    def sorted_hits(self) -> str:
        """Found through the search index, sorted."""
        parts = self.search.parts
        source = f"orders_fts CROSS JOIN orders o ON o.id = orders_fts.rowid{with_texts('o.id', parts)}"
        return self._select(source, f" AND orders_fts MATCH :match{self.search.tests(parts)}")

    def head(self) -> str:
        """The first orders of the view, tested word by word: common words are found here."""
        words = self.search.words
        source = f"orders o INDEXED BY {self.index}{with_texts('o.id', words)}"
        first = f"{self._select(source, '', 'o.id, x.search_text')} LIMIT {HEAD}"
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
        return self._select(f"orders o INDEXED BY {self.index}{texts}", tests)

    def risky(self) -> str:
        """The orders that have a risk: the soonest are walked, so that the first ones cost no sorting of all."""
        index = " INDEXED BY ix_order_risks_breach_at" if self.sort[0].by is OrderSort.SHIP_BY else ""
        source = f"order_risks k{index} CROSS JOIN orders o ON o.id = k.order_id"
        order = _order_by(self.sort, _RISKY)
        return f"SELECT o.id FROM {source} WHERE {self.scope.where}{self._found()} ORDER BY {order}"

    def riskless(self) -> str:
        """The others, in the order of what is left to sort by."""
        indexes = [_RISKLESS[key.by][0] for key in self.sort if _RISKLESS[key.by][1]]
        chosen = "ix_orders_status" if self.scope.size <= SMALL else next(iter(indexes), "")
        index = f" INDEXED BY {chosen}" if chosen else ""
        tests = f"{self.scope.where}{self._found()} AND o.id NOT IN (SELECT order_id FROM order_risks)"
        return f"SELECT o.id FROM orders o{index} WHERE {tests} ORDER BY {_order_by(self.sort, _RISKLESS)}"

    def _found(self) -> str:
        return f" AND o.id IN ({self.search.hits()})" if self.search else ""

    def _select(self, source: str, tests: str, columns: str = "o.id") -> str:
        risks = ""
        if any(key.by in _OF_RISKS for key in self.sort):
            risks = " LEFT JOIN order_risks r ON r.order_id = o.id"
        return f"SELECT {columns} FROM {source}{risks} WHERE {self.scope.where}{tests} ORDER BY {_order_by(self.sort)}"


def order_ids(
    c: sqlite3.Connection, query: OrderQuery, limit: int | None = None, *, clock: Clock = utc_now
) -> "array[int]":
    """The ids of the orders of ``query`` in its order, at most ``limit``; unsigned 32-bit."""
    view = _View(scope_of(c, query, clock), query.sort or (_NEWEST,))
    scope, values = view.scope, view.scope.values
    if not view.index and limit is not None and not scope.source and not scope.search:
        return _by_risk(c, view, limit)
    if scope.size <= SMALL:
        return _as_array(c, view.sorted_scope(), values, limit)
    if scope.search.match and _hits(c, scope.search.match, FEW) <= FEW:
        return _as_array(c, view.sorted_hits(), values, limit)
    if not view.index:
        return _by_risk(c, view, limit)
    if scope.search and limit is not None:
        found = _as_array(c, view.head(), values, limit)
        if len(found) == limit:
            return found
    return _as_array(c, view.walked(whole=limit is None), values, limit)


def _by_risk(c: sqlite3.Connection, view: _View, limit: int | None) -> "array[int]":
    """Those with a risk and those without, one after the other: only the few with one have to be sorted."""
    first = view.sort[0]
    parts = view.risky(), view.riskless()
    parts = parts if first.descending is (first.by is OrderSort.RISK) else parts[::-1]
    found = array("I")
    for part in parts:
        if limit is None or len(found) < limit:
            found += _as_array(c, part, view.scope.values, None if limit is None else limit - len(found))
    return found


def _order_by(sort: Sequence[SortKey], words: Mapping[OrderSort, tuple[str, tuple[str, ...]]] = _SORT) -> str:
    terms = [f"{term}{_way(key)}" for key in sort for term in words[key.by][1]]
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
