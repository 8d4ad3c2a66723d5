"""The grid: two tables side by side over one list, the first columns frozen, cells chosen, edited and filled.

It knows rows and columns and the keys of spreadsheets; what a typed text means is told by whoever listens.
"""

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.catalog_grid import Field, GridRow, variant_of
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog import grid_keys
from desktop.ui.catalog.columns import FROZEN, Flying
from desktop.ui.catalog.editing import Editing
from desktop.ui.catalog.grid_table import GridTable
from desktop.ui.catalog.picture_shelf import PictureShelf
from desktop.ui.catalog.selection import Block, Chosen, Kept, Spot, corner_of, kept_in
from desktop.ui.catalog.split_table import SplitTable
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel

HEIGHTS = (26, 30, 38, 56)  # compact, normal, roomy, tall
_FIELDS = frozenset(Field)
_OF_PRODUCT = frozenset({"sku", "name", "picture"})  # columns that are not edited here, but in the product


class Grid(SplitTable):
    """``typed`` brings what was typed: rows and columns as they were shown, and a text; commands come by name."""

    typed = Signal(object, object, str)  # the list they were chosen in, blocks, text
    commanded = Signal(str)  # copy, paste, undo, redo, clear, fill_down, fill_right
    fill_wanted = Signal(object, object)  # the block to repeat, the block to fill
    locked = Signal(str)  # the code why this cell cannot be edited
    toggled = Signal(int)  # the key of a SKU whose rows below are to be shown or hidden
    chosen_changed = Signal()

    def __init__(self, model: PagedTableModel[GridRow], how: Manner, name: str, flying: Flying) -> None:
        self._keep(Chosen())
        self._filling: Block | None = None
        super().__init__(model, name, lambda title: GridTable(self, model, title))
        self.editing, self.pictures = Editing(self, how, flying), PictureShelf(self)
        self.setFocusProxy(self.body)
        self.set_row_height(HEIGHTS[1])

    def _reorder(self) -> None:
        """The chosen cells stay in their columns, wherever these stand now."""
        before = self.order
        super()._reorder()
        chosen = self.chosen.in_columns([self.place_of(column) for column in before])
        self._keep(chosen.clipped(self.paged.rowCount(), len(self.order)))

    def _keep(self, chosen: Chosen) -> None:
        """What painting asks for every cell is reckoned once."""
        self.chosen = chosen
        self.is_many = chosen.count > 1
        self.framed_rows = frozenset((chosen.current.row, chosen.last.bottom))

    # The list behind it ---------------------------------------------------------------------------------------------

    def scrollToTop(self) -> None:
        self.body.scrollToTop()
        self.choose(Chosen().at(Spot(0, min(self.chosen.current.column, max(len(self.order) - 1, 0)))))

    def seen_rows(self) -> range:
        return self.body.seen_rows()

    def pages_after(self, ids: "array[int]") -> range:
        """The pages that would be on screen if the list became ``ids`` and the top row stayed in place."""
        top = self.body.place_in(ids)
        shown = self.body.viewport().height() // self.body.row_height + 1
        return range(top // PAGE_ROWS, (top + shown) // PAGE_ROWS + 1)

    def replace(self, ids: "array[int]", rows: Sequence[Any] = (), first_page: int = 0) -> None:
        """Another list of the same view: the chosen cells and the scroll stay where their rows are."""
        bar, height = self.body.verticalScrollBar(), self.body.row_height
        top, offset = self.body.place_in(ids), self.body.rowViewportPosition(max(self.body.rowAt(0), 0))
        at_start = bar.value() == 0
        kept = self.kept()
        self.paged.show(ids, rows, first_page=first_page)
        for half in (self.frozen, self.body):
            half.updateGeometries()  # else the scroll bar still has the range of the moment before
        bar.setValue(0 if at_start else top * height - offset)
        self.choose_kept(kept)
        self.editing.follow()

    def kept(self) -> Kept:
        """What is chosen now, to be chosen again wherever its rows will be."""
        return kept_in(self.paged.ids, self.chosen)

    def choose_kept(self, kept: Kept) -> bool:
        """Choose the same cells again; False where the row is not shown any more, so that something else is chosen."""
        found = kept.found(self.paged.rows_of(kept.keys, kept.rows))
        self.choose((found or self.chosen).clipped(self.paged.rowCount(), len(self.order)))
        return found is not None

    def rest_came(self, first: int, last: int) -> None:
        """Whoever chose whole columns while only the first rows were there meant all rows."""
        blocks = tuple(
            Block(0, block.left, last, block.right)
            if block.top == 0 and block.bottom == first - 1 and first > 1
            else block
            for block in self.chosen.blocks
        )
        if blocks != self.chosen.blocks:
            self.choose(Chosen(self.chosen.current, self.chosen.anchor, blocks))

    def is_open(self, row: int) -> bool:
        """Whether the rows below this SKU are shown."""
        ids = self.paged.ids
        return 0 <= row < len(ids) - 1 and ids[row + 1] == ids[row] + 1

    def toggle(self, key: int) -> None:
        self.toggled.emit(key)

    def toggle_current(self, *, opened: bool) -> None:
        row = self.chosen.current.row
        found = self.paged.row_at(row)
        if found is not None and found.below and self.is_open(row) is not opened:
            self.toggled.emit(found.id)

    # Choosing -------------------------------------------------------------------------------------------------------

    def chosen_keys(self) -> list[int]:
        """The keys of the rows with a chosen cell, each once, from top to bottom."""
        ids, blocks = self.paged.ids, self.chosen.blocks
        return [
            ids[at] for at in sorted({at for one in blocks for at in range(one.top, min(one.bottom + 1, len(ids)))})
        ]

    def chosen_skus(self) -> list[int]:
        """The same of SKUs: of each the key of its first chosen row."""
        found: dict[int, int] = {}
        for key in self.chosen_keys():
            found.setdefault(variant_of(key), key)
        return list(found.values())

    def choose(self, chosen: Chosen) -> None:
        """From now on this is chosen."""
        self._keep(chosen)
        row, place = chosen.current
        if 0 <= row < self.paged.rowCount() and 0 <= place < len(self.order):
            column = self.order[place]
            flags = QItemSelectionModel.SelectionFlag.NoUpdate
            self.half_of(column).selectionModel().setCurrentIndex(self.paged.index(row, column), flags)
        self.repaint_cells()
        self.chosen_changed.emit()

    def point(self, spot: Spot, modifiers: Qt.KeyboardModifier) -> None:
        """The mouse chose a cell: Shift grows the block, Ctrl begins another."""
        if modifiers & Qt.KeyboardModifier.ShiftModifier:
            self.choose(self.chosen.reaching(spot))
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self.choose(self.chosen.further(spot))
        else:
            self.choose(self.chosen.at(spot))
        self.half_of(self.order[spot.column]).setFocus()

    def drag(self, spot: Spot) -> None:
        if spot != corner_of(self.chosen):
            self.choose(self.chosen.reaching(spot))

    def step(self, down: int, further: int, *, extend: bool = False, far: bool = False) -> None:
        """One cell further, or with ``far`` to the end; Tab wraps at the end of a row."""
        rows, columns = self.paged.rowCount(), len(self.order)
        if not rows or not columns:
            return
        row, column = corner_of(self.chosen) if extend else self.chosen.current
        row = (rows - 1 if down > 0 else 0) if far and down else min(max(row + down, 0), rows - 1)
        column = (columns - 1 if further > 0 else 0) if far and further else min(max(column + further, 0), columns - 1)
        self._go(Spot(row, column), extend=extend)

    def page(self, way: int, *, extend: bool = False) -> None:
        """As many rows as the screen shows."""
        self.step(way * max(self.body.viewport().height() // self.body.row_height - 1, 1), 0, extend=extend)

    def edge(self, *, last: bool, whole: bool, extend: bool = False) -> None:
        """To the first or last column; with ``whole`` also to the first or last row."""
        row = corner_of(self.chosen).row if extend else self.chosen.current.row
        if whole:
            row = max(self.paged.rowCount() - 1, 0) if last else 0
        self._go(Spot(row, len(self.order) - 1 if last else 0), extend=extend)

    def _go(self, spot: Spot, *, extend: bool) -> None:
        self.choose(self.chosen.reaching(spot) if extend else self.chosen.at(spot))
        self.reveal(spot)

    def reveal(self, spot: Spot) -> None:
        """Scroll as little as is needed."""
        column = self.order[spot.column]
        self.half_of(column).scrollTo(self.paged.index(spot.row, column))
        if column < FROZEN:
            self.body.verticalScrollBar().setValue(self.frozen.verticalScrollBar().value())

    def choose_all(self) -> None:
        """All rows of the view, all columns."""
        rows, columns = self.paged.rowCount(), len(self.order)
        if rows:
            self.choose(Chosen(self.chosen.current, Spot(0, 0), (Block(0, 0, rows - 1, columns - 1),)))

    def field_at(self, place: int) -> Field | None:
        """What a column as shown holds, where it can be edited at all."""
        key = self._column_at(place)
        return Field(key) if key in _FIELDS else None

    def _column_at(self, place: int) -> str:
        return self.paged.columns[self.order[place]].key if 0 <= place < len(self.order) else ""

    # Keys -----------------------------------------------------------------------------------------------------------

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to the grid although the window has a shortcut of its own for it."""
        return bool(grid_keys.command_of(event)) or grid_keys.is_typed(event)

    def press(self, event: QKeyEvent) -> bool:
        """Carry out a key; False where it means nothing here."""
        command = grid_keys.command_of(event)
        if command:
            self._command(command)
            return True
        if (
            event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            return QWidget.focusNextPrevChild(self, event.key() == Qt.Key.Key_Tab)
        if grid_keys.moved(self, event):
            return True
        if grid_keys.is_typed(event):
            self.editing.begin(event.text())
            return True
        return False

    def _command(self, command: str) -> None:
        if command == "all":
            self.choose_all()
        elif command == "edit" and self._column_at(self.chosen.current.column) in _OF_PRODUCT:
            self.commanded.emit("product_edit")
        elif command == "edit":
            self.editing.begin()
        elif command == "empty":
            self.editing.begin("")
        else:
            self.commanded.emit(command)

    def open_cell(self, spot: Spot) -> None:
        """A double click: edit, show what lies below, or open the product."""
        row, of = self.paged.row_at(spot.row), self.field_at(spot.column)
        if of is not None:
            self.choose(self.chosen.at(spot))
            self.editing.begin()
        elif row is not None and row.below and self._column_at(spot.column) != "name":
            self.toggled.emit(row.id)
        elif self._column_at(spot.column) in _OF_PRODUCT:
            self.choose(self.chosen.at(spot))
            self.commanded.emit("product_edit")
        else:
            self.editing.begin()  # which says why not

    # The fill handle ------------------------------------------------------------------------------------------------

    @property
    def can_fill(self) -> bool:
        """Whether the block's corner offers the handle: one block, in columns that can be edited."""
        block = self.chosen.last
        return (
            len(self.chosen.blocks) == 1
            and not self.editing.is_open
            and self.paged.rowCount() > 0
            and all(self.field_at(place) for place in range(block.left, block.right + 1))
        )

    def drag_fill(self, spot: Spot) -> None:
        """Grow the block down, up or to the side while the handle is held."""
        source = self._filling or self.chosen.last
        self._filling = source
        down = max(spot.row - source.bottom, source.top - spot.row, 0)
        aside = max(spot.column - source.right, source.left - spot.column, 0)
        rows = Block(min(source.top, spot.row), source.left, max(source.bottom, spot.row), source.right)
        columns = Block(source.top, min(source.left, spot.column), source.bottom, max(source.right, spot.column))
        grown = rows if down >= aside else columns
        if grown != self.chosen.last:
            self.choose(Chosen(self.chosen.current, self.chosen.anchor, (grown,)))

    def end_fill(self) -> None:
        source, self._filling = self._filling, None
        if source is not None and source != self.chosen.last:
            self.fill_wanted.emit(source, self.chosen.last)
