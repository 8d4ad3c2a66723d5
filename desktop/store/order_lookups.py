"""Short questions about orders: by number, by remote id, and what the sync must know before it asks again."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from desktop.domain.order_filters import FilterChoices
from desktop.domain.orders import Bucket
from desktop.store.order_rows import chunks, marks
from desktop.store.values import BUCKET_CODE, BUCKET_OF_CODE, from_ms, moment_or_none, to_ms

# Orders in these buckets can still change without telling us.
_STILL_OPEN = (
    Bucket.CANCEL_REQUESTED,
    Bucket.TO_ACCEPT,
    Bucket.TO_PACK,
    Bucket.TO_SHIP,
    Bucket.LABEL_READY,
    Bucket.SHIPPED,
    Bucket.OTHER,
)


def find_orders(
    c: sqlite3.Connection, numbers: Sequence[str], shop_id: str | None = None
) -> dict[str, tuple[int, ...]]:
    """The orders with each of these numbers (or remote ids), newest first; those of unknown ones are empty."""
    # Not "=": SQLite would put the number into length() too, and then walk the whole index.
    by_number = "length(o.number) = length(?1) AND o.number BETWEEN ?1 AND ?1"
    by_remote = "o.account_no IN (SELECT no FROM accounts) AND o.remote_id = ?1"
    shop = "(?2 IS NULL OR o.shop_no = (SELECT no FROM shops WHERE id = ?2))"
    select = (
        f"SELECT o.id FROM orders o WHERE {by_number} AND {shop} "
        f"UNION SELECT o.id FROM orders o WHERE {by_remote} AND {shop} ORDER BY 1 DESC"
    )
    return {number: tuple(row[0] for row in c.execute(select, (number, shop_id))) for number in numbers}


def known_versions(
    c: sqlite3.Connection, account_id: str, remote_ids: Sequence[str]
) -> dict[str, tuple[datetime, Bucket, datetime | None]]:
    """Of the orders we have: last change as the platform told it, bucket, and when their items were last read."""
    select = (
        "SELECT o.remote_id, o.updated_at, o.bucket, o.read_at FROM orders o JOIN accounts a ON a.no = o.account_no "
        "WHERE a.id = ? AND o.remote_id IN "
    )
    found: dict[str, tuple[datetime, Bucket, datetime | None]] = {}
    for start in range(0, len(remote_ids), 500):
        asked = remote_ids[start : start + 500]
        for remote_id, updated_at, bucket, read_at in c.execute(select + marks(asked), (account_id, *asked)):
            found[remote_id] = (from_ms(updated_at), BUCKET_OF_CODE[bucket], moment_or_none(read_at))
    return found


def stale_open_orders(c: sqlite3.Connection, account_id: str, read_before: datetime) -> tuple[str, ...]:
    """Remote ids of unfinished orders whose items were last read before that, or never; the longest unread first."""
    buckets = ",".join(str(BUCKET_CODE[bucket]) for bucket in _STILL_OPEN)
    rows = c.execute(
        "SELECT o.remote_id FROM orders o INDEXED BY ix_orders_status JOIN accounts a ON a.no = o.account_no "
        f"WHERE a.id = ? AND o.bucket IN ({buckets}) AND coalesce(o.read_at, 0) < ? "
        "ORDER BY coalesce(o.read_at, 0), o.id",
        (account_id, to_ms(read_before)),
    )
    return tuple(row[0] for row in rows)


def filter_choices(c: sqlite3.Connection) -> FilterChoices:
    """What orders can be filtered by, as far as any order has it; ids of platforms stand for their titles."""
    platforms = "SELECT DISTINCT a.platform, a.platform FROM accounts a JOIN shops s ON s.account_no = a.no ORDER BY 1"
    countries = "SELECT DISTINCT country FROM orders WHERE country <> '' ORDER BY country"
    # From each word straight to the next in the index: SQLite's DISTINCT would look at every order.
    providers = (
        "WITH RECURSIVE word(it) AS (SELECT min(provider) FROM orders UNION ALL "
        "SELECT (SELECT min(provider) FROM orders WHERE provider > it) FROM word WHERE it IS NOT NULL) "
        "SELECT it FROM word WHERE it <> ''"
    )
    return FilterChoices(
        tuple(c.execute(platforms).fetchall()),
        *(
            tuple(row[0] for row in c.execute(select))
            for select in (countries, providers, "SELECT name FROM tags ORDER BY name")
        ),
    )


def order_refs(c: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """Account id, remote id and number of each known order."""
    select = (
        "SELECT o.id, a.id, o.remote_id, o.number FROM orders o JOIN accounts a ON a.no = o.account_no WHERE o.id IN "
    )
    found: dict[int, tuple[str, str, str]] = {}
    for chunk in chunks(ids):
        found.update({row[0]: (row[1], row[2], row[3]) for row in c.execute(select + marks(chunk), chunk)})
    return found
