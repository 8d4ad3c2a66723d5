"""Labels as pictures and as pixels for a thermal head: the very same dots, in both directions."""

import io

import pytest
from PIL import Image

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelFormat, LabelProblem
from desktop.printing.picture import as_pdf
from desktop.printing.proof import prove
from desktop.printing.render import page_images
from desktop.printing.zpl import pdf_to_zpl
from tests.fixtures import label_papers as papers
from tests.fixtures.zpl_reader import read_zpl


def drawn(content: bytes, mode: str = "L") -> Image.Image:
    page = page_images(content, 203)[0]
    grey = Image.frombytes("L", (page.stride, page.height), page.pixels).crop((0, 0, page.width, page.height))
    if mode == "RGBA":  # ink on nothing, as label makers like to export
        clear = Image.new("RGBA", grey.size, (0, 0, 0, 0))
        clear.paste((0, 0, 0, 255), mask=grey.point(lambda value: 255 - value))
        return clear
    return grey.convert(mode)


def png(picture: Image.Image, **how: object) -> bytes:
    with io.BytesIO() as out:
        picture.save(out, "PNG", **how)
        return out.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_a_picture_of_any_kind_is_proved_like_a_page(mode: str) -> None:
    content = png(drawn(papers.label("JG-8"), mode), dpi=(203, 203))

    proof = prove(content, LabelFormat.PNG, "JG-8")

    assert proof.problem is None
    assert (proof.width_mm, proof.height_mm) == pytest.approx((100, 150), abs=0.3)


def test_a_pictures_dots_reach_the_paper_unchanged() -> None:
    picture = drawn(papers.label("JG-8"))

    page = page_images(as_pdf(png(picture), LabelFormat.PNG), 203)[0]

    assert (page.width, page.height) == picture.size
    assert b"".join(page.rows()) == picture.tobytes()


@pytest.mark.parametrize(
    ("mode", "as_it_came"), [("1", True), ("L", True), ("P", True), ("RGB", True), ("RGBA", False)]
)
def test_a_png_is_packed_into_the_page_as_it_came_where_it_can(mode: str, as_it_came: bool) -> None:
    picture = drawn(papers.label("JG-8"), mode)
    content = png(picture)

    pdf = as_pdf(content, LabelFormat.PNG)

    assert (content[content.index(b"IDAT") + 4 :][:200] in pdf) is (mode != "RGBA")
    page = page_images(pdf, 203)[0]
    on_white = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture.convert("RGBA")).convert("L")
    assert b"".join(page.rows()) == on_white.tobytes()


def test_a_jpeg_is_packed_into_the_page_as_it_came_unless_it_was_cut() -> None:
    with io.BytesIO() as out:
        drawn(papers.label("JG-8")).save(out, "JPEG", dpi=(203, 203), quality=90)
        content = out.getvalue()

    assert content in as_pdf(content, LabelFormat.JPG)
    assert prove(content, LabelFormat.JPG, "JG-8").problem is None
    with pytest.raises(LabelRefused):
        as_pdf(content[: len(content) // 2], LabelFormat.JPG)


@pytest.mark.parametrize("cut", [9, 30, 60, 400])
def test_an_altered_or_cut_png_never_breaks_the_proof(cut: int) -> None:
    content = png(drawn(papers.label("JG-8")))
    altered = content[:cut] + bytes([content[cut] ^ 255]) + content[cut + 1 :]

    for broken in (content[:cut], altered):
        assert prove(broken, LabelFormat.PNG, "JG-8").problem is not None


def test_pictures_that_are_none_or_too_large_are_refused() -> None:
    assert prove(b"\x89PNG\r\n\x1a\nrubbish", LabelFormat.PNG, "JG-8").problem is LabelProblem.NOT_A_DOCUMENT
    assert prove(papers.label("JG-8"), LabelFormat.PNG, "JG-8").problem is LabelProblem.NOT_A_DOCUMENT
    huge = png(Image.new("1", (9000, 9000), 1))
    assert prove(huge, LabelFormat.PNG, "JG-8").problem is LabelProblem.ODD_SIZE
    truncated = png(drawn(papers.label("JG-8")))[:900]
    with pytest.raises(LabelRefused):
        as_pdf(truncated, LabelFormat.PNG)


def test_a_page_becomes_zpl_whose_dots_scan() -> None:
    zpl = pdf_to_zpl(papers.two_pages(papers.label("JG-8"), papers.label_with_qr("JG-9")), 203)

    assert zpl.count(b"^XA") == zpl.count(b"^XZ") == 2
    assert len(zpl) < 10_000  # against 240,000 dots of bytes
    assert [read_zpl(label) for label in zpl.split(b"\n") if label] == ["JG-8", "JG-9"]
