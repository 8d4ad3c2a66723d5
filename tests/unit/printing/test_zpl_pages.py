"""A label in ZPL prints on paper when every command of it is understood and its barcode reads; else it is refused."""

import asyncio
import base64
import binascii
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.errors import NotPossible
from desktop.domain.labels import LabelFormat, LabelProblem
from desktop.printing import press
from desktop.printing.proof import prove
from desktop.printing.render import PageImage, page_images
from desktop.printing.zpl import pdf_to_zpl
from desktop.printing.zpl_pages.pages import as_pdf
from tests.fixtures import label_papers as papers
from tests.fixtures.label_papers import codes_of
from tests.unit.printing.test_papers import texts

HEAD = r"""CT~~CD,~CC^~CT~
^XA~TA000~JSN^LT0^MNW^MTT^PON^PMN^LH0,0^JMA^PR5,5~SD15^JUS^LRN^CI28^PA0,1,1,0^XZ
"""
NUMBER = "JG-700012345"


def label(body: str, width: int = 812, length: int = 1218) -> bytes:
    return f"^XA^CI28^PW{width}^LL{length}{body}^XZ".encode()


def drawn(body: str) -> PageImage:
    (page,) = page_images(as_pdf(label(body)), 203)
    return page


def ink_box(page: PageImage) -> list[int]:
    """Left, top, right and bottom edge of the ink, in dots."""
    rows = list(page.rows())
    inked = [at for at, row in enumerate(rows) if min(row) < 128]
    columns = [at for at in range(page.width) if any(row[at] < 128 for row in rows)]
    return [columns[0], inked[0], columns[-1] + 1, inked[-1] + 1]


def test_a_whole_label_shows_its_words_and_codes() -> None:
    body = rf"""
      ^FX the courier's own ^CF0,60^FO50,50^GB100,100,100^FS^FO220,50^FDExpress, Ltd.^FS
      ^CFA,30^FO50,340^FH^FDNguy_E1_BB_85n ^FS^FO50,400^A0N,40,40^FB400,2,0,C^FDtwo lines of words, centred^FS
      ^BY3,2,200^FO100,550^BCN,,Y,N^FD>:{NUMBER}^FS
      ^FO470,930^BQN,2,5^FDQA,{NUMBER}^FS^FO20,600^A0B,30,30^FDbottom-up^FS
    """

    pdf = as_pdf(label(body))

    assert codes_of(pdf) == [[NUMBER, NUMBER]]
    (words,) = texts(pdf)
    for told in ("Express, Ltd.", "Nguyễn", "two lines of", "words, centred", NUMBER, "bottom-up"):
        assert told in words, told


@pytest.mark.parametrize(
    ("field", "box"),
    [
        ("^FO100,200^GB300,50,50^FS", [100, 200, 400, 250]),
        ("^LH10,20^FO100,200^GB300,50,4^FS", [110, 220, 410, 270]),
        ("^FT100,250^GB300,50,4^FS", [100, 200, 400, 250]),
        ("^FO100,200^GFA,8,8,2,FFFF8001:FFFF^FS", [100, 200, 116, 204]),
        ("^FO100,200^GFA,8,8,2,WFQF,!:^FS", None),
        ("^FO100,200^BY2^BCN,100,N^FDA-1^FS", [100, 200, 100 + 2 * 68, 300]),
        ("^FO100,200^BY2^BCR,100,N^FDA-1^FS", [100, 200, 200, 200 + 2 * 68]),
        ("^FO100,200^BY2^BCB,100,N^FDA-1^FS", [100, 200, 200, 200 + 2 * 68]),
        ("^FO100,200^BY2^BCI,100,N^FDA-1^FS", [100, 200, 100 + 2 * 68, 300]),
        ("^FT100,300^BY2^BCN,100,N^FDA-1^FS", [100, 200, 100 + 2 * 68, 300]),
        ("^FO100,200^BQN,2,4^FDLA,A-1^FS", [100, 200, 100 + 4 * 21, 200 + 4 * 21]),
    ],
)
def test_everything_stands_at_its_very_dots(field: str, box: list[int] | None) -> None:
    if box is None:
        with pytest.raises(NotPossible):
            drawn(field)
        return
    assert ink_box(drawn(field)) == pytest.approx(box, abs=1)


def test_letters_stay_within_the_room_the_printer_would_use() -> None:
    left, top, right, bottom = ink_box(drawn("^FO100,200^A0N,40,40^FDWWWWWWWWWW^FS"))

    assert 98 <= left <= 104 and right <= 100 + 10 * 40 * 0.56 + 2
    assert top >= 200 and bottom <= 242


def test_a_white_box_covers_what_lies_under_it() -> None:
    page = drawn("^FO100,200^GB300,300,300^FS^FO110,210^GB280,280,280,W^FS")

    rows = list(page.rows())
    assert rows[205][250] < 60 and rows[350][250] > 200


def test_a_label_that_is_one_picture_is_proved_by_its_picture() -> None:
    zpl = pdf_to_zpl(papers.label(NUMBER), 203)

    proof = prove(zpl, LabelFormat.ZPL, NUMBER)

    assert (proof.problem, proof.codes) == (None, (NUMBER,))
    assert (proof.width_mm, proof.height_mm) == pytest.approx((100, 150), abs=0.3)
    assert prove(zpl, LabelFormat.ZPL, "JG-1").problem is LabelProblem.OTHER_PARCEL
    assert prove(pdf_to_zpl(papers.blank(), 203), LabelFormat.ZPL, NUMBER).problem is LabelProblem.BLANK


