"""Our own papers: everything is on them, nothing is cut off, their codes scan, in every language and on any paper."""

import io
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pypdfium2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.domain.errors import NotPossible
from desktop.domain.money import Money
from desktop.domain.orders import Address
from desktop.domain.papers import (
    DocumentKind,
    Facts,
    HandoverLine,
    OrderPaper,
    PaperLine,
    PickLine,
    Placement,
    Template,
)
from desktop.printing.papers.calibration import calibration_page
from desktop.printing.papers.drawing import draw
from desktop.printing.render import page_count, page_images
from desktop.printing.stock import stock_of
from desktop.printing.templates import KINDS, LANGUAGES, offered, usual
from tests.fixtures.label_papers import codes_of

NOW = datetime(2026, 11, 21, 10, 20, tzinfo=UTC)
A4 = stock_of("a4")


def order(number: str = "30012077", lines: int = 3, **facts: object) -> OrderPaper:
    shirts = tuple(
        PaperLine(f"SHIRT-{at:03d}", f"Cotton shirt number {at}", at % 3 + 1, Money(Decimal("1250.50"), "KES"))
        for at in range(lines)
    )
    home = Address(
        "Nguyễn Thị Hà", ("12 Đường Lê Lợi", "Phường Bến Nghé"), "Hồ Chí Minh", "", "700000", "Việt Nam", "+84 1"
    )
    paper = OrderPaper(
        1, number, "Corner shop", "A buyer", home, shirts, NOW, Money(Decimal("4502.00"), "KES"), "JG-55001", "Wheels",
        "Ring twice", "Cash", ("Corner shop", "Market street 5"),
    )  # fmt: skip
    return replace(paper, **facts)  # type: ignore[arg-type]


def pick_lines(count: int) -> list[PickLine]:
    return [
        PickLine(f"SKU-{at:04d}", f"Thing {at} of many", at % 7 + 1, ((f"9{at:05d}", at % 7 + 1),))
        for at in range(count)
    ]


def facts_for(kind: DocumentKind) -> Facts:
    if kind is DocumentKind.PICK_LIST:
        return pick_lines(12)
    if kind is DocumentKind.HANDOVER:
        return [HandoverLine(f"7{at:04d}", "Shop", f"Courier {at % 2}", f"TR-{at:05d}", at + 1, NOW) for at in range(9)]
    return [order("30012077"), order("30012078")]


def drawn(kind: DocumentKind, facts: Facts, stock: str = "a4", **change: object) -> bytes:
    template = replace(usual(kind), **change)  # type: ignore[arg-type]
    return draw(kind, facts, template, stock_of(stock), NOW)


def texts(pdf: bytes) -> list[str]:
    """The words of each page, in one line."""
    document = pypdfium2.PdfDocument(pdf)
    found = []
    for page in document:
        words = page.get_textpage()
        found.append(" ".join(words.get_text_bounded().split()))
        words.close()
    document.close()
    return found


def assert_nothing_touches_the_edge(pdf: bytes, mm: float = 1.0) -> None:
    for page in page_images(pdf, 101.6):  # four pixels a millimetre
        rows, edge = list(page.rows()), int(mm * 4)
        assert all(row.count(255) == len(row) for row in [*rows[:edge], *rows[-edge:]])
        assert all(row[:edge].count(255) == edge and row[-edge:].count(255) == edge for row in rows)


@pytest.mark.parametrize("kind", KINDS)
def test_every_language_has_the_same_words_and_every_field_a_meaning(kind: DocumentKind) -> None:
    english = usual(kind)
    for language in LANGUAGES:
        template = usual(kind, language)
        assert template.language == language
        assert template.words.keys() == english.words.keys()
        assert all(text.strip() for text in template.words.values())
        assert bool(template.title) == bool(english.title)
    assert set(english.fields) <= set(offered(kind))
    assert usual(kind, "pt_BR").language == "pt"
    assert usual(kind, "sw").language == "en"


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_changes_what_is_on_the_paper(kind: DocumentKind) -> None:
    logo = picture()
    for field in offered(kind):
        beside = ("ship_to",) if field == "phone" else ()  # a slip has it under the address
        with_it = drawn(kind, facts_for(kind), fields=(*beside, field), logo=logo)
        without = drawn(kind, facts_for(kind), fields=beside, logo=logo)
        assert page_images(with_it, 72)[0].pixels != page_images(without, 72)[0].pixels, field


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stock", ["a4", "a6", "100x150", "80x120"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_of_any_kind_fits_any_stock_in_any_language(kind: DocumentKind, stock: str, language: str) -> None:
    template = replace(usual(kind, language), extra="Thank you\nand see you soon", logo=picture(), fields=offered(kind))

    pdf = draw(kind, facts_for(kind), template, stock_of(stock), NOW)

    document = pypdfium2.PdfDocument(pdf)
    sizes = {tuple(round(side * 25.4 / 72, 1) for side in document.get_page_size(at)) for at in range(len(document))}
    document.close()
    assert sizes == {(stock_of(stock).width_mm, stock_of(stock).height_mm)}
    assert_nothing_touches_the_edge(pdf)


