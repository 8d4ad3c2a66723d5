"""Saving 10,000 orders in pages of 100 against the same rows by sqlite3's executemany, same indexes and commits.

The store alone: reading Jumia's JSON is not part of it.
"""

import sqlite3
from pathlib import Path

from desktop.domain.profile import Profile
from desktop.store.connect import connect
from desktop.store.order_ingest import save_orders
from desktop.store.writer import Writer
from tests.benchmarks.measure import Figure, in_turns, ratio, seconds
from tests.benchmarks.profile import ACCOUNT, NOW, columns, copied, order

PAGE = 100
_FRESH = 10_000_000  # order numbers that the profile does not hold
_TABLES = (("orders", "id"), ("order_texts", "order_id"), ("order_items", "order_id"))
_Page = list[tuple[str, list[tuple[object, ...]]]]


def ingest(profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """Two copies grow alike: one by our writer, then the other by the very rows our writer left."""
    writer, path = Writer(copied(profile, folder / "ours")), folder / "ours" / "copy.db"
    reader, floor = connect(path, reader=True), connect(copied(profile, folder / "floor"), reader=False)

    def ours(turn: int) -> float:
        first = _FRESH + turn * orders
        pages = [[order(at) for at in range(start, start + PAGE)] for start in range(first, first + orders, PAGE)]

        def save() -> None:
            for page in pages:
                writer.run(lambda c, page=page: save_orders(c, ACCOUNT, page, at=NOW))  # type: ignore[misc]

        return seconds(save)

    def raw(_turn: int) -> float:
        last = floor.execute("SELECT max(id) FROM orders").fetchone()[0]
        pages = [_rows(reader, start) for start in range(last + 1, last + 1 + orders, PAGE)]
        return seconds(lambda: [_insert(floor, page) for page in pages])

    try:
        return [ratio(f"6 ingest of {orders} orders, store only [executemany]", *in_turns(ours, raw), 1.5)]
    finally:
        writer.close()
        reader.close()
        floor.close()


def _rows(c: sqlite3.Connection, first: int) -> _Page:
    page: _Page = []
    for table, key in _TABLES:
        names = columns(c, table)
        select = f"SELECT {', '.join(names)} FROM {table} WHERE {key} BETWEEN ? AND ?"
        insert = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
        page.append((insert, c.execute(select, (first, first + PAGE - 1)).fetchall()))
    return page


def _insert(c: sqlite3.Connection, page: _Page) -> None:
    c.execute("BEGIN IMMEDIATE")
    for insert, rows in page:
        c.executemany(insert, rows)
    c.execute("COMMIT")
