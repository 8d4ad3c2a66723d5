"""What is wished of SKUs becomes operations with what was seen before, or a reason why it cannot be."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from stocked_shop import ACCOUNT, CAN, CUP, Stocked, manifest, stocked, tell

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.operations import OperationKind, OperationState
from desktop.platforms.kit.manifest import Can
from desktop.services.variant_wishes import Edit
from desktop.store import accounts, catalog_ingest

STOCK, PRICE, STATUS = OperationKind.SET_STOCK, OperationKind.SET_PRICE, OperationKind.SET_STATUS


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Stocked]:
    with stocked(tmp_path) as found:
        yield found


async def refusal(shop: Stocked, edit: Edit) -> tuple[str, str]:
    """State and code of a wish that is not queued."""
    queued = await shop.services.catalog_work.wish([edit], "one")
    assert (queued.change_set_id, queued.order_ids) == ("", ())
    assert await shop.operations() == ()
    (told,) = queued.results
    return told.state, told.code


def test_a_wish_holds_what_was_seen_and_what_its_connector_needs(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        queued = await shop.services.catalog_work.wish([Edit(await shop.stored("CUP"), STOCK, {"quantity": 9})], "more")
        (one,) = await shop.services.outbox.of_change_set(queued.change_set_id)
        assert (one.account_id, one.shop_id, one.kind, one.subject, one.label) == (
            ACCOUNT,
            shop.shop_id,
            STOCK,
            "1",
            "CUP",
        )
        assert (one.before, one.state) == ({"quantity": 5}, OperationState.QUEUED)
        assert one.after == {
            "quantity": 9,
            "sku": "CUP",
            "shop": "shop-1",
            "product": "product of 1",
            "extra": {"sid": "1"},
        }

    tell(shop, story)


def test_a_price_is_wished_in_the_currency_of_its_market(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        edit = Edit(await shop.stored("POT"), PRICE, {"price": "950"}, "ug")
        await shop.services.catalog_work.wish([edit], "dearer")
        (one,) = await shop.operations()
        assert (one.after["currency"], one.after["market"], one.before) == ("UGX", "ug", {"price": "900"})

    tell(shop, story)


def test_a_first_price_takes_the_currency_of_the_shops_market(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        edit = Edit(await shop.stored("LID"), PRICE, {"price": "3.00"})
        await shop.services.catalog_work.wish([edit], "first")
        (one,) = await shop.operations()
        assert (one.after["currency"], one.before) == ("KES", {})

    tell(shop, story)


def test_what_the_marketplace_forbids_is_told_and_the_others_go_out(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        cup, pot = await shop.stored("CUP"), await shop.stored("POT")
        edits = [Edit(cup, STOCK, {"quantity": -1}), Edit(pot, STOCK, {"quantity": 4}, "", "north")]
        queued = await shop.services.catalog_work.wish(edits, "two")
        (told,) = queued.results
        assert (told.number, told.ok, told.state, told.code) == ("CUP", False, "not_possible", "below_zero")
        assert queued.order_ids == (pot.id,)
        assert [(one.label, one.after["warehouse"]) for one in await shop.operations()] == [("POT", "north")]

    tell(shop, story)


def test_a_warning_stops_nobody(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        queued = await shop.services.catalog_work.wish([Edit(await shop.stored("CUP"), PRICE, {"price": "1"})], "cheap")
        assert queued.results == () and len(await shop.operations()) == 1

    tell(shop, story)


def test_a_market_or_a_warehouse_that_is_not_there_is_refused(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        pot = await shop.stored("POT")
        refused = ("not_possible", "unknown_market")
        assert await refusal(shop, Edit(pot, PRICE, {"price": "1"}, "ng")) == refused
        refused = ("not_possible", "unknown_warehouse")
        assert await refusal(shop, Edit(pot, STOCK, {"quantity": 1}, "", "west")) == refused

    tell(shop, story)


def test_what_the_platform_or_this_shop_cannot_is_refused(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        cup = await shop.stored("CUP")
        safety = Edit(cup, OperationKind.SET_SAFETY_STOCK, {"quantity": 1})
        assert await refusal(shop, safety) == ("not_possible", "not_supported")
        lacking = [DiscoveredShop("shop-1", "Amina's Pots", lacks=("set_status",))]
        await shop.services.db.write(lambda c: accounts.save_shops(c, ACCOUNT, lacking, shop.now))
        assert await refusal(shop, Edit(cup, STATUS, {"status": "inactive"})) == ("not_possible", "not_supported")

    tell(shop, story)


def test_a_sku_is_found_whatever_its_case_and_in_the_market_meant(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        found = await shop.services.catalog_work.named(["cup", "POT", "MUG"], [shop.shop_id], "ke")
        assert [one.variant.sku for one in found["cup"]] == ["CUP"]
        assert [one.variant.sku for one in found["POT"]] == ["POT"]
        assert found["MUG"] == ()

    tell(shop, story)


def test_of_two_listings_of_a_sku_the_one_sold_in_the_market_is_meant(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        elsewhere = replace(CUP, remote_id="9", offers=(replace(CUP.offers[0], market="ug"),))
        await shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, [elsewhere], at=shop.now))
        named = shop.services.catalog_work.named
        assert [one.variant.remote_id for one in (await named(["CUP"], [], "ug"))["CUP"]] == ["9"]
        assert {one.variant.remote_id for one in (await named(["CUP"], [], "ng"))["CUP"]} == {"1", "9"}

    tell(shop, story)


def test_where_a_platform_lists_no_skus_the_seller_is_taken_at_his_word(tmp_path: Path) -> None:
    async def story(shop: Stocked) -> None:
        (mug,) = (await shop.services.catalog_work.named(["MUG"], [shop.shop_id]))["MUG"]
        assert (mug.id, mug.variant.remote_id, mug.variant.sku, mug.shop_id) == (0, "MUG", "MUG", shop.shop_id)
        queued = await shop.services.catalog_work.wish([Edit(mug, STOCK, {"quantity": 2})], "typed")
        (one,) = await shop.services.outbox.of_change_set(queued.change_set_id)
        assert (one.subject, one.before) == ("MUG", {})

    with stocked(tmp_path, manifest(CAN | {Can.UNLISTED_SKUS})) as shop:
        tell(shop, story)


def test_what_was_told_as_done_is_what_the_next_wish_was_seen_with(shop: Stocked) -> None:
    """An answer that does not show the SKU must not leave the old value on the screen."""

    async def story(shop: Stocked) -> None:
        work = shop.services.catalog_work
        await work.wish([Edit(await shop.stored("CUP"), STOCK, {"quantity": 9})], "first")
        await shop.answered(OperationState.DONE)
        assert (await shop.stored("CUP")).variant.stock == 9
        await work.wish([Edit(await shop.stored("CUP"), STOCK, {"quantity": 2})], "second")
        assert (await shop.operations())[-1].before == {"quantity": 9}

    tell(shop, story)
