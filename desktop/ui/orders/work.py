"""Carries out what the seller wants done with the selected orders, and shows what became of each."""

from array import array
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.domain.operations import OperationKind, OperationState
from desktop.domain.order_steps import eligible
from desktop.domain.order_views import ActionResult
from desktop.services.orders import STEPS
from desktop.ui.kit import tasks, text
from desktop.ui.kit.format import counted
from desktop.ui.kit.theme import Tone
from desktop.ui.orders.asking import Asking
from desktop.ui.orders.results import Fate, ResultsPanel, fate_of, tally_of

if TYPE_CHECKING:
    from desktop.services.build import Services
    from desktop.services.orders import Queued
    from desktop.services.process_choices import ProcessPlan
    from desktop.ui.orders.page import OrdersPage

_REPACK = "repack"


class OrderWork(QObject):
    """One action at a time; what failed stays selected with its reason. ``trace_wanted``: of one order."""

    notice = Signal(str, str, str, object)
    print_wanted = Signal(object)
    left_over = Signal(object)
    trace_wanted = Signal(int)

    def __init__(self, page: "OrdersPage", panel: ResultsPanel, services: "Services") -> None:
        super().__init__(page)
        self._page, self._panel, self._services = page, panel, services
        self._ask = Asking(page, services)
        self._last = ""
        self._busy = False
        panel.retry_wanted.connect(lambda ids: self.do(self._last, array("I", ids)))

    def do(self, verb: str, ids: "array[int] | None" = None) -> None:
        """Start one of the verbs on these orders, else on the selected ones."""
        chosen = ids if ids is not None else self._page.table.selected_ids()
        if not chosen or self._busy:
            return
        self._last = verb
        steps: dict[str, Callable[[array[int]], Awaitable[None]]] = {
            "process": self._process, "pack": self._pack, "ready": self._ready, "accept": self._accept,
            "ship": self._ship, "complete": self._complete, "print": self._print, "fetch": self._fetch,
            "cancel": self._cancel, "accept_cancel": self._agree, "reject_cancel": self._reject,
            "invoice": self._invoice, "repack": self._repack, "trace": self._trace,
        }  # fmt: skip
        tasks.run(self, self._alone(steps[verb](chosen)))

    def came_through(self, order_ids: Sequence[int]) -> None:
        """Orders that waited for the line went on by themselves: their labels can be printed now."""
        one, many = self.tr("One more label is ready"), self.tr("{n} more labels are ready")
        words = counted(len(order_ids), one, many)
        self.notice.emit(words, Tone.SUCCESS, self.tr("Print"), partial(self.print_wanted.emit, list(order_ids)))

    async def _alone(self, step: Awaitable[None]) -> None:
        self._busy = True
        try:
            await step
        finally:
            self._busy = False

    # The way to the label ---------------------------------------------------------------------------------------------

    async def _process(self, ids: "array[int]") -> None:
        title = self.tr("Process & print")
        plan = await self._planned(title, ids, STEPS)
        chosen = await self._ask.process(plan) if plan.groups else None
        if chosen is None:
            if not plan.groups:
                self._finish(title, plan.left_out)
            return
        await self._services.process_choices.keep(chosen)
        stop = self._panel.begin(title, len(ids))
        results = await self._services.fulfilment.process(
            ids, provider=chosen.providers, tracking_code=chosen.tracking_codes, progress=self._panel.report, stop=stop
        )
        self._finish(title, results)
        good = [result.order_id for result in results if result.ok and result.state == "label_ready"]
        if good:
            self.print_wanted.emit(good)

    async def _planned(self, title: str, ids: "array[int]", steps: tuple[OperationKind, ...]) -> "ProcessPlan":
        """What will happen. The platforms are asked for couriers, which may take a moment."""
        self._panel.wait(title, self.tr("Asking which couriers there are"))
        try:
            return await self._services.process_choices.plan(ids, steps)
        finally:
            self._panel.hide()

    async def _accept(self, ids: "array[int]") -> None:
        self._queued(OperationKind.ACCEPT, await self._services.orders.accept(ids))

    async def _pack(self, ids: "array[int]") -> None:
        title = text.kind_word(OperationKind.PACK)
        plan = await self._planned(title, ids, (OperationKind.PACK,))
        if not plan.groups:
            self._finish(title, plan.left_out)
            return
        packing = await self._ask.pack(ids, plan)
        if packing is None:
            return
        await self._services.process_choices.keep(packing.chosen)
        chosen = packing.chosen
        queued = await self._services.orders.pack(
            ids, provider=chosen.providers, tracking_code=chosen.tracking_codes, parcels=packing.parcels
        )
        self._queued(OperationKind.PACK, queued)

    async def _ready(self, ids: "array[int]") -> None:
        items = await self._ask.ready(ids)
        if items is not None:
            self._queued(OperationKind.READY, await self._services.orders.ready(ids, item_ids=items))

    async def _ship(self, ids: "array[int]") -> None:
        plan = await self._planned(text.kind_word(OperationKind.SHIP), ids, (OperationKind.SHIP,))
        chosen = await self._ask.ship(plan)
        if chosen is not None:
            await self._services.process_choices.keep(chosen)
            queued = await self._services.orders.ship(
                ids, provider=chosen.providers, tracking_code=chosen.tracking_codes
            )
            self._queued(OperationKind.SHIP, queued)

    # Labels -----------------------------------------------------------------------------------------------------------

    async def _print(self, ids: "array[int]") -> None:
        self.print_wanted.emit(list(ids))

    async def _fetch(self, ids: "array[int]") -> None:
        title = self.tr("Fetch labels")
        stop = self._panel.begin(title, len(ids))
        self._finish(title, await self._services.labels.fetch(ids, self._panel.report, stop, again=True))

    # Afterwards -------------------------------------------------------------------------------------------------------

    async def _trace(self, ids: "array[int]") -> None:
        self.trace_wanted.emit(ids[0])

    async def _complete(self, ids: "array[int]") -> None:
        taken_by = await self._ask.complete(ids)
        if taken_by is not None:
            queued = await self._services.orders.complete(ids, received_by=taken_by or None)
            self._queued(OperationKind.COMPLETE, queued)

    async def _invoice(self, ids: "array[int]") -> None:
        if number := await self._ask.invoice(ids):
            self._queued(OperationKind.SET_INVOICE, await self._services.orders.set_invoice(ids, number))

    async def _repack(self, ids: "array[int]") -> None:
        if await self._ask.repack(ids):
            self._queued(OperationKind.REPACK, await self._services.orders.repack(ids))

    async def _cancel(self, ids: "array[int]") -> None:
        if (answer := await self._ask.cancel(ids)) is not None:
            for order_ids, reason in answer.groups:
                queued = await self._services.orders.cancel(order_ids, reason=reason or None, item_ids=answer.item_ids)
                self._queued(OperationKind.CANCEL, queued)

    async def _agree(self, ids: "array[int]") -> None:
        if (answer := await self._ask.agree(ids)) is not None:
            for order_ids, reason in answer.groups:
                queued = await self._services.orders.cancel(order_ids, reason=reason or None)
                self._queued(OperationKind.CANCEL, queued)

    async def _reject(self, ids: "array[int]") -> None:
        if (answer := await self._ask.reject(ids)) is not None:
            for order_ids, reason in answer.groups:
                queued = await self._services.orders.reject_cancel(order_ids, reason=reason or None)
                self._queued(OperationKind.REJECT_CANCEL, queued)

    # What became of it ------------------------------------------------------------------------------------------------

    def _queued(self, kind: OperationKind, queued: "Queued") -> None:
        title, waiting = text.kind_word(kind), len(queued.order_ids)
        if queued.results:
            self._finish(title, queued.results)
        if waiting:
            one = self.tr("One order is on its way through the outbox")
            words = f"{title}: {counted(waiting, one, self.tr('{n} orders are on their way through the outbox'))}"
            self.notice.emit(words, Tone.INFO, self.tr("Take back"), lambda: tasks.run(self, self._undo(title, queued)))

    async def _undo(self, title: str, queued: "Queued") -> None:
        """Take back what was not sent; where a sent packing can be undone, offer that."""
        results = await self._services.outbox.undo(queued.change_set_id)
        sent = [one for one in results if not one.ok]
        if not sent:
            self.notice.emit(self.tr("What had not been sent yet was taken back"), Tone.NEUTRAL, "", None)
            return
        one = self.tr("One order was sent already and cannot be taken back")
        words = f"{title}: {counted(len(sent), one, self.tr('{n} were sent already and cannot be taken back'))}"
        undone = await self._repackable(queued.order_ids)
        if undone:
            offer = partial(self.do, _REPACK, array("I", undone))
            words += f". {self.tr('The packing itself can be undone at the marketplace')}"
            self.notice.emit(words, Tone.WARNING, text.kind_word(OperationKind.REPACK), offer)
        else:
            self.notice.emit(words, Tone.WARNING, "", None)

    async def _repackable(self, order_ids: Sequence[int]) -> list[int]:
        """Those of these orders whose packing their platform can undo now."""
        can = {manifest.id: manifest.can for manifest in self._services.shops.platforms()}
        return [
            facts.row.id
            for facts in await self._services.orders.facts(order_ids)
            if _REPACK in can.get(facts.row.platform, ()) and eligible(OperationKind.REPACK, facts.items)
        ]

    def _finish(self, title: str, results: Sequence[ActionResult]) -> None:
        tally = tally_of(results)
        self._panel.finish(title, results)
        self.left_over.emit(tally.needing)
        tone = Tone.WARNING if tally.needing else Tone.INFO if tally.waiting else Tone.SUCCESS
        waiting = [one.order_id for one in results if fate_of(one) is Fate.WAITS]
        back = self.tr("Take back") if waiting else ""
        self.notice.emit(f"{title}: {tally.words()}", tone, back, lambda: tasks.run(self, self._withdraw(waiting)))

    async def _withdraw(self, order_ids: Sequence[int]) -> None:
        """Take back what of these orders was not sent yet; what is being asked after goes on."""
        facts = await self._services.orders.facts(order_ids)
        unsent = [one.id for each in facts for one in each.open if one.state is OperationState.QUEUED]
        await self._services.outbox.discard(unsent)
        self.notice.emit(self.tr("What had not been sent yet was taken back"), Tone.NEUTRAL, "", None)
