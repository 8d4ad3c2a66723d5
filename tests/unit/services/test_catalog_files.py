"""A file changes what it says and tells of every row; what goes out comes in again without changing anything."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stocked_shop import ACCOUNT, CUP, LID, NOON, POT, Stocked, offer, stocked, tell, variant

from desktop.domain.accounts import Account, DiscoveredShop
from desktop.domain.catalog import ListingStatus, Offer, Variant, WarehouseStock
from desktop.domain.catalog_grid import Field, GridQuery, key_of
from desktop.domain.file_columns import FileColumn, FileTable
from desktop.domain.file_mapping import ColumnPlan, FileMapping
from desktop.domain.money import Money
from desktop.domain.typed_values import STYLES
from desktop.services.catalog_files.exporting import CatalogExportPlan
from desktop.services.catalog_files.reading import ReadAs
from desktop.services.catalog_files.trial import Scope, Trial
from desktop.services.catalog_files.trying import Question
from desktop.services.draft_judgement import Manner
from desktop.services.export.files import CsvManner, harmless, unescaped
from desktop.store import accounts, catalog_ingest

C = FileColumn
Story = Callable[[Stocked], Awaitable[None]]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Stocked]:
    with stocked(tmp_path / "profile", variants=(CUP, POT, LID)) as opened:
        yield opened


async def trial_of(
    shop: Stocked, content: str | bytes, how: Manner | None = None, scope: Scope | None = None
) -> tuple[FileTable, FileMapping, Trial]:
    """What a file with this content would do."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return await _tried(shop, path, how or Manner(), scope or Scope())


async def _tried(
    shop: Stocked, path: Path, how: Manner, scope: Scope, read_as: ReadAs | None = None
) -> tuple[FileTable, FileMapping, Trial]:
    files = shop.services.catalog_files
    table = await files.read(path, read_as)
    mapping = await files.mapping(table, how)
    return table, mapping, await files.try_out(table, Question(mapping, scope, how))


def told(trial: Trial) -> dict[int, str]:
    return {one.row: one.code for one in trial.failures}


def changed(trial: Trial) -> dict[tuple[int, str, str], tuple[str, str]]:
    return {(one.row, one.sku, one.address.field.value): (one.before, one.value) for one in trial.changes}


def test_every_row_changes_something_or_is_so_already_or_fails(shop: Stocked) -> None:
    content = (
        "Stock list;;;;\n\nKode SKU;Stok;Harga;Gudang;Negara\n"
        "CUP;7;12,50;;\nPOT;9;;north;\nPOT;;21,5;;Kenya\nLID;5;;;\n\nXX;1;1;;\nCUP;7;13;;\nLID;-4;;;\nLID;x;;;\n"
        ";3;;;\nPOT;4;;;\nPOT;1;;moon;\nPOT;;7;;moon\nCUP;7;12,5;;\n"
    )

    async def story(shop: Stocked) -> None:
        table, mapping, trial = await trial_of(shop, content)
        assert (table.encoding, table.separator, mapping.header) == ("utf-8", ";", 3)
        assert changed(trial) == {
            (4, "CUP", "stock"): ("5", "7"), (4, "CUP", "price"): ("10.00", "12.50"),
            (5, "POT", "stock"): ("3", "9"), (6, "POT", "price"): ("20.50", "21.5"),
        }  # fmt: skip
        assert told(trial) == {
            9: "unknown_sku", 10: "twice_in_file", 11: "below_zero", 12: "not_a_number", 13: "sku_missing",
            14: "place_missing", 15: "unknown_warehouse", 16: "unknown_market",
        }  # fmt: skip
        assert (trial.rows, trial.changing, trial.same, trial.unknown) == (13, 3, 2, 1)
        assert trial.rows == trial.changing + trial.same + len(trial.failures)
        assert trial.failures[1].params == {"row": "4"}
        assert (await shop.services.drafts.counts()).changed == 0  # nothing was done

    tell(shop, story)


def test_what_is_put_into_the_grid_is_as_if_typed_and_one_step_takes_it_back(shop: Stocked) -> None:
    french = Manner(STYLES["fr"])

    async def story(shop: Stocked) -> None:
        _table, _mapping, trial = await trial_of(shop, "SKU,Stock,Price\nCUP,1.234,2.5\nPOT,,3\n", french)
        taken = await shop.services.catalog_files.put(trial, french)
        key = key_of((await shop.stored("CUP")).id)
        (row,) = await shop.services.catalog.grid_rows([key])
        assert {of: row.cells[of].value for of in (Field.STOCK, Field.PRICE)} == {
            Field.STOCK: "1234", Field.PRICE: "2.5",
        }  # fmt: skip
        assert row.cells[Field.PRICE].draft is not None
        assert row.cells[Field.PRICE].draft.typed == "2,5"  # as this seller types it
        assert "price_fell" in {one.code for one in row.cells[Field.PRICE].findings}
        assert trial.doubtful == 1
        await shop.services.drafts.put(taken.before, french)
        assert (await shop.services.drafts.counts()).changed == 0

    tell(shop, story)


