"""What a static page is made of: texts, pictures, rules and tables, in the order they are read."""

from dataclasses import dataclass

from desktop.printing.papers.sheet import Side


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph in one kind of letters."""

    text: str
    pt: float
    bold: bool
    side: Side


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG in the size the page gives it, in millimetres."""

    content: bytes
    width_mm: float
    height_mm: float
    side: Side


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row; ``span`` columns wide."""

    boxes: "tuple[Box, ...]"
    span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; ``shares`` are the columns' widths in relation to each other."""

    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[float, ...]
    bordered: bool


Box = Text | Picture | Rule | Table
