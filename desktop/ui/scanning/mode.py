"""Enters and leaves scan mode: the page takes the whole window, and everything comes back as it was."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.kit.theme import Tone
from desktop.ui.scanning.history import SessionSheet, figures
from desktop.ui.scanning.page import ScanPage

if TYPE_CHECKING:
    from desktop.domain.scan_log import ScanSummary
    from desktop.services.build import Services
    from desktop.ui.main_window import MainWindow

_LEAVE = ("orders", "catalog", "promotions", "shops")  # who goes there has packed enough


class ScanMode(QObject):
    """Made when it is first wished for; lives as long as the window. ``notice``: text, tone, action title, act."""

    notice = Signal(str, str, str, object)

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        super().__init__(window)
        self._window = window
        self._put_away: list[QWidget] = []
        self._selected: tuple[list[int], int | None] = ([], None)
        self.page = ScanPage(services, window.clock)
        self.page.hide()
        self.page.left.connect(self.leave)
        self.page.work.printer_wanted.connect(window.print_wanted)
        self._body = window.centralWidget()
        column = self._body.layout() if self._body is not None else None
        assert self._body is not None and column is not None
        column.addWidget(self.page)
        self._menu = window.menuBar().addMenu(self.tr("S&can mode"))
        self._menu.addActions(self.actions())
        self._menu.menuAction().setVisible(False)
        icons.retint(self.page)
        for key in _LEAVE:
            window.actions_by_key[key].triggered.connect(self.leave)
        window.actions_by_key["find"].triggered.connect(self._find)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._keep_focus)

    @property
    def is_on(self) -> bool:
        return bool(self._put_away)

    def actions(self) -> list[QAction]:
        """What can be done in it, for the menu and the palette."""
        return [*self.page.commands, self.page.leave_action]

    def toggle(self) -> None:
        """The same key enters and leaves."""
        if self.is_on:
            self.leave()
        else:
            self.enter()

    def enter(self) -> None:
        """The page alone; the actions for selected orders have nothing to act on meanwhile."""
        table = self._window.orders.table
        self._selected = (list(table.selected_ids()), None)
        table.clearSelection()
        children = self._body.children() if self._body is not None else []
        found = [one for one in children if isinstance(one, QWidget) and one is not self.page]
        self._put_away = [one for one in found if not one.isHidden()]
        for one in self._put_away:
            one.hide()
        self._menu.menuAction().setVisible(True)
        self.page.show()
        self.page.begin()

    def leave(self) -> None:
        """Back to where the packer came from; what was packed is told."""
        if not self.is_on:
            return
        summary = self.page.history.summary()
        self.page.end()
        self.page.hide()
        self._menu.menuAction().setVisible(False)
        for one in self._put_away:
            one.show()
        self._put_away = []
        table = self._window.orders.table
        ids, _current = self._selected
        if ids:
            table.select_ids(ids, ids[0])
        table.setFocus()
        if summary.packed or summary.problems:
            tone = Tone.WARNING if summary.problems else Tone.SUCCESS
            words = self.tr("Scan mode: {figures}").format(figures=figures(summary))
            self.notice.emit(words, tone, self.tr("Show"), lambda: self._show_summary(summary))

    def _find(self) -> None:
        """Who searches has packed enough, too."""
        if self.is_on:
            self.leave()
            self._window.top.search.setFocus()

    def _show_summary(self, summary: "ScanSummary") -> None:
        sheet: Sheet = SessionSheet(self._window, summary)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    def _keep_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Nothing behind the page may take the keys that the scanner types."""
        lost = now is not None and now.window() is self._window and not self.page.isAncestorOf(now)
        if self.is_on and lost and now is not self._window.menuBar():
            self.page.field.setFocus()
