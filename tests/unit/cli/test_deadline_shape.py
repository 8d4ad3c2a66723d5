"""The terminal's order tells when it breaches and what that costs; nothing is null that is known."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desktop.cli import shapes
from desktop.domain.accounts import Market
from desktop.domain.labels import LabelState
from desktop.domain.money import Money
from desktop.domain.order_views import OrderDetail, OrderRow
from desktop.domain.orders import Address, Bucket

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def detail(**more: Any) -> OrderDetail:
    row = OrderRow(
        1, "a", "s", "Shop", "north", "r", "300", Bucket.TO_PACK, "open", "Amina", "MUG", 1,
        Money(Decimal("12.50"), "KES"), NOW, NOW, None, "", "", LabelState.NONE, None, 0, "KE", **more,
    )  # fmt: skip
    return OrderDetail(row, Address(), (), (), (), (), ())


def test_an_order_with_a_risk_tells_it() -> None:
    shape = shapes.order(detail(breach_at=NOW, risk=Money(Decimal("512.50"), "KES")))
    assert (shape["breach_at"], shape["risk"]) == ("2026-11-20T08:00:00Z", {"amount": "512.50", "currency": "KES"})


def test_an_order_without_one_tells_null() -> None:
    shape = shapes.order(detail())
    assert (shape["breach_at"], shape["risk"]) == (None, None)


def test_what_nobody_wrote_is_null() -> None:
    shape = shapes.order(detail())
    assert (shape["note"], shape["private_note"]) == (None, None)
    assert shapes.market(Market("708", "Shopee", "BR", "BRL"))["status"] is None
