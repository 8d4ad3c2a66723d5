"""Which cells are chosen: blocks of rows and columns as the eye sees them, one of them growing from an anchor."""

from collections.abc import Iterator
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
        return Chosen(current, current, kept or (block_of(current, current),))


def corner_of(chosen: Chosen) -> Spot:
    """The moving corner of the last block: opposite its anchor."""
    block, anchor = chosen.last, chosen.anchor
    return Spot(
        block.bottom if anchor.row == block.top else block.top,
        block.right if anchor.column == block.left else block.left,
    )
