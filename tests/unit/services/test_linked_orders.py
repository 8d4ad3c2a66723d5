"""What orders say later - other quantities, cancelled, taken out, open again - moves a shelf, and each thing once."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from linked_market import Market, Story, play
from stocked_shop import NOON

from desktop.domain.catalog_grid import Field, key_of
from desktop.domain.orders import ItemStatus
from desktop.domain.outdated_counts import Fix
from desktop.services.draft_judgement import Manner

_seen = st.tuples(st.integers(0, 3), st.tuples(st.sampled_from(ItemStatus), st.integers(1, 3)))
_events = st.lists(st.one_of(_seen, st.tuples(st.just(-1), st.integers(0, 30))), max_size=14)
GONE = (ItemStatus.SHIPPED, ItemStatus.DELIVERED, ItemStatus.FAILED, ItemStatus.RETURNED)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_events)
def test_on_the_file_a_shelf_is_its_moves_whatever_comes(
    tmp_path_factory: pytest.TempPathFactory, events: Sequence[tuple[int, object]]
) -> None:
    async def story(market: Market) -> None:
        group = await market.linked(10)
        stock, taken, left, seen, counted = 10, dict[int, int](), set[int](), set[int](), set[int]()
        for item, what in events:
            if item < 0:
                await market.services.links.count(group.id, int(str(what)))
                stock, counted = int(str(what)), counted | seen
                continue
            assert isinstance(what, tuple)
            status, units = what
            await market.see(f"o{item}", status, units, shop=item % 3)
            await market.see(f"o{item}", status, units, shop=item % 3)
            now = 0 if status is ItemStatus.CANCELLED else units
            is_shut = taken.get(item) == 0 and status in (*GONE, ItemStatus.UNKNOWN)
            is_known = item not in taken and (item in counted or not now)
            if item not in left and not is_shut and not is_known:
                stock, taken[item] = stock + taken.get(item, 0) - now, now
                left |= {item} if status in GONE else set()
            seen.add(item)
            await market.services.guard.pass_on()
        found = await market.services.links.group_of(group.members[0].stored.id)
        assert found is not None
        assert found.stock == stock == sum(one.quantity for one in found.moves)
        assert all(isinstance(quantity, int) and quantity >= 0 for _shop, quantity in await market.wishes())

    play(tmp_path_factory.mktemp("shelf"), story)


def test_another_quantity_and_a_late_cancelling_are_followed_once_also_over_a_restart(tmp_path: Path) -> None:
    said = list[list[tuple[str, object]]]()

    def see(number: str, units: int, status: ItemStatus = ItemStatus.TO_PACK) -> Story:
        async def story(market: Market) -> None:
            if not await market.services.links.groups():
                await market.linked(10)
            await market.see(number, status, units)
            await market.see(number, status, units)
            await market.services.guard.pass_on()
            assert (await market.services.guard.pass_on()).wishes == 0
            said.append(sorted(await market.wishes()))

        return story

    steps = (see("1", 2), see("1", 5), see("1", 4), see("1", 4, ItemStatus.CANCELLED), see("1", 4))
    for at, step in enumerate(steps):
        play(tmp_path, step, NOON + timedelta(hours=at))
    assert [[units for _shop, units in one] for one in said] == [[8, 8], [5, 5], [6, 6], [10, 10], [6, 6]]


def test_an_item_that_is_taken_out_of_its_order_gives_back_what_it_took(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        await market.linked(10)
        await market.see("1", units=3)
        assert (await market.group()).stock == 7
        await market.see("1", units=2, sku="SPOON", shop=2, item="1-2")
        assert (await market.group()).stock == 10
        await market.see("1", units=3)
        await market.see("1", ItemStatus.SHIPPED, units=3)
        await market.see("1", units=1, sku="SPOON", shop=2, item="1-2")
        assert (await market.group()).stock == 7, "it has left the house"

    play(tmp_path, story)


def test_a_count_of_a_shared_shelf_typed_before_a_sale_waits_until_somebody_decides(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        await market.linked(10)
        key = key_of((await market.ids("CUP"))[0])
        await market.services.drafts.type({(key, Field.STOCK): "20"}, Manner())
        await market.see("1", units=2, shop=1)
        review = market.services.review
        found = (await review.review()).changes
        assert [(one.level, one.gone, one.outdated and one.outdated.orders) for one in found] == [(2, 2, ("1",))] * 3
        assert (await review.push("Count")).wishes == 0, "of one shelf nobody asks back: it waits"
        assert (await market.group()).stock == 8
        market.clock[0] += timedelta(minutes=1)
        await market.services.drafts.put({one.address: one.fixed(Fix.TAKE_OFF) for one in found}, Manner())
        assert (await review.push("Count")).wishes == 3
        assert (await market.group()).stock == 18
        assert sorted(await market.wishes()) == [("North", 18), ("South", 18), ("West", 18)]

    play(tmp_path, story)
