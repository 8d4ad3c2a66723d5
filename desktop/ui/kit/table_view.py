"""The table every page uses: fixed rows, hovered row, selection kept by id, copy as text, columns remembered."""

from array import array
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPalette
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTableView, QWidget

from desktop.ui.kit.delegate import CellDelegate
from desktop.ui.kit.header import Header
from desktop.ui.kit.paged_table import PAGE_ROWS, PagedTableModel
from desktop.ui.kit.theme import theme

ROW_HEIGHT = 36


class TableView(QTableView):
    """Shows a ``PagedTableModel``. Painting and scrolling never wait for anything."""

    opened = Signal(int)  # id, by Enter or double click
    selected = Signal()
    sort_wanted = Signal(str, bool)  # the column's key, as a further key
    arranged = Signal()
    copy_wanted = Signal()

    def __init__(self, model: PagedTableModel[Any], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.paged = model
        self.hovered = -1
        self._chosen: dict[int, bool] = {}
        self._restoring = False
        self.setModel(model)
        self._shape()
        self.cells = self._make_delegate()
        self.setItemDelegate(self.cells)
        self.head = Header([c.look for c in model.columns], [bool(c.sort) for c in model.columns], self)
        self.setHorizontalHeader(self.head)
        self.head.sort_wanted.connect(lambda at, further: self.sort_wanted.emit(model.columns[at].key, further))
        self.head.arranged.connect(self.arranged)
        for place, column in enumerate(model.columns):
            self.setColumnWidth(place, column.width)
            self.setColumnHidden(place, column.hidden)
        self.doubleClicked.connect(self._open)
        model.rowsInserted.connect(self._on_rest_came)
        theme().changed.connect(self.viewport().update)

    def _make_delegate(self) -> CellDelegate:
        """What paints the cells."""
        return CellDelegate(self, self.paged)

    def _shape(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.verticalHeader().setAccessibleName(self.tr("Row numbers"))
        self.verticalHeader().hide()
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setObjectName("table")
            theme().dress(bar)
        self.verticalScrollBar().setSingleStep(ROW_HEIGHT)
        corner = QWidget()
        corner.setAutoFillBackground(True)
        corner.setBackgroundRole(QPalette.ColorRole.Base)
        self.setCornerWidget(corner)

    # Selection by id ----------------------------------------------------------------------------------------------

    def is_selected(self, row: int) -> bool:
        """Whether a row is selected; remembered until the selection moves, because painting asks for each cell."""
        found = self._chosen.get(row)
        if found is None:
            found = self._chosen[row] = self.selectionModel().isRowSelected(row, QModelIndex())
        return found

    def selected_count(self) -> int:
        return sum(part.height() for part in self.selectionModel().selection().toList())

    def selected_ids(self) -> "array[int]":
        """The ids of the selected rows, in the order of the table."""
        chosen = array("I")
        for part in sorted(self.selectionModel().selection().toList(), key=lambda part: part.top()):
            chosen.extend(self.paged.ids[part.top() : part.bottom() + 1])
        return chosen

    def current_id(self) -> int | None:
        row = self.currentIndex().row()
        return self.paged.ids[row] if 0 <= row < len(self.paged.ids) else None

    def select_ids(self, ids: Sequence[int], current: int | None = None) -> None:
        """Select these rows as far as they are in the list."""
        model, selection = self.paged, QItemSelection()
        places = {order_id: row for row, order_id in enumerate(model.ids)} if len(ids) > 8 else None
        rows = sorted(
            row for order_id in ids if (row := places.get(order_id, -1) if places else model.row_of(order_id)) >= 0
        )
        last = len(model.columns) - 1
        for first, end in _runs(rows):
            selection.select(model.index(first, 0), model.index(end, last))
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect)
        row = model.row_of(current) if current is not None else -1
        if row >= 0:
            self.selectionModel().setCurrentIndex(model.index(row, 0), flags.NoUpdate)

    def pages_after(self, ids: "array[int]") -> range:
        """The pages that would be on screen if the list became ``ids`` and the top row stayed in place."""
        top = self._place_in(ids)
        shown = self.viewport().height() // ROW_HEIGHT + 1
        return range(top // PAGE_ROWS, (top + shown) // PAGE_ROWS + 1)

    def replace(self, ids: "array[int]", rows: Sequence[Any] = (), first_page: int = 0) -> None:
        """Another list of the same view: selection, current row and scroll stay where their orders are."""
        chosen, current = self.selected_ids(), self.current_id()
        top, offset = self._place_in(ids), self.rowViewportPosition(max(self.rowAt(0), 0))
        at_start = self.verticalScrollBar().value() == 0
        self._restoring = True
        self.paged.show(ids, rows, first_page=first_page)
        if chosen or current is not None:
            self.select_ids(chosen, current)
        self.updateGeometries()  # else the scroll bar still has the range of the moment before
        self.verticalScrollBar().setValue(0 if at_start else top * ROW_HEIGHT - offset)
        self._restoring = False
        self._chosen.clear()
        if chosen != self.selected_ids():
            self.selected.emit()

    def _place_in(self, ids: "array[int]") -> int:
        """Where the row at the top stands in another list; the start if we are at the start or it is gone."""
        top = self.rowAt(0)
        if self.verticalScrollBar().value() == 0 or not 0 <= top < len(self.paged.ids):
            return 0
        try:
            return ids.index(self.paged.ids[top])
        except ValueError:
            return min(top, max(len(ids) - 1, 0))

    def seen_rows(self) -> range:
        """The rows on screen."""
        first = max(0, self.rowAt(0))
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (last if last >= 0 else self.paged.rowCount() - 1) + 1)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        self._chosen.clear()
        super().selectionChanged(selected, deselected)
        if not self._restoring:
            self.selected.emit()

    def reset(self) -> None:
        self._chosen.clear()
        self.hovered = -1
        super().reset()

    # Columns ------------------------------------------------------------------------------------------------------

    def arrangement(self) -> list[dict[str, Any]]:
        """Columns in the order shown, as plain data to be remembered."""
        order = sorted(range(len(self.paged.columns)), key=self.head.visualIndex)
        return [
            {
                "key": self.paged.columns[at].key,
                "width": max(self.columnWidth(at), 0),
                "hidden": self.isColumnHidden(at),
            }
            for at in order
        ]

    def arrange(self, remembered: object) -> None:
        """Restore what ``arrangement`` gave; unknown or broken entries are passed over."""
        places = {column.key: at for at, column in enumerate(self.paged.columns)}
        entries = [e for e in remembered if isinstance(e, dict)] if isinstance(remembered, list) else []
        for visual, entry in enumerate(e for e in entries if e.get("key") in places):
            at = places[str(entry["key"])]
            self.head.moveSection(self.head.visualIndex(at), visual)
            self.setColumnHidden(at, bool(entry.get("hidden")))
            if isinstance(width := entry.get("width"), int) and width >= 48:
                self.setColumnWidth(at, width)

    # Keys and mouse -----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and not event.modifiers():
            self._jump(0 if event.key() == Qt.Key.Key_Home else self.paged.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def as_text(self, rows: Sequence[Any]) -> str:
        """Rows as tab-separated text with titles, in the columns shown, as a spreadsheet takes them."""
        order = sorted(range(len(self.paged.columns)), key=self.head.visualIndex)
        columns = [self.paged.columns[at] for at in order if not self.isColumnHidden(at)]
        lines = ["\t".join(column.title for column in columns)]
        lines += ["\t".join(_one_line(column.cell(row).text) for column in columns) for row in rows]
        return "\n".join(lines)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            before, self.hovered = self.hovered, row
            for changed in (before, row):
                if changed >= 0:
                    self.viewport().update(0, self.rowViewportPosition(changed), self.viewport().width(), ROW_HEIGHT)

    def _open(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.paged.ids):
            self.opened.emit(self.paged.ids[index.row()])

    def _on_rest_came(self, _parent: QModelIndex, first: int, _last: int) -> None:
        """Whoever selected all while only the first rows were there meant all."""
        if 1 < first == self.selected_count():
            self.selectAll()

    def _jump(self, row: int) -> None:
        if row >= 0:
            self.setCurrentIndex(self.paged.index(row, max(self.currentIndex().column(), 0)))


def _one_line(text: str) -> str:
    """A cell for the clipboard: no line ends, and nothing a spreadsheet would run as a formula."""
    flat = " ".join(text.split())
    runs = flat[:1] in ("=", "@") or (flat[:1] in ("+", "-") and not flat[1:2].isdigit())
    return f"'{flat}" if runs else flat


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Sorted row numbers as runs ``(first, last)``."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
