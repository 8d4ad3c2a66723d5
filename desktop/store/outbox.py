"""The outbox as it lies in the file: which operations there are, which may go out now, and which must be read back.

Reads only, on a raw connection; ``outbox_moves`` writes. Operations are ordered by ``rowid``, the order in which they
were wished: their ids sort too, but a clock that was set back must not turn a pack and its ready-to-ship around.
"""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from desktop.domain.operations import VARIANT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.orders import OrderItem
from desktop.store.order_items import order_items
from desktop.store.values import from_ms, json_object, json_words, moment_or_none, to_json, to_ms

_COLUMNS = (
    "o.id, o.change_set_id, o.account_id, o.shop_id, o.kind, o.subject, o.label, o.before, o.after, o.state, "
    "o.created_at, o.attempts, o.next_try_at, o.code, o.params, o.ack, o.remote_ref, o.finished_at"
)
# Word for word as in the partial index ``ix_operations_open``: only then SQLite uses it.
_OPEN = "('queued','sending','working','unsure','conflict','needs_login')"
_VALUES = "('" + "','".join(sorted(VARIANT_KINDS)) + "')"
_MARKET, _WAREHOUSE = (f"coalesce(json_extract({{}}.after, '$.{name}'), '')" for name in ("market", "warehouse"))
_ELSEWHERE = f"({_MARKET} <> {_MARKET} OR {_WAREHOUSE} <> {_WAREHOUSE})"
# What waits for the seller's word about one value of a SKU keeps no other value of it waiting: stock goes out beside a
# price in dispute.
_OTHER_VALUE = (
    f"(o.kind IN {_VALUES} "
    "AND (e.state = 'conflict' OR (e.state = 'unsure' AND e.next_try_at IS NULL)) "
    f"AND (e.kind <> o.kind OR {_ELSEWHERE.format('e', 'o', 'e', 'o')}))"
)
# Only the oldest open operation of a subject may move; the others wait for it.
_IS_HEAD = (
    "NOT EXISTS (SELECT 1 FROM operations e WHERE e.account_id = o.account_id AND e.subject = o.subject "
    f"AND e.rowid < o.rowid AND e.state IN {_OPEN} AND NOT {_OTHER_VALUE})"
)
_MAY_WORK = (
    "EXISTS (SELECT 1 FROM accounts a WHERE a.id = o.account_id AND a.removed_at IS NULL "
    "AND a.state NOT IN ('needs_login', 'paused')) "
    "AND NOT EXISTS (SELECT 1 FROM shops s WHERE s.id = o.shop_id AND s.paused)"
)
_DUE = f"o.state IN {_OPEN} AND o.state = 'queued' AND (o.next_try_at IS NULL OR o.next_try_at <= :now) AND {_IS_HEAD}"
# In doubt without a next try: that waits for the seller, not for the clock.
_TO_CHECK = f"o.state IN {_OPEN} AND o.state IN ('unsure', 'working') AND o.next_try_at <= :now"


def operations(
    c: sqlite3.Connection,
    *,
    open_only: bool = True,
    account_id: str | None = None,
    change_set_id: str | None = None,
    ids: Collection[str] | None = None,
    subjects: Collection[str] | None = None,
    limit: int | None = None,
) -> tuple[Operation, ...]:
    """Operations, oldest first; a ``limit`` keeps the newest."""
    asked: dict[str, object] = {"account_id": account_id, "change_set_id": change_set_id, "limit": limit or -1}
    where = [f"o.{name} = :{name}" for name in ("account_id", "change_set_id") if asked[name] is not None]
    if open_only:
        where.append(f"o.state IN {_OPEN}")
    for name, among in (("id", ids), ("subject", subjects)):
        if among is not None:
            where.append(_among(f"o.{name}", f"{name}s"))
            asked[f"{name}s"] = to_json(list(among))
    found = _select(c, f"{' AND '.join(where) or '1'} ORDER BY +o.rowid DESC LIMIT :limit", asked)
    return found[::-1]


