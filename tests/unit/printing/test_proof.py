"""A label is believed only when a scanner would read its own number off the paper."""

import base64
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from desktop.domain.labels import LabelFormat, LabelProblem
from desktop.printing.barcode import carries
from desktop.printing.document import MAX_BYTES
from desktop.printing.proof import prove
from desktop.printing.render import page_images
from desktop.printing.zpl import pdf_to_zpl
from tests.fixtures import label_papers as papers

NUMBER = "JG-1002003001"


def problem_of(content: bytes, number: str = NUMBER) -> LabelProblem | None:
    return prove(content, LabelFormat.PDF, number).problem


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_good_label_passes_however_the_page_is_turned(rotate: int) -> None:
    proof = prove(papers.label(NUMBER, rotate=rotate), LabelFormat.PDF, NUMBER)

    assert proof.problem is None
    assert NUMBER in proof.codes
    assert proof.pages == 1
    seen = (150, 100) if rotate in {90, 270} else (100, 150)
    assert (proof.width_mm, proof.height_mm) == pytest.approx(seen, abs=0.1)


def test_a_qr_code_alone_counts_when_it_carries_the_number() -> None:
    assert problem_of(papers.label_with_qr(f"https://track.example/{NUMBER}?v=1")) is None


def test_bars_too_fine_for_a_203_dpi_head_are_read_at_300_and_the_proof_says_so() -> None:
    assert prove(papers.label(NUMBER, module_mm=0.25), LabelFormat.PDF, NUMBER).params == {"dpi": "203"}
    assert prove(papers.label(NUMBER, module_mm=0.17), LabelFormat.PDF, NUMBER).params == {"dpi": "300"}


@pytest.mark.parametrize("other", ["JG-1002003002", "JG-10020030019", "XJG-1002003001", "JG-1002003001-2"])
def test_the_label_of_another_parcel_is_refused_and_the_number_found_is_named(other: str) -> None:
    proof = prove(papers.label(other), LabelFormat.PDF, NUMBER)

    assert proof.problem is LabelProblem.OTHER_PARCEL
    assert proof.params == {"found": other, "expected": NUMBER}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "broken"),
        (b"<html><body>502 Bad Gateway</body></html>", "broken"),
        (b"%PDF-1.4\nnothing that follows is one", "broken"),
        (papers.label(NUMBER)[:300], "broken"),
        (papers.encrypted(NUMBER), "encrypted"),
    ],
    ids=["empty", "html", "header only", "truncated", "encrypted"],
)
def test_what_is_no_readable_document_is_refused(content: bytes, why: str) -> None:
    proof = prove(content, LabelFormat.PDF, NUMBER)

    assert (proof.problem, dict(proof.params)) == (LabelProblem.NOT_A_DOCUMENT, {"why": why})


def test_a_blank_page_is_refused_but_not_one_beside_a_good_one() -> None:
    assert problem_of(papers.blank()) is LabelProblem.BLANK
    assert problem_of(papers.blank(pages=3)) is LabelProblem.BLANK
    assert problem_of(papers.two_pages(papers.blank(), papers.label(NUMBER))) is None


def test_ink_without_a_barcode_is_unreadable() -> None:
    assert problem_of(papers.unscannable()) is LabelProblem.UNREADABLE_CODE
    assert problem_of(papers.label(NUMBER, module_mm=0.08)) is LabelProblem.UNREADABLE_CODE


def test_bombs_are_refused_before_anything_is_drawn() -> None:
    assert problem_of(papers.label(NUMBER, 5000, 5000)) is LabelProblem.ODD_SIZE
    assert problem_of(papers.label(NUMBER, 12, 150)) is LabelProblem.ODD_SIZE
    assert problem_of(papers.blank(pages=21)) is LabelProblem.TOO_LARGE
    assert problem_of(papers.blank(pages=0)) is LabelProblem.NO_PAGES
    assert problem_of(b"%PDF-1.4" + bytes(MAX_BYTES)) is LabelProblem.TOO_LARGE


def test_a_label_for_a_parcel_without_a_number_proves_nothing() -> None:
    assert problem_of(papers.label(NUMBER), "") is LabelProblem.OTHER_PARCEL


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 1200))
def test_damage_anywhere_never_raises(noise: bytes, place: int) -> None:
    good = papers.label(NUMBER)
    damaged = good[:place] + noise + good[place + len(noise) :]

    assert prove(damaged, LabelFormat.PDF, NUMBER).problem in {None, *LabelProblem}


def good_ones() -> dict[LabelFormat, bytes]:
    """The same label in every format."""
    (page,) = page_images(papers.label(NUMBER), 100)
    picture, found = (
        Image.frombytes("L", (page.stride, page.height), page.pixels),
        {LabelFormat.PDF: papers.label(NUMBER)},
    )
    for kind, name in ((LabelFormat.PNG, "PNG"), (LabelFormat.JPG, "JPEG")):
        with io.BytesIO() as out:
            picture.save(out, name)
            found[kind] = out.getvalue()
    packed = base64.b64encode(found[LabelFormat.PNG]).decode()
    found[LabelFormat.HTML] = f"<html><p>{NUMBER}<br><img src='data:image/png;base64,{packed}'></p></html>".encode()
    return found | {LabelFormat.ZPL: pdf_to_zpl(papers.label(NUMBER), 100)}


GOOD_ONES = good_ones()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(GOOD_ONES)), st.binary(max_size=60), st.floats(0, 1), st.booleans())
def test_no_bytes_in_any_format_break_the_proof(kind: LabelFormat, noise: bytes, where: float, cut: bool) -> None:
    good = GOOD_ONES[kind]
    place = int(where * len(good))
    damaged = good[:place] + noise + (b"" if cut else good[place + len(noise) :])

    assert prove(damaged, kind, NUMBER).problem in {None, *LabelProblem}
    assert prove(damaged, LabelFormat.PNG, NUMBER).problem in {None, *LabelProblem}
    assert prove(noise, kind, NUMBER).problem in {*LabelProblem}


@given(st.from_regex(r"[A-Z0-9]{1,4}(-[A-Z0-9]{1,6})?", fullmatch=True), st.sampled_from("A7_-"))
def test_a_number_counts_as_a_whole_word_only(number: str, glued: str) -> None:
    assert carries(number.lower(), number)
    assert carries(f"(00){number} /x?y={number}&z", number)
    assert not carries(number + glued * 20, number)
    assert not carries(glued * 20 + number, number)


def test_zpl_is_proved_by_its_barcode_fields() -> None:
    good = f"^XA^PW800^LL1200^FO50,50^BY3^BCN,200,Y,N,N^FD>:{NUMBER}^FS^XZ".encode()
    proof = prove(good, LabelFormat.ZPL, NUMBER)

    assert (proof.problem, proof.width_mm, proof.height_mm) == (None, 100, 150)
    assert prove(good, LabelFormat.ZPL, "JG-7").problem is LabelProblem.OTHER_PARCEL
    only_text = b"^XA^FO50,50^A0N,50^FDJG-1002003001^FS^XZ"
    assert prove(only_text, LabelFormat.ZPL, NUMBER).problem is LabelProblem.UNREADABLE_CODE
    assert prove(b"no zpl", LabelFormat.ZPL, NUMBER).problem is LabelProblem.NOT_A_DOCUMENT


def test_where_nobody_knows_the_number_any_readable_code_will_do() -> None:
    found = prove(papers.label(NUMBER), LabelFormat.PDF, None)
    assert (found.problem, NUMBER in found.codes) == (None, True)
    assert prove(papers.blank(), LabelFormat.PDF, None).problem is LabelProblem.BLANK
