"""Opens the editor on a cell of the grid and hands on what was typed, where Enter and Tab then lead."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect

from desktop.domain.catalog_grid import AMOUNTS, COUNTS, Field
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.cell_editor import CellEditor
from desktop.ui.catalog.selection import Chosen, Spot, block_of
from desktop.ui.catalog.values import STATUS_WORDS, typed
from desktop.ui.catalog.values import tr as value_words

if TYPE_CHECKING:
    from desktop.ui.catalog.grid import Grid


class Editing(QObject):
    """One cell at a time."""

    def __init__(self, grid: "Grid", how: Manner) -> None:
        super().__init__(grid)
        self._grid, self._how = grid, how
        self._editor: CellEditor | None = None

    @property
    def is_open(self) -> bool:
        return self._editor is not None

    def begin(self, text: str | None = None) -> None:
        """Open the editor on the current cell, with its own text or with what was typed."""
        grid = self._grid
        spot = grid.chosen.current
        row, of = grid.paged.row_at(spot.row), grid.field_at(spot.column)
        if row is None:
            return
        if of is None or of not in row.cells:
            grid.locked.emit("only_shown")
            return
        if code := row.cells[of].locked:
            grid.locked.emit(code)
            return
        column = grid.order[spot.column]
        grid.reveal(spot)
        view = grid.half_of(column)
        rect: QRect = view.visualRect(grid.paged.index(spot.row, column))
        choices = [value_words(one) for one in tuple(STATUS_WORDS.values())[:2]] if of is Field.STATUS else []
        name = f"{row.stored.variant.sku}, {grid.paged.columns[column].title}"
        now = typed(row.cells[of], of, self._how) if text is None else text
        figure = of in COUNTS or of in AMOUNTS
        editor = CellEditor(view.viewport(), rect, name, now, fresh=text is not None, choices=choices, figure=figure)
        self._editor = editor
        editor.done.connect(lambda words, down, further: self._end(words, down, further))
        editor.filled.connect(lambda words: self._end(words, 0, 0, fill=True))
        editor.cancelled.connect(lambda: self._end(None, 0, 0))
        editor.show()
        editor.setFocus()

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
            spot = grid.chosen.current
            grid.typed.emit(grid.chosen.blocks if fill else (block_of(spot, spot),), text)
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
