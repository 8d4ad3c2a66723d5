"""The history of values as it lies in the file: one line for each change, written where the cached catalog changes.

A first reading writes no line: the oldest line of a value says what was there before, and ``variants.known_from`` since
when. Where what is read is what an operation of ours wished, the change is told as its doing, whoever brought the news.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import DAYS, VALUE, Field, Place, same_value
from desktop.domain.operations import VARIANT_KINDS, Operation
from desktop.domain.pushes import texts_of
from desktop.domain.value_history import Cause, Spot, ValueChange, differences, recoined, spot_of
from desktop.domain.wishes import equal, place_of, wished
from desktop.store import outbox
from desktop.store.sql import raw
from desktop.store.values import from_ms, moment_or_none, to_json, to_ms

if TYPE_CHECKING:
    import sqlalchemy as sa

_COLUMNS = "variant_id, market, warehouse, field, before, value, cause, operation_id, at"
_ADD = f"INSERT INTO value_history ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SPOT = "variant_id = ? AND field = ? AND market = ? AND warehouse = ?"
# The second list of states is that of the partial index ``ix_operations_open``: only with it SQLite uses the index.
_AT_WORK = (
    "SELECT id FROM operations WHERE account_id = ? AND subject IN (SELECT value FROM json_each(?)) "
    "AND state IN ('sending','working','unsure') "
    "AND state IN ('queued','sending','working','unsure','conflict','needs_login')"
)
_FIELDS = frozenset(Field)
Changed = tuple[int, Variant, Variant]
"""A variant's id, what was known of it, and what is read now."""


# --- writing ----------------------------------------------------------------------------------------------------------
def record(
    c: sa.Connection,
    account_id: str,
    changed: Iterable[Changed],
    at: datetime,
    *,
    done: Sequence[Operation] = (),
) -> None:
    """One line for each value that differs, in the transaction that saves the variants; prices in another currency
    begin anew, as nobody could tell 10 of one from 10 of the other.

    What an operation of the account that is at work wishes is its doing, and so is what one of ``done`` wished. One
    that was not sent yet has done nothing: who finds his value there already was forestalled by somebody else.
    """
    changed = tuple(changed)
    found = [(id_, new, spots) for id_, old, new in changed if (spots := differences(old, new))]
    coined = {id_: spots for id_, old, new in changed if (spots := recoined(old, new))}
    for id_, spots in coined.items():
        _begin_anew(c, id_, spots, at)
    if not found:
        return
    subjects = [new.remote_id for _, new, _ in found]
    by_subject: dict[str, list[Operation]] = {}
    for one in (*done, *_at_work(raw(c), account_id, subjects)):
        by_subject.setdefault(one.subject, []).append(one)
    rows = []
    for id_, new, spots in found:
        doing = _doings(new, spots, by_subject.get(new.remote_id, ()))
        for (market, warehouse, of), (before, value) in spots.items():
            if (market, warehouse, of) in coined.get(id_, ()):
                continue
            operation_id = doing.get((market, warehouse, of), "")
            cause = Cause.OPERATION if operation_id else Cause.READ
            rows.append((id_, market, warehouse, of.value, before, value, cause.value, operation_id, to_ms(at)))
    if rows:
        c.exec_driver_sql(_ADD, rows)


def _begin_anew(c: sa.Connection, variant_id: int, spots: Mapping[Spot, tuple[str, str]], at: datetime) -> None:
    """Give up what was before, as ``cut`` does."""
    for (market, warehouse, of), (before, value) in spots.items():
        where = (variant_id, of.value, market, warehouse)
        c.exec_driver_sql(f"DELETE FROM value_history WHERE {_SPOT}", where)
        row = (variant_id, market, warehouse, of.value, before, value, Cause.CUT.value, "", to_ms(at))
        if before or value:
            c.exec_driver_sql(_ADD, row)


def _at_work(c: sqlite3.Connection, account_id: str, subjects: Sequence[str]) -> list[Operation]:
    ids = [id_ for (id_,) in c.execute(_AT_WORK, (account_id, to_json(list(subjects))))]
    return [one for one in outbox.operations(c, ids=ids) if one.kind in VARIANT_KINDS] if ids else []


def _doings(
    variant: Variant, spots: Mapping[Spot, tuple[str, str]], operations: Iterable[Operation]
) -> dict[Spot, str]:
    """The operation behind each change that is what one wished; the newest counts."""
    found: dict[Spot, str] = {}
    for one in sorted(operations, key=lambda one: one.id):
        for of, wish in texts_of(one, wished(one)).items():
            spot = spot_of(variant, Place(*place_of(one)), of)
            if spot in spots and _is(of, wish, spots[spot][1]):
                found[spot] = one.id
                if of is Field.STOCK:
                    found |= dict.fromkeys(_along(spots, spot), one.id)
    return found


def _along(spots: Mapping[Spot, tuple[str, str]], spot: Spot) -> list[Spot]:
    """The stock of a SKU moves with that of its warehouse, and the other way round."""
    step = _step(spots[spot])
    return [one for one in spots if one[2] is Field.STOCK and step is not None and _step(spots[one]) == step]


def _step(change: tuple[str, str]) -> int | None:
    before, after = change
    return int(after) - int(before) if before and after else None


def _is(of: Field, wish: str, value: str) -> bool:
    if of in DAYS and wish and value:
        return equal(VALUE[of], wish, value)
    return same_value(of, wish, value)


