"""Moves operations from state to state; each function is the work of one transaction, the orders' timeline included.

A move names the state it starts from. When another process, or the seller, was faster, it does nothing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.accounts import AccountState
from desktop.domain.catalog import Variant
from desktop.domain.operations import (
    PROMOTION_KINDS,
    PUSHED_KINDS,
    UNREACHABLE,
    VARIANT_KINDS,
    Operation,
    OperationKind,
    OperationState,
)
from desktop.domain.order_steps import wanted_items
from desktop.domain.order_views import OrderEvent
from desktop.domain.orders import OrderItems
from desktop.domain.wishes import only, place_of, wished
from desktop.store import order_events, outbox, outbox_pushes
from desktop.store.catalog_ingest import mark_deleted, save_fulfilled, save_variants
from desktop.store.link_moves import take_counts
from desktop.store.order_ingest import save_items
from desktop.store.sql import raw, sa, t
from desktop.store.values import ms_or_none, to_json, to_ms

if TYPE_CHECKING:
    from sqlalchemy import Connection

EARLIER_STEP_FAILED = "earlier_step_failed"
# What waits for the line or for the keyring waits for a person: nobody should stand there waiting with it.
STUCK_CODES = frozenset({UNREACHABLE, "keyring_locked"})
_S = OperationState
_UNSENT = (_S.QUEUED.value, _S.NEEDS_LOGIN.value)
_DOUBT = (_S.UNSURE.value, _S.WORKING.value)
_OF_OTHERS = PUSHED_KINDS | PROMOTION_KINDS  # they are about no order
_AMONG = "IN (SELECT value FROM json_each(?))"
_VERDICT = (
    "UPDATE operations SET state = ?, code = ?, params = ?, ack = ?, "
    "remote_ref = coalesce(nullif(?, ''), remote_ref), next_try_at = ?, "
    "attempts = attempts - ?, finished_at = ? WHERE id = ? AND state = ? RETURNING kind"
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an operation in state ``was``. ``attempted`` false gives the attempt back: nothing was sent."""

    operation_id: str
    was: OperationState
    state: OperationState
    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    ack: Mapping[str, object] = field(default_factory=dict)
    remote_ref: str = ""
    next_try_at: datetime | None = None
    attempted: bool = True


def add_change_set(
    c: "Connection", change_set_id: str, title: str, operations: Sequence[Operation], at: datetime
) -> tuple[str, ...]:
    """Write what the seller did in one go; answers the ids left out because the same is wished and still open."""
    doubles = tuple(operation.id for operation in operations if _is_pending(c, operation))
    wished = [operation for operation in operations if operation.id not in doubles]
    if not wished:
        return doubles
    c.execute(sa.insert(t.change_sets).values(id=change_set_id, title=title, created_at=to_ms(at)))
    open_ = outbox_pushes.open_wishes(raw(c), _subjects(wished))
    older = {one.id: _replaced_by(one, open_.get((one.account_id, one.subject), ())) for one in wished}
    _replace(c, [old.id for them in older.values() for old in them], at)
    wished = [_taking_over(one, older[one.id]) for one in wished]
    c.execute(sa.insert(t.operations), [_row(operation, at) for operation in wished])
    _tell(c, wished, at, "wished", who="seller")
    take_counts(c, change_set_id, wished, at)
    return doubles


def claim(c: "Connection", ids: Collection[str]) -> tuple[str, ...]:
    """Mark what is still queued as being sent; answers the ids won, in the order given. Commit before sending."""
    won = {
        id_
        for (id_,) in raw(c).execute(
            "UPDATE operations SET state = 'sending', attempts = attempts + 1, next_try_at = NULL "
            f"WHERE state = 'queued' AND id {_AMONG} RETURNING id",
            (to_json(list(ids)),),
        )
    }
    return tuple(operation_id for operation_id in ids if operation_id in won)


def record(
    c: "Connection",
    account_id: str,
    verdicts: Iterable[Verdict],
    items: Sequence[OrderItems],
    at: datetime,
    variants: Sequence[Variant] = (),
) -> tuple[int, ...]:
    """Write verdicts and, in the same transaction, what was read on the way; answers the ids of all orders touched.

    No ``account_id``: it was not a platform that spoke, so nothing but the operations changes.
    """
    changed = set(save_items(c, account_id, items, at=at)) if items else set()
    if variants:
        save_variants(c, account_id, variants, at=at)
    done = []
    for verdict in verdicts:
        moved = apply(c, verdict, at)
        changed.update(moved or ())
        if moved is not None and verdict.state is _S.DONE:
            done.append(verdict.operation_id)
    if account_id and done:
        _show(c, account_id, done, {one.remote_id for one in variants}, at)
    return tuple(sorted(changed))


