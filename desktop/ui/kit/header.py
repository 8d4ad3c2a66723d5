"""The table's header: quiet titles, sort arrows for two keys, and the column chooser on right-click."""

from PySide6.QtCore import QCoreApplication, QRect, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.columns import Look
from desktop.ui.kit.delegate import PADDING
from desktop.ui.kit.theme import color, scaled, theme

HEIGHT = 34


class Header(QHeaderView):
    """Says which order is wished; the database makes it."""

    sort_wanted = Signal(int, bool)  # column, as a further key
    arranged = Signal()  # order, width or choice of columns changed

    def __init__(self, looks: list[Look], sortable: list[bool], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._looks, self._sortable = looks, sortable
        self._sorted: dict[int, tuple[int, bool]] = {}
        self.offered: range | None = None  # columns of the chooser; None: all
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.setMinimumSectionSize(48)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName(QCoreApplication.translate("Header", "Column headers"))
        self.sectionClicked.connect(self._on_clicked)
        for signal in (self.sectionMoved, self.sectionResized):
            signal.connect(self.arranged)
        theme().changed.connect(self._repaint)

    def show_sort(self, keys: dict[int, tuple[int, bool]]) -> None:
        """Column -> (rank from 1, descending)."""
        self._sorted = keys
        if self.isVisible():
            self._repaint()

    def columns_menu(self, parent: QWidget) -> QMenu:
        """A tick per column."""
        menu = QMenu(QCoreApplication.translate("Header", "Columns"), parent)
        theme().dress(menu)
        for column in self.offered or range(self.count()):
            action = menu.addAction(str(self.model().headerData(column, Qt.Orientation.Horizontal)))
            action.setCheckable(True)
            action.setChecked(not self.isSectionHidden(column))
            action.setEnabled(column > 0)  # the first column names the row and stays
            action.toggled.connect(lambda shown, column=column: self._choose(column, shown))
        return menu

    def open_columns_menu(self) -> None:
        """The column chooser without a mouse: below the start of the header."""
        menu = self.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.columns_menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        painter.fillRect(rect, color("surface"))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, color("border"))
        rank, descending = self._sorted.get(logicalIndex, (0, False))
        font = scaled(self.font(), 0.93, QFont.Weight.DemiBold if rank else QFont.Weight.Medium)
        painter.setFont(font)
        painter.setPen(color("text" if rank else "muted"))
        arrow = 16 if rank else 0
        title = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal))
        metrics = QFontMetrics(font)
        short = metrics.elidedText(title, Qt.TextElideMode.ElideRight, rect.width() - 2 * PADDING - arrow)
        far = (self._looks[logicalIndex] is Look.NUMBER) is not self.isRightToLeft()
        taken = metrics.horizontalAdvance(short)
        left = rect.right() - PADDING - taken if far else rect.x() + PADDING
        painter.drawText(left, rect.y() + (rect.height() + metrics.ascent() - metrics.descent()) // 2, short)
        if rank:
            at = left - arrow if far else left + taken + 2
            sign = icons.pixmap(
                "down" if descending else "up", "text" if rank == 1 else "faint", 14, self.devicePixelRatioF()
            )
            painter.drawPixmap(at, rect.y() + (rect.height() - 14) // 2, sign)

    def _repaint(self) -> None:
        self.viewport().update()

    def _on_clicked(self, column: int) -> None:
        if self._sortable[column]:
            further = bool(QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.sort_wanted.emit(column, further)

    def _choose(self, column: int, shown: bool) -> None:
        self.setSectionHidden(column, not shown)
        self.arranged.emit()
