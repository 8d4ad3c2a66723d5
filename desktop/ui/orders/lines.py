"""A short list of places to go to: icon, name and count in a line, as the sidebar shows them."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui.kit import icons
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, scaled

LINE = 29
KEY, _ICON, _COUNT, _TONE = (Qt.ItemDataRole.UserRole + at for at in range(4))


class _LineDelegate(QStyledItemDelegate):
    """One line: icon, name, count."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        view = self.parent()
        assert isinstance(view, LineList)
        # What the style would tell by its flags is asked of the view: QStyle alone costs the first frame 7 ms.
        rtl = view.isRightToLeft()
        rect: QRect = option.rect.adjusted(8, 1, -8, -1)
        current = index.row() == view.currentRow()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current or index.row() == view.hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color("selected" if current else "press"))
            painter.drawRoundedRect(rect, 7, 7)
        if current and view.hasFocus():
            painter.setPen(color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 7, 7)
        font = scaled(view.font(), 1.0, QFont.Weight.DemiBold if current else QFont.Weight.Normal)
        painter.setFont(font)
        token = "accent_text" if current else "muted"
        sign = icons.pixmap(index.data(_ICON), token, 16, view.devicePixelRatioF())
        place = QRect(rect.x() + 10, rect.y() + (rect.height() - 16) // 2, 16, 16)
        painter.drawPixmap(_mirrored(place, rect, rtl).topLeft(), sign)
        count, metrics = str(index.data(_COUNT) or ""), QFontMetrics(font)
        taken = metrics.horizontalAdvance(count)
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        align = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        words = rect.adjusted(36, 0, -(taken + 18), 0)
        painter.setPen(color("accent_text" if current else "text"))
        name = metrics.elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(_mirrored(words, rect, rtl), align, name)
        painter.setPen(color(index.data(_TONE) or ("accent_text" if current else "faint")))
        figures = QRect(rect.right() - taken - 10, rect.y(), taken + 2, rect.height())
        painter.drawText(_mirrored(figures, rect, rtl), Qt.AlignmentFlag.AlignCenter, count)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, LINE)


def _mirrored(part: QRect, whole: QRect, rtl: bool) -> QRect:
    """Where a part lies when everything is read from the right."""
    return part.translated(whole.right() - part.right() - (part.x() - whole.x()), 0) if rtl else part


class LineList(QListWidget):
    """A short list of places to go to."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setItemDelegate(_LineDelegate(self))
        self.setMouseTracking(True)
        self.hovered = -1
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def add(self, key: str, title: str, icon: str, tone: str = "") -> QListWidgetItem:
        item = QListWidgetItem(title)
        item.setData(KEY, key)
        item.setData(_ICON, icon)
        item.setData(_TONE, tone)
        self.addItem(item)
        return item

    def key(self) -> str:
        return str(self.currentItem().data(KEY)) if self.currentRow() >= 0 else ""

    def keys(self) -> list[str]:
        return [str(self.item(at).data(KEY)) for at in range(self.count())]

    def choose(self, key: str) -> None:
        for at in range(self.count()):
            if self.item(at).data(KEY) == key:
                self.setCurrentRow(at)

    def mark(self, key: str) -> None:
        """As ``choose``, without telling anybody; an unknown key marks none."""
        self.blockSignals(True)
        self.setCurrentRow(self.keys().index(key) if key in self.keys() else -1)
        self.blockSignals(False)
        self.viewport().update()

    def count_of(self, key: str, count: int) -> None:
        for at in range(self.count()):
            item = self.item(at)
            if item.data(KEY) == key:
                item.setData(_COUNT, number(count) if count else "")
                spoken = f"{item.toolTip() or item.text()}, {number(count)}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
