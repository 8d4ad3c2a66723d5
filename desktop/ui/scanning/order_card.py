"""The order on the table: whose it is, what the buyer asked for, and its items."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.packing import Packing
from desktop.ui.kit import icons, text
from desktop.ui.kit.cards import MarkLabel
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import countdown
from desktop.ui.kit.theme import Tone, scaled, theme
from desktop.ui.ports import Clock
from desktop.ui.scanning.fitting import FittingLabel
from desktop.ui.scanning.lines import PackLines

_DOT = "   \N{MIDDLE DOT}   "


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanOrder", source)


class OrderCard(QWidget):
    """``show_order`` with the SKU that was just scanned."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self.number = FittingLabel()
        self.number.setAccessibleName(tr("Order number"))
        self.mark = MarkLabel()
        self.who = FittingLabel(role="muted")
        self.note = _Note()
        self.lines = PackLines()
        head = QWidget()
        head.setObjectName("surface")
        theme().dress(head)
        top = QHBoxLayout()
        top.setSpacing(14)
        top.addWidget(self.number, 1)
        top.addWidget(self.mark)
        inner = QVBoxLayout(head)
        inner.setContentsMargins(20, 14, 20, 12)
        inner.setSpacing(4)
        inner.addLayout(top)
        inner.addWidget(self.who)
        inner.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.lines, 1)
        self.enlarge(1.0)

    def enlarge(self, factor: float) -> None:
        """Letters for a screen so many times as wide as a small one."""
        base = QWidget.font(self)
        self.number.setFont(scaled(base, 3.0 * factor, QFont.Weight.Bold))
        self.who.setFont(scaled(base, 1.25 * factor))
        self.note.words.setFont(scaled(base, 1.2 * factor, QFont.Weight.Medium))
        self.lines.enlarge(factor)

    def show_order(self, order: Packing, sku: str = "") -> None:
        """The order as it is now."""
        self.number.setText(order.number)
        self.number.setAccessibleName(tr("Order number {number}").format(number=order.number))
        self.mark.say(text.bucket_mark(order.bucket))
        due = tr("ship {when}").format(when=countdown(order.ship_by, self._clock())) if order.ship_by else ""
        parts = (order.buyer, order.shop, order.provider, due)
        self.who.setText(_DOT.join(part for part in parts if part))
        self.note.say(order.note)
        self.lines.show_order(order, sku)


class _Note(QWidget):
    """What the buyer wrote: the packer must see it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self.words = plain_label("", role="warning", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.words, 1)
        theme().changed.connect(self._dress)
        self._dress()

    def say(self, note: str) -> None:
        self.words.setText(note)
        self.words.setAccessibleName(tr("Note from the buyer: {note}").format(note=note))
        self.setVisible(bool(note))

    def _dress(self) -> None:
        self._sign.setPixmap(icons.pixmap("note", Tone.WARNING, 18, self.devicePixelRatioF()))
