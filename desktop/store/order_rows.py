"""The rows of the order table: one page of orders, joined and ready to be painted."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.domain.labels import LabelProblem
from desktop.domain.operations import OPEN_STATES, OperationKind, OperationState
from desktop.domain.order_views import OrderRow, Pending
from desktop.store.order_filters import NOT_FOLLOWED, OF_OTHERS
from desktop.store.values import BUCKET_OF_CODE, LABEL_OF_CODE, deadline, from_ms, moment_or_none, money

CHUNK = 500  # SQLite takes more, but the statement for a full page stays in the cache
_PROBLEMS = {problem.value: problem for problem in LabelProblem}
_OPEN = ",".join(f"'{state.value}'" for state in sorted(OPEN_STATES))

_ROW = (
    "SELECT o.id, a.id, s.id, s.name, a.platform, o.remote_id, o.number, o.bucket, o.platform_status, o.buyer, "
    "o.items, o.item_count, o.total, o.currency, o.created_at, o.updated_at, o.ship_by, o.provider, o.tracking, "
    "o.label, o.label_code, o.printed, o.country, coalesce(n.private_note, '') <> '', "
    "r.breach_at, r.amount, r.currency "
    "FROM orders o CROSS JOIN shops s ON s.no = o.shop_no CROSS JOIN accounts a ON a.no = o.account_no "
    "LEFT JOIN annotations n ON n.order_id = o.id LEFT JOIN order_risks r ON r.order_id = o.id WHERE o.id IN "
)
# An open operation, or one that was refused and not followed by another of its kind.
_PENDING = (
    "SELECT o.id, p.kind, p.state, p.code FROM orders o CROSS JOIN accounts a ON a.no = o.account_no "
    f"CROSS JOIN operations p ON p.account_id = a.id AND p.subject = o.remote_id AND p.kind NOT IN ({OF_OTHERS}) "
    f"AND (p.state IN ({_OPEN}) OR p.state = 'refused' AND {NOT_FOLLOWED}) WHERE o.id IN "
)


def order_rows(c: sqlite3.Connection, ids: Sequence[int]) -> tuple[OrderRow, ...]:
    """The rows of these orders in the order asked; ids that are unknown are left out."""
    found: dict[int, OrderRow] = {}
    for chunk in chunks(ids):
        pending, tags = _pending(c, chunk), tags_of(c, chunk)
        for row in c.execute(_ROW + marks(chunk), chunk):
            found[row[0]] = _row(row, pending.get(row[0], ()), tags.get(row[0], ()))
    return tuple(found[order_id] for order_id in ids if order_id in found)


def chunks(ids: Sequence[int]) -> Iterable[tuple[int, ...]]:
    return (tuple(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def marks(ids: Sequence[object]) -> str:
    return f"({','.join('?' * len(ids))})"


def tags_of(c: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags of each order that has any, by name; at most ``CHUNK`` orders."""
    found: dict[int, tuple[str, ...]] = {}
    for order_id, tag in c.execute(f"SELECT order_id, tag FROM order_tags WHERE order_id IN {marks(ids)}", ids):
        found[order_id] = (*found.get(order_id, ()), tag)
    return found


def _pending(c: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Pending, ...]]:
    found: dict[int, tuple[Pending, ...]] = {}
    for order_id, kind, state, code in c.execute(f"{_PENDING}{marks(ids)} ORDER BY p.no", ids):
        operation = Pending(OperationKind(kind), OperationState(state), code)
        found[order_id] = (*found.get(order_id, ()), operation)
    return found


def _row(row: Any, pending: tuple[Pending, ...], tags: tuple[str, ...]) -> OrderRow:
    """By position, in the order of ``OrderRow``: this runs for every row that scrolls into sight."""
    order_id, account, shop, shop_name, platform, remote_id, number, bucket, status, buyer, items, count, *rest = row
    total, currency, created, updated, ship_by, provider, tracking, label, label_code, printed, country, *own = rest
    has_note, breach_at, risk, risk_currency = own
    return OrderRow(
        order_id,
        account,
        shop,
        shop_name,
        platform,
        remote_id,
        number,
        BUCKET_OF_CODE[bucket],
        status,
        buyer,
        items,
        count,
        money(total, currency),
        from_ms(created),
        from_ms(updated),
        deadline(ship_by),
        provider,
        tracking,
        LABEL_OF_CODE[label],
        _PROBLEMS.get(label_code),
        printed,
        country,
        pending,
        tags,
        bool(has_note),
        moment_or_none(breach_at),
        money(risk, risk_currency) if risk else None,
    )
