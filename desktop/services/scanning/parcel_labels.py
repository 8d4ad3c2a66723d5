"""The papers of the parcel just packed: its label, taken from the vault or fetched and printed once, and its slip."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from desktop.domain.errors import NotPossible, Unsure
from desktop.domain.order_views import ActionResult
from desktop.domain.packing import OrderHit
from desktop.domain.papers import DocumentKind
from desktop.domain.scanning import Outcome, ScanResult
from desktop.services.labels import LabelService, PrintPlan
from desktop.services.papers import TO_PDF, DocumentSetup, PaperService

_FETCHABLE = frozenset({"no_label", "fetched_too_early"})


class Steps(Protocol):
    """Who takes an order the marketplace's steps to its label."""

    async def process(self, order_ids: Sequence[int]) -> tuple[ActionResult, ...]: ...


class ParcelLabels:
    """Prints what one scan completed; what comes out, or why nothing does, is an ``Outcome``, never an exception."""

    def __init__(self, labels: LabelService, papers: PaperService, steps: Steps) -> None:
        self._labels, self._papers, self._steps = labels, papers, steps

    async def print(
        self,
        order: OrderHit,
        parcels: Sequence[str],
        *,
        again: bool = False,
        take_steps: bool = False,
    ) -> Outcome:
        """Print the labels of these parcels (tracking numbers; an empty one: of the whole order) as it was chosen.

        ``again``: a second copy where there was one. ``take_steps``: first take the order the marketplace's steps.
        The answer's ``parcels`` are these. Raises ``StoreError``.
        """
        outcome = await self._print(order, parcels, again=again, take_steps=take_steps)
        return replace(outcome, parcels=tuple(parcels))

    async def _print(self, order: OrderHit, parcels: Sequence[str], *, again: bool, take_steps: bool) -> Outcome:
        if take_steps:
            (result,) = await self._steps.process([order.order_id])
            if not result.ok:
                return _not_printed(order, result.code or result.state, result.params)
            parcels = ()
        plan, reason = await self._plan(order, parcels)
        if not plan.printable:
            code, params = reason or _problem(plan)
            return _not_printed(order, code, params)
        setup = await self._papers.setups.get(DocumentKind.LABEL)
        if setup.printer == TO_PDF:
            return Outcome(ScanResult.NO_PRINTER, order=order)
        return await self._to_paper(order, plan, setup, again=again)

    async def slip(self, order: OrderHit) -> Outcome | None:
        """Print the packing slip, once; None when it lies in the printer. Raises ``StoreError``.

        Without a ``reason`` no printer was chosen for slips.
        """
        setup = await self._papers.setups.get(DocumentKind.PACKING_SLIP)
        if setup.printer == TO_PDF:
            return Outcome(ScanResult.SLIP_NOT_PRINTED, order=order)
        plan = (await self._papers.plan(DocumentKind.PACKING_SLIP, [order.order_id], setup)).without_printed()
        if not plan.printable:
            return None
        try:
            await self._papers.to_printer(plan, setup)
        except (NotPossible, Unsure) as error:
            return Outcome(ScanResult.SLIP_NOT_PRINTED, order=order, reason=error.code, params=error.params)
        return None

    async def _plan(
        self, order: OrderHit, parcels: Sequence[str]
    ) -> tuple[PrintPlan, tuple[str, Mapping[str, str]] | None]:
        """The labels of these parcels; what is missing is fetched first, or the reason why it cannot be."""
        plan = await self._of_parcels(order, parcels)
        if not any(entry.problem in _FETCHABLE for entry in plan.entries):
            return plan, None
        results = await self._labels.fetch([order.order_id])
        failed = next(((one.code or one.state, one.params) for one in results if not one.ok), None)
        return await self._of_parcels(order, parcels), failed

    async def _of_parcels(self, order: OrderHit, parcels: Sequence[str]) -> PrintPlan:
        plan = await self._labels.plan([order.order_id])
        wanted = {parcel for parcel in parcels if parcel}
        if not wanted or "" in parcels:
            return plan
        return PrintPlan(tuple(entry for entry in plan.entries if entry.tracking_number in wanted))

    async def _to_paper(self, order: OrderHit, plan: PrintPlan, setup: DocumentSetup, *, again: bool) -> Outcome:
        if plan.printed_before and not again:
            copies = max(entry.label.printed for entry in plan.printed_before if entry.label)
            return Outcome(ScanResult.LABEL_PRINTED_BEFORE, order=order, count=copies)
        try:
            printed = await self._labels.to_printer(
                plan, setup.printer, setup.stock, again=again, placement=setup.placement
            )
        except NotPossible as error:
            if error.code == "printed_meanwhile":
                return Outcome(ScanResult.LABEL_PRINTED_BEFORE, order=order)
            return _not_printed(order, error.code, error.params)
        except Unsure as error:
            return _not_printed(order, error.code, error.params)
        if not printed.records:
            code, params = _problem(printed.plan)
            return _not_printed(order, code, params)
        await self._papers.setups.put(DocumentKind.LABEL, setup.after(len(printed.records)))
        facts = {"printer": setup.printer}
        return Outcome(ScanResult.LABEL_PRINTED, order=order, count=len(printed.records), params=facts)


def _problem(plan: PrintPlan) -> tuple[str, Mapping[str, str]]:
    """The first thing that is wrong."""
    entry = next(iter(plan.problems), None)
    return ("no_label", {}) if entry is None else (entry.problem, entry.params)


def _not_printed(order: OrderHit, code: str, params: Mapping[str, str]) -> Outcome:
    return Outcome(ScanResult.LABEL_NOT_PRINTED, order=order, reason=code, params=params)
