"""One document of the print sheet as it stands: its setup, its plan, and the sheets that came of it."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, Signal

from desktop.domain.errors import BackshopError
from desktop.services.labels import PageOrder
from desktop.services.papers import DocumentSetup
from desktop.ui.kit import tasks
from desktop.ui.kit.format import number
from desktop.ui.printing.documents import Document, Plan
from desktop.ui.printing.ports import Sheets


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintSheet", source)


class LaidDocument(QObject):
    """``laid`` comes with every new layout, ``failed`` with an error that people may read."""

    laid = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject, document: Document, order_ids: Sequence[int], setup: DocumentSetup) -> None:
        super().__init__(parent)
        self.document, self.setup = document, setup
        self.plan: Plan | None = None
        self.sheets: Sheets | None = None
        self.wanted = True
        self._order_ids, self._again, self._generation = list(order_ids), False, 0

    def look(self, *, again: bool) -> None:
        """Plan and lay out with the present choices; the answer to older choices is dropped."""
        self._again = again
        self._generation += 1
        self.sheets = None
        tasks.run(self, self._look(self._generation), failed=self._fail)

    def choose(self, order: PageOrder, *, separators: bool) -> bool:
        """Take over the choices of the run; whether that changed anything."""
        setup = replace(self.setup, sequence=order, separators=separators)
        changed, self.setup = setup != self.setup, setup
        return changed

    def forget(self) -> None:
        """Nobody looks at it now; when it is wanted again it is laid out anew."""
        self._generation += 1
        self.plan = self.sheets = None

    @property
    def chosen(self) -> Plan | None:
        """The plan as it will be printed."""
        if self.plan is None or self._again:
            return self.plan
        return self.plan.without_printed()

    @property
    def before(self) -> int:
        """How many would be printed a second time."""
        return len(self.plan.printed_before) if self.plan is not None else 0

    @property
    def ready(self) -> bool:
        """Whether there is something to print."""
        return self.sheets is not None and bool(self.sheets.plan.printable)

    def summary(self) -> str:
        """How much there is, in words."""
        if self.sheets is None:
            return tr("Laying out the pages\N{HORIZONTAL ELLIPSIS}")
        ready, out = len(self.sheets.plan.printable), len(self.sheets.plan.problems)
        if not ready and not out:
            return tr("No parcel was made ready or labelled today that still waits for a courier.")
        words = self.document.summary(ready, self.sheets.count)
        return f"{words}  \N{MIDDLE DOT}  {tr('{n} stay out').format(n=number(out))}" if out else words

    def warning(self) -> str:
        """What the seller must know before it is printed; empty for nothing."""
        if self.sheets is None or not self.sheets.count or self.sheets.scale >= 1.0:
            return ""
        words = tr("To fit this paper the pages come out at {percent} % of their size; all were checked to scan.")
        return words.format(percent=number(int(self.sheets.scale * 100)))

    async def _look(self, generation: int) -> None:
        setup = self.setup
        plan = await self.document.plan(self._order_ids, setup)
        if generation != self._generation:
            return
        self.plan = plan
        sheets = await self.document.sheets(plan if self._again else plan.without_printed(), setup)
        if generation == self._generation:
            self.sheets = sheets
            self.laid.emit()

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, BackshopError):
            self.failed.emit(error)
        else:
            tasks.present(error)