# --- reading ----------------------------------------------------------------------------------------------------------
def changes_of(c: sqlite3.Connection, variant_id: int, spot: Spot) -> tuple[ValueChange, ...]:
    """Every change of one value that is kept, newest first."""
    market, warehouse, of = spot
    rows = c.execute(
        f"SELECT {_COLUMNS} FROM value_history WHERE {_SPOT} ORDER BY at DESC, id DESC",
        (variant_id, of.value, market, warehouse),
    )
    return tuple(_change(row) for row in rows)


def known_from(c: sqlite3.Connection, variant_ids: Collection[int]) -> dict[int, datetime | None]:
    """The first reading of each of these variants."""
    rows = c.execute(
        "SELECT id, known_from FROM variants WHERE id IN (SELECT value FROM json_each(?))",
        (to_json(list(variant_ids)),),
    )
    return {id_: moment_or_none(at) for id_, at in rows}


def first_after(
    c: sqlite3.Connection, at: datetime, variant_ids: Collection[int], fields: Collection[Field]
) -> dict[int, dict[Spot, ValueChange]]:
    """The first change after ``at`` of each value of these variants that changed since, by variant."""
    rows = c.execute(
        f"SELECT {_COLUMNS} FROM value_history WHERE at > ? AND variant_id IN (SELECT value FROM json_each(?)) "
        "AND field IN (SELECT value FROM json_each(?)) ORDER BY at DESC, id DESC",
        (to_ms(at), to_json(list(variant_ids)), to_json([of.value for of in fields])),
    )
    found: dict[int, dict[Spot, ValueChange]] = {}
    for row in rows:
        one = _change(row)
        found.setdefault(one.variant_id, {})[one.spot] = one  # an older line takes the place of a newer one
    return found


def changed_variants(
    c: sqlite3.Connection, at: datetime, shop_ids: Collection[str], fields: Collection[Field]
) -> tuple[int, ...]:
    """The variants of these shops, gone ones left out, with a value that changed after ``at``."""
    rows = c.execute(
        "SELECT DISTINCT h.variant_id FROM value_history h JOIN variants v ON v.id = h.variant_id "
        "JOIN shops s ON s.no = v.shop_no WHERE h.at > ? AND v.gone_at IS NULL "
        "AND s.id IN (SELECT value FROM json_each(?)) AND h.field IN (SELECT value FROM json_each(?))",
        (to_ms(at), to_json(list(shop_ids)), to_json([of.value for of in fields])),
    )
    return tuple(id_ for (id_,) in rows)


def unknown_at(c: sqlite3.Connection, at: datetime, shop_ids: Collection[str]) -> tuple[int, ...]:
    """The variants of these shops, gone ones left out, that were first read after ``at``."""
    rows = c.execute(
        "SELECT v.id FROM variants v JOIN shops s ON s.no = v.shop_no WHERE v.gone_at IS NULL "
        "AND s.id IN (SELECT value FROM json_each(?)) AND coalesce(v.known_from, ?) > ? ORDER BY v.sku, v.id",
        (to_json(list(shop_ids)), 1 << 53, to_ms(at)),
    )
    return tuple(id_ for (id_,) in rows)


def _change(row: tuple[Any, ...]) -> ValueChange:
    id_, market, warehouse, field, before, value, cause, operation_id, at = row
    known = Cause(cause) if cause in set(Cause) else Cause.READ
    return ValueChange(id_, (market, warehouse, Field(field)), before, value, known, from_ms(at), operation_id)


# --- not for ever -----------------------------------------------------------------------------------------------------
def forget_older(c: sa.Connection, before: datetime, limit: int) -> bool:
    """Give up the oldest lines, at most ``limit``; whether there may be more. Ids are in the order of time."""
    bound = "coalesce((SELECT id FROM value_history WHERE at >= ? ORDER BY id LIMIT 1), 1 << 62)"
    gone = c.exec_driver_sql(
        f"DELETE FROM value_history WHERE id IN (SELECT id FROM value_history WHERE id < {bound} ORDER BY id LIMIT ?)",
        (to_ms(before), limit),
    )
    return gone.rowcount >= limit


def too_long(c: sqlite3.Connection, most: int) -> tuple[tuple[int, Spot], ...]:
    """The values with more than ``most`` lines."""
    rows = c.execute(
        "SELECT variant_id, market, warehouse, field FROM value_history "
        "GROUP BY variant_id, field, market, warehouse HAVING count(*) > ?",
        (most,),
    )
    return tuple((id_, (market, warehouse, Field(of))) for id_, market, warehouse, of in rows if of in _FIELDS)


def cut(c: sa.Connection, variant_id: int, spot: Spot, keep: int) -> None:
    """Keep the newest ``keep`` lines of one value; the oldest of them says that there were more."""
    market, warehouse, of = spot
    rows = c.exec_driver_sql(
        f"SELECT id FROM value_history WHERE {_SPOT} ORDER BY at DESC, id DESC",
        (variant_id, of.value, market, warehouse),
    ).fetchall()
    ids = [id_ for (id_,) in rows]
    if len(ids) > keep:
        c.exec_driver_sql("DELETE FROM value_history WHERE id = ?", [(id_,) for id_ in ids[keep:]])
        c.exec_driver_sql("UPDATE value_history SET cause = ? WHERE id = ?", (Cause.CUT.value, ids[keep - 1]))
