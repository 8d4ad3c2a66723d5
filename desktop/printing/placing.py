"""Placement: finished sheets are turned and moved the way a printer wants them, as vectors and in true size."""

import io

from pikepdf import Dictionary, Page, Pdf

from desktop.domain.papers import Placement
from desktop.printing.impose import POINTS_PER_MM, as_form, own_turn, saved, seen, turned, visible_box


def place(content: bytes, placement: Placement) -> bytes:
    """Every page of a PDF of ours turned clockwise, then moved on its sheet; what leaves the sheet is lost there.

    At 90 and 270 degrees a page's width and height change places (``Stock.turned``). Untouched where nothing is asked.
    """
    if not (placement.turn or placement.right_mm or placement.down_mm):
        return content
    with Pdf.open(io.BytesIO(content)) as pdf:
        sources = list(pdf.pages)
        for page in sources:
            _add_placed(pdf, page, placement)
        del pdf.pages[: len(sources)]
        return saved(pdf)


def _add_placed(pdf: Pdf, page: Page, placement: Placement) -> None:
    box, turn = visible_box(page), (own_turn(page) + placement.turn) % 360
    sheet = pdf.add_blank_page(page_size=seen(box, turn))
    a, b, c, d, e, f = turned(box, turn)
    right, down = placement.right_mm * POINTS_PER_MM, placement.down_mm * POINTS_PER_MM
    sheet.Resources = Dictionary(XObject=Dictionary(Page=as_form(pdf, page, box)))
    matrix = f"{a:.0f} {b:.0f} {c:.0f} {d:.0f} {e + right:.4f} {f - down:.4f}"
    sheet.Contents = pdf.make_stream(f"q {matrix} cm /Page Do Q".encode())