def _show(c: "Connection", account_id: str, done: Collection[str], read: Collection[str], at: datetime) -> None:
    """Values that were set are shown from now on, also where the platform's answer does not show them."""
    found = outbox.operations(raw(c), open_only=False, ids=done)
    unseen = [one for one in found if one.kind in VARIANT_KINDS and one.subject not in read]
    if unseen:
        save_fulfilled(c, account_id, unseen, at=at)
    deleted = [one.subject for one in found if one.kind is OperationKind.DELETE_PRODUCT]
    if deleted:
        mark_deleted(c, account_id, deleted, at=at)


def apply(c: "Connection", verdict: Verdict, at: datetime) -> tuple[int, ...] | None:
    """One verdict with its consequences; the ids of the orders it is about, or None when somebody else was faster."""
    values = (
        verdict.state.value,
        verdict.code,
        to_json(dict(verdict.params)),
        to_json(dict(verdict.ack)),
        verdict.remote_ref,
        ms_or_none(verdict.next_try_at),
        0 if verdict.attempted else 1,
        None if verdict.state.is_open else to_ms(at),
        verdict.operation_id,
        verdict.was.value,
    )
    # Past SQLAlchemy, because a push of ten thousand values brings as many verdicts.
    moved = raw(c).execute(_VERDICT, values).fetchone()
    if moved is None:
        return None
    if moved[0] in VARIANT_KINDS:
        return ()  # values stand alone and are about no order
    (operation,) = outbox.operations(raw(c), open_only=False, ids=[verdict.operation_id])
    orders = _tell(c, [operation], at, *_news(verdict))
    if verdict.state in (_S.REFUSED, _S.CANCELLED):
        _cancel_later_steps(c, operation, at)
    return orders


def recover(c: "Connection", next_check: datetime, at: datetime, *, account_id: str | None = None) -> int:
    """Whatever is being sent while nobody sends was cut off: it is in doubt. Only for who holds the worker lock."""
    cut_off = outbox.operations(raw(c), account_id=account_id)
    verdicts = [
        Verdict(operation.id, _S.SENDING, _S.UNSURE, "cut_off", next_try_at=next_check)
        for operation in cut_off
        if operation.state is _S.SENDING
    ]
    for verdict in verdicts:
        apply(c, verdict, at)
    return len(verdicts)


def postpone(c: "Connection", account_id: str, until: datetime, code: str) -> None:
    """Everything queued on this account waits until then: its line is down or its limit is reached."""
    queued = sa.and_(t.operations.c.account_id == account_id, t.operations.c.state == _S.QUEUED.value)
    c.execute(sa.update(t.operations).where(queued).values(next_try_at=to_ms(until), code=code))


def wake(c: "Connection", at: datetime, *, account_ids: Collection[str] | None = None) -> int:
    """Let what waits for the line, for a login that works again or for a later hour be tried now; answers how many.

    An operation in doubt keeps its time: two readings close together prove nothing. What is due already loses the word
    of its last failure all the same, or whoever watches would take it for stuck before it was tried.
    """
    o = t.operations.c
    waiting = sa.or_(
        sa.and_(o.state == _S.QUEUED.value, sa.or_(o.next_try_at > to_ms(at), o.code.in_(STUCK_CODES))),
        sa.and_(o.state.in_(_DOUBT), o.code == UNREACHABLE),
    )
    if account_ids is not None:
        waiting = sa.and_(waiting, o.account_id.in_(list(account_ids)))
    freed = follow_logins(c)
    return freed + int(
        c.execute(sa.update(t.operations).where(waiting).values(next_try_at=to_ms(at), code="")).rowcount
    )


