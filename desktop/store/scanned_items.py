"""What lies in the parcels already, item by item, and the few questions a scanner asks: answered from indexes alone.

Ticks are saved as they happen, in a transaction that reads the order anew: two windows count into the same parcel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.order_views import OrderEvent
from desktop.domain.orders import OrderItem
from desktop.domain.packing import OrderHit, Packing, goes_in, is_called_off, pack_lines
from desktop.domain.scan_codes import ScanCode, zeros_aside
from desktop.domain.scanning import Found, Step
from desktop.store import order_events
from desktop.store.order_items import order_items
from desktop.store.order_rows import marks, order_rows
from desktop.store.sql import raw, t
from desktop.store.values import plain, to_ms

if TYPE_CHECKING:
    import sqlite3

    import sqlalchemy as sa

_MOST_ORDERS = 6  # a code that names more of them names none
_MOST_WANTING = 5
_MOST_LOOKED_AT = 2000  # orders that want one SKU: the oldest of them are enough to name the most urgent
_WAITS = "i.status IN ('to_accept','to_pack','packed','ready') AND i.by_platform = 0"  # as the indexes have it
# Not "=": SQLite would put the number into length() too, and then walk the whole index.
_BY_NUMBER = (
    "SELECT o.id FROM orders o INDEXED BY ix_orders_number "
    "WHERE length(o.number) = length(?1) AND o.number BETWEEN ?1 AND ?1"
)
_BY_TRACKING = (
    "SELECT o.id FROM orders o INDEXED BY ix_orders_tracking WHERE o.tracking = ?1 "
    "UNION SELECT i.order_id FROM order_items i INDEXED BY ix_order_items_tracking_number "
    f"WHERE i.tracking_number = ?1 AND {_WAITS}"
)
_WANTING = (
    "SELECT o.id, o.number, s.name, o.buyer, sum(few.quantity - coalesce(x.quantity, 0)) AS wanted, max(few.sku), "
    "max(few.name) FROM (SELECT i.order_id, i.remote_id, i.quantity, i.sku, i.name FROM order_items i "
    f"INDEXED BY ix_order_items_sku WHERE i.sku = ?1 COLLATE NOCASE AND {_WAITS} ORDER BY i.order_id "
    f"LIMIT {_MOST_LOOKED_AT}) few CROSS JOIN orders o ON o.id = few.order_id "
    "CROSS JOIN shops s ON s.no = o.shop_no "
    "LEFT JOIN scanned_items x ON x.order_id = few.order_id AND x.item_remote_id = few.remote_id "
    "GROUP BY o.id HAVING wanted > 0 ORDER BY o.ship_by, o.created_at LIMIT ?2"
)
_BEGUN = (
    "SELECT o.id FROM scanned_items x CROSS JOIN orders o ON o.id = x.order_id "
    "WHERE x.scanned_at >= ? GROUP BY o.id ORDER BY max(x.scanned_at) DESC LIMIT ?"
)


# --- reads ------------------------------------------------------------------------------------------------------------
def packing(c: sqlite3.Connection, order_id: int) -> Packing | None:
    """One order as the packing table needs it, with its ticks; None when it is not known."""
    rows = order_rows(c, (order_id,))
    if not rows:
        return None
    row, items = rows[0], order_items(c, (order_id,))[order_id].items
    barcodes = _barcodes(c, order_id, items)
    note, read_at = c.execute(
        "SELECT x.note, o.read_at FROM orders o JOIN order_texts x ON x.order_id = o.id WHERE o.id = ?", (order_id,)
    ).fetchone()
    return Packing(
        order_id=order_id,
        number=row.number,
        shop=row.shop,
        buyer=row.buyer,
        bucket=row.bucket,
        lines=pack_lines((item for item in items if goes_in(item)), barcodes),
        called_off=pack_lines((item for item in items if is_called_off(item)), barcodes),
        ticks=_ticks(c, order_id),
        items_known=bool(items) or read_at is not None,
        provider=row.provider,
        country=row.country,
        note=note,
        ship_by=row.ship_by,
        labels_printed=row.printed,
    )


def find(c: sqlite3.Connection, code: ScanCode) -> Found:
    """What a code names: orders by number or tracking number, else an article and the open orders that want it."""
    ids = _orders_named(c, code)
    if ids:
        return Found(tuple(order for id_ in ids if (order := packing(c, id_)) is not None))
    for sku in _skus(c, code):
        if rows := c.execute(_WANTING, (sku, _MOST_WANTING)).fetchall():
            hits = tuple(OrderHit(*row[:5]) for row in rows)
            return Found(wanting=hits, sku=rows[0][5], name=rows[0][6])
    return Found(sku=_known_sku(c, code))


def begun(c: sqlite3.Connection, since: datetime, limit: int) -> tuple[Packing, ...]:
    """Orders that lie begun beside the table, the last one touched first."""
    ids = [row[0] for row in c.execute(_BEGUN, (to_ms(since), 4 * limit))]
    orders = (packing(c, id_) for id_ in ids)
    return tuple(order for order in orders if order is not None and order.is_begun)[:limit]


# --- writes -----------------------------------------------------------------------------------------------------------
def change(c: sa.Connection, order_id: int, step: Callable[[Packing | None], Step], at: datetime) -> Step:
    """Carry out ``step`` on the order as it is at this moment, and save what it ticks; one transaction."""
    before = packing(raw(c), order_id)
    session, outcome = step(before)
    after = session.packing
    if before is not None and after is not None and after.order_id == order_id:
        _save(c, order_id, before.ticks, after.ticks, at)
        if after.is_complete and not before.is_complete:
            facts = {"items": str(after.most)}
            order_events.add(c, order_id, OrderEvent(at, "seller", "scanned_complete", facts))
    return session, outcome


# --- the parts --------------------------------------------------------------------------------------------------------
def _orders_named(c: sqlite3.Connection, code: ScanCode) -> tuple[int, ...]:
    """Ids for the best reading that names any order: the number before the tracking number, the whole before a word."""
    for reading in code.readings:
        if ids := _orders_of(c, reading):
            return ids
    inside = [id_ for word in code.words for id_ in _orders_of(c, word)]
    return tuple(dict.fromkeys(inside))[:_MOST_ORDERS]


def _orders_of(c: sqlite3.Connection, reading: str) -> tuple[int, ...]:
    for select in (_BY_NUMBER, _BY_TRACKING):
        found = [row[0] for word in _cases(reading) for row in c.execute(f"{select} LIMIT {_MOST_ORDERS}", (word,))]
        if found:
            return tuple(dict.fromkeys(found))
    return ()


def _cases(reading: str) -> tuple[str, ...]:
    """Numbers are stored as the platform writes them; scanners and hands write them small or large."""
    bare = reading.lstrip("#").lstrip("0")
    return tuple(dict.fromkeys(word for word in (reading, reading.upper(), reading.lower(), bare) if word))


def _skus(c: sqlite3.Connection, code: ScanCode) -> tuple[str, ...]:
    """SKUs a code may stand for: itself, and those of articles that carry it as their barcode."""
    candidates = (*code.readings, *code.words)
    numbers = tuple(number for candidate in candidates for number in zeros_aside(candidate))
    select = f"SELECT DISTINCT sku FROM variants INDEXED BY ix_variants_barcode WHERE barcode IN {marks(numbers)}"
    carried = [row[0] for row in c.execute(f"{select} AND barcode <> ''", numbers)] if numbers else []
    return tuple(dict.fromkeys((*candidates, *carried)))


def _known_sku(c: sqlite3.Connection, code: ScanCode) -> str:
    """The SKU of an article that no open order wants."""
    for sku in _skus(c, code):
        if row := c.execute("SELECT sku FROM variants WHERE sku = ? LIMIT 1", (sku,)).fetchone():
            return str(row[0])
    return ""


def _barcodes(c: sqlite3.Connection, order_id: int, items: Sequence[OrderItem]) -> dict[str, tuple[str, ...]]:
    """The barcodes of these items' articles in the account of the order, by SKU in small letters."""
    skus = tuple(dict.fromkeys(item.sku for item in items if item.sku))
    if not skus:
        return {}
    found: dict[str, tuple[str, ...]] = {}
    select = (
        "SELECT v.sku, v.barcode FROM variants v INDEXED BY ix_variants_sku WHERE v.sku IN "
        f"{marks(skus)} AND v.barcode <> '' AND v.account_no = (SELECT account_no FROM orders WHERE id = ?)"
    )
    for sku, barcode in c.execute(select, (*skus, order_id)):
        key = sku.casefold()
        found[key] = (*found.get(key, ()), *barcode.replace(";", ",").split(","))
    return found


def _ticks(c: sqlite3.Connection, order_id: int) -> dict[str, int]:
    return dict(c.execute("SELECT item_remote_id, quantity FROM scanned_items WHERE order_id = ?", (order_id,)))


def _save(c: sa.Connection, order_id: int, before: Mapping[str, int], after: Mapping[str, int], at: datetime) -> None:
    table = t.scanned_items
    for item in _different(before, after):
        c.execute(table.delete().where(table.c.order_id == order_id, table.c.item_remote_id == plain(item)))
        if after.get(item):
            values = {"item_remote_id": plain(item), "quantity": after[item], "scanned_at": to_ms(at)}
            c.execute(table.insert().values(order_id=order_id, **values))


def _different(before: Mapping[str, int], after: Mapping[str, int]) -> Iterable[str]:
    return [item for item in {**before, **after} if before.get(item, 0) != after.get(item, 0)]
