"""A sheet of paper to write on: text that wraps or shrinks but is never cut, lines, pictures and codes as vectors."""

import io
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from fpdf import FPDF
from PIL import Image, UnidentifiedImageError

from desktop.printing.papers import fonts
from desktop.printing.papers.codes import DOT_MM, Code
from desktop.printing.stock import Stock

MM_PER_PT = 25.4 / 72
_LEADING = 1.3  # a line's height over its letters' size: Vietnamese and Arabic need room above and below
_SMALLEST_PT = 4.0
_MEASURED_PT = 10.0
_LONGEST_LINE = 400  # letters: no sheet holds more in one line
_GREY = 110
_MOST_PIXELS = 16_000_000  # of a logo: no printer shows more of it


def _after_mark(piece: str) -> int:
    """Behind the last hyphen or the like, where a long word may rather be broken; 0 where it would come too early."""
    last = max(piece.rfind(mark) for mark in "-_/.,:") + 1
    return last if last * 3 > len(piece) else 0


class Side(StrEnum):
    """``START`` is where reading begins: the right edge of an Arabic paper."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


@dataclass(frozen=True, slots=True)
class Type:
    """How letters look."""

    pt: float
    bold: bool = False
    grey: bool = False

    @property
    def line_mm(self) -> float:
        """The height of one line."""
        return self.pt * MM_PER_PT * _LEADING

    def times(self, factor: float) -> "Type":
        """The same letters, larger or smaller."""
        return Type(self.pt * factor, self.bold, self.grey)

    def shrunk(self, factor: float) -> "Type":
        """Smaller, but never too small to be read."""
        return self.times(max(factor, min(_SMALLEST_PT / self.pt, 1.0)))


Block = tuple[str, Type]


class Sheet:
    """A document whose pages have the size of a stock. Millimetres, from the corner where reading begins, downwards.

    Used as a context manager, so that its fonts are closed whatever happens.
    """

    def __init__(self, stock: Stock, texts: Iterable[str], *, mirrored: bool = False) -> None:
        """``texts``: all that will be written, so that the fonts it needs can be found."""
        self.width, self.height = stock.width_mm, stock.height_mm
        self.margin = max(2.0, min(12.0, min(self.width, self.height) * 0.05))
        self._mirrored = mirrored
        self._pdf = FPDF(unit="mm", format=(self.width, self.height))
        self._pdf.set_auto_page_break(False)
        self._pdf.set_margin(0)
        self._pdf.c_margin = 0
        self._pdf.set_creator("Backshop")
        fonts.set_up(self._pdf, texts)
        self._shaping = False
        self._known_widths: dict[tuple[str, bool], float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        fonts.close(self._pdf)

    @property
    def room(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def bottom(self) -> float:
        return self.height - self.margin

    @property
    def pages(self) -> int:
        return len(self._pdf.pages)

    def add_page(self) -> None:
        self._pdf.add_page(format=(self.width, self.height))

    def turn_to(self, page: int) -> None:
        """Go on writing on an earlier page (from 1)."""
        self._pdf.page = page
        self._pdf.font_family = ""  # each page names its font anew

    def pdf(self) -> bytes:
        return bytes(self._pdf.output())

    # --- text ---------------------------------------------------------------------------------------------------------
    def width_of(self, text: str, kind: Type) -> float:
        """In millimetres. Words are measured once at one size: shaping letters is what takes the time."""
        words = text.split(" ")
        spaces = (len(words) - 1) * self._measured(" ", kind.bold)
        return (sum(self._measured(word, kind.bold) for word in words) + spaces) * kind.pt / _MEASURED_PT

    def _measured(self, word: str, bold: bool) -> float:
        if (word, bold) not in self._known_widths:
            self._choose(Type(_MEASURED_PT, bold), word)
            self._known_widths[word, bold] = float(self._pdf.get_string_width(word))
        return self._known_widths[word, bold]

    def wrapped(self, text: str, width: float, kind: Type) -> list[str]:
        """Lines no wider than ``width``: broken between words, a longer word inside. At least one line."""
        lines: list[str] = []
        for paragraph in text.splitlines() or [""]:
            lines += self._wrapped(fonts.plain(paragraph), width, kind)
        return lines

    def _wrapped(self, text: str, width: float, kind: Type) -> list[str]:
        if self.width_of(text, kind) <= width:
            return [text]
        lines, line = [], ""
        for word in text.split(" "):
            longer = f"{line} {word}" if line else word
            if self.width_of(longer, kind) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = self._broken(word, width, kind)
            lines += whole
        return [*lines, line]

    def _broken(self, word: str, width: float, kind: Type) -> list[str]:
        """Pieces of a word; each holds one letter at least, however narrow the room."""
        pieces = []
        while len(word) > 1 and (len(word) > _LONGEST_LINE or self.width_of(word, kind) > width):
            fits, too_long = 1, min(len(word), _LONGEST_LINE)
            while too_long - fits > 1:
                middle = (fits + too_long) // 2
                fits, too_long = (middle, too_long) if self.width_of(word[:middle], kind) <= width else (fits, middle)
            fits = _after_mark(word[:fits]) or fits
            pieces.append(word[:fits])
            word = word[fits:]
        return [*pieces, word]

    def line(self, text: str, x: float, y: float, width: float, kind: Type, side: Side = Side.START) -> float:
        """One line, made smaller where it is too long; its height."""
        text = fonts.plain(text)
        wide = self.width_of(text, kind)
        self.write(text, x, y, width, kind.times(width / wide) if wide > width else kind, side)
        return kind.line_mm

    def paragraph(self, text: str, x: float, y: float, width: float, kind: Type, side: Side = Side.START) -> float:
        """As many lines as needed; their height together."""
        lines = self.wrapped(text, width, kind)
        for at, line in enumerate(lines):
            self.write(line, x, y + at * kind.line_mm, width, kind, side)
        return len(lines) * kind.line_mm

    def write(self, text: str, x: float, y: float, width: float, kind: Type, side: Side = Side.START) -> None:
        """A line as it is, measured to fit by the caller."""
        if not text:
            return
        self._choose(kind, text)
        align: Literal["L", "C", "R"] = "C"
        if side is not Side.MIDDLE:
            align = "L" if (side is Side.START) != self._mirrored else "R"
        self._pdf.set_xy(self._from_left(x, width), y)
        self._pdf.cell(width, kind.line_mm, text, align=align)

    def fitting(self, blocks: Sequence[Block], width: float, height: float) -> float | None:
        """By how much paragraphs under each other must shrink to fit a box (1.0: not at all); None if unreadably."""
        factor = 1.0
        while factor > 0.2:
            sizes = [(text, kind.shrunk(factor)) for text, kind in blocks]
            if sum(len(self.wrapped(text, width, kind)) * kind.line_mm for text, kind in sizes) <= height:
                return factor
            factor -= 0.05
        return None

    def _choose(self, kind: Type, text: str) -> None:
        shaped = fonts.needs_shaping(text)
        if shaped != self._shaping:
            self._pdf.set_text_shaping(shaped)
            self._shaping = shaped
        self._pdf.set_font(fonts.SANS, "B" if kind.bold else "", kind.pt)
        self._pdf.set_text_color(_GREY if kind.grey else 0)

    # --- everything else ----------------------------------------------------------------------------------------------
    def rule(self, x: float, y: float, width: float, *, thick: float = 0.2, grey: bool = False) -> None:
        """A line across."""
        self.fill(x, y - thick / 2, width, thick, grey=grey)

    def fill(self, x: float, y: float, width: float, height: float, *, grey: bool = False, white: bool = False) -> None:
        self._pdf.set_fill_color(255 if white else 190 if grey else 0)
        self._pdf.rect(self._from_left(x, width), y, width, height, style="F")

    def frame(self, x: float, y: float, width: float, height: float, *, thick: float = 0.2) -> None:
        self._pdf.set_draw_color(0)
        self._pdf.set_line_width(thick)
        self._pdf.rect(self._from_left(x, width), y, width, height, style="D")

    def code(self, code: Code, x: float, y: float, module: float, height: float | None = None) -> None:
        """A code with its quiet zone, on a whole dot, never mirrored. ``height``: of bars; a QR code is square."""
        left = round(self._from_left(x, code.columns * module) / DOT_MM) * DOT_MM
        self.exact_code(code, left, round(y / DOT_MM) * DOT_MM, module, height)

    def exact_code(self, code: Code, left: float, y: float, module: float, height: float | None = None) -> None:
        """A code at its very place, measured from the left edge of the sheet."""
        tall = module if height is None else height
        top = y + (code.quiet * module if height is None else 0)
        self._pdf.set_fill_color(0)
        for row, column, length in code.runs():
            self._pdf.rect(left + column * module, top + row * tall, length * module, tall, style="F")

    def picture(self, content: bytes, x: float, y: float, width: float, height: float) -> float:
        """A logo in the corner of a box where reading begins; the height it took, 0.0 for what is no picture."""
        try:
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return 0.0
                image.load()
                scale = min(width / image.width, height / image.height)
                wide, tall = image.width * scale, image.height * scale
                self._pdf.image(image, self._from_left(x, wide), y, wide, tall)
                return tall
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
            return 0.0

    def exact_picture(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """A picture that the caller has checked, in grey on white and in just this size."""
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF")) as image:
            colours = image.convert("RGBA")
            grey = Image.alpha_composite(Image.new("RGBA", image.size, "white"), colours).convert("L")
            self._pdf.image(grey, self._from_left(x, width), y, width, height)

    def dots(self, image: Image.Image, x: float, y: float, width: float, height: float) -> None:
        """Black dots on whatever lies under them."""
        ink = Image.new("LA", image.size, (0, 0))
        ink.putalpha(image.convert("L").point(lambda grey: 255 - grey))
        self._pdf.image(ink, x, y, width, height)

    def squeezed(self, text: str, x: float, y: float, width: float, height: float, kind: Type) -> None:
        """One line in a box, its letters narrowed to the width."""
        text = fonts.plain(text)
        ours = self.width_of(text, kind)
        if not text or not ours:
            return
        self._choose(kind, text)
        self._pdf.set_stretching(min(100.0, width / ours * 100))
        self._pdf.set_xy(x, y)
        self._pdf.cell(width, height, text)
        self._pdf.set_stretching(100.0)

    def turned(self, degrees: int, x: float, y: float) -> AbstractContextManager[None]:
        """What is drawn meanwhile is turned clockwise around a point."""
        return self._pdf.rotation(-degrees, x, y)

    def _from_left(self, x: float, width: float) -> float:
        return self.width - x - width if self._mirrored else x
