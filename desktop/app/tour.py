"""The tour: the program works through a morning by itself, through its own window, and proves what it did.

It presses the same actions and buttons as a person. It is a robot, so it looks every few hundredths of a second whether
the window has come to the next step.
"""

import asyncio
import json
import logging
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QWidget

from desktop.app.tour_report import Checked, Told, check, write_report
from desktop.domain.order_views import OrderRow
from desktop.domain.orders import Bucket
from desktop.ui.kit.theme import Mode, theme
from desktop.ui.orders.provider_sheet import ProviderSheet
from desktop.ui.printing.sheet import PrintSheet

if TYPE_CHECKING:
    from desktop.app.bootstrap import Program
    from desktop.app.practice import PracticePlatform
    from desktop.ui.main_window import MainWindow

log = logging.getLogger(__name__)

ORDERS = 15
TABS = ("orders", "catalog", "promotions", "shops")
_LOOK_EVERY_S = 0.04
_PATIENCE_S = 120.0
_SIZE = QSize(1440, 900)

Seen = TypeVar("Seen")


class TourError(RuntimeError):
    """The window did not come to the next step; the text says which."""


@dataclass
class Findings:
    """What the tour saw, for the report."""

    numbers: list[str] = field(default_factory=list)
    order_ids: list[int] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


async def take_tour(
    window: "MainWindow", program: "Program", practice: "Callable[[], Sequence[PracticePlatform]]", folder: Path
) -> int:
    """Work through *To ship* and leave pictures, labels and report in ``folder``; 0 only if all of it is true."""
    folder.mkdir(parents=True, exist_ok=True)
    tour = _Tour(window, program, practice, folder)
    try:
        await tour.walk()
        told = [await asyncio.to_thread(_told_by, one) for one in practice()]
        checked = await check(program.services, tour.labels, tour.found.order_ids, told)
    except (TourError, OSError) as error:
        log.exception("the tour ended early")
        checked = [Checked("the tour reached its end", False, str(error))]
    write_report(folder, tour.found.numbers, tour.found.pictures, checked)
    return 0 if all(one.holds for one in checked) else 1


