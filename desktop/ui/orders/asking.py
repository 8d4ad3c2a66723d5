"""Asks the seller what a step needs to know before it is wished, and nothing where there is nothing to choose."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.operations import OperationKind
from desktop.domain.order_steps import eligible, projected
from desktop.domain.orders import OrderItem
from desktop.services.process_choices import Chosen, ProcessPlan
from desktop.ui.kit.dialogs import Sheet, ask, plain_label
from desktop.ui.kit.format import counted
from desktop.ui.orders.item_picker import ItemPicker
from desktop.ui.orders.process_sheet import ProcessSheet
from desktop.ui.orders.step_sheets import CancelSheet, CompleteSheet, InvoiceSheet, ReasonSheet

if TYPE_CHECKING:
    from desktop.services.build import Services

_SPLIT = "split_parcels"


def tr(source: str) -> str:
    return QCoreApplication.translate("OrderWork", source)


class Packing(NamedTuple):
    """How orders are packed: couriers and codes, and of a single order its parcels."""

    chosen: Chosen
    parcels: tuple[tuple[str, ...], ...] = ()


class Reasoned(NamedTuple):
    """Orders with the id of a reason; and of a single order the items that are meant (none named: all)."""

    groups: tuple[tuple[tuple[int, ...], str], ...]
    item_ids: tuple[str, ...] = ()


class Asking:
    """Every question answers None when the seller thought better of it."""

    def __init__(self, parent: QWidget, services: "Services") -> None:
        self._parent, self._services = parent, services

    async def process(self, plan: ProcessPlan) -> Chosen | None:
        """The couriers and tracking numbers of all shops; no sheet where nothing is to be chosen."""
        if not plan.asks:
            return plan.chosen_before
        sheet = ProcessSheet(self._parent, tr("Process & print"), plan, action=tr("Start"))
        return await ask(sheet, sheet.answer)

    async def pack(self, ids: Sequence[int], plan: ProcessPlan) -> Packing | None:
        """Couriers; of a single order also which items now, and in how many parcels."""
        picker = await self._picker(ids, OperationKind.PACK, parcels=True)
        if not plan.asks and picker is None:
            return Packing(plan.chosen_before)
        sheet = ProcessSheet(self._parent, tr("Pack"), plan, action=tr("Pack"), items=picker)
        return await ask(sheet, lambda: Packing(sheet.answer(), picker.parcels if picker else ()))

    async def ship(self, plan: ProcessPlan) -> Chosen | None:
        """Courier and tracking numbers, where the seller ships himself: also if he need not be asked otherwise."""
        if not any(group.must_choose for group in plan.groups):
            return Chosen()
        sheet = ProcessSheet(self._parent, tr("Ship"), plan, action=tr("Mark as shipped"))
        return await ask(sheet, sheet.answer)

    async def ready(self, ids: Sequence[int]) -> tuple[str, ...] | None:
        """Which parcels' items, where a single order has several of them; none named: all."""
        facts = await self._services.orders.facts(ids)
        parcels = {item.tracking_number for one in facts for item in one.items if item.tracking_number}
        picker = await self._picker(ids, OperationKind.READY) if len(parcels) > 1 else None
        if picker is None:
            return ()
        sheet = Sheet(self._parent, tr("Ready to ship"), action=tr("Ready to ship"))
        sheet.body.addWidget(picker)
        picker.changed.connect(lambda: sheet.action.setEnabled(picker.is_complete))
        return await ask(sheet, lambda: picker.chosen)

    async def cancel(self, ids: Sequence[int]) -> Reasoned | None:
        """Why; of a single order also which items."""
        title = counted(len(ids), tr("Cancel this order?"), tr("Cancel {n} orders?"))
        sentence = tr(
            "The marketplace cancels them for good and may count it against the shop. This cannot be taken "
            "back once it is sent."
        )
        picker = await self._picker(ids, OperationKind.CANCEL)
        sheet = CancelSheet(self._parent, title, sentence, await self._services.cancelling.reasons(ids), picker)
        return await ask(sheet, lambda: Reasoned(sheet.answer(), picker.chosen if picker else ()))

    async def agree(self, ids: Sequence[int]) -> Reasoned | None:
        """Whether the orders whose buyers asked for it are really to be cancelled."""
        title = counted(len(ids), tr("Agree to the cancel request?"), tr("Agree to {n} cancel requests?"))
        sentence = tr("The order is cancelled for good: do not send the parcel. This cannot be taken back.")
        sheet = CancelSheet(self._parent, title, sentence, await self._services.cancelling.reasons(ids))
        return await ask(sheet, lambda: Reasoned(sheet.answer()))

    async def reject(self, ids: Sequence[int]) -> Reasoned | None:
        """Why the orders are to be sent although their buyers asked to cancel."""
        title = counted(len(ids), tr("Reject the cancel request?"), tr("Reject {n} cancel requests?"))
        sentence = tr("The order stays and must be sent. The buyer is told so by the marketplace.")
        groups = await self._services.cancelling.reject_reasons(ids)
        sheet = ReasonSheet(self._parent, title, sentence, groups, action=tr("Reject the request"))
        return await ask(sheet, lambda: Reasoned(sheet.answer()))

    async def complete(self, ids: Sequence[int]) -> str | None:
        """Who took the parcel; may stay empty."""
        one, many = tr("The buyer has the parcel."), tr("{n} buyers have their parcels.")
        sheet = CompleteSheet(self._parent, tr("Complete"), counted(len(ids), one, many))
        return await ask(sheet, sheet.answer)

    async def invoice(self, ids: Sequence[int]) -> str | None:
        """The number of one order's invoice."""
        (row,) = await self._services.orders.rows(ids)
        sentence = tr("It is shown to the buyer of order {number}.").format(number=row.number)
        sheet = InvoiceSheet(self._parent, tr("Invoice number"), sentence)
        return await ask(sheet, sheet.answer)

    async def repack(self, ids: Sequence[int]) -> bool | None:
        """Whether the packing is really to be undone."""
        title = counted(len(ids), tr("Undo the packing?"), tr("Undo the packing of {n} orders?"))
        sentence = tr(
            "The parcel is no more at the marketplace, and its items are to be packed again. A label that was "
            "printed for it must not travel: throw it away."
        )
        sheet = Sheet(self._parent, title, sentence, action=tr("Repack"))
        known = await self._services.orders.rows(ids)
        if printed := sum(row.printed > 0 for row in known):
            words = counted(printed, tr("1 label was printed already."), tr("{n} labels were printed already."))
            sheet.body.addWidget(plain_label(words, role="warning", wrap=True))
        return await ask(sheet, lambda: True)

    async def _picker(self, ids: Sequence[int], kind: OperationKind, *, parcels: bool = False) -> ItemPicker | None:
        """The items of a single order that has several to choose from."""
        known = await self._services.orders.facts(ids) if len(ids) == 1 else ()
        for facts in known:
            items: Sequence[OrderItem] = eligible(kind, projected(facts.items, facts.open))
            if len(items) > 1:
                can = next((m.can for m in self._services.shops.platforms() if m.id == facts.row.platform), frozenset())
                return ItemPicker(items, parcels=parcels, whole=_SPLIT not in can)
        return None
