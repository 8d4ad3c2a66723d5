"""Linked SKUs as they lie in the file: groups, their members and buffers, and what the seller declined to link.

``link_moves`` moves the shelves; here nothing is counted. Reads are on a raw connection.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.linking import LinkGroup, LinkMember, LinkMove, MoveKind, offered, pairs
from desktop.domain.operations import OperationKind
from desktop.store import catalog, outbox
from desktop.store.sql import raw
from desktop.store.values import from_ms, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlalchemy as sa

NO_COUNT = "again"  # the label of a move that only tells all shops anew what they should offer
NEWEST = 50  # moves of a group that are shown
_STOCK = frozenset({OperationKind.SET_STOCK, OperationKind.SET_SAFETY_STOCK})
_AMONG = "IN (SELECT value FROM json_each(?))"
_TABLES = ("link_groups", "links", "link_moves")


@dataclass(frozen=True, slots=True)
class Kept:
    """Whole groups as they lay in the file, by table, to be put back by an undo."""

    group_ids: tuple[str, ...]
    rows: Mapping[str, tuple[tuple[Any, ...], ...]]


# --- reading ----------------------------------------------------------------------------------------------------------
def group_ids_of(c: sqlite3.Connection, variant_ids: Collection[int]) -> dict[int, str]:
    """The group of each of these SKUs that is linked."""
    rows = c.execute(f"SELECT variant_id, group_id FROM links WHERE variant_id {_AMONG}", (to_json(list(variant_ids)),))
    return dict(rows.fetchall())


def counts_of(c: sqlite3.Connection, variant_ids: Collection[int]) -> dict[int, int]:
    """How many SKUs share the shelf of each of these, itself included; those that are not linked are missing."""
    rows = c.execute(
        "SELECT l.variant_id, (SELECT count(*) FROM links o WHERE o.group_id = l.group_id) FROM links l "
        f"WHERE l.variant_id {_AMONG}",
        (to_json(list(variant_ids)),),
    )
    return dict(rows.fetchall())


def all_ids(c: sqlite3.Connection) -> tuple[str, ...]:
    """Every group, by name."""
    return tuple(id_ for (id_,) in c.execute("SELECT id FROM link_groups ORDER BY name COLLATE NOCASE, id"))


def groups(c: sqlite3.Connection, ids: Iterable[str], *, with_moves: bool = False) -> tuple[LinkGroup, ...]:
    """These groups with their members by shop, in the order asked; SKUs that are gone from their shop are left out."""
    wanted = tuple(dict.fromkeys(ids))
    linked: dict[str, list[tuple[int, int]]] = {}
    for group_id, variant_id, buffer in c.execute(
        "SELECT l.group_id, l.variant_id, l.buffer FROM links l JOIN variants v ON v.id = l.variant_id "
        f"JOIN accounts a ON a.no = v.account_no WHERE l.group_id {_AMONG} "
        "AND v.gone_at IS NULL AND a.removed_at IS NULL",
        (to_json(list(wanted)),),
    ):
        linked.setdefault(group_id, []).append((variant_id, buffer))
    stored = {one.id: one for one in catalog.variants(c, [id_ for rows in linked.values() for id_, _buffer in rows])}
    busy = _busy(c, [(one.account_id, one.variant.remote_id) for one in stored.values()])
    found = {}
    for group_id, name, stock, is_guarded in c.execute(
        f"SELECT id, name, stock, is_guarded FROM link_groups WHERE id {_AMONG}", (to_json(list(wanted)),)
    ):
        members = [
            LinkMember(
                stored[id_],
                buffer,
                None if stock is None else offered(stock, buffer),
                (stored[id_].account_id, stored[id_].variant.remote_id) in busy,
            )
            for id_, buffer in linked.get(group_id, ())
            if id_ in stored
        ]
        members.sort(key=lambda one: (one.stored.shop.casefold(), one.stored.id))
        moves = moves_of(c, group_id) if with_moves else ()
        found[group_id] = LinkGroup(group_id, name, stock, bool(is_guarded), tuple(members), moves)
    return tuple(found[id_] for id_ in wanted if id_ in found)


def _busy(c: sqlite3.Connection, subjects: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those whose stock has a change on its way."""
    found = outbox.open_operations_of(c, subjects)
    return {key for key, operations in found.items() if any(one.kind in _STOCK for one in operations)}


def moves_of(c: sqlite3.Connection, group_id: str, limit: int = NEWEST) -> tuple[LinkMove, ...]:
    """What moved a shelf, newest first."""
    rows = c.execute(
        "SELECT m.kind, m.label, m.quantity, m.at, coalesce(s.name, '') FROM link_moves m "
        "LEFT JOIN variants v ON v.id = m.variant_id LEFT JOIN shops s ON s.no = v.shop_no "
        "WHERE m.group_id = ? AND m.kind <> 'left' AND NOT (m.kind = 'count' AND m.label = ?) "
        "ORDER BY m.at DESC, m.cause DESC LIMIT ?",
        (group_id, NO_COUNT, limit),
    )
    return tuple(LinkMove(MoveKind(kind), label, units, from_ms(at), shop) for kind, label, units, at, shop in rows)


def oversold(c: sqlite3.Connection) -> tuple[LinkGroup, ...]:
    """Groups that sold more than there was, with their moves."""
    ids = [id_ for (id_,) in c.execute("SELECT id FROM link_groups WHERE stock < 0 ORDER BY id")]
    return groups(c, ids, with_moves=True)


