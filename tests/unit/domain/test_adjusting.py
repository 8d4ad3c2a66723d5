"""Many figures change exactly as one would reckon by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.adjusting import Adjustment, Change, Rounding, adjusted, decimals_of
from desktop.domain.catalog_grid import Field

D = Decimal
FIGURES = st.decimals(min_value=0, max_value=10**9, places=2)


@pytest.mark.parametrize(
    ("figure", "how", "expected"),
    [
        ("10.00", Adjustment(Change.SET, D("12.5")), "12.50"),
        (None, Adjustment(Change.SET, D(7)), "7.00"),
        ("10.00", Adjustment(Change.RAISE, D("0.25")), "10.25"),
        ("10.00", Adjustment(Change.LOWER, D(3)), "7.00"),
        ("19.99", Adjustment(Change.RAISE_PERCENT, D(5)), "20.99"),
        ("200", Adjustment(Change.LOWER_PERCENT, D("12.5")), "175.00"),
        ("20.31", Adjustment(Change.RAISE, D(0), Rounding.UP_TO_99), "20.99"),
        ("20.99", Adjustment(Change.RAISE, D(0), Rounding.UP_TO_99), "20.99"),
        ("1234", Adjustment(Change.RAISE, D(0), Rounding.STEP, D(50)), "1250"),
        ("1224", Adjustment(Change.RAISE, D(0), Rounding.STEP, D(50)), "1200"),
        ("1201", Adjustment(Change.RAISE, D(0), Rounding.STEP_UP, D(50)), "1250"),
        ("1249", Adjustment(Change.RAISE, D(0), Rounding.STEP_DOWN, D(50)), "1200"),
    ],
)
def test_by_hand(figure: str | None, how: Adjustment, expected: str) -> None:
    assert adjusted(None if figure is None else D(figure), how, 2) == D(expected)


def test_an_empty_cell_has_nothing_to_raise() -> None:
    assert adjusted(None, Adjustment(Change.RAISE_PERCENT, D(5)), 2) is None


def test_a_copy_is_rounded_as_wished() -> None:
    how = Adjustment(Change.KEEP, rounding=Rounding.UP_TO_99, source=Field.PRICE)
    assert adjusted(D("80.10"), how, 2) == D("80.99")


@given(figure=FIGURES, amount=FIGURES)
def test_raising_and_lowering_by_the_same_amount_changes_nothing(figure: Decimal, amount: Decimal) -> None:
    raised = adjusted(figure, Adjustment(Change.RAISE, amount), 2)
    assert adjusted(raised, Adjustment(Change.LOWER, amount), 2) == figure


@given(figure=FIGURES, percent=st.decimals(0, 90, places=1))
def test_no_result_has_more_decimals_than_the_currency(figure: Decimal, percent: Decimal) -> None:
    found = adjusted(figure, Adjustment(Change.RAISE_PERCENT, percent), 0)
    assert found is not None
    assert found == found.to_integral_value()


@given(figure=FIGURES, rounding=st.sampled_from([Rounding.UP_TO_99, Rounding.STEP, Rounding.STEP_UP]))
def test_rounding_twice_is_rounding_once(figure: Decimal, rounding: Rounding) -> None:
    how = Adjustment(Change.RAISE, D(0), rounding, D(5))
    once = adjusted(figure, how, 2)
    assert adjusted(once, how, 2) == once


def test_decimals_are_those_of_the_most_exact() -> None:
    assert decimals_of([D("1"), D("2.50"), D("3.125")]) == 3
    assert decimals_of([D("100"), D("20.00")]) == 2
    assert decimals_of([D("29.2")]) == 2
    assert decimals_of([D("237500")]) == 0
    assert decimals_of([]) == 0