def test_a_slip_tells_everything_about_its_order_and_nothing_twice() -> None:
    (page,) = texts(drawn(DocumentKind.PACKING_SLIP, [order()]))

    for told in (
        "Packing slip", "30012077", "Nguyễn Thị Hà", "12 Đường Lê Lợi", "700000 Hồ Chí Minh", "Việt Nam", "+84 1",
        "JG-55001", "Wheels", "2026-11-21", "SHIRT-001", "Cotton shirt number 1", "1,250.50 KES", "2,501.00 KES",
        "Total 4,502.00 KES", "Ring twice", "Market street 5", "Page 1 of 1",
    ):  # fmt: skip
        assert page.count(told) >= 1, told
    assert page.count("Ring twice") == 1
    assert codes_of(drawn(DocumentKind.PACKING_SLIP, [order()])) == [["30012077"]]


def test_amounts_are_written_as_the_language_does() -> None:
    french = replace(usual(DocumentKind.PACKING_SLIP, "fr"))
    (page,) = texts(draw(DocumentKind.PACKING_SLIP, [order()], french, A4, NOW))

    assert "4 502,00 KES" in page.replace("\u202f", " ")


def test_each_order_begins_a_page_and_counts_its_own_pages() -> None:
    pages = texts(drawn(DocumentKind.PACKING_SLIP, [order("A-1"), order("B-2", 120), order("C-3")]))

    assert "A-1" in pages[0] and "Page 1 of 1" in pages[0]
    long = pages[1:-1]
    assert len(long) > 1
    assert all("B-2" in page for page in long)
    assert [f"Page {at + 1} of {len(long)}" in page for at, page in enumerate(long)] == [True] * len(long)
    assert sum(page.count("SHIRT-") for page in long) == 120
    assert "C-3" in pages[-1]


def test_a_long_pick_list_has_every_line_once_under_a_heading_on_every_page() -> None:
    pages = texts(drawn(DocumentKind.PICK_LIST, pick_lines(500)))

    assert len(pages) > 8
    for at, page in enumerate(pages, 1):
        assert page.startswith("Pick list")
        assert "SKU Product Qty Orders" in page
        assert f"Page {at} of {len(pages)}" in page
    together = " ".join(pages)
    assert all(together.count(f"SKU-{at:04d}") == 1 for at in range(500))
    assert f"500 SKUs · {sum(line.quantity for line in pick_lines(500)):,} Pieces" in pages[-1]
    assert "2026-11-21 10:20" in pages[0]


def test_one_sku_of_a_thousand_orders_goes_on_over_pages() -> None:
    orders = tuple((f"9{at:06d}", 1) for at in range(3000))

    pages = texts(drawn(DocumentKind.PICK_LIST, [PickLine("SKU-1", "Cup", 3000, orders)], "a6"))

    together = " ".join(pages)
    assert all(together.count(number) == 1 for number, _ in orders)
    assert together.count("SKU-1 ") == 1


def test_each_courier_gets_a_list_to_sign() -> None:
    lines = [HandoverLine(f"7{at:04d}", "Shop", ("Wheels", "", "Wings")[at % 3], f"TR-{at:05d}", 2) for at in range(9)]

    pages = texts(drawn(DocumentKind.HANDOVER, lines))

    assert [name in page for name, page in zip(("Wheels", "No courier named", "Wings"), pages, strict=True)] == [
        True
    ] * 3
    for page in pages:
        assert "3 Parcels · 6 Pieces" in page
        assert page.count("Signature") == 2
    assert [page.count("TR-") for page in pages] == [3, 3, 3]


