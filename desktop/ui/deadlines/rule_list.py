"""The list of deadline rules, pack by pack, with what can be done with them."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from desktop.domain.deadlines import RulePack
from desktop.ui.kit import icons
from desktop.ui.kit.theme import scaled, theme

if TYPE_CHECKING:
    from desktop.services.deadlines.own_rules import Origin

_RULE, _PACK = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
WIDTH = 232


def tr(source: str) -> str:
    return QCoreApplication.translate("DeadlineList", source)


def pack_title(pack: RulePack) -> str:
    """What the pack is called; the seller's own has no title of its own."""
    return pack.title or tr("My rules")


class RuleList(QWidget):
    """``chosen`` brings the id of a rule; the other signals are wishes for the chosen rule or its pack."""

    chosen = Signal(str)
    add_wanted = Signal()
    duplicate_wanted = Signal()
    remove_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal()
    reset_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.tree = _Tree()
        self.tree.setAccessibleName(tr("Deadline rules"))
        self.tree.setHeaderHidden(True)
        self.tree.header().setAccessibleName(tr("Deadline rules"))
        self.tree.setRootIsDecorated(False)
        self.tree.setIndentation(14)
        self.tree.setUniformRowHeights(True)
        self.tree.setExpandsOnDoubleClick(False)
        self.tree.currentItemChanged.connect(self._on_current)
        self.tree.remove_wanted.connect(self.remove_wanted)
        self.add = _tool("plus", tr("Add a rule"), self.add_wanted.emit)
        self.duplicate = _tool("copy", tr("Duplicate this rule"), self.duplicate_wanted.emit)
        self.remove = _tool("trash", tr("Remove this rule (Del)"), self.remove_wanted.emit)
        self.more = _tool("more", tr("Files and resetting"), None)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(self._menu())
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (self.add, self.duplicate, self.remove):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.tree, 1)
        column.addLayout(buttons)

    def rule_id(self) -> str:
        """The chosen rule; empty where a pack or nothing is chosen."""
        item = self.tree.currentItem()
        return str(item.data(0, _RULE) or "") if item is not None else ""

    def pack_id(self) -> str:
        """The pack of what is chosen."""
        item = self.tree.currentItem()
        return str(item.data(0, _PACK) or "") if item is not None else ""

    def show_packs(self, packs: Sequence[RulePack], origins: "Mapping[str, Origin]", chosen: str) -> None:
        """Build the list anew and choose this rule, else the first."""
        self.tree.blockSignals(True)
        self.tree.clear()
        found: QTreeWidgetItem | None = None
        for pack in packs:
            head = self._head(pack)
            for rule in pack.rules:
                item = QTreeWidgetItem(head, [rule.title])
                item.setData(0, _RULE, rule.id)
                item.setData(0, _PACK, pack.id)
                changed = origins[rule.id].value != "supplied"
                item.setIcon(0, icons.icon("edit" if changed else "clock", "accent_text" if changed else "faint"))
                words = tr("{rule}, changed by you") if changed else "{rule}"
                item.setData(
                    0, Qt.ItemDataRole.AccessibleTextRole, words.format(rule=f"{pack_title(pack)}: {rule.title}")
                )
                found = item if rule.id == chosen or found is None else found
        self.tree.expandAll()
        self.tree.blockSignals(False)
        if found is not None:
            self.tree.setCurrentItem(found)
            self.tree.scrollToItem(found)

    def _head(self, pack: RulePack) -> QTreeWidgetItem:
        """The line of a pack; it is not chosen by itself."""
        head = QTreeWidgetItem(self.tree, [pack_title(pack)])
        head.setData(0, _PACK, pack.id)
        head.setFont(0, scaled(self.font(), 0.94, QFont.Weight.DemiBold))
        head.setSizeHint(0, QSize(0, 30))
        if not pack.automatic:
            head.setToolTip(0, tr("Used by the shops that choose it"))
        return head

    def _on_current(self) -> None:
        can = bool(self.rule_id())
        self.duplicate.setEnabled(can)
        self.remove.setEnabled(can)
        if can:
            self.chosen.emit(self.rule_id())

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        theme().dress(menu)
        wishes = (
            (tr("Import rules from a file\N{HORIZONTAL ELLIPSIS}"), "folder", self.import_wanted),
            (tr("Export this group to a file\N{HORIZONTAL ELLIPSIS}"), "export", self.export_wanted),
            (tr("All rules as supplied"), "undo", self.reset_wanted),
        )
        for title, icon, wish in wishes:
            action = QAction(title, menu)
            icons.put(action, icon)
            action.triggered.connect(lambda _checked=False, wish=wish: wish.emit())
            menu.addAction(action)
        return menu


class _Tree(QTreeWidget):
    """Del removes, as everywhere."""

    remove_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)


def _tool(icon: str, name: str, act: Callable[[], object] | None) -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", "quiet")
    button.setAccessibleName(name)
    button.setToolTip(name)
    icons.put(button, icon)
    if act is not None:
        button.clicked.connect(act)
    return button
