"""The bar at the top: the four tabs, the one search box, sync and the outbox with its count."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QTabBar, QToolButton, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import theme


def tr(source: str) -> str:
    return QCoreApplication.translate("TopBar", source)


class TopBar(QWidget):
    """Navigation only; it knows no page."""

    tab_chosen = Signal(int)
    search_changed = Signal(str)

    def __init__(self, sync: QAction, outbox: QAction, settings: QAction) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Pages"))
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setIconSize(QSize(18, 18))
        self._icons = ("orders", "catalog", "promotions", "shops")
        for title in (tr("Orders"), tr("Catalog"), tr("Promotions"), tr("Shops")):
            self.tabs.addTab(title)
        self.tabs.currentChanged.connect(self._on_tab)
        self.search = SearchBox()
        self.search.textChanged.connect(self.search_changed)
        self.outbox = _button(outbox, text=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 12, 8)
        row.setSpacing(6)
        row.addWidget(self.tabs)
        row.addStretch(1)
        row.addWidget(self.search, 2)
        row.addStretch(1)
        row.addWidget(_button(sync, text=True))
        row.addWidget(self.outbox)
        row.addWidget(_button(settings, text=False))
        self.show_outbox(0)
        self.retint()
        theme().changed.connect(self.retint)

    def retint(self) -> None:
        """The chosen tab's icon has the accent's colour."""
        for at, name in enumerate(self._icons):
            self.tabs.setTabIcon(at, icons.icon(name, "accent_text" if at == self.tabs.currentIndex() else "muted"))

    def show_outbox(self, count: int) -> None:
        """How many changes still wait; said in the name too, for a screen reader."""
        self.outbox.setText(f" {tr('Outbox')}  {number(count)}" if count else f" {tr('Outbox')}")
        self.outbox.setAccessibleName(tr("Outbox, {n} waiting").format(n=number(count)))
        self.outbox.setProperty("kind", "busy" if count else "quiet")
        self.outbox.style().unpolish(self.outbox)
        self.outbox.style().polish(self.outbox)

    def _on_tab(self, at: int) -> None:
        self.retint()
        self.tab_chosen.emit(at)


class SearchBox(QLineEdit):
    """One box over everything that the page shows; Esc clears it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Search"))
        self.setPlaceholderText(tr("Search what is shown  (Ctrl+F)"))
        self.setToolTip(
            tr("Orders: number, buyer, items, tracking, courier, address, tags, notes. SKUs: name, SKU, barcode.")
        )
        self.setClearButtonEnabled(True)
        self.setMinimumWidth(220)
        self.setMaximumWidth(520)
        self._sign = self.addAction(icons.icon("search", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._sign.setText(tr("Search"))
        for button in self.findChildren(QToolButton):  # the line's own buttons have no name of their own
            button.setAccessibleName(button.defaultAction().text() or tr("Clear the search"))
        icons.put(self._sign, "search", "faint")


def _button(action: QAction, *, text: bool) -> QToolButton:
    button = QToolButton()
    action.setIconText(f" {action.text()}")  # Qt has no setting for the gap behind the icon
    button.setDefaultAction(action)
    button.setIcon(icons.icon(icons.name_of(action)))
    button.setProperty("kind", "quiet")
    button.setAccessibleName(action.text())
    button.setIconSize(QSize(18, 18))
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if text else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
