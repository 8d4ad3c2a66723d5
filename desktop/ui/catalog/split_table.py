"""Two tables side by side over one list: the first columns stay in place while the others scroll."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QMenu, QWidget

from desktop.domain.catalog_grid import GridRow
from desktop.ui.catalog.columns import FROZEN, PICTURE
from desktop.ui.catalog.grid_table import GridTable, base_widget
from desktop.ui.kit.header import Header
from desktop.ui.kit.layouts import stack
from desktop.ui.kit.paged_table import PagedTableModel


class SplitTable(QWidget):
    """``order`` names the columns as shown, from the first frozen one on."""

    arranged = Signal()
    sort_wanted = Signal(str, bool)

    def __init__(
        self,
        model: PagedTableModel[GridRow],
        name: str,
        make_half: Callable[[str], GridTable],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.paged = model
        self._places: dict[int, int] = {}
        self.order: tuple[int, ...] = ()
        self.frozen = make_half(self.tr("{name}, first columns").format(name=name))
        self.body = make_half(name)
        self._lay_out()
        self._join()
        self._reorder()

    def _lay_out(self) -> None:
        self._foot = base_widget(self)
        self._left = QWidget(self)
        column = stack(self._left)
        column.addWidget(self.frozen, 1)
        column.addWidget(self._foot)
        edge = QFrame()
        edge.setObjectName("edge")
        edge.setFixedWidth(1)
        edge.setAutoFillBackground(True)
        edge.setBackgroundRole(edge.palette().ColorRole.Mid)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left)
        row.addWidget(edge)
        row.addWidget(self.body, 1)
        bars = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.frozen.setVerticalScrollBarPolicy(bars)
        self.frozen.setHorizontalScrollBarPolicy(bars)
        for at in range(len(self.paged.columns)):
            (self.body if at < FROZEN else self.frozen).setColumnHidden(at, True)
        self.body.head.offered = range(FROZEN, len(self.paged.columns))
        self.frozen.head.offered = self.body.head.offered
        for half in (self.body, self.frozen):
            half.head.columns_menu = self.columns_menu  # type: ignore[method-assign]
        self.frozen.head.moveSection(PICTURE, 0)
        self.frozen.head.setSectionsMovable(False)
        self.body.horizontalScrollBar().installEventFilter(self)

    def _join(self) -> None:
        one, other = self.frozen.verticalScrollBar(), self.body.verticalScrollBar()
        one.valueChanged.connect(other.setValue)
        other.valueChanged.connect(one.setValue)
        for half in (self.frozen, self.body):
            half.sort_wanted.connect(self.sort_wanted)
            half.arranged.connect(self._on_arranged)
        self.setFocusProxy(self.body)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            bar = self.body.horizontalScrollBar()
            self._foot.setFixedHeight(bar.height() if event.type() is QEvent.Type.Show else 0)
        elif event.type() is QEvent.Type.Resize:
            self._foot.setFixedHeight(self.body.horizontalScrollBar().height())
        return super().eventFilter(watched, event)

    def _on_arranged(self) -> None:
        self._reorder()
        self.arranged.emit()

    def _reorder(self) -> None:
        """Columns in the order shown."""
        found: list[int] = []
        for half in (self.frozen, self.body):
            visual = (half.column_at(at) for at in range(len(self.paged.columns)))
            found += [at for at in visual if not half.isColumnHidden(at)]
        self.order = tuple(found)
        self._places = {column: place for place, column in enumerate(self.order)}
        width = sum(self.frozen.columnWidth(at) for at in self.order if at < FROZEN)
        self._left.setFixedWidth(max(width, 48))

    def place_of(self, column: int) -> int:
        """Where a column stands as shown; -1 while it is hidden."""
        return self._places.get(column, -1)

    def half_of(self, column: int) -> GridTable:
        return self.frozen if column < FROZEN else self.body

    def set_row_height(self, height: int) -> None:
        for half in (self.frozen, self.body):
            half.set_row_height(height)

    def hover(self, row: int) -> None:
        for half in (self.frozen, self.body):
            half.show_hovered(row)

    def repaint_cells(self) -> None:
        for half in (self.frozen, self.body):
            half.viewport().update()

    def has_focus(self) -> bool:
        return self.frozen.hasFocus() or self.body.hasFocus()

    def arrangement(self) -> list[dict[str, Any]]:
        """Widths, order and choice of columns, as plain data."""
        by_key = {str(one["key"]): one for one in self.frozen.arrangement()}
        kept = [one for one in self.body.arrangement() if one["key"] not in self._frozen_keys()]
        return [*(by_key[key] for key in self._frozen_keys()), *kept]

    def arrange(self, remembered: object) -> None:
        """Restore what ``arrangement`` gave."""
        entries = [one for one in remembered if isinstance(one, dict)] if isinstance(remembered, list) else []
        keys = self._frozen_keys()
        kept = [one for one in entries if one.get("key") in keys]
        picture = self.paged.columns[PICTURE].key
        self.frozen.arrange([{**one, "hidden": one["key"] == picture and one.get("hidden", True)} for one in kept])
        self.frozen.head.moveSection(self.frozen.head.visualIndex(PICTURE), 0)
        hidden = [{"key": key, "hidden": True} for key in keys]
        self.body.arrange([*hidden, *(one for one in entries if one.get("key") not in keys)] if entries else None)
        self._reorder()

    # Pictures and columns ---------------------------------------------------------------------------------------------

    @property
    def shows_pictures(self) -> bool:
        return not self.frozen.isColumnHidden(PICTURE)

    def show_pictures(self, *, shown: bool) -> None:
        """Before the SKU, or not at all."""
        self.frozen.setColumnHidden(PICTURE, not shown)
        self._on_arranged()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A tick per column that can be chosen."""
        menu = Header.columns_menu(self.body.head, parent)
        title = str(self.paged.headerData(PICTURE, Qt.Orientation.Horizontal))
        action = QAction(title, menu, checkable=True, checked=self.shows_pictures)
        action.toggled.connect(lambda shown: self.show_pictures(shown=shown))
        menu.insertAction(menu.actions()[0], action)
        return menu

    def _frozen_keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.paged.columns[:FROZEN])

    def wheelEvent(self, event: QWheelEvent) -> None:
        QApplication.sendEvent(self.body.viewport(), event)
