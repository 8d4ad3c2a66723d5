"""Of a whole run every label is found at its place on the finished sheets: none missing, none twice, none too fine."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.printing.impose import impose
from desktop.printing.merge import merge
from desktop.printing.run_proof import RunProof, prove_run
from desktop.printing.stock import STOCKS, Stock, stock_of
from tests.fixtures import label_papers as papers

ALL_THERE = RunProof(frozenset(), frozenset())
NUMBERS = [f"JG-{7000 + at}" for at in range(6)]


def proved(labels: list[bytes], numbers: list[str], stock: Stock, *dpis: int) -> RunProof:
    return prove_run(impose(merge(labels).pdf, stock).pdf, numbers, stock, dpis or (stock.dpi,))


@pytest.mark.parametrize("stock", ["100x150", "a6", "a4", "a4-4up"])
def test_a_good_run_is_complete(stock: str) -> None:
    labels = [papers.label(number, rotate=at * 90 % 360) for at, number in enumerate(NUMBERS)]

    assert proved(labels, NUMBERS, STOCKS[stock]) == ALL_THERE


@pytest.mark.parametrize("stock", ["100x150", "a4-4up"])
def test_a_label_in_anothers_place_makes_one_missing_and_one_double(stock: str) -> None:
    labels = [papers.label(number) for number in [*NUMBERS[:3], NUMBERS[1], *NUMBERS[4:]]]

    assert proved(labels, NUMBERS, STOCKS[stock]) == RunProof(frozenset({NUMBERS[3]}), frozenset({NUMBERS[1]}))


def test_a_label_where_nothing_should_be_is_double() -> None:
    labels = [papers.label(number) for number in [*NUMBERS, NUMBERS[0]]]

    found = prove_run(impose(merge(labels).pdf, STOCKS["a4-4up"]).pdf, NUMBERS, STOCKS["a4-4up"], [300])

    assert found == RunProof(frozenset(), frozenset({NUMBERS[0]}))


def test_two_labels_that_changed_places_are_found() -> None:
    labels = [papers.label(number) for number in [NUMBERS[1], NUMBERS[0]]]

    assert proved(labels, NUMBERS[:2], STOCKS["a4-4up"]) == RunProof(frozenset(NUMBERS[:2]), frozenset(NUMBERS[:2]))


def test_a_label_may_name_its_siblings_and_span_pages() -> None:
    both = papers.page_pdf(f"{papers.bars(NUMBERS[0])} {papers.bars(NUMBERS[1], y=100)}")
    labels = [both, papers.label(NUMBERS[1]), papers.two_pages(papers.blank(), papers.label(NUMBERS[2]))]

    assert proved(labels, [*NUMBERS[:3], NUMBERS[2]], STOCKS["100x150"]) == ALL_THERE


def test_separators_and_used_places_are_left_alone() -> None:
    stock = STOCKS["a4-4up"].with_used({0, 2})
    labels = [papers.unscannable(), papers.label(NUMBERS[0]), papers.label(NUMBERS[1])]

    assert proved(labels, ["", *NUMBERS[:2]], stock) == ALL_THERE


def test_bars_too_fine_for_the_printer_are_missing_unless_a_finer_one_is_allowed() -> None:
    fine = [papers.label(NUMBERS[0], module_mm=0.17)]

    assert proved(fine, NUMBERS[:1], STOCKS["100x150"], 203).missing == {NUMBERS[0]}
    assert proved(fine, NUMBERS[:1], STOCKS["100x150"], 203, 300) == ALL_THERE


@settings(max_examples=40, deadline=None)
@given(
    st.integers(60, 250),
    st.integers(95, 320),
    st.sampled_from([0, 90, 180, 270]),
    st.sampled_from(["100x150", "a6", "a4", "a4-4up", "60x90", "210x99"]),
)
def test_whatever_the_size_a_label_scans_or_is_known_to_be_too_small(
    width: int, height: int, rotate: int, name: str
) -> None:
    stock = stock_of(name)
    sheets = impose(merge([papers.label("JG-1", width, height, rotate=rotate, module_mm=0.25)]).pdf, stock)

    proof = prove_run(sheets.pdf, ["JG-1"], stock, [stock.dpi])
    closer = prove_run(sheets.pdf, ["JG-1"], stock, [stock.dpi, 300])

    assert proof.doubled == closer.doubled == frozenset()
    assert closer.missing <= proof.missing
    if sheets.scale > 0.99:  # bars of two dots: on an unlucky place between the dots only a finer head shows them
        assert closer == ALL_THERE
    printed = {code for page in papers.codes_of(sheets.pdf, stock.dpi) for code in page}
    assert ("JG-1" in printed) or proof.missing == {"JG-1"}
