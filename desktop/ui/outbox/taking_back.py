"""Asks before a whole change is taken back from the outbox: what goes back, what stays, and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop.domain.operations import VARIANT_KINDS, Operation, OperationState
from desktop.ui.kit import dialogs
from desktop.ui.kit.dialogs import Sheet
from desktop.ui.kit.format import counted

if TYPE_CHECKING:
    from desktop.services.build import Services

_S = OperationState
_UNSENT = frozenset({_S.QUEUED, _S.NEEDS_LOGIN, _S.CONFLICT})
_OVER = frozenset({_S.CANCELLED, _S.REFUSED})  # nothing of it holds


def tr(source: str) -> str:
    return QCoreApplication.translate("TakingBack", source)


async def take_back(parent: QWidget, services: "Services", change_set_id: str) -> None:
    """Ask with counts, of values by what the marketplaces hold now, and carry it out when agreed."""
    operations = await services.outbox.of_change_set(change_set_id)
    if any(one.kind in VARIANT_KINDS for one in operations):
        await _take_values_back(parent, services, change_set_id)
    elif await dialogs.ask(_StepsSheet(parent, operations), lambda: True):
        await services.outbox.undo(change_set_id)


async def _take_values_back(parent: QWidget, services: "Services", change_set_id: str) -> None:
    from desktop.ui.catalog.push_undo_sheet import UndoSheet
    from desktop.ui.catalog.values import manner
    from desktop.ui.kit.progress_sheet import under_progress

    words = tr("Asking the marketplaces: {done} of {total} SKUs")
    async with under_progress(parent, tr("Take the whole change back"), words, 0) as work:
        plan = await services.pushes.plan_undo(change_set_id, show=work.show, stop=work.stop)
    if not plan.stopped and await dialogs.ask(UndoSheet(parent, plan, manner()), lambda: True):
        await services.pushes.undo(plan)


class _StepsSheet(Sheet):
    """Steps of orders, products and promotions can only be withdrawn while they wait."""

    def __init__(self, parent: QWidget, operations: Sequence[Operation]) -> None:
        super().__init__(parent, tr("Take the whole change back?"), _told(operations), action=tr("Take back"))
        back = sum(one.state in _UNSENT for one in operations)
        self.action.setText(counted(back, tr("Withdraw 1 step"), tr("Withdraw {n} steps")) if back else tr("Take back"))
        self.action.setEnabled(back > 0)


def _told(operations: Sequence[Operation]) -> str:
    """How many are withdrawn, and how many it is too late for."""
    back = sum(one.state in _UNSENT for one in operations)
    late = sum(one.state not in _UNSENT | _OVER for one in operations)
    parts = []
    if back:
        parts.append(counted(back, tr("1 step waits and is withdrawn."), tr("{n} steps wait and are withdrawn.")))
    if late:
        one = tr("1 step is done or on its way: it cannot be taken back.")
        parts.append(counted(late, one, tr("{n} steps are done or on their way: they cannot be taken back.")))
    return " ".join(parts) or tr("Nothing of it holds any more.")
