"""Drafts as they lie in the file: what was typed into the grid, kept until it is sent or taken back."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import Address, Draft, DraftCounts, Field, Place
from desktop.store.values import from_ms, plain, to_json, to_ms

if TYPE_CHECKING:
    import sqlalchemy as sa

_COLUMNS = "d.variant_id, d.market, d.warehouse, d.field, d.typed, d.value, d.code, d.level, d.typed_at"
_SHOWN = (
    "drafts d JOIN variants v ON v.id = d.variant_id JOIN accounts a ON a.no = v.account_no "
    "WHERE a.removed_at IS NULL AND v.gone_at IS NULL"
)
_FIELDS = {one.value: one for one in Field}


def drafts_of(c: sqlite3.Connection, variant_ids: Collection[int]) -> dict[Address, Draft]:
    """The drafts of these variants."""
    where = "d.variant_id IN (SELECT value FROM json_each(?))"
    rows = c.execute(f"SELECT {_COLUMNS} FROM drafts d WHERE {where}", (to_json(list(variant_ids)),))
    return {one.address: one for one in _drafts(rows)}


def all_drafts(c: sqlite3.Connection, shop_ids: Collection[str] = ()) -> dict[Address, Draft]:
    """Every draft of connected shops, or of these shops, by SKU."""
    where = " AND v.shop_no IN (SELECT no FROM shops WHERE id IN (SELECT value FROM json_each(?)))" if shop_ids else ""
    asked = (to_json(list(shop_ids)),) if shop_ids else ()
    rows = c.execute(f"SELECT {_COLUMNS} FROM {_SHOWN}{where} ORDER BY v.sku, v.id", asked)
    return {one.address: one for one in _drafts(rows)}


def counts(c: sqlite3.Connection) -> DraftCounts:
    """How many drafts there are, and how many of them are doubtful or wrong."""
    found = dict(c.execute(f"SELECT d.level, count(*) FROM {_SHOWN} GROUP BY d.level").fetchall())
    return DraftCounts(sum(found.values()), found.get(1, 0), found.get(2, 0))


def save(c: sa.Connection, drafts: Mapping[Address, Draft | None], at: datetime) -> None:
    """Write these drafts, typed now or when they say, and take away those that are None; each cell has one."""
    kept = [_row(one, to_ms(one.typed_at or at)) for one in drafts.values() if one is not None]
    gone = [_key(address) for address, one in drafts.items() if one is None]
    if kept:
        c.exec_driver_sql("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", kept)
    if gone:
        where = "variant_id = ? AND market = ? AND warehouse = ? AND field = ?"
        c.exec_driver_sql(f"DELETE FROM drafts WHERE {where}", gone)


def save_levels(c: sa.Connection, drafts: Iterable[Draft]) -> None:
    """Write only how doubtful these are: what is typed beside a draft does not make it newer."""
    where = "variant_id = ? AND market = ? AND warehouse = ? AND field = ?"
    levels = [(one.level, *_key(one.address)) for one in drafts]
    if levels:
        c.exec_driver_sql(f"UPDATE drafts SET level = ? WHERE {where}", levels)


def remove_sent(c: sa.Connection, drafts: Iterable[Draft]) -> None:
    """Take these away unless another value was typed meanwhile: what is typed during a push survives it."""
    where = "variant_id = ? AND market = ? AND warehouse = ? AND field = ? AND value = ? AND typed = ?"
    sent = [(*_key(one.address), one.value, plain(one.typed)) for one in drafts]
    if sent:
        c.exec_driver_sql(f"DELETE FROM drafts WHERE {where}", sent)


def _drafts(rows: Iterable[tuple[int, str, str, str, str, str, str, int, int]]) -> Iterable[Draft]:
    for id_, market, warehouse, field, typed, value, code, level, at in rows:
        if field in _FIELDS:  # else it was written by a newer version, which keeps it
            yield Draft(Address(id_, Place(market, warehouse), _FIELDS[field]), typed, value, code, level, from_ms(at))


def _key(address: Address) -> tuple[int, str, str, str]:
    return address.variant_id, address.place.market, address.place.warehouse, address.field.value


def _row(one: Draft, at: int) -> tuple[int, str, str, str, str, str, str, int, int]:
    return (*_key(one.address), plain(one.typed), one.value, one.code, one.level, at)
