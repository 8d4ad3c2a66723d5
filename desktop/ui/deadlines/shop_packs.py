"""Which rules each shop follows, and from when on an order counts as about to breach."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from desktop.domain.deadlines import NO_PACK, RulePack
from desktop.ui.deadlines.fields import combo, row, spin
from desktop.ui.deadlines.rule_list import pack_title
from desktop.ui.kit.cards import Section
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.fields import ComboBox

if TYPE_CHECKING:
    from desktop.services.shop_views import ShopView

_SETTLE_MS = 500


def tr(source: str) -> str:
    return QCoreApplication.translate("ShopPacks", source)


class ShopPacks(QWidget):
    """``chosen`` brings a shop's id and a pack's; ``hours`` the hours of the warning."""

    chosen = Signal(str, str)
    hours = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.warning = spin(tr("Hours before the deadline"), 240, tr(" h"))
        self.warning.setMinimum(1)
        self.warning.setFixedWidth(80)
        self._settle = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.hours.emit(self.warning.value()))
        self.warning.valueChanged.connect(self._settle.start)
        warning = Section(tr("Warning"), "warning")
        before = plain_label(tr("before the deadline"), role="muted")
        form = QFormLayout()
        form.setHorizontalSpacing(14)
        form.addRow(tr("&Warn"), row(self.warning, before, 1))
        warning.body.addLayout(form)
        words = tr("From then on an order is in the view \N{LEFT DOUBLE QUOTATION MARK}About to breach"
                   "\N{RIGHT DOUBLE QUOTATION MARK}, its amount is red, and a notice tells of it once.")  # fmt: skip
        warning.body.addWidget(plain_label(words, role="faint", wrap=True))
        self.shops = Section(tr("Rules of each shop"), "shops")
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(14)
        self._form.setVerticalSpacing(8)
        self.shops.body.addLayout(self._form)
        self.boxes: dict[str, ComboBox] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 6, 10, 0)
        column.setSpacing(22)
        column.addWidget(warning)
        column.addWidget(self.shops)
        column.addStretch()

    def show_shops(
        self, shops: "Sequence[ShopView]", packs: Sequence[RulePack], chosen: Mapping[str, str], hours: int
    ) -> None:
        """One choice for each shop."""
        self.warning.blockSignals(True)
        self.warning.setValue(hours)
        self.warning.blockSignals(False)
        while self._form.rowCount():
            self._form.removeRow(0)
        self.boxes = {shop.id: self._box(shop, packs, chosen.get(shop.id, "")) for shop in shops}
        if not shops:
            self._form.addRow(plain_label(tr("No shop is connected yet."), role="muted"))

    def flush(self) -> None:
        """Keep what was typed a moment ago."""
        if self._settle.isActive():
            self._settle.stop()
            self.hours.emit(self.warning.value())

    def _box(self, shop: "ShopView", packs: Sequence[RulePack], chosen: str) -> ComboBox:
        entries = {"": tr("By marketplace and country"), NO_PACK: tr("No deadlines")}
        box = combo(tr("Rules of {shop}").format(shop=shop.name), entries | {one.id: pack_title(one) for one in packs})
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.activated.connect(lambda _at: self.chosen.emit(shop.id, str(box.currentData())))
        name = plain_label(f"{shop.name}  \N{MIDDLE DOT}  {shop.platform_title}")
        name.setBuddy(box)
        self._form.addRow(name, row(box, 1))
        return box
