"""A label that is a web page prints as it stands, or not at all: nothing is run, nothing loaded, nothing guessed."""

import base64
import io
import socket

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.domain.labels import LabelFormat, LabelProblem
from desktop.printing.merge import merge
from desktop.printing.picture import as_pdf
from desktop.printing.proof import prove
from tests.fixtures.label_papers import codes_of
from tests.unit.printing.test_papers import texts

NUMBER = "LZ-4400123"
PRELUDE = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>Label</title>"


def code_picture(text: str, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.Code128, scale: int = 2) -> str:
    """A barcode as a ``data:`` address."""
    drawn = zxingcpp.create_barcode(text, kind).to_image(scale=scale, add_hrt=False, add_quiet_zones=True)
    view = memoryview(drawn)
    written = io.BytesIO()
    Image.frombytes("L", (view.shape[1], view.shape[0]), view.tobytes()).save(written, "PNG")
    return "data:image/png;base64," + base64.b64encode(written.getvalue()).decode()


def label_page(number: str = NUMBER, head: str = "", body: str = "") -> bytes:
    return f"""{PRELUDE}<style>td {{ border: 1px solid #000; font-size: 12px }}</style>{head}</head><body>
      <table border=1 width="100%"><tr><td width="70%"><b>Sort code</b> <span style="font-size:24px">A-12</span>
        <td width="30%" align=center>COD</tr>
      <tr><td colspan=2 style="text-align:center"><img src="{code_picture(number)}" style="width:80mm;height:18mm"><br>
        {number}</td></tr>
      <tr><td>To: Nguyễn Thị Hà &amp; Co<br>12 Đường Lê Lợi<td>Parcel 1 / 1</table>
      <p>Cảm ơn</p>{body}</body></html>""".encode()


def test_a_static_page_is_proved_and_laid_out_with_all_its_words() -> None:
    proof = prove(label_page(), LabelFormat.HTML, NUMBER)
    pdf = as_pdf(label_page(), LabelFormat.HTML)

    assert (proof.problem, proof.pages, proof.codes) == (None, 1, (NUMBER,))
    assert 95 < proof.width_mm < 105
    (words,) = texts(pdf)
    for told in ("Sort code A-12", "COD", NUMBER, "Nguyễn Thị Hà & Co", "12 Đường Lê Lợi", "Parcel 1 / 1", "Cảm ơn"):
        assert words.count(told) == 1, told
    assert codes_of(merge([pdf]).pdf) == [[NUMBER]]
    assert prove(label_page(), LabelFormat.HTML, "LZ-1").problem is LabelProblem.OTHER_PARCEL
    assert as_pdf(label_page(), LabelFormat.HTML).count(b"/Page\n") == pdf.count(b"/Page\n")


@pytest.mark.parametrize(
    ("head", "body", "part"),
    [
        ("<script src='https://cdn.test/barcode.js'></script>", "", "script"),
        ("<script>JsBarcode('#a', 'LZ-1')</script>", "", "script"),
        ("", "<body onload=draw()>", "script"),
        ("", "<canvas id=a></canvas>", "canvas"),
        ("", "<svg><rect/></svg>", "svg"),
        ("", "<iframe src=/label.pdf></iframe>", "iframe"),
        ("", "<img src='https://cdn.test/a.png'>", "remote picture"),
        ("", "<img src='file:///etc/passwd'>", "remote picture"),
        ("", "<img>", "remote picture"),
        ("<link rel=stylesheet href=a.css>", "", "stylesheet"),
        ("<style>@import 'a.css'</style>", "", "layout"),
        ("<style>.a { display : none }</style>", "", "layout"),
        ("<style>.a { dis/**/play: none }</style>", "", "layout"),
        ("", "<div style='position:absolute;top:0'>x</div>", "layout"),
        ("", "<div style='background:url(//cdn.test/a.png)'>x</div>", "layout"),
        ("", "<p style=\"font-family:'Libre Barcode 128'\">LZ-1</p>", "layout"),
        ("", "<p hidden>LZ-1</p>", "layout"),
        ("<meta http-equiv=refresh content='0;url=/x'>", "", "refresh"),
        ("", "<table><tr><td rowspan=2>x</table>", "rowspan"),
        ("", "<input value=LZ-1>", "input"),
    ],
)
def test_what_needs_a_browser_is_refused_with_the_part_that_does(head: str, body: str, part: str) -> None:
    proof = prove(label_page(head=head, body=body), LabelFormat.HTML, NUMBER)

    assert (proof.problem, proof.params) == (LabelProblem.NEEDS_BROWSER, {"part": part})


