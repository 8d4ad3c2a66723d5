"""A large profile: a few thousand orders through the real ingest, then copied inside SQLite under their own numbers.

Indexes and triggers are put away while copying and made anew from their own words; the search index is rebuilt.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.profile import Profile
from desktop.store import accounts
from desktop.store.connect import connect
from desktop.store.db import Database
from desktop.store.migrations import STEPS
from desktop.store.order_ingest import save_orders
from desktop.store.writer import Writer

NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
ACCOUNT = "bench"
SHOPS = (("s1", "Lagos Home"), ("s2", "Nairobi Kitchen"), ("s3", "Casa Atlas"))
_SEED = 5000
_FIRST = ("Amina", "Chidi", "Wanjiru", "Youssef", "Ngozi", "Fatou", "Kwame", "Zainab", "Émile", "Salma", "Tunde")
_LAST = ("Okafor", "Eze", "Mwangi", "El Amrani", "Bello", "Diop", "Mensah", "Kamau", "Traoré")
_GOODS = ("Electric kettle, steel blue", "Mug, red", "Desk lamp, white", "Olive soap", "Charger, 65 W")
_UNDER_WAY = (ItemStatus.TO_PACK, ItemStatus.PACKED, ItemStatus.READY)
_OVER = (ItemStatus.DELIVERED, ItemStatus.DELIVERED, ItemStatus.SHIPPED, ItemStatus.CANCELLED, ItemStatus.RETURNED)
# Columns that must be each copy's own; {k} is the number of the copy, {n} how many orders one copy holds.
_OWN = {
    "orders": {
        "id": "id + {k} * {n}", "remote_id": "remote_id || 'c{k}'", "number": "CAST(number + {k} * {n} * 7 AS TEXT)",
        "tracking": "CASE tracking WHEN '' THEN '' ELSE tracking || {k} END",
        "created_at": "created_at - {k} * {n} * 61000", "updated_at": "updated_at - {k} * {n} * 61000",
    },
    "order_texts": {"order_id": "order_id + {k} * {n}"},
    "order_items": {
        "order_id": "order_id + {k} * {n}", "remote_id": "remote_id || 'c{k}'", "sku": "sku || '-{k}'",
        "tracking_number": "CASE tracking_number WHEN '' THEN '' ELSE tracking_number || {k} END",
    },
}  # fmt: skip
_TEXTS = """UPDATE order_texts SET search_text = (SELECT o.number || char(10) || lower(o.buyer) || char(10) ||
    group_concat(lower(i.sku) || char(10) || lower(i.name) || char(10) || lower(i.tracking_number), char(10))
    FROM orders o JOIN order_items i ON i.order_id = o.id WHERE o.id = order_texts.order_id)
    WHERE order_id > ?"""
_COUNTS = "INSERT INTO bucket_counts SELECT shop_no, bucket, count(*) FROM orders GROUP BY 1, 2"


def order(at: int) -> Order:
    """Order number ``at``; every fifth has two items, every twentieth is under way."""
    status = _UNDER_WAY[at // 20 % 3] if at % 20 == 0 else _OVER[at % 5]
    tracking = "" if status in (ItemStatus.TO_PACK, ItemStatus.CANCELLED) else f"NL{at:07d}X"
    price = Money(Decimal(f"{1250 + at * 37 % 90000}.50"), "NGN")
    items = tuple(
        OrderItem(
            f"i{at}-{n}", f"SKU-{at * 31 % 3000:04d}-{n}", _GOODS[(at + n) % 5], 1, price, status,
            status.value.upper(), shop_remote_id=SHOPS[at % 3][0], tracking_number=tracking,
            provider="Northline" if tracking else "",
        )
        for n in range(1 + (at % 5 == 0))
    )  # fmt: skip
    return Order(
        remote_id=f"r{at}", number=str(300_000_000 + at * 7), platform_status=status.value.upper(),
        total=Money(price.amount * len(items), "NGN"), created_at=NOW - timedelta(seconds=61 * at),
        updated_at=NOW - timedelta(seconds=61 * at - 30), buyer=f"{_FIRST[at % 11]} {_LAST[at // 11 % 9]}",
        country="NG", shop_remote_ids=(SHOPS[at % 3][0],), items=items, payment="Paid online",
    )  # fmt: skip


def prepared(folder: Path, orders: int) -> Profile:
    """The profile of ``orders`` orders (rounded down to whole copies), built unless ``folder`` holds it already."""
    made_of = Path(__file__).read_text(encoding="utf-8") + repr(STEPS)
    home = folder / f"{orders}-{hashlib.sha256(made_of.encode()).hexdigest()[:10]}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        _build(Profile(home).database, orders)
        (home / "complete").touch()
    return Profile(home)


def copied(profile: Profile, folder: Path) -> Path:
    """A copy of the database that may be written to."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(profile.database, folder / "copy.db"))


def _build(path: Path, orders: int) -> None:
    seed = min(_SEED, orders)
    Database.open(path).close()
    writer = Writer(path)
    writer.run(lambda c: accounts.add_account(c, _account(), NOW))
    writer.run(lambda c: accounts.save_shops(c, ACCOUNT, [DiscoveredShop(*shop) for shop in SHOPS], NOW))
    writer.run(lambda c: save_orders(c, ACCOUNT, [order(at) for at in range(seed)], at=NOW))
    writer.close()
    connection = connect(path, reader=False)
    try:
        _multiply(connection, seed, orders // seed)
    finally:
        connection.close()


def _account() -> Account:
    return Account(ACCOUNT, "jumia", "Benchmarks", "http://127.0.0.1:9", identity="bench")


def _multiply(c: sqlite3.Connection, seed: int, copies: int) -> None:
    put_away = c.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('index', 'trigger') "
        "AND tbl_name IN ('orders', 'order_texts', 'order_items')"
    ).fetchall()
    c.execute("BEGIN")
    for kind, name, _ in put_away:
        c.execute(f"DROP {kind} {name}")
    for k in range(1, copies):
        for table, own in _OWN.items():
            c.execute(_copy_of(c, table, own, k, seed), (seed,))
    c.execute(_TEXTS, (seed,))
    for _, _, sql in put_away:
        c.execute(sql)
    c.execute("DELETE FROM bucket_counts")
    c.execute(_COUNTS)
    c.execute("INSERT INTO orders_fts(orders_fts) VALUES ('rebuild')")
    c.execute("COMMIT")
    c.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _copy_of(c: sqlite3.Connection, table: str, own: dict[str, str], k: int, seed: int) -> str:
    names = columns(c, table)
    values = ", ".join(own.get(name, name).format(k=k, n=seed) for name in names)
    return f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {_key(table)} <= ?"


def columns(c: sqlite3.Connection, table: str) -> Sequence[str]:
    """The names of a table's columns."""
    return [row[1] for row in c.execute(f"PRAGMA table_info({table})")]


def _key(table: str) -> str:
    return "id" if table == "orders" else "order_id"
