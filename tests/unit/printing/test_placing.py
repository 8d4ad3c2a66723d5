"""A printer gets its pages turned, moved and burnt as it wants them, in true size and as vectors."""

import asyncio
import io
import re

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import NotPossible
from desktop.domain.labels import LabelFormat
from desktop.domain.papers import Placement
from desktop.printing import press
from desktop.printing.placing import place
from desktop.printing.render import PageImage, page_images
from desktop.printing.stock import STOCKS
from desktop.printing.targets import CupsQueue, PrintJob, ZplPort, laid
from desktop.printing.zpl import placed
from tests.fixtures import label_papers as papers
from tests.fixtures.label_papers import codes_of
from tests.fixtures.print_server import PrintServer, paper

MARK = "5 140 2 2 re f"  # two millimetres of ink, five from the left edge and eight from the top
DPI = 254  # ten pixels a millimetre


def ink(page: PageImage) -> tuple[float, float]:
    """Where the ink begins, in millimetres from the left and from the top."""
    rows = list(page.rows())
    top = next(at for at, row in enumerate(rows) if row.count(255) < len(row))
    left = min(at for row in rows for at, grey in enumerate(row) if grey < 128)
    return left / 10, top / 10


@pytest.mark.parametrize(
    ("placement", "size", "where"),
    [
        (Placement(right_mm=3, down_mm=1.5), (100, 150), (8, 9.5)),
        (Placement(right_mm=-2, down_mm=-4), (100, 150), (3, 4)),
        (Placement(turn=90), (150, 100), (140, 5)),
        (Placement(turn=180), (100, 150), (93, 140)),
        (Placement(turn=270, right_mm=1), (150, 100), (9, 93)),
    ],
)
def test_ink_comes_out_where_the_printer_wants_it(
    placement: Placement, size: tuple[int, int], where: tuple[float, float]
) -> None:
    page = page_images(place(papers.page_pdf(MARK), placement), DPI)[0]

    assert (page.width, page.height) == pytest.approx([side * 10 for side in size], abs=1)
    assert ink(page) == pytest.approx(where, abs=0.15)


def test_without_a_wish_nothing_is_touched() -> None:
    pdf = papers.label("JG-1")

    assert place(pdf, Placement(darkness=10)) is pdf
    assert placed(b"^XA^XZ", Placement(), 203) == b"^XA^XZ"


def test_placed_pages_stay_vectors_and_scan() -> None:
    turned = place(papers.label("JG-1", rotate=90), Placement(turn=270, right_mm=0.4))

    assert b"/Image" not in turned
    assert codes_of(turned) == [["JG-1"]]


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from([0, 90, 180, 270]),
    st.floats(-3, 3),
    st.floats(-3, 3),
    st.sampled_from([0, 90, 180, 270]),
)
def test_no_placement_within_the_white_edge_costs_a_barcode(turn: int, right: float, down: float, own: int) -> None:
    pdf = place(papers.label("JG-1", rotate=own), Placement(turn, right, down))

    assert codes_of(pdf) == [["JG-1"]]


def test_zpl_keeps_its_bytes_between_settings_that_are_taken_back() -> None:
    label = b"^XA^LH10,10^FO50,50^BCN,200^FDJG-1^FS^XZ"

    got = placed(label, Placement(180, right_mm=2, down_mm=-1, darkness=12), 203)

    assert got == b"^XA^LS-16^LT-8^POI^MD12^XZ\n" + label + b"\n^XA^LS0^LT0^PON^MD0^XZ\n"


@pytest.mark.parametrize(
    ("placement", "code"),
    [(Placement(turn=90), "zpl_not_turned"), (Placement(down_mm=30), "zpl_offset_too_large")],
)
def test_what_a_zpl_printer_cannot_do_is_refused(placement: Placement, code: str) -> None:
    with pytest.raises(NotPossible) as refused:
        placed(b"^XA^XZ", placement, 203)
    assert refused.value.code == code


def test_a_page_for_a_zpl_printer_is_turned_before_it_becomes_dots() -> None:
    job = PrintJob(papers.page_pdf(MARK), LabelFormat.PDF, STOCKS["100x150"], "t", placement=Placement(90, darkness=-5))

    done = asyncio.run(laid(job, ZplPort("127.0.0.1")))

    assert done.kind is LabelFormat.ZPL
    assert done.content.startswith(b"^XA^MD-5^XZ\n^XA^PW1199^LL800")
    assert done.content.endswith(b"^XA^MD0^XZ\n")
    assert asyncio.run(laid(done, ZplPort("127.0.0.1"))) == done  # once is enough


def test_a_queue_prints_the_turned_sheet_on_a_turned_medium(print_server: PrintServer) -> None:
    job = PrintJob(papers.label("JG-1"), LabelFormat.PDF, STOCKS["100x150"], "t", placement=Placement(90, right_mm=1.0))

    async def scenario() -> bytes:
        async with paper() as sink:
            print_server.add("turned", sink.port)
            await CupsQueue("turned").submit(job)
            return await asyncio.wait_for(sink.jobs.get(), 30)

    printed = asyncio.run(scenario())

    assert codes_of(printed) == [["JG-1"]]
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        width, height = (float(side) / papers.POINT for side in pdf.pages[0].mediabox[2:])
    assert (width, height) == pytest.approx((150, 100), abs=1)
    assert not re.search(rb"/Subtype\s*/Image", printed)


def test_the_press_speaks_the_printers_language() -> None:
    zpl = asyncio.run(press.as_zpl(b"^XA^XZ", LabelFormat.ZPL, Placement(darkness=3), 203))

    assert zpl == b"^XA^MD3^XZ\n^XA^XZ\n^XA^MD0^XZ\n"
