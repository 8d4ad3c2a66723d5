"""Columns are known by what five languages and the marketplaces call them, and by how they write."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.column_manners import Days, Numbers, days_of, numbers_of
from desktop.domain.column_names import column_called, plain_name
from desktop.domain.file_columns import FileColumn, FileTable
from desktop.domain.file_mapping import (
    ColumnPlan,
    FileMapping,
    as_json,
    find_header,
    guess,
    headings,
    remembered,
    samples,
    signature,
)
from desktop.domain.typed_values import STYLES, write_number

C = FileColumn


def table(*lines: tuple[str, ...]) -> FileTable:
    return FileTable("a.csv", lines)


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("SKU", C.SKU), ("Seller SKU", C.SKU), ("SellerSku", C.SKU), ("seller_sku", C.SKU), ("Kode SKU*", C.SKU),
        ("Código", C.SKU), ("Référence", C.SKU), ("skuProduto", C.SKU), ("Stok", C.STOCK), ("Estoque", C.STOCK),
        ("Qtd. estoque", C.STOCK), ("Existencias", C.STOCK), ("Quantité", C.STOCK), ("globalStock", C.STOCK),
        ("Harga (Rp)", C.PRICE), ("Preço [R$]", C.PRICE), ("precoDe", C.PRICE), ("Precio", C.PRICE), ("Prix", C.PRICE),
        ("special_price", C.SALE_PRICE), ("salePrice", C.SALE_PRICE), ("precoPor", C.SALE_PRICE),
        ("Harga Promo", C.SALE_PRICE), ("Prix promotionnel", C.SALE_PRICE), ("Preço promocional", C.SALE_PRICE),
        ("special_from_date", C.SALE_FROM), ("Fecha de fin", C.SALE_TO), ("Data de início", C.SALE_FROM),
        ("Statut", C.STATUS), ("Situação", C.STATUS), ("Toko", C.SHOP), ("Gudang", C.WAREHOUSE), ("País", C.MARKET),
        ("Código de barras", C.BARCODE), ("EAN", C.BARCODE), ("Safety stock", C.SAFETY_STOCK),
        ("estoqueSeguranca", C.SAFETY_STOCK), ("Stok pengaman", C.SAFETY_STOCK),
    ],
)  # fmt: skip
def test_a_heading_is_known(heading: str, column: FileColumn) -> None:
    assert column_called(heading) == (column, True)


def test_words_around_a_name_do_not_hide_it() -> None:
    assert column_called("Your own SKU here") == (C.SKU, False)
    assert column_called("Harga promo minggu ini") == (C.SALE_PRICE, False)
    assert column_called("Weight") == (None, False)
    assert plain_name("  Preço_de (R$) ") == "preco de"


def test_the_heading_below_titles_is_found() -> None:
    with_titles = table(("Stock list of March",), (), ("made by", "Amina"), ("SKU", "Stok", "Harga"), ("A", "1", "2"))
    assert find_header(with_titles) == 4
    assert headings(with_titles, 4) == ("SKU", "Stok", "Harga")
    assert find_header(table(("KET-1", "5"), ("KET-2", "6"))) == 0
    assert find_header(table(("ours", "pieces"), ("KET-1", "5"))) == 1


def test_the_best_column_wins_and_each_is_taken_once() -> None:
    found = guess(table(("Parent SKU no", "SKU", "Price", "Prix"), ("P", "A", "1", "2")), STYLES["en"])
    assert [one.of for one in found.columns] == [None, C.SKU, C.PRICE, None]
    assert found.code == ""
    assert guess(table(("Name", "Price"), ("a", "1")), STYLES["en"]).code == "no_sku_column"
    assert guess(table(("SKU", "Name"), ("a", "b")), STYLES["en"]).code == "no_value_column"


@pytest.mark.parametrize(
    ("texts", "usual", "found"),
    [
        (["1.234", "12,5"], Numbers.POINT, (Numbers.COMMA, True)),
        (["1,234", "12.5"], Numbers.COMMA, (Numbers.POINT, True)),
        (["1.234.567"], Numbers.POINT, (Numbers.COMMA, True)),
        (["Rp 1.234,50"], Numbers.POINT, (Numbers.COMMA, True)),
        (["1.234", "5"], Numbers.COMMA, (Numbers.COMMA, False)),
        (["1,5", "1.5"], Numbers.POINT, (Numbers.POINT, False)),  # both: each is read for itself
        (["0.125"], Numbers.COMMA, (Numbers.POINT, True)),
    ],
)
def test_decimals_are_seen_from_the_whole_column(texts: list[str], usual: Numbers, found: tuple[Numbers, bool]) -> None:
    assert numbers_of(texts, usual) == found


def test_days_are_seen_from_the_whole_column() -> None:
    assert days_of(["03/04/2026", "13/04/2026"], Days.MONTH) == (Days.DAY, True)
    assert days_of(["03/04/2026", "04/13/2026"], Days.DAY) == (Days.MONTH, True)
    assert days_of(["2026-04-03", "03/04/2026"], Days.DAY) == (Days.DAY, False)


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1), st.sampled_from(["en", "es", "pt", "id"]))
def test_a_column_of_prices_shows_its_language(amounts: list[Decimal], language: str) -> None:
    style = STYLES[language]
    texts = [write_number(one, style) for one in amounts]
    wrong = Numbers.COMMA if style.decimal == "." else Numbers.POINT
    assert numbers_of(texts, wrong) == (Numbers(Numbers.COMMA if style.decimal == "," else Numbers.POINT), True)


def test_what_was_said_is_remembered_unless_the_values_prove_otherwise() -> None:
    doubtful = table(("Art", "Menge", "Wert"), ("A", "1", "1.234"))
    guessed = guess(doubtful, STYLES["en"])
    said = FileMapping(
        1,
        (ColumnPlan(C.SKU), ColumnPlan(C.STOCK, numbers=Numbers.POINT), ColumnPlan(C.PRICE, numbers=Numbers.COMMA)),
        empty_ends_sale=True,
    )
    again = remembered(as_json(said), guessed, doubtful, STYLES["en"])
    assert again == said
    proving = table(("Art", "Menge", "Wert"), ("A", "1", "1,234.5"))
    assert remembered(as_json(said), guess(proving, STYLES["en"]), proving, STYLES["en"]).columns[2] == ColumnPlan(
        C.PRICE, numbers=Numbers.POINT
    )
    assert signature(doubtful, 1) == signature(proving, 1) != signature(table(("Art", "Wert"), ("A", "1")), 1)
    for broken in (None, [], {"columns": 3}, {"columns": [{"of": "moon"}] * 3}, {"columns": [None] * 3}):
        assert len(remembered(broken, guessed, doubtful, STYLES["en"]).columns) == 3


def test_samples_are_the_first_different_values() -> None:
    assert samples(table(("SKU",), ("A",), ("A",), (), ("B",), ("C",), ("D",)), 1, 0) == ("A", "B", "C")
