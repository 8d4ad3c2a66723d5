"""Labels keep their size, their vectors and their order on whatever paper they are laid."""

import io

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import LabelRefused, NotPossible
from desktop.domain.labels import LabelProblem
from desktop.printing.impose import impose
from desktop.printing.merge import merge
from desktop.printing.render import page_count, page_images
from desktop.printing.stock import STOCKS, stock_of
from tests.fixtures import label_papers as papers
from tests.fixtures.label_papers import codes_of


def numbers(count: int) -> list[str]:
    return [f"JG-{7000 + at}" for at in range(count)]


def merged(count: int, **how: float) -> bytes:
    return merge([papers.label(number, **how) for number in numbers(count)]).pdf


def test_merging_keeps_order_and_counts_the_pages_of_each() -> None:
    both = papers.two_pages(papers.label("JG-2"), papers.label("JG-3"))

    result = merge([papers.label("JG-1"), both, papers.label("JG-4")])

    assert result.pages == (1, 2, 1)
    assert codes_of(result.pdf) == [["JG-1"], ["JG-2"], ["JG-3"], ["JG-4"]]


def test_merged_pages_are_pixel_identical_to_their_sources() -> None:
    sources = [papers.label("JG-1", rotate=90), papers.label_with_qr("JG-2"), papers.label("JG-3", 210, 297)]

    together = page_images(merge(sources).pdf, 203)

    for at, source in enumerate(sources):
        assert together[at].pixels == page_images(source, 203)[0].pixels


def test_merging_names_what_cannot_be_opened() -> None:
    with pytest.raises(LabelRefused) as refused:
        merge([papers.label("JG-1"), b"<html>"])
    assert refused.value.code == LabelProblem.NOT_A_DOCUMENT


def test_a_label_of_the_stocks_own_size_is_handed_back_untouched() -> None:
    pdf = merged(3)

    sheets = impose(pdf, STOCKS["100x150"])

    assert sheets.pdf is pdf
    assert (sheets.scale, sheets.sheets) == (1.0, 3)


def test_four_labels_share_an_a4_sheet_in_reading_order_and_the_scale_is_told() -> None:
    sheets = impose(merged(6), STOCKS["a4-4up"])

    assert codes_of(sheets.pdf) == [numbers(6)[:4], numbers(6)[4:]]
    assert 0.95 < sheets.scale <= 0.99
    assert sheets.sheets == 2


def test_a_begun_sheet_is_used_up_from_its_first_free_slot() -> None:
    sheets = impose(merged(3), STOCKS["a4-4up"].starting_at(2))

    assert codes_of(sheets.pdf) == [numbers(3)[:2], numbers(3)[2:]]
    first = page_images(sheets.pdf, 72)[0]
    upper_half = b"".join(list(first.rows())[: first.height // 2])
    assert upper_half.count(255) == len(upper_half)
    with pytest.raises(NotPossible):
        STOCKS["a4-4up"].starting_at(4)


def test_only_the_free_places_of_a_begun_sheet_are_printed_on() -> None:
    sheets = impose(merged(5), STOCKS["a4-4up"].with_used({0, 3}))

    assert codes_of(sheets.pdf) == [numbers(5)[:2], numbers(5)[2:]]
    first = page_images(sheets.pdf, 72)[0]
    rows, middle = list(first.rows()), first.width // 2
    upper_left = b"".join(row[:middle] for row in rows[: first.height // 2])
    lower_right = b"".join(row[middle:] for row in rows[first.height // 2 :])
    assert upper_left.count(255) == len(upper_left)
    assert lower_right.count(255) == len(lower_right)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("stock", ["100x150", "a6", "a4", "a4-4up", "120x200"])
def test_every_label_scans_from_every_stock_however_it_is_turned(rotate: int, stock: str) -> None:
    sheets = impose(merged(2, rotate=rotate), stock_of(stock))

    assert [code for page in codes_of(sheets.pdf) for code in page] == numbers(2)
    width, height = stock_of(stock).width_mm, stock_of(stock).height_mm
    with pikepdf.open(io.BytesIO(sheets.pdf)) as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx(
            [width / 25.4 * 72, height / 25.4 * 72], abs=0.5
        )


def test_small_labels_are_never_enlarged() -> None:
    sheets = impose(merge([papers.label("JG-1", 60, 90, module_mm=0.25)]).pdf, STOCKS["a4"])

    assert sheets.scale == 1.0
    pixels = page_images(sheets.pdf, 254)[0]  # ten pixels a millimetre
    inked = [at for at, row in enumerate(pixels.rows()) if row.count(255) < len(row)]
    assert (inked[-1] - inked[0]) / 10 == pytest.approx(90 - 8 + 1, abs=0.5)  # the frame around the label, and its line


def test_nothing_becomes_a_picture() -> None:
    for stock in ("a4", "a4-4up"):
        assert b"/Image" not in impose(merged(4), STOCKS[stock]).pdf


def test_a_cropped_page_shows_what_a_viewer_shows() -> None:
    with pikepdf.open(io.BytesIO(papers.label("JG-1", 210, 297))) as pdf, io.BytesIO() as out:
        pdf.pages[0].cropbox = [0, 0, 100 * papers.POINT, 150 * papers.POINT]
        pdf.save(out)
        cropped = out.getvalue()

    sheets = impose(merge([cropped]).pdf, STOCKS["a4-4up"])

    assert sheets.scale > 0.95
    assert codes_of(sheets.pdf) == [["JG-1"]]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(40, 300), st.integers(40, 300), st.sampled_from([0, 90, 180, 270])),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(sorted(STOCKS)),
    st.sets(st.integers(0, 3)),
)
def test_any_pages_fill_exactly_the_sheets_they_need(
    sizes: list[tuple[int, int, int]], name: str, used: set[int]
) -> None:
    stock = STOCKS[name].with_used(used)
    pdf = merge([papers.label("JG-1", width, height, rotate=turn) for width, height, turn in sizes]).pdf

    sheets = impose(pdf, stock)

    gone = len(used & set(range(stock.slots))) % stock.slots  # a sheet without a free place is a fresh one
    assert 0 < sheets.scale <= 1
    assert page_count(sheets.pdf) == sheets.sheets == -(-(len(sizes) + gone) // stock.slots)


@pytest.mark.parametrize("name", ["", "letter?", "5x5", "9000x10", "100 by 150"])
def test_unknown_stock_is_refused(name: str) -> None:
    with pytest.raises(NotPossible) as refused:
        stock_of(name)
    assert refused.value.code == "unknown_stock"