def test_dots_go_to_zpl_and_back_unchanged() -> None:
    before = page_images(papers.label(NUMBER), 203)[0]

    after = page_images(as_pdf(pdf_to_zpl(papers.label(NUMBER), 203)), 203)[0]

    assert abs(after.width - before.width) <= 8  # rows are whole bytes
    mine, theirs = list(before.rows()), list(after.rows())
    different = sum(
        (a < 128) != (b < 128) for x, y in zip(mine, theirs, strict=False) for a, b in zip(x, y, strict=False)
    )
    assert different < before.width * before.height / 2000


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("^FO1,1^XGR:LOGO.GRF^FS", "^XG"),
        ("^FO1,1^B3N,N,100^FDX^FS", "^B3"),
        ("^FO1,1^FR^FDX^FS", "^FR"),
        ("^FO1,1^A@N,30,30,E:X.TTF^FDX^FS", "^A@"),
        ("^FO1,1^BCN,100^FD>8123^FS", "^BC"),
        ("^FO1,1^BQN,2,5^FDMM,N123^FS", "^BQ"),
        ("^PQ2^FO1,1^FDX^FS", "^PQ"),
        ("^FO1,1^FB100,1^A0N,40^FDfar too many words for it^FS", "^FB"),
        ("^FO1,1^GFA,10,10,3,FF^FS", "^GF"),
        ("^FO1,1^GFA,8,8,2,:Z64:AAAA:0000^FS", "^GF"),
        ("^FO1,1^GFB,8,8,2,xxxx^FS", "^GF"),
        ("^FDnowhere^FS", "^FO"),
        ("^FO99999,1^FDX^FS", "^FO"),
        ("^FOx,1^FDX^FS", "^FO"),
        ("^FO1,1^FH^FD_ZZ^FS", "^FH"),
        ("^POI^LS40^FO1,1^FDX^FS", "^LS"),
    ],
)
def test_what_is_not_understood_is_named_and_refused(body: str, part: str) -> None:
    with pytest.raises(NotPossible) as refused:
        as_pdf(label(body))
    assert (refused.value.code, refused.value.params) == ("needs_zpl_printer", {"part": part})


@pytest.mark.parametrize(
    "content", [b"", b"no zpl", b"^XA^XZ", b"^XA^FO1,1^FDX", b"\xff^XA^XZ", b"^XA^FO1,1^FD\xc3\xa9^FS^XZ"]
)
def test_what_is_no_whole_label_is_refused(content: bytes) -> None:
    with pytest.raises(NotPossible):
        as_pdf(content)


def test_several_labels_are_several_pages_and_a_wide_one_is_of_300_dpi() -> None:
    one = label(f"^FO50,50^BY3^BCN,100^FD{NUMBER}^FS", 1200, 1800)

    pdf = as_pdf(one + one)

    assert codes_of(pdf, 300) == [[NUMBER], [NUMBER]]
    assert page_images(pdf, 25.4)[0].width == pytest.approx(101.6, abs=1)


def test_only_a_page_that_names_its_parcel_is_handed_out() -> None:
    zpl = label(f"^FO50,50^BY3^BCN,100^FD{NUMBER}^FS")

    assert codes_of(asyncio.run(press.zpl_pages(zpl, NUMBER))) == [[NUMBER]]
    with pytest.raises(NotPossible):
        asyncio.run(press.zpl_pages(zpl, "JG-1"))


def test_a_picture_that_swells_is_refused() -> None:
    for data in ("z" * 5000 + "F", ":Z64:" + wrapped(zlib.compress(bytes(50_000_000)))):
        with pytest.raises(NotPossible):
            as_pdf(label(f"^FO1,1^GFA,200,200,10,{data}^FS"))


def wrapped(packed: bytes) -> str:
    text = base64.b64encode(packed)
    return f"{text.decode()}:{binascii.crc_hqx(text, 0):04X}"


ODD_PIECES = [
    "^XA", "^XZ", "^FO10,10", "^FT1,,1", "^FD", "^FS", "^A0R,0,0", "^A", "^CF0,", "^BY0,,99999", "^BC", "^BQ,,0",
    "^FDQA,", "^GB0,0,0", "^GB9999,9999,1", "^GFA,4,4,2,:,!", "^GFA,4,4,2,FFFFFFFF", "^FB1,9999", "^FH", "_C3",
    "\\&", "^LH-5,-5", "^PW1", "^PW99999", "^LL20", "^CI28", "~DG", "~", "^", ">:", "é", "\0", "^FX", "1", "words",
]  # fmt: skip
PIECES = st.sampled_from(ODD_PIECES)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30))
def test_no_commands_break_the_reader(pieces: list[str]) -> None:
    content = "".join(["^XA", *pieces, "^XZ"]).encode()
    try:
        pdf = as_pdf(content)
    except NotPossible as refused:
        assert refused.code == "needs_zpl_printer"
    else:
        assert page_images(pdf, 72)
    assert prove(content, LabelFormat.ZPL, NUMBER).problem in {*LabelProblem}
