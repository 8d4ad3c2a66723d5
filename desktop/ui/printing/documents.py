"""What the print sheet can lay out and print: labels of the platforms and papers of our own, alike to the sheet."""

import getpass
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication

from desktop.domain.papers import DocumentKind
from desktop.services.labels import PlannedLabel, PrintPlan
from desktop.services.papers import DocumentSetup, PaperPlan, PlannedPaper
from desktop.services.window_printers import PrintTarget
from desktop.ui.kit.format import counted
from desktop.ui.printing.ports import Labels, Papers, Sheets

Plan = PrintPlan | PaperPlan
Planned = PlannedLabel | PlannedPaper


def tr(source: str) -> str:
    return QCoreApplication.translate("PrintDocuments", source)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What went out: how many, the plan with its new counts, the places that were filled."""

    plan: Plan
    count: int
    pages: int


class Document(Protocol):
    """One kind of document of a selection."""

    @property
    def kind(self) -> DocumentKind: ...

    async def plan(self, order_ids: Sequence[int], setup: DocumentSetup) -> Plan: ...
    async def sheets(self, plan: Plan, setup: DocumentSetup) -> Sheets: ...
    async def to_pdf(self, plan: Plan, path: Path, setup: DocumentSetup, *, again: bool) -> Outcome: ...
    async def to_printer(
        self, plan: Plan, setup: DocumentSetup, *, again: bool, target: PrintTarget | None = None
    ) -> Outcome:
        """``target``: a printer of the window's own instead of the setup's."""
        ...

    def summary(self, count: int, sheets: int) -> str: ...


class LabelDocument:
    """The labels, the platforms' and ours, in one sequence."""

    kind = DocumentKind.LABEL

    def __init__(self, labels: Labels, parcels: Collection[tuple[int, str]] = ()) -> None:
        """``parcels``: only these, by order and tracking number; their labels are printed as they are."""
        self._labels, self._parcels = labels, frozenset(parcels)
        self._draw = not parcels

    async def plan(self, order_ids: Sequence[int], setup: DocumentSetup) -> PrintPlan:
        if self._draw:
            await self._labels.draw_own(order_ids)
            self._draw = False
        plan = await self._labels.plan(
            order_ids, sequence=setup.sequence, reverse=setup.reverse, separators=setup.separators
        )
        if not self._parcels:
            return plan
        entries = (one for one in plan.entries if (one.order_id, one.tracking_number) in self._parcels)
        return replace(plan, entries=tuple(entries))

    async def sheets(self, plan: Plan, setup: DocumentSetup) -> Sheets:
        assert isinstance(plan, PrintPlan)
        return await self._labels.sheets(plan, setup.stock, setup.printer)

    async def to_pdf(self, plan: Plan, path: Path, setup: DocumentSetup, *, again: bool) -> Outcome:
        assert isinstance(plan, PrintPlan)
        printed = await self._labels.to_pdf(plan, path, setup.stock, again=again, who=user_name())
        return Outcome(printed.plan, len(printed.records), printed.pages)

    async def to_printer(
        self, plan: Plan, setup: DocumentSetup, *, again: bool, target: PrintTarget | None = None
    ) -> Outcome:
        assert isinstance(plan, PrintPlan)
        printed = await self._labels.to_printer(
            plan, target or setup.printer, setup.stock, again=again, who=user_name(), placement=setup.placement
        )
        return Outcome(printed.plan, len(printed.records), printed.pages)

    def summary(self, count: int, sheets: int) -> str:
        return f"{counted(count, tr('One label'), tr('{n} labels'))} {_on(sheets)}".strip()


class PaperDocument:
    """Slips or a list."""

    def __init__(self, papers: Papers, kind: DocumentKind) -> None:
        self._papers, self._kind = papers, kind

    @property
    def kind(self) -> DocumentKind:
        return self._kind

    async def plan(self, order_ids: Sequence[int], setup: DocumentSetup) -> PaperPlan:
        if self.kind is DocumentKind.HANDOVER and not order_ids:
            return await self._papers.handover_plan(setup)
        return await self._papers.plan(self.kind, order_ids, setup)

    async def sheets(self, plan: Plan, setup: DocumentSetup) -> Sheets:
        assert isinstance(plan, PaperPlan)
        return await self._papers.sheets(plan, setup)

    async def to_pdf(self, plan: Plan, path: Path, setup: DocumentSetup, *, again: bool) -> Outcome:
        assert isinstance(plan, PaperPlan)
        printed = await self._papers.to_pdf(plan, path, setup, again=again, who=user_name())
        return Outcome(printed.plan, len(printed.records), printed.sheets)

    async def to_printer(
        self, plan: Plan, setup: DocumentSetup, *, again: bool, target: PrintTarget | None = None
    ) -> Outcome:
        assert isinstance(plan, PaperPlan)
        printed = await self._papers.to_printer(plan, setup, target=target, again=again, who=user_name())
        return Outcome(printed.plan, len(printed.records), printed.sheets)

    def summary(self, count: int, sheets: int) -> str:
        return f"{counted(count, tr('One order'), tr('{n} orders'))} {_on(sheets)}".strip()


def _on(sheets: int) -> str:
    return counted(sheets, tr("on one sheet"), tr("on {n} sheets")) if sheets else ""


def user_name() -> str:
    """Who prints: the name this computer knows the person by, for the ledger."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a computer without user names
        return ""
