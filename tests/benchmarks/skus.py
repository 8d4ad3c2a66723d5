"""A profile with very many SKUs: a thousand through the real ingest, then copied inside SQLite under own names."""

import hashlib
import shutil
import sqlite3
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from desktop.domain.accounts import Account, DiscoveredShop, Market
from desktop.domain.catalog import ListingStatus, Offer, QcStatus, Variant, WarehouseStock
from desktop.domain.money import Money
from desktop.domain.profile import Profile
from desktop.store import accounts
from desktop.store.catalog_ingest import save_variants
from desktop.store.connect import connect
from desktop.store.db import Database
from desktop.store.migrations import STEPS
from desktop.store.writer import Writer
from tests.benchmarks.profile import NOW, columns

ACCOUNT = "bench-catalog"
SEED = 1000
_GOODS = ("Electric kettle, steel blue", "Mug, red", "Desk lamp, white", "Olive soap", "Charger, 65 W")
_OWN = {
    "variants": {
        "id": "id + {k} * {n}", "remote_id": "remote_id || 'c{k}'", "sku": "sku || '-{k}'",
        "stock": "(stock * 7 + {k}) % 400", "price_sort": "price_sort + {k} % 37",
    },
    "variant_texts": {"variant_id": "variant_id + {k} * {n}", "search_text": "search_text || char(10) || 'batch-{k}'"},
    "offers": {"variant_id": "variant_id + {k} * {n}"},
    "variant_stocks": {"variant_id": "variant_id + {k} * {n}"},
}  # fmt: skip


def variant(at: int) -> Variant:
    """SKU number ``at``: every tenth in two countries, every twentieth in two warehouses."""
    price = Money(Decimal(f"{1250 + at * 37 % 90000}.50"), "NGN")
    offers = (Offer("", price, status=ListingStatus.ACTIVE),)
    if at % 10 == 0:
        offers += tuple(Offer(code, price, status=ListingStatus.ACTIVE) for code in ("ng", "ke"))
    stocks = (WarehouseStock("north", 4), WarehouseStock("south", 9)) if at % 20 == 0 else ()
    return Variant(
        f"v{at}", f"SKU-{at:04d}", f"{_GOODS[at % 5]}, number {at}", f"p{at}", _GOODS[at % 5], f"s{at % 3}",
        stock=at * 31 % 400, stocks=stocks, offers=offers,
        status=ListingStatus.ACTIVE if at % 7 else ListingStatus.INACTIVE,
        qc_status=QcStatus.APPROVED, barcode=f"{4_000_000_000_000 + at}", brand="Northline",
    )  # fmt: skip


def with_skus(folder: Path, skus: int) -> Profile:
    """A profile of ``skus`` SKUs (rounded down to whole copies), built unless ``folder`` holds it already."""
    made_of = Path(__file__).read_text(encoding="utf-8") + repr(STEPS)
    home = folder / f"skus-{skus}-{hashlib.sha256(made_of.encode()).hexdigest()[:10]}"
    if not (home / "complete").exists():
        shutil.rmtree(home, ignore_errors=True)
        _build(Profile(home).database, max(skus // SEED, 1))
        (home / "complete").touch()
    return Profile(home)


def _build(path: Path, copies: int) -> None:
    Database.open(path).close()
    writer = Writer(path)
    account = Account(ACCOUNT, "jumia", "Benchmarks", "http://127.0.0.1:9", identity="bench-catalog")
    markets = (Market("ng", "Nigeria", "NG", "NGN"), Market("ke", "Kenya", "KE", "KES"))
    shops = [DiscoveredShop(f"s{at}", f"Shop {at}", markets) for at in range(3)]
    writer.run(lambda c: accounts.add_account(c, account, NOW))
    writer.run(lambda c: accounts.save_shops(c, ACCOUNT, shops, NOW - timedelta(days=1)))
    writer.run(lambda c: save_variants(c, ACCOUNT, [variant(at) for at in range(SEED)], at=NOW))
    writer.close()
    connection = connect(path, reader=False)
    try:
        _multiply(connection, copies)
    finally:
        connection.close()


def _multiply(c: sqlite3.Connection, copies: int) -> None:
    """Indexes and triggers are put away meanwhile and made anew from their own words."""
    put_away = c.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name IN "
        "('variants', 'variant_texts', 'offers', 'variant_stocks') AND type IN ('index', 'trigger')"
    ).fetchall()
    c.execute("BEGIN")
    for kind, name, _ in put_away:
        c.execute(f"DROP {kind} {name}")
    for k in range(1, copies):
        for table, own in _OWN.items():
            names = columns(c, table)
            values = ", ".join(own.get(name, name).format(k=k, n=SEED) for name in names)
            key = "id" if table == "variants" else "variant_id"
            c.execute(
                f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {key} <= ?", (SEED,)
            )
    for _, _, sql in put_away:
        c.execute(sql)
    c.execute("INSERT INTO variants_fts(variants_fts) VALUES ('rebuild')")
    c.execute("COMMIT")
    c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
