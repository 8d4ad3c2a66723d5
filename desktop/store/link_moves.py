"""Moves the shelves of linked SKUs: by orders as they are saved, by counts, each in the transaction of its cause.

A move is written once per cause: the same order item read again, by another process or after a restart, moves nothing.
``waiting`` moves are those whose other shops were not told yet; ``services.stock_guard`` tells them.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop.domain.linking import LinkMove, MoveKind, Since, counts, moves_of, offered, total_of
from desktop.domain.operations import Operation, OperationKind
from desktop.domain.orders import ItemStatus
from desktop.domain.wishes import place_of
from desktop.store import catalog, links
from desktop.store.sql import raw
from desktop.store.values import from_ms, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlalchemy as sa

_AMONG = "IN (SELECT value FROM json_each(?))"
_OF_ORDERS = (MoveKind.SOLD, MoveKind.BACK, MoveKind.LEFT)
GoneItem = tuple[int, str, str, str]
"""An order's id, and remote id, SKU and shop's remote id of an item it had."""
_STATUS = {one.value: one for one in ItemStatus}
# Items as they lie in the file, and those that their order does not have any more.
_THERE = "order_items"
_GONE = (
    "(SELECT json_extract(value, '$[0]') AS order_id, 0 AS position, json_extract(value, '$[1]') AS remote_id, "
    "json_extract(value, '$[2]') AS sku, 0 AS quantity, 'cancelled' AS status, 0 AS by_platform, "
    "json_extract(value, '$[3]') AS shop_remote_id FROM json_each(?))"
)
# The linked SKUs that each item of these orders may be: by SKU, in the shop it was sold in. On the left of an equation
# the column's own comparison holds, and with it the index: capitals do not matter.
_ITEMS = (
    "SELECT a.id, o.id, o.remote_id, o.number, o.created_at, i.remote_id, i.quantity, i.status, "
    "l.group_id, l.variant_id, l.since_order, l.since_at "
    "FROM {items} i CROSS JOIN orders o ON o.id = i.order_id CROSS JOIN accounts a ON a.no = o.account_no "
    "CROSS JOIN variants v ON v.sku = i.sku AND v.account_no = o.account_no AND v.gone_at IS NULL "
    "CROSS JOIN links l ON l.variant_id = v.id CROSS JOIN link_groups g ON g.id = l.group_id "
    "CROSS JOIN shops s ON s.no = v.shop_no "
    "WHERE {which} AND i.sku <> '' AND i.by_platform = 0 AND g.stock IS NOT NULL "
    "AND iif(i.shop_remote_id = '', v.shop_no = o.shop_no, s.remote_id = i.shop_remote_id) "
    "ORDER BY i.order_id, i.position, (v.sku = i.sku COLLATE BINARY) DESC, l.variant_id"
)


_MEMBER = (
    "SELECT l.group_id, l.variant_id, g.stock, l.buffer FROM variants v JOIN accounts a ON a.no = v.account_no "
    "JOIN links l ON l.variant_id = v.id JOIN link_groups g ON g.id = l.group_id "
    "WHERE a.id = ? AND v.remote_id = ? AND g.is_guarded"
)

_STILL_WISHED = (
    "SELECT EXISTS (SELECT 1 FROM operations o JOIN accounts a ON a.id = o.account_id "
    "JOIN variants v ON v.account_no = a.no AND v.remote_id = o.subject JOIN links l ON l.variant_id = v.id "
    "WHERE o.change_set_id = ? AND l.group_id = ? AND o.kind = 'set_stock' AND o.state NOT IN ('cancelled', 'refused'))"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group whose other shops are to be told: by these moves, and which SKUs made them (0: not known which)."""

    group_id: str
    moves: tuple[LinkMove, ...]
    sellers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Sold:
    """An item of an order, and the linked SKU it is."""

    source: str
    number: str
    quantity: int
    status: ItemStatus
    group_id: str
    variant_id: int  # 0 where several of the group may be meant
    is_new: bool


# --- orders -----------------------------------------------------------------------------------------------------------
def note_orders(c: sa.Connection, order_ids: Collection[int], at: datetime, gone: Iterable[GoneItem] = ()) -> None:
    """Move the shelves by what these orders say now, and by the items ``gone`` from them: those count as cancelled."""
    if not order_ids or not raw(c).execute("SELECT EXISTS (SELECT 1 FROM links)").fetchone()[0]:
        return
    for one in _sold(raw(c), order_ids, tuple(gone)):
        known = _known(raw(c), one)
        sums = [units for kind, units in known if kind is not MoveKind.LEFT]
        taken, has_left = -sum(sums) if sums else None, len(sums) < len(known)
        for kind, units in moves_of(one.status, one.quantity, taken, has_left=has_left, is_new=one.is_new):
            _move(c, one.group_id, _cause(kind, one, known), kind, one.number, one.variant_id, units, at)
            if units:
                raw(c).execute("UPDATE links SET owed = 1 WHERE variant_id = ?", (one.variant_id,))


