"""What opens from the window when it is wished for: each door loads its room only then, which keeps the start quick."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView
    from desktop.ui.main_window import MainWindow
    from desktop.ui.outbox.panel import OutboxPanel
    from desktop.ui.printing.flow import PrintFlow
    from desktop.ui.shops.work import ShopWork


class Doors(QObject):
    """Made once the loop runs; lives as long as the window."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        super().__init__(window)
        self._window, self._services = window, services
        self._printing: PrintFlow | None = None
        self._shops: ShopWork | None = None
        self._outbox: OutboxPanel | None = None
        window.print_wanted.connect(self._print)
        window.connect_wanted.connect(lambda: self._shop_work().connect_shop())
        window.shop_wanted.connect(self._shop)
        window.action_wanted.connect(self._open)

    def _open(self, key: str) -> None:
        rooms = {"outbox": self._open_outbox}
        if key in rooms:
            rooms[key]()

    def _print(self, order_ids: Sequence[int]) -> None:
        from desktop.ui.printing.flow import PrintFlow

        if self._printing is None:
            self._printing = PrintFlow(self._window, self._services.labels, self._services.settings)
            self._printing.notice.connect(self._window.notices.tell)
        self._printing.begin(order_ids)

    def _shop(self, verb: str, shop: "ShopView") -> None:
        self._shop_work().do(verb, shop)

    def _shop_work(self) -> "ShopWork":
        from desktop.ui.shops.work import ShopWork

        if self._shops is None:
            self._shops = ShopWork(self._window, self._services)
            self._shops.notice.connect(self._window.notices.tell)
        return self._shops

    def _open_outbox(self) -> None:
        from desktop.ui.outbox.panel import OutboxPanel

        if self._outbox is None:
            self._outbox = OutboxPanel(self._window, self._services, self._window.clock)
        self._outbox.look()
        self._outbox.show()
        self._outbox.raise_()
        self._outbox.activateWindow()
