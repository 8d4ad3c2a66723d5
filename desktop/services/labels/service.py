"""What the seller can do with labels: fetch them, look at them, print them once or again."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock
from desktop.domain.labels import LabelFormat, LabelState
from desktop.domain.order_views import ActionResult, OrderQuery, OrderRow, OrderSort, SortKey
from desktop.domain.orders import Bucket
from desktop.domain.papers import Placement
from desktop.domain.progress import Progress, ShowProgress
from desktop.printing import press, targets
from desktop.printing.sequence import PageOrder
from desktop.printing.stock import Stock
from desktop.printing.targets import Printer, PrintTarget
from desktop.services.changes import ChangeFeed
from desktop.services.couriers import Platforms
from desktop.services.labels.fetching import LabelFetcher
from desktop.services.labels.pages import OwnPapers
from desktop.services.labels.parcels import SeenOrder, drawn_by_us, label_from, look
from desktop.services.labels.plan import PrintPlan, plan_of
from desktop.services.labels.printing import AS_IT_COMES, PrintDesk, Printed, Sheets
from desktop.store import labels, orders
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from desktop.printing.render import PageImage

PREFETCH_SINCE = timedelta(days=14)
PREFETCH_MOST = 200
PREFETCH_PAUSE = timedelta(minutes=30)  # before an order whose label did not come is asked for again by itself
_SCREEN_DPI = 96


class LabelService:
    """Used from the event loop's thread."""

    def __init__(
        self,
        db: Database,
        platforms: Platforms,
        changes: ChangeFeed,
        *,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]],
        own: OwnPapers | None = None,
    ) -> None:
        """``own``: draws address labels for platforms that hand out none, and the pages between the runs of a SKU."""
        self._db, self._platforms, self._changes, self._clock = db, platforms, changes, clock
        self._fetcher = LabelFetcher(db, platforms, changes, clock=clock, sleep=sleep, own=own)
        self._desk = PrintDesk(db, clock, own)
        self._tried: dict[int, datetime] = {}
        self._first_prefetch = True

    # --- getting them -------------------------------------------------------------------------------------------------
    async def fetch(
        self,
        order_ids: Sequence[int],
        progress: ShowProgress | None = None,
        stop: asyncio.Event | None = None,
        *,
        again: bool = False,
    ) -> tuple[ActionResult, ...]:
        """See that the labels of these orders lie proved in the vault; one result per known order, as asked.

        States: ``label_ready``; ``needs_login``; ``cancelled`` (by ``stop``); ``not_possible`` with a code:
        ``not_ready``, ``no_labels_here``, a ``LabelProblem``, or why the platform gave none. ``again``: new labels even
        where there are some (another verb than printing the same one again).
        """
        return await self._fetcher.fetch(order_ids, progress or _quiet, stop or asyncio.Event(), again=again)

    async def prefetch(self, account_id: str = "") -> None:
        """After a sync: fetch, newest first, what ready orders still lack. Failures show on the orders."""
        if self._first_prefetch:  # what a killed program was fetching is not on its way any more
            self._first_prefetch = False
            await self._db.write(labels.forget_fetching)
        now = self._clock()
        self._tried = {id_: at for id_, at in self._tried.items() if now - at < PREFETCH_PAUSE}
        rows = await self._db.read(lambda c: _ready_without_label(c, now - PREFETCH_SINCE))
        due = [row.id for row in rows if account_id in {"", row.account_id} and row.id not in self._tried]
        due = due[:PREFETCH_MOST]
        self._tried.update((id_, now) for id_ in due)
        if due:
            await self.fetch(due)

    # --- looking at them ----------------------------------------------------------------------------------------------
    async def plan(
        self, order_ids: Sequence[int], *, sequence: str = "given", reverse: bool = False, separators: bool = False
    ) -> PrintPlan:
        """Which pages printing these orders would give. ``sequence``: a ``PageOrder``.

        ``separators``: a page between the runs of one SKU. Missing labels of our own are drawn by the way.
        """
        order, manifests = PageOrder(sequence), self._platforms.manifests
        seen = await self._look(order_ids)
        if undrawn := [one.row.id for one in seen if one.ours and any(not one.label_of(p) for p in one.parcels)]:
            await self.fetch(undrawn)
            seen = await self._look(order_ids)
        final = {id_: label_from(one) for id_, one in manifests.items()}
        return plan_of(seen, final, order, reverse=reverse, separators=separators)

    async def draw_own(self, order_ids: Sequence[int]) -> None:
        """Our own labels among these as address and template are now; those printed before stay as they are."""
        ours = [one.row.id for one in await self._look(order_ids) if one.ours]
        if ours:
            await self.fetch(ours)

    async def _look(self, order_ids: Sequence[int]) -> tuple[SeenOrder, ...]:
        drawn = drawn_by_us(self._platforms.manifests)
        return await self._db.read(lambda c: look(c, list(dict.fromkeys(order_ids)), drawn))

    async def sheets(self, plan: PrintPlan, stock: Stock, printer: str = "") -> Sheets:
        """The plan on its stock, with scale and number of sheets; nothing is recorded.

        ``printer``: where it shall go, as in ``printers``; empty: to a file.
        """
        takes = targets.target_of(printer).takes if printer else LabelFormat.PDF
        return await self._desk.sheets(plan, stock, takes)

    async def document(self, plan: PrintPlan, stock: Stock) -> bytes:
        """The PDF of ``sheets``, empty when nothing is printable."""
        return (await self._desk.sheets(plan, stock)).pdf

    async def pages(
        self, pdf: bytes, numbers: Sequence[int] | None = None, *, dpi: float = _SCREEN_DPI
    ) -> "tuple[PageImage, ...]":
        """Pages of a document as grey pixels, for the preview: ask for the few that are seen."""
        return await press.page_images(pdf, dpi, numbers)

    # --- printing them ------------------------------------------------------------------------------------------------
    async def printers(self) -> tuple[Printer, ...]:
        """The print queues of this system; a ZPL printer on the network is named ``zpl://host[:port][?dpi=300]``."""
        return await targets.printers()

    async def to_pdf(self, plan: PrintPlan, path: Path, stock: Stock, *, again: bool = False, who: str = "") -> Printed:
        """Write the labels to a PDF file; it counts as printing.

        Raises ``NotPossible``: ``already_printed`` (with ``numbers``; see ``PrintPlan.without_printed``),
        ``printed_meanwhile`` (by another window: plan anew), ``file_not_written``.
        """
        return self._told(await self._desk.to_pdf(plan, path, stock, again=again, who=who))

    async def to_printer(
        self,
        plan: PrintPlan,
        printer: str | PrintTarget,
        stock: Stock,
        *,
        again: bool = False,
        who: str = "",
        placement: Placement = AS_IT_COMES,
    ) -> Printed:
        """Print the labels. ``printer``: a name as in ``printers``, or a target of the caller's own.

        Raises as ``to_pdf``; besides ``NotPossible`` when the printer took nothing (``unknown_printer``,
        ``printer_unreachable``, ``print_failed``, ``no_print_system``) and ``Unsure`` when it may have.
        """
        target = targets.target_of(printer) if isinstance(printer, str) else printer
        return self._told(await self._desk.to_target(plan, target, stock, again=again, who=who, placement=placement))

    def _told(self, printed: Printed) -> Printed:
        if printed.records:
            ids = tuple(dict.fromkeys(entry.order_id for entry in printed.plan.printable))
            self._changes.publish(Changes(ChangeKind.LABELS, ids=ids))
        return printed


def _quiet(_progress: Progress) -> None:
    """Nobody is watching."""


def _ready_without_label(c: "sqlite3.Connection", since: "datetime") -> list[OrderRow]:
    """The newest orders that may have a label and show none that was fetched."""
    query = OrderQuery(bucket=Bucket.LABEL_READY, sort=(SortKey(OrderSort.CREATED, descending=True),))
    rows = orders.order_rows(c, orders.order_ids(c, query, limit=5 * PREFETCH_MOST))
    return [row for row in rows if row.created_at >= since and _lacks_label(row)]


def _lacks_label(row: OrderRow) -> bool:
    refused = row.label_problem is not None  # it came and failed its proof: only the seller asks for another
    return row.label in {LabelState.NONE, LabelState.FETCHING} or (row.label is LabelState.FAILED and not refused)
