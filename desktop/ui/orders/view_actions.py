"""What can be done with the view and with words of the seller's own: tags, notes, filters, saving, selecting all."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from desktop.ui.kit import icons


def tr(source: str) -> str:
    return QCoreApplication.translate("ViewActions", source)


class _Entry(NamedTuple):
    key: str
    title: str
    icon: str
    shortcut: str = ""
    of_selection: bool = False
    of_one: bool = False
    in_page: bool = False  # the key means something else elsewhere in the window


def _entries() -> tuple[_Entry, ...]:
    dots = "\N{HORIZONTAL ELLIPSIS}"
    return (
        _Entry("tags", tr("Tags") + dots, "tag", "Ctrl+T", of_selection=True),
        _Entry("note", tr("Private note"), "note", "Ctrl+Shift+E", of_selection=True, of_one=True),
        _Entry("all", tr("Select all orders of this view"), "all", "Ctrl+A", in_page=True),
        _Entry("filter", tr("Add filter"), "filter", "Ctrl+Shift+F"),
        _Entry("buyer", tr("Only this buyer's orders"), "user", of_selection=True, of_one=True),
        _Entry("clear", tr("Clear search and filters"), "close"),
        _Entry("save", tr("Save view") + dots, "view", "Ctrl+Shift+V"),
        _Entry("columns", tr("Choose columns"), "columns"),
    )


class ViewActions(QObject):
    """For the Orders menu, the context menu and the palette."""

    wanted = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries = _entries()
        self.by_key: dict[str, QAction] = {}
        for entry in self._entries:
            action = QAction(entry.title, parent)
            icons.put(action, entry.icon)
            action.setShortcut(QKeySequence(entry.shortcut))
            if entry.in_page:
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _checked=False, key=entry.key: self.wanted.emit(key))
            self.by_key[entry.key] = action

    def judge(self, count: int) -> None:
        """Enable what fits a selection of so many orders."""
        for entry in self._entries:
            if entry.of_selection:
                self.by_key[entry.key].setEnabled(count == 1 if entry.of_one else count > 0)
