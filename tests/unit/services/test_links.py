"""Linked SKUs on a real file: what is linked, counted, typed, sold and taken back, and who is told how often."""

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from linked_market import ACCOUNT, STOCK, Market, at_shop, play
from stocked_shop import NOON

from desktop.cli import links as cli_links
from desktop.cli import values as cli_values
from desktop.cli.console import Console
from desktop.cli.exits import UsageError
from desktop.domain.catalog import Variant, VariantRef, WarehouseStock
from desktop.domain.catalog_grid import Field, key_of
from desktop.domain.errors import NotPossible
from desktop.domain.guard_titles import Moved, moves_told
from desktop.domain.linking import Doubt, MoveKind
from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.orders import ItemStatus
from desktop.services.draft_judgement import Manner
from desktop.services.variant_wishes import Edit
from desktop.store import catalog_ingest, outbox
from desktop.store.drafts import all_drafts


def test_shops_that_show_the_same_need_no_count_and_nothing_is_sent(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        assert (await market.linked()).stock == 10
        pots = await market.services.links.link([*await market.ids("Pot 1"), *await market.ids("POT1")], "Pots")
        by_name = {one.name: one for one in await market.services.links.groups()}
        assert by_name["Pots"].stock is None, "4 here and 6 there: nobody knows"
        assert await market.wishes() == []
        await market.see("1", sku="POT1", shop=1)
        assert (await market.services.links.groups())[1].stock is None, "the guard is silent until it is counted"
        await market.services.links.rename(pots.group_ids[0], " Big pots ")
        assert {one.name for one in await market.services.links.groups()} == {"CUP", "Big pots"}
        for wrong, code in (([1], "link_too_few"), ([1, 99], "unknown_sku")):
            with pytest.raises(NotPossible, match=code):
                await market.services.links.link(wrong)

    play(tmp_path, story)


def test_a_sale_is_passed_on_once_with_its_name_and_several_come_as_one_change(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        await market.linked()
        for number, shop in (("3001", 0), ("3002", 1)):
            await market.see(number, shop=shop)
            await market.see(number, shop=shop)
        passed = await market.services.guard.pass_on()
        assert await market.wishes() == [("North", 6), ("South", 6), ("West", 6)]
        title = await market.services.db.read(lambda c: outbox.title_of(c, passed.change_set_ids[0]))
        assert moves_told(title or "") == (Moved(MoveKind.SOLD, 4, 2, ("3001", "3002")),)
        assert (await market.services.guard.pass_on()).wishes == 0
        await market.see("3003", shop=2, units=1)
        await market.services.guard.pass_on()
        assert await market.wishes() == [("West", 6), ("North", 5), ("South", 5)], "newer wishes stand for older ones"

    play(tmp_path, story)


def test_history_that_is_read_later_and_orders_known_at_the_count_take_nothing(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        await market.see("known")
        await market.linked(10)
        await market.see("known", ItemStatus.PACKED)
        await market.see("old", ItemStatus.DELIVERED, created=NOON - timedelta(days=90))
        await market.see("never", ItemStatus.CANCELLED)
        assert (await market.group()).stock == 10
        await market.see("late", created=NOON - timedelta(hours=3))
        assert (await market.group()).stock == 8, "it came in late and still lies on the shelf"
        await market.see("late", ItemStatus.SHIPPED)
        await market.see("late", ItemStatus.CANCELLED)
        assert (await market.group()).stock == 8, "what has left the house does not come back by itself"
        await market.see("other shop's", sku="LID")
        assert (await market.group()).stock == 8

    play(tmp_path, story)


def test_what_is_typed_in_one_shop_is_drafted_in_all_less_their_buffers(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked()
        north, south, west = (one.stored.id for one in group.members)
        await market.services.links.set_buffer(south, 3)
        await market.services.outbox.discard([one.id for one in await market.services.outbox.list()])
        drafts = market.services.drafts

        async def typed() -> dict[int, str]:
            found = await market.services.db.read(all_drafts)
            return {address.variant_id: one.typed for address, one in found.items()}

        taken = await drafts.type({(key_of(north), Field.STOCK): "20"}, Manner())
        found = {address.variant_id: text for address, text in taken.after.items()}
        assert found == {north: "20", south: "17", west: "20"}
        assert (await market.group()).stock == 10, "nothing holds before it is sent"
        await drafts.put(taken.before, Manner())
        assert (await drafts.counts()).changed == 0
        await drafts.type({(key_of(south), Field.STOCK): "17", (key_of(west), Field.STOCK): "8"}, Manner())
        assert await typed() == {north: "8", south: "17", west: "8"}
        await drafts.type({(key_of(west), Field.STOCK): None}, Manner())
        assert await typed() == {}, "one shelf: a draft taken back takes those of the others along"
        await drafts.type({(key_of(south), Field.STOCK): "17"}, Manner())
        pushed = await market.services.review.push("Delivery")
        assert pushed.wishes == 3
        assert (await market.group()).stock == 20
        assert (await market.services.guard.pass_on()).wishes == 0, "all were told by the push itself"

    play(tmp_path, story)


def test_what_is_typed_for_one_warehouse_after_the_other_makes_one_shelf(tmp_path: Path) -> None:
    stocks = (WarehouseStock("north", 10), WarehouseStock("south", 10))
    trays = at_shop(0, "TRAY", 20, stocks=stocks), at_shop(1, "TRAY", 20)

    async def story(market: Market) -> None:
        await market.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, trays, at=NOON))
        await market.services.links.link(await market.ids("TRAY"))
        here, there = await market.ids("TRAY")
        for number, shelf in ((1, "14"), (2, "8")):
            await market.services.drafts.type({(key_of(here, number), Field.STOCK): "4"}, Manner())
            found = await market.services.db.read(all_drafts)
            assert {one.typed for address, one in found.items() if address.variant_id == there} == {shelf}

    play(tmp_path, story)


def test_who_sets_one_shop_without_the_grid_counts_the_shelf_and_the_others_follow(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked()
        edit = Edit(group.members[1].stored, OperationKind.SET_STOCK, {"quantity": 7})
        queued = await market.services.catalog_work.wish([edit], "stock")
        await market.services.guard.pass_on()
        (own,) = await market.services.outbox.of_change_set(queued.change_set_id)
        assert own.state is OperationState.QUEUED, "the seller's own wish is not replaced by the guard's"
        assert (await market.group()).stock == 7
        assert sorted(await market.wishes()) == [("North", 7), ("South", 7), ("West", 7)]
        await market.services.links.set_guarded(group.id, False)
        await market.services.catalog_work.wish([replace(edit, values={"quantity": 3})], "stock")
        await market.see("9")
        await market.services.guard.pass_on()
        assert (await market.group()).stock == 5, "without its guard a shelf still knows its sales, and sends nothing"
        assert ("South", 3) in await market.wishes()

    play(tmp_path, story)


def test_linking_is_taken_back_and_a_dissolved_shelf_comes_back_with_what_was_sold_meanwhile(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        links = market.services.links
        linked = await links.link(await market.ids("CUP"))
        await links.undo(linked)
        assert await links.groups() == ()
        group = await market.linked(12)
        await market.see("1")
        west = group.members[2].stored.id
        unlinked = await links.unlink([west])
        await market.see("2", shop=2)
        assert ((await market.group()).stock, len((await market.group()).members)) == (10, 2)
        await links.undo(unlinked)
        assert ((await market.group()).stock, len((await market.group()).members)) == (8, 3)
        gone = await links.dissolve(group.id)
        await market.see("3")
        assert await links.groups() == ()
        await links.undo(gone)
        assert (await market.group()).stock == 6
        shelf = await links.group_of(west)
        assert shelf is not None
        assert [(one.label, one.quantity) for one in shelf.moves if one.label] == [("3", -2), ("2", -2), ("1", -2)]
        north, south = (one.stored.id for one in shelf.members[:2])
        await links.unlink([north, south])
        assert await links.groups() == (), "a shelf of one is none"

    play(tmp_path, story)


def test_suggestions_tell_why_and_why_not_and_a_declined_one_does_not_come_back(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        links = market.services.links
        found = {one.members[0].sku: one for one in await links.suggestions()}
        assert set(found) == {"CUP", "Pot 1", "LID"}, "twice in one shop is no suggestion"
        pots, lids = found["Pot 1"], found["LID"]
        assert (pots.by_sku, pots.by_barcode, pots.doubts) == (True, False, (Doubt.OTHER_BARCODE,))
        assert (lids.by_sku, lids.by_barcode) == (False, True)
        await links.decline([pots])
        assert {one.members[0].sku for one in await links.suggestions()} == {"CUP", "LID"}
        await links.take_back_decline([pots])
        north, south, _west = await market.ids("CUP")
        await links.link([north, south])
        (cups,) = [one for one in await links.suggestions() if one.members[0].sku == "CUP"]
        await links.accept([cups, pots])
        groups = await links.groups()
        assert sorted(len(one.members) for one in groups) == [2, 3], "the third cup joins the two that are linked"
        assert [one.members[0].sku for one in await links.suggestions()] == ["LID"]

    play(tmp_path, story)


class Shown:
    """A platform that shows what it is told to show."""

    def __init__(self, stock: int) -> None:
        self.stock = stock

    async def variant_pages(self) -> None:
        raise AssertionError("nobody asked for the whole catalog")

    async def read_variants(self, refs: Sequence[VariantRef]) -> tuple[Variant, ...]:
        known = {one.remote_id: one for one in STOCK}
        return tuple(replace(known[ref.remote_id], stock=self.stock) for ref in refs)


@pytest.mark.parametrize(("shown", "first", "second"), [(8, [], []), (10, [("North", 8)], []), (5, [], [("North", 8)])])
def test_a_shop_that_sold_is_set_right_where_its_platform_shows_something_else(
    tmp_path: Path, shown: int, first: list[object], second: list[object]
) -> None:
    """Too much is lowered at once; too little may be a sale not known yet, so that it is raised one sync later."""

    async def story(market: Market) -> None:
        await market.linked()

        async def connector(_account: str) -> Shown:
            return Shown(shown)

        market.services.connections.connector = connector  # type: ignore[method-assign, assignment]
        await market.see("1")
        await market.services.guard.pass_on()
        told = await market.wishes()
        assert told == [("South", 8), ("West", 8)]
        await market.services.guard.look(ACCOUNT)
        assert (await market.wishes())[2:] == first
        await market.services.guard.look(ACCOUNT)
        assert (await market.wishes())[2 + len(first) :] == second
        assert (await market.services.guard.look(ACCOUNT)).wishes == 0

    play(tmp_path, story)


def test_a_sku_that_is_gone_from_its_shop_is_told_nothing(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked()
        market.clock[0] += timedelta(hours=1)
        left = [one for one in STOCK if one.remote_id != "2-CUP"]
        at = market.clock[0]
        await market.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, left, at=at))
        await market.services.db.write(lambda c: catalog_ingest.mark_gone(c, ACCOUNT, walked_from=at, at=at))
        await market.see("1")
        await market.services.guard.pass_on()
        assert await market.wishes() == [("South", 8)]
        assert len((await market.group()).members) == len(group.members) - 1

    play(tmp_path, story)


def test_a_shop_that_takes_no_stock_is_told_as_a_problem(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        await market.linked()
        await market.services.db.write(
            lambda c: c.exec_driver_sql("UPDATE shops SET lacks = '[\"set_stock\"]' WHERE remote_id = 'shop-2'")
        )
        await market.see("1")
        passed = await market.services.guard.pass_on()
        assert [(one.shop, one.code) for one in passed.results] == [("West", "not_supported")]
        assert market.services.guard.take_problems() == passed.results
        assert market.services.guard.take_problems() == ()
        assert await market.wishes() == [("South", 8)]

    play(tmp_path, story)


def test_the_terminal_lists_links_suggests_counts_and_unlinks(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        async def told(verb: str, *names: str) -> Any:
            given = Namespace(verb=verb, names=list(names))
            return (await cli_links.links(market.services, given, Console(as_json=True))).document

        assert len((await told("suggest"))["suggestions"]) == 3
        linked = await told("link", "CUP@North", "CUP@South")
        assert [one["shop"] for one in linked["groups"][0]["members"]] == ["North", "South"]
        assert (await told("count", "CUP@South=7"))["queued"] == 2
        (group,) = (await told("list"))["groups"]
        assert (group["stock"], [one["wanted"] for one in group["members"]]) == (7, [7, 7])
        assert (await told("unlink", "CUP@North"))["unlinked"] == 1
        assert (await told("list"))["groups"] == []
        for wrong in (("link", "CUP"), ("count", "CUP@North=x"), ("count", "CUP@North=1"), ("link", "NO@North")):
            with pytest.raises(UsageError):
                await told(*wrong)

    play(tmp_path, story)


def test_the_terminal_tells_of_every_shop_that_follows_and_takes_the_others_along(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked()
        services, member = market.services, group.members[1]
        typed = Namespace(values=[f"{member.stored.variant.sku}=7"], shop=member.stored.shop, safety=False)
        typed.market, typed.warehouse, typed.push = "", "", False
        told = cast(Any, (await cli_values.stock(services, typed, Console(as_json=True))).document)
        assert sorted((one["shop"], one["state"]) for one in told["results"]) == [
            ("North", "queued"), ("South", "queued"), ("West", "queued"),
        ]  # fmt: skip
        (own,) = await services.outbox.of_change_set(told["change_set"])
        assert own.shop_id == member.stored.shop_id

    play(tmp_path, story)


def test_of_several_counts_in_one_push_the_least_holds_and_shops_that_say_more_are_told(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked(10)
        said = zip(group.members, (10, 7, 9), strict=True)  # the first says nothing new
        edits = [Edit(one.stored, OperationKind.SET_STOCK, {"quantity": units}) for one, units in said]
        await market.services.catalog_work.wish(edits, "Delivery")
        assert (await market.group()).stock == 7
        await market.services.guard.pass_on()
        assert sorted(await market.wishes()) == [("North", 7), ("South", 7), ("West", 7)]

    play(tmp_path, story)


def test_a_push_that_is_taken_back_takes_its_count_back(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked()
        edits = [Edit(one.stored, OperationKind.SET_STOCK, {"quantity": 30}) for one in group.members]
        queued = await market.services.catalog_work.wish(edits, "Delivery")
        assert (await market.group()).stock == 30
        operations = await market.services.outbox.of_change_set(queued.change_set_id)
        await market.services.db.write(lambda c: _done(c, operations))
        await market.services.outbox.undo(queued.change_set_id)
        assert (await market.group()).stock == 10

    play(tmp_path, story)


def test_a_push_that_is_given_up_before_it_was_sent_has_counted_nothing(tmp_path: Path) -> None:
    async def story(market: Market) -> None:
        group = await market.linked(10)
        edits = [Edit(one.stored, OperationKind.SET_STOCK, {"quantity": 30}) for one in group.members]
        market.clock[0] += timedelta(minutes=1)
        queued = await market.services.catalog_work.wish(edits, "Delivery")
        await market.see("1")
        assert (await market.group()).stock == 28
        first, *_others = await market.services.outbox.of_change_set(queued.change_set_id)
        await market.services.outbox.discard([first.id])
        assert (await market.group()).stock == 28, "two shops are still to be set"
        await market.services.outbox.undo(queued.change_set_id)
        assert (await market.group()).stock == 8, "the sale stays sold"
        await market.services.guard.pass_on()
        assert sorted(await market.wishes()) == [("North", 8), ("South", 8), ("West", 8)]

    play(tmp_path, story)


def _done(c: object, operations: Sequence[Operation]) -> None:
    from desktop.store import outbox_moves
    from desktop.store.outbox_moves import Verdict

    outbox_moves.claim(c, [one.id for one in operations])  # type: ignore[arg-type]
    verdicts = [Verdict(one.id, OperationState.SENDING, OperationState.DONE) for one in operations]
    outbox_moves.record(c, ACCOUNT, verdicts, (), NOON)  # type: ignore[arg-type]
