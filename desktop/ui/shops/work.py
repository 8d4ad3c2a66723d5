"""Carries out what the seller wants done with a shop; what cannot be taken back is asked first."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import Sheet, ask
from desktop.ui.kit.theme import Tone
from desktop.ui.shops.connect import ConnectSheet

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView


class ShopWork(QObject):
    """``notice``: text, tone, action title, what it does."""

    notice = Signal(str, str, str, object)

    def __init__(self, window: QWidget, services: "Services") -> None:
        super().__init__(window)
        self._window, self._services = window, services

    def connect_shop(self, platform: str = "") -> None:
        """Open the sheet; the first sync begins as soon as the login is saved."""
        sheet = ConnectSheet(self._window, self._services.shops, platform=platform)
        sheet.connected.connect(lambda account: tasks.run(self, self._begin(account)))
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    async def _begin(self, account_id: str) -> None:
        """Say where the login is kept if that is not for long, then read the orders."""
        if await self._services.secrets.open() == "memory":
            words = self.tr(
                "This computer has no usable password store: the login is kept until you close Backshop, then it is "
                "asked for again"
            )
            self.notice.emit(words, Tone.WARNING, "", None)
        await self._services.sync.sync([account_id])

    def do(self, verb: str, shop: "ShopView") -> None:
        """One of the verbs of a shop's card."""
        if verb == "login":
            self.connect_shop(shop.platform)
            return
        steps = {
            "sync": self._sync, "pause": self._pause, "resume": self._resume, "couriers": self._ask_for_couriers,
            "disconnect": self._disconnect,
        }  # fmt: skip
        tasks.run(self, steps[verb](shop))

    async def _sync(self, shop: "ShopView") -> None:
        await self._services.sync.sync([shop.account_id])

    async def _pause(self, shop: "ShopView") -> None:
        await self._services.shops.pause(shop.id)
        words = self.tr("{shop} is paused: nothing is read or sent").format(shop=shop.name)
        self.notice.emit(
            words, Tone.NEUTRAL, self.tr("Resume"), lambda: tasks.run(self, self._services.shops.resume(shop.id))
        )

    async def _resume(self, shop: "ShopView") -> None:
        await self._services.shops.resume(shop.id)
        await self._services.sync.sync([shop.account_id])

    async def _ask_for_couriers(self, shop: "ShopView") -> None:
        """Take back "Don't ask again for this shop"."""
        kept = await self._services.orders.couriers.ask_again(shop.id)
        again = self.tr("The courier of {shop} is asked for again before orders are processed")
        always = self.tr("The courier of {shop} is asked for already, wherever there is a choice")
        self.notice.emit((again if kept else always).format(shop=shop.name), Tone.NEUTRAL, "", None)

    async def _disconnect(self, shop: "ShopView") -> None:
        sheet = _DisconnectSheet(self._window, shop.account)
        wipe = await ask(sheet, sheet.wipe.isChecked)
        if wipe is None:
            return
        await self._services.shops.disconnect(shop.id, wipe=wipe)
        self.notice.emit(self.tr("{login} is disconnected").format(login=shop.account), Tone.NEUTRAL, "", None)


class _DisconnectSheet(Sheet):
    """Disconnect a login with all its shops; what is kept on this computer is the seller's choice."""

    def __init__(self, parent: QWidget, login: str) -> None:
        sentence = self.tr(
            "All shops of this login stop syncing and the login is forgotten. At the marketplace nothing changes."
        )
        title = self.tr("Disconnect {login}?").format(login=login)
        super().__init__(parent, title, sentence, action=self.tr("Disconnect"), danger=True)
        self.wipe = QCheckBox(self.tr("Also delete its orders, labels and history from this computer"))
        self.body.addWidget(self.wipe)