def open_operations_of(
    c: sqlite3.Connection, subjects: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Operation, ...]]:
    """The open operations of each ``(account id, subject)``, oldest first."""
    found: dict[tuple[str, str], tuple[Operation, ...]] = dict.fromkeys(subjects, ())
    for account_id in {account_id for account_id, _subject in found}:
        named = [subject for account, subject in found if account == account_id]
        for one in operations(c, account_id=account_id, subjects=named):
            found[account_id, one.subject] += (one,)
    return found


def newest_operations_of(
    c: sqlite3.Connection, subjects: Iterable[tuple[str, str]], limit: int = 24
) -> dict[tuple[str, str], tuple[Operation, ...]]:
    """The newest operations of each ``(account id, subject)``, newest first, withdrawn ones left out."""
    found: dict[tuple[str, str], tuple[Operation, ...]] = dict.fromkeys(subjects, ())
    where = (
        "o.account_id = :account AND o.subject = :subject AND o.state <> 'cancelled' ORDER BY o.no DESC LIMIT :limit"
    )
    for account_id in {account_id for account_id, _subject in found}:
        named = to_json([subject for account, subject in found if account == account_id])
        known = f"SELECT DISTINCT o.subject FROM operations o WHERE o.account_id = ? AND {_among('o.subject', 'names')}"
        for (subject,) in c.execute(known.replace(":names", "?"), (account_id, named)).fetchall():
            asked = {"account": account_id, "subject": subject, "limit": limit}
            found[account_id, subject] = _select(c, where, asked)  # most SKUs never had any: they are not asked for
    return found


def latest_of(c: sqlite3.Connection, ids: Collection[str]) -> dict[str, str]:
    """For each of these the id of the last operation on its value that was not withdrawn: what holds by our hand.

    Missing where all of them were withdrawn.
    """
    rows = c.execute(
        "SELECT o.id, n.id, max(n.no) FROM operations o JOIN operations n ON n.account_id = o.account_id "
        f"AND n.subject = o.subject AND n.kind = o.kind AND NOT {_ELSEWHERE.format('n', 'o', 'n', 'o')} "
        f"AND n.state NOT IN ('cancelled', 'refused') WHERE {_among('o.id', 'ids')} GROUP BY o.id",
        {"ids": to_json(list(ids))},
    )
    return {id_: latest for id_, latest, _no in rows}


def due(c: sqlite3.Connection, account_id: str, now: datetime, limit: int = 1000) -> tuple[Operation, ...]:
    """What may be sent now: of each subject only its oldest open operation; all of one kind, that of the oldest."""
    found = _select(
        c,
        f"o.account_id = :account AND {_DUE} AND {_MAY_WORK} ORDER BY +o.rowid LIMIT :limit",
        {"account": account_id, "now": to_ms(now), "limit": limit},
    )
    return tuple(operation for operation in found if operation.kind is found[0].kind)


def to_check(c: sqlite3.Connection, account_id: str, now: datetime, limit: int = 1000) -> tuple[Operation, ...]:
    """Operations in doubt, or at work at the platform, whose next look is due; all of one kind."""
    found = _select(
        c,
        f"o.account_id = :account AND {_TO_CHECK} AND {_MAY_WORK} ORDER BY +o.rowid LIMIT :limit",
        {"account": account_id, "now": to_ms(now), "limit": limit},
    )
    return tuple(operation for operation in found if operation.kind is found[0].kind)


def accounts_with_work(c: sqlite3.Connection, now: datetime) -> tuple[str, ...]:
    """The accounts where something may be sent or read back right now."""
    rows = c.execute(
        "SELECT w.id FROM accounts w WHERE EXISTS (SELECT 1 FROM operations o WHERE o.account_id = w.id "
        f"AND o.state IN {_OPEN} AND ({_DUE} OR {_TO_CHECK}) AND {_MAY_WORK})",
        {"now": to_ms(now)},
    )
    return tuple(account_id for (account_id,) in rows)


def logins_differ(c: sqlite3.Connection) -> bool:
    """Whether an operation is parked for a login that is not needed, or queued where one is."""
    row = c.execute(
        "SELECT EXISTS (SELECT 1 FROM operations o JOIN accounts a ON a.id = o.account_id "
        f"WHERE o.state IN {_OPEN} AND o.state = iif(a.state = 'needs_login', 'queued', 'needs_login'))"
    )
    return bool(row.fetchone()[0])


