"""The bar above the grid (title and actions), the legend of its cells, and the footer with what is chosen and saved."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QToolButton, QWidget

from desktop.domain.catalog_grid import DraftCounts
from desktop.ui.catalog.actions import CatalogActions
from desktop.ui.catalog.columns import STATES, state_mark
from desktop.ui.kit import icons
from desktop.ui.kit.cards import MarkLabel
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import counted, number
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.orders.bars import ActionButton

_DOT = "  \N{MIDDLE DOT}  "
_IN_BAR = ("undo", "redo", "adjust", "replace")


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogBars", source)


class GridBar(QWidget):
    """What can be done, most of all the review."""

    def __init__(self, actions: CatalogActions, more: QMenu) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        title = plain_label(tr("Catalog"))
        title.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(8)
        row.addWidget(title)
        row.addStretch()
        for key in _IN_BAR[:2]:
            row.addWidget(_icon_button(actions, key))
        for key in _IN_BAR[2:]:
            row.addWidget(ActionButton(actions.by_key[key]))
        self.review = ActionButton(actions.by_key["review"], kind="primary", tint="on_accent")
        row.addWidget(self.review)
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(tr("More actions"))
        button.setToolTip(tr("More actions"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        icons.put(button, "more")
        button.setMenu(more)
        row.addWidget(button)


def _icon_button(actions: CatalogActions, key: str) -> QToolButton:
    button = QToolButton()
    action = actions.by_key[key]
    button.setDefaultAction(action)
    icons.put(button, icons.name_of(action))
    button.setProperty("kind", "quiet")
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    button.setAccessibleName(action.text())
    action.changed.connect(lambda: button.setAccessibleName(action.text()))
    return button


class Legend(QWidget):
    """What ground and icon of a cell mean; hidden until something is changed or it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("What the colours mean"))
        theme().dress(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 8)
        row.setSpacing(6)
        for state in STATES:
            row.addWidget(MarkLabel(state_mark(state)))
        row.addWidget(plain_label(tr("Grey figures cannot be edited here"), role="faint"))
        row.addStretch()


class GridFooter(QWidget):
    """``6 cells chosen - 120 rows - 3 changed, 1 with errors`` and whether everything is saved."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("chrome")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self._parts = {"chosen": "", "shown": "", "drafts": ""}
        self.words, self.safe = plain_label("", role="muted"), QLabel()
        self.safe.setProperty("role", "faint")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 5, 16, 5)
        row.addWidget(self.words)
        row.addStretch()
        row.addWidget(self.safe)

    def show_chosen(self, cells: int, *, all_rows: int = 0) -> None:
        """``all_rows``: every row of the view is chosen, and so many there are."""
        words = counted(cells, tr("1 cell chosen"), tr("{n} cells chosen"))
        if all_rows:
            words = tr("All {n} rows of this view chosen").format(n=number(all_rows))
        self._say(chosen=words if cells > 1 else "")

    def show_shown(self, rows: int, *, complete: bool) -> None:
        self._say(shown=tr("{n} rows").format(n=number(rows) if complete else f"{number(rows)}+"))

    def show_drafts(self, counts: DraftCounts) -> None:
        found = [counted(counts.changed, tr("1 cell changed"), tr("{n} cells changed"))] if counts.changed else []
        if counts.errors:
            found.append(counted(counts.errors, tr("1 with an error"), tr("{n} with errors")))
        if counts.warnings:
            found.append(counted(counts.warnings, tr("1 with a warning"), tr("{n} with warnings")))
        self._say(drafts=", ".join(found))
        self.show_saving(0, any_drafts=bool(counts.changed))

    def show_saving(self, waiting: int, *, any_drafts: bool = True) -> None:
        done = tr("All changes are saved on this computer") if any_drafts else ""
        self.safe.setText(tr("Saving\N{HORIZONTAL ELLIPSIS}") if waiting else done)

    def _say(self, **parts: str) -> None:
        self._parts |= parts
        self.words.setText(_DOT.join(part for part in self._parts.values() if part))