def test_what_waits_in_the_grid_is_what_a_file_is_compared_with(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        key = key_of((await shop.stored("CUP")).id)
        await shop.services.drafts.type({(key, Field.STOCK): "8"}, Manner())
        assert changed((await trial_of(shop, "sku,stock\nCUP,8\n"))[2]) == {}
        _, _, trial = await trial_of(shop, "sku,stock\nCUP,5\n")
        assert changed(trial) == {(2, "CUP", "stock"): ("8", "5")}
        await shop.services.catalog_files.put(trial, Manner())
        assert (await shop.services.drafts.counts()).changed == 0  # it is what the platform has: the draft is gone
        _, _, outside = await trial_of(shop, "sku,stock\nCUP,8\n", scope=Scope(over_drafts=False))
        assert changed(outside) == {(2, "CUP", "stock"): ("5", "8")}

    tell(shop, story)


def test_a_sale_ends_only_where_empty_cells_are_said_to_mean_it(tmp_path: Path) -> None:
    sold = variant("9", "SOLD", offer("", "10.00", sale="8"))
    with stocked(tmp_path, variants=(sold,)) as shop:

        async def story(shop: Stocked) -> None:
            table, mapping, trial = await trial_of(shop, "sku,price,sale price\nSOLD,10,\n")
            assert (trial.same, trial.changing) == (1, 0)
            ends = replace(mapping, empty_ends_sale=True)
            trial = await shop.services.catalog_files.try_out(table, Question(ends, Scope(), Manner()))
            assert changed(trial) == {(2, "SOLD", "sale_price"): ("8", "")}
            queued = await shop.services.catalog_files.queue(trial, "import")
            assert queued.results == ()
            (operation,) = await shop.operations()
            assert operation.after["sale_price"] is None

        tell(shop, story)


def test_the_same_sku_in_two_shops_asks_which(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        other = Account("account-2", "small", "Shop of Binta", "https://small.example", identity="binta")
        db = shop.services.db
        await db.write(lambda c: accounts.add_account(c, other, NOON))
        await db.write(lambda c: accounts.save_shops(c, "account-2", [DiscoveredShop("shop-2", "Binta", ())], NOON))
        twin = replace(CUP, shop_remote_id="shop-2", stock=6, barcode="4006381333931")
        await db.write(lambda c: catalog_ingest.save_variants(c, "account-2", [twin], at=NOON))
        ids = {one.name: one.id for one in await shop.services.shops.list()}

        _, _, trial = await trial_of(shop, "sku,stock\nCUP,6\n")
        assert told(trial) == {2: "several_shops"}
        assert trial.ambiguous == 1
        _, _, trial = await trial_of(shop, "sku,stock\nCUP,6\n", scope=Scope((ids["Amina's Pots"],)))
        assert changed(trial) == {(2, "CUP", "stock"): ("5", "6")}
        _, _, trial = await trial_of(shop, "sku,stock\nCUP,9\n", scope=Scope(everywhere=True))
        assert [(one.shop, one.before) for one in trial.changes] == [("Amina's Pots", "5"), ("Binta", "6")]
        only = Scope((ids["Amina's Pots"],), only=True)
        content = "sku,shop,stock\nCUP,Binta,6\nCUP,Amina's Pots,9\nCUP,Binta,7\n"
        _, _, trial = await trial_of(shop, content, scope=only)
        assert (trial.same, told(trial)) == (1, {4: "other_shop"})
        assert {one.shop for one in trial.changes} == {"Amina's Pots"}
        _, _, trial = await trial_of(shop, "sku,shop,stock\nCUP,binta,9\nCUP,nobody,1\n")
        assert [(one.shop, one.before) for one in trial.changes] == [("Binta", "6")]
        assert told(trial) == {3: "shop_not_here"}
        _, _, trial = await trial_of(shop, "EAN,stock\n4006381333931,9\n4006381333932,9\n")
        assert [(one.shop, one.before) for one in trial.changes] == [("Binta", "6")]
        assert told(trial) == {3: "unknown_sku"}

    tell(shop, story)


def test_numbers_and_days_are_read_as_their_column_writes(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        _, _, trial = await trial_of(
            shop, "sku;price;sale from;sale price;sale to\nCUP;1.234;01/02/2026;900;04/02/2026\n"
        )
        assert changed(trial) == {
            (2, "CUP", "price"): ("10.00", "1.234"), (2, "CUP", "sale_price"): ("", "900"),
            (2, "CUP", "sale_from"): ("", "2026-01-02T00:00:00Z"), (2, "CUP", "sale_to"): ("", "2026-04-02T23:59:59Z"),
        }  # fmt: skip
        said = {one.address.field.value: [finding.code for finding in one.findings] for one in trial.changes}
        assert "ambiguous_number" in said["price"]  # no column proves anything
        assert "ambiguous_date" in said["sale_from"]
        _, _, trial = await trial_of(shop, "sku;price;sale price;sale to\nCUP;1.234;900,5;13/02/2026\n")
        assert changed(trial)[2, "CUP", "price"] == ("10.00", "1234")  # as another column of the file proves
        _, _, trial = await trial_of(shop, "sku;price\nCUP;1.234\nPOT;20,50\n")
        assert (changed(trial)[2, "CUP", "price"], told(trial)) == (("10.00", "1234"), {3: "place_missing"})
        assert all(one.code != "ambiguous_number" for change in trial.changes for one in change.findings)

    tell(shop, story)


def test_what_was_said_of_a_file_holds_for_the_next_of_its_kind(shop: Stocked) -> None:
    async def story(shop: Stocked) -> None:
        table, mapping, _ = await trial_of(shop, "Was;Wieviel\nCUP;7\n")
        assert mapping.code == "no_sku_column"
        said = FileMapping(1, (ColumnPlan(C.SKU), ColumnPlan(C.STOCK)))
        await shop.services.catalog_files.remember(table, said)
        _, again, trial = await trial_of(shop, "Was;Wieviel\nCUP;9\n")
        assert [one.of for one in again.columns] == [C.SKU, C.STOCK]
        assert changed(trial) == {(2, "CUP", "stock"): ("5", "9")}

    tell(shop, story)


def test_rows_that_failed_come_out_as_they_were_and_go_in_again(shop: Stocked, tmp_path: Path) -> None:
    async def story(shop: Stocked) -> None:
        files = shop.services.catalog_files
        table, mapping, trial = await trial_of(
            shop, 'Title\nsku;note;stock\nCUP;"a;""b""\nc";7\nCUP ;=1+1;x\nnone;-3;4\n'
        )
        assert told(trial) == {4: "not_a_number", 5: "unknown_sku"}
        for name in ("failed.csv", "failed.xlsx"):
            out = tmp_path / name
            assert await files.write_failed(out, table, mapping, trial, lambda one: f"because {one.row}", "Reason") == 2
            back = await files.read(out)
            assert back.lines == (
                ("sku", "note", "stock", "Reason"),
                ("CUP ", "=1+1", "x", "because 4"),
                ("none", "-3", "4", "because 5"),
            )  # fmt: skip
            again = await files.try_out(back, Question(await files.mapping(back, Manner()), Scope(), Manner()))
            assert told(again) == {2: "not_a_number", 3: "unknown_sku"}
        assert "'=1+1" in (tmp_path / "failed.csv").read_text("utf-8")
        assert not list(tmp_path.glob("*.part"))

    tell(shop, story)


def test_stopping_leaves_everything_as_it_was(shop: Stocked, tmp_path: Path) -> None:
    async def story(shop: Stocked) -> None:
        files, stop = shop.services.catalog_files, asyncio.Event()
        table, mapping, trial = await trial_of(shop, "sku,stock\nCUP,7\n")
        stop.set()
        assert (await files.try_out(table, Question(mapping, Scope(), Manner()), stop=stop)).stopped
        taken = await files.put(trial, Manner(), stop=stop)
        assert taken.after == {}
        assert (await shop.services.drafts.counts()).changed == 0
        keys = await shop.services.catalog.grid_keys(GridQuery())
        done = await files.write(tmp_path / "a.xlsx", keys, CatalogExportPlan({C.SKU: "SKU"}), stop=stop)
        assert done.stopped
        assert list(tmp_path.glob("*.xlsx*")) == []

    tell(shop, story)


# --- out and in again -------------------------------------------------------------------------------------------------
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).filter(str.strip)
ODD = st.sampled_from(
    ["=1+1", "+5", "-7", "@SUM(A1)", "'=x", "''=x", "' =x", 'a"b', "a;b,c|d\te", "a\nb", " edge ", "0012", "1e5", "٣٤",
     "\uff1d1", "true", "2026-03-04", "1.234", "nan", "sep=;"]
)  # fmt: skip
AMOUNTS = st.one_of(
    st.none(), st.decimals(0, 10**7, places=2), st.decimals(0, 999, places=3), st.integers(0, 10**9).map(Decimal)
)
MOMENTS = (
    st.none()
    | st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda at: at.replace(microsecond=0, tzinfo=UTC))
    | st.dates(datetime(2020, 1, 1).date(), datetime(2035, 1, 1).date()).map(
        lambda day: datetime(day.year, day.month, day.day, tzinfo=UTC)
    )
)


@st.composite
def goods(draw: st.DrawFn) -> list[Variant]:
    """A few SKUs with odd names, some in two markets, some in two warehouses."""
    made = []
    for at, sku in enumerate(draw(st.lists(NAMES | ODD, min_size=1, max_size=4, unique_by=str.casefold))):
        markets = draw(st.sampled_from([("",), ("ke", "ug"), ("", "ke", "ug")]))
        stocks = draw(st.sampled_from([(), ("north", "Süd; 2")]))
        made.append(
            Variant(
                f"r{at}", sku, draw(NAMES | ODD), shop_remote_id="shop-1",
                stock=draw(st.none() | st.integers(0, 10**6)),
                stocks=tuple(WarehouseStock(one, draw(st.integers(0, 9999))) for one in stocks),
                offers=tuple(_offer(draw, market) for market in markets),
                status=draw(st.sampled_from(ListingStatus)), barcode=draw(st.sampled_from(["", "0012345678905"])),
            )
        )  # fmt: skip
    return made


def _offer(draw: st.DrawFn, market: str) -> Offer:
    price, sale = draw(AMOUNTS), draw(AMOUNTS)
    return Offer(
        market, None if price is None else Money(price, "KES"), None if sale is None else Money(sale, "KES"),
        draw(MOMENTS), draw(MOMENTS), draw(st.sampled_from(ListingStatus)),
    )  # fmt: skip


WORDS = {
    "en": ("Active", "Inactive", "Deleted"), "id": ("Aktif", "Nonaktif", "Dihapus"),
    "fr": ("Actif", "Inactif", "Effacé"), "pt": ("Ativo", "Inativo", "Excluído"),
    "es": ("Activo", "Inactivo", "Borrado"), "ar": ("نشط", "غير نشط", "محذوف"),
}  # fmt: skip


def look_of(language: str, hours: int) -> tuple[Manner, CatalogExportPlan]:
    """How a seller with this language reads, and what the window would write for him."""
    states = (ListingStatus.ACTIVE, ListingStatus.INACTIVE, ListingStatus.DELETED)
    words = dict(zip(states, WORDS[language], strict=True))
    style, zone = STYLES[language], timezone(timedelta(hours=hours))
    csv = CsvManner(";", ",") if style.decimal == "," else CsvManner()
    how = Manner(style, zone, {word.casefold(): state for state, word in words.items()})
    return how, CatalogExportPlan({one: one.value for one in FileColumn}, words, zone, csv)


@pytest.fixture(scope="module")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stocked]:
    with stocked(tmp_path_factory.mktemp("odd"), variants=()) as opened:
        yield opened


