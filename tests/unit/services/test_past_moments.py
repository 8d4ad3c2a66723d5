"""A past moment comes back as drafts, as far as it is known; history is not kept for ever."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from history_told import HOUR, WHOLE, read, story, told
from stocked_shop import ACCOUNT, CUP, NOON, POT, Stocked, offer, stocked, tell

from desktop.domain.catalog import ListingStatus, WarehouseStock
from desktop.domain.catalog_grid import Field, Place
from desktop.domain.errors import NotPossible
from desktop.domain.typed_values import STYLES
from desktop.services import history
from desktop.services.draft_judgement import Manner
from desktop.services.history import KEPT_FOR, MOST_LINES, History
from desktop.services.restoring import NOT_KNOWN, Restored
from desktop.store import catalog_ingest, drafts, value_history


async def no_sleep(_seconds: float) -> None:
    return None


def test_changes_are_kept_for_a_year_and_a_month(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_AT_ONCE", 2)

    async def happens(shop: Stocked) -> None:
        for at in range(1, 8):
            await read(shop, NOON + at * HOUR, replace(CUP, stock=5 + at))
        later = History(
            shop.services.db,
            shop.services.connections,
            clock=lambda: NOON + KEPT_FOR + timedelta(hours=5, minutes=30),
            sleep=no_sleep,
        )
        await later.prune()
        found = await later.story((await shop.stored("CUP")).id, WHOLE, Field.STOCK)
        assert found is not None
        assert told(found.entries) == [
            ("change", "11", "12", "", 1),
            ("change", "10", "11", "", 1),
            ("start", "10"),
        ]
        assert found.entries[-1].is_cut and found.entries[-1].at == NOON + timedelta(hours=5, minutes=30)

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_the_routine_begins_after_a_while_and_goes_on_the_next_day(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await read(shop, NOON + HOUR, replace(CUP, stock=4))
        rested: list[float] = []
        a_day_later = asyncio.Event()

        async def sleep(seconds: float) -> None:
            rested.append(seconds)
            if len(rested) == 2:
                a_day_later.set()
                await asyncio.Event().wait()

        services = shop.services
        service = History(services.db, services.connections, clock=lambda: NOON + 2 * KEPT_FOR, sleep=sleep)
        service.start()
        await asyncio.wait_for(a_day_later.wait(), 10)
        await service.stop()
        assert rested == [120.0, 86_400.0]
        assert await services.db.read(lambda c: c.execute("SELECT count(*) FROM value_history").fetchone()) == (0,)

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_value_that_moves_all_the_time_loses_its_oldest_lines_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_LINES", 3)
    assert MOST_LINES == 1_000

    async def happens(shop: Stocked) -> None:
        for at in range(1, 7):
            await read(shop, NOON + at * HOUR, replace(CUP, stock=5 + at))
        service = History(shop.services.db, shop.services.connections, clock=lambda: NOON, sleep=no_sleep)
        await service.prune()
        found = await story(shop, "CUP")
        assert told(found.entries) == [
            ("change", "10", "11", "", 1),
            ("change", "9", "10", "", 1),
            ("start", "9"),
        ]
        assert found.entries[-1].is_cut
        plan = await shop.services.restoring.plan(
            NOON + 90 * timedelta(minutes=1), [Restored.STOCK], shop_ids=[shop.shop_id]
        )
        assert [(one.then, one.code) for one in plan.lines] == [("", NOT_KNOWN)]

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_past_moment_becomes_drafts_and_is_taken_back_as_one_step(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        dearer = replace(CUP, offers=(offer("", "12.50", sale="9"),), stock=2, status=ListingStatus.INACTIVE)
        await read(shop, NOON + HOUR, replace(CUP, stock=4))
        await read(shop, NOON + 2 * HOUR, dearer)
        plan = await shop.services.restoring.plan(NOON + 1.5 * HOUR, list(Restored), shop_ids=[shop.shop_id])
        assert {(one.stored.variant.sku, one.of, one.now, one.then) for one in plan.lines} == {
            ("CUP", Field.STOCK, "2", "4"),
            ("CUP", Field.PRICE, "12.50", "10.00"),
            ("CUP", Field.SALE_PRICE, "9", ""),
            ("CUP", Field.STATUS, "inactive", "active"),
        }
        assert (plan.unchanged, plan.unknown, plan.possible) == (2, (), plan.lines)
        for style in ("en", "es", "ar"):  # whatever language the seller writes
            taken = await shop.services.restoring.put(plan, Manner(STYLES[style]))
            typed = await shop.services.db.read(drafts.all_drafts)
            assert {(one.address.field, one.value, one.code) for one in typed.values()} == {
                (Field.STOCK, "4", ""),
                (Field.PRICE, "10.00", ""),
                (Field.SALE_PRICE, "", ""),
                (Field.STATUS, "active", ""),
            }
            assert await shop.operations() == ()
            await shop.services.drafts.put(taken.before, Manner())
            assert (await shop.services.drafts.counts()).changed == 0

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_moment_before_the_first_reading_is_not_known(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        late = replace(CUP, remote_id="9", sku="NEW", stock=1)
        await read(shop, NOON + HOUR, late, replace(CUP, stock=4))
        await read(shop, NOON + 2 * HOUR, replace(late, stock=8))
        plan = await shop.services.restoring.plan(NOON + 0.5 * HOUR, [Restored.STOCK], shop_ids=[shop.shop_id])
        assert [(one.stored.variant.sku, one.then) for one in plan.lines] == [("CUP", "5")]
        assert [one.variant.sku for one in plan.unknown] == ["NEW"]
        assert plan.unchanged == 2
        new, cup = (await shop.stored("NEW")).id, (await shop.stored("CUP")).id
        one = await shop.services.restoring.plan(NOON + 1.5 * HOUR, [Restored.STOCK], variant_ids=[new])
        assert [(line.now, line.then) for line in one.lines] == [("8", "1")]
        both = await shop.services.restoring.plan(NOON + 0.5 * HOUR, [Restored.STOCK], variant_ids=[new, cup])
        assert ([line.stored.id for line in both.lines], [line.id for line in both.unknown]) == ([cup], [new])

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_each_value_comes_back_in_the_row_where_it_is_edited(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        stocks = (WarehouseStock("north", 1), WarehouseStock("south", 1))
        offers = (offer("ke", "20.50"), offer("ug", "950", "UGX", "800"))
        await read(shop, NOON + HOUR, replace(POT, stocks=stocks, offers=offers, stock=2))
        plan = await shop.services.restoring.plan(NOON, [Restored.STOCK, Restored.PRICE], shop_ids=[shop.shop_id])
        assert {(one.place, one.of, one.then) for one in plan.possible} == {
            (Place(warehouse="north"), Field.STOCK, "3"),
            (Place(warehouse="south"), Field.STOCK, "2"),
            (Place(market="ug"), Field.PRICE, "900"),
        }
        assert plan.possible == plan.lines  # the stock of the whole comes back with its warehouses

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_a_moment_longer_ago_than_history_is_kept_is_refused(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        with pytest.raises(NotPossible) as refused:
            await shop.services.restoring.plan(NOON - KEPT_FOR - HOUR, list(Restored), shop_ids=[shop.shop_id])
        assert (refused.value.code, dict(refused.value.params)) == ("history_not_kept", {"days": "400"})

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_what_is_gone_or_came_back_the_same_is_left_alone(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await read(shop, NOON + HOUR, replace(CUP, stock=4), replace(POT, status=ListingStatus.INACTIVE))
        await read(shop, NOON + 2 * HOUR, CUP)
        db = shop.services.db
        gone = await db.write(
            lambda c: catalog_ingest.mark_gone(c, ACCOUNT, walked_from=NOON + 1.9 * HOUR, at=NOON + 3 * HOUR)
        )
        assert len(gone) == 2
        plan = await shop.services.restoring.plan(NOON, list(Restored), shop_ids=[shop.shop_id])
        assert (plan.lines, plan.unchanged) == ((), 1)
        shop_id = shop.shop_id
        changed = await db.read(lambda c: value_history.changed_variants(c, NOON, [shop_id], [Field.STOCK]))
        assert changed == ((await shop.stored("CUP")).id,)

    with stocked(tmp_path) as shop:
        tell(shop, happens)


def test_prices_in_another_currency_begin_anew_and_are_never_brought_back(tmp_path: Path) -> None:
    async def happens(shop: Stocked) -> None:
        await read(shop, NOON + HOUR, replace(CUP, offers=(offer("", "12.50"),)))
        await read(shop, NOON + 2 * HOUR, replace(CUP, offers=(offer("", "12.50", "USD"),), stock=4))
        found = await story(shop, "CUP", Field.PRICE)
        assert (told(found.entries), found.entries[-1].is_cut, found.currency) == ([("start", "12.50")], True, "USD")
        assert told((await story(shop, "CUP")).entries)[0] == ("change", "5", "4", "", -1)
        plan = await shop.services.restoring.plan(NOON + 0.5 * HOUR, [Restored.PRICE], shop_ids=[shop.shop_id])
        assert [(one.of, one.now, one.code) for one in plan.lines] == [(Field.PRICE, "12.50", NOT_KNOWN)]
        await read(shop, NOON + 3 * HOUR, replace(CUP, offers=(offer("", "13", "USD"),)))
        changed = told((await story(shop, "CUP", Field.PRICE)).entries)
        assert changed == [("change", "12.50", "13", "", None), ("start", "12.50")]

    with stocked(tmp_path) as shop:
        tell(shop, happens)
