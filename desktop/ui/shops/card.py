"""One shop as a card: how it stands, how fresh it is, what it needs, and what can be done with it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout

from desktop.domain.accounts import AccountState
from desktop.ui.kit import icons, reasons, text
from desktop.ui.kit.cards import pill_label
from desktop.ui.kit.dialogs import plain_label
from desktop.ui.kit.format import ago, moment
from desktop.ui.kit.theme import scaled, theme

if TYPE_CHECKING:
    from desktop.services.shop_views import ShopView

_SOON = timedelta(days=7)
_DOT = "  \N{MIDDLE DOT}  "


def tr(source: str) -> str:
    return QCoreApplication.translate("ShopCard", source)


class ShopCard(QFrame):
    """``wanted`` brings a verb: sync, pause, resume, login, couriers, disconnect."""

    wanted = Signal(str)

    def __init__(self, shop: "ShopView", now: datetime) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(shop.name)
        words = QVBoxLayout()
        words.setSpacing(4)
        name = plain_label(shop.name)
        name.setFont(scaled(self.font(), 1.08, QFont.Weight.DemiBold))
        words.addWidget(name)
        words.addWidget(plain_label(_facts(shop, now), role="muted"))
        for sentence, role in _worries(shop, now):
            words.addWidget(plain_label(sentence, role=role, wrap=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 14, 14)
        row.setSpacing(12)
        row.addLayout(words, 1)
        row.addWidget(pill_label(text.account_mark(shop.state)), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._main(shop), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._more(shop), 0, Qt.AlignmentFlag.AlignVCenter)

    def _main(self, shop: "ShopView") -> QPushButton:
        """The one thing this shop needs next."""
        verb, title, icon = {
            AccountState.NEEDS_LOGIN: ("login", tr("Log in again"), "login"),
            AccountState.PAUSED: ("resume", tr("Resume"), "play"),
        }.get(shop.state, ("sync", tr("Sync now"), "sync"))
        button = QPushButton(title)
        button.setAccessibleName(f"{title}: {shop.name}")
        icons.put(button, icon)
        button.clicked.connect(lambda: self.wanted.emit(verb))
        return button

    def _more(self, shop: "ShopView") -> QToolButton:
        menu = QMenu(self)
        theme().dress(menu)
        pause = shop.state is not AccountState.PAUSED
        entries = [
            ("sync", tr("Sync now"), "sync"),
            ("pause", tr("Pause"), "pause") if pause else ("resume", tr("Resume"), "play"),
            ("login", tr("Log in again\N{HORIZONTAL ELLIPSIS}"), "login"),
            ("couriers", tr("Ask for the courier again"), "truck"),
            ("disconnect", tr("Disconnect\N{HORIZONTAL ELLIPSIS}"), "trash"),
        ]
        for verb, title, icon in entries:
            action = menu.addAction(title)
            icons.put(action, icon)
            action.triggered.connect(lambda _checked=False, verb=verb: self.wanted.emit(verb))
        button = QToolButton()
        button.setProperty("kind", "quiet")
        button.setAccessibleName(tr("More for {shop}").format(shop=shop.name))
        icons.put(button, "more")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(menu)
        return button


def _facts(shop: "ShopView", now: datetime) -> str:
    fresh = ago(shop.synced_at, now) if shop.synced_at else tr("not synced yet")
    markets = ", ".join(dict.fromkeys(market.country or market.name or market.code for market in shop.markets))
    practice = tr("practice") if shop.practice else ""
    return _DOT.join(part for part in (shop.platform_title, markets, practice, fresh) if part)


def _worries(shop: "ShopView", now: datetime) -> list[tuple[str, str]]:
    """What the seller must know before it bites."""
    found = []
    if shop.code:
        role = "danger" if shop.state is AccountState.NEEDS_LOGIN else "warning"
        found.append((reasons.code_sentence(shop.code, shop.params), role))
    expires = shop.token_expires_at
    if expires is not None and shop.state is not AccountState.NEEDS_LOGIN and expires - now < _SOON:
        words = tr("The login ends at {moment} unless Backshop is opened before; then it is renewed by itself.")
        found.append((words.format(moment=moment(expires)), "muted"))
    return found
