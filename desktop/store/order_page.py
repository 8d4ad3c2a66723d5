"""Gathers what a page of orders has to write and writes it table by table, which is what makes it quick."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.order_views import OrderEvent
from desktop.domain.orders import OrderItem
from desktop.store import bulk
from desktop.store.bulk import ROW, Values
from desktop.store.order_changes import item_events, own_events
from desktop.store.order_items import COLUMNS, item_values, order_items
from desktop.store.order_rows import marks
from desktop.store.sql import t
from desktop.store.values import plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa

    from desktop.store.link_moves import GoneItem

_ROW = (
    *("shop_no", "remote_id", "number", "platform_status", "buyer", "total", "total_sort", "currency", "created_at"),
    *("updated_at", "ship_by", "country", "bucket", "items", "item_count", "provider", "tracking", "read_at"),
)
_TEXTS = ("search_text", "address", "note", "payment")
_KNOWN = (
    f"SELECT o.id, {', '.join(f'o.{name}' for name in _ROW)}, {', '.join(f'x.{name}' for name in _TEXTS)}, "
    "n.private_note, (SELECT group_concat(g.tag, char(10)) FROM order_tags g WHERE g.order_id = o.id) "
    "FROM orders o CROSS JOIN order_texts x ON x.order_id = o.id LEFT JOIN annotations n ON n.order_id = o.id "
    "WHERE {where} IN "
)


@dataclass(frozen=True, slots=True)
class Stored:
    """An order as it lies in the file: its row, its texts, the items last read, and what the seller wrote beside it."""

    id: int
    row: Values
    texts: Values
    items: tuple[OrderItem, ...]
    own: tuple[str, ...] = ()  # private note and tags


def stored_orders(c: sqlite3.Connection, account: int, remote_ids: Sequence[str]) -> dict[str, Stored]:
    """Those of the orders that are known, by remote id."""
    select = _KNOWN.format(where="o.account_no = ? AND o.remote_id")
    found = [
        row
        for start in range(0, len(remote_ids), 500)
        for asked in (remote_ids[start : start + 500],)
        for row in c.execute(select + marks(asked), (account, *asked))
    ]
    return {str(stored.row["remote_id"]): stored for stored in _stored(c, found)}


def stored_by_id(c: sqlite3.Connection, ids: Sequence[int]) -> list[Stored]:
    """Those of the orders that are known; at most ``CHUNK`` of them."""
    return _stored(c, c.execute(_KNOWN.format(where="o.id") + marks(ids), ids).fetchall())


def _stored(c: sqlite3.Connection, found: Sequence[tuple]) -> list[Stored]:  # type: ignore[type-arg]
    items = order_items(c, [row[0] for row in found])
    return [
        Stored(
            row[0],
            dict(zip(_ROW, row[1 : 1 + len(_ROW)], strict=True)),
            dict(zip(_TEXTS, row[1 + len(_ROW) : -2], strict=True)),
            items[row[0]].items,
            tuple(words for words in (row[-2], *(row[-1] or "").split("\n")) if words),
        )
        for row in found
    ]


class Page:
    """The new and the different of one call; ``write`` says which orders that were."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._changed: list[int] = []
        self._new: list[Values] = []
        self._new_texts: list[Values] = []
        self._rows: list[Values] = []
        self._texts: list[Values] = []
        self._items: list[Values] = []
        self._items_replaced: list[int] = []
        self._events: list[Values] = []
        self.gone_parcels: dict[int, set[str]] = {}  # tracking numbers that no item has any more, by order id
        self.gone_items: list[GoneItem] = []

    def add(self, order_id: int, row: Values, texts: Values, items: Iterable[OrderItem]) -> None:
        """An order never seen before."""
        self._changed.append(order_id)
        self._new.append({**row, "id": order_id})
        self._new_texts.append({**texts, "order_id": order_id})
        self._put_items(order_id, items)

    def update(self, old: Stored, row: Values, texts: Values, items: tuple[OrderItem, ...]) -> None:
        """A known order as it is now; what did not change is not written again."""
        moved, told = bulk.different(row, old.row), bulk.different(texts, old.texts)
        if moved:
            self._rows.append({**moved, ROW: old.id})
        if told:
            self._texts.append({**told, ROW: old.id})
        if items != old.items:
            self._items_replaced.append(old.id)
            if gone := _numbers(old.items) - _numbers(items):
                self.gone_parcels[old.id] = gone
            self.gone_items += _gone(old, items)
            self._put_items(old.id, items)
        if moved.keys() - {"read_at"} or told or items != old.items:
            self._changed.append(old.id)
            self._tell(old, row, items)

    def write(self, c: sa.Connection) -> tuple[int, ...]:
        """Write it all; returns the ids of the orders that are new or different."""
        bulk.insert(c, t.orders, self._new)
        bulk.insert(c, t.order_texts, self._new_texts)
        bulk.update(c, t.orders.c.id, self._rows)
        bulk.update(c, t.order_texts.c.order_id, self._texts)
        bulk.delete(c, t.order_items.c.order_id, self._items_replaced)
        bulk.insert(c, t.order_items, self._items)
        bulk.insert(c, t.order_events, self._events)
        return tuple(self._changed)

    def _put_items(self, order_id: int, items: Iterable[OrderItem]) -> None:
        for position, item in enumerate(items):
            values = dict(zip(COLUMNS, item_values(item), strict=True))
            self._items.append({**values, "order_id": order_id, "position": position})

    def _tell(self, old: Stored, row: Values, items: Sequence[OrderItem]) -> None:
        self._events += (event_values(old.id, event) for event in own_events(old.row, row, self.at))
        if old.row["read_at"] is not None:  # else the items were simply not known before
            self._events += (event_values(old.id, event) for event in item_events(old.items, items, self.at))


def _gone(old: Stored, items: Iterable[OrderItem]) -> list[GoneItem]:
    """Those that the order does not have any more, or has as another SKU."""
    there = {(plain(item.remote_id), plain(item.sku).casefold()) for item in items}
    return [
        (old.id, one.remote_id, one.sku, one.shop_remote_id)
        for one in old.items
        if (one.remote_id, one.sku.casefold()) not in there
    ]


def _numbers(items: Iterable[OrderItem]) -> set[str]:
    return {item.tracking_number for item in items} - {""}


def event_values(order_id: int, event: OrderEvent) -> Values:
    """The row of ``order_events``."""
    params = plain(to_json(dict(event.params)))
    return {"order_id": order_id, "at": to_ms(event.at), "who": event.who, "kind": event.kind, "params": params}
