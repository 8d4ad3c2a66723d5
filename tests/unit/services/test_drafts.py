"""What is typed into the grid is kept exactly, judged at once, and can be put back as it was."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from stocked_shop import CUP, LID, POT, Stocked, stocked, tell, variant

from desktop.domain.catalog_grid import (
    Address,
    CellState,
    DraftCounts,
    Field,
    GridQuery,
    GridRow,
    GridSort,
    Only,
    Place,
    key_of,
)
from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.profile import Profile
from desktop.domain.typed_values import STYLES
from desktop.services.draft_judgement import Manner, read, written
from desktop.services.variant_wishes import Edit
from desktop.store.db import Database

MANNER = Manner()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Stocked]:
    with stocked(tmp_path, variants=(CUP, POT, LID)) as opened:
        yield opened


async def rows(shop: Stocked, query: GridQuery | None = None) -> tuple[GridRow, ...]:
    keys = await shop.services.catalog.grid_keys(query or GridQuery())
    return await shop.services.catalog.grid_rows(keys)


async def key(shop: Stocked, sku: str, number: int = 0) -> int:
    return key_of((await shop.stored(sku)).id, number)


def test_markets_and_warehouses_are_rows_below_their_sku(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        flat, whole = await rows(shop), await rows(shop, GridQuery(expand_all=True))
        assert [(row.stored.variant.sku, row.below) for row in flat] == [("CUP", 0), ("LID", 0), ("POT", 4)]
        assert [(row.place.market, row.place.warehouse, row.depth) for row in whole][3:] == [
            ("ke", "", 1), ("ug", "", 1), ("", "north", 1), ("", "south", 1),
        ]  # fmt: skip
        assert [row.cells[Field.STOCK].value for row in whole][2:] == ["5", "5", "5", "3", "2"]
        pot = (await shop.stored("POT")).id
        one = await rows(shop, GridQuery(expanded=frozenset({pot})))
        assert [row.id for row in one] == [row.id for row in whole]
        assert whole[3].place_name == "Kenya"
        assert whole[4].currency == "UGX"

    tell(shop, story)


def test_a_cell_that_cannot_be_edited_says_why_and_nothing_typed_is_dropped_silently(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        whole, in_kenya, north = await key(shop, "POT"), await key(shop, "POT", 1), await key(shop, "POT", 3)
        taken = await shop.services.drafts.type(
            {
                (whole, Field.STOCK): "9", (whole, Field.PRICE): "9", (in_kenya, Field.STOCK): "9",
                (in_kenya, Field.PRICE): "19", (north, Field.PRICE): "9", (north, Field.STOCK): "8",
                (whole, Field.SAFETY_STOCK): "1", (key_of(999), Field.STOCK): "1",
            },
            MANNER,
        )  # fmt: skip
        assert {(one.cell[0], one.cell[1], one.code) for one in taken.not_taken} == {
            (whole, Field.STOCK, "open_the_row"), (whole, Field.PRICE, "open_the_row"),
            (in_kenya, Field.STOCK, "of_the_sku"), (north, Field.PRICE, "of_the_sku"),
            (whole, Field.SAFETY_STOCK, "not_supported"), (key_of(999), Field.STOCK, "unknown_sku"),
        }  # fmt: skip
        assert len(taken.after) == 2
        assert await shop.services.drafts.counts() == DraftCounts(2, 2, 0)  # this marketplace warns of everything

    tell(shop, story)


def test_what_is_typed_is_kept_as_typed_and_read_in_the_sellers_manner(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        cup = await key(shop, "CUP")
        french = Manner(STYLES["fr"])
        await shop.services.drafts.type({(cup, Field.PRICE): "KES 1.234,50", (cup, Field.STOCK): "1 200"}, french)
        row = (await rows(shop))[0]
        price, stock = row.cells[Field.PRICE], row.cells[Field.STOCK]
        assert (price.value, price.before, price.draft and price.draft.typed) == ("1234.50", "10.00", "KES 1.234,50")
        assert stock.value == "1200"

    tell(shop, story)


@pytest.mark.parametrize(
    ("of", "text", "code", "state"),
    [
        (Field.STOCK, "many", "not_a_number", CellState.ERROR),
        (Field.STOCK, "1.5", "whole_number_needed", CellState.ERROR),
        (Field.STOCK, "-3", "below_zero", CellState.ERROR),
        (Field.STOCK, "0", "fell_far", CellState.WARNING),
        (Field.STOCK, "2.500", "ambiguous_number", CellState.WARNING),
        (Field.PRICE, "5 %", "not_a_number", CellState.ERROR),
        (Field.PRICE, "200", "price_rose", CellState.WARNING),
        (Field.PRICE, "3", "price_fell", CellState.WARNING),
        (Field.SALE_PRICE, "12", "sale_not_below_price", CellState.WARNING),
        (Field.SALE_FROM, "2026-12-01", "sale_price_missing", CellState.ERROR),
        (Field.SALE_FROM, "soon", "not_a_date", CellState.ERROR),
        (Field.STATUS, "perhaps", "not_a_status", CellState.ERROR),
    ],
)
def test_rules_and_typos_are_told_at_once(shop: Stocked, of: Field, text: str, code: str, state: CellState) -> None:
    async def story(shop: Stocked) -> None:
        await shop.services.drafts.type({(await key(shop, "CUP"), of): text}, MANNER)
        (row,) = await rows(shop, GridQuery(only=Only.CHANGED))
        told = [cell for cell in row.cells.values() if cell.findings]
        assert code in {one.code for cell in told for one in cell.findings}
        assert state in {cell.state for cell in told}
        errors = await rows(shop, GridQuery(only=Only.ERRORS))
        assert bool(errors) is (state is CellState.ERROR)

    tell(shop, story)


def test_typing_what_holds_anyway_is_no_draft(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        cup = await key(shop, "CUP")
        await shop.services.drafts.type({(cup, Field.STOCK): "7"}, MANNER)
        await shop.services.drafts.type({(cup, Field.STOCK): "5", (cup, Field.PRICE): "10.0"}, MANNER)
        assert await shop.services.drafts.counts() == DraftCounts()

    tell(shop, story)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("price", ["1.250", "0.500", "12.345", "12.5", "2500", "1234.567", "1234567.891"])
def test_what_is_written_by_us_is_read_back_without_a_doubt(style: str, price: str) -> None:
    manner, address = Manner(STYLES[style]), Address(1, Place(), Field.PRICE)
    draft = read(address, written(Field.PRICE, price, manner), manner)
    assert draft is not None
    assert (Decimal(draft.value), draft.code) == (Decimal(price), "")


def test_an_undo_puts_back_what_was_typed_before_and_a_redo_what_came_after(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        drafts, cup, lid = shop.services.drafts, await key(shop, "CUP"), await key(shop, "LID")
        await drafts.type({(cup, Field.STOCK): "six"}, MANNER)
        taken = await drafts.type({(cup, Field.STOCK): "8", (lid, Field.STOCK): "9"}, MANNER)
        await drafts.put(taken.before, MANNER)
        undone = {row.stored.variant.sku: row.cells[Field.STOCK] for row in await rows(shop)}
        assert undone["CUP"].draft is not None
        assert (undone["CUP"].draft.typed, undone["LID"].draft) == ("six", None)
        await drafts.put(taken.after, MANNER)
        redone = {row.stored.variant.sku: row.cells[Field.STOCK].value for row in await rows(shop)}
        assert (redone["CUP"], redone["LID"]) == ("8", "9")
        gone = await drafts.discard_all()
        assert await drafts.counts() == DraftCounts()
        await drafts.put(gone.before, MANNER)
        assert (await drafts.counts()).changed == 2

    tell(shop, story)


def test_a_sale_is_wished_whole_and_ends_whole(tmp_path: Path) -> None:
    with stocked(tmp_path, variants=(variant("9", "PAN"),)) as shop:

        async def story(shop: Stocked) -> None:
            pan = await key(shop, "PAN")
            texts = {Field.SALE_PRICE: "8", Field.SALE_FROM: "2026-12-01", Field.SALE_TO: "2026-12-24"}
            await shop.services.drafts.type({(pan, of): text for of, text in texts.items()}, MANNER)
            (row,) = await rows(shop)
            assert row.cells[Field.SALE_TO].value == "2026-12-24T23:59:59Z"
            await shop.services.drafts.type({(pan, Field.SALE_PRICE): ""}, MANNER)
            (row,) = await rows(shop)  # there is no sale to end: an empty sale price is what holds anyway
            assert row.cells[Field.SALE_FROM].findings[0].code == "sale_price_missing"

        tell(shop, story)


def test_drafts_survive_the_program(tmp_path: Path) -> None:
    with stocked(tmp_path) as shop:

        async def story(shop: Stocked) -> None:
            await shop.services.drafts.type({(await key(shop, "CUP"), Field.STOCK): "41"}, MANNER)

        tell(shop, story)
    db = Database.open(Profile(tmp_path).database)
    assert db.read_now(lambda c: c.execute("SELECT typed, value FROM drafts").fetchall()) == [("41", "41")]
    db.close()


def test_what_is_on_its_way_and_what_was_refused_is_seen_in_the_cell(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        cup = await shop.stored("CUP")
        await shop.services.catalog_work.wish([Edit(cup, OperationKind.SET_STOCK, {"quantity": 9})], "Set stock")
        cell = (await rows(shop))[0].cells[Field.STOCK]
        assert (cell.value, cell.before, cell.state) == ("9", "5", CellState.SENDING)
        await shop.answered(OperationState.REFUSED, "below_zero")
        cell = (await rows(shop))[0].cells[Field.STOCK]
        assert (cell.value, cell.code, cell.state) == ("5", "below_zero", CellState.REFUSED)
        assert [row.stored.variant.sku for row in await rows(shop, GridQuery(only=Only.REFUSED))] == ["CUP"]

    tell(shop, story)


@pytest.mark.parametrize("sort", list(GridSort))
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_shows_every_sku_once(shop: Stocked, sort: GridSort, descending: bool) -> None:
    async def story(shop: Stocked) -> None:
        found = await rows(shop, GridQuery(sort=sort, descending=descending, expand_all=True))
        assert len(found) == 7
        assert len({row.id for row in found}) == 7
        part = await shop.services.catalog.grid_keys(GridQuery(sort=sort, descending=descending), 2)
        assert list(part) == [row.id for row in found if not row.depth][:2]

    tell(shop, story)


def test_a_search_finds_any_part_of_a_word_in_the_shops_asked(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        for typed, skus in (("cup", ["CUP"]), ("p", ["CUP", "POT"]), ("a po", ["POT"]), ("zzz", [])):
            assert [row.stored.variant.sku for row in await rows(shop, GridQuery(search=typed))] == skus
        assert len(await rows(shop, GridQuery(shop_ids=(shop.shop_id,)))) == 3
        assert await rows(shop, GridQuery(shop_ids=("another",))) == ()

    tell(shop, story)


def test_ten_thousand_cells_are_one_transaction(tmp_path: Path) -> None:
    many = [variant(str(at), f"S{at:05d}") for at in range(2500)]
    with stocked(tmp_path, variants=many) as shop:

        async def story(shop: Stocked) -> None:
            keys = await shop.services.catalog.grid_keys(GridQuery())
            fields = (Field.STOCK, Field.PRICE, Field.SALE_PRICE, Field.STATUS)
            texts = {Field.STOCK: "7", Field.PRICE: "11", Field.SALE_PRICE: "9", Field.STATUS: "inactive"}
            begin = asyncio.get_running_loop().time()
            taken = await shop.services.drafts.type({(k, of): texts[of] for k in keys for of in fields}, MANNER)
            took = asyncio.get_running_loop().time() - begin
            assert len(taken.after) == 10_000
            assert took < 30  # a paste, not a coffee break; the benchmark says how fast
            print(f"{took:.2f} s")
            assert (await shop.services.drafts.counts()).changed == 10_000

        tell(shop, story)
