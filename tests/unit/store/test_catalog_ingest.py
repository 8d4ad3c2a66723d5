"""The cached catalog: only what is new or different is written, what was not there is gone, what was done is shown."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from made import ACCOUNT, NOW

from desktop.domain.catalog import ListingStatus, Offer, QcStatus, Variant, WarehouseStock
from desktop.domain.catalog_views import CatalogQuery
from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.store import catalog, catalog_ingest
from desktop.store.db import Database

LATER = NOW + timedelta(hours=1)
KETTLE = Variant(
    "v-1",
    "KET-1",
    "Kettle, blue",
    product_remote_id="p-1",
    product_name="Kettle",
    shop_remote_id="shop-2",
    stock=7,
    safety_stock=1,
    stocks=(WarehouseStock("north", 4), WarehouseStock("south", 3)),
    offers=(
        Offer("ke", Money(Decimal("12.50"), "KES"), Money(Decimal("9.90"), "KES"), NOW, LATER, ListingStatus.ACTIVE),
        Offer("ug", None, status=ListingStatus.INACTIVE, platform_status="off", safety_stock=2),
    ),
    status=ListingStatus.ACTIVE,
    platform_status="live",
    qc_status=QcStatus.REJECTED,
    qc_reason="The picture is too small.",
    barcode="4006381333931",
    brand="Ada",
    category="Kitchen",
    image_url="https://img.example/1.jpg",
    options={"Colour": "Blue"},
    updated_at=NOW,
    extra={"sid": "s-1", "deep": {"list": [1, 2]}},
)
MUG = Variant("v-2", "MUG-1", "Mug", stock=None)


def save(db: Database, *variants: Variant, at: datetime = NOW) -> tuple[int, ...]:
    return asyncio.run(db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, variants, at=at)))


def gone(db: Database, walked_from: datetime) -> tuple[int, ...]:
    return asyncio.run(
        db.write(lambda c: catalog_ingest.mark_gone(c, ACCOUNT, walked_from=walked_from, at=walked_from))
    )


def shown(db: Database, search: str = "") -> dict[str, Variant]:
    """What a view of the catalog holds."""
    ids = db.read_now(lambda c: catalog.variant_ids(c, CatalogQuery(search=search)))
    return {one.variant.remote_id: one.variant for one in db.read_now(lambda c: catalog.variants(c, ids))}


def done(db: Database, kind: OperationKind, on: str = "v-1", **after: Any) -> None:
    """A platform has told a wish as done without showing the SKU."""
    wish = Operation("o", "c", ACCOUNT, "", kind, on, on, {}, after, OperationState.DONE, NOW)
    asyncio.run(db.write(lambda c: catalog_ingest.save_fulfilled(c, ACCOUNT, [wish], at=LATER)))


def test_everything_told_is_read_back_as_it_was(shop_db: Database) -> None:
    assert len(save(shop_db, KETTLE, MUG)) == 2
    assert shown(shop_db) == {"v-1": KETTLE, "v-2": replace(MUG, shop_remote_id="shop-1")}


def test_the_same_page_again_changes_nothing(shop_db: Database) -> None:
    save(shop_db, KETTLE, replace(MUG, shop_remote_id="shop-1"))
    assert save(shop_db, KETTLE, replace(MUG, shop_remote_id="shop-1"), at=LATER) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"stock": 6},
        {"offers": ()},
        {"offers": KETTLE.offers[:1]},
        {"stocks": (WarehouseStock("north", 7),)},
        {"status": ListingStatus.INACTIVE},
        {"qc_reason": ""},
        {"extra": {"sid": "s-2"}},
        {"options": {}},
    ],
    ids=str,
)
def test_any_difference_is_written_whole(shop_db: Database, change: dict[str, Any]) -> None:
    (id_,) = save(shop_db, KETTLE)
    changed = replace(KETTLE, **change)
    assert save(shop_db, changed, at=LATER) == (id_,)
    assert shown(shop_db) == {"v-1": changed}


def test_a_sku_told_twice_on_a_page_is_there_once_as_told_last(shop_db: Database) -> None:
    assert len(save(shop_db, KETTLE, replace(KETTLE, stock=2))) == 1
    assert shown(shop_db)["v-1"].stock == 2


def test_one_without_an_id_is_left_out(shop_db: Database) -> None:
    assert save(shop_db, replace(KETTLE, remote_id="")) == ()


def test_what_a_walk_does_not_bring_is_gone_and_comes_back_as_itself(shop_db: Database) -> None:
    first, second = save(shop_db, KETTLE, MUG)
    save(shop_db, KETTLE, at=LATER)
    assert gone(shop_db, LATER) == (second,)
    assert shown(shop_db).keys() == {"v-1"}
    assert gone(shop_db, LATER) == ()
    assert save(shop_db, MUG, at=LATER) == (second,)
    assert shown(shop_db).keys() == {"v-1", "v-2"}
    assert first != second


def test_a_new_name_is_found_and_the_old_one_is_not(shop_db: Database) -> None:
    save(shop_db, KETTLE)
    save(shop_db, replace(KETTLE, name="Teapot, red", product_name=""), at=LATER)
    assert shown(shop_db, "teapot").keys() == {"v-1"}
    assert shown(shop_db, "blue") == {}


def test_a_shop_that_nobody_discovered_does_not_lose_its_skus(shop_db: Database) -> None:
    save(shop_db, replace(KETTLE, shop_remote_id="shop-9"))
    assert shown(shop_db)["v-1"].shop_remote_id == "shop-9"


def test_an_unknown_account_is_said_so(shop_db: Database) -> None:
    with pytest.raises(NotPossible, match="unknown_account"):
        asyncio.run(shop_db.write(lambda c: catalog_ingest.save_variants(c, "nobody", [KETTLE], at=NOW)))


def test_a_value_told_as_done_is_shown_and_the_rest_stays(shop_db: Database) -> None:
    save(shop_db, KETTLE)
    done(shop_db, OperationKind.SET_STOCK, quantity=9, warehouse="north")
    done(shop_db, OperationKind.SET_PRICE, price="20", market="ug", currency="UGX")
    found = shown(shop_db)["v-1"]
    assert (found.stock, [one.quantity for one in found.stocks]) == (12, [9, 3])
    assert [one.price for one in found.offers] == [KETTLE.offers[0].price, Money(Decimal("20"), "UGX")]
    assert replace(found, stock=7, stocks=KETTLE.stocks, offers=KETTLE.offers) == KETTLE


@pytest.mark.parametrize("known", [(), (KETTLE,)], ids=["never seen", "gone"])
def test_a_value_told_as_done_brings_no_sku_into_being(shop_db: Database, known: Sequence[Variant]) -> None:
    save(shop_db, *known)
    gone(shop_db, LATER)
    done(shop_db, OperationKind.SET_STOCK, quantity=9)
    assert shown(shop_db) == {}
