"""Variants as a platform tells them, compared with what is known: only what is new or different is written.

The cached catalog changes here and nowhere else. What a whole walk does not bring is marked as gone and stays, because
history and operations name it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from desktop.domain.catalog import Variant
from desktop.domain.fulfilled_wishes import fulfilled
from desktop.domain.operations import Operation
from desktop.store import value_history
from desktop.store.accounts import account_no
from desktop.store.catalog import Found, by_remote_ids
from desktop.store.sql import raw, sa, t
from desktop.store.values import plain, to_json, to_ms
from desktop.store.variant_page import VariantPage


def save_variants(
    c: sa.Connection,
    account_id: str,
    variants: Sequence[Variant],
    *,
    at: datetime,
    done: Sequence[Operation] = (),
) -> tuple[int, ...]:
    """Save one page of variants read at ``at``; return the ids of those that are new or different.

    Each value that changed gets a line in its history, see ``value_history.record``.
    Raises ``NotPossible("unknown_account")``.
    """
    newest = {plain(one.remote_id): one for one in variants if one.remote_id}
    known = by_remote_ids(raw(c), account_no(raw(c), account_id), tuple(newest))
    return _save(c, account_id, newest, known, at, done)


def save_fulfilled(c: sa.Connection, account_id: str, done: Iterable[Operation], *, at: datetime) -> None:
    """What the platform told as done, without showing the variant: its values are there now, so they are shown.

    Else the seller would look at the old value until the next walk, and his next wish for it would seem a conflict.
    """
    operations = tuple(done)
    known = by_remote_ids(raw(c), account_no(raw(c), account_id), [one.subject for one in operations])
    now = {remote_id: found.variant for remote_id, found in known.items() if not found.gone}
    for one in operations:
        if one.subject in now:
            now[one.subject] = fulfilled(one, now[one.subject])
    _save(c, account_id, now, known, at, operations)


def _save(
    c: sa.Connection,
    account_id: str,
    newest: Mapping[str, Variant],
    known: Mapping[str, Found],
    at: datetime,
    done: Sequence[Operation],
) -> tuple[int, ...]:
    """Variants as they are now beside what is known of them, both by remote id."""
    page, moved = VariantPage(c, account_no(raw(c), account_id), at), []
    for remote_id, one in newest.items():
        old = known.get(remote_id)
        if old is None:
            page.add(one)
        elif old.gone or old.variant != one:
            page.update(old, one)
            moved.append((old.id, old.variant, one))
    changed = page.write()
    value_history.record(c, account_id, moved, at, done=done)
    read = (to_ms(at), to_json([known[remote_id].id for remote_id in newest if remote_id in known]))
    c.exec_driver_sql("UPDATE variants SET read_at = ? WHERE id IN (SELECT value FROM json_each(?))", read)
    return changed


def mark_gone(c: sa.Connection, account_id: str, *, walked_from: datetime, at: datetime) -> tuple[int, ...]:
    """Whatever a whole walk that began at ``walked_from`` did not bring is not there any more; their ids."""
    v = t.variants.c
    missing = sa.and_(
        v.account_no == account_no(raw(c), account_id), v.read_at < to_ms(walked_from), v.gone_at.is_(None)
    )
    return tuple(
        row.id for row in c.execute(sa.update(t.variants).where(missing).values(gone_at=to_ms(at)).returning(v.id))
    )


def mark_deleted(c: sa.Connection, account_id: str, remote_ids: Sequence[str], *, at: datetime) -> None:
    """These were taken off their platform by our own hand: they are not there any more."""
    v = t.variants.c
    mine = sa.and_(v.account_no == account_no(raw(c), account_id), v.remote_id.in_(list(remote_ids)))
    c.execute(sa.update(t.variants).where(mine, v.gone_at.is_(None)).values(gone_at=to_ms(at)))
