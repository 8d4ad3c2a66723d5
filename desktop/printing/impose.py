"""Imposition: label pages are laid on the sheets of a stock as vectors, never enlarged and never resampled."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from pikepdf import Dictionary, ObjectStreamMode, Page, Pdf, StreamDecodeLevel

from desktop.printing.stock import Stock

POINTS_PER_MM = 72 / 25.4
_SAME_MM = 0.5  # sizes this close are one size: makers round points and inches differently

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Imposed:
    """The sheets, and the smallest scale of any label on them (1.0: true size). Tell people when it is below 1."""

    pdf: bytes
    scale: float
    sheets: int


def impose(content: bytes, stock: Stock) -> Imposed:
    """Lay the pages of a PDF of ours (``merge.py``) on ``stock``; a page turns by 90 degrees where it then fits better.

    Pages that have the size of the stock already are handed back untouched.
    """
    with Pdf.open(io.BytesIO(content)) as pdf:
        sources = list(pdf.pages)
        if stock.slots == 1 and all(_has_size_of(page, stock) for page in sources):
            return Imposed(content, 1.0, len(sources))
        placed = [_Placed.of(page, stock) for page in sources]
        for _sheet, labels in groupby(enumerate(placed), key=lambda numbered: stock.place(numbered[0])[0]):
            _add_sheet(pdf, {stock.place(at)[1]: label for at, label in labels}, stock)
        del pdf.pages[: len(sources)]
        return Imposed(saved(pdf), min(label.scale for label in placed), len(pdf.pages))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A page ready to be drawn: how far it turns clockwise, and at which scale it fits its slot. Lengths in points."""

    page: Page
    box: Box
    turn: int
    scale: float

    @classmethod
    def of(cls, page: Page, stock: Stock) -> "_Placed":
        box, upright = visible_box(page), own_turn(page)
        return max(
            (cls(page, box, turn, _fit(seen(box, turn), stock)) for turn in (upright, (upright + 90) % 360)),
            key=lambda placed: placed.scale,  # the first of equals: upright wins
        )

    def draw(self, name: str, slot: int, stock: Stock) -> str:
        """The PDF operators that show the page in the middle of a slot."""
        slot_width, slot_height = (side * POINTS_PER_MM for side in stock.slot_mm)
        margin = stock.margin_mm * POINTS_PER_MM
        width, height = (side * self.scale for side in seen(self.box, self.turn))
        row, column = divmod(slot, stock.columns)
        x = margin + column * slot_width + (slot_width - width) / 2
        y = margin + (stock.rows - 1 - row) * slot_height + (slot_height - height) / 2
        a, b, c, d, e, f = (value * self.scale for value in turned(self.box, self.turn))
        return f"q {a:.5f} {b:.5f} {c:.5f} {d:.5f} {e + x:.4f} {f + y:.4f} cm /{name} Do Q"


def visible_box(page: Page) -> Box:
    """What a viewer shows of a page before turning it: its crop box where that lies inside its media box."""
    media, crop = _sorted_box(page.mediabox), _sorted_box(page.cropbox)
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else media


def _sorted_box(corners: object) -> Box:
    x0, y0, x1, y1 = (float(value) for value in corners)  # type: ignore[attr-defined]
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def own_turn(page: Page) -> int:
    return int(page.rotation) % 360 // 90 * 90


def seen(box: Box, turn: int) -> tuple[float, float]:
    width, height = box[2] - box[0], box[3] - box[1]
    return (height, width) if turn in {90, 270} else (width, height)


def turned(box: Box, turn: int) -> Matrix:
    """Turn clockwise and move the lower left corner to the origin."""
    left, bottom, right, top = box
    return {
        0: (1.0, 0.0, 0.0, 1.0, -left, -bottom),
        90: (0.0, -1.0, 1.0, 0.0, -bottom, right),
        180: (-1.0, 0.0, 0.0, -1.0, right, top),
        270: (0.0, 1.0, -1.0, 0.0, top, -left),
    }[turn]


def _fit(shown: tuple[float, float], stock: Stock) -> float:
    """1.0 where the page fits its slot (half a millimetre over still does on a single sheet), else its scale."""
    slot = [side * POINTS_PER_MM for side in stock.slot_mm]
    tolerance = _SAME_MM * POINTS_PER_MM if stock.slots == 1 else 0.0
    return min(1.0, *(room / side if side > room + tolerance else 1.0 for side, room in zip(shown, slot, strict=True)))


def _has_size_of(page: Page, stock: Stock) -> bool:
    shown = seen(visible_box(page), own_turn(page))
    return all(
        abs(side / POINTS_PER_MM - paper) <= _SAME_MM
        for side, paper in zip(shown, (stock.width_mm, stock.height_mm), strict=True)
    )


def _add_sheet(pdf: Pdf, labels: Mapping[int, _Placed], stock: Stock) -> None:
    sheet = pdf.add_blank_page(page_size=(stock.width_mm * POINTS_PER_MM, stock.height_mm * POINTS_PER_MM))
    drawn, forms = [], Dictionary()
    for slot, label in labels.items():
        forms[f"/L{slot}"] = as_form(pdf, label.page, label.box)
        drawn.append(label.draw(f"L{slot}", slot, stock))
    sheet.Resources = Dictionary(XObject=forms)
    sheet.Contents = pdf.make_stream("\n".join(drawn).encode())


def as_form(pdf: Pdf, page: Page, box: Box) -> object:
    """A page as something that can be drawn on another one, in its own coordinates and without its own turn."""
    form = page.as_form_xobject(handle_transformations=False)
    form.BBox = list(box)  # cut where the viewer cuts, whatever trim box the page claims
    return pdf.make_indirect(form)


def saved(pdf: Pdf) -> bytes:
    """Streams stay as they are: compressing them again would hold the interpreter for seconds."""
    with io.BytesIO() as written:
        pdf.save(
            written,
            compress_streams=False,
            stream_decode_level=StreamDecodeLevel.none,
            object_stream_mode=ObjectStreamMode.generate,
        )
        return written.getvalue()
