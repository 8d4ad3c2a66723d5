"""The actions of the Catalog tab, for its bar, its menu and the palette."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.theme import theme


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogActions", source)


class _Entry(NamedTuple):
    key: str
    title: str
    icon: str = ""
    shortcut: str = ""
    tip: str = ""


def _entries() -> tuple[tuple[_Entry, ...], ...]:
    more = "\N{HORIZONTAL ELLIPSIS}"
    return (
        (
            _Entry("review", tr("Review changes") + more, "check", "Ctrl+Shift+R", tr("See all, then send")),
            _Entry("discard", tr("Discard all changes") + more, "trash"),
        ),
        (
            _Entry("pushes", tr("Pushes") + more, "outbox", "Ctrl+Shift+Y", tr("What was sent, and the way back")),
            _Entry("retry_failed", tr("Retry failed only"), "retry", "", tr("Send again what the last push left")),
            _Entry("export_failed", tr("Export failed rows") + more, "export"),
            _Entry("undo_push", tr("Undo the last push") + more, "undo"),
        ),
        (
            _Entry("conflicts", tr("Decide what changed there") + more, "help"),
            _Entry("keep_mine", tr("Keep mine"), "check", "", tr("Send the value of the chosen cells all the same")),
            _Entry("take_theirs", tr("Take theirs"), "return", "", tr("Keep what the marketplace shows")),
        ),
        (
            _Entry("undo", tr("Undo"), "undo", "", tr("Take back the last step (Ctrl+Z)")),
            _Entry("redo", tr("Redo"), "retry", "Ctrl+Shift+Z"),
        ),
        (
            _Entry("copy", tr("Copy"), "copy", "Ctrl+C"),
            _Entry("paste", tr("Paste"), "note", "Ctrl+V"),
            _Entry("fill_down", tr("Fill down"), "down", "Ctrl+D"),
            _Entry("fill_right", tr("Fill right"), "chevron", "Ctrl+R"),
            _Entry("clear", tr("Clear changes of the selection"), "close", "Del"),
        ),
        (
            _Entry("adjust", tr("Adjust") + more, "money", "Ctrl+Shift+A", tr("Set, raise, lower or round")),
            _Entry("replace", tr("Find and replace") + more, "search", "Ctrl+H"),
        ),
        (
            _Entry("link", tr("Link selected SKUs"), "link", "Ctrl+L", tr("One shelf in several shops")),
            _Entry("unlink", tr("Unlink selected SKUs"), "close"),
            _Entry("links", tr("Linked SKUs") + more, "link", "Ctrl+Alt+L", tr("Shelf, buffers and moves")),
            _Entry("link_suggestions", tr("Suggested links") + more, "search"),
        ),
        (
            _Entry("product_edit", tr("Edit product") + more, "edit", "Ctrl+I", tr("Texts, attributes and pictures")),
            _Entry("product_new", tr("New product") + more, "plus"),
            _Entry("product_clone", tr("Clone to") + more, "copy", "", tr("To another shop or marketplace")),
            _Entry("product_deactivate", tr("Deactivate"), "pause", "", tr("Takes them off sale, to be reviewed")),
            _Entry("product_delete", tr("Delete SKUs") + more, "trash", "", tr("Off the marketplace for good")),
            _Entry("product_drafts", tr("Product drafts") + more, "note"),
            _Entry("product_jobs", tr("Jobs at the platforms") + more, "sync"),
        ),
        (
            _Entry("import", tr("Import") + more, "import", "Ctrl+O", tr("Changes from a CSV or XLSX file")),
            _Entry("export", tr("Export") + more, "export", "", tr("The catalog as a CSV or XLSX file (Ctrl+E)")),
        ),
        (
            _Entry("why", tr("Why is this value so?"), "history", "Ctrl+Shift+I", tr("What led to this value")),
            _Entry("restore", tr("Restore to a moment") + more, "return", "", tr("Bring past values back as changes")),
        ),
        (
            _Entry("expand", tr("Show markets and warehouses"), "down", "Ctrl+Shift+E"),
            _Entry("pictures", tr("Pictures"), "eye"),
            _Entry("legend", tr("What the colours mean"), "help"),
            _Entry("columns", tr("Columns") + more, "columns"),
        ),
        (
            _Entry("rows_compact", tr("Compact rows")),
            _Entry("rows_normal", tr("Normal rows")),
            _Entry("rows_roomy", tr("Roomy rows")),
            _Entry("rows_tall", tr("Tall rows")),
        ),
    )  # fmt: skip


def _own_menus() -> dict[str, str]:
    """Groups, by the first of each, that stand in a menu of their own."""
    return {"pushes": tr("Pushes"), "link": tr("Linked SKUs"), "rows_compact": tr("Row height")}


class CatalogActions(QObject):
    """``wanted`` brings the key of what was chosen. They work while the page, or something in it, has the focus."""

    wanted = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.by_key: dict[str, QAction] = {}
        self._groups = _entries()
        for entry in (entry for group in self._groups for entry in group):
            action = QAction(entry.title, page)
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            if entry.shortcut:
                action.setShortcut(QKeySequence(entry.shortcut))
            action.setToolTip(entry.tip or entry.title)
            if entry.icon:
                icons.put(action, entry.icon)
            action.triggered.connect(lambda _checked=False, key=entry.key: self.wanted.emit(key))
            page.addAction(action)
            self.by_key[entry.key] = action
        self.by_key["expand"].setCheckable(True)
        self.judge(changed=0)

    def judge(self, *, changed: int) -> None:
        """``changed`` cells are drafts."""
        self.by_key["review"].setEnabled(changed > 0)
        self.by_key["discard"].setEnabled(changed > 0)

    def show_steps(self, undo: str, redo: str) -> None:
        """What the next undo and redo would do; empty where there is nothing."""
        for key, plain, step in (("undo", tr("Undo"), undo), ("redo", tr("Redo"), redo)):
            action = self.by_key[key]
            action.setText(f"{plain}: {step}" if step else plain)
            action.setEnabled(bool(step))

    def fill_menu(self, menu: QMenu) -> None:
        """All of them, in groups; some groups in a menu of their own, so that no screen is too low."""
        for at, group in enumerate(self._groups):
            title, place = _own_menus().get(group[0].key, ""), menu
            if title:
                place = menu.addMenu(title)
                theme().dress(place)
            elif at:
                menu.addSeparator()
            place.addActions([self.by_key[entry.key] for entry in group])
