"""Opens the editor on a cell of the grid and hands on what was typed, where Enter and Tab then lead."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.domain.catalog_grid import AMOUNTS, COUNTS, Field, GridRow
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.cell_editor import CellEditor
from desktop.ui.catalog.columns import Flying
from desktop.ui.catalog.selection import Chosen, Spot, block_of
from desktop.ui.catalog.values import STATUS_WORDS, bare, typed
from desktop.ui.catalog.values import tr as value_words

if TYPE_CHECKING:
    from desktop.ui.catalog.grid import Grid


class Editing(QObject):
    """One cell at a time."""

    def __init__(self, grid: "Grid", how: Manner, flying: Flying) -> None:
        super().__init__(grid)
        self._grid, self._how, self._flying = grid, how, flying
        self._editor: CellEditor | None = None

    @property
    def is_open(self) -> bool:
        return self._editor is not None

    def begin(self, text: str | None = None) -> None:
        """Open the editor on the current cell, with its own text or with what was typed."""
        grid = self._grid
        spot = grid.chosen.current
        row, of = grid.paged.row_at(spot.row), grid.field_at(spot.column)
        if spot.row >= len(grid.paged.ids) or (row is None and text is None):
            return  # a row that is still being read can be typed into, but nobody knows yet what is in it
        code = "only_shown" if of is None or (row and of not in row.cells) else row.cells[of].locked if row else ""
        if of is None or code:
            grid.locked.emit(code)
            return
        self._ids, self._spot, self._column = grid.paged.ids, spot, grid.order[spot.column]
        self._blocks = grid.chosen.blocks
        grid.reveal(spot)
        self._open(row, of, text)

    def _open(self, row: GridRow | None, of: Field, text: str | None) -> None:
        title = self._grid.paged.columns[self._column].title
        name = f"{row.stored.variant.sku}, {title}" if row else title
        now = self._text(row, of) if row and text is None else text or ""
        choices = [value_words(one) for one in tuple(STATUS_WORDS.values())[:2]] if of is Field.STATUS else []
        figure, view = of in COUNTS or of in AMOUNTS, self._grid.half_of(self._column)
        rect = view.visualRect(self._grid.paged.index(self._spot.row, self._column))
        editor = CellEditor(view.viewport(), rect, name, now, fresh=text is not None, choices=choices, figure=figure)
        self._editor = editor
        editor.done.connect(lambda words, down, further: self._end(words, down, further))
        editor.filled.connect(lambda words: self._end(words, 0, 0, fill=True))
        editor.cancelled.connect(lambda: self._end(None, 0, 0))
        editor.show()
        editor.setFocus()

    def follow(self) -> None:
        """Stay on the cell wherever its row is now; what was begun to be typed belongs to it."""
        if self._editor is not None and (row := self._grid.paged.row_of(self._ids[self._spot.row])) >= 0:
            view = self._grid.half_of(self._column)
            self._editor.lie_on(view.visualRect(self._grid.paged.index(row, self._column)))

    def _text(self, row: GridRow, of: Field) -> str:
        """What the cell holds, also where it was typed a moment ago and is still being saved."""
        cell = row.cells[of]
        if (row.id, of) not in self._flying:
            return typed(cell, of, self._how)
        text = self._flying[row.id, of]
        return bare(of, cell.before if cell.draft else cell.value, self._how) if text is None else text

    def _end(self, text: str | None, down: int, further: int, *, fill: bool = False) -> None:
        editor, self._editor = self._editor, None
        if editor is None:
            return
        had_focus = editor.hasFocus()
        editor.hide()
        editor.deleteLater()
        grid = self._grid
        if had_focus:
            grid.body.setFocus()
        if text is not None:
            grid.typed.emit(self._ids, self._blocks if fill else (block_of(self._spot, self._spot),), text)
        if down or further:
            self._go_on(down, further)
        grid.repaint_cells()

    def _go_on(self, down: int, further: int) -> None:
        """Within a block that was chosen Enter and Tab stay inside it, as in every spreadsheet."""
        grid = self._grid
        block, (row, column) = grid.chosen.last, grid.chosen.current
        if grid.chosen.count == 1 or len(grid.chosen.blocks) > 1:
            grid.step(down, further)
            return
        height, width = block.height, block.width
        along = (column - block.left) * height + row - block.top + down if down else 0
        if down:
            along %= height * width
            spot = Spot(block.top + along % height, block.left + along // height)
        else:
            along = ((row - block.top) * width + column - block.left + further) % (height * width)
            spot = Spot(block.top + along // width, block.left + along % width)
        grid.choose(Chosen(spot, grid.chosen.anchor, grid.chosen.blocks))
        grid.reveal(spot)
