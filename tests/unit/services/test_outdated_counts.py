"""A stock typed before a sale came in is never sent as if nothing were sold: it is told, set right, or asked about."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from push_counter import Counter, counter, pushed, typed
from stocked_shop import ACCOUNT, CUP, NOON, Stocked, tell

from desktop.domain.money import Money
from desktop.domain.orders import ItemStatus, Order, OrderItem
from desktop.domain.outdated_counts import Fix, Outdated
from desktop.services.draft_judgement import Manner
from desktop.services.rehearsal import Forecast
from desktop.services.review import ReviewedChange
from desktop.store import catalog_ingest, order_ingest

MONEY = Money(Decimal(5), "KES")


class Till:
    """The shop with its clock: every act is a minute later than the one before."""

    def __init__(self, shop: Stocked, platform: Counter, clock: list[datetime]) -> None:
        self.shop, self.platform, self._clock = shop, platform, clock

    def later(self) -> datetime:
        self._clock[0] += timedelta(minutes=1)
        return self._clock[0]

    async def type(self, **texts: str) -> None:
        self.later()
        await typed(self.shop, "CUP", **texts)

    async def sells(self, number: str, units: int, status: ItemStatus = ItemStatus.TO_PACK) -> None:
        """An order comes in, and the platform counts it."""
        at = self.later()
        item = OrderItem(f"{number}-1", "cup", "A cup", units, MONEY, status, "new", shop_remote_id="shop-1")
        made = Order(number, number, "x", MONEY, at, at, shop_remote_ids=("shop-1",), items=(item,))
        await self.shop.services.db.write(lambda c: order_ingest.save_orders(c, ACCOUNT, [made], at=at))

    async def shows(self, stock: int) -> None:
        """The platform holds this many from now on, and a sync reads it."""
        at = self.later()
        self.platform.somebody_sets("CUP", stock)
        now = replace(CUP, stock=stock)
        await self.shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, [now], at=at))

    async def reviewed(self) -> ReviewedChange:
        found = await self.shop.services.review.review()
        return next(one for one in found.changes if one.stored.variant.sku == "CUP" and one.of == "stock")

    async def fix(self, fix: Fix) -> None:
        one = await self.reviewed()
        self.later()
        await self.shop.services.drafts.put({one.address: one.fixed(fix)}, Manner())

    async def sent(self) -> list[tuple[str, object]]:
        self.later()
        await pushed(self.shop)
        return [(one.state.value, one.before.get("quantity")) for one in await self.shop.operations()]


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    clock = [NOON]
    with counter(tmp_path, lambda: clock[0]) as (shop, platform):
        yield Till(shop, platform, clock)


def said(one: ReviewedChange) -> list[tuple[str, dict[str, str]]]:
    return [(finding.code, dict(finding.params)) for finding in one.findings if finding.code.endswith("_typed")]


def test_the_review_says_what_was_sold_since_and_the_push_asks_instead_of_overwriting(till: Till) -> None:
    async def story(_shop: Stocked) -> None:
        await till.type(stock="9")
        assert said(await till.reviewed()) == []
        await till.sells("3001", 2)
        await till.shows(3)
        one = await till.reviewed()
        assert said(one) == [
            ("sold_since_typed", {"units": "2", "orders": "3001"}),
            ("stock_moved_since_typed", {"saw": "5", "there": "3"}),
        ]
        assert (one.level, one.gone) == (1, 2)
        rehearsed = await till.shop.services.rehearsals.rehearse()
        assert [found.forecast for found in rehearsed.changes] == [Forecast.CHANGED]
        assert await till.sent() == [("conflict", 5)]
        assert till.platform.variants["1"].stock == 3

    tell(till.shop, story)


@pytest.mark.parametrize(("fix", "stock"), [(Fix.TAKE_OFF, 7), (Fix.KEEP, 9), (Fix.DROP, 3)])
def test_it_is_set_right_in_one_press_and_then_sent(till: Till, fix: Fix, stock: int) -> None:
    async def story(_shop: Stocked) -> None:
        await till.type(stock="9")
        await till.sells("3001", 2)
        await till.shows(3)
        await till.fix(fix)
        await till.sent()
        assert till.platform.variants["1"].stock == stock
        assert {one.state.value for one in await till.shop.operations()} <= {"done"}

    tell(till.shop, story)


def test_a_price_typed_beside_it_makes_no_old_count_new(till: Till) -> None:
    async def story(_shop: Stocked) -> None:
        await till.type(stock="9")
        await till.sells("3001", 2)
        await till.type(price="12")
        assert [code for code, _params in said(await till.reviewed())] == ["sold_since_typed"]

    tell(till.shop, story)


def test_an_undo_brings_an_old_count_back_as_old_as_it_is(till: Till) -> None:
    async def story(_shop: Stocked) -> None:
        drafts = till.shop.services.drafts
        await till.type(stock="9")
        await till.sells("3001", 2)
        one = await till.reviewed()
        till.later()
        fixed = await drafts.put({one.address: one.fixed(Fix.TAKE_OFF)}, Manner())
        assert said(await till.reviewed()) == []
        await drafts.put(fixed.before, Manner(), fixed.times)
        assert (await till.reviewed()).findings == one.findings
        gone = await drafts.discard_all()
        await drafts.put(gone.before, Manner(), gone.times)
        assert (await till.reviewed()).findings == one.findings

    tell(till.shop, story)


def test_what_was_known_when_it_was_typed_is_no_news(till: Till) -> None:
    async def story(_shop: Stocked) -> None:
        await till.sells("3001", 2)
        await pushed(till.shop, CUP="4")  # on its way, and seen as such
        await till.type(stock="8")
        await till.sells("3002", 1, ItemStatus.CANCELLED)
        assert said(await till.reviewed()) == []

    tell(till.shop, story)


def test_what_came_back_is_no_news(till: Till) -> None:
    async def story(_shop: Stocked) -> None:
        await till.type(stock="9")
        await till.shows(3)
        assert (await till.reviewed()).outdated is not None
        await till.shows(5)
        assert (await till.reviewed()).outdated is None

    tell(till.shop, story)


def test_a_wish_that_was_on_its_way_when_it_was_typed_is_what_was_seen(till: Till) -> None:
    async def story(_shop: Stocked) -> None:
        await till.type(stock="4")
        await till.shop.services.review.push("Stock")
        await till.type(stock="8")
        await till.shop.services.outbox.run_until_idle()
        assert till.platform.variants["1"].stock == 4
        await till.shows(4)
        assert said(await till.reviewed()) == []
        await till.shows(3)
        assert said(await till.reviewed()) == [("stock_moved_since_typed", {"saw": "4", "there": "3"})]

    tell(till.shop, story)


def test_the_more_cautious_way_to_reckon_counts() -> None:
    assert Outdated(saw=8, sold=1).gone(there=5) == 3, "an order is still on its way to us"
    assert Outdated(saw=8, sold=2).gone(there=20) == 2, "restocked there meanwhile"
    assert Outdated(saw=8).gone(there=9) == 0
    assert Outdated(sold=4).gone(there=None) == 4
