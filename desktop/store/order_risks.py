"""What open orders risk, as the rules said when order or rule last changed; rebuilt at any time from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.deadlines import DueOrder, market_of
from desktop.domain.money import Money
from desktop.domain.orders import OPEN_BUCKETS
from desktop.store.order_rows import chunks, marks
from desktop.store.sql import t
from desktop.store.values import BUCKET_CODE, BUCKET_OF_CODE, deadline, from_ms, money, to_ms

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa

_OPEN = ",".join(str(BUCKET_CODE[bucket]) for bucket in sorted(OPEN_BUCKETS))
_DUE = (
    "SELECT o.id, a.platform, s.id, upper(o.country), o.remote_id, o.bucket, o.total, o.currency, o.item_count, "
    "o.created_at, o.ship_by FROM orders o INDEXED BY {index} CROSS JOIN shops s ON s.no = o.shop_no "
    f"CROSS JOIN accounts a ON a.no = o.account_no WHERE a.removed_at IS NULL AND o.bucket IN ({_OPEN})"
)
_STORED = "SELECT order_id, breach_at, amount, currency, amount_sort, rule FROM order_risks"


@dataclass(frozen=True, slots=True)
class StoredRisk:
    """A row of ``order_risks``; ``rank`` sorts amounts of all currencies."""

    breach_at: datetime
    amount: Money
    rank: float
    rule: str


@dataclass(frozen=True, slots=True)
class Breach:
    """An open order whose deadline is over or near."""

    order_id: int
    breach_at: datetime
    amount: Money


def due_orders(c: sqlite3.Connection, ids: Sequence[int] | None = None) -> dict[int, DueOrder]:
    """What the rules must know of every open order, or of those of these ids that are open."""
    if ids is None:
        return {row[0]: _due(row) for row in c.execute(_DUE.format(index="ix_orders_status"))}
    by_id = _DUE.replace(" INDEXED BY {index}", "")
    return {
        row[0]: _due(row) for chunk in chunks(ids) for row in c.execute(f"{by_id} AND o.id IN {marks(chunk)}", chunk)
    }


def stored_risks(c: sqlite3.Connection, ids: Sequence[int] | None = None) -> dict[int, StoredRisk]:
    """The risks that are written down, of all orders or of these."""
    if ids is None:
        return {row[0]: _risk(row) for row in c.execute(_STORED)}
    select = f"{_STORED} WHERE order_id IN "
    return {row[0]: _risk(row) for chunk in chunks(ids) for row in c.execute(select + marks(chunk), chunk)}


def put_risks(c: sa.Connection, risks: Mapping[int, StoredRisk | None]) -> None:
    """Write these down in place of what was there; None: there is no risk any more."""
    for chunk in chunks(tuple(risks)):
        c.execute(t.order_risks.delete().where(t.order_risks.c.order_id.in_(chunk)))
    rows = [_values(order_id, risk) for order_id, risk in risks.items() if risk is not None]
    if rows:
        c.execute(t.order_risks.insert(), rows)


def breaches_before(c: sqlite3.Connection, until: datetime) -> tuple[Breach, ...]:
    """The open orders whose deadline is before ``until``, soonest first."""
    select = (
        "SELECT r.order_id, r.breach_at, r.amount, r.currency FROM order_risks r INDEXED BY ix_order_risks_breach_at "
        f"CROSS JOIN orders o ON o.id = r.order_id WHERE r.breach_at < ? AND o.bucket IN ({_OPEN}) ORDER BY r.breach_at"
    )
    return tuple(
        Breach(order_id, from_ms(at), money(amount, currency))
        for order_id, at, amount, currency in c.execute(select, (to_ms(until),))
    )


def _due(row: Any) -> DueOrder:
    _, platform, shop, country, remote_id, bucket, total, currency, items, created, ship_by = row
    return DueOrder(
        platform,
        shop,
        country,
        market_of(remote_id),
        BUCKET_OF_CODE[bucket],
        money(total, currency),
        items,
        from_ms(created),
        deadline(ship_by),
    )


def _risk(row: Any) -> StoredRisk:
    _, breach_at, amount, currency, rank, rule = row
    return StoredRisk(from_ms(breach_at), money(amount, currency), rank, rule)


def _values(order_id: int, risk: StoredRisk) -> dict[str, object]:
    return {
        "order_id": order_id,
        "breach_at": to_ms(risk.breach_at),
        "amount": str(risk.amount.amount),
        "currency": risk.amount.currency,
        "amount_sort": risk.rank,
        "rule": risk.rule,
    }
