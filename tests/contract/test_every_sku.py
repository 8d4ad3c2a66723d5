"""Every platform with a catalog: what is read is what the platform holds, value by value."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from shop_floor import Floor, work
from wishing import true_variants, variants

from desktop.domain.catalog import ListingStatus, Offer, Variant, VariantRef
from desktop.domain.wishes import same_day
from desktop.platforms.kit.manifest import Can

pytestmark = pytest.mark.needs(Can.READ_CATALOG)


@pytest.fixture
def floor(floor: Floor) -> Floor:
    """What a platform offers by a switch is switched on."""
    floor.offer_all()
    return floor


def test_every_sku_is_read_exactly(floor: Floor) -> None:
    found = {one.remote_id: one for one in work(floor, variants)}
    truth = true_variants(floor)
    assert found.keys() == truth.keys()
    for key, true in truth.items():
        _assert_same(found[key], true)


def _assert_same(variant: Variant, true: dict[str, Any]) -> None:
    assert (variant.sku, variant.stock) == (true["sku"], true["stock"])
    if variant.status is not ListingStatus.UNKNOWN:
        assert variant.status.value == true["status"]
    assert {one.warehouse: one.quantity for one in variant.stocks} == {
        one["warehouse"]: one["quantity"] for one in true["stocks"]
    }
    offers = {offer.market: offer for offer in variant.offers}
    assert offers.keys() == {offer["market"] for offer in true["offers"]}
    for real in true["offers"]:
        _assert_same_offer(offers[real["market"]], real)


def _assert_same_offer(offer: Offer, real: dict[str, Any]) -> None:
    assert _amount(offer.price and offer.price.amount) == _amount(real["price"])
    assert _amount(offer.sale_price and offer.sale_price.amount) == _amount(real["sale_price"])
    assert offer.safety_stock == real["safety_stock"]
    for mine, theirs in ((offer.sale_from, real["sale_from"]), (offer.sale_to, real["sale_to"])):
        assert (mine is None) == (theirs is None)
        if mine is not None:
            assert same_day(mine, datetime.fromisoformat(theirs))


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def test_single_skus_are_read_as_they_are_now(floor: Floor) -> None:
    async def job(floor: Floor) -> None:
        first, second, *_ = [one for one in await variants(floor) if one.stock is not None or not _has_stock(floor)]
        if _has_stock(floor):
            floor.sandbox.happen("stock_changed", variant=first.remote_id, quantity=41)
        refs = [VariantRef(one.remote_id, one.sku, one.shop_remote_id, one.extra) for one in (first, second)]
        found = {one.remote_id: one for one in await floor.connector.read_variants(refs)}
        assert found.keys() == {first.remote_id, second.remote_id}
        if _has_stock(floor):
            assert (found[first.remote_id].stock, found[second.remote_id].stock) == (41, second.stock)

    work(floor, job)


def _has_stock(floor: Floor) -> bool:
    return Can.SET_STOCK in floor.manifest.can
