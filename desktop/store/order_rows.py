"""The rows of the order table: one page of orders, joined and ready to be painted."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from desktop.domain.labels import LabelProblem
from desktop.domain.operations import OPEN_STATES, OperationKind, OperationState
from desktop.domain.order_views import OrderRow, Pending
from desktop.store.values import BUCKET_OF_CODE, LABEL_OF_CODE, deadline, from_ms, money

CHUNK = 500  # SQLite takes more, but the statement for a full page stays in the cache
_PROBLEMS = {problem.value: problem for problem in LabelProblem}
_OPEN = ",".join(f"'{state.value}'" for state in sorted(OPEN_STATES))

_ROW = (
    "SELECT o.id, a.id, s.id, s.name, a.platform, o.remote_id, o.number, o.bucket, o.platform_status, o.buyer, "
    "o.items, o.item_count, o.total, o.currency, o.created_at, o.updated_at, o.ship_by, o.provider, o.tracking, "
    "o.label, o.label_code, o.printed, o.country "
    "FROM orders o CROSS JOIN shops s ON s.no = o.shop_no CROSS JOIN accounts a ON a.no = o.account_no WHERE o.id IN "
)
# An open operation, or one that was refused and not followed by another of its kind.
_PENDING = (
    "SELECT o.id, p.kind, p.state, p.code FROM orders o CROSS JOIN accounts a ON a.no = o.account_no "
    "CROSS JOIN operations p ON p.account_id = a.id AND p.subject = o.remote_id "
    f"AND (p.state IN ({_OPEN}) OR p.state = 'refused' AND NOT EXISTS (SELECT 1 FROM operations later "
    "WHERE later.account_id = p.account_id AND later.subject = p.subject AND later.kind = p.kind AND later.no > p.no "
    "AND later.state <> 'cancelled')) WHERE o.id IN "
)


def order_rows(c: sqlite3.Connection, ids: Sequence[int]) -> tuple[OrderRow, ...]:
    """The rows of these orders in the order asked; ids that are unknown are left out."""
    found: dict[int, OrderRow] = {}
    for chunk in chunks(ids):
        pending = _pending(c, chunk)
        for row in c.execute(_ROW + marks(chunk), chunk):
            found[row[0]] = _row(row, pending.get(row[0], ()))
    return tuple(found[order_id] for order_id in ids if order_id in found)


def chunks(ids: Sequence[int]) -> Iterable[tuple[int, ...]]:
    return (tuple(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))


def marks(ids: Sequence[object]) -> str:
    return f"({','.join('?' * len(ids))})"


def _pending(c: sqlite3.Connection, ids: Sequence[int]) -> dict[int, tuple[Pending, ...]]:
    found: dict[int, tuple[Pending, ...]] = {}
    for order_id, kind, state, code in c.execute(f"{_PENDING}{marks(ids)} ORDER BY p.no", ids):
        operation = Pending(OperationKind(kind), OperationState(state), code)
        found[order_id] = (*found.get(order_id, ()), operation)
    return found


def _row(row: Any, pending: tuple[Pending, ...]) -> OrderRow:
    """By position, in the order of ``OrderRow``: this runs for every row that scrolls into sight."""
    order_id, account, shop, shop_name, platform, remote_id, number, bucket, status, buyer, items, count, *rest = row
    total, currency, created, updated, ship_by, provider, tracking, label, label_code, printed, country = rest
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
    )
