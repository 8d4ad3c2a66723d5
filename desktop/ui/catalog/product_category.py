"""Finds a category among thousands: a flat list of whole paths that narrows with each letter, the recent ones first."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.products import Category
from desktop.ui.catalog.product_reading_bar import ReadingBar
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.fields import clearable
from desktop.ui.kit.format import counted, number

SEEN = 300  # lines at once; a few more letters reach the others
_REST_MS = 40
_KEYS = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
_ARROW = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "


def tr(source: str) -> str:
    return QCoreApplication.translate("ProductCategory", source)


def path_words(category: Category) -> str:
    """The way to it from the root."""
    return _ARROW.join(category.path) or category.id


class CategoryIndex:
    """The leaves of a tree with their paths in small letters, made once."""

    def __init__(self, categories: Sequence[Category] = ()) -> None:
        self.leaves = tuple(one for one in categories if one.is_leaf)
        self._plain = tuple(_ARROW.join(one.path).casefold() for one in self.leaves)

    def find(self, words: str) -> list[Category]:
        """Leaves whose path holds every word, those first that have the first word in their own name."""
        wanted = words.casefold().split()
        if not wanted:
            return list(self.leaves)
        found = [at for at, path in enumerate(self._plain) if all(word in path for word in wanted)]
        found.sort(key=lambda at: wanted[0] not in self.leaves[at].path[-1].casefold())
        return [self.leaves[at] for at in found]


class CategoryPicker(QWidget):
    """The category there is, and below it, opened at wish, the list to choose another one. ``chosen`` brings it.

    While the tree is read it can be ``stopped``, and afterwards ``continued``.
    """

    chosen = Signal(object)
    stopped = Signal()
    continued = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.index, self.recent, self.suggested = CategoryIndex(), (), ()
        self._category: Category | None = None
        self._shown: list[Category] = []
        self.path = plain_label("", wrap=True)
        self.change = QPushButton(tr("Change"))
        self.line, self.list, self.more = QLineEdit(), QListView(), plain_label("", role="faint")
        self.line.setPlaceholderText(tr("Type a few letters of the category or of what is above it"))
        self.line.setAccessibleName(tr("Find a category"))
        self.list.setAccessibleName(tr("Categories"))
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setSpacing(3)
        self.list.setFixedHeight(214)
        clearable(self.line)
        self._lines = QStringListModel(self)
        self.list.setModel(self._lines)
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self.reading = ReadingBar()
        self._lay_out()
        self._connect()
        self.say_loading()

    recent: tuple[Category, ...]
    suggested: tuple[Category, ...]  # by the marketplace, for the product's name

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.path, 1)
        head.addWidget(self.change, 0, Qt.AlignmentFlag.AlignTop)
        self.search = QWidget()
        inner = QVBoxLayout(self.search)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(4)
        frame = QFrame()
        frame.setObjectName("card")
        within = QVBoxLayout(frame)
        within.setContentsMargins(6, 6, 2, 6)
        within.addWidget(self.list)
        for widget in (self.line, frame, self.more, self.reading):
            inner.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.search)
        self.setFocusProxy(self.line)

    def _connect(self) -> None:
        self._rest.timeout.connect(self.look)
        self.line.textChanged.connect(lambda _text: self._rest.start())
        self.line.returnPressed.connect(self._take_current)
        self.line.installEventFilter(self)
        self.list.activated.connect(lambda index: self._take(index.row()))
        self.list.clicked.connect(lambda index: self._take(index.row()))
        self.reading.stopped.connect(self.stopped)
        self.reading.continued.connect(self.continued)
        self.change.clicked.connect(lambda: self.open_search(not self.search.isVisibleTo(self)))

    def say_loading(self) -> None:
        self.more.setText(tr("The categories are being read\N{HORIZONTAL ELLIPSIS}"))
        self.reading.hide()

    def show_read(self, done: int, total: int) -> None:
        """So many pages of the tree are there."""
        self.reading.show_read(done, total)

    def say_stopped(self, why: str = "") -> None:
        """There are none yet; what was read is kept."""
        self.more.setText(why or tr("The categories are not all read yet. What was read is kept."))
        self.reading.show_stopped()

    def show_tree(self, index: CategoryIndex, recent: Sequence[Category]) -> None:
        """The categories are there."""
        self.index, self.recent = index, tuple(recent)
        self.reading.hide()
        self.look()

    def show_suggested(self, suggested: Sequence[Category]) -> None:
        """Before all others, as long as nothing is searched for."""
        self.suggested = tuple(suggested)
        self.look()

    def show_category(self, category: Category | None) -> None:
        """Show what the product says."""
        self._category = category
        self.path.setText(path_words(category) if category else tr("No category yet"))
        self.change.setVisible(category is not None)
        self.open_search(category is None)

    def open_search(self, wanted: bool) -> None:
        self.search.setVisible(wanted)
        self.change.setText(tr("Keep it") if wanted else tr("Change"))
        if wanted and self._category is not None:
            self.line.setFocus()

    def look(self) -> None:
        """List what the words leave; without words the suggested and the recent ones come first."""
        if not self.index.leaves:
            return
        words = self.line.text()
        found = self.index.find(words)
        first = {} if words.strip() else {one.id: one for one in (*self.suggested, *self.recent)}
        rest = [one for one in found[: SEEN + len(first)] if one.id not in first]
        self._shown = [*first.values(), *rest][:SEEN]
        self._lines.setStringList([path_words(one) for one in self._shown])
        self.list.setCurrentIndex(self._lines.index(0, 0))
        self.more.setText(self._summary(len(found), len(first)))

    def _summary(self, found: int, first: int) -> str:
        if not found:
            return tr("No category has all these words.")
        words = counted(found, tr("1 category"), tr("{n} categories"))
        if found > SEEN:
            words = tr("{n} categories; type more letters to see the others").format(n=number(found))
        if first and self.suggested:
            words = tr("{words}; the first {n} are suggested for its name, or used last").format(words=words, n=first)
        elif first:
            words = tr("{words}; the first {n} are those you used last").format(words=words, n=first)
        return words

    def _take_current(self) -> None:
        if self._rest.isActive():  # whoever types fast and presses Enter means what was typed
            self._rest.stop()
            self.look()
        self._take(self.list.currentIndex().row())

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._shown):
            self.chosen.emit(self._shown[row])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move in the list while the line keeps the focus."""
        is_key = watched is self.line and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if is_key and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)
