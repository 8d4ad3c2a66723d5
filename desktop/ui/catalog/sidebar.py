"""The left side of the Catalog tab: which SKUs are shown - changed, doubtful, wrong or refused ones - and the shops."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import DraftCounts, Only
from desktop.ui.catalog.values import STATUS_WORDS
from desktop.ui.catalog.values import tr as value_words
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.orders.lines import LineList


def tr(source: str) -> str:
    return QCoreApplication.translate("CatalogSidebar", source)


class CatalogSidebar(QWidget):
    """Where the seller chooses what the grid shows."""

    only_chosen = Signal(str)
    status_chosen = Signal(str)  # empty: all
    shop_chosen = Signal(str)  # empty: all shops

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().dress(self)
        self.setMinimumWidth(176)
        self.only, self.status, self.shops = (
            LineList(tr("SKUs")), LineList(tr("Status")), LineList(tr("Shops")),
        )  # fmt: skip
        for key, title, icon, tone in (
            (Only.ALL, tr("All SKUs"), "catalog", ""), (Only.CHANGED, tr("Changed"), "edit", ""),
            (Only.WARNINGS, tr("With warnings"), "warning", "warning"),
            (Only.ERRORS, tr("With errors"), "error", "danger"),
            (Only.REFUSED, tr("Refused"), "cancel", ""), (Only.ASKED, tr("To decide"), "help", ""),
            (Only.LINKED, tr("Linked"), "link", ""),
        ):  # fmt: skip
            self.only.add(key, title, icon, tone)
        self.status.add("", tr("Every status"), "all")
        for one in (ListingStatus.ACTIVE, ListingStatus.INACTIVE):
            self.status.add(one, value_words(STATUS_WORDS[one]), "dot")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 6)
        layout.setSpacing(2)
        for title, places in ((tr("SKUs"), self.only), (tr("Status"), self.status), (tr("Shops"), self.shops)):
            layout.addWidget(_title(title, places))
            layout.addWidget(places, int(places is self.shops))
            layout.addSpacing(8)
        for places in (self.only, self.status):
            places.setFixedHeight(places.count() * 32 + 4)
            places.mark(places.keys()[0])
        self.only.currentItemChanged.connect(lambda *_: self.only_chosen.emit(self.only.key()))
        self.status.currentItemChanged.connect(lambda *_: self.status_chosen.emit(self.status.key()))
        self.shops.currentItemChanged.connect(lambda *_: self.shop_chosen.emit(self.shops.key()))

    def show_counts(self, counts: DraftCounts) -> None:
        self.only.count_of(Only.CHANGED, counts.changed)
        self.only.count_of(Only.WARNINGS, counts.warnings)
        self.only.count_of(Only.ERRORS, counts.errors)

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
    label.setContentsMargins(18, 2, 18, 1)
    label.setBuddy(buddy)
    return label
