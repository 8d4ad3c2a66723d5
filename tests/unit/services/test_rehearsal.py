"""A rehearsal foretells what a push does, sends nothing, and changes nothing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from push_counter import Counter, counter, pushed, typed
from stocked_shop import Stocked, tell

from desktop.domain.catalog_grid import Field
from desktop.domain.errors import AuthNeeded
from desktop.services import fresh_reading
from desktop.services.rehearsal import Forecast


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Stocked, Counter]]:
    with counter(tmp_path) as opened:
        yield opened


def test_each_change_is_told_what_a_push_would_do_and_the_push_does_it(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", stock="9", price="12")
        await typed(shop, "PAN", stock="8")
        await typed(shop, "LID", stock="-1")
        platform.somebody_sets("CUP", 3)
        platform.somebody_sets("PAN", 8)
        rehearsed = await shop.services.rehearsals.rehearse()
        skus = {(await shop.stored(sku)).id: sku for sku in ("CUP", "PAN", "LID")}
        told = {(skus[one.address.variant_id], one.address.field): one for one in rehearsed.changes}
        assert {key: one.forecast for key, one in told.items()} == {
            ("CUP", Field.STOCK): Forecast.CHANGED,
            ("CUP", Field.PRICE): Forecast.SEND,
            ("PAN", Field.STOCK): Forecast.ALREADY,
            ("LID", Field.STOCK): Forecast.ERROR,
        }
        changed = told["CUP", Field.STOCK]
        assert (changed.before, changed.theirs, changed.mine) == ("5", "3", "9")
        assert platform.sent == []
        assert await shop.operations() == ()
        assert (await shop.stored("CUP")).variant.stock == 5  # the push asks about the change, as foretold
        await pushed(shop)
        states = {(one.label, one.kind.value): (one.state.value, one.code) for one in await shop.operations()}
        assert states == {
            ("CUP", "set_stock"): ("conflict", "changed_there"),
            ("CUP", "set_price"): ("done", ""),
            ("PAN", "set_stock"): ("done", "already_done"),
        }

    tell(shop, story)


def test_what_is_gone_and_what_hangs_on_an_error_is_told(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", stock="9")
        await typed(shop, "LID", price="4", sale_price="cheap")
        del platform.variants["1"]
        rehearsed = await shop.services.rehearsals.rehearse()
        assert {one.address.field: one.forecast for one in rehearsed.changes} == {
            Field.STOCK: Forecast.GONE,
            Field.PRICE: Forecast.HELD,
            Field.SALE_PRICE: Forecast.ERROR,
        }

    tell(shop, story)


def test_a_shop_that_cannot_be_asked_is_named(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", stock="9")
        platform.down = AuthNeeded("login_needed")
        rehearsed = await shop.services.rehearsals.rehearse()
        assert rehearsed.unread == {"Amina's Pots": "login_needed"}
        assert [one.forecast for one in rehearsed.changes] == [Forecast.NOT_READ]

    tell(shop, story)


def test_it_tells_how_far_it_is_and_stops_when_asked(
    house: tuple[Stocked, Counter], monkeypatch: pytest.MonkeyPatch
) -> None:
    shop, platform = house
    monkeypatch.setattr(fresh_reading, "AT_ONCE", 1)

    async def story(shop: Stocked) -> None:
        for sku in ("CUP", "PAN", "LID"):
            await typed(shop, sku, stock="6")
        stop, seen = asyncio.Event(), []

        def show(done: int, total: int) -> None:
            seen.append((done, total))
            if done == 2:
                stop.set()

        rehearsed = await shop.services.rehearsals.rehearse(show=show, stop=stop)
        assert seen == [(0, 3), (1, 3), (2, 3)]
        assert (rehearsed.stopped, platform.read) == (True, [1, 1])
        assert rehearsed.count(Forecast.NOT_READ) == 1

    tell(shop, story)
