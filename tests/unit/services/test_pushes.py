"""A push is told value by value, tried again where it failed, decided where somebody else was faster, taken back."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from push_counter import Counter, counter, pushed, typed
from stocked_shop import Stocked, tell

from desktop.domain.errors import NotPossible, Unreachable
from desktop.domain.money import Money
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.pushes import Fate, Return, kept
from desktop.services.build import build_services
from desktop.services.product_wishes import of_deletion
from desktop.store import outbox_moves


@pytest.fixture
def house(tmp_path: Path) -> Iterator[tuple[Stocked, Counter]]:
    with counter(tmp_path) as opened:
        yield opened


def test_every_value_of_a_push_is_told_with_its_fate_also_after_a_restart(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.refuses = {"LID"}
        platform.somebody_sets("PAN", 1)
        await typed(shop, "CUP", price="12", stock="7")
        id_ = await pushed(shop, LID="9")
        again = build_services(shop.services.profile, [], clock=lambda: shop.now)
        (push,) = await again.pushes.list()
        assert (push.id, push.title, push.total) == (id_, "Changes in the catalog", 3)
        assert push.counts == {Fate.DONE: 2, Fate.REFUSED: 1}
        assert push.shops == ("Amina's Pots",)
        (line,) = await again.pushes.lines(id_, {Fate.REFUSED})
        assert (line.operation.label, line.of.value, line.before, line.wished) == ("LID", "stock", "5", "9")
        assert (line.operation.code, line.operation.params["most"]) == ("over_limit", "8")
        again.db.close()

    tell(shop, story)


def test_retry_sends_only_what_failed_and_nothing_that_was_wished_anew(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.refuses = {"LID", "CUP"}
        id_ = await pushed(shop, CUP="7", LID="9")
        platform.refuses = set()
        await pushed(shop, CUP="8")
        assert await shop.services.pushes.retry_failed(id_) == 1
        await shop.services.outbox.run_until_idle()
        assert platform.sent == [("CUP", {"quantity": 8}), ("LID", {"quantity": 9})]
        push = await shop.services.pushes.push(id_)
        assert push is not None
        assert push.counts == {Fate.DONE: 1, Fate.REFUSED: 1}

    tell(shop, story)


@pytest.mark.parametrize(("mine", "holds"), [({"quantity"}, 9), (set(), 3)])
def test_a_conflict_shows_both_values_and_is_decided(
    house: tuple[Stocked, Counter], mine: set[str], holds: int
) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.somebody_sets("CUP", 3)
        id_ = await pushed(shop, CUP="9", LID="4")
        (line,) = await shop.services.pushes.conflicts(id_)
        assert (line.before, line.theirs, line.wished) == ("5", "3", "9")
        assert await shop.services.pushes.resolve({line.operation.id: mine}) == 1
        assert await shop.services.outbox.run_until_idle() == ()
        assert platform.variants["1"].stock == holds
        assert await shop.services.pushes.conflicts() == ()

    tell(shop, story)


def test_of_a_price_in_dispute_one_value_is_kept_and_the_other_left(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        await typed(shop, "CUP", price="12", sale_price="11")
        found = platform.variants["1"]
        theirs = replace(found.offers[0], price=Money(Decimal("9.00"), "KES"))
        platform.variants["1"] = replace(found, offers=(theirs,))
        id_ = await pushed(shop)
        lines = await shop.services.pushes.conflicts(id_)
        assert [(one.key, one.theirs, one.wished) for one in lines] == [("price", "9.00", "12")]
        assert len(await shop.services.pushes.lines(id_)) == 2, "the sale is wished too, but nobody changed it there"
        await shop.services.pushes.resolve({lines[0].operation.id: kept(lines[0].operation, {"price": False})})
        await shop.services.outbox.run_until_idle()
        offer = platform.variants["1"].offers[0]
        assert (offer.price, offer.sale_price) == (theirs.price, Money(Decimal(11), "KES"))

    tell(shop, story)


def test_undo_looks_first_and_leaves_alone_what_somebody_changed(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        id_ = await pushed(shop, CUP="9", PAN="8", LID="7")
        platform.somebody_sets("PAN", 1)
        plan = await shop.services.pushes.plan_undo(id_)
        assert {one.operation.label: one.what for one in plan.lines} == {
            "CUP": Return.SET_BACK, "PAN": Return.CHANGED, "LID": Return.SET_BACK,
        }  # fmt: skip
        (changed,) = plan.of(Return.CHANGED)
        assert changed.theirs == {"quantity": 1}
        assert (await shop.stored("PAN")).variant.stock == 1  # what was read is shown
        undone = await shop.services.pushes.undo(plan)
        assert await shop.services.outbox.run_until_idle() == ()
        assert [platform.variants[id_].stock for id_ in "123"] == [5, 1, 5]
        back = await shop.services.pushes.push(undone.change_set_id)
        assert back is not None
        assert (back.is_undo, back.counts) == (True, {Fate.DONE: 2})

    tell(shop, story)


def test_undo_leaves_alone_what_was_so_before_the_push(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.somebody_sets("PAN", 8)
        id_ = await pushed(shop, CUP="9", PAN="8")
        plan = await shop.services.pushes.plan_undo(id_)
        assert [one.what for one in plan.lines] == [Return.SET_BACK, Return.NOTHING]
        await shop.services.pushes.undo(plan)
        await shop.services.outbox.run_until_idle()
        assert [platform.variants[id_].stock for id_ in "12"] == [5, 8]

    tell(shop, story)


def test_an_undo_is_taken_back_too(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        pushes = shop.services.pushes
        undone = await pushes.undo(await pushes.plan_undo(await pushed(shop, CUP="9")))
        await shop.services.outbox.run_until_idle()
        assert platform.variants["1"].stock == 5
        await pushes.undo(await pushes.plan_undo(undone.change_set_id))
        await shop.services.outbox.run_until_idle()
        assert platform.variants["1"].stock == 9

    tell(shop, story)


def test_without_a_line_the_last_known_values_count_and_that_is_said(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        id_ = await pushed(shop, CUP="9")
        platform.down = Unreachable("no_connection")
        platform.somebody_sets("CUP", 2)
        plan = await shop.services.pushes.plan_undo(id_)
        assert plan.unread == {"Amina's Pots": "no_connection"}
        assert [one.what for one in plan.lines] == [Return.SET_BACK]
        await shop.services.pushes.undo(plan)
        platform.down = None
        (asked,) = await shop.services.outbox.run_until_idle()  # the outbox looks again before it sends
        assert (asked.state, asked.ack) == (OperationState.CONFLICT, {"quantity": 2})

    tell(shop, story)


def test_a_push_that_waits_for_the_line_says_so_until_the_line_is_back(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.down = Unreachable("no_connection")
        id_ = await pushed(shop, CUP="9")
        push = await shop.services.pushes.push(id_)
        assert push is not None and push.is_offline and push.counts == {Fate.WAITING: 1}
        platform.down = None
        await shop.services.outbox.poke()
        await shop.services.outbox.run_until_idle()
        push = await shop.services.pushes.push(id_)
        assert push is not None and not push.is_offline and push.counts == {Fate.DONE: 1}

    tell(shop, story)


def test_undo_of_what_still_waits_only_withdraws_it(house: tuple[Stocked, Counter]) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.somebody_sets("CUP", 3)
        id_ = await pushed(shop, CUP="9")
        plan = await shop.services.pushes.plan_undo(id_)
        assert [one.what for one in plan.lines] == [Return.WITHDRAW]
        assert (await shop.services.pushes.undo(plan)).change_set_id == ""
        push = await shop.services.pushes.push(id_)
        assert push is not None
        assert push.counts == {Fate.TAKEN_BACK: 1}
        assert platform.sent == []

    tell(shop, story)


def test_what_is_typed_while_a_push_is_on_the_wire_stays_typed(house: tuple[Stocked, Counter]) -> None:
    """Also the old value: it is another wish now. It goes out afterwards, without a question about our own change."""
    shop, platform = house

    async def story(shop: Stocked) -> None:
        platform.before_send = lambda: typed(shop, "CUP", stock="5")
        first = await pushed(shop, CUP="9")
        assert platform.variants["1"].stock == 9
        counts = await shop.services.drafts.counts()
        assert counts.changed == 1
        second = await pushed(shop)
        assert [platform.variants["1"].stock, (await shop.services.drafts.counts()).changed] == [5, 0]
        assert first != second

    tell(shop, story)


def test_a_second_push_behind_the_first_is_no_conflict_and_its_undo_knows_the_first(
    house: tuple[Stocked, Counter],
) -> None:
    shop, platform = house

    async def story(shop: Stocked) -> None:
        async def push_again() -> None:
            await typed(shop, "CUP", stock="12")
            await shop.services.review.push("Changes in the catalog")

        platform.before_send = push_again
        await pushed(shop, CUP="9")
        assert platform.sent == [("CUP", {"quantity": 9}), ("CUP", {"quantity": 12})]
        second = (await shop.services.pushes.list())[0]
        await shop.services.pushes.undo(await shop.services.pushes.plan_undo(second.id))
        await shop.services.outbox.run_until_idle()
        assert platform.variants["1"].stock == 9

    tell(shop, story)


def test_failed_rows_become_a_file_without_formulas(house: tuple[Stocked, Counter], tmp_path: Path) -> None:
    shop, _platform = house

    async def story(shop: Stocked) -> None:
        titles, rows = ("SKU", "Reason"), [("=CUP", "@too much"), ("LID", "At most 8.")]
        await shop.services.pushes.export(tmp_path / "failed.csv", titles, rows)
        await shop.services.pushes.export(tmp_path / "failed.xlsx", titles, rows)
        with pytest.raises(NotPossible, match="unknown_file_kind"):
            await shop.services.pushes.export(tmp_path / "failed.pdf", titles, rows)

    tell(shop, story)
    with (tmp_path / "failed.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1] == ["'=CUP", "'@too much"]
    cell = openpyxl.load_workbook(tmp_path / "failed.xlsx").active["A2"]
    assert (cell.value, cell.data_type) == ("=CUP", "s")
    assert sorted(one.name for one in tmp_path.glob("*failed*")) == ["failed.csv", "failed.xlsx"]


def test_whole_products_are_pushes_too_decided_and_withdrawn_as_one(house: tuple[Stocked, Counter]) -> None:
    shop, _platform = house

    async def story(shop: Stocked) -> None:
        for at, state in enumerate((OperationState.CONFLICT, OperationState.QUEUED, OperationState.DONE)):
            one = of_deletion(await shop.stored("CUP"), f"op-{at}", f"set-{at}", shop.now)
            held = replace(one, kind=OperationKind.UPDATE_PRODUCT, state=state, subject=f"p{at}")
            await shop.services.db.write(
                lambda c, held=held: outbox_moves.add_change_set(c, held.change_set_id, "x", [held], shop.now)
            )
        pushes = shop.services.pushes
        assert [one.kinds for one in await pushes.list()] == [(OperationKind.UPDATE_PRODUCT,)] * 3
        (line,) = await pushes.conflicts()
        assert (line.operation.id, line.of, line.key, line.before, line.shop) == (
            "op-0", None, "product", "", "Amina's Pots",
        )  # fmt: skip
        assert await pushes.resolve({"op-0": {line.key}}) == 1
        states = {one.id: one.state for one in await shop.operations()}
        assert states["op-0"] is OperationState.QUEUED
        plans = [await pushes.plan_undo(f"set-{at}") for at in (1, 2)]
        assert [[(one.what, one.code) for one in plan.lines] for plan in plans] == [
            [(Return.WITHDRAW, "")], [(Return.CANNOT, "cannot_undo")],
        ]  # fmt: skip

    tell(shop, story)