def follow_logins(c: "Connection") -> int:
    """Park the queue of accounts that need a login, free it where the login works again; answers how many moved."""
    needy = sa.select(t.accounts.c.id).where(t.accounts.c.state == AccountState.NEEDS_LOGIN.value)
    o = t.operations.c
    parked = sa.update(t.operations).where(o.state == _S.QUEUED.value, o.account_id.in_(needy))
    freed = sa.update(t.operations).where(o.state == _S.NEEDS_LOGIN.value, o.account_id.not_in(needy))
    moved = c.execute(parked.values(state=_S.NEEDS_LOGIN.value, next_try_at=None)).rowcount
    return int(moved + c.execute(freed.values(state=_S.QUEUED.value, code="", next_try_at=None)).rowcount)


def see_theirs(c: "Connection", operations: Iterable[Operation]) -> None:
    """The seller decided after seeing what the platform holds now (``ack``): a later check compares with that."""
    seen = [(to_json({**one.before, **one.ack}), one.id) for one in operations]
    raw(c).executemany("UPDATE operations SET before = ? WHERE id = ?", seen)


def wish_only(c: "Connection", operation: Operation, keys: Collection[str]) -> None:
    """Of the values of a dispute only these are still wished; what is absent is neither sent nor compared."""
    mine = wished(operation)
    kept = only(mine, operation.ack, keys)
    dropped = mine.keys() - kept.keys()
    after = {key: value for key, value in operation.after.items() if key not in dropped} | kept
    before = {key: value for key, value in operation.before.items() if key not in dropped}
    ack = {key: value for key, value in operation.ack.items() if key not in dropped}
    values = {"after": to_json(after), "before": to_json(before), "ack": to_json(ack)}
    c.execute(sa.update(t.operations).where(t.operations.c.id == operation.id).values(**values))


def revive(c: "Connection", operation: Operation, at: datetime) -> bool:
    """Queue a refused operation again, with the later steps that fell with it; false when the same is wished anew."""
    if operation.state is not _S.REFUSED or _is_pending(c, operation):
        return False
    o = t.operations.c
    fell = sa.and_(o.state == _S.CANCELLED.value, o.code == EARLIER_STEP_FAILED, o.subject == operation.subject)
    c.execute(
        sa.update(t.operations)
        .where(o.change_set_id == operation.change_set_id, o.account_id == operation.account_id)
        .where(sa.or_(o.id == operation.id, fell))
        .values(state=_S.QUEUED.value, code="", params="{}", attempts=0, next_try_at=None, finished_at=None)
    )
    _tell(c, [operation], at, "wished", who="seller")
    return True


def revive_values(c: "Connection", ids: Collection[str]) -> int:
    """Queue refused values again; answers how many. What was wished anew for the same place meanwhile stays refused."""
    found = outbox.operations(raw(c), open_only=False, ids=ids)
    left = outbox_pushes.superseded(raw(c), found)
    revived = c.exec_driver_sql(
        "UPDATE operations SET state = 'queued', code = '', params = '{}', attempts = 0, next_try_at = NULL, "
        f"finished_at = NULL WHERE state = 'refused' AND id {_AMONG}",
        (to_json([one.id for one in found if one.id not in left and one.kind in VARIANT_KINDS]),),
    )
    return int(revived.rowcount)


def _news(verdict: Verdict) -> tuple[str, ...]:
    """The timeline words of a move; the many small waits in between are no news to the seller."""
    if verdict.state is _S.UNSURE and verdict.was is _S.UNSURE and verdict.next_try_at is not None:
        return ()
    found = ("verified",) if verdict.was is _S.UNSURE and verdict.state in (_S.DONE, _S.QUEUED) else ()
    spoken = {
        _S.DONE: "done",
        _S.REFUSED: "refused",
        _S.CANCELLED: "withdrawn",
        _S.UNSURE: "unsure",
        _S.CONFLICT: "conflict",
    }
    return (*found, spoken[verdict.state]) if verdict.state in spoken else found


def _cancel_later_steps(c: "Connection", operation: Operation, at: datetime) -> None:
    """What the same change-set wished next on this subject makes no sense without this step; values stand alone."""
    if operation.kind in VARIANT_KINDS:
        return
    o = t.operations.c
    later = c.execute(
        sa.update(t.operations)
        .where(o.change_set_id == operation.change_set_id, o.account_id == operation.account_id)
        .where(o.subject == operation.subject, o.state.in_(_UNSENT), sa.text("rowid > :earlier"))
        .values(state=_S.CANCELLED.value, code=EARLIER_STEP_FAILED, next_try_at=None, finished_at=to_ms(at))
        .returning(o.id),
        {"earlier": _rowid(c, operation.id)},
    )
    ids = [row.id for row in later]
    _tell(c, outbox.operations(raw(c), open_only=False, ids=ids), at, "withdrawn")


