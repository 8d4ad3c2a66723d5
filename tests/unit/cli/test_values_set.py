"""Values as they are typed: what can be meant in two ways is refused, and prices are told as money."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from desktop.cli import choices, shapes, values
from desktop.cli.exits import UsageError
from desktop.domain.accounts import AccountState, Market
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.services.shop_views import ShopView

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.mark.parametrize("text", ["+5", "1_000", "1e3", "1.5", "1,5", "", "five", "0x10", "--5"])
def test_only_a_whole_number_is_a_quantity(text: str) -> None:
    with pytest.raises(UsageError):
        values._quantity("A", text)


@pytest.mark.parametrize("text", ["+5", "1_000", "1e3", "12,50", ".5", "5.", "NaN", "Infinity", ""])
def test_only_a_plain_number_is_a_price(text: str) -> None:
    with pytest.raises(UsageError):
        values._amount("A", text)


def test_plain_numbers_are_read_exactly() -> None:
    assert (values._quantity("A", "-7"), values._quantity("A", "007")) == (-7, 7)
    assert values._amount("A", "12.50") == Decimal("12.50")


def test_a_sku_may_hold_an_equals_sign_and_is_named_once() -> None:
    assert values._pairs(["A=B=5", " C =6 ", "C=6"]) == [("A=B", "5"), ("C", "6")]
    with pytest.raises(UsageError) as told:
        values._pairs(["A=5", "A=7"])
    assert told.value.code == "value_twice"


@pytest.mark.parametrize("text", ["30", "30/", ""])
def test_dates_without_a_sale_price_are_not_dropped(text: str) -> None:
    with pytest.raises(UsageError) as told:
        values._prices("A", text, AT, None)
    assert told.value.code == "dates_without_sale"


def test_a_market_is_named_by_its_code_or_its_name() -> None:
    markets = (
        Market("shpe", "Shopee", "ID", "IDR"),
        Market("708", "Toko", "BR", "BRL"),
        Market("9", "toko", "BR", "BRL"),
    )
    shop = ShopView("1", "Desk", "x", "X", "a", "A", AccountState.CONNECTED, markets=markets)
    typed = ("shpe", "SHPE", "shopee", "708", "toko", "nowhere", "")
    assert [choices.market_named([shop], one) for one in typed] == ["shpe"] * 3 + ["708", "toko", "nowhere", ""]


def test_prices_of_an_operation_are_money() -> None:
    after = {"price": "30.50", "sale_price": None, "sku": "A", "currency": "SGD", "extra": {"item": "1"}}
    one = Operation(
        "o", "c", "a", "s", OperationKind.SET_PRICE, "1", "A", {"price": "29"}, after, OperationState.QUEUED, AT
    )
    told = shapes.operation(one, "Desk")
    assert told["before"] == {"price": {"amount": "29", "currency": "SGD"}}
    assert told["after"] == {
        "price": {"amount": "30.50", "currency": "SGD"}, "sale_price": None, "sku": "A", "currency": "SGD",
    }  # fmt: skip
