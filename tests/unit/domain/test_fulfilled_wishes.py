"""A variant after a wish came true holds exactly the wish, in its place, and nothing else has changed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from desktop.domain.catalog import ListingStatus, Offer, Variant, WarehouseStock
from desktop.domain.fulfilled_wishes import fulfilled
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.wishes import present, same, wished

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KE = Offer("ke", Money(Decimal("20"), "KES"), status=ListingStatus.ACTIVE, safety_stock=1)
POT = Variant(
    "2", "POT", "A pot", stock=5, stocks=(WarehouseStock("north", 3), WarehouseStock("south", 2)), offers=(KE,)
)


def after(kind: OperationKind, variant: Variant = POT, /, **values: Any) -> Variant:
    """The variant once it has come true; what it holds then is what was wished."""
    wish = Operation("o", "c", "a", "s", kind, "2", "POT", {}, values, OperationState.DONE, NOON)
    found = fulfilled(wish, variant)
    there = present(kind, found, str(values.get("market", "")), str(values.get("warehouse", "")))
    assert same({key: value for key, value in wished(wish).items() if value is not None}, there)
    return found


def test_stock_as_a_whole_and_in_one_warehouse() -> None:
    assert after(OperationKind.SET_STOCK, quantity=9).stock == 9
    moved = after(OperationKind.SET_STOCK, quantity=7, warehouse="north")
    assert (moved.stock, [one.quantity for one in moved.stocks]) == (9, [7, 2])


def test_safety_stock_of_the_sku_or_of_a_market() -> None:
    assert after(OperationKind.SET_SAFETY_STOCK, quantity=4).safety_stock == 4
    assert after(OperationKind.SET_SAFETY_STOCK, quantity=4, market="ke").offers[0].safety_stock == 4


def test_a_status_of_the_sku_or_of_a_market() -> None:
    assert after(OperationKind.SET_STATUS, status="inactive").status is ListingStatus.INACTIVE
    assert after(OperationKind.SET_STATUS, status="inactive", market="ke").offers[0].status is ListingStatus.INACTIVE


def test_a_price_keeps_the_sale_beside_it_and_a_sale_its_price() -> None:
    sale = {"sale_price": "15", "sale_from": "2026-12-01T00:00:00Z", "sale_to": "2026-12-05T00:00:00Z"}
    reduced = after(OperationKind.SET_PRICE, market="ke", **sale)
    assert reduced.offers[0].price == KE.price
    dearer = after(OperationKind.SET_PRICE, reduced, market="ke", price="25")
    assert dearer.offers[0].sale_price == Money(Decimal("15"), "KES")
    ended = after(OperationKind.SET_PRICE, dearer, market="ke", sale_price=None, sale_from=None, sale_to=None)
    assert ended.offers[0].price == Money(Decimal("25"), "KES")


def test_a_market_that_had_no_price_has_one_now() -> None:
    found = after(OperationKind.SET_PRICE, market="ug", price="900", currency="UGX")
    assert [(one.market, one.price) for one in found.offers] == [
        ("ke", KE.price),
        ("ug", Money(Decimal("900"), "UGX")),
    ]


def test_a_price_that_was_taken_away_is_none() -> None:
    assert after(OperationKind.SET_PRICE, market="ke", price=None).offers[0].price is None
