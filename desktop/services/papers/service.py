"""What the seller can do with papers of our own: see them, print them once or again, look up what was printed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock
from desktop.domain.papers import DocumentKind, Facts, Template
from desktop.domain.prints import LedgerLine, LedgerQuery
from desktop.platforms.kit.manifest import Can
from desktop.printing import press, targets
from desktop.printing.stock import Stock
from desktop.printing.targets import Printer, PrintTarget
from desktop.services.changes import ChangeFeed
from desktop.services.couriers import Platforms
from desktop.services.papers import facts, samples
from desktop.services.papers.handover import day_of, waiting_parcels
from desktop.services.papers.plan import PaperPlan, PlannedPaper
from desktop.services.papers.printing import PaperDesk, PaperPrinted, PaperSheets, laid_out, refuse_second
from desktop.services.papers.setup import DocumentSetup, PrintSetups
from desktop.services.papers.templates import Settings, Templates, usual
from desktop.store import document_prints
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

    from desktop.domain.order_views import OrderDetail
    from desktop.printing.render import PageImage
    from desktop.services.papers.facts import Part

_SCREEN_DPI = 96


class PaperService:
    """Used from the event loop's thread."""

    def __init__(
        self, db: Database, platforms: Platforms, settings: Settings, changes: ChangeFeed, *, clock: Clock
    ) -> None:
        self._db, self._platforms, self._changes, self._clock = db, platforms, changes, clock
        self._desk = PaperDesk(db, clock)
        self.setups = PrintSetups(settings)
        self.templates = Templates(settings)

    # --- looking at them ----------------------------------------------------------------------------------------------
    async def plan(self, kind: DocumentKind, order_ids: Sequence[int], setup: DocumentSetup) -> PaperPlan:
        """Which orders would stand on this paper, in the one sequence of labels, slips and lists."""
        parts, found = await self._db.read(lambda c: _parts(c, order_ids))
        counts = await self._db.read(lambda c: document_prints.printed_documents(c, tuple(found), kind))
        ordered = facts.in_sequence(parts, setup.sequence, reverse=setup.reverse)
        sequence = list(dict.fromkeys([*(part.detail.row.id for part in ordered), *found]))
        packed = {part.detail.row.id for part in parts}
        entries = [
            PlannedPaper(
                row.id,
                row.number,
                row.shop,
                row.items,
                counts.get(row.id, 0),
                "" if row.id in packed else "nothing_to_pack",
            )
            for row in (found[order_id].row for order_id in sequence)
        ]
        return PaperPlan(kind, tuple(entries))

    async def handover_plan(self, setup: DocumentSetup) -> PaperPlan:
        """The parcels that wait for a courier this evening."""
        since, manifests = day_of(self._clock()), self._platforms.manifests
        parts = await self._db.read(lambda c: waiting_parcels(c, since, manifests))
        ids = [part.detail.row.id for part in parts]
        return await self.plan(DocumentKind.HANDOVER, ids, setup) if ids else PaperPlan(DocumentKind.HANDOVER)

    async def sheets(self, plan: PaperPlan, setup: DocumentSetup) -> PaperSheets:
        """The plan drawn on its stock; nothing is recorded. Raises ``NotPossible`` for a paper too small for it."""
        if not plan.printable:
            return PaperSheets(plan)
        lines = await self._lines(plan, setup)
        return await laid_out(plan, await self._drawn(plan.kind, lines, setup.stock), setup.stock)

    async def sample(self, template: Template, setup: DocumentSetup, sender: tuple[str, ...] = ()) -> tuple[bytes, int]:
        """An invented order on this template and its number of pages, for the editor's preview."""
        lines = samples.lines(template.kind, sender or samples.SENDER)
        pdf = await press.papers(template.kind, lines, template, one_place(setup.stock), self._clock().astimezone())
        return pdf, await press.page_count(pdf)

    async def pages(
        self, pdf: bytes, numbers: Sequence[int] | None = None, *, dpi: float = _SCREEN_DPI
    ) -> "tuple[PageImage, ...]":
        """Pages of a document as grey pixels, for the preview: ask for the few that are seen."""
        return await press.page_images(pdf, dpi, numbers)

    # --- printing them ------------------------------------------------------------------------------------------------
    async def printers(self) -> tuple[Printer, ...]:
        """The print queues of this system."""
        return await targets.printers()

    async def to_pdf(
        self, plan: PaperPlan, path: Path, setup: DocumentSetup, *, again: bool = False, who: str = ""
    ) -> PaperPrinted:
        """Write the paper to a PDF file; it counts as printing.

        Raises ``NotPossible``: ``already_printed``, ``printed_meanwhile`` (by another window), ``file_not_written``.
        """
        refuse_second(plan, again=again)
        return self._told(await self._desk.to_pdf(await self.sheets(plan, setup), path, who=who))

    async def to_printer(
        self,
        plan: PaperPlan,
        setup: DocumentSetup,
        *,
        target: PrintTarget | None = None,
        again: bool = False,
        who: str = "",
    ) -> PaperPrinted:
        """Print on the setup's printer, or on a target of the caller's own. Raises as ``LabelService.to_printer``."""
        refuse_second(plan, again=again)
        printer = target or targets.target_of(setup.printer)
        return self._told(await self._desk.to_target(await self.sheets(plan, setup), printer, setup, who=who))

    async def calibration(self, setup: DocumentSetup) -> bytes:
        """Rulers, corner marks and codes on this paper as this placement puts them."""
        language = usual(DocumentKind.PACKING_SLIP).language
        return await press.calibration(setup.stock, setup.placement, language)

    async def print_calibration(self, setup: DocumentSetup, *, target: PrintTarget | None = None) -> str:
        """The calibration page on the setup's printer; no order is touched. Raises as ``to_printer``."""
        page = await self.calibration(setup)
        printer = target or targets.target_of(setup.printer)
        return await self._desk.hand_over(page, printer, setup, "Backshop: calibration page")

    # --- what was printed ---------------------------------------------------------------------------------------------
    async def ledger(self, query: LedgerQuery) -> tuple[LedgerLine, ...]:
        """Prints of labels and papers, newest first."""
        stored = replace(query, kinds=query.kinds | {DocumentKind.LABEL}) if query.kinds else query
        found = await self._db.read(lambda c: document_prints.ledger(c, stored))
        lines = (line if self.has_labels(line.platform) else as_ours(line) for line in found)
        return tuple(line for line in lines if not query.kinds or line.kind in query.kinds)

    def has_labels(self, platform: str) -> bool:
        """Whether this platform hands out labels; for the others we draw an address label."""
        manifest = self._platforms.manifests.get(platform)
        return manifest is not None and Can.LABELS in manifest.can

    # --- the parts ----------------------------------------------------------------------------------------------------
    async def _lines(self, plan: PaperPlan, setup: DocumentSetup) -> Facts:
        """The facts of what is printable, parcel by parcel in the plan's sequence."""
        ids = [entry.order_id for entry in plan.printable]
        parts, found = await self._db.read(lambda c: _parts(c, ids))
        if plan.kind is DocumentKind.PICK_LIST:  # read from the top, however the printer stacks
            return facts.pick_lines(facts.in_sequence(parts, setup.sequence))
        if plan.kind is DocumentKind.HANDOVER:
            printed = await self._db.read(lambda c: facts.last_prints(c, tuple(found.values())))
            return facts.handover_lines(facts.in_sequence(parts, setup.sequence), printed)
        senders = await self.templates.senders()
        ordered = facts.in_sequence(parts, setup.sequence, reverse=setup.reverse)
        return [facts.order_paper(part, senders.get(part.detail.row.shop_id, ())) for part in ordered]

    async def _drawn(self, kind: DocumentKind, lines: Facts, stock: Stock) -> bytes:
        return await press.papers(
            kind, lines, await self.templates.get(kind), one_place(stock), self._clock().astimezone()
        )

    def _told(self, printed: PaperPrinted) -> PaperPrinted:
        if printed.records:
            ids = tuple(dict.fromkeys(record.order_id for record in printed.records))
            self._changes.publish(Changes(ChangeKind.ORDERS, ids=ids))
        return printed


def as_ours(line: LedgerLine) -> LedgerLine:
    """A label of a platform that hands out none is our address label."""
    return replace(line, kind=DocumentKind.ADDRESS_LABEL) if line.kind is DocumentKind.LABEL else line


def one_place(stock: Stock) -> Stock:
    """The paper that one page is drawn for: a place of a sheet with several."""
    if stock.slots == 1:
        return stock
    width, height = stock.slot_mm
    return Stock(f"{width:g}x{height:g}", width, height, stock.media, dpi=stock.dpi)


def _parts(c: "sqlite3.Connection", order_ids: Sequence[int]) -> "tuple[tuple[Part, ...], Mapping[int, OrderDetail]]":
    found = {detail.row.id: detail for detail in facts.details(c, order_ids)}
    return tuple(part for detail in found.values() for part in facts.parts_of(detail)), found