def note_missed(c: sa.Connection, group_ids: Collection[str], at: datetime) -> None:
    """Look at every order since these groups were counted: for groups that were away for a while."""
    asked = (to_json(list(group_ids)),)
    first = raw(c).execute(f"SELECT min(since_order) FROM links WHERE group_id {_AMONG}", asked).fetchone()[0]
    if first is not None:
        note_orders(c, [id_ for (id_,) in raw(c).execute("SELECT id FROM orders WHERE id > ?", (first,))], at)


def _sold(c: sqlite3.Connection, order_ids: Collection[int], gone: Sequence[GoneItem]) -> list[_Sold]:
    """Each item once, as the first SKU it may be; those that are gone come first."""
    there = c.execute(_ITEMS.format(items=_THERE, which=f"i.order_id {_AMONG}"), (to_json(list(order_ids)),))
    left = c.execute(_ITEMS.format(items=_GONE, which="1"), (to_json(list(gone)),)) if gone else ()
    return [*_items(left), *_items(there)]


def _items(rows: Iterable[tuple[Any, ...]]) -> list[_Sold]:
    by_item: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        by_item[f"{row[0]}:{row[2]}:{row[5]}"].append(row)
    return [_first(source, found) for source, found in by_item.items()]


def _first(source: str, rows: Sequence[tuple[Any, ...]]) -> _Sold:
    _account, order_id, _remote, number, created, _item, quantity, status, group_id, variant_id, order, at = rows[0]
    several = len({row[9] for row in rows if row[8] == group_id}) > 1
    known = _STATUS.get(status, ItemStatus.UNKNOWN)
    is_new = counts(order_id, from_ms(created), known, Since(order, from_ms(at)))
    return _Sold(source, number, quantity, known, group_id, 0 if several else variant_id, is_new)


def _known(c: sqlite3.Connection, one: _Sold) -> list[tuple[MoveKind, int]]:
    """The moves this item has made, with their quantities."""
    return [
        (kind, units)
        for kind in _OF_ORDERS
        for (units,) in c.execute(
            "SELECT quantity FROM link_moves WHERE group_id = ? AND cause >= ? AND cause < ?",
            (one.group_id, *_causes(kind, one)),
        )
    ]


def _causes(kind: MoveKind, one: _Sold) -> tuple[str, str]:
    """From the first cause of this kind and item to behind the last."""
    first = plain(f"{kind}:{one.source}")
    return first, f"{first}\v"


def _cause(kind: MoveKind, one: _Sold, known: Sequence[tuple[MoveKind, int]]) -> str:
    """The first move of a kind is named after the item alone, later ones (other quantities) are numbered."""
    number = sum(other is kind for other, _units in known) + 1
    return f"{kind}:{one.source}" if number == 1 else f"{kind}:{one.source}\n{number}"


def _move(
    c: sa.Connection,
    group_id: str,
    cause: str,
    kind: MoveKind,
    label: str,
    variant_id: int,
    quantity: int,
    at: datetime,
    waiting: bool = True,
) -> None:
    """Write a move, and the shelf with it; the second time nothing."""
    is_news = waiting and kind is not MoveKind.LEFT
    row = (group_id, plain(cause), kind.value, plain(label), variant_id, quantity, int(is_news))
    written = raw(c).execute(
        "INSERT OR IGNORE INTO link_moves (group_id, cause, kind, label, variant_id, quantity, waiting, at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, to_ms(at)),
    )
    if written.rowcount and quantity:
        raw(c).execute(
            "UPDATE link_groups SET stock = coalesce(stock, 0) + ?, changed_at = ? WHERE id = ?",
            (quantity, to_ms(at), group_id),
        )


# --- counts -----------------------------------------------------------------------------------------------------------
def count(c: sa.Connection, group_id: str, units: int, cause: str, at: datetime, *, waiting: bool = True) -> None:
    """The shelf holds ``units``: somebody looked. What was ordered until now is counted without."""
    row = raw(c).execute("SELECT stock FROM link_groups WHERE id = ?", (group_id,)).fetchone()
    if row is None:
        return
    if row[0] is None:  # counted for the first time, be it nothing
        raw(c).execute("UPDATE link_groups SET stock = 0 WHERE id = ?", (group_id,))
    _move(c, group_id, f"count:{cause}", MoveKind.COUNT, "", 0, units - (row[0] or 0), at, waiting)
    raw(c).execute(
        "UPDATE links SET since_order = ?, since_at = ? WHERE group_id = ?",
        (links.last_order(raw(c)), to_ms(at), group_id),
    )


def recount(c: sa.Connection, group_id: str, cause: str, at: datetime) -> None:
    """The shelf is what it was, but shops offer another part of it: all of them are to be told."""
    raw(c).execute(
        "INSERT OR IGNORE INTO link_moves (group_id, cause, kind, label, quantity, waiting, at) "
        "VALUES (?, ?, ?, ?, 0, 1, ?)",
        (group_id, f"count:{cause}", MoveKind.COUNT.value, links.NO_COUNT, to_ms(at)),
    )