def _subjects(operations: Iterable[Operation]) -> set[tuple[str, str]]:
    """The SKUs these values are about, by account id and remote id."""
    return {(one.account_id, one.subject) for one in operations if one.kind in VARIANT_KINDS}


def _replaced_by(operation: Operation, open_: Iterable[Operation]) -> list[Operation]:
    """The newer wish for a value stands for those open ones of the same place that were not sent yet.

    One in conflict is over as well where all it wished is wished anew: that was the seller's decision, by what he saw.
    """
    return [
        one
        for one in open_
        if one.kind is operation.kind
        and place_of(one) == place_of(operation)
        and (
            one.state.value in _UNSENT or (one.state is _S.CONFLICT and wished(one).keys() <= wished(operation).keys())
        )
    ]


def _replace(c: "Connection", ids: Sequence[str], at: datetime) -> None:
    raw(c).execute(
        "UPDATE operations SET state = 'cancelled', code = 'replaced', next_try_at = NULL, finished_at = ? "
        f"WHERE id {_AMONG}",
        (to_ms(at), to_json(ids)),
    )


def _taking_over(operation: Operation, older: Sequence[Operation]) -> Operation:
    """With what the unsent ones wished beside it (a sale beside a new list price), and was seen before the first."""
    for one in reversed([old for old in older if old.state.value in _UNSENT]):
        operation = replace(
            operation,
            before={**operation.before, **one.before},
            after={**wished(one), **operation.after},
        )
    return operation


def _is_pending(c: "Connection", operation: Operation) -> bool:
    """Whether the same step on one of the same items is open: two windows must not wish one thing twice."""
    if operation.kind in VARIANT_KINDS:
        return False
    key = (operation.account_id, operation.subject)
    wanted = set(wanted_items(operation))
    return any(
        other.kind is operation.kind and wanted & set(wanted_items(other))
        for other in outbox.open_operations_of(raw(c), [key])[key]
    )


def _tell(
    c: "Connection", operations: Iterable[Operation], at: datetime, *words: str, who: str = "backshop"
) -> tuple[int, ...]:
    """Timeline lines (``pack_done``, ``unsure``...) for those operations that are about an order; their order ids."""
    operations = tuple(one for one in operations if one.kind not in _OF_OTHERS)  # a SKU may have the id of an order
    orders: dict[tuple[str, str], int] = {}
    for account_id in {operation.account_id for operation in operations}:
        found = outbox.subject_orders(raw(c), account_id, {one.subject for one in operations})
        orders |= {(account_id, subject): order_id for subject, order_id in found.items()}
    about = [(orders[key], one) for one in operations if (key := (one.account_id, one.subject)) in orders]
    order_events.add_all(c, [(order_id, _event(one, word, who, at)) for order_id, one in about for word in words])
    return tuple(order_id for order_id, _ in about)


def _event(operation: Operation, word: str, who: str, at: datetime) -> OrderEvent:
    kind = word if word in ("unsure", "verified") else f"{operation.kind.value}_{word}"
    by = "platform" if word in ("done", "refused") else who
    return OrderEvent(at, by, kind, _facts(operation))


def _facts(operation: Operation) -> dict[str, str]:
    """What a timeline line may say: plain words of ours and the platform's own reason, nothing of the buyer."""
    facts = {"operation": operation.kind.value, "state": operation.state.value, "code": operation.code}
    return {**{key: str(value) for key, value in operation.params.items()}, **{k: v for k, v in facts.items() if v}}


def _row(operation: Operation, at: datetime) -> dict[str, object]:
    return {
        "id": operation.id,
        "change_set_id": operation.change_set_id,
        "account_id": operation.account_id,
        "shop_id": operation.shop_id,
        "kind": operation.kind.value,
        "subject": operation.subject,
        "label": operation.label,
        "before": to_json(dict(operation.before)),
        "after": to_json(dict(operation.after)),
        "state": operation.state.value,
        "created_at": to_ms(at),
    }


def _rowid(c: "Connection", operation_id: str) -> int:
    return int(raw(c).execute("SELECT rowid FROM operations WHERE id = ?", (operation_id,)).fetchone()[0])
