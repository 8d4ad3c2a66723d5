"""The left side of the Orders tab: the buckets of the seller's day with their counts, saved views, and the shops."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.orders import Bucket
from desktop.ui.kit import text
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.orders.lines import LINE, LineList
from desktop.ui.orders.view_list import ViewList

BUCKETS = (
    Bucket.TO_SHIP, Bucket.TO_ACCEPT, Bucket.TO_PACK, Bucket.LABEL_READY, Bucket.SHIPPED, Bucket.DELIVERED,
    Bucket.CANCEL_REQUESTED, Bucket.CANCELLED, Bucket.FAILED, Bucket.ALL,
)  # fmt: skip


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderSidebar", source)


class OrderSidebar(QWidget):
    """Where the seller chooses a bucket or a view, and a shop."""

    bucket_chosen = Signal(str)
    view_chosen = Signal(str)
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
        self.views = ViewList()
        self.shops = LineList(tr("Shops"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 6)
        layout.setSpacing(2)
        for title, places in ((tr("Orders"), self.buckets), (tr("Views"), self.views), (tr("Shops"), self.shops)):
            layout.addWidget(_title(title, places))
            layout.addWidget(places, int(places is self.shops))
            layout.addSpacing(6)
        self.buckets.setFixedHeight(len(BUCKETS) * LINE + 4)
        self.shops.setMinimumHeight(2 * LINE + 4)
        self.buckets.currentItemChanged.connect(self._on_bucket)
        self.views.currentItemChanged.connect(self._on_view)
        self.views.itemClicked.connect(self._on_view)  # also the one that is looked at: as it was saved, once more
        self.shops.currentItemChanged.connect(lambda *_: self.shop_chosen.emit(self.shops.key()))

    def show_counts(self, counts: Mapping[Bucket, int]) -> None:
        for bucket in BUCKETS:
            self.buckets.count_of(bucket, counts.get(bucket, 0))

    def show_shops(self, shops: Sequence[tuple[str, str]], chosen: str) -> None:
        """``(shop id, name)`` of every shop, and the one that is looked at (empty: all)."""
        self.shops.blockSignals(True)
        self.shops.clear()
        self.shops.add("", tr("All shops"), "shops")
        for shop_id, name in shops:
            self.shops.add(shop_id, name, "dot")
        self.shops.choose(chosen)
        self.shops.blockSignals(False)

    def _on_bucket(self) -> None:
        if self.buckets.currentRow() >= 0:
            self.views.mark("")
            self.bucket_chosen.emit(self.buckets.key())

    def _on_view(self) -> None:
        if self.views.currentRow() >= 0:
            self.buckets.mark("")
            self.view_chosen.emit(self.views.key())


def _title(words: str, buddy: QWidget) -> QLabel:
    label = QLabel(words)
    label.setFont(scaled(label.font(), 0.88, QFont.Weight.DemiBold))
    label.setProperty("role", "faint")
    label.setContentsMargins(18, 2, 18, 1)
    label.setBuddy(buddy)
    return label
