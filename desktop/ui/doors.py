"""What opens from the window when it is wished for: each door loads its room only then, which keeps the start quick."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication

from desktop.domain.orders import Bucket
from desktop.ui.kit import tasks
from desktop.ui.kit.format import number
from desktop.ui.kit.theme import Tone
from desktop.ui.orders.numbers import LabelsByNumber

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView
    from desktop.ui.kit.palette import Palette
    from desktop.ui.main_window import MainWindow
    from desktop.ui.outbox.panel import OutboxPanel
    from desktop.ui.printing.flow import PrintFlow
    from desktop.ui.scanning.mode import ScanMode
    from desktop.ui.shops.work import ShopWork


class Doors(QObject):
    """Made once the loop runs; lives as long as the window."""

    def __init__(self, window: "MainWindow", services: "Services") -> None:
        from desktop.ui.deadlines.watch import DeadlineWatch

        super().__init__(window)
        self._window, self._services = window, services
        self._printing: PrintFlow | None = None
        self._shops: ShopWork | None = None
        self._outbox: OutboxPanel | None = None
        self._scanning: ScanMode | None = None
        self._numbers = LabelsByNumber(window, services)
        self._rooms: dict[str, Callable[[], object]] = {
            "outbox": self._open_outbox,
            "palette": self._open_palette,
            "settings": self._open_settings,
            "about": self._open_about,
            "numbers": self._numbers.open,
            "scan": self._scan,
            "packing_slip": lambda: self._print_papers("packing_slip"),
            "pick_list": lambda: self._print_papers("pick_list"),
            "handover": lambda: self._print_papers("handover"),
            "ledger": self._open_ledger,
            "deadlines": lambda: self._open_settings("deadlines"),
            "export": self._export,
            "undo": lambda: tasks.run(self, self._take_back()),
        }
        window.orders.bar.offer(window.actions_by_key["scan"])
        window.orders.front_wanted.connect(lambda: window.go_to("orders"))
        window.print_wanted.connect(self._print)
        window.connect_wanted.connect(lambda: self._shop_work().connect_shop())
        window.shop_wanted.connect(lambda verb, shop: self._shop(verb, shop))
        window.action_wanted.connect(lambda key: self._rooms[key]())
        DeadlineWatch(window, services)

    def _print(self, order_ids: Sequence[int]) -> None:
        self._print_flow().begin(order_ids)

    def _print_papers(self, kind: str) -> None:
        """Papers of our own: of the selected orders; the hand-over list is today's."""
        from desktop.domain.papers import DocumentKind

        document = DocumentKind(kind)
        today = document is DocumentKind.HANDOVER
        chosen = () if today else list(self._window.orders.table.selected_ids())
        if not chosen and not today:
            self._window.notices.tell(self.tr("Select the orders first"), Tone.NEUTRAL)
            return
        self._print_flow().begin(chosen, [document])

    def _print_flow(self) -> "PrintFlow":
        from desktop.ui.printing.flow import PrintFlow

        if self._printing is None:
            services = self._services
            self._printing = PrintFlow(self._window, services.labels, services.papers, services.settings)
            self._printing.notice.connect(self._window.notices.tell)
            self._printing.settings_wanted.connect(lambda kind: self._open_settings("printing", kind))
        return self._printing

    def _open_ledger(self) -> None:
        from desktop.ui.printing.ledger import LedgerSheet

        sheet = LedgerSheet(self._window, self._services.papers, self._window.orders.table.selected_ids())
        sheet.reprint_wanted.connect(self._print_flow().begin_again)
        sheet.new_label_wanted.connect(lambda ids: self._window.orders.work.do("fetch", ids))
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

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

    def _open_settings(self, section: str = "appearance", kind: str = "label") -> None:
        from desktop.domain.papers import DocumentKind
        from desktop.ui.settings.sheet import SettingsSheet

        colours, parent = self._window.choose_colours, QApplication.activeModalWidget() or self._window
        sheet = SettingsSheet(parent, self._services, colours, section, DocumentKind(kind))
        if self._printing is not None:
            sheet.printing_changed.connect(self._printing.settings_changed)
        sheet.finished.connect(sheet.deleteLater)
        sheet.start()
        sheet.open()

    def _scan(self) -> None:
        from desktop.ui.scanning.mode import ScanMode

        if self._scanning is None:
            self._scanning = ScanMode(self._window, self._services)
            self._scanning.notice.connect(self._window.notices.tell)
        self._scanning.toggle()

    def _open_about(self) -> None:
        from desktop.ui.settings.about import AboutSheet

        sheet = AboutSheet(self._window, self._services.profile.folder)
        sheet.finished.connect(sheet.deleteLater)
        sheet.open()

    # The palette ----------------------------------------------------------------------------------------------------

    def _open_palette(self) -> None:
        from desktop.ui.kit.palette import Palette

        actions = list(dict.fromkeys([*self._window.actions_by_key.values(), *self._page_actions()]))
        palette = Palette(self._window, actions)
        palette.words_wanted.connect(lambda words: tasks.run(palette, self._find(palette, words)))
        palette.finished.connect(palette.deleteLater)
        palette.place()
        palette.open()
        palette.line.setFocus()

    def _page_actions(self) -> list[QAction]:
        scanning = self._scanning.actions() if self._scanning is not None and self._scanning.is_on else []
        return [*scanning, *self._window.pages.every_action()]

    async def _find(self, palette: "Palette", words: str) -> None:
        """Orders that hold these words; a word or two letters alone would find half the shop."""
        from desktop.domain.order_views import OrderQuery
        from desktop.ui.kit.palette import Entry

        if len(words) < 3:
            return
        ids = await self._services.orders.ids(OrderQuery(search=words), 6)
        rows = await self._services.orders.rows(ids)
        hint = "  \N{MIDDLE DOT}  "
        palette.show_found(
            words,
            [
                Entry(row.number, hint.join((row.shop, row.buyer)), "orders", partial(self._go_to, row.number))
                for row in rows
            ],
        )

    def _go_to(self, order_number: str) -> None:
        """Show this order among all of them, by the same search the seller would type."""
        self._window.go_to("orders")
        self._window.orders.looking.go_to(Bucket.ALL)
        self._window.top.search.setText(order_number)

    # Export and take back -------------------------------------------------------------------------------------------

    def _export(self) -> None:
        """What is looked at goes into the file: the catalog on its tab, else orders."""
        from desktop.ui.catalog.page import CatalogPage

        page = self._window.pages.currentWidget()
        if isinstance(page, CatalogPage):
            page.actions_of_page.by_key["export"].trigger()
            return
        self._window.go_to("orders")
        self._window.orders.exporting.begin()

    async def _take_back(self) -> None:
        """The last change that can still be taken back."""
        waiting = await self._services.outbox.list(open_only=True)
        newest = max((one.created_at for one in waiting), default=None)
        if (own := self._window.orders.take_undo(newest)) is not None:
            own()
            return
        if not waiting:
            self._window.notices.tell(self.tr("Nothing can be taken back: everything was sent"), Tone.NEUTRAL)
            return
        results = await self._services.outbox.undo(max(one.change_set_id for one in waiting))
        back = sum(result.ok for result in results)
        words = self.tr("{n} of {all} taken back").format(n=number(back), all=number(len(results)))
        self._window.notices.tell(words, Tone.SUCCESS if back == len(results) else Tone.WARNING)