# --- writing ----------------------------------------------------------------------------------------------------------
def create(c: sa.Connection, group_id: str, name: str, at: datetime) -> None:
    """A group without members, whose shelf nobody counted yet."""
    raw(c).execute(
        "INSERT INTO link_groups (id, name, stock, is_guarded, changed_at) VALUES (?, ?, NULL, 1, ?)",
        (group_id, plain(name), to_ms(at)),
    )


def add(c: sa.Connection, group_id: str, variant_ids: Iterable[int], at: datetime) -> None:
    """Link these SKUs to the group; one that was in another leaves it. Orders known by now do not count for them."""
    ids = tuple(variant_ids)
    left = set(group_ids_of(raw(c), ids).values()) - {group_id}
    last = last_order(raw(c))
    raw(c).executemany(
        "INSERT INTO links (variant_id, group_id, since_order, since_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (variant_id) DO UPDATE SET group_id = excluded.group_id, buffer = 0, owed = 0, "
        "since_order = excluded.since_order, since_at = excluded.since_at WHERE group_id <> excluded.group_id",
        [(id_, group_id, last, to_ms(at)) for id_ in ids],
    )
    drop_small(c, left)


def remove(c: sa.Connection, variant_ids: Collection[int]) -> None:
    """Unlink these SKUs; a group of one is none."""
    left = set(group_ids_of(raw(c), variant_ids).values())
    raw(c).execute(f"DELETE FROM links WHERE variant_id {_AMONG}", (to_json(list(variant_ids)),))
    drop_small(c, left)


def drop_small(c: sa.Connection, group_ids: Collection[str]) -> None:
    """Dissolve those of these groups that have fewer than two members left."""
    raw(c).execute(
        f"DELETE FROM link_groups WHERE id {_AMONG} "
        "AND (SELECT count(*) FROM links l WHERE l.group_id = link_groups.id) < 2",
        (to_json(list(group_ids)),),
    )


def dissolve(c: sa.Connection, group_ids: Collection[str]) -> None:
    """Unlink all members of these groups."""
    raw(c).execute(f"DELETE FROM link_groups WHERE id {_AMONG}", (to_json(list(group_ids)),))


def rename(c: sa.Connection, group_id: str, name: str) -> None:
    raw(c).execute("UPDATE link_groups SET name = ? WHERE id = ?", (plain(name), group_id))


def set_guarded(c: sa.Connection, group_id: str, is_guarded: bool) -> None:
    raw(c).execute("UPDATE link_groups SET is_guarded = ? WHERE id = ?", (int(is_guarded), group_id))


def set_buffer(c: sa.Connection, variant_id: int, units: int) -> None:
    raw(c).execute("UPDATE links SET buffer = ? WHERE variant_id = ?", (units, variant_id))


def decline(c: sa.Connection, variant_ids: Collection[int]) -> None:
    """These are not one thing: not suggested together again."""
    raw(c).executemany("INSERT OR IGNORE INTO link_refusals (one_id, other_id) VALUES (?, ?)", pairs(variant_ids))


def take_back_decline(c: sa.Connection, variant_ids: Collection[int]) -> None:
    raw(c).executemany("DELETE FROM link_refusals WHERE one_id = ? AND other_id = ?", pairs(variant_ids))


def last_order(c: sqlite3.Connection) -> int:
    """The newest order that is known."""
    return int(c.execute("SELECT coalesce(max(id), 0) FROM orders").fetchone()[0])


# --- taking back ------------------------------------------------------------------------------------------------------
def keep(c: sqlite3.Connection, group_ids: Collection[str]) -> Kept:
    """These groups as they lie in the file."""
    asked = (to_json(list(group_ids)),)
    rows = {
        table: tuple(map(tuple, c.execute(f"SELECT * FROM {table} WHERE {_key(table)} {_AMONG}", asked)))
        for table in _TABLES
    }
    return Kept(tuple(group_ids), rows)


def put_back(c: sa.Connection, kept: Kept, more_group_ids: Collection[str] = ()) -> None:
    """Make these groups what they were, and dissolve ``more_group_ids``; shelves that go on keep their moves."""
    was = {row[0] for row in kept.rows["link_groups"]}
    dissolve(c, (set(kept.group_ids) | set(more_group_ids)) - was)
    there = set(all_ids(raw(c))) & was
    members = [row[0] for row in kept.rows["links"]]
    raw(c).execute(f"DELETE FROM links WHERE group_id {_AMONG}", (to_json(sorted(was)),))
    raw(c).execute(f"DELETE FROM links WHERE variant_id {_AMONG}", (to_json(members),))
    known = {one.id for one in catalog.variants(raw(c), members)}
    _insert(c, "link_groups", [row for row in kept.rows["link_groups"] if row[0] not in there])
    _insert(c, "links", [row for row in kept.rows["links"] if row[0] in known])
    _insert(c, "link_moves", [row for row in kept.rows["link_moves"] if row[0] not in there])
    for row in kept.rows["link_groups"]:
        if row[0] in there:
            rename(c, row[0], row[1])
            set_guarded(c, row[0], bool(row[3]))
    drop_small(c, was)


def _key(table: str) -> str:
    return "id" if table == "link_groups" else "group_id"


def _insert(c: sa.Connection, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    for row in rows:
        raw(c).execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def named(group: LinkGroup) -> LinkGroup:
    """The group with a name to show: its own, else its first SKU."""
    if group.name or not group.members:
        return group
    return replace(group, name=group.members[0].stored.variant.sku)
