"""The Shops tab: one card per shop with its state, and the way to connect another one."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.kit import icons
from desktop.ui.kit.cards import clear
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.states import StatePanel
from desktop.ui.kit.theme import scaled, theme
from desktop.ui.ports import Clock
from desktop.ui.shops.card import ShopCard

if TYPE_CHECKING:
    from desktop.services.shop_views import ShopView


class ShopsPage(QStackedWidget):
    """Renders what it is given by ``show_shops``."""

    connect_wanted = Signal()
    practice_wanted = Signal()
    wanted = Signal(str, object)  # a verb and the ShopView it is for

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.states = StatePanel()
        self.states.say(
            "shops",
            self.tr("No shop connected yet"),
            self.tr("Connect your first shop, or look around with practice shops first."),
            buttons=(("connect", self.tr("Connect a shop")), ("practice", self.tr("Look around with practice shops"))),
        )
        self.states.chosen.connect(
            lambda key: self.connect_wanted.emit() if key == "connect" else self.practice_wanted.emit()
        )
        self.addWidget(self.states)
        self.addWidget(self._build())

    def show_shops(self, shops: "Sequence[ShopView]") -> None:
        clear(self._cards)
        for shop in shops:
            card = ShopCard(shop, self._clock())
            card.wanted.connect(lambda verb, shop=shop: self.wanted.emit(verb, shop))
            self._cards.addWidget(card)
        self.setCurrentIndex(1 if shops else 0)

    def _build(self) -> QWidget:
        box = QWidget()
        theme().dress(box)
        title = plain_label(self.tr("Shops"))
        title.setFont(scaled(self.font(), 1.35, QFont.Weight.DemiBold))
        connect = QPushButton(self.tr("Connect a shop"))
        connect.setProperty("kind", "primary")
        icons.put(connect, "plus", "on_accent")
        connect.clicked.connect(self.connect_wanted)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch()
        head.addWidget(connect)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(10)
        inner = QWidget()
        inner.setObjectName("scrolled")
        body = QVBoxLayout(inner)
        body.setContentsMargins(0, 0, 0, 0)
        body.addLayout(self._cards)
        body.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(self.tr("Shops"))
        area.setWidget(inner)
        column = QVBoxLayout(box)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(14)
        column.addLayout(head)
        column.addWidget(area, 1)
        return box
