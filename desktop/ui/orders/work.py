"""Carries out what the seller wants done with the selected orders, and shows what became of each."""

from array import array
from collections.abc import Awaitable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.order_views import ActionResult
from desktop.ui.kit import tasks
from desktop.ui.kit.dialogs import ask
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone
from desktop.ui.orders.provider_sheet import Choice, ProviderSheet
from desktop.ui.orders.results import ResultsPanel, tally_of
from desktop.ui.orders.step_sheets import CancelSheet, ShipSheet

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.orders import Queued
    from desktop.ui.orders.page import OrdersPage


class OrderWork(QObject):
    """One action at a time; what failed stays selected with its reason."""

    notice = Signal(str, str, str, object)
    print_wanted = Signal(object)
    left_over = Signal(object)

    def __init__(self, page: "OrdersPage", panel: ResultsPanel, services: "Services") -> None:
        super().__init__(page)
        self._page, self._panel, self._services = page, panel, services
        self._last = ""
        self._busy = False
        panel.retry_wanted.connect(lambda ids: self.do(self._last, array("I", ids)))

    def do(self, verb: str, ids: "array[int] | None" = None) -> None:
        """Start one of the verbs on these orders, else on the selected ones."""
        chosen = ids if ids is not None else self._page.table.selected_ids()
        if not chosen or self._busy:
            return
        self._last = verb
        steps = {
            "process": self._process, "pack": self._pack, "ready": self._ready,
            "print": self._print, "fetch": self._fetch, "cancel": self._cancel, "accept": self._accept,
            "ship": self._ship, "complete": self._complete,
        }  # fmt: skip
        tasks.run(self, self._alone(steps[verb](chosen)))

    async def _alone(self, step: Awaitable[None]) -> None:
        self._busy = True
        try:
            await step
        finally:
            self._busy = False

    async def _process(self, ids: "array[int]") -> None:
        one = self.tr("One order goes all the marketplace's steps to its label, which is fetched and checked.")
        many = self.tr("{n} orders go all their marketplaces' steps to their labels, which are fetched and checked.")
        title = self.tr("Process & print")
        choice = await self._choose(ids, title, counted(len(ids), one, many), self.tr("Start"))
        if choice is None:
            return
        stop = self._panel.begin(title, len(ids))
        results = await self._services.fulfilment.process(
            ids, provider=choice.provider, tracking_code=choice.tracking_code, progress=self._panel.report, stop=stop
        )
        self._finish(title, results)
        good = [result.order_id for result in results if result.ok and result.state == "label_ready"]
        if good:
            self.print_wanted.emit(good)

    async def _pack(self, ids: "array[int]") -> None:
        one, many = self.tr("One order will be packed."), self.tr("{n} orders will be packed at the marketplace.")
        choice = await self._choose(ids, self.tr("Pack"), counted(len(ids), one, many), self.tr("Pack"))
        if choice is not None:
            queued = await self._services.orders.pack(ids, provider=choice.provider, tracking_code=choice.tracking_code)
            self._queued(self.tr("Pack"), queued)

    async def _ready(self, ids: "array[int]") -> None:
        self._queued(self.tr("Ready to ship"), await self._services.orders.ready(ids))

    async def _accept(self, ids: "array[int]") -> None:
        self._queued(self.tr("Accept"), await self._services.orders.accept(ids))

    async def _ship(self, ids: "array[int]") -> None:
        one, many = self.tr("One order will be marked as shipped."), self.tr("{n} orders will be marked as shipped.")
        title = self.tr("Ship")
        sheet = ShipSheet(self._page, title, counted(len(ids), one, many), one=len(ids) == 1)
        if (sent := await ask(sheet, sheet.answer)) is not None:
            queued = await self._services.orders.ship(
                ids, provider=sent.provider or None, tracking_code=sent.tracking_code or None
            )
            self._queued(title, queued)

    async def _complete(self, ids: "array[int]") -> None:
        self._queued(self.tr("Complete"), await self._services.orders.complete(ids))

    async def _print(self, ids: "array[int]") -> None:
        self.print_wanted.emit(list(ids))

    async def _fetch(self, ids: "array[int]") -> None:
        title = self.tr("Fetch labels")
        stop = self._panel.begin(title, len(ids))
        self._finish(title, await self._services.labels.fetch(ids, self._panel.report, stop, again=True))

    async def _cancel(self, ids: "array[int]") -> None:
        title = counted(len(ids), self.tr("Cancel this order?"), self.tr("Cancel {n} orders?"))
        sentence = self.tr(
            "The marketplace cancels them for good and may count it against the shop. This cannot be taken "
            "back once it is sent."
        )
        sheet = CancelSheet(self._page, title, sentence, await self._services.cancelling.reasons(ids))
        for order_ids, reason in await ask(sheet, sheet.answer) or ():
            self._queued(self.tr("Cancel"), await self._services.orders.cancel(order_ids, reason=reason or None))

    async def _choose(self, ids: "array[int]", title: str, sentence: str, action: str) -> Choice | None:
        """The courier for all of them; None when the seller thought better of it."""
        choices = await self._services.orders.provider_options(ids)
        sheet = ProviderSheet(self._page, title, sentence, choices, action=action)
        return await ask(sheet, sheet.choice)

    def _queued(self, title: str, queued: "Queued") -> None:
        waiting = len(queued.order_ids)
        if queued.results:
            self._finish(title, queued.results)
        if waiting:
            one = self.tr("One order is on its way through the outbox")
            words = f"{title}: {counted(waiting, one, self.tr('{n} orders are on their way through the outbox'))}"
            undo = queued.change_set_id
            self.notice.emit(words, Tone.INFO, self.tr("Take back"), lambda: tasks.run(self, self._undo(undo)))

    async def _undo(self, change_set_id: str) -> None:
        await self._services.outbox.undo(change_set_id)
        self.notice.emit(self.tr("What had not been sent yet was taken back"), Tone.NEUTRAL, "", None)

    def _finish(self, title: str, results: tuple[ActionResult, ...]) -> None:
        tally = tally_of(results)
        self._panel.finish(title, results)
        self.left_over.emit(tally.needing)
        tone = Tone.WARNING if tally.needing else Tone.INFO if tally.waiting else Tone.SUCCESS
        self.notice.emit(f"{title}: {tally.words()}", tone, "", None)
