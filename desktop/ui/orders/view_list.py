"""The saved views in the sidebar: chosen like buckets; the seller's own can be renamed, moved, updated and deleted."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.domain.usual_views import UsualView
from desktop.ui.kit import icons
from desktop.ui.kit.theme import theme
from desktop.ui.orders.lines import LINE, LineList

OWN = "own:"
_SHOWN = 7
_KEYS = {
    (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier): "rename",
    (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier): "delete",
    (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier): "up",
    (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier): "down",
}


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderViews", source)


def usual_titles() -> Mapping[UsualView, tuple[str, str, str]]:
    """Name, whole name and icon of the views that everybody has."""
    return {
        UsualView.BREACH: (tr("About to breach"), tr("About to breach"), "clock"),
        UsualView.REFUSED: (tr("Refused"), tr("Refused by the marketplace"), "error"),
        UsualView.TO_PRINT: (tr("To print"), tr("To print"), "printer"),
    }


class ViewList(LineList):
    """``wanted`` brings a verb (rename, update, up, down, delete) and the key of one of the seller's own views."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(tr("Views"))
        for view, (title, whole, icon) in usual_titles().items():
            self.add(view, title, icon).setToolTip(whole)
        self._fit()
        self.goers: dict[str, QAction] = {}  # an action for each view, for menu and palette
        self._make_goers()
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu)

    def show_own(self, views: Sequence[tuple[str, str]]) -> None:
        """``(key, name)`` of the seller's own views, in their sequence; the one marked stays marked."""
        marked = self.key()
        self.blockSignals(True)
        while self.count() > len(UsualView):
            self.takeItem(self.count() - 1)
        for key, name in views:
            self.add(key, name, "view").setToolTip(name)
        self.blockSignals(False)
        self.mark(marked)
        self._fit()
        self._make_goers()

    def fill_menu(self, menu: QMenu) -> None:
        """Every view, to be gone to."""
        menu.clear()
        menu.addActions(list(self.goers.values()))

    def _make_goers(self) -> None:
        for old in self.goers.values():
            old.deleteLater()
        self.goers = {}
        for key in self.keys():
            action = self.goers[key] = QAction(
                tr("View: {name}").format(name=self.title_of(key)).replace("&", "&&"), self
            )
            icons.put(action, "view")
            action.triggered.connect(lambda _checked=False, key=key: self.choose(key))

    def title_of(self, key: str) -> str:
        return next((self.item(at).toolTip() for at, known in enumerate(self.keys()) if known == key), "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        verb = _KEYS.get((Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier))
        if verb is not None and self.key().startswith(OWN):
            self.wanted.emit(verb, self.key())
        else:
            super().keyPressEvent(event)

    def _on_menu(self, at: QPoint) -> None:
        row = self.indexAt(at).row()
        key = self.keys()[row] if row >= 0 else self.key()
        if not key.startswith(OWN):
            return
        menu = self.menu_for(key)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.viewport().mapToGlobal(at))

    def menu_for(self, key: str) -> QMenu:
        """What can be done with one of the seller's own views."""
        menu = QMenu(self)
        theme().dress(menu)
        for verb, title, icon, shortcut in (
            ("update", tr("Update to what is shown"), "save", ""),
            ("rename", tr("Rename\N{HORIZONTAL ELLIPSIS}"), "edit", "F2"),
            ("up", tr("Move up"), "up", "Alt+Up"),
            ("down", tr("Move down"), "down", "Alt+Down"),
            ("delete", tr("Delete"), "trash", "Del"),
        ):
            action = menu.addAction(icons.icon(icon), title)
            action.triggered.connect(lambda _checked=False, verb=verb: self.wanted.emit(verb, key))
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        return menu

    def _fit(self) -> None:
        self.setFixedHeight(min(self.count(), _SHOWN) * LINE + 4)
