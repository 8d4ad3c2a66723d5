"""The one hard class: a table of any length as an array of ids and a few pages of ready-made cells.

Sorting and filtering belong to the database. ``data()`` reads nothing, awaits nothing, formats nothing: a page that is
not there yet is asked for once by ``page_wanted`` and shows blank until ``put_page``. Generations drop late answers.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.ui.kit.columns import Cell, Column, Look
from desktop.ui.kit.dialogs import plain_tip

PAGE_ROWS = 64
_KEPT_PAGES = 48  # 3,072 rows: some seventy screens, a few megabytes
_NO_INDEX = QModelIndex()
_BLANK = Cell("")
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_ALIGN = int(Qt.ItemDataRole.TextAlignmentRole)
_NAME = int(Qt.ItemDataRole.AccessibleTextRole)
_FAR = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_NEAR = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class HasId(Protocol):
    @property
    def id(self) -> int: ...


Row = TypeVar("Row", bound=HasId)
Index = QModelIndex | QPersistentModelIndex
Cells = tuple[Cell, ...]


class PagedTableModel(QAbstractTableModel, Generic[Row]):
    """Rows are ids in the order of the database. Lives on the window's thread."""

    page_wanted = Signal(int, int)  # generation, page

    def __init__(self, columns: Sequence[Column[Row]]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.ids: array[int] = array("I")
        self.generation = 0
        self.complete = True  # False between the first ids and the rest
        self._rows: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._cells: dict[int, Cells] = {}  # by row; made when first painted
        self._asked: set[int] = set()
        # Pages are asked for after the paint that missed them, never inside it.
        self._ask_later = QTimer(self, singleShot=True, interval=0)
        self._ask_later.timeout.connect(self._ask)
        self._wanted: list[int] = []

    # What is shown ------------------------------------------------------------------------------------------------

    def show(self, ids: "array[int]", rows: Sequence[Row] = (), *, first_page: int = 0, complete: bool = True) -> int:
        """Begin a new list; ``rows``, from ``first_page`` on, are ready to paint. Returns its generation."""
        self.beginResetModel()
        self.generation += 1
        self.ids, self.complete = ids, complete
        self._forget()
        for page in range(0, len(rows), PAGE_ROWS):
            self._store(first_page + page // PAGE_ROWS, tuple(rows[page : page + PAGE_ROWS]))
        self.endResetModel()
        return self.generation

    def extend(self, generation: int, ids: "array[int]") -> bool:
        """The whole list behind a first part. False: an older list, or another beginning (then ``show`` it)."""
        if generation != self.generation or ids[: len(self.ids)] != self.ids:
            return False
        self.complete = True
        if len(ids) > len(self.ids):
            self.beginInsertRows(QModelIndex(), len(self.ids), len(ids) - 1)
            self.ids = ids
            self.endInsertRows()
        return True

    def put_page(self, generation: int, page: int, rows: Sequence[Row]) -> None:
        """An asked page has come; repaint its rows only. Answers to an old list are dropped."""
        if generation != self.generation:
            return
        self._asked.discard(page)
        self._store(page, tuple(rows))
        self._touch(page * PAGE_ROWS, min(len(self.ids), (page + 1) * PAGE_ROWS) - 1)

    def refresh(self, ids: Sequence[int] = (), seen: range = range(0)) -> None:
        """These rows moved (none named: all). Pages in ``seen`` (row numbers) are read anew at once, others later."""
        stale, on_screen = set(ids), {row // PAGE_ROWS for row in seen}
        self._asked.clear()
        for page in tuple(self._rows):
            if stale and not any(row.id in stale for row in self._rows[page]):
                continue
            if page in on_screen:
                self._want(page)
            else:
                self._drop_page(page)

    def reformat(self) -> None:
        """Make the cells anew from the rows at hand: time has passed, or the language of colours has changed."""
        self._cells.clear()
        self._touch(0, len(self.ids) - 1)

    # What is asked ------------------------------------------------------------------------------------------------

    def row_at(self, row: int) -> Row | None:
        """The row's data if it is at hand."""
        page = self._rows.get(row // PAGE_ROWS)
        place = row % PAGE_ROWS
        return page[place] if page is not None and place < len(page) else None

    def row_of(self, order_id: int) -> int:
        """Where an id stands now, or -1."""
        try:
            return self.ids.index(order_id)
        except ValueError:
            return -1

    def rows_of(self, keys: Sequence[int], were: Sequence[int]) -> dict[int, int]:
        """Where these ids stand now, if anywhere; most often that is where they ``were``."""
        ids = self.ids
        if all(0 <= row < len(ids) and ids[row] == key for key, row in zip(keys, were, strict=True)):
            return dict(zip(keys, were, strict=True))
        wanted = frozenset(keys)
        return {key: row for row, key in enumerate(ids) if key in wanted}

    def page_ids(self, page: int) -> tuple[int, ...]:
        return tuple(self.ids[page * PAGE_ROWS : (page + 1) * PAGE_ROWS])

    def cell(self, row: int, column: int) -> Cell:
        """The ready-made cell; blank, and asked for, while its page is away. This is what painting calls."""
        cells = self._cells.get(row) or self._make(row)
        return cells[column] if cells else _BLANK

    # Qt's questions -----------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = _DISPLAY) -> Any:
        if not index.isValid():
            return None
        if role in (_DISPLAY, _NAME):
            cell = self.cell(index.row(), index.column())
            return cell.name if role == _NAME and cell.name else cell.text
        if role == _TIP:
            cell = self.cell(index.row(), index.column())
            return plain_tip(cell.tip or cell.text) or None
        if role == _ALIGN:
            return _FAR if self.columns[index.column()].look is Look.NUMBER else _NEAR
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is Qt.Orientation.Horizontal and section < len(self.columns):
            if role in (_DISPLAY, _NAME):
                return self.columns[section].title
            if role == _ALIGN:
                return _FAR if self.columns[section].look is Look.NUMBER else _NEAR
        elif role == _DISPLAY:
            return str(section + 1)
        return None

    # Pages --------------------------------------------------------------------------------------------------------

    def _make(self, row: int) -> Cells:
        """The cells of a row; nothing while its page is away, which is asked for now."""
        number, place = divmod(row, PAGE_ROWS)
        page = self._rows.get(number, ())
        if place >= len(page):
            self._want(number)
            return ()
        self._rows.move_to_end(number)
        made = self._cells[row] = tuple(column.cell(page[place]) for column in self.columns)
        return made

    def _store(self, page: int, rows: tuple[Row, ...]) -> None:
        self._drop_page(page)
        self._rows[page] = rows
        while len(self._rows) > _KEPT_PAGES:
            self._drop_page(next(iter(self._rows)))

    def _drop_page(self, page: int) -> None:
        self._rows.pop(page, None)
        for row in range(page * PAGE_ROWS, (page + 1) * PAGE_ROWS):
            self._cells.pop(row, None)

    def _forget(self) -> None:
        self._rows.clear()
        self._cells.clear()
        self._asked.clear()
        self._wanted.clear()

    def _want(self, page: int) -> None:
        if page not in self._asked and page not in self._wanted:
            self._wanted.append(page)
            self._ask_later.start()

    def _ask(self) -> None:
        wanted, self._wanted = self._wanted, []
        for page in wanted:
            self._asked.add(page)
            self.page_wanted.emit(self.generation, page)

    def _touch(self, first: int, last: int) -> None:
        if last >= first >= 0:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))
