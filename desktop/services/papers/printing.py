"""Papers to printer or file with a memory, as the labels have it: recorded before, put right when nothing came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock
from desktop.domain.labels import LabelFormat
from desktop.domain.order_views import ActionResult
from desktop.domain.prints import DocumentPrint
from desktop.printing import press
from desktop.printing.stock import Stock
from desktop.printing.targets import PrintJob, PrintTarget
from desktop.services import recording
from desktop.services.papers.plan import PaperPlan
from desktop.services.papers.setup import DocumentSetup
from desktop.store import document_prints
from desktop.store.db import Database


@dataclass(frozen=True, slots=True)
class PaperSheets:
    """A plan drawn on its stock: the PDF and how many sheets it takes."""

    plan: PaperPlan
    pdf: bytes = b""
    count: int = 0
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class PaperPrinted:
    """What went to paper; ``plan`` knows the new counts."""

    plan: PaperPlan
    results: tuple[ActionResult, ...]
    records: tuple[DocumentPrint, ...] = ()
    sheets: int = 0
    job: str = ""


class PaperDesk:
    """Hands drawn papers over."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock

    async def to_pdf(self, sheets: PaperSheets, path: Path, *, who: str) -> PaperPrinted:
        """Write the sheets to a file, whole or not at all."""
        if not sheets.count:
            return PaperPrinted(sheets.plan, sheets.plan.results())
        records = await recording.to_file(path, sheets.pdf, partial(self._record, sheets.plan, who), self._void)
        return _done(sheets, records)

    async def to_target(
        self, sheets: PaperSheets, target: PrintTarget, setup: DocumentSetup, *, who: str
    ) -> PaperPrinted:
        """Hand the sheets to a printer. Raises what ``PrintTarget.submit`` raises, with the records put right."""
        if not sheets.count:
            return PaperPrinted(sheets.plan, sheets.plan.results())
        title = f"Backshop: {sheets.plan.kind.value.replace('_', ' ')}"
        record = partial(self._record, sheets.plan, who)
        records, job = await recording.to_target(target, _job(sheets.pdf, setup, title), record, self._void)
        return _done(sheets, records, job)

    async def hand_over(self, pdf: bytes, target: PrintTarget, setup: DocumentSetup, title: str) -> str:
        """A page that belongs to no order; the queue's own job number or "". Raises as ``PrintTarget.submit``."""
        return await target.submit(_job(pdf, setup, title))

    async def _record(self, plan: PaperPlan, who: str, printer: str) -> tuple[DocumentPrint, ...]:
        at = self._clock()
        return await self._db.write(
            lambda c: document_prints.record_documents(c, plan.kind, plan.expected, printer, who, at)
        )

    async def _void(self, records: Sequence[DocumentPrint], code: str) -> None:
        at = self._clock()
        await self._db.write(lambda c: document_prints.void_documents(c, records, code, at))


def _job(pdf: bytes, setup: DocumentSetup, title: str) -> PrintJob:
    return PrintJob(pdf, LabelFormat.PDF, setup.stock, title, placement=setup.placement)


def refuse_second(plan: PaperPlan, *, again: bool) -> None:
    """Raises ``NotPossible("already_printed")`` with the order numbers, unless the seller said *again*."""
    before = plan.printed_before
    if before and not again:
        numbers = ", ".join(entry.number for entry in before)
        raise NotPossible("already_printed", numbers=numbers, count=str(len(before)))


async def laid_out(plan: PaperPlan, pdf: bytes, stock: Stock) -> PaperSheets:
    """Pages drawn for one place each, on sheets with several places."""
    if stock.slots == 1:
        return PaperSheets(plan, pdf, await press.page_count(pdf))
    imposed = await press.impose(pdf, stock)
    return PaperSheets(plan, imposed.pdf, imposed.sheets, imposed.scale)


def _done(sheets: PaperSheets, records: tuple[DocumentPrint, ...], job: str = "") -> PaperPrinted:
    return PaperPrinted(sheets.plan.after(records), sheets.plan.results(), records, sheets.count, job)