def _told_by(platform: "PracticePlatform") -> Told:
    control = platform.control_url
    return Told(platform.platform, _ask(f"{control}/truth"), _ask(f"{control}/violations"))


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
        self._window, self._program, self._practice, self._folder = window, program, practice, folder
        self.labels = folder / "labels.pdf"
        self.found = Findings()

    async def walk(self) -> None:
        """Every step of the morning, one after the other."""
        self._window.resize(_SIZE)
        theme().choose(Mode.LIGHT)
        await self._picture("welcome")
        await self._connect()
        await self._choose_orders()
        await self._process()
        await self._print()
        await self._look_around()

    async def _connect(self) -> None:
        """The practice shops through the window's own action, and their first sync to its end."""
        self._window.actions_by_key["practice"].trigger()
        await self._until("the practice shops are connected", self._connected)
        await self._until("the first sync is over", self._synced)

    def _connected(self) -> bool:
        wanted = {one.platform for one in self._practice()}
        return bool(wanted) and wanted <= self._program.practice_accounts().keys()

    def _synced(self) -> bool:
        shops = self._program.services.shops.list_now()
        busy = any(status.running for status in self._program.services.sync.status())
        return bool(shops) and not busy and all(shop.synced_at for shop in shops)

    async def _choose_orders(self) -> None:
        page = self._window.orders
        self._window.go_to("orders")
        page.sidebar.buckets.choose(Bucket.TO_SHIP)
        await self._until("a shop with enough To ship is shown", self._busy_shop_shown)
        rows = await self._until("the rows are there", lambda: self._first_rows(ORDERS))
        self.found.order_ids = [row.id for row in rows]
        self.found.numbers = [row.number for row in rows]
        page.table.select_ids(self.found.order_ids)
        await self._picture("to-ship")

    def _busy_shop_shown(self) -> bool:
        """Go through the shops of the first practice platform until one has enough to do."""
        page, first = self._window.orders, self._practice()[0].platform
        mine = {one.id: one.name for one in self._program.services.shops.list_now() if one.platform == first}
        chosen, row = page.sidebar.shops.key(), page.model.row_at(0)
        if chosen not in mine:
            page.sidebar.shops.choose(next(iter(mine)))
            return False
        if not page.model.complete or row is None or row.shop != mine[chosen]:
            return False  # what is shown is still the shop before
        if page.model.rowCount() >= ORDERS:
            return True
        page.sidebar.shops.choose(list(mine)[list(mine).index(chosen) + 1])
        return False

    def _first_rows(self, count: int) -> list[OrderRow]:
        """The rows of the table's top, or nothing while one of them is still being read."""
        rows = [row for at in range(count) if (row := self._window.orders.model.row_at(at)) is not None]
        return rows if len(rows) == count else []

    async def _process(self) -> None:
        action = self._window.orders.actions_of_page.by_key["process"]
        await self._until("Process & print is possible", action.isEnabled)
        action.trigger()
        sheet = await self._dialog(ProviderSheet)
        await self._picture("courier", sheet)
        sheet.action.click()

    async def _print(self) -> None:
        sheet = await self._dialog(PrintSheet)
        await self._until("the labels are laid out", sheet.print_button.isEnabled)
        sheet.form.printer.setCurrentIndex(0)
        sheet.form.printer.activated.emit(0)
        await self._until("the first page is shown", lambda: sheet.preview.count > 0)
        await self._settle()
        await self._picture("print", sheet)
        self.labels.unlink(missing_ok=True)
        sheet.print_button.click()
        chooser = await self._dialog(QFileDialog)
        chooser.selectFile(str(self.labels))
        chooser.findChildren(QDialogButtonBox)[0].button(QDialogButtonBox.StandardButton.Save).click()
        await self._until("the labels are saved", self.labels.exists)

    async def _look_around(self) -> None:
        self._window.orders.sidebar.buckets.choose(Bucket.LABEL_READY)
        page = self._window.orders
        await self._until("Label ready is shown", self._label_ready_is_shown)
        await self._settle()
        page.results.hide()
        page.table.select_ids(self.found.order_ids[:1])
        await self._until("the order is opened", lambda: page.detail.order_id == self.found.order_ids[0])
        for tab in TABS:
            self._window.go_to(tab)
            await self._picture(tab)
        theme().choose(Mode.DARK)
        for tab in TABS:
            self._window.go_to(tab)
            await self._picture(f"{tab}-dark")
        theme().choose(Mode.SYSTEM)

    def _label_ready_is_shown(self) -> bool:
        first = self._window.orders.model.row_at(0)
        return first is not None and first.bucket is Bucket.LABEL_READY and self._window.orders.model.complete

    # The robot's eyes and hands -------------------------------------------------------------------------------------

    async def _dialog(self, kind: type[Seen]) -> Seen:
        def open_one() -> Seen | None:
            shown = (widget for widget in QApplication.topLevelWidgets() if widget.isVisible())
            return next((widget for widget in shown if isinstance(widget, kind)), None)

        return await self._until(f"{kind.__name__} is open", open_one)

    async def _until(self, what: str, see: Callable[[], Seen | None]) -> Seen:
        """Look until it is true; what does not come in two minutes is a fault of the program."""
        steps = int(_PATIENCE_S / _LOOK_EVERY_S)
        for _ in range(steps):
            if seen := see():
                return seen
            await asyncio.sleep(_LOOK_EVERY_S)
        self._window.grab().save(str(self._folder / "stuck.png"))
        raise TourError(f"waited in vain until {what}")

    async def _settle(self) -> None:
        """A few turns of the loop, so that late answers are painted before a picture is taken."""
        for _ in range(15):
            await asyncio.sleep(_LOOK_EVERY_S)

    async def _picture(self, name: str, dialog: QWidget | None = None) -> None:
        await self._settle()
        shown = dialog or self._window
        path = self._folder / f"{len(self.found.pictures) + 1:02}-{name}.png"
        if not shown.grab().save(str(path)):
            raise TourError(f"the picture {path.name} could not be saved")
        self.found.pictures.append(path.name)
