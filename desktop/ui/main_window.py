"""Navigation only: the tabs, the bars around them, and who is told what. What a page does stands in the page."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import BackshopError
from desktop.domain.identity import utc_now
from desktop.ui import menus
from desktop.ui.kit import icons, reasons, tasks
from desktop.ui.kit.layouts import first_size, stack
from desktop.ui.kit.theme import Mode, Tone, theme
from desktop.ui.orders.page import OrdersPage
from desktop.ui.pages import Pages
from desktop.ui.ports import Clock, FirstLook
from desktop.ui.state import UiState
from desktop.ui.status_line import StatusLine
from desktop.ui.top_bar import TopBar

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.shop_views import ShopView

TABS = ("orders", "catalog", "promotions", "shops")


class MainWindow(QMainWindow):
    """Painted from what is on disk before the loop runs; ``start`` begins everything else.

    ``close_wanted`` comes instead of closing: whoever wires the program puts the work away, then calls ``leave``.
    ``bug_found`` brings every error that nobody expected.
    """

    close_wanted = Signal()
    connect_wanted = Signal()
    practice_wanted = Signal()
    print_wanted = Signal(object)  # ids of orders
    shop_wanted = Signal(str, object)  # a verb and the ShopView it is for
    action_wanted = Signal(str)  # the key of a menu entry that no page answers itself
    bug_found = Signal(object)

    def __init__(self, first: FirstLook, state: UiState, clock: Clock = utc_now) -> None:
        super().__init__()
        self._state, self.clock = state, clock
        self._stop_listening: Callable[[], None] = lambda: None
        self._leaving = False
        self._shops: Sequence[ShopView] = ()
        self.setWindowTitle("Backshop")
        self.setWindowIcon(icons.app_icon())
        self.actions_by_key = menus.make_actions(self)
        self.orders = OrdersPage(first.orders, state, clock)
        self.pages = Pages(self, self.orders, state)
        self.top = TopBar(*(self.actions_by_key[key] for key in ("sync", "outbox", "settings")))
        self.status = StatusLine(clock)
        self._lay_out()
        self._connect()
        self._restore()
        self.show_shops(first.shops.list_now())
        self.orders.paint_first(self._shops)
        self.orders.table.setFocus()

    def start(self, services: "Services") -> None:
        """The loop runs: listen for changes and complete what was painted first."""
        from desktop.ui.kit.notices import Notices

        self._services, self.notices = services, Notices(self)
        icons.retint(self)
        tasks.present_with(self.present)
        self.orders.notice.connect(self.notices.tell)
        self._stop_listening = services.changes.subscribe(self._on_changes)
        self.pages.start(services)
        minute = QTimer(self, interval=60_000)
        minute.timeout.connect(self.status.tick)
        minute.start()
        self._on_changes(Changes(ChangeKind.SYNC))
        self._on_changes(Changes(ChangeKind.OUTBOX))

    def leave(self) -> None:
        """Close for good; the work is put away."""
        self._leaving = True
        self._stop_listening()
        tasks.cancel_all(self.present)
        self.close()

    def present(self, error: BaseException) -> None:
        """Expected errors become a notice; anything else is a bug and goes to whoever reports bugs."""
        if isinstance(error, BackshopError):
            self.notices.tell(reasons.error_sentence(error), Tone.DANGER)
        else:
            self.bug_found.emit(error)

    def go_to(self, tab: str) -> None:
        """Show one of ``TABS``."""
        self.top.tabs.setCurrentIndex(TABS.index(tab))

    def show_shops(self, shops: "Sequence[ShopView]") -> None:
        """Tell everybody who shows shops."""
        self._shops = shops
        self.status.show_shops(shops)
        self.orders.show_shops(shops)
        self._show_tab(self.top.tabs.currentIndex())

    # Building -------------------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.orders.fill_menu(menus.fill(self.menuBar(), self.actions_by_key))
        body = QWidget()
        column = stack(body)
        column.addWidget(self.top)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)
        self.setCentralWidget(body)

    def _connect(self) -> None:
        act = self.actions_by_key
        for key in TABS:
            act[key].triggered.connect(lambda _checked=False, key=key: self.go_to(key))
        for key in menus.OPENS:
            act[key].triggered.connect(lambda _checked=False, key=key: self.action_wanted.emit(key))
        act["connect"].triggered.connect(self.connect_wanted)
        act["practice"].triggered.connect(self.practice_wanted)
        for mode in Mode:
            act[f"theme_{mode}"].triggered.connect(lambda _checked=False, mode=mode: self.choose_colours(mode))
        act["sync"].triggered.connect(lambda: tasks.run(self, self._services.sync.sync()))
        act["find"].triggered.connect(self._find)
        act["quit"].triggered.connect(self.close)
        QShortcut(QKeySequence("Esc"), self.top.search, self._end_search)
        self.top.tab_chosen.connect(self._show_tab)
        self.top.search_changed.connect(self.pages.search)
        self.status.stop_wanted.connect(lambda account: self._services.sync.cancel(account))
        self.orders.print_wanted.connect(self.print_wanted)
        self.orders.search_wanted.connect(self.top.search.setText)
        icons.follow_theme(self)

    def _restore(self) -> None:
        kept = self._state.get("window", {})
        self.resize(first_size(self.screen()))
        if isinstance(kept.get("geometry"), str):
            self.restoreGeometry(QByteArray.fromBase64(kept["geometry"].encode()))
        self.choose_colours(Mode(kept["colours"]) if kept.get("colours") in set(Mode) else theme().mode)
        self.go_to(kept["tab"] if kept.get("tab") in TABS else TABS[0])

    def remember(self) -> None:
        """Everything that the next start shows again."""
        geometry, tab = bytes(self.saveGeometry().toBase64().data()).decode(), TABS[self.top.tabs.currentIndex()]
        self._state.put("window", {"geometry": geometry, "colours": theme().mode, "tab": tab})
        self.pages.remember()
        self._state.save()

    # What is shown --------------------------------------------------------------------------------------------------

    def _show_tab(self, at: int) -> None:
        name = TABS[at]
        page = self.pages.show_page("welcome" if name == "orders" and not self._shops else name)
        if (show := getattr(page, "show_shops", None)) is not None and page is not self.orders:
            show(self._shops)

    def choose_colours(self, mode: Mode) -> None:
        for each in Mode:
            self.actions_by_key[f"theme_{each}"].setChecked(each is mode)
        if mode is not theme().mode:
            theme().choose(mode)

    def _find(self) -> None:
        self.go_to(self.pages.searched())
        self.top.search.setFocus()
        self.top.search.selectAll()

    def _end_search(self) -> None:
        self.top.search.clear()
        self.pages.focus()

    def _on_changes(self, changes: Changes) -> None:
        self.orders.changed(changes)
        if changes.kind is ChangeKind.SYNC:
            self.status.show_sync(self._services.sync.status())
        elif changes.kind is ChangeKind.OUTBOX:
            tasks.run(self, self._count_outbox())
        if changes.kind in (ChangeKind.ACCOUNTS, ChangeKind.SYNC):
            tasks.run(self, self._read_shops())

    async def _count_outbox(self) -> None:
        self.top.show_outbox(sum((await self._services.outbox.counts()).values()))

    async def _read_shops(self) -> None:
        shops = await self._services.shops.list()
        if tuple(shops) != tuple(self._shops):
            self.show_shops(shops)

    # Leaving --------------------------------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        event.setAccepted(self._leaving)
        if not self._leaving:
            self.remember()
            self.close_wanted.emit()
