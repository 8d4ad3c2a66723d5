"""Carries out what is scanned, one scan after the other as they came, and prints what the last item completed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.domain import scanning
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import BackshopError
from desktop.domain.packing import OrderHit
from desktop.domain.scan_log import ScanEntry
from desktop.domain.scanning import Outcome, ScanResult, Session, Step
from desktop.services.scanning import OPTIONS_SETTING, ScanOptions, options_from
from desktop.ui.kit import reasons, tasks
from desktop.ui.kit.theme import Tone
from desktop.ui.ports import Clock
from desktop.ui.scanning.words import Choice, Telling, printing, telling

if TYPE_CHECKING:
    from desktop.services.build import Services

_MOVES = frozenset({ChangeKind.ORDERS, ChangeKind.LABELS})
_FINISHED = frozenset({ScanResult.COMPLETE, ScanResult.PARCEL_COMPLETE})


def tr(source: str) -> str:
    return QCoreApplication.translate("ScanWork", source)


class ScanWork(QObject):
    """``shown`` brings the session and what to tell of it (None: nothing new); ``logged`` a line for the history."""

    shown = Signal(object, object)
    logged = Signal(object)
    printer_wanted = Signal(object)  # ids of orders whose labels are to be printed with choices

    def __init__(self, parent: QObject, services: "Services", clock: Clock) -> None:
        super().__init__(parent)
        self._services, self._clock = services, clock
        self._desk, self._papers = services.scanning, services.parcel_labels
        self._turn = asyncio.Lock()
        self._last = Outcome(ScanResult.NOTHING_TO_UNDO)
        self._looking = False
        self._stop_listening: Callable[[], None] = lambda: None
        self.session = Session()
        self.options = ScanOptions()
        self._options_known = False

    # A session ------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Listen to what happens to the order on the table; read how the seller likes it."""
        self._stop_listening = self._services.changes.subscribe(self._on_changes)
        tasks.run(self, self._read_options())

    def end(self) -> None:
        """Ticks are kept; what is being printed goes on."""
        self._stop_listening()
        self.session = Session()

    def choose_options(self, options: ScanOptions) -> None:
        """Remember how the table works."""
        self.options, self._options_known = options, True
        tasks.run(self, self._services.settings.put(OPTIONS_SETTING, options.as_setting()))

    # What the packer does -------------------------------------------------------------------------------------------

    def scan(self, typed: str) -> None:
        self._run(lambda session: self._desk.scan(session, typed))

    def open(self, order_id: int) -> None:
        self._run(lambda session: self._desk.open(session, order_id))

    def tick(self, line: int) -> None:
        if self.session.packing is not None:
            self._run(lambda session: self._desk.tick_by_hand(session, line))

    def undo(self) -> None:
        self._run(self._desk.undo)

    def start_over(self) -> None:
        if self.session.packing is not None:
            self._run(self._desk.start_over)

    def put_aside(self) -> None:
        if self.session.packing is not None:
            self._run(_put_aside)

    def print(self) -> None:
        """The label of the order on the table, asked for by hand."""
        if self.session.packing is not None:
            self._begin_printing(self.session.packing.hit, ())

    def choose(self, choice: Choice) -> None:
        """One of the buttons beside the last result."""
        about = self._last.order
        if choice.key == "open":
            self.open(choice.order_id)
        elif choice.key == "start_over":
            self.start_over()
        elif about is not None and choice.key == "printer":
            self.printer_wanted.emit([about.order_id])
        elif about is not None:
            self._begin_printing(about, self._last.parcels, again=choice.key == "again")

    # One after the other --------------------------------------------------------------------------------------------

    def _run(self, step: Callable[[Session], Awaitable[Step]]) -> None:
        tasks.run(self, self._take(step), failed=self._failed)

    async def _take(self, step: Callable[[Session], Awaitable[Step]]) -> None:
        async with self._turn:
            self.session, outcome = await step(self.session)
            self._tell(outcome)
        if outcome.result in _FINISHED and outcome.order is not None:
            self._finish(outcome, outcome.order)

    def _finish(self, outcome: Outcome, order: OrderHit) -> None:
        whole = outcome.result is ScanResult.COMPLETE
        if self.options.print_label and (whole or not self.options.take_steps):
            self._begin_printing(order, outcome.parcels, take_steps=self.options.take_steps)
        if self.options.packing_slip and whole:
            tasks.run(self, self._print_slip(order), failed=self._failed)

    def _begin_printing(
        self, order: OrderHit, parcels: tuple[str, ...], *, again: bool = False, take_steps: bool = False
    ) -> None:
        if self._on_table(order):
            self.shown.emit(self.session, printing(order))
        work = self._print(order, parcels, again=again, take_steps=take_steps)
        tasks.run(self, work, failed=self._failed)

    async def _print(self, order: OrderHit, parcels: tuple[str, ...], *, again: bool, take_steps: bool) -> None:
        outcome = await self._papers.print(order, parcels, again=again, take_steps=take_steps)
        self._tell(outcome, aloud=outcome.is_bad or self._on_table(order))

    async def _print_slip(self, order: OrderHit) -> None:
        outcome = await self._papers.slip(order)
        if outcome is not None:
            self._tell(outcome)

    # What came of it ------------------------------------------------------------------------------------------------

    def _tell(self, outcome: Outcome, *, aloud: bool = True) -> None:
        """Bad news is always told; good news of an order that has left the table only goes into the history."""
        self.logged.emit(ScanEntry(self._clock(), outcome))
        if aloud:
            self._last = outcome
            self.shown.emit(self.session, telling(outcome))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, BackshopError):
            tasks.present(error)
            return
        self._last = Outcome(ScanResult.UNKNOWN_CODE)
        words = Telling(tr("Not counted: scan it again"), reasons.error_sentence(error), Tone.DANGER, "error")
        self.shown.emit(self.session, words)

    def _on_table(self, order: OrderHit) -> bool:
        packing = self.session.packing
        return packing is not None and packing.order_id == order.order_id

    def _on_changes(self, changes: Changes) -> None:
        """Somebody else changed the order on the table: another window, or its marketplace."""
        packing = self.session.packing
        if packing is None or changes.kind not in _MOVES or self._looking:
            return
        if not changes.ids or packing.order_id in changes.ids:
            self._looking = True
            tasks.run(self, self._look_again())

    async def _look_again(self) -> None:
        try:
            async with self._turn:
                self._looking = False
                self.session, outcome = await self._desk.look_again(self.session)
        finally:
            self._looking = False
        if outcome.result is ScanResult.CANCELLED_ORDER:
            self._tell(outcome)
        else:
            self.shown.emit(self.session, None)

    async def _read_options(self) -> None:
        kept = options_from(await self._services.settings.get(OPTIONS_SETTING))
        if not self._options_known:  # else the seller was faster than the disk
            self.options, self._options_known = kept, True
            self.shown.emit(self.session, None)


async def _put_aside(session: Session) -> Step:
    return scanning.put_aside(session)
