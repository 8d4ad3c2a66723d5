"""Views of orders: how they are sorted at first and after a click, at the next start, and summed up in a line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from desktop.domain import order_query_data
from desktop.domain.order_views import OrderQuery, OrderRow, OrderSort, SortKey
from desktop.domain.orders import Bucket
from desktop.ui.kit import text
from desktop.ui.kit.format import number, sum_of

_BY_DEADLINE = frozenset({Bucket.TO_SHIP, Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.LABEL_READY})
FIRST = Bucket.TO_SHIP


def usual_sort(bucket: Bucket) -> tuple[SortKey, ...]:
    """What must leave the house: the soonest deadline, of equal ones the most money; else the newest first."""
    if bucket in _BY_DEADLINE:
        return SortKey(OrderSort.SHIP_BY), SortKey(OrderSort.RISK, descending=True)
    return (SortKey(OrderSort.CREATED, descending=True),)


def next_sort(now: Sequence[SortKey], by: OrderSort, *, further: bool) -> tuple[SortKey, ...]:
    """The sort after a click on a column: first click up, second down; ``further`` keeps the first key.

    Of money at risk the most is what one looks for: it begins the other way round.
    """
    known = next((key for key in now if key.by is by), None)
    key = SortKey(by, not known.descending) if known else SortKey(by, by is OrderSort.RISK)
    if not further:
        return (key,)
    if known:
        return tuple(key if old.by is by else old for old in now)
    return (*now[:1], key)


def remembered_query(kept: Mapping[str, Any]) -> OrderQuery:
    """Where the seller looked the last time; what another version wrote gives the usual place. Words are not kept."""
    query = order_query_data.query_of({**kept, "search": ""}, OrderQuery(FIRST, sort=()))
    return query if query.sort else replace(query, sort=usual_sort(query.bucket))


def summary(rows: Sequence[OrderRow]) -> str:
    """What a selection amounts to: how many in each state, and the money per currency."""
    states = Counter(text.bucket_mark(row.bucket).text for row in rows)
    counted = "  \N{MIDDLE DOT}  ".join(f"{number(count)} {state}" for state, count in states.most_common())
    return f"{counted}\n{sum_of([row.total for row in rows])}"
