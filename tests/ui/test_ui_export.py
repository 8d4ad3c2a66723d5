"""An export opens in a spreadsheet as text, whatever a buyer is called."""

import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.domain.labels import LabelState
from desktop.domain.money import Money
from desktop.domain.order_views import OrderRow
from desktop.domain.orders import Bucket
from desktop.ui.orders.export import as_csv


def _row(buyer: str, amount: str = "12.50") -> OrderRow:
    at = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
    return OrderRow(
        id=1,
        account_id="a",
        shop_id="s",
        shop="Shop",
        platform="p",
        remote_id="r",
        number="300",
        bucket=Bucket.TO_PACK,
        platform_status="",
        buyer=buyer,
        items="2 x CUP",
        item_count=2,
        total=Money(Decimal(amount), "KES"),
        created_at=at,
        updated_at=at,
        ship_by=None,
        provider="",
        tracking="",
        label=LabelState.NONE,
        label_problem=None,
        printed=0,
        country="KE",
    )


def _read(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("buyer", ['=HYPERLINK("x")', "+1", "@SUM(A1)", "-cmd", "\tx"])
def test_no_cell_becomes_a_formula(buyer: str) -> None:
    cell = _read(as_csv([_row(buyer)]))[1][3]
    assert cell.startswith("'") or cell.lstrip("+-").isdigit() is False
    assert not cell.startswith(("=", "@", "\t", "-"))


def test_amounts_stay_exact_and_scripts_readable() -> None:
    head, line = _read(as_csv([_row('مريم, "A"\nB', "-1234567890.10")]))
    assert len(head) == len(line)
    assert line[3] == 'مريم, "A"\nB'
    assert line[5:8] == ["-1234567890.10", "KES", "2026-11-20 08:00:00"]
