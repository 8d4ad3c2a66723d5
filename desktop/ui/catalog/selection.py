"""Which cells are chosen: blocks of rows and columns as the eye sees them, one of them growing from an anchor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple


class Spot(NamedTuple):
    """A row and a column, counted as shown."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top + 1

    @property
    def width(self) -> int:
        return self.right - self.left + 1

    def holds(self, row: int, column: int) -> bool:
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def spots(self) -> Iterator[Spot]:
        """Its cells, row by row."""
        for row in range(self.top, self.bottom + 1):
            for column in range(self.left, self.right + 1):
                yield Spot(row, column)


def block_of(one: Spot, other: Spot) -> Block:
    """The rectangle between two corners."""
    return Block(
        min(one.row, other.row), min(one.column, other.column), max(one.row, other.row), max(one.column, other.column)
    )


_FIRST = Spot(0, 0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen: ``current`` is where typing goes, the last block grows from ``anchor``."""

    current: Spot = _FIRST
    anchor: Spot = _FIRST
    blocks: tuple[Block, ...] = (Block(0, 0, 0, 0),)

    def holds(self, row: int, column: int) -> bool:
        return any(block.holds(row, column) for block in self.blocks)

    @property
    def count(self) -> int:
        """Cells chosen; blocks that overlap count twice, as in every spreadsheet."""
        return sum(block.height * block.width for block in self.blocks)

    @property
    def last(self) -> Block:
        return self.blocks[-1]

    def at(self, spot: Spot) -> "Chosen":
        """One cell alone."""
        return Chosen(spot, spot, (block_of(spot, spot),))

    def reaching(self, spot: Spot) -> "Chosen":
        """The last block grown to ``spot``."""
        return replace(self, current=self.current, blocks=(*self.blocks[:-1], block_of(self.anchor, spot)))

    def further(self, spot: Spot) -> "Chosen":
        """One more block, of this cell."""
        return Chosen(spot, spot, (*self.blocks, block_of(spot, spot)))

    def clipped(self, rows: int, columns: int) -> "Chosen":
        """As much of it as lies in a table of this size."""
        if not rows or not columns:
            return Chosen()
        current = Spot(min(self.current.row, rows - 1), min(self.current.column, columns - 1))
        kept = tuple(
            Block(block.top, block.left, min(block.bottom, rows - 1), min(block.right, columns - 1))
            for block in self.blocks
            if block.top < rows and block.left < columns
        )
        anchor = self.anchor if kept and kept[-1].holds(*self.anchor) else current
        return Chosen(current, anchor, kept or (block_of(current, current),))

    def in_columns(self, places: Sequence[int]) -> "Chosen":
        """The same cells where their columns stand now: ``places`` by the place before, -1 for one that is hidden."""
        column = places[self.current.column] if self.current.column < len(places) else self.current.column
        spot = Spot(self.current.row, max(column, 0))
        kept = []
        for block in self.blocks:
            stand = sorted(place for place in places[block.left : block.right + 1] if place >= 0)
            if stand and stand[-1] - stand[0] == len(stand) - 1:
                kept.append(Block(block.top, stand[0], block.bottom, stand[-1]))
        anchor = Spot(self.anchor.row, places[self.anchor.column] if self.anchor.column < len(places) else -1)
        held = Chosen(spot, anchor, tuple(kept))
        return held if kept and kept[-1].holds(*anchor) and held.holds(*spot) else Chosen().at(spot)


@dataclass(frozen=True, slots=True)
class Kept:
    """What was chosen, with the keys of its rows: they say where it is when the rows lie otherwise.

    ``keys`` are those of the current row, of the anchor's, and of the first and the last row of each block.
    """

    chosen: Chosen
    keys: tuple[int, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """Where the rows of ``keys`` were."""
        return _rows_of(self.chosen)

    def found(self, where: Mapping[int, int]) -> Chosen | None:
        """The same cells where their rows are now; a block that fell apart is left out. None: the row is not there."""
        current, anchor, *ends = (where.get(key, -1) for key in self.keys)
        if current < 0:
            return None
        spot = Spot(current, self.chosen.current.column)
        blocks = tuple(
            Block(top, block.left, bottom, block.right)
            for block, top, bottom in zip(self.chosen.blocks, ends[::2], ends[1::2], strict=True)
            if top >= 0 and bottom - top == block.bottom - block.top
        )
        held = Chosen(spot, Spot(anchor, self.chosen.anchor.column), blocks)
        return held if blocks and blocks[-1].holds(*held.anchor) and held.holds(*spot) else Chosen().at(spot)


def kept_in(ids: Sequence[int], chosen: Chosen) -> Kept:
    """What is chosen in a list of these keys."""
    return Kept(chosen, tuple(ids[row] if 0 <= row < len(ids) else -1 for row in _rows_of(chosen)))


def _rows_of(chosen: Chosen) -> tuple[int, ...]:
    """The rows that say where it lies, as ``Kept.keys`` has them."""
    ends = (row for block in chosen.blocks for row in (block.top, block.bottom))
    return (chosen.current.row, chosen.anchor.row, *ends)


def corner_of(chosen: Chosen) -> Spot:
    """The moving corner of the last block: opposite its anchor."""
    block, anchor = chosen.last, chosen.anchor
    return Spot(
        block.bottom if anchor.row == block.top else block.top,
        block.right if anchor.column == block.left else block.left,
    )
