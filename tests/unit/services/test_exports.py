"""Exports: both kinds of files hold what the orders hold, no cell becomes a formula, and a stop leaves no file."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.errors import NotPossible
from desktop.domain.exports import ITEM_FIELDS, ExportField, ExportPlan
from desktop.domain.money import Money
from desktop.domain.orders import Address, ItemStatus, Order, OrderItem
from desktop.domain.tags import TagChange
from desktop.services.export import Exports, files
from desktop.store import accounts, annotations, tags
from desktop.store.db import Database
from desktop.store.order_ingest import save_orders

NOW = datetime(2026, 11, 20, 8, 0, 30, tzinfo=UTC)
F = ExportField
EVERYTHING = ExportPlan({name: name.value for name in ExportField})
BY_ORDER = ExportPlan({name: name.value for name in ExportField if name not in ITEM_FIELDS})


def _order(number: int, buyer: str = "Amina", amount: str = "1250.10") -> Order:
    price = Money(Decimal(amount), "KES")
    items = tuple(
        OrderItem(f"i{number}-{at}", f"SKU-{at}", "Kettle", at + 1, price, ItemStatus.PACKED, "PACKED", provider="GIG")
        for at in range(2)
    )
    return Order(
        f"r{number}",
        f"30{number:04d}",
        "PACKED",
        price,
        NOW,
        NOW,
        buyer,
        Address(buyer, ("5 Acacia Road", "Gate 2"), "Kisumu", phone="+254 711 000"),
        "KE",
        ("s1",),
        items,
        ship_by=NOW + timedelta(hours=5),
        note="Ring\ntwice",
    )


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = Database.open(tmp_path / "backshop.db")
    yield db
    db.close()


async def _fill(db: Database, orders: list[Order]) -> list[int]:
    await db.write(lambda c: accounts.add_account(c, Account("a", "p", "Main", "http://127.0.0.1:1"), NOW))
    await db.write(lambda c: accounts.save_shops(c, "a", [DiscoveredShop("s1", "Lagos Home")], NOW))
    return list(await db.write(lambda c: save_orders(c, "a", orders, at=NOW)))


def _written(db: Database, orders: list[Order], path: Path, plan: ExportPlan) -> None:
    async def write() -> None:
        await Exports(db).write(path, await _fill(db, orders), plan)

    asyncio.run(write())


def _csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def _xlsx(path: Path) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    head, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, head), line, strict=True)) for line in lines]


def test_csv_has_one_line_for_each_item_with_exact_values(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    _written(db, [_order(1)], path, EVERYTHING)
    lines = _csv(path)
    assert [line["sku"] for line in lines] == ["SKU-0", "SKU-1"]
    line = lines[1]
    assert (line["number"], line["total"], line["currency"], line["quantity"]) == ("300001", "1250.10", "KES", "2")
    assert line["created_utc"] == "2026-11-20T08:00:30Z"
    assert line["created"] == NOW.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    assert (line["street"], line["note"]) == ("5 Acacia Road, Gate 2", "Ring\ntwice")


def test_xlsx_has_numbers_dates_and_texts(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "orders.XLSX"
    _written(db, [_order(1), _order(2, amount="12345678901234567890.12")], path, BY_ORDER)
    first, second = _xlsx(path)
    assert first["total"] == 1250.1 and first["pieces"] == 3
    assert first["created_utc"] == NOW.replace(tzinfo=None)
    assert first["number"] == "300001", "an order number is a text: leading noughts stay"
    assert second["total"] == "12345678901234567890.12", "what a number would round stays exact as a text"


DANGEROUS = ['=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx", " =1+1", "=cmd|' /C calc'!A0"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("buyer", DANGEROUS)
def test_no_cell_becomes_a_formula(db: Database, tmp_path: Path, kind: str, buyer: str) -> None:
    path = tmp_path / f"orders.{kind}"
    _written(db, [_order(1, buyer)], path, BY_ORDER)
    if kind == "csv":
        for line in csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")):
            assert not [cell for cell in line if cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t"))]
    else:
        sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert _xlsx(path)[0]["buyer"] == buyer


def test_titles_words_tags_and_notes(db: Database, tmp_path: Path) -> None:
    async def write() -> None:
        (order_id,) = await _fill(db, [_order(1)])
        await db.write(lambda c: tags.change(c, TagChange(added=((order_id, "gift"), (order_id, "call"))), NOW))
        await db.write(lambda c: annotations.set_private_note(c, order_id, "=my note", NOW))
        plan = ExportPlan({F.TAGS: "Tags", F.PRIVATE_NOTE: "Note", F.STATUS: "Status"}, {"to_ship": "To ship"})
        await Exports(db).write(tmp_path / "o.csv", [order_id, 999], plan)

    asyncio.run(write())
    assert _csv(tmp_path / "o.csv") == [{"Tags": "call, gift", "Note": "'=my note", "Status": "To ship"}]


def test_progress_is_told_and_a_stop_leaves_no_file(db: Database, tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(b"before")
    told: list[tuple[int, int]] = []

    async def write() -> bool:
        ids, stop = await _fill(db, [_order(number) for number in range(600)]), asyncio.Event()

        def show(done: int, total: int) -> None:
            told.append((done, total))
            if len(told) == 2:
                stop.set()

        return (await Exports(db).write(path, ids, BY_ORDER, show=show, stop=stop)).stopped

    assert asyncio.run(write())
    assert told == [(250, 600), (500, 600)]
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir() if "part" in one.name] == []


def test_more_lines_than_a_sheet_takes_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_SHEET_ROWS", 4)
    sheet = files.XlsxSheet(tmp_path / "long.xlsx", ["n"])
    sheet.add([[number] for number in range(7)])
    sheet.close()
    book = openpyxl.load_workbook(tmp_path / "long.xlsx")
    assert [[row[0] for row in page.iter_rows(values_only=True)] for page in book] == [
        ["n", 0, 1, 2],
        ["n", 3, 4, 5],
        ["n", 6],
    ]


@pytest.mark.parametrize(("name", "code"), [("orders.txt", "unknown_file_kind"), ("no/orders.csv", "file_not_written")])
def test_what_cannot_be_written_is_said(db: Database, tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        _written(db, [_order(1)], tmp_path / name, BY_ORDER)
    assert refused.value.code == code
