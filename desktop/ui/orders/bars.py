"""The bar above the order table (title and actions) and the footer below it (what is selected, shown, known)."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QAction, QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, scaled, theme
from desktop.ui.orders.actions import OrderActions

_IN_BAR = ("accept", "pack", "ready", "ship", "print")
_IN_MENU = ("trace", "complete", "invoice", "repack", "fetch", "accept_cancel", "reject_cancel", "cancel")
_AROUND_WORDS, _ICON_ALONE = 46, 42  # pixels: icon, gap and edges
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
        self.title.setFont(scaled(self.font(), 1.22, QFont.Weight.DemiBold))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 10, 8)
        row.setSpacing(6)
        row.addWidget(self.title, 1)
        self._buttons = [ActionButton(actions.by_key[key]) for key in _IN_BAR]
        for button in self._buttons:
            row.addWidget(button)
            button.followed.connect(self._fit)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for all words some buttons show their icons alone: first those out of use just now."""
        shown = [button for button in self._buttons if not button.isHidden()]
        others = [item.widget() for at in range(self._row.count()) if (item := self._row.itemAt(at)) is not None]
        fixed = sum(one.sizeHint().width() for one in others if one and one not in (*self._buttons, self.title))
        gaps = self._row.spacing() * len(others) + self._row.contentsMargins().left() * 2
        over = self.title.minimumWidth() + fixed + gaps + sum(button.full_width for button in shown) - self.width()
        for button in sorted(shown, key=lambda one: one.isEnabled()):
            button.be_compact(over > 0)
            over -= button.full_width - _ICON_ALONE if over > 0 else 0

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
    """A button that is the face of an action; a compact one shows its icon alone. ``followed``: the action changed."""

    followed = Signal()

    def __init__(self, action: QAction, *, kind: str = "", tint: str = "muted") -> None:
        super().__init__()
        self._action = action
        self._is_compact = False
        if kind != "primary":  # else a button is never narrower than its words
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setProperty("kind", kind)
        icons.put(self, icons.name_of(action), tint)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        action = self._action
        self.setText("" if self._is_compact else self._words)
        self.setAccessibleName(action.text().replace("&&", "&"))
        shortcut, (tip, *why) = action.shortcut().toString(), action.toolTip().split("\n")
        self.setToolTip("\n".join([f"{tip} ({shortcut})" if shortcut else tip, *why]))
        self.setAccessibleDescription(action.statusTip())  # why it cannot be had
        self.setEnabled(action.isEnabled())
        self.setVisible(action.isVisible())
        self.followed.emit()

    @property
    def _words(self) -> str:
        return f" {self._action.text()}"  # Qt has no setting for the gap behind the icon

    @property
    def full_width(self) -> int:
        """The width it has with its words."""
        return self.fontMetrics().horizontalAdvance(self._words) + _AROUND_WORDS

    def be_compact(self, compact: bool) -> None:
        """Show the icon alone, or with its words."""
        if compact != self._is_compact:
            self._is_compact = compact
            self.setText("" if compact else self._words)

    def minimumSizeHint(self) -> QSize:
        """A bar may always be as narrow as its icons: it makes its buttons compact then."""
        hint = super().minimumSizeHint()
        return hint if self.property("kind") == "primary" else QSize(_ICON_ALONE, hint.height())


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