def is_moving(
    c: sqlite3.Connection, until: datetime, *, stuck_codes: Collection[str], ids: Collection[str] | None = None
) -> bool:
    """Whether waiting is worth it: something (of all, or of the subjects of these) is tried before ``until``.

    What waits for a login, for the seller, for the line (``stuck_codes``) or for a later hour does not move.
    """
    where = (
        f"o.state IN {_OPEN} AND NOT {_among('o.code', 'stuck')} AND {_IS_HEAD} AND {_MAY_WORK} "
        "AND (o.state = 'sending' OR (o.state = 'queued' AND (o.next_try_at IS NULL OR o.next_try_at <= :until)) "
        "OR (o.state IN ('unsure', 'working') AND o.next_try_at <= :until))"
    )
    if ids is not None:
        where += (
            " AND (o.account_id, o.subject) IN (SELECT s.account_id, s.subject FROM operations s "
            f"WHERE {_among('s.id', 'ids')} AND s.state IN {_OPEN})"
        )
    asked = {"until": to_ms(until), "ids": to_json(list(ids or ())), "stuck": to_json(list(stuck_codes))}
    return bool(c.execute(f"SELECT EXISTS (SELECT 1 FROM operations o WHERE {where})", asked).fetchone()[0])


def open_counts(c: sqlite3.Connection) -> dict[str, int]:
    """How many operations are open, by account id."""
    return dict(
        c.execute(f"SELECT account_id, count(*) FROM operations WHERE state IN {_OPEN} GROUP BY account_id").fetchall()
    )


def title_of(c: sqlite3.Connection, change_set_id: str) -> str | None:
    """What the seller did in that change-set; None when there is no such one."""
    row = c.execute("SELECT title FROM change_sets WHERE id = ?", (change_set_id,)).fetchone()
    return None if row is None else str(row[0])


def subject_items(c: sqlite3.Connection, account_id: str, subjects: Iterable[str]) -> dict[str, tuple[OrderItem, ...]]:
    """The items of those orders as the platform last told them, by the order's remote id."""
    ids = {order_id: subject for subject, order_id in subject_orders(c, account_id, subjects).items()}
    return {ids[order_id]: found.items for order_id, found in order_items(c, tuple(ids)).items()}


def subject_orders(c: sqlite3.Connection, account_id: str, subjects: Iterable[str]) -> dict[str, int]:
    """Our order ids of those remote ids; subjects that are no order are missing from the answer."""
    rows = c.execute(
        "SELECT remote_id, id FROM orders WHERE account_no = (SELECT no FROM accounts WHERE id = :account) "
        f"AND {_among('remote_id', 'subjects')}",
        {"account": account_id, "subjects": to_json(list(subjects))},
    )
    return dict(rows.fetchall())


def _select(c: sqlite3.Connection, where: str, asked: Mapping[str, object]) -> tuple[Operation, ...]:
    rows = c.execute(f"SELECT {_COLUMNS} FROM operations o WHERE {where}", dict(asked))
    return tuple(_operation(row) for row in rows)


def _among(column: str, name: str) -> str:
    """A list of any length as one bound value, a JSON array: no limit on their number and nothing to quote."""
    return f"{column} IN (SELECT value FROM json_each(:{name}))"


def _operation(row: tuple[Any, ...]) -> Operation:
    return Operation(
        id=row[0],
        change_set_id=row[1],
        account_id=row[2],
        shop_id=row[3],
        kind=OperationKind(row[4]),
        subject=row[5],
        label=row[6],
        before=json_object(row[7]),
        after=json_object(row[8]),
        state=OperationState(row[9]),
        created_at=from_ms(row[10]),
        attempts=row[11],
        next_try_at=moment_or_none(row[12]),
        code=row[13],
        params=json_words(row[14]),
        ack=json_object(row[15]),
        remote_ref=row[16],
        finished_at=moment_or_none(row[17]),
    )