@pytest.mark.parametrize(
    "harmless",
    [
        "<script>window.print();</script>",
        "<script type='application/ld+json'>{}</script>",
        "<input type=hidden value=1>",
    ],
)
def test_what_only_opens_the_print_dialog_does_not_count(harmless: str) -> None:
    assert prove(label_page(body=harmless), LabelFormat.HTML, NUMBER).problem is None


def test_nothing_is_ever_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_where: object, **_how: object) -> None:
        raise AssertionError("a label tried to reach the network")

    monkeypatch.setattr(socket, "create_connection", no_network)
    monkeypatch.setattr(socket.socket, "connect", no_network)

    for content in (label_page(), label_page(body="<img src=http://127.0.0.1/a.png>")):
        prove(content, LabelFormat.HTML, NUMBER)


def test_words_between_the_rows_of_a_table_are_not_lost() -> None:
    page = f"{PRELUDE}<table>first<caption>second</caption><tr>third<td>fourth</td></tr></table>last".encode()

    (words,) = texts(as_pdf(page, LabelFormat.HTML))

    assert sorted(words.split()) == ["first", "fourth", "last", "second", "third"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", LabelProblem.NOT_A_DOCUMENT),
        (b"no page at all", LabelProblem.NOT_A_DOCUMENT),
        (b"<html><body></body></html>", LabelProblem.BLANK),
        (b"<p>Nothing to print</p>", LabelProblem.UNREADABLE_CODE),
        (b"<p>" + b"word " * 3000, LabelProblem.ODD_SIZE),
        (b"<p>" + b"word " * 30_000, LabelProblem.TOO_LARGE),
        (b"<p>" * 30_000, LabelProblem.TOO_LARGE),
        (b"<div>" * 100, LabelProblem.TOO_LARGE),
        (b"<img src='data:image/png;base64,AAAA'>", LabelProblem.NOT_A_DOCUMENT),
        (b"<img src='data:text/html,<script>'>", LabelProblem.NOT_A_DOCUMENT),
        (b" " * 11_000_000, LabelProblem.TOO_LARGE),
    ],
)
def test_a_hostile_or_empty_page_is_a_refused_label(content: bytes, problem: LabelProblem) -> None:
    assert prove(content, LabelFormat.HTML, NUMBER).problem is problem


def test_tables_in_tables_take_no_longer_the_deeper_they_are() -> None:
    deep = b"<table><tr><td>" * 18 + b"x" + b"</table>" * 18

    assert prove(deep, LabelFormat.HTML, NUMBER).problem in {LabelProblem.BLANK, LabelProblem.UNREADABLE_CODE}


def test_a_picture_of_too_many_pixels_is_not_unpacked() -> None:
    written = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(written, "PNG")
    page = b"<img src='data:image/png;base64," + base64.b64encode(written.getvalue()) + b"'>"

    assert prove(page, LabelFormat.HTML, NUMBER).problem is LabelProblem.TOO_LARGE


ODD_PIECES = [
    "<table>", "<tr>", "<td colspan=999>", "</table>", "<p style='font-size:1e9px'>", "<div align=right>", "<br>",
    "</p>", "<b>", "</b>", "&#0;", "&#xD800;", "<!--", "-->", "<![CDATA[", "<hr width=1e99>", "<td width=0%>", "<ul>",
    "<li>", "\x00", "<head>", f"<img src='{code_picture('X')}' width=0 height=99999>",
    f"<img width=9999 src='{code_picture('X')}'>",
]  # fmt: skip
PIECES = st.sampled_from(ODD_PIECES)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES | st.text(max_size=20), max_size=25))
def test_no_page_breaks_the_reader(pieces: list[str]) -> None:
    proof = prove("".join(pieces).encode("utf-8", "replace"), LabelFormat.HTML, NUMBER)

    assert proof.problem in LabelProblem


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    assert prove(content, LabelFormat.HTML, NUMBER).problem in LabelProblem