def take_counts(c: sa.Connection, change_set_id: str, operations: Iterable[Operation], at: datetime) -> None:
    """Whoever sets the stock of a linked SKU says what is on the shelf; what agrees with the shelf says nothing new.

    Where one change-set says several things of a group, the least of them holds. Members it leaves out, or sets to
    something else, are told later.
    """
    wished: dict[tuple[str, str], list[Operation]] = defaultdict(list)
    for one in operations:
        if one.kind is OperationKind.SET_STOCK:
            wished[one.account_id, one.subject].append(one)
    if not wished or not raw(c).execute("SELECT EXISTS (SELECT 1 FROM links)").fetchone()[0]:
        return
    shelves: dict[str, list[int]] = defaultdict(list)
    totals: dict[str, dict[int, tuple[int, int]]] = defaultdict(dict)
    for (account_id, subject), mine in wished.items():
        for group_id, variant_id, stock, buffer in raw(c).execute(_MEMBER, (account_id, subject)).fetchall():
            (stored,) = catalog.variants(raw(c), [variant_id])
            total = total_of(stored.variant, {place_of(one)[1]: int(str(one.after["quantity"])) for one in mine})
            totals[group_id][variant_id] = total, buffer
            if stock is None or total != offered(stock, buffer):
                shelves[group_id].append(total + buffer)
    for group_id, said in shelves.items():
        least, told = min(said), totals[group_id]
        members = {row[0] for row in raw(c).execute("SELECT variant_id FROM links WHERE group_id = ?", (group_id,))}
        is_told = members == told.keys() and all(total == offered(least, buffer) for total, buffer in told.values())
        count(c, group_id, least, change_set_id, at, waiting=not is_told)


def take_back_count(c: sa.Connection, operation: Operation, at: datetime) -> None:
    """A stock that was set and given up before it was sent counted nothing, once all of its change-set is given up.

    Only the newest count of a shelf can go: later ones were made knowing it.
    """
    if operation.kind is not OperationKind.SET_STOCK:
        return
    row = raw(c).execute(_MEMBER, (operation.account_id, operation.subject)).fetchone()
    if row is None:
        return
    group_id, cause = row[0], f"count:{operation.change_set_id}"
    counted = (
        raw(c)
        .execute(
            "SELECT cause, quantity FROM link_moves WHERE group_id = ? AND kind = 'count' AND label <> ? "
            "ORDER BY at DESC, cause DESC LIMIT 2",
            (group_id, links.NO_COUNT),
        )
        .fetchall()
    )
    wished = raw(c).execute(_STILL_WISHED, (operation.change_set_id, group_id)).fetchone()[0]
    if wished or not counted or counted[0][0] != cause:
        return
    raw(c).execute("DELETE FROM link_moves WHERE group_id = ? AND cause = ?", (group_id, cause))
    raw(c).execute(
        "UPDATE link_groups SET stock = iif(?, stock - ?, NULL) WHERE id = ?",
        (len(counted) > 1, counted[0][1], group_id),
    )
    recount(c, group_id, f"{operation.change_set_id}:back", at)


# --- telling the others -----------------------------------------------------------------------------------------------
def waiting(c: sqlite3.Connection, limit: int = 200) -> tuple[Waiting, ...]:
    """Guarded groups that moved and whose other shops do not know yet."""
    ids = [
        id_
        for (id_,) in c.execute(
            "SELECT DISTINCT m.group_id FROM link_moves m JOIN link_groups g ON g.id = m.group_id "
            "WHERE m.waiting = 1 AND g.is_guarded AND g.stock IS NOT NULL LIMIT ?",
            (limit,),
        )
    ]
    return tuple(_waiting(c, id_) for id_ in ids)


def _waiting(c: sqlite3.Connection, group_id: str) -> Waiting:
    rows = c.execute(
        "SELECT kind, label, quantity, at, variant_id FROM link_moves WHERE group_id = ? AND waiting = 1 ORDER BY at",
        (group_id,),
    ).fetchall()
    moves = tuple(LinkMove(MoveKind(row[0]), row[1], row[2], from_ms(row[3])) for row in rows)
    return Waiting(group_id, moves, frozenset(row[4] for row in rows))


def told(c: sa.Connection, group_ids: Collection[str]) -> None:
    """The other shops of these groups have been told, or need not be."""
    raw(c).execute(
        f"UPDATE link_moves SET waiting = 0 WHERE waiting = 1 AND group_id {_AMONG}", (to_json(list(group_ids)),)
    )


def owed(c: sqlite3.Connection, account_id: str) -> dict[int, int]:
    """SKUs of this account that sold something themselves and are to be looked at, with how often that was done."""
    rows = c.execute(
        "SELECT l.variant_id, l.owed FROM links l JOIN link_groups g ON g.id = l.group_id "
        "JOIN variants v ON v.id = l.variant_id JOIN accounts a ON a.no = v.account_no "
        "WHERE l.owed > 0 AND a.id = ? AND g.is_guarded AND g.stock IS NOT NULL AND v.gone_at IS NULL",
        (account_id,),
    )
    return dict(rows.fetchall())


def set_owed(c: sa.Connection, variant_ids: Collection[int], looks: int) -> None:
    raw(c).execute(f"UPDATE links SET owed = ? WHERE variant_id {_AMONG}", (looks, to_json(list(variant_ids))))
