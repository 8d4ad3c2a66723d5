"""``orders export`` from the typed command to the file, on a profile of its own."""

import asyncio
import csv
import io
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from desktop.cli import orders
from desktop.cli.arguments import parse
from desktop.cli.console import Console, Reply
from desktop.cli.exits import UsageError
from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.profile import Profile
from desktop.services.build import build_services
from desktop.store import accounts
from desktop.store.order_ingest import save_orders

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def _export(folder: Path, *typed: str) -> Reply:
    async def run() -> Reply:
        services = build_services(Profile(folder), [], passphrase=lambda: "test", clock=lambda: NOW)
        price = Money(Decimal("12.50"), "KES")
        items = tuple(OrderItem(f"i{at}", f"CUP-{at}", "Cup", 1, price, ItemStatus.PACKED, "P") for at in range(2))
        order = Order("r1", "=33", "P", price, NOW, NOW, "Amina", items=items, shop_remote_ids=("s1",))
        try:
            if not services.shops.list_now():
                await services.db.write(
                    lambda c: accounts.add_account(c, Account("a", "p", "M", "http://x.invalid"), NOW)
                )
                await services.db.write(lambda c: accounts.save_shops(c, "a", [DiscoveredShop("s1", "Home")], NOW))
            await services.db.write(lambda c: save_orders(c, "a", [order], at=NOW))
            return await orders.export(services, parse(["orders", "export", *typed]), Console(as_json=False))
        finally:
            await services.aclose()

    return asyncio.run(run())


def test_the_columns_of_the_contract_stay(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    reply = _export(tmp_path, str(path))
    assert reply.document == {"file": str(path), "orders": 1, "lines": 2}
    head, *lines = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    assert ",".join(head) == (
        "number,shop,platform,bucket,platform_status,buyer,created_at,ship_by,total,currency,"
        "sku,item,quantity,price,item_status,tracking_number,provider"
    )
    assert lines[1][:4] == ["'=33", "Home", "p", "to_ship"]
    assert lines[1][6:11] == ["2026-11-20T08:00:00Z", "", "12.50", "KES", "CUP-1"]


def test_other_columns_and_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    reply = _export(tmp_path, str(path), "--columns", "number,total,tags", "--bucket", "to_ship")
    assert reply.document["lines"] == 1, "without a column of an item there is one line for an order"
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    assert list(sheet.iter_rows(values_only=True)) == [("number", "total", "tags"), ("=33", 12.5, None)]


@pytest.mark.parametrize(
    ("typed", "code"), [(("out.txt",), "unknown_file_kind"), (("out.csv", "--columns", "moon"), "unknown_column")]
)
def test_what_cannot_be_written_is_said(tmp_path: Path, typed: tuple[str, ...], code: str) -> None:
    with pytest.raises(UsageError) as refused:
        _export(tmp_path, *typed)
    assert refused.value.code == code
