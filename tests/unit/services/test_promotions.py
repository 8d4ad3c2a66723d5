"""Promotions are our own record: made by price wishes or by one operation, ended, taken back, and listed once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from stocked_shop import ACCOUNT, CAN, NOON, Stocked, manifest, stocked, tell

from desktop.domain.accounts import DiscoveredShop
from desktop.domain.errors import NotPossible, StoreError
from desktop.domain.money import Money
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.promotions import Promotion, PromotionKind, PromotionLine, PromotionState, StoredPromotion
from desktop.domain.wishes import promotion_of
from desktop.platforms.kit.manifest import Can
from desktop.store import accounts, promotions

S, P = OperationState, PromotionState
SALE, STORE = PromotionKind.SALE_PRICE, PromotionKind.STORE


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Stocked]:
    with stocked(tmp_path) as found:
        yield found


def promotion(kind: PromotionKind = STORE, *lines: PromotionLine, **more: Any) -> Promotion:
    values: dict[str, Any] = {"starts_at": NOON - timedelta(days=1), "ends_at": NOON + timedelta(days=1), **more}
    return Promotion("", kind, "Weekend", lines=lines, **values)


def cheap(sku: str, price: str = "8.00", market: str = "") -> PromotionLine:
    return PromotionLine(sku, market=market, price=Money(Decimal(price), ""))


async def only(shop: Stocked) -> StoredPromotion:
    (found,) = await shop.services.promotions.list()
    return found


async def platform_lists(shop: Stocked, *found: Promotion) -> None:
    await shop.services.db.write(lambda c: promotions.save_listed(c, ACCOUNT, found, NOON))


def test_a_sale_is_a_price_wish_for_each_line_and_one_record(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        wish = promotion(SALE, cheap("CUP"), cheap("POT", "700", "ug"))
        queued = await shop.services.promotions.create(wish, shop.shop_id)
        operations = await shop.services.outbox.of_change_set(queued.change_set_id)
        assert [(one.kind, one.label, one.after["sale_price"]) for one in operations] == [
            (OperationKind.SET_PRICE, "CUP", "8.00"),
            (OperationKind.SET_PRICE, "POT", "700"),
        ]
        found = await only(shop)
        assert (found.change_set_id, found.shop_id, found.promotion.state) == (
            queued.change_set_id,
            shop.shop_id,
            P.RUNNING,
        )
        assert [(one.variant_remote_id, one.state) for one in found.promotion.lines] == [
            ("1", "queued"),
            ("2", "queued"),
        ]

    tell(shop, story)


def test_any_other_kind_is_one_operation_that_holds_all_of_it(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        wish = promotion(STORE, fields={"discount_amount_percent": "10"})
        await shop.services.promotions.create(wish, shop.shop_id)
        (one,) = await shop.operations()
        assert (one.kind, one.label, one.after["shop"]) == (OperationKind.CREATE_PROMOTION, "Weekend", "shop-1")
        assert promotion_of(one) == replace(wish, shop_remote_id="shop-1")

    tell(shop, story)


def test_a_line_that_cannot_be_is_told_and_the_others_are_made(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        wish = promotion(SALE, cheap("CUP"), cheap("POT", "7", "ng"))
        queued = await shop.services.promotions.create(wish, shop.shop_id)
        assert [(one.number, one.code) for one in queued.results] == [("POT", "unknown_market")]
        assert [one.label for one in await shop.operations()] == ["CUP"]

    tell(shop, story)


def test_where_no_line_can_be_there_is_no_record(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        queued = await shop.services.promotions.create(promotion(SALE, cheap("POT", "7", "ng")), shop.shop_id)
        assert queued.change_set_id == ""
        assert await shop.services.promotions.list() == ()

    tell(shop, story)


@pytest.mark.parametrize(
    ("wish", "shop_id", "code"),
    [
        (promotion(PromotionKind.VOUCHER), None, "kind_not_offered"),
        (promotion(SALE, cheap("MUG")), None, "unknown_sku"),
        (promotion(SALE, PromotionLine("LID", discount="10")), None, "line_without_price"),
        (promotion(), "nowhere", "unknown_shop"),
    ],
)
def test_what_cannot_be_made_is_said_and_leaves_nothing(
    shop: Stocked, wish: Promotion, shop_id: str | None, code: str
) -> None:
    async def story(shop: Stocked) -> None:
        with pytest.raises(NotPossible, match=code):
            await shop.services.promotions.create(wish, shop_id or shop.shop_id)
        assert await shop.operations() == ()
        assert await shop.services.promotions.list() == ()

    tell(shop, story)


@pytest.mark.parametrize("delete", [False, True])
def test_ending_a_sale_takes_its_prices_back(shop: Stocked, delete: bool) -> None:
    async def story(shop: Stocked) -> None:
        service = shop.services.promotions
        await service.create(promotion(SALE, cheap("CUP")), shop.shop_id)
        await shop.answered(S.DONE)
        found = await only(shop)
        queued = await (service.delete(found.id) if delete else service.end(found.id))
        (end,) = await shop.services.outbox.of_change_set(queued.change_set_id)
        assert (end.kind, end.after["sale_price"]) == (OperationKind.SET_PRICE, None)
        assert end.before["sale_price"] == "8.00"
        assert (await only(shop)).promotion.state is P.RUNNING
        await shop.answered(S.DONE)
        assert (await only(shop)).promotion.state is P.ENDED

    tell(shop, story)


@pytest.mark.parametrize(
    ("way", "kind"), [("end", OperationKind.END_PROMOTION), ("delete", OperationKind.DELETE_PROMOTION)]
)
def test_ending_another_kind_names_what_the_platform_calls_it(shop: Stocked, way: str, kind: OperationKind) -> None:
    async def story(shop: Stocked) -> None:
        service = shop.services.promotions
        await service.create(promotion(), shop.shop_id)
        await shop.answered(S.DONE, remote_ref="r-1")
        found = await only(shop)
        await getattr(service, way)(found.id)
        end = (await shop.operations())[-1]
        assert (end.kind, end.subject, promotion_of(end).remote_id) == (kind, found.id, "r-1")

    tell(shop, story)


def test_a_refused_end_leaves_it_running(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await shop.services.promotions.create(promotion(), shop.shop_id)
        await shop.answered(S.DONE)
        await shop.services.promotions.end((await only(shop)).id)
        await shop.answered(S.REFUSED, "not_now")
        assert (await only(shop)).promotion.state is P.RUNNING

    tell(shop, story)


def test_nobodys_promotion_cannot_be_ended(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        with pytest.raises(NotPossible, match="unknown_promotion"):
            await shop.services.promotions.end("never")

    tell(shop, story)


def test_what_the_platform_cannot_take_back_is_said(tmp_path: Path) -> None:
    async def story(shop: Stocked) -> None:
        await shop.services.promotions.create(promotion(), shop.shop_id)
        found = await only(shop)
        with pytest.raises(NotPossible, match="not_supported"):
            await shop.services.promotions.delete(found.id)
        lacking = [DiscoveredShop("shop-1", "Amina's Pots", lacks=("end_promotion",))]
        await shop.services.db.write(lambda c: accounts.save_shops(c, ACCOUNT, lacking, NOON))
        with pytest.raises(NotPossible, match="not_supported"):
            await shop.services.promotions.end(found.id)
        assert (await only(shop)).ended_by == ""

    with stocked(tmp_path, manifest(CAN - {Can.DELETE_PROMOTION})) as shop:
        tell(shop, story)


def test_what_the_platform_lists_too_is_there_once(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await shop.services.promotions.create(promotion(), shop.shop_id)
        await shop.answered(S.DONE, remote_ref="r-1")
        listed = replace(promotion(), remote_id="r-1", shop_remote_id="shop-1", state=P.RUNNING)
        await platform_lists(shop, listed, replace(listed, remote_id="r-2", name="Not ours"))
        found = await shop.services.promotions.list()
        assert {(one.promotion.remote_id, one.promotion.name) for one in found} == {
            ("r-1", "Weekend"),
            ("r-2", "Not ours"),
        }

    tell(shop, story)


def test_one_that_the_platform_listed_can_be_ended_by_its_own_id(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await platform_lists(shop, replace(promotion(), remote_id="r-2", shop_remote_id="shop-1"))
        await shop.services.promotions.end("r-2")
        (end,) = await shop.operations()
        assert (end.kind, promotion_of(end).remote_id) == (OperationKind.END_PROMOTION, "r-2")
        await shop.answered(S.DONE)
        assert (await only(shop)).promotion.state is P.ENDED

    tell(shop, story)


def test_only_the_shops_asked_for_are_listed(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        await shop.services.promotions.create(promotion(), shop.shop_id)
        assert await shop.services.promotions.list(["another"]) == ()
        assert len(await shop.services.promotions.list([shop.shop_id])) == 1

    tell(shop, story)


@pytest.mark.parametrize("kind", [SALE, STORE])
def test_wishes_and_record_are_written_together_or_not_at_all(
    shop: Stocked, kind: PromotionKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_anything: object) -> None:
        raise StoreError("disk_full")

    async def story(shop: Stocked) -> None:
        monkeypatch.setattr(promotions, "save", full)
        lines = [cheap("CUP")] if kind is SALE else []
        with pytest.raises(StoreError, match="disk_full"):
            await shop.services.promotions.create(promotion(kind, *lines), shop.shop_id)
        assert await shop.operations() == ()
        assert await shop.services.promotions.list() == ()

    tell(shop, story)
