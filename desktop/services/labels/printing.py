"""Printing with a memory: each label goes to paper once, whoever else has a window open, unless told *again*.

A print is recorded **before** the job is handed over, in one transaction that fails when the count is not the one the
plan saw: of two windows only one can win. If the printer then certainly took nothing, the record is voided; if it may
have, the record stays, because asking "again?" once too often costs less than two parcels under one number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock
from desktop.domain.labels import LabelFormat, PrintRecord
from desktop.domain.order_views import ActionResult
from desktop.domain.papers import Placement
from desktop.printing import press
from desktop.printing.stock import Stock
from desktop.printing.targets import PrintJob, PrintTarget
from desktop.services import recording
from desktop.services.labels.pages import OwnPapers, Sheaf, sheaves
from desktop.services.labels.plan import PrintPlan
from desktop.store import labels
from desktop.store.db import Database

if TYPE_CHECKING:
    from desktop.printing.impose import Imposed

# Down to here a label counts as being in true size: four on an A4 sheet are above. Its fine bars may then be read as
# closely as its own proof did, for a finer printer may stand behind the same paper.
_HARMLESS_SCALE = 0.95
_COARSE_DPI, _CLOSE_DPI = 203, 300
AS_IT_COMES = Placement()


@dataclass(frozen=True, slots=True)
class Printed:
    """What went to paper. ``plan`` knows the new counts: ``plan.starting_at(k)`` prints the rest after a jam, *again*.

    ``scale`` below 1.0: the labels were made smaller to fit the stock; tell it.
    """

    plan: PrintPlan
    results: tuple[ActionResult, ...]
    records: tuple[PrintRecord, ...] = ()
    sheets: int = 0
    scale: float = 1.0
    job: str = ""
    pages: int = 0  # places that were filled, separators among them


@dataclass(frozen=True, slots=True)
class Sheets:
    """A plan laid on its stock: what remains printable, and the PDF."""

    plan: PrintPlan
    pdf: bytes = b""
    count: int = 0
    scale: float = 1.0
    pages: int = 0


class PrintDesk:
    """Puts plans on stock and hands them to printers."""

    def __init__(self, db: Database, clock: Clock, own: OwnPapers | None = None) -> None:
        self._db, self._clock, self._own = db, clock, own

    async def sheets(self, plan: PrintPlan, stock: Stock, takes: LabelFormat = LabelFormat.PDF) -> Sheets:
        """The printable labels of a plan as one PDF; those that would not scan from this stock are taken out.

        For a printer that ``takes`` ZPL, labels in ZPL stay in the plan even if no page can be shown of them.
        """
        shown = await self._laid(plan, stock)
        if takes is not LabelFormat.ZPL:
            return shown
        others = {label.id for label in plan.labels if label.format is not LabelFormat.ZPL}
        return replace(shown, plan=plan.refusing(others - {label.id for label in shown.plan.labels}, "too_small"))

    async def _laid(self, plan: PrintPlan, stock: Stock) -> Sheets:
        if not plan.printable:
            return Sheets(plan)
        run, unknown = await _as_pages(await sheaves(self._db, plan, stock, self._own))
        if unknown:
            return await self._laid(plan.refusing(unknown, "needs_zpl_printer"), stock)
        merged = await press.merge([(sheaf.content, sheaf.format) for sheaf in run])
        imposed = await press.impose(merged.pdf, stock)
        if lost := await _lost(run, merged.pages, imposed, stock):
            return await self._laid(plan.refusing(lost, "too_small"), stock)
        return Sheets(plan, imposed.pdf, imposed.sheets, imposed.scale, sum(merged.pages))

    async def to_pdf(self, plan: PrintPlan, path: Path, stock: Stock, *, again: bool, who: str) -> Printed:
        """Write the sheets to a file, whole or not at all."""
        refuse_second(plan, again=again)
        sheets = await self.sheets(plan, stock)
        if not sheets.count:
            return Printed(sheets.plan, sheets.plan.results())
        records = await recording.to_file(path, sheets.pdf, partial(self._record, sheets.plan, who), self._void)
        return self._done(sheets, records)

    async def to_target(
        self,
        plan: PrintPlan,
        target: PrintTarget,
        stock: Stock,
        *,
        again: bool,
        who: str,
        placement: Placement = AS_IT_COMES,
    ) -> Printed:
        """Hand the labels to a printer. Raises what ``PrintTarget.submit`` raises, with the records put right."""
        refuse_second(plan, again=again)
        sheets, job = await self._for(plan, target, stock, placement)
        if not sheets.count:
            return Printed(sheets.plan, sheets.plan.results())
        record = partial(self._record, sheets.plan, who)
        records, request = await recording.to_target(target, job, record, self._void)
        return self._done(sheets, records, request)

    async def _for(
        self, plan: PrintPlan, target: PrintTarget, stock: Stock, placement: Placement
    ) -> tuple[Sheets, PrintJob]:
        """The plan in the language of the printer, where this printer wants its pages."""
        title = "Backshop: {} labels"
        if target.takes is not LabelFormat.ZPL:
            sheets = await self.sheets(plan, stock)
            job = PrintJob(sheets.pdf, LabelFormat.PDF, stock, title.format(len(sheets.plan.labels)))
            return sheets, replace(job, placement=placement)
        run = await sheaves(self._db, plan, stock, self._own)
        streams = [await self._zpl(sheaf, target, stock, placement) for sheaf in run]
        job = PrintJob(b"".join(streams), LabelFormat.ZPL, stock, title.format(len(plan.labels)))
        return Sheets(plan, count=len(streams), pages=len(streams)), job

    async def _zpl(self, sheaf: Sheaf, target: PrintTarget, stock: Stock, placement: Placement) -> bytes:
        """Placed one by one: pages are turned before they become dots."""
        content = sheaf.content
        if sheaf.format is not LabelFormat.ZPL:
            content = (await press.impose((await press.merge([(content, sheaf.format)])).pdf, stock)).pdf
        kind = LabelFormat.ZPL if sheaf.format is LabelFormat.ZPL else LabelFormat.PDF
        return await press.as_zpl(content, kind, placement, target.dpi)

    async def _record(self, plan: PrintPlan, who: str, printer: str) -> tuple[PrintRecord, ...]:
        ids, expected = [label.id for label in plan.labels], {label.id: label.printed for label in plan.labels}
        at = self._clock()
        return await self._db.write(lambda c: labels.record_print(c, ids, printer, who, at, expected=expected))

    async def _void(self, records: Sequence[PrintRecord], code: str) -> None:
        at = self._clock()
        await self._db.write(lambda c: labels.void_prints(c, records, code, at))

    def _done(self, sheets: Sheets, records: tuple[PrintRecord, ...], job: str = "") -> Printed:
        results = sheets.plan.results()
        return Printed(sheets.plan.after(records), results, records, sheets.count, sheets.scale, job, sheets.pages)


async def _as_pages(run: Sequence[Sheaf]) -> tuple[list[Sheaf], list[int]]:
    """Labels in ZPL drawn as pages; and those of them (by id) that only a ZPL printer can draw."""
    pages, unknown = list[Sheaf](), list[int]()
    for sheaf in run:
        if sheaf.format is not LabelFormat.ZPL:
            pages.append(sheaf)
            continue
        try:
            drawn = await press.zpl_pages(sheaf.content, sheaf.number)
        except NotPossible:
            unknown += [sheaf.entry.label.id] if sheaf.entry and sheaf.entry.label else []
        else:
            pages.append(replace(sheaf, content=drawn, format=LabelFormat.PDF))
    return pages, unknown


async def _lost(run: Sequence[Sheaf], pages: Sequence[int], imposed: "Imposed", stock: Stock) -> list[int]:
    """The labels that do not read off the finished sheets at their place; true size is also looked at more closely."""
    numbers = [sheaf.number for sheaf, count in zip(run, pages, strict=True) for _page in range(count)]
    finest = max(stock.dpi, _CLOSE_DPI) if imposed.scale >= _HARMLESS_SCALE else stock.dpi
    dpis = sorted({min(stock.dpi, _COARSE_DPI), finest})  # what the coarser head shows, the finer one does
    proof = await press.prove_run(imposed.pdf, numbers, stock, dpis)
    wrong = proof.missing | proof.doubled
    return [sheaf.entry.label.id for sheaf in run if sheaf.entry and sheaf.entry.label and sheaf.number in wrong]


def refuse_second(plan: PrintPlan, *, again: bool) -> None:
    """Raises ``NotPossible("already_printed")`` with the order numbers, unless the seller said *again*."""
    before = plan.printed_before
    if before and not again:
        raise NotPossible(
            "already_printed", numbers=", ".join(entry.number for entry in before), count=str(len(before))
        )
