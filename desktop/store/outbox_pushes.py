"""Pushes as they lie in the file: the change-sets that go out of the catalog, counted, and what each of them wished."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from desktop.domain.operations import PUSHED_KINDS, UNREACHABLE, VARIANT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.pushes import Fate, Push, fate_of
from desktop.domain.wishes import place_in, place_of
from desktop.store import outbox
from desktop.store.values import from_ms, json_object, to_json

_PUSHED = "('" + "','".join(sorted(PUSHED_KINDS)) + "')"
_IS_PUSH = f"EXISTS (SELECT 1 FROM operations o WHERE o.change_set_id = s.id AND o.kind IN {_PUSHED})"


def newest(c: sqlite3.Connection, limit: int) -> tuple[Push, ...]:
    """The newest pushes, the newest first; ids sort by time, so few change-sets are looked at."""
    return _pushes(c, f"{_IS_PUSH} ORDER BY s.id DESC LIMIT :limit", {"limit": limit})


def named(c: sqlite3.Connection, ids: Sequence[str]) -> tuple[Push, ...]:
    """These pushes; what is none is missing."""
    where = f"s.id IN (SELECT value FROM json_each(:ids)) AND {_IS_PUSH} ORDER BY s.id DESC"
    return _pushes(c, where, {"ids": to_json(list(ids))})


def variant_ids(c: sqlite3.Connection, operations: Sequence[Operation]) -> dict[tuple[str, str], int]:
    """Our ids of the variants these operations are about, by account id and remote id."""
    found: dict[tuple[str, str], int] = {}
    for account_id in {one.account_id for one in operations}:
        subjects = [one.subject for one in operations if one.account_id == account_id]
        rows = c.execute(
            "SELECT v.remote_id, v.id FROM variants v WHERE v.account_no = (SELECT no FROM accounts WHERE id = ?) "
            "AND v.remote_id IN (SELECT value FROM json_each(?))",
            (account_id, to_json(subjects)),
        )
        found |= {(account_id, remote_id): id_ for remote_id, id_ in rows}
    return found


def superseded(c: sqlite3.Connection, operations: Sequence[Operation]) -> frozenset[str]:
    """Those of these operations whose value was wished anew since: to send them again would bring old values back."""
    rows = c.execute(
        "SELECT o.id, n.after FROM operations o JOIN operations n ON n.account_id = o.account_id "
        "AND n.subject = o.subject AND n.kind = o.kind AND n.no > o.no AND n.state <> 'cancelled' "
        "WHERE o.id IN (SELECT value FROM json_each(?))",
        (to_json([one.id for one in operations]),),
    )
    by_id = {one.id: one for one in operations}
    return frozenset(id_ for id_, after in rows if place_in(json_object(after)) == place_of(by_id[id_]))


def set_since(c: sqlite3.Connection, operations: Sequence[Operation]) -> dict[str, tuple[Mapping[str, object], ...]]:
    """What we ourselves have set on the place of each operation after it was wished: the changes that are ours."""
    rows = c.execute(
        "SELECT o.id, d.after FROM operations o JOIN operations d ON d.account_id = o.account_id "
        "AND d.subject = o.subject AND d.kind = o.kind AND d.no < o.no AND d.state = 'done' "
        "AND d.finished_at >= o.created_at WHERE o.id IN (SELECT value FROM json_each(?)) ORDER BY d.no",
        (to_json([one.id for one in operations]),),
    ).fetchall()
    by_id = {one.id: one for one in operations}
    found: dict[str, tuple[Mapping[str, object], ...]] = {}
    for id_, text in rows:
        after = json_object(text)
        if place_in(after) == place_of(by_id[id_]):
            found[id_] = (*found.get(id_, ()), after)
    return found


def open_wishes(c: sqlite3.Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Operation]]:
    """The values on their way to each of these variants (by account id and remote id), oldest first."""
    found = outbox.open_operations_of(c, keys)
    wished = {key: [one for one in open_ if one.kind in VARIANT_KINDS] for key, open_ in found.items()}
    return {key: wishes for key, wishes in wished.items() if wishes}


def operations_of(c: sqlite3.Connection, change_set_id: str) -> tuple[Operation, ...]:
    """The values and products of one push, oldest first."""
    found = outbox.operations(c, open_only=False, change_set_id=change_set_id)
    return tuple(one for one in found if one.kind in PUSHED_KINDS)


def _pushes(c: sqlite3.Connection, where: str, asked: Mapping[str, object]) -> tuple[Push, ...]:
    sets = c.execute(f"SELECT s.id, s.title, s.created_at FROM change_sets s WHERE {where}", dict(asked)).fetchall()
    ids = to_json([id_ for id_, _title, _at in sets])
    counts: dict[str, dict[Fate, int]] = {}
    kinds: dict[str, dict[OperationKind, None]] = {}
    shops: dict[str, dict[str, None]] = {}
    rows = c.execute(
        "SELECT o.change_set_id, o.state, o.next_try_at IS NOT NULL, o.kind, s.name, count(*), max(o.code = ?) "
        "FROM operations o LEFT JOIN shops s ON s.id = o.shop_id "
        "WHERE o.change_set_id IN (SELECT value FROM json_each(?)) "
        f"AND o.kind IN {_PUSHED} GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 4, 5",
        (UNREACHABLE, ids),
    )
    offline: set[str] = set()
    for id_, state, has_next_try, kind, shop, count, is_offline in rows:
        fate = fate_of(OperationState(state), has_next_try=bool(has_next_try))
        if fate is Fate.WAITING and is_offline:
            offline.add(id_)
        mine = counts.setdefault(id_, {})
        mine[fate] = mine.get(fate, 0) + count
        kinds.setdefault(id_, {})[OperationKind(kind)] = None
        shops.setdefault(id_, {})[shop or ""] = None
    return tuple(
        Push(id_, title, from_ms(at), counts[id_], tuple(kinds[id_]), tuple(filter(None, shops[id_])), id_ in offline)
        for id_, title, at in sets
    )
