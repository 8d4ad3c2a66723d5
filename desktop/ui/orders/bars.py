"""The bar above the order table (title and actions) and the footer below it (what is selected, shown, known)."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, scaled, theme
from desktop.ui.orders.actions import OrderActions

_IN_BAR = ("accept", "pack", "ready", "ship", "print")
_IN_MENU = ("trace", "complete", "invoice", "repack", "fetch", "accept_cancel", "reject_cancel", "cancel")
_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderBars", source)


class ActionBar(QWidget):
    """The title of the view and what can be done with the selection."""

    def __init__(self, actions: OrderActions) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self.title = Title()
        self.title.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(self.title, 1)
        for key in _IN_BAR:
            row.addWidget(ActionButton(actions.by_key[key]))
        row.addWidget(ActionButton(actions.by_key["process"], kind="primary", tint="on_accent"))
        more = QToolButton()
        more.setProperty("kind", "quiet")
        more.setAccessibleName(tr("More actions"))
        more.setToolTip(tr("More actions"))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.put(more, "more")
        menu = QMenu(more)
        menu.addActions([actions.by_key[key] for key in _IN_MENU])
        more.setMenu(menu)
        row.addWidget(more)
        self._row = row

    def offer(self, action: QAction) -> None:
        """One more button at the end, for an action of the window that needs no selection."""
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setDefaultAction(action)
        button.setIcon(icons.icon(icons.name_of(action)))
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._row.addWidget(button)

    def show_title(self, words: str) -> None:
        self.title.setText(words)
        self.title.setToolTip(words)


class Title(QLabel):
    """Shortened where the buttons need the room: no title ever pushes the panes beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(90)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(color("text"))
        words = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, words)


class ActionButton(QPushButton):
    """A button that is the face of an action."""

    def __init__(self, action: QAction, *, kind: str = "", tint: str = "muted") -> None:
        super().__init__()
        self._action = action
        self.setProperty("kind", kind)
        icons.put(self, icons.name_of(action), tint)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        self.setText(f" {action.text()}")  # Qt has no setting for the gap behind the icon
        self.setAccessibleName(action.text().replace("&&", "&"))
        shortcut = action.shortcut().toString()
        self.setToolTip(f"{action.toolTip()} ({shortcut})" if shortcut else action.toolTip())
        self.setAccessibleDescription(action.statusTip())  # why it cannot be had
        self.setEnabled(action.isEnabled())
        self.setVisible(action.isVisible())


class Footer(QWidget):
    """``3 selected - 120 shown - 48,210 total``."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self._selected = self._shown = self._total = ""
        self.words = plain_label("", role="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 5)
        row.addWidget(self.words)
        row.addStretch()

    def show_selected(self, count: int, *, everything: bool) -> None:
        words = tr("All {n} orders of this view selected") if everything else tr("{n} selected")
        self._selected = words.format(n=number(count)) if count else ""
        self._say()

    def show_shown(self, count: int, *, complete: bool) -> None:
        self._shown = tr("{n} shown").format(n=number(count) if complete else f"{number(count)}+")
        self._say()

    def show_total(self, count: int) -> None:
        self._total = tr("{n} total").format(n=number(count))
        self._say()

    def _say(self) -> None:
        self.words.setText(_DOT.join(part for part in (self._selected, self._shown, self._total) if part))
