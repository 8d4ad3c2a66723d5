"""The label proof: nothing goes to paper before its barcode was read back and found to name its own parcel."""

from contextlib import closing

import pypdfium2

from desktop.domain.errors import LabelRefused, NotPossible
from desktop.domain.labels import LabelFormat, LabelProblem, Proof
from desktop.printing.barcode import Look, carries, read_codes
from desktop.printing.document import opened_label, page_size_mm
from desktop.printing.picture import as_pdf
from desktop.printing.render import grey, page_image
from desktop.printing.zpl import codes_in, size_mm
from desktop.printing.zpl_pages.pages import as_pdf as as_pages

# How it is looked at until the number is found: print resolution (203 dpi is the usual thermal head), and how hard.
_LOOKS = ((203, Look.UPRIGHT), (203, Look.TURNED), (203, Look.ANY_KIND), (300, Look.ANY_KIND))
_BLANK_DPI = 72


def prove(content: bytes, kind: LabelFormat, number: str | None) -> Proof:
    """Look at a label as a scanner would; ``number`` is its parcel's tracking number. Never raises for bad content.

    None is a number nobody knows: then it is enough that some barcode can be read.

    ``problem`` is None when a barcode on any page carries ``number`` (rule: ``barcode.carries``). ``params`` hold
    ``dpi`` (the coarsest print head whose output can be read) or the facts of the problem. A blank page beside a good
    one is let pass: it costs a sheet, a refused label costs the order.
    """
    try:
        if kind is LabelFormat.ZPL:
            return _prove_zpl(content, number)
        return _prove_pdf(as_pdf(content, kind), number)
    except LabelRefused as refusal:
        return Proof(LabelProblem(refusal.code), params=refusal.params)
    except pypdfium2.PdfiumError:  # it opened, but a page of it cannot be drawn
        return Proof(LabelProblem.NOT_A_DOCUMENT, params={"why": "broken"})


def _prove_zpl(content: bytes, number: str | None) -> Proof:
    """By what its barcode fields hold; one that is all picture is drawn and looked at, where that can be done."""
    verdict = _verdict(number, codes_in(content), *size_mm(content), pages=1)
    if verdict.problem is not LabelProblem.UNREADABLE_CODE:
        return verdict
    try:
        return _prove_pdf(as_pages(content), number)
    except NotPossible:
        return verdict


def _prove_pdf(content: bytes, number: str | None) -> Proof:
    with opened_label(content) as document:
        size, pages = page_size_mm(document, 0), len(document)
        codes: dict[str, None] = {}
        for dpi, look in _LOOKS:
            codes.update((code, None) for page in range(pages) for code in _codes(document, page, dpi, look))
            if any(_is_meant(code, number) for code in codes):
                return Proof(None, *size, pages, tuple(codes), {"dpi": str(dpi)})
        if not codes and all(page_image(document, page, _BLANK_DPI).blank for page in range(pages)):
            return Proof(LabelProblem.BLANK, *size, pages)
        return _verdict(number, tuple(codes), *size, pages=pages)


def _codes(document: pypdfium2.PdfDocument, number: int, dpi: int, look: Look) -> tuple[str, ...]:
    with closing(document[number]) as page, grey(page, dpi) as bitmap:
        return read_codes(bitmap, look)


def _verdict(number: str | None, codes: tuple[str, ...], width_mm: float, height_mm: float, *, pages: int) -> Proof:
    if not codes:
        problem, params = LabelProblem.UNREADABLE_CODE, {}
    elif not any(_is_meant(code, number) for code in codes):
        problem, params = LabelProblem.OTHER_PARCEL, {"found": codes[0][:60], "expected": number or ""}
    else:
        problem, params = None, {}
    return Proof(problem, width_mm, height_mm, pages, codes, params)


def _is_meant(code: str, number: str | None) -> bool:
    """Whether a code names this parcel; where nobody knows its number, every code that can be read is believed."""
    return number is None or carries(code, number)
