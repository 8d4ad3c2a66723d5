"""Tables that go on over as many pages as they need, their heading on each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.printing.papers.sheet import Sheet, Side, Type

_GAP = 2.0  # mm between columns
_AIR = 0.8  # mm above and below a row's letters


class Width(Enum):
    """How wide a column gets: as its longest text, or its share of what is left."""

    TIGHT = 0
    SHARED = 1
    WIDE = 2


@dataclass(frozen=True, slots=True)
class Column:
    """``tick``: a box to tick instead of text."""

    title: str
    width: Width = Width.TIGHT
    side: Side = Side.START
    bold: bool = False
    tick: bool = False


class Table:
    """Draws rows from ``y`` on; ``turn_page`` starts a new page and says where its rows may begin."""

    def __init__(
        self, sheet: Sheet, columns: Sequence[Column], rows: Sequence[Sequence[str]], pt: float, *, lines: bool = True
    ) -> None:
        self._sheet, self._columns, self._rows, self._lines = sheet, columns, rows, lines
        self._title, self._plain, self._bold = Type(pt * 0.85, grey=True), Type(pt), Type(pt, bold=True)
        self._widths = self._measured()

    def draw(self, y: float, turn_page: Callable[[], float], *, floor: float) -> float:
        """Where the table ended; no row goes below ``floor``. Without columns nothing is drawn."""
        if not self._columns:
            return y
        if y + self._title.line_mm + 1.0 + self._height(1) > floor:
            y = turn_page()
        y = self._heading(y)
        for row in self._rows:
            cells = [
                [""] if column.tick else self._sheet.wrapped(text, width, self._type(column))
                for column, text, width in zip(self._columns, row, self._widths, strict=True)
            ]
            tall = max(map(len, cells))
            if y + self._height(min(tall, 4)) > floor:
                y = self._heading(turn_page())
            start = 0
            while start < tall:  # a row longer than what is left of the page goes on on the next
                fits = max(1, int((floor - y - 2 * _AIR) / self._plain.line_mm))
                y = self._row([lines[start : start + fits] for lines in cells], y, first=start == 0)
                start += fits
                if start < tall:
                    y = self._heading(turn_page())
        return y

    def _height(self, lines: int) -> float:
        return lines * self._plain.line_mm + 2 * _AIR

    def _type(self, column: Column) -> Type:
        return self._bold if column.bold else self._plain

    def _row(self, cells: Sequence[Sequence[str]], y: float, *, first: bool) -> float:
        x, tall = self._sheet.margin, self._height(max(map(len, cells)))
        for column, lines, width in zip(self._columns, cells, self._widths, strict=True):
            if column.tick and first:
                side = self._plain.pt * 0.3
                self._sheet.frame(x + (width - side) / 2, y + _AIR + self._plain.line_mm * 0.15, side, side, thick=0.25)
            for at, line in enumerate(lines):
                kind = self._type(column)
                self._sheet.line(line, x, y + _AIR + at * kind.line_mm, width, kind, column.side)
            x += width + _GAP
        if self._lines:
            self._sheet.rule(self._sheet.margin, y + tall, self._sheet.room, thick=0.1, grey=True)
        return y + tall

    def _heading(self, y: float) -> float:
        x = self._sheet.margin
        for column, width in zip(self._columns, self._widths, strict=True):
            self._sheet.line(column.title, x, y, width, self._title, column.side)
            x += width + _GAP
        y += self._title.line_mm + 0.6
        self._sheet.rule(self._sheet.margin, y, self._sheet.room, thick=0.25)
        return y + 0.4

    def _measured(self) -> list[float]:
        """Tight columns get what they need, but no more than a third of the sheet; the others share the rest."""
        if not self._columns:
            return []
        room = self._sheet.room - _GAP * (len(self._columns) - 1)
        most = room / (3 if any(column.width is not Width.TIGHT for column in self._columns) else len(self._columns))
        tight = {
            at: min(self._needed(at, column), most)
            for at, column in enumerate(self._columns)
            if column.width is Width.TIGHT
        }
        if (total := sum(tight.values())) > room * 0.62:  # what wraps best still gets a fair part of a narrow sheet
            tight = {at: width * room * 0.62 / total for at, width in tight.items()}
        shares = sum(column.width.value for column in self._columns)
        left = room - sum(tight.values())
        return [
            tight[at] if at in tight else left * column.width.value / shares for at, column in enumerate(self._columns)
        ]

    def _needed(self, at: int, column: Column) -> float:
        if column.tick:
            return max(self._plain.pt * 0.3, self._sheet.width_of(column.title, self._title))
        words = max(
            (self._sheet.width_of(text, self._type(column)) for text in {row[at] for row in self._rows}), default=0
        )
        return max(float(words), self._sheet.width_of(column.title, self._title)) + 0.2
