"""The risk of 10,000 open orders by the supplied rules, read, reckoned and written, against writing the same rows bare.

The bare rows are written by sqlite3's executemany in one transaction; the absolute time is in the note.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.orders import ItemStatus, Order
from desktop.domain.profile import Profile
from desktop.services.changes import ChangeFeed
from desktop.services.deadlines import Deadlines
from desktop.store import accounts
from desktop.store.connect import connect
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders
from tests.benchmarks.measure import Figure, in_turns, ratio, seconds
from tests.benchmarks.profile import NOW, order

if TYPE_CHECKING:
    from sqlalchemy import Connection

_PLATFORMS = ("jumia", "lazada", "sirclo", "jumpseller", "uappi")
_COUNTRIES = ("NG", "KE", "GH", "MY", "ID", "BR")


def deadlines(_profile: Profile, folder: Path, orders: int) -> list[Figure]:
    """A profile of its own, because a large one has few open orders."""
    path = folder / "deadlines.db"
    db, bare = Database.open(path), connect(path, reader=False)
    loop = asyncio.new_event_loop()

    def ours(_turn: int) -> float:
        loop.run_until_complete(db.write(lambda c: c.exec_driver_sql("DELETE FROM order_risks")))
        return seconds(lambda: loop.run_until_complete(clock.reckon()))

    def raw(_turn: int) -> float:
        rows = bare.execute("SELECT * FROM order_risks").fetchall()
        bare.execute("DELETE FROM order_risks")
        return seconds(lambda: _write(rows))

    def _write(rows: list[tuple[object, ...]]) -> None:
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany("INSERT INTO order_risks VALUES (?, ?, ?, ?, ?, ?)", rows)
        bare.execute("COMMIT")

    try:
        _fill(loop, db, orders)
        clock = Deadlines(db, ChangeFeed(), clock=lambda: NOW)
        loop.run_until_complete(clock.shelf())
        mine, floor = in_turns(ours, raw)
        note = f"{median(mine) * 1e6 / orders:.0f} us an order"
        return [ratio(f"15 deadlines of {orders} open orders [executemany]", mine, floor, 25, note)]
    finally:
        db.close()
        bare.close()
        loop.close()


def _fill(loop: asyncio.AbstractEventLoop, db: Database, count: int) -> None:
    """Open orders of every platform and several countries."""
    for at, platform in enumerate(_PLATFORMS):
        page = [_open(number) for number in range(at, count, len(_PLATFORMS))]
        loop.run_until_complete(db.write(partial(_save, platform=platform, page=page)))


def _save(c: "Connection", platform: str, page: list[Order]) -> None:
    account = Account(platform, platform, platform, f"http://{platform}.invalid", identity=platform)
    accounts.add_account(c, account, NOW)
    accounts.save_shops(c, platform, [DiscoveredShop("s1", "Shop")], NOW)
    save_orders(c, platform, page, at=NOW)


def _open(number: int) -> Order:
    one = order(number)
    items = tuple(replace(item, status=ItemStatus.TO_PACK, tracking_number="", by_platform=False) for item in one.items)
    placed = NOW - timedelta(minutes=number % 5000)
    country = _COUNTRIES[number % len(_COUNTRIES)]
    return replace(one, items=items, created_at=placed, updated_at=placed, country=country, shop_remote_ids=("s1",))
