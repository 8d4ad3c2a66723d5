"""The command palette: every action of the window by a few of its letters, and orders by what stands in them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.theme import theme

_SHOWN = 12
_ROW = 34
_SETTLE_MS = 60


def tr(source: str) -> str:
    return QCoreApplication.translate("Palette", source)


class Entry(NamedTuple):
    """One thing that can be chosen."""

    title: str
    hint: str
    icon: str
    choose: Callable[[], object]


class Palette(QDialog):
    """Type, arrow down, Enter. ``words_wanted`` asks for further entries that must be looked up."""

    words_wanted = Signal(str)

    def __init__(self, window: QWidget, actions: Sequence[QAction]) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setAccessibleName(tr("Command palette"))
        self.setObjectName("palette")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self._actions = [action for action in actions if action.text() and action.menu() is None]
        self._found: list[Entry] = []
        self.line = QLineEdit()
        self.line.setPlaceholderText(tr("What do you want to do? Or an order number\N{HORIZONTAL ELLIPSIS}"))
        self.line.setAccessibleName(tr("Command or order"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Matches"))
        self.list.setUniformItemSizes(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.line)
        column.addWidget(self.list)
        self.setFixedWidth(560)
        self._later = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._later.timeout.connect(lambda: self.words_wanted.emit(self.line.text().strip()))
        self.line.textChanged.connect(self._typed)
        self.line.returnPressed.connect(self._choose)
        self.line.installEventFilter(self)
        self.list.itemClicked.connect(lambda _item: self._choose())
        self._typed("")

    def show_found(self, words: str, entries: Sequence[Entry]) -> None:
        """Entries that were looked up; the answer to older words is dropped."""
        if words == self.line.text().strip():
            self._found = list(entries)
            self._fill()

    def place(self) -> None:
        """Near the top of the window, in its middle."""
        parent = self.parentWidget()
        if parent is not None:
            corner = parent.mapToGlobal(parent.rect().topLeft())
            self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + 90)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrow keys move in the list while the words keep the focus."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def _typed(self, words: str) -> None:
        self._found = []
        self._fill()
        self._later.start()

    def _entries(self) -> list[Entry]:
        words = self.line.text().strip()
        ranked = [(rank(words, _plain(action.text())), at, action) for at, action in enumerate(self._actions)]
        fitting = sorted((entry for entry in ranked if entry[0] is not None and entry[2].isEnabled()), key=_order)
        return [*self._found[:_SHOWN], *(_entry(action) for _rank, _at, action in fitting)][:_SHOWN]

    def _fill(self) -> None:
        self._shown = self._entries()
        self.list.clear()
        for entry in self._shown:
            item = QListWidgetItem(icons.icon(entry.icon), f"{entry.title}    {entry.hint}".rstrip())
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(max(len(self._shown), 1) * _ROW + 4)
        self.adjustSize()

    def _choose(self) -> None:
        at = self.list.currentRow()
        if 0 <= at < len(self._shown):
            choose = self._shown[at].choose
            self.close()
            choose()


def rank(words: str, title: str) -> int | None:
    """How well ``words`` fit ``title`` (0 is best), or None: begins with, contains, or all letters in their order."""
    wanted, held = words.casefold(), title.casefold()
    if held.startswith(wanted):
        return 0
    if wanted in held:
        return 1
    letters = iter(held)
    return 2 if all(letter in letters for letter in wanted if not letter.isspace()) else None


def _order(entry: tuple[int | None, int, QAction]) -> tuple[int, int]:
    return entry[0] or 0, entry[1]


def _plain(title: str) -> str:
    return title.replace("&&", "\0").replace("&", "").replace("\0", "&")


def _entry(action: QAction) -> Entry:
    return Entry(
        _plain(action.text()), action.shortcut().toString(), icons.name_of(action) or "chevron", action.trigger
    )
