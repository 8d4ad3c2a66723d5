"""What every page of a list has: the title, when it was made, the page's number, the seller's own lines."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self

from desktop.domain.papers import Template
from desktop.printing.papers import words
from desktop.printing.papers.sheet import Sheet, Side, Type
from desktop.printing.stock import Stock


def text_pt(template: Template) -> float:
    """The seller's letter size, within what can be read and fits."""
    return min(max(template.text_pt, 5.0), 18.0)


class ListPages:
    """The pages of one list; ``part`` names what this stretch of it is about, under the title."""

    def __init__(self, template: Template, stock: Stock, made_at: datetime | None, texts: Iterable[str]) -> None:
        self._template, self._made_at, self.pt = template, made_at, text_pt(template)
        every = [*texts, *template.words.values(), template.title, template.extra]
        self.sheet = Sheet(stock, every, mirrored=template.right_to_left)
        self._small = Type(self.pt * 0.85, grey=True)
        self.part = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.sheet.__exit__(*error)

    @property
    def floor(self) -> float:
        """Where the footer begins."""
        return self.sheet.bottom - self._small.line_mm - 1.0

    def begin(self) -> float:
        """A new page with its heading; where the list may go on."""
        self.sheet.add_page()
        sheet, title = self.sheet, Type(self.pt * 1.6, bold=True)
        x, y = sheet.margin, sheet.margin
        if self._template.logo and "logo" in self._template.fields:
            tall = sheet.picture(self._template.logo, x, y, sheet.room * 0.3, title.line_mm * 1.6)
            y += tall + 1.0 if tall else 0.0
        if self._made_at and "made" in self._template.fields:
            self._made(
                self._made_at, x + sheet.room * 0.6, y + title.line_mm - self._small.line_mm - 0.4, sheet.room * 0.4
            )
        y += sheet.line(self._template.title, x, y, sheet.room * 0.58, title)
        if self.part:
            y += sheet.line(self.part, x, y, sheet.room, Type(self.pt * 1.2, bold=True))
        return y + 1.5

    def _made(self, made_at: datetime, x: float, y: float, width: float) -> None:
        """The moment stands alone: within Arabic words its numbers would change places."""
        moment = words.minute(made_at)
        wide = min(self.sheet.width_of(moment, self._small) + 0.2, width)
        self.sheet.line(moment, x + width - wide, y, wide, self._small, Side.END)
        self.sheet.line(self._template.word("made"), x, y, width - wide - 1.0, self._small, Side.END)

    def total(self, y: float, sums: Sequence[tuple[str, int]]) -> float:
        """A line of totals, on a page of its own where none is left; where it ended."""
        kind = Type(self.pt, bold=True)
        y = self.room_for(kind.line_mm, y + 1.5)
        told = " · ".join(f"{words.count(number, self._template.language)} {name}" for name, number in sums)
        return y + self.sheet.line(told, self.sheet.margin, y, self.sheet.room, kind, Side.END)

    def closing(self, y: float) -> float:
        """The seller's own lines; where they ended."""
        kind = Type(self.pt)
        lines = self.sheet.wrapped(self._template.extra, self.sheet.room, kind) if self._template.extra else []
        for at, line in enumerate(lines):
            y = self.room_for(kind.line_mm, y if at else y + 2.0)
            self.sheet.write(line, self.sheet.margin, y, self.sheet.room, kind)
            y += kind.line_mm
        return y

    def room_for(self, height: float, y: float) -> float:
        """``y`` where something so high fits above the footer, else the beginning of a new page."""
        return y if y + height <= self.floor else self.begin()

    def finished(self) -> bytes:
        """The document, every page numbered."""
        number_pages(self.sheet, self._template, 1, self.sheet.pages)
        return self.sheet.pdf()


def number_pages(sheet: Sheet, template: Template, first: int, last: int) -> None:
    """Write ``Page 1 of 3`` at the foot of the pages from ``first`` to ``last``."""
    small = Type(text_pt(template) * 0.85, grey=True)
    for page in range(first, last + 1):
        sheet.turn_to(page)
        told = template.word("page").replace("{page}", str(page - first + 1))
        told = told.replace("{pages}", str(last - first + 1))
        sheet.line(told, sheet.margin, sheet.bottom - small.line_mm, sheet.room, small, Side.END)