@pytest.mark.parametrize("stock", ["100x150", "a6", "a4", "100x50", "60x40", "150x100"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_address_label_scans_from_any_stock(stock: str, language: str) -> None:
    pdf = draw(DocumentKind.ADDRESS_LABEL, [order()], usual(DocumentKind.ADDRESS_LABEL, language), stock_of(stock), NOW)

    for dpi in (203, 300):
        assert codes_of(pdf, dpi) == [["JG-55001", "JG-55001"]]  # the QR code and the bars
    assert not re.search(rb"/Subtype\s*/Image", pdf)


def test_an_address_that_does_not_fit_is_refused_and_not_cut() -> None:
    with pytest.raises(NotPossible) as refused:
        drawn(DocumentKind.ADDRESS_LABEL, [order(note="A long note " * 200)], "60x40")
    assert (refused.value.code, refused.value.params["stock"]) == ("paper_too_small", "60x40")
    with pytest.raises(NotPossible):
        drawn(DocumentKind.ADDRESS_LABEL, [order(tracking_number="X" * 60)], "25x25")


def test_the_platforms_own_label_is_not_drawn() -> None:
    with pytest.raises(NotPossible):
        usual(DocumentKind.LABEL)


def test_a_logo_is_shown_in_its_own_shape_and_rubbish_is_left_out() -> None:
    plain = drawn(DocumentKind.PACKING_SLIP, [order()])

    assert texts(drawn(DocumentKind.PACKING_SLIP, [order()], logo=b"no picture")) == texts(plain)
    assert page_images(drawn(DocumentKind.PACKING_SLIP, [order()], logo=picture()), 72) != page_images(plain, 72)


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (300, 100), (20, 60, 160)).save(written, "PNG")
    return written.getvalue()


def test_arabic_letters_join_and_the_page_is_mirrored() -> None:
    lines = [PickLine("SKU-1", "قميص أزرق", 2)]
    template: Template = usual(DocumentKind.PICK_LIST, "ar")

    arabic = page_images(draw(DocumentKind.PICK_LIST, lines, template, A4, NOW), 72)[0]

    def ink(row: bytes) -> tuple[int, int]:
        return sum(grey < 128 for grey in row[: len(row) // 2]), sum(grey < 128 for grey in row[len(row) // 2 :])

    heading = [ink(row) for row in list(arabic.rows())[34:50]]  # the title, 12 to 17 mm from the top
    assert sum(right for _left, right in heading) > 3 * sum(left for left, _right in heading)
    (words,) = texts(draw(DocumentKind.PICK_LIST, lines, template, A4, NOW))
    assert "\ufffd" not in words


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("", "Ù\x08'祢𧇻Â\x0b\x08\x90", DocumentKind.PACKING_SLIP, "50x70")
@example("A long line of an address " * 11, "30012077", DocumentKind.PACKING_SLIP, "50x70")
@example("A long line of an address " * 11, "30012077", DocumentKind.PACKING_SLIP, "a4")
@given(st.text(max_size=300), st.text(max_size=80), st.sampled_from(KINDS), st.sampled_from(["a6", "50x70"]))
def test_no_text_breaks_a_paper_or_runs_off_it(long: str, short: str, kind: DocumentKind, stock: str) -> None:
    name = Address(short, (long, short), short, long, short, short, short)
    paper = order(short, address=name, note=long, shop=short, provider=short, tracking_number="")
    lines: dict[DocumentKind, Facts] = {
        DocumentKind.PICK_LIST: [PickLine(short, long, 3, ((short, 3),))],
        DocumentKind.HANDOVER: [HandoverLine(short, short, short, long, 1)],
    }
    template = replace(usual(kind), extra=long, title=short)

    try:
        pdf = draw(kind, lines.get(kind, [paper]), template, stock_of(stock), NOW)
    except NotPossible as refused:
        assert refused.code == "paper_too_small"
    else:
        assert page_count(pdf) >= 1
        assert_nothing_touches_the_edge(pdf, 0.5)


def test_letters_of_buyers_never_reach_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        drawn(DocumentKind.PACKING_SLIP, [order(buyer="\U0001f9d9\U000e0041", note="\u1780\ua9c1\ud800")])

    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert not any(letter in caplog.text for letter in "\U0001f9d9\u1780\ua9c1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stock", ["100x150", "a6", "a4", "a4-4up", "60x40", "25x25"])
def test_a_calibration_page_measures_what_it_says(stock: str, language: str) -> None:
    paper = stock_of(stock)

    pdf = calibration_page(paper, Placement(90, 1.5, -2), language)

    (page,) = page_images(pdf, 254)  # ten pixels a millimetre
    rows = list(page.rows())
    inked = [at for at, row in enumerate(rows) if row.count(255) < len(row)]
    columns = [at for at in range(page.width) if any(row[at] < 128 for row in rows)]
    # The frame stands 3 mm from every edge; its corners are 0.8 mm thick.
    assert [inked[0], columns[0]] == pytest.approx([26, 26], abs=2)
    assert [page.height - inked[-1], page.width - columns[-1]] == pytest.approx([27, 27], abs=3)
    if paper.width_mm >= 100:
        assert sorted(codes_of(pdf, 203)[0]) == sorted(["0.250", "0.375", "0.500"] * 2)
