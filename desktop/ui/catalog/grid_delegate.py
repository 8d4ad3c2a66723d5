"""Paints a cell of the grid: its state as ground, icon and text, what is chosen, and the fill handle."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTransform
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.ui.catalog.columns import PICTURE
from desktop.ui.kit import icons
from desktop.ui.kit.columns import Cell
from desktop.ui.kit.delegate import PADDING, CellDelegate
from desktop.ui.kit.theme import color

if TYPE_CHECKING:
    from desktop.ui.catalog.grid_table import GridTable
    from desktop.ui.kit.paged_table import PagedTableModel

INDENT = 18
ARROW = 20  # the place of the arrow that opens a row, in the first column
_ICON = 13
HANDLE = 7


class GridDelegate(CellDelegate):
    """Reads what is chosen from the grid's own record, which answers without asking Qt."""

    def __init__(self, view: "GridTable", model: "PagedTableModel[Any]") -> None:
        self._table = view
        self._mirrored: dict[float, QPixmap] = {}
        super().__init__(view, model)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect = option.rect
        x, y, width, height = rect.x(), rect.y(), rect.width(), rect.height()
        row, column = index.row(), index.column()
        grid, cell = self._table.grid, self._model.cell(row, column)
        if cell.tone is not None:
            painter.fillRect(rect, color(f"{cell.tone}_soft"))
        elif row == self._view.hovered:
            painter.fillRect(rect, color("hover"))
        if grid.is_many and grid.chosen.holds(row, grid.place_of(column)):
            self._tint(painter, rect, plain=cell.tone is None)
        painter.fillRect(x, y + height - 1, width, 1, color("line"))
        painter.fillRect(x if self._rtl else x + width - 1, y, 1, height, color("line"))
        inset = self._paint_opener(painter, row, x, y, width, height) if column == 0 else 0
        if cell.icon and cell.tone is not None:
            self._paint_icon(painter, cell, x, y, width, height)
            inset = max(inset, _ICON + 4)
        left = x if self._rtl else x + inset
        if column == PICTURE:
            grid.pictures.paint(painter, rect, self._model.row_at(row))
        elif cell.mark is not None:
            self._paint_mark(painter, cell.mark, left, y, width - inset, height)
        elif cell.text:
            ink = "faint" if cell.quiet else ""
            self._paint_text(painter, cell.text, self._looks[column], left, y, width - inset, height, ink=ink)
        if row in grid.framed_rows:
            self._paint_frame(painter, rect, row, grid.place_of(column))

    def _tint(self, painter: QPainter, rect: QRect, *, plain: bool) -> None:
        """The ground of a chosen cell; a state's own ground shines through."""
        if plain:
            painter.fillRect(rect, color("selected"))
            return
        veil = QColor(color("accent"))
        veil.setAlpha(38)
        painter.fillRect(rect, veil)

    def _paint_icon(self, painter: QPainter, cell: Cell, x: int, y: int, width: int, height: int) -> None:
        at = x + width - _ICON - 5 if self._rtl else x + 5
        picture = icons.pixmap(cell.icon, str(cell.tone), _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(at, y + (height - _ICON) // 2, picture)

    def _paint_opener(self, painter: QPainter, row: int, x: int, y: int, width: int, height: int) -> int:
        """The arrow of a SKU with rows below it; the answer is how far the text moves in."""
        found = self._model.row_at(row)
        if found is None:
            return 0
        if found.below:
            name = "down" if self._table.grid.is_open(row) else "chevron"
            at = x + width - ARROW if self._rtl else x + 4
            painter.drawPixmap(at, y + (height - 14) // 2, self._arrow(name, painter.device().devicePixelRatioF()))
        return (INDENT if found.depth else 0) + ARROW - PADDING // 2

    def prepare(self) -> None:
        super().prepare()
        self._mirrored.clear()

    def _arrow(self, name: str, ratio: float) -> QPixmap:
        """What is closed points to where it opens: to the left where one reads from the right."""
        picture = icons.pixmap(name, "muted", 14, ratio)
        if not self._rtl or name == "down":
            return picture
        if ratio not in self._mirrored:
            self._mirrored[ratio] = picture.transformed(QTransform().scale(-1, 1))
        return self._mirrored[ratio]

    def _paint_frame(self, painter: QPainter, rect: QRect, row: int, place: int) -> None:
        grid = self._table.grid
        current = grid.chosen.current
        if (row, place) == current and not grid.editing.is_open:
            painter.setPen(QPen(color("accent" if grid.has_focus() else "faint"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))
        corner = grid.chosen.last
        if grid.can_fill and (row, place) == (corner.bottom, corner.right):
            painter.fillRect(handle_of(rect, rtl=self._rtl), color("accent"))


def handle_of(rect: QRect, *, rtl: bool) -> QRect:
    """Where the fill handle lies in the last cell of the block."""
    left = rect.left() if rtl else rect.right() - HANDLE + 1
    return QRect(left, rect.bottom() - HANDLE + 1, HANDLE, HANDLE)
