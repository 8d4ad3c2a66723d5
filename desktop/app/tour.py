"""The tour: the program works through a morning by itself, through its own window, and proves what it did.

It presses the same actions and buttons as a person, on every practice platform in turn.
"""

import asyncio
import json
import logging
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize

from desktop.app.tour_hand import Hand, TourError
from desktop.app.tour_report import Checked, Run, Told, check, write_report
from desktop.domain.order_views import OrderQuery
from desktop.domain.orders import Bucket
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.kit.theme import Mode, theme
from desktop.ui.orders.numbers import NumbersSheet
from desktop.ui.printing.sheet import PrintSheet
from desktop.ui.scanning.page import ScanPage

if TYPE_CHECKING:
    from desktop.app.bootstrap import Program
    from desktop.app.practice import PracticePlatform
    from desktop.ui.main_window import MainWindow

log = logging.getLogger(__name__)

ORDERS = 10  # of each platform
PANELS = ("settings", "deadlines", "ledger", "packing_slip", "pick_list", "handover", "outbox", "palette")
TABS = ("orders", "catalog", "promotions", "shops")
_OPEN = (Bucket.TO_SHIP, Bucket.TO_ACCEPT)
_OURS = ("[0-9][0-9]-*.png", "stuck.png", "labels*.pdf", "report.*")  # of the tour before
_SIZE = QSize(1440, 900)


