"""Blocks of cells as the clipboard of a spreadsheet has them: tab-separated text, cells with line ends in quotes."""

from collections.abc import Sequence
from dataclasses import dataclass

Table = tuple[tuple[str, ...], ...]


def read_table(text: str) -> Table:
    """The cells of a copied block; every row as wide as the widest. Nothing copied is an empty table."""
    rows: list[list[str]] = [[]]
    at, end = 0, len(text)
    while at < end:
        cell, at = _quoted(text, at) if text[at] == '"' else _plain(text, at)
        rows[-1].append(cell)
        if at < end and text[at] == "\t":
            at += 1
            if at == end:
                rows[-1].append("")
        elif at < end:
            at += 2 if text[at : at + 2] == "\r\n" else 1
            rows.append([])
    if rows and not rows[-1]:
        rows.pop()  # spreadsheets end the last row, too
    width = max((len(row) for row in rows), default=0)
    return tuple(tuple(row + [""] * (width - len(row))) for row in rows)


def write_table(rows: Sequence[Sequence[str]]) -> str:
    """Rows for the clipboard of any spreadsheet; nothing in them can run as a formula."""
    return "\n".join("\t".join(_cell(cell) for cell in row) for row in rows)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a copied block lies on the chosen one. ``times`` it is repeated; what lies beyond the grid does not fit."""

    height: int
    width: int
    lost_rows: int = 0
    lost_columns: int = 0
    is_larger: bool = False  # than what was chosen: asked before it is pasted

    @property
    def loses(self) -> bool:
        return bool(self.lost_rows or self.lost_columns)


def fit(table: Table, chosen: tuple[int, int], room: tuple[int, int]) -> Fit:
    """Height and width to paste: the block once, or repeated where it goes into the chosen block without a rest.

    ``chosen`` and ``room`` (rows and columns to the grid's end) are counts.
    """
    height, width = len(table), len(table[0]) if table else 0
    if chosen == (1, 1):
        wanted = height, width
        is_larger = False
    else:
        wanted = (
            chosen[0] if height and chosen[0] % height == 0 else height,
            chosen[1] if width and chosen[1] % width == 0 else width,
        )
        is_larger = height > chosen[0] or width > chosen[1]
    tall, wide = min(wanted[0], room[0]), min(wanted[1], room[1])
    return Fit(tall, wide, wanted[0] - tall, wanted[1] - wide, is_larger)


def _plain(text: str, at: int) -> tuple[str, int]:
    ends = [found for sign in "\t\r\n" if (found := text.find(sign, at)) >= 0]
    end = min(ends, default=len(text))
    return text[at:end], end


def _quoted(text: str, at: int) -> tuple[str, int]:
    """A cell in quotes, or a plain one that only begins with a quote: 3" of something."""
    cell, place = [], at + 1
    while True:
        end = text.find('"', place)
        if end < 0:
            return _plain(text, at)
        cell.append(text[place:end])
        if text[end : end + 2] == '""':
            cell.append('"')
            place = end + 2
            continue
        if end + 1 < len(text) and text[end + 1] not in "\t\r\n":
            return _plain(text, at)
        return "".join(cell), end + 1


def _cell(text: str) -> str:
    runs = text[:1] in ("=", "@") or (text[:1] in ("+", "-") and not text[1:2].isdigit())
    text = f"'{text}" if runs else text
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in '\t\r\n"') else text
