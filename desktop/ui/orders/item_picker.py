"""The lines of one order with a tick each: some of them now, the others later, or in a parcel of their own."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QVBoxLayout

from desktop.domain.orders import OrderItem
from desktop.ui.kit.dialogs import plain_label, plain_tip
from desktop.ui.kit.fields import ComboBox
from desktop.ui.kit.theme import scaled

_ALONE, _WITH_PARCEL = 330, 230  # pixels for the name of an item


def tr(source: str) -> str:
    return QCoreApplication.translate("ItemPicker", source)


class ItemPicker(QFrame):
    """``parcels``: each item can be put into one of several. ``whole``: the marketplace moves whole orders only."""

    changed = Signal()

    def __init__(self, items: Sequence[OrderItem], *, parcels: bool, whole: bool = False) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("Items"))
        self._items = tuple(items)
        self.ticks: list[QCheckBox] = []
        self.boxes: list[ComboBox] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        head = plain_label(tr("Items"))
        head.setFont(scaled(self.font(), 1.0, QFont.Weight.DemiBold))
        column.addWidget(head)
        if whole:
            column.addWidget(plain_label(tr("This marketplace takes whole orders only."), role="muted", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        for at, item in enumerate(self._items):
            self._add(grid, at, item, parcels=parcels and not whole, whole=whole)
        column.addLayout(grid)

    @property
    def is_complete(self) -> bool:
        """Whether at least one item is ticked, where items can be."""
        return not self.ticks or any(tick.isChecked() for tick in self.ticks)

    @property
    def chosen(self) -> tuple[str, ...]:
        """Ids of the ticked items; empty where all of them are, which is no choice."""
        ids = tuple(item.remote_id for item, tick in zip(self._items, self.ticks, strict=False) if tick.isChecked())
        return () if len(ids) == len(self.ticks) else ids

    @property
    def parcels(self) -> tuple[tuple[str, ...], ...]:
        """The ticked items of each parcel; empty where one parcel holds all of the order."""
        found: dict[int, list[str]] = {}
        for at, (item, tick) in enumerate(zip(self._items, self.ticks, strict=False)):
            if tick.isChecked():
                found.setdefault(self.boxes[at].currentIndex() if self.boxes else 0, []).append(item.remote_id)
        return tuple(tuple(found[key]) for key in sorted(found)) if len(found) > 1 or self.chosen else ()

    def _add(self, grid: QGridLayout, at: int, item: OrderItem, *, parcels: bool, whole: bool) -> None:
        times = f"{item.quantity} \N{MULTIPLICATION SIGN} " if item.quantity != 1 else ""
        name = f"{times}{item.name or item.sku}"
        room = _WITH_PARCEL if parcels else _ALONE  # a check box shortens nothing by itself
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        if whole:
            grid.addWidget(plain_label(shown), at, 0)
            grid.addWidget(plain_label(item.sku, role="muted"), at, 1)
            return
        tick = QCheckBox(shown.replace("&", "&&"))
        tick.setAccessibleName(f"{name}, {item.sku}")
        tick.setToolTip(plain_tip(name))
        tick.setChecked(True)
        tick.toggled.connect(self.changed)
        grid.addWidget(tick, at, 0)
        grid.addWidget(plain_label(item.sku, role="muted"), at, 1)
        self.ticks.append(tick)
        if not parcels:
            return
        box = ComboBox(tr("Parcel of {item}").format(item=item.name or item.sku))
        box.addItems([tr("Parcel {n}").format(n=n + 1) for n in range(len(self._items))])
        box.currentIndexChanged.connect(self.changed)
        tick.toggled.connect(box.setEnabled)
        grid.addWidget(box, at, 2)
        self.boxes.append(box)
