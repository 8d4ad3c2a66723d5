"""Formulas over columns are exact, bounded, and nothing in them can run."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.errors import NotPossible
from desktop.domain.formulas import LONGEST, read_formula

COLUMNS = ("price", "sale_price", "stock", "safety_stock")
ROW = {"price": Decimal("19.90"), "stock": Decimal(7), "sale_price": Decimal(15)}


def result(text: str) -> Decimal:
    return read_formula(text, COLUMNS).of(ROW)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("price * 1.1 + 5", "26.890"), ("round(price / 2, 2)", "9.95"), ("max(stock - 20, 0)", "0"),
        ("= PRICE - 0.01", "19.89"), ("-(stock + 1) * -2", "16"), ("min(price, sale_price, 100)", "15"),
        ("round(stock / 2)", "4"), ("floor(price) + ceil(.2)", "20"), ("abs(3 - stock)", "4"), ("0.1 + 0.2", "0.3"),
        ("round(price, -1)", "20"), ("price \N{MULTIPLICATION SIGN} 2", "39.80"), ("round(2.5)", "3"),
    ],
)  # fmt: skip
def test_it_is_reckoned_exactly(text: str, figure: str) -> None:
    assert result(text) == Decimal(figure)


@pytest.mark.parametrize(
    "text",
    [
        "", "=", "price *", "price 2", "(price", "price * 1,1", "price ** 99", "price // 2", "price % 2", "1e9", "0x10",
        "1_000", "price if stock else 1", "price, stock", "[price]", "{price}", "price.real", "price == 1", "price = 1",
        "lambda: 1", "'a' * 9", "stock and 1", "min(price)", "round(1, 2, 3)", "round(n=1)", "max(*price)", "True",
        "price\nstock", "(lambda)()", "round(price)(2)", "9" * 30, "__import__('os')", "1or 2", "not stock", "1j",
    ],
)  # fmt: skip
def test_what_is_no_simple_formula_is_refused(text: str) -> None:
    with pytest.raises(NotPossible) as refused:
        read_formula(text, COLUMNS)
    assert refused.value.code in ("formula_broken", "formula_word")


def test_a_word_that_is_no_column_is_named() -> None:
    for text, word in (("prise * 2", "prise"), ("sqrt(price)", "sqrt"), ("max(stock, cost)", "cost")):
        with pytest.raises(NotPossible) as refused:
            read_formula(text, COLUMNS)
        assert (refused.value.code, refused.value.params["word"]) == ("formula_word", word)


def test_a_row_without_the_figure_says_which_one_it_lacks() -> None:
    with pytest.raises(NotPossible) as refused:
        result("price + safety_stock")
    assert (refused.value.code, refused.value.params["column"]) == ("formula_needs", "safety_stock")


@pytest.mark.parametrize("text", ["price / (stock - 7)", "999999999999999 * 999999999999999", "round(1, 900)"])
def test_no_result_is_said_for_the_row(text: str) -> None:
    formula = read_formula(text, COLUMNS)
    with pytest.raises(NotPossible) as refused:
        formula.of(ROW)
    assert refused.value.code == "formula_no_figure"


def test_long_and_deep_ones_end_at_once() -> None:
    for text in ("-" * 180 + "1", "(" * 90 + "1" + ")" * 90, "1" + "+1" * 90, "1+" * LONGEST + "1"):
        try:
            assert abs(result(text)) < 200
        except NotPossible as refused:
            assert refused.code in ("formula_too_long", "formula_broken")


@given(text=st.text(max_size=60) | st.text("price stock()+-*/.,0123456789=_", max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    try:
        formula = read_formula(text, COLUMNS)
        formula.of(ROW)
    except NotPossible as refused:
        assert refused.code.startswith("formula_")


@given(
    a=st.decimals(-(10**6), 10**6, places=3), b=st.decimals(-(10**6), 10**6, places=3), c=st.integers(1, 10**6)
)  # fmt: skip
def test_it_agrees_with_reckoning_by_hand(a: Decimal, b: Decimal, c: int) -> None:
    row = {"price": a, "sale_price": b, "stock": Decimal(c)}
    assert read_formula("price * 2 - sale_price / stock", COLUMNS).of(row) == pytest.approx(a * 2 - b / c)
    assert read_formula("max(price, sale_price) - min(price, sale_price)", COLUMNS).of(row) == abs(a - b)
