"""The calibration page: printed, measured and scanned, it tells how a printer wants its pages placed."""

from collections.abc import Callable, Iterator

from desktop.domain.papers import Placement
from desktop.printing.papers import codes
from desktop.printing.papers.codes import Code
from desktop.printing.papers.sheet import Sheet, Side, Type
from desktop.printing.stock import Stock
from desktop.printing.templates import calibration_words, spoken_language

_FRAME_MM = 3.0
_CORNER_MM = 4.0
_DOTS = (2, 3, 4)


def calibration_page(stock: Stock, placement: Placement, language: str) -> bytes:
    """One page of ``stock``; ``placement`` is only told on it, ``impose`` places the page like any other."""
    words = calibration_words(language)
    told = f"{stock.id} · {placement.turn}° · → {placement.right_mm:g} mm · ↓ {placement.down_mm:g} mm"
    with Sheet(stock, [*words.values(), told], mirrored=spoken_language(language) == "ar") as sheet:
        sheet.add_page()
        page = _Page(sheet)
        page.frame()
        long = page.rulers()
        kind = Type(min(8.0, max(4.5, sheet.width / 12)))
        page.paragraph(words["title"], kind.times(1.4), bold=True)
        page.paragraph(told, kind)
        page.paragraph(words["across"].format(mm=f"{long:g}"), kind)
        page.paragraph(words["border"].format(mm=f"{_FRAME_MM:g}"), kind)
        page.paragraph(words["scan"], kind)
        page.codes()
        return sheet.pdf()


class _Page:
    """Draws from the top down."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._edge = _FRAME_MM + 2.0
        self._y = self._edge

    @property
    def _room(self) -> float:
        return self._sheet.width - 2 * self._edge

    def frame(self) -> None:
        """A border at a known distance, and heavy corners that show which of them the printer eats."""
        sheet, far = self._sheet, _FRAME_MM
        width, height = sheet.width - 2 * far, sheet.height - 2 * far
        sheet.frame(far, far, width, height, thick=0.2)
        for x in (far, far + width - _CORNER_MM):
            for y in (far, far + height):
                sheet.rule(x, y, _CORNER_MM, thick=0.8)
        for x in (far, far + width):
            for y in (far, far + height - _CORNER_MM):
                sheet.fill(x - 0.4, y, 0.8, _CORNER_MM)

    def rulers(self) -> float:
        """A ruler across and one down, both in millimetres; the length of the one across."""
        long = self._room // 10 * 10
        down = (self._sheet.height - 2 * self._edge) // 10 * 10
        for mm in range(int(long) + 1):
            self._sheet.fill(self._edge + mm - 0.06, self._y, 0.12, _tick(mm))
        for mm in range(int(down) + 1):
            self._sheet.fill(self._edge, self._y + mm - 0.06, _tick(mm), 0.12)
        for mm in range(10, int(long) + 1, 10):
            self._sheet.line(str(mm), self._edge + mm - 4, self._y + 3.6, 8, Type(5.0), Side.MIDDLE)
        for mm in range(10, int(down) + 1, 10):
            self._sheet.line(str(mm), self._edge + 3.8, self._y + mm - Type(5.0).line_mm / 2, 8, Type(5.0))
        self._y += 3.6 + Type(5.0).line_mm + 1.5
        return long

    @property
    def _inner(self) -> tuple[float, float]:
        """Where text and codes begin beside the ruler, and how wide they may be."""
        return self._edge + 9.0, self._room - 9.0

    def paragraph(self, text: str, kind: Type, *, bold: bool = False) -> None:
        """Text, if there is still room for it."""
        x, width = self._inner
        kind = Type(kind.pt, bold=bold)
        lines = self._sheet.wrapped(text, width, kind)
        if self._y + len(lines) * kind.line_mm > self._sheet.height - self._edge:
            return
        self._y += self._sheet.paragraph(text, x, self._y, width, kind) + 0.8

    def codes(self) -> None:
        """Bars and QR codes that say how wide their own modules are; those that do not fit are left out."""
        small = Type(5.5)
        x, width = self._inner
        floor = self._sheet.height - self._edge
        for module, text, bars in _each(codes.bars):
            if bars.columns * module <= width + 2 * bars.quiet * module and self._y + 11 <= floor:
                self._sheet.line(f"Code 128 · {text} mm", x, self._y, width, small)
                self._sheet.code(bars, x - bars.quiet * module, self._y + small.line_mm, module, 8.0)
                self._y += 8.0 + small.line_mm + 1.5
        for module, text, square in _each(codes.qr):
            side = square.columns * module
            wide = max(side, 16.0)  # its text needs that much
            if x + wide <= self._sheet.width - self._edge and self._y + side + small.line_mm <= floor:
                self._sheet.line(f"QR · {text} mm", x, self._y, wide, small)
                self._sheet.code(square, x, self._y + small.line_mm, module)
                x += wide + 3.0


def _each(made: Callable[[str], Code | None]) -> Iterator[tuple[float, str, Code]]:
    """The width of a module, the same as text, and the code with that text."""
    for dots in _DOTS:
        text = f"{dots * codes.DOT_MM:.3f}"
        if code := made(text):
            yield dots * codes.DOT_MM, text, code


def _tick(mm: int) -> float:
    return 3.4 if mm % 10 == 0 else 2.4 if mm % 5 == 0 else 1.4
