"""A file from before the order day keeps its orders and notes, and knows that its texts are to be written anew."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.store.connect import connect
from desktop.store.migrate import migrate
from desktop.store.migrations import STEPS

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
BEFORE = 2


def older(path: Path, orders: int) -> Path:
    """A file of version 2 with so many orders, each with a private note."""
    with closing(connect(path, reader=False)) as c:
        migrate(c, path, NOW, STEPS[:BEFORE])
        c.execute("INSERT INTO accounts (no, id, platform, name, created_at) VALUES (1, 'a', 'p', 'Main', 0)")
        c.execute("INSERT INTO shops (no, id, account_no, remote_id) VALUES (1, 's', 1, 'r')")
        for number in range(1, orders + 1):
            c.execute(
                "INSERT INTO orders (id, account_no, shop_no, remote_id, bucket, total_sort, created_at, updated_at, "
                "ship_by) VALUES (?, 1, 1, ?, 3, 0, 0, 0, 0)",
                (number, f"r{number}"),
            )
            c.execute("INSERT INTO order_texts (order_id, search_text) VALUES (?, 'old')", (number,))
            c.execute("INSERT INTO annotations (order_id, private_note) VALUES (?, 'mine')", (number,))
    return path


@pytest.mark.parametrize("orders", [0, 3])
def test_texts_of_older_orders_are_marked_to_be_renewed(tmp_path: Path, orders: int) -> None:
    path = older(tmp_path / "backshop.db", orders)
    with closing(connect(path, reader=False)) as c:
        migrate(c, path, NOW)
    with closing(sqlite3.connect(path)) as c:
        marked = c.execute("SELECT value FROM settings WHERE key = 'search.renew_after'").fetchall()
        assert marked == ([("0",)] if orders else [])
        assert c.execute("SELECT private_note FROM annotations").fetchall() == [("mine",)] * orders
