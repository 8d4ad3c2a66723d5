"""Views of orders: how they are sorted at first and after a click, at the next start, and summed up in a line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.domain.order_views import OrderQuery, OrderRow, OrderSort, SortKey
from desktop.domain.orders import Bucket
from desktop.ui.kit import text
from desktop.ui.kit.format import number, sum_of

_BY_DEADLINE = frozenset({Bucket.TO_SHIP, Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.LABEL_READY})
FIRST = Bucket.TO_SHIP


def usual_sort(bucket: Bucket) -> tuple[SortKey, ...]:
    """What must leave the house: the most urgent first; everything else: the newest first."""
    if bucket in _BY_DEADLINE:
        return SortKey(OrderSort.SHIP_BY), SortKey(OrderSort.CREATED)
    return (SortKey(OrderSort.CREATED, descending=True),)


def next_sort(now: Sequence[SortKey], by: OrderSort, *, further: bool) -> tuple[SortKey, ...]:
    """The sort after a click on a column: first click up, second down; ``further`` keeps the first key."""
    known = next((key for key in now if key.by is by), None)
    key = SortKey(by, not known.descending) if known else SortKey(by)
    if not further:
        return (key,)
    if known:
        return tuple(key if old.by is by else old for old in now)
    return (*now[:1], key)


def remembered_query(kept: Mapping[str, Any]) -> OrderQuery:
    """The view of the last time; one written by another version gives the usual view."""
    try:
        bucket = Bucket(kept.get("bucket", FIRST))
        sort = tuple(SortKey(OrderSort(by), bool(down)) for by, down in kept.get("sort", []))
        return OrderQuery(bucket, sort=sort[:2] or usual_sort(bucket))
    except (ValueError, TypeError):
        return OrderQuery(FIRST, sort=usual_sort(FIRST))


def summary(rows: Sequence[OrderRow]) -> str:
    """What a selection amounts to: how many in each state, and the money per currency."""
    states = Counter(text.bucket_mark(row.bucket).text for row in rows)
    counted = "  \N{MIDDLE DOT}  ".join(f"{number(count)} {state}" for state, count in states.most_common())
    return f"{counted}\n{sum_of([row.total for row in rows])}"
