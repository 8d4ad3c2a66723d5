"""The left side of the Orders tab: the buckets of the seller's day with their counts, and the shops."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.orders import Bucket
from desktop.ui.kit import icons, text
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import color, scaled, theme

BUCKETS = (
    Bucket.TO_SHIP, Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.LABEL_READY, Bucket.SHIPPED, Bucket.DELIVERED,
    Bucket.CANCEL_REQUESTED, Bucket.CANCELLED, Bucket.FAILED, Bucket.ALL,
)  # fmt: skip
_KEY, _ICON, _COUNT, _TONE = (Qt.ItemDataRole.UserRole + at for at in range(4))


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderSidebar", source)


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
        return QSize(120, 32)


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
        item.setData(_KEY, key)
        item.setData(_ICON, icon)
        item.setData(_TONE, tone)
        self.addItem(item)
        return item

    def key(self) -> str:
        return str(self.currentItem().data(_KEY)) if self.currentRow() >= 0 else ""

    def choose(self, key: str) -> None:
        for at in range(self.count()):
            if self.item(at).data(_KEY) == key:
                self.setCurrentRow(at)

    def count_of(self, key: str, count: int) -> None:
        for at in range(self.count()):
            item = self.item(at)
            if item.data(_KEY) == key:
                item.setData(_COUNT, number(count) if count else "")
                spoken = f"{item.text()}, {number(count)}"
                item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)


class OrderSidebar(QWidget):
    """Where the seller chooses a bucket and a shop."""

    bucket_chosen = Signal(str)
    shop_chosen = Signal(str)  # empty: all shops

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self.setMinimumWidth(176)
        self.buckets = LineList(tr("Order buckets"))
        for bucket in BUCKETS:
            mark = text.bucket_mark(bucket)
            tone = "danger" if bucket is Bucket.CANCEL_REQUESTED else ""
            self.buckets.add(bucket, mark.text, mark.icon, tone)
        self.shops = LineList(tr("Shops"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 8)
        layout.setSpacing(4)
        layout.addWidget(_title(tr("Orders"), self.buckets))
        layout.addWidget(self.buckets)
        layout.addSpacing(10)
        layout.addWidget(_title(tr("Shops"), self.shops))
        layout.addWidget(self.shops, 1)
        self.buckets.setFixedHeight(len(BUCKETS) * 32 + 4)
        self.buckets.currentItemChanged.connect(lambda *_: self.bucket_chosen.emit(self.buckets.key()))
        self.shops.currentItemChanged.connect(lambda *_: self.shop_chosen.emit(self.shops.key()))

    def show_counts(self, counts: Mapping[Bucket, int]) -> None:
        for bucket in BUCKETS:
            self.buckets.count_of(bucket, counts.get(bucket, 0))

    def show_shops(self, shops: Sequence[tuple[str, str]]) -> None:
        """``(shop id, name)`` of every shop; the chosen one stays chosen."""
        kept = self.shops.key()
        self.shops.blockSignals(True)
        self.shops.clear()
        self.shops.add("", tr("All shops"), "shops")
        for shop_id, name in shops:
            self.shops.add(shop_id, name, "dot")
        self.shops.choose(kept if kept in dict(shops) else "")
        self.shops.blockSignals(False)


def _title(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setFont(scaled(label.font(), 0.88, QFont.Weight.DemiBold))
    label.setProperty("role", "faint")
    label.setContentsMargins(18, 2, 18, 2)
    label.setBuddy(buddy)
    return label
