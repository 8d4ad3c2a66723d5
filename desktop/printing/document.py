"""Opening a PDF that a stranger made: bounded in bytes, pages and page size before anything is drawn.

PDFium is not thread-safe: everything that touches it runs on the one thread of ``press.py``.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pypdfium2
from pypdfium2 import raw

from desktop.domain.errors import LabelRefused
from desktop.domain.labels import LabelProblem

MM_PER_POINT = 25.4 / 72
MAX_BYTES = 10 * 1024 * 1024  # the largest label seen in the wild is some 500 KB
_ERR_PASSWORD = 4  # FPDF_ERR_PASSWORD of fpdfview.h
MAX_PAGES = 20  # of one label; a merged document of ours may have any number
SMALLEST_MM, LARGEST_MM = 20.0, 450.0  # a strip of a label printer; a little more than A3


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """The document, closed afterwards. Raises ``LabelRefused`` (not_a_document with ``why``, no_pages)."""
    # It reads from ``content`` until it is closed. The names of ``raw`` are made at run time.
    handle = raw.FPDF_LoadMemDocument64(content, len(content), None)  # type: ignore[attr-defined]
    if not handle:
        why = "encrypted" if raw.FPDF_GetLastError() == _ERR_PASSWORD else "broken"  # type: ignore[attr-defined]
        raise LabelRefused(LabelProblem.NOT_A_DOCUMENT, why=why)
    with closing(pypdfium2.PdfDocument(handle)) as document:
        if len(document) == 0:
            raise LabelRefused(LabelProblem.NO_PAGES)
        yield document


@contextmanager
def opened_label(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """As ``opened``, for one label from outside; also raises too_large and odd_size."""
    if len(content) > MAX_BYTES:
        raise LabelRefused(LabelProblem.TOO_LARGE, bytes=str(len(content)))
    with opened(content) as document:
        if len(document) > MAX_PAGES:
            raise LabelRefused(LabelProblem.TOO_LARGE, pages=str(len(document)))
        for number in range(len(document)):
            check_size(*page_size_mm(document, number))
        yield document


def check_size(width_mm: float, height_mm: float) -> None:
    """Raises ``LabelRefused`` (odd_size): drawing a page of metres at print resolution would eat all memory."""
    if not all(SMALLEST_MM <= side <= LARGEST_MM for side in (width_mm, height_mm)):
        raise LabelRefused(LabelProblem.ODD_SIZE, width_mm=f"{width_mm:.0f}", height_mm=f"{height_mm:.0f}")


def page_size_mm(document: pypdfium2.PdfDocument, number: int) -> tuple[float, float]:
    """Width and height of a page as it is seen (its own rotation applied), in millimetres; (0, 0) if it has none."""
    try:
        width, height = document.get_page_size(number)
    except pypdfium2.PdfiumError:
        return 0.0, 0.0
    return width * MM_PER_POINT, height * MM_PER_POINT
