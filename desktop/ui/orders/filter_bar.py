"""The line above the table: the filters that are set as chips, what can be added, and the view they make."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.domain.order_filters import NO_FILTERS, OrderFilters
from desktop.ui.kit import icons
from desktop.ui.kit.layouts import Flow
from desktop.ui.kit.theme import theme
from desktop.ui.orders.filter_menu import FilterMenu
from desktop.ui.orders.filter_words import Chip, chips, without

_WIDEST = 260


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderFilters", source)


class FilterBar(QWidget):
    """Shows filters and brings the ones that are wanted; knows no service."""

    wanted = Signal(object)  # OrderFilters
    save_wanted = Signal()
    update_wanted = Signal()
    asked = Signal(str)  # see ``FilterMenu``

    def __init__(self) -> None:
        super().__init__()
        theme().dress(self)
        self.setAccessibleName(tr("Filters"))
        self.filters = NO_FILTERS
        self._titles: Mapping[str, str] = {}
        self.menu = FilterMenu(self)
        self.menu.wanted.connect(self.wanted)
        self.menu.asked.connect(self.asked)
        self.add = _quiet(tr("Filter"), "filter", tr("Add filter"))
        self.add.setMenu(self.menu)
        self.clear = QPushButton(tr("Clear filters"))
        self.clear.setProperty("kind", "link")
        self.clear.clicked.connect(lambda: self.wanted.emit(NO_FILTERS))
        self.save = _quiet(tr("Save view"), "view", tr("Save what is shown as a view"))
        self._save_menu = QMenu(self.save)
        theme().dress(self._save_menu)
        self._update = self._save_menu.addAction("", self.update_wanted.emit)
        self._save_menu.addAction(tr("Save as a new view\N{HORIZONTAL ELLIPSIS}"), self.save_wanted.emit)
        self.save.clicked.connect(self._on_save)
        self._flow = Flow()
        self._shelf = QWidget()
        self._shelf.setLayout(self._flow)
        self._flow.addWidget(self.add)
        self._flow.addWidget(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 2, 8, 6)
        row.setSpacing(8)
        row.addWidget(self._shelf, 1)
        row.addWidget(self.save, 0, Qt.AlignmentFlag.AlignTop)
        self._chips: list[QPushButton] = []
        self.show_filters(NO_FILTERS)
        theme().changed.connect(self._repaint)

    def _repaint(self) -> None:
        self.show_filters(self.filters)

    def use_titles(self, titles: Mapping[str, str]) -> None:
        """What marketplaces are called, by id."""
        self._titles = titles
        self.show_filters(self.filters)

    def show_filters(self, filters: OrderFilters) -> None:
        """A chip for each filter that is set."""
        self.filters = self.menu.filters = filters
        focused = next((at for at, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for old in self._chips:
            self._flow.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._flow.removeWidget(self.clear)
        self._chips = [self._chip(chip) for chip in chips(filters, self._titles)]
        for chip in self._chips:
            self._flow.addWidget(chip)
        self._flow.addWidget(self.clear)
        self.clear.setVisible(bool(self._chips))
        self.updateGeometry()
        if focused is not None:  # who removes filters by keyboard goes on at the next one
            (self._chips[min(focused, len(self._chips) - 1)] if self._chips else self.add).setFocus()

    def show_view(self, name: str, *, is_changed: bool) -> None:
        """The saved view that is looked at, if any, and whether it is still as it was saved."""
        self.save.setMenu(self._save_menu if name and is_changed else None)  # type: ignore[arg-type]
        self.save.setText(f" {tr('Save changes')}" if name and is_changed else f" {tr('Save view')}")
        self._update.setText(tr("Update {name}").format(name=_quoted(name)).replace("&", "&&"))

    def _on_save(self) -> None:
        if self.save.menu() is None:
            self.save_wanted.emit()

    def _chip(self, chip: Chip) -> QPushButton:
        words = QFontMetrics(self.font()).elidedText(chip.words, Qt.TextElideMode.ElideRight, _WIDEST)
        button = QPushButton(f"{words} ".replace("&", "&&"))
        button.setProperty("kind", "chip")
        button.setAccessibleName(tr("Remove the filter {filter}").format(filter=chip.words))
        button.setToolTip(f"{chip.words}\n{tr('Click to remove')}")
        rtl = self.isRightToLeft()
        # The cross stands at the far end: the button alone is laid out the other way round.
        button.setLayoutDirection(Qt.LayoutDirection.LeftToRight if rtl else Qt.LayoutDirection.RightToLeft)
        icons.put(button, "close", "accent_text")
        button.setIconSize(button.iconSize() * 0.72)
        button.clicked.connect(lambda: self.wanted.emit(without(self.filters, chip.key)))
        return button


def _quiet(title: str, icon: str, name: str) -> QPushButton:
    button = QPushButton(f" {title}")
    button.setProperty("kind", "quiet")
    button.setAccessibleName(name)
    button.setToolTip(name)
    icons.put(button, icon)
    return button


def _quoted(name: str) -> str:
    return f"\N{LEFT DOUBLE QUOTATION MARK}{name}\N{RIGHT DOUBLE QUOTATION MARK}"
