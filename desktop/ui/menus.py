"""Every action of the window with its shortcut, in one menu bar; the palette reads the same list."""

from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from desktop.ui.kit import icons
from desktop.ui.kit.theme import theme


def tr(source: str) -> str:
    return QCoreApplication.translate("Menus", source)


# What opens from the window instead of being answered by it.
OPENS = (
    *("settings", "outbox", "palette", "numbers", "scan", "export", "undo", "about"),
    *("packing_slip", "pick_list", "handover", "ledger", "deadlines"),
)


class Entry(NamedTuple):
    key: str
    title: str
    icon: str = ""
    shortcut: str = ""


def entries() -> tuple[Entry, ...]:
    """The window's own actions; pages add theirs."""
    return (
        Entry("connect", tr("Connect a shop\N{HORIZONTAL ELLIPSIS}"), "connect"),
        Entry("practice", tr("Practice shops"), "practice"),
        Entry("scan", tr("Scan mode"), "scan", "Ctrl+Shift+M"),
        Entry("numbers", tr("Labels by order number\N{HORIZONTAL ELLIPSIS}"), "label", "Ctrl+Shift+N"),
        Entry("packing_slip", tr("Print packing slips\N{HORIZONTAL ELLIPSIS}"), "file", "Ctrl+Shift+P"),
        Entry("pick_list", tr("Print pick list\N{HORIZONTAL ELLIPSIS}"), "orders", "Ctrl+Shift+L"),
        Entry("handover", tr("Hand-over list of today\N{HORIZONTAL ELLIPSIS}"), "truck", "Ctrl+Shift+H"),
        Entry("ledger", tr("Print ledger"), "history"),
        Entry("deadlines", tr("Deadline rules\N{HORIZONTAL ELLIPSIS}"), "clock"),
        Entry("export", tr("Export the selected rows\N{HORIZONTAL ELLIPSIS}"), "export", "Ctrl+E"),
        Entry("settings", tr("Settings\N{HORIZONTAL ELLIPSIS}"), "settings", "Ctrl+,"),
        Entry("quit", tr("Quit"), "", "Ctrl+Q"),
        Entry("find", tr("Search"), "search", "Ctrl+F"),
        Entry("undo", tr("Take back the last change"), "undo", "Ctrl+Z"),
        Entry("sync", tr("Sync"), "sync", "F5"),
        Entry("outbox", tr("Outbox"), "outbox", "Ctrl+Shift+O"),
        Entry("palette", tr("Command palette"), "palette", "Ctrl+K"),
        Entry("orders", tr("Orders"), "orders", "Ctrl+1"),
        Entry("catalog", tr("Catalog"), "catalog", "Ctrl+2"),
        Entry("promotions", tr("Promotions"), "promotions", "Ctrl+3"),
        Entry("shops", tr("Shops"), "shops", "Ctrl+4"),
        Entry("theme_system", tr("Colours of the system")),
        Entry("theme_light", tr("Light")),
        Entry("theme_dark", tr("Dark")),
        Entry("about", tr("About Backshop"), "help"),
    )


def make_actions(parent: QObject) -> dict[str, QAction]:
    """One action per entry, by key."""
    made: dict[str, QAction] = {}
    for entry in entries():
        action = QAction(entry.title, parent)
        if entry.icon:
            icons.put(action, entry.icon)
        if entry.shortcut:
            action.setShortcut(QKeySequence(entry.shortcut))
            action.setToolTip(f"{entry.title.rstrip(chr(0x2026))} ({action.shortcut().toString()})")
        made[entry.key] = action
    for key in ("theme_system", "theme_light", "theme_dark"):
        made[key].setCheckable(True)
    made["quit"].setMenuRole(QAction.MenuRole.QuitRole)
    made["settings"].setMenuRole(QAction.MenuRole.PreferencesRole)
    made["about"].setMenuRole(QAction.MenuRole.AboutRole)
    return made


def fill(bar: QMenuBar, actions: dict[str, QAction]) -> QMenu:
    """Lay the actions out; the answer is the Orders menu, for the page to fill."""
    theme().dress(bar)
    bar.setAccessibleName(tr("Menu"))
    file, edit, orders, view, about = (
        bar.addMenu(title) for title in (tr("&File"), tr("&Edit"), tr("&Orders"), tr("&View"), tr("&Help"))
    )
    file.addActions([actions[key] for key in ("connect", "practice")])
    file.addSeparator()
    file.addAction(actions["export"])
    file.addSeparator()
    file.addActions([actions["settings"], actions["quit"]])
    edit.addActions([actions[key] for key in ("undo", "find")])
    papers = orders.addMenu(tr("Slips and lists"))
    icons.put(papers.menuAction(), "file")
    papers.addActions([actions[key] for key in ("packing_slip", "pick_list", "handover", "ledger")])
    orders.addSeparator()
    orders.addActions([actions[key] for key in ("scan", "numbers", "deadlines")])
    orders.addSeparator()
    view.addActions([actions[key] for key in ("orders", "catalog", "promotions", "shops")])
    view.addSeparator()
    view.addActions([actions[key] for key in ("sync", "outbox", "palette")])
    view.addSeparator()
    colours = view.addMenu(tr("Colours"))
    colours.addActions([actions[key] for key in ("theme_system", "theme_light", "theme_dark")])
    about.addAction(actions["about"])
    return orders