@settings(max_examples=40)
@given(goods(), st.sampled_from(sorted(WORDS)), st.sampled_from(["csv", "xlsx"]), st.sampled_from([-5, 0, 3, 7]))
@example([replace(CUP, sku="=cmd|' /C calc'!A0", name="\n-1")], "ar", "csv", 0)
@example([replace(CUP, sku="'=x"), replace(LID, sku="=x")], "fr", "csv", 0)
def test_what_goes_out_comes_in_again_and_changes_nothing(
    empty_shop: Stocked, variants: list[Variant], language: str, kind: str, hours: int
) -> None:
    how, plan = look_of(language, hours)

    async def story(shop: Stocked) -> None:
        await shop.services.db.write(_forget_goods)
        await shop.services.db.write(lambda c: catalog_ingest.save_variants(c, ACCOUNT, variants, at=NOON))
        keys = await shop.services.catalog.grid_keys(GridQuery(expand_all=True))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"all.{kind}"
            done = await shop.services.catalog_files.write(path, keys, plan)
            assert (done.skus, done.lines) == (len(variants), len(keys))
            for read_how in (how, Manner(STYLES["en"], how.zone, how.words)):  # a file travels
                table, _mapping, trial = await _tried(shop, path, read_how, Scope())
                assert (trial.changes, trial.failures) == ((), ()), table.lines
                assert trial.same == len(keys)

    tell(empty_shop, story)


def _forget_goods(c: object) -> None:
    for name in ("drafts", "offers", "variant_stocks", "variant_texts", "variants"):
        c.exec_driver_sql(f"DELETE FROM {name}")  # type: ignore[attr-defined]


@given(st.text() | ODD)
def test_a_harmless_text_is_no_formula_and_gives_its_text_back(text: str) -> None:
    written = harmless(text)
    assert unescaped(written) == text
    assert not written.lstrip().startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
    assert not written.startswith(("\t", "\r"))