async def take_tour(
    window: "MainWindow", program: "Program", practice: "Callable[[], Sequence[PracticePlatform]]", folder: Path
) -> int:
    """Work through what is to be sent and leave pictures, labels, report in ``folder``; 0 only if all of it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (path for name in _OURS for path in folder.glob(name)):
        old.unlink()
    tour = _Tour(window, program, practice, folder)
    try:
        await tour.walk()
        told = {one.platform: await asyncio.to_thread(told_by, one) for one in practice()}
        checked = await check(program.services, tour.runs, told)
    except (TourError, OSError) as error:
        log.exception("the tour ended early")
        checked = [Checked("the tour reached its end", False, str(error))]
    write_report(folder, tour.runs, tour.hand.pictures, checked)
    return 0 if all(one.holds for one in checked) else 1


def told_by(platform: "PracticePlatform") -> Told:
    """What a practice platform says of itself."""
    return Told(_ask(f"{platform.control_url}/truth"), _ask(f"{platform.control_url}/violations"))


def _ask(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - the sandbox on this computer
        return json.load(answer)


class _Tour:
    def __init__(
        self,
        window: "MainWindow",
        program: "Program",
        practice: "Callable[[], Sequence[PracticePlatform]]",
        folder: Path,
    ) -> None:
        self._window, self._services, self._program = window, program.services, program
        self._practice, self._folder = practice, folder
        self.hand, self.runs = Hand(window, folder), list[Run]()

    async def walk(self) -> None:
        """Every step of the morning, one after the other."""
        self._window.resize(_SIZE)
        theme().choose(Mode.LIGHT)
        await self.hand.picture("welcome")
        await self._connect()
        self._window.go_to("orders")
        await self.hand.picture("orders")
        for platform in self._practice():
            self.runs.append(await self._work_at(platform))
        await self._look_around()

    async def _connect(self) -> None:
        """The practice shops through the window's own action, and their first sync to its end."""
        self._window.actions_by_key["practice"].trigger()
        await self.hand.until("the practice shops are connected", self._connected)
        await self.hand.until("the first sync is over", self._synced)

    def _connected(self) -> bool:
        wanted = {one.platform for one in self._practice()}
        return bool(wanted) and wanted <= self._program.practice_accounts().keys()

    def _synced(self) -> bool:
        shops = self._services.shops.list_now()
        busy = any(status.running for status in self._services.sync.status())
        return bool(shops) and not busy and all(shop.synced_at for shop in shops)

    # One platform ---------------------------------------------------------------------------------------------------

    async def _work_at(self, platform: "PracticePlatform") -> Run:
        """Process and print orders of one platform: those it lists, else those whose numbers a seller would type."""
        run = Run(platform.platform, self._folder / f"labels-{platform.platform}.pdf")
        shop_id, bucket, count = await self._busiest(platform.platform)
        if count:
            run.order_ids = await self._choose_orders(shop_id, bucket, min(count, ORDERS))
            await self._process(run)
            await self._print(run)
        else:
            numbers = await self._type_numbers(run, await asyncio.to_thread(told_by, platform))
            await self._print(run)
            found = await self._services.orders.find(numbers)
            run.order_ids = [found[number][0] for number in numbers]
        return run

    async def _busiest(self, platform: str) -> tuple[str, Bucket, int]:
        """The shop of this platform and the bucket in which most is to be done."""
        found = [("", Bucket.TO_SHIP, 0)]
        for shop in self._services.shops.list_now():
            for bucket in _OPEN if shop.platform == platform else ():
                ids = await self._services.orders.ids(OrderQuery(bucket, (shop.id,)))
                found.append((shop.id, bucket, len(ids)))
        return max(found, key=lambda one: one[2])

    async def _choose_orders(self, shop_id: str, bucket: Bucket, count: int) -> list[int]:
        page = self._window.orders
        page.sidebar.shops.choose(shop_id)
        page.sidebar.buckets.choose(bucket)
        wanted = OrderQuery(bucket, (shop_id,))
        shown = sorted(await self._services.orders.ids(wanted))
        await self.hand.until("these orders are shown", lambda: sorted(page.model.ids) == shown and page.model.complete)
        chosen = list(page.model.ids[:count])
        page.table.select_ids(chosen, chosen[0])
        return chosen

    async def _process(self, run: Run) -> None:
        action = self._window.orders.actions_of_page.by_key["process"]
        await self.hand.until("Process & print is possible", action.isEnabled)
        await self.hand.picture(f"{run.platform}-chosen")
        action.trigger()

    async def _type_numbers(self, run: Run, told: Told) -> list[str]:
        """Where a platform lists no orders, the numbers stand on its own pages."""
        shop_id = next(shop.id for shop in self._services.shops.list_now() if shop.platform == run.platform)
        numbers = [order["number"] for order in told.to_send[-ORDERS:]]
        self._window.actions_by_key["numbers"].trigger()
        sheet = await self.hand.dialog(NumbersSheet)
        sheet.shop.setCurrentIndex(sheet.shop.findData(shop_id))
        sheet.numbers.setPlainText("\n".join(numbers))
        await self.hand.picture(f"{run.platform}-numbers", sheet)
        sheet.action.click()
        await self.hand.until("the sheet is gone", lambda: not self.hand.asks(NumbersSheet))
        return numbers

    async def _print(self, run: Run) -> None:
        """Answer what is asked before the work, then look at the labels and save them."""
        opened = await self.hand.dialog(PrintSheet, Sheet)
        if isinstance(opened, Sheet):
            await self.hand.picture(f"{run.platform}-choices", opened)
            opened.action.click()
        sheet = await self.hand.dialog(PrintSheet)
        await self.hand.until("the labels are laid out", sheet.print_button.isEnabled)
        sheet.form.printer.setCurrentIndex(0)
        sheet.form.printer.activated.emit(0)
        await self.hand.until("they may be saved", sheet.print_button.isEnabled)
        await self.hand.picture(f"{run.platform}-print", sheet)
        sheet.print_button.click()
        await self.hand.save(run.labels)
        await self.hand.picture(f"{run.platform}-results")

    # All that can be seen -------------------------------------------------------------------------------------------

    async def _look_around(self) -> None:
        page = self._window.orders
        page.sidebar.shops.choose("")
        page.sidebar.buckets.choose(Bucket.LABEL_READY)
        await self.hand.until("Label ready is shown", self._label_ready_is_shown)
        page.results.hide()
        first = page.model.ids[0]
        page.table.select_ids([first], first)
        await self.hand.until("the order is opened", lambda: page.detail.order_id == first)
        for mode in (Mode.LIGHT, Mode.DARK):
            theme().choose(mode)
            for tab in TABS:
                self._window.go_to(tab)
                await self.hand.picture(f"{tab}-{mode}")
            self._window.go_to("orders")
            for key in PANELS:
                await self.hand.panel(f"{key}-{mode}", self._window.actions_by_key[key].trigger)
            await self._scan(first, f"scan-{mode}")
        theme().choose(Mode.SYSTEM)

    async def _scan(self, order_id: int, name: str) -> None:
        """Scan mode with an order open and something in it that does not belong there."""
        detail = await self._services.orders.detail(order_id)
        assert detail is not None
        scan = self._window.actions_by_key["scan"]
        scan.trigger()
        page = await self.hand.until("scan mode is on", lambda: self._window.findChild(ScanPage))
        for words in (detail.row.number, "4006381333931"):
            await self.hand.settle()
            self.hand.type_line(page.field, words)
        await self.hand.picture(name)
        scan.trigger()
        await self.hand.until("scan mode is left", lambda: not page.isVisible())

    def _label_ready_is_shown(self) -> bool:
        first = self._window.orders.model.row_at(0)
        return first is not None and first.bucket is Bucket.LABEL_READY and self._window.orders.model.complete
