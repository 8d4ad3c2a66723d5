"""One half of the grid: a table whose keys, mouse and selection belong to the whole."""

from array import array
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.ui.catalog.grid_delegate import ARROW, GridDelegate, handle_of
from desktop.ui.catalog.selection import Spot
from desktop.ui.kit.delegate import CellDelegate
from desktop.ui.kit.paged_table import PagedTableModel
from desktop.ui.kit.table_view import TableView

if TYPE_CHECKING:
    from desktop.ui.catalog.grid import Grid


class GridTable(TableView):
    """Shows some of the columns; the other half shows the rest of them, row beside row."""

    def __init__(self, grid: "Grid", model: PagedTableModel[Any], name: str) -> None:
        self.grid = grid
        super().__init__(model, name, grid)
        self._dragging = ""

    def _make_delegate(self) -> CellDelegate:
        return GridDelegate(self, self.paged)

    def _shape(self) -> None:
        super()._shape()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # the grid keeps its own record

    def set_row_height(self, height: int) -> None:
        """Pixels of every row."""
        self.verticalHeader().setMinimumSectionSize(height)
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalScrollBar().setSingleStep(height)

    # Keys: the grid answers all, also those that the window would take for its own -----------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.grid.wants(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.grid.press(event):
            event.ignore()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002 - Qt's name
        return False  # Tab goes to the next cell; Ctrl+Tab leaves the grid

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.grid.repaint_cells()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.grid.repaint_cells()

    # Mouse ----------------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or event.button() is not Qt.MouseButton.LeftButton:
            self._press_other(event, index)
            return
        spot = Spot(index.row(), self.grid.place_of(index.column()))
        if self.grid.can_fill and self._is_on_handle(index, event):
            self._dragging = "fill"
        elif index.column() == 0 and self._is_on_arrow(index, event):
            self.grid.toggle(self.paged.ids[index.row()])
        else:
            self._dragging = "choose"
            self.grid.point(spot, event.modifiers())

    def _press_other(self, event: QMouseEvent, index: QModelIndex) -> None:
        """A right click keeps a block it falls into, and else chooses the cell."""
        if index.isValid():
            spot = Spot(index.row(), self.grid.place_of(index.column()))
            if not self.grid.chosen.holds(*spot):
                self.grid.point(spot, Qt.KeyboardModifier.NoModifier)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        index = self.indexAt(where)
        if self._dragging and index.isValid():
            spot = Spot(index.row(), self.grid.place_of(index.column()))
            (self.grid.drag_fill if self._dragging == "fill" else self.grid.drag)(spot)
        elif not self._dragging:
            on_handle = index.isValid() and self.grid.can_fill and self._is_on_handle(index, event)
            self.viewport().setCursor(Qt.CursorShape.CrossCursor if on_handle else Qt.CursorShape.ArrowCursor)
            self._hover(self.rowAt(where.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragging == "fill":
            self.grid.end_fill()
        self._dragging = ""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not (index.column() == 0 and self._is_on_arrow(index, event)):
            self.grid.open_cell(Spot(index.row(), self.grid.place_of(index.column())))

    def _is_on_handle(self, index: QModelIndex, event: QMouseEvent) -> bool:
        corner = self.grid.chosen.last
        if (index.row(), self.grid.place_of(index.column())) != (corner.bottom, corner.right):
            return False
        room = handle_of(self.visualRect(index), rtl=self.isRightToLeft()).adjusted(-3, -3, 3, 3)
        return room.contains(event.position().toPoint())

    def _is_on_arrow(self, index: QModelIndex, event: QMouseEvent) -> bool:
        row = self.paged.row_at(index.row())
        rect, x = self.visualRect(index), int(event.position().x())
        near = rect.right() - x if self.isRightToLeft() else x - rect.left()
        return row is not None and row.below > 0 and near < ARROW

    def _hover(self, row: int) -> None:
        self.grid.hover(row)

    def show_hovered(self, row: int) -> None:
        """The other half has the mouse."""
        super()._hover(row)

    # What the table of rows does for itself, and the grid does here ------------------------------------------------

    def replace(self, ids: "array[int]", rows: Any = (), first_page: int = 0) -> None:
        self.grid.replace(ids, rows, first_page)

    def _on_rest_came(self, _parent: QModelIndex, first: int, last: int) -> None:
        self.grid.rest_came(first, last)

    def place_in(self, ids: "array[int]") -> int:
        """Where the row at the top stands in another list."""
        return self._place_in(ids)

    @property
    def row_height(self) -> int:
        return self.verticalHeader().defaultSectionSize()

    def column_at(self, at: int) -> int:
        """The logical column at a visual place."""
        return self.head.logicalIndex(at)


def base_widget(parent: QWidget) -> QWidget:
    """A strip in the table's own ground."""
    widget = QWidget(parent)
    widget.setAutoFillBackground(True)
    widget.setBackgroundRole(widget.palette().ColorRole.Base)
    return widget
