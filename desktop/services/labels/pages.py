"""The pages of a plan with their bytes: the labels, and between the runs of one SKU the pages that part them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Protocol

from desktop.domain.labels import LabelFormat
from desktop.domain.papers import PickLine
from desktop.platforms.kit.contract import FetchesLabels
from desktop.printing.stock import Stock
from desktop.services.labels.plan import PlannedLabel, PrintPlan
from desktop.store import labels
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


class OwnPapers(Protocol):
    """Who draws what no platform gives."""

    def labels_for(self, order_ids: "Mapping[str, int]") -> FetchesLabels:
        """Address labels for orders of one account: our ids by the remote ones."""

    async def digests(self, order_ids: "Sequence[int]") -> "Mapping[tuple[int, str], str]":
        """What the address labels of these orders would be drawn from now, by order and tracking number."""

    async def separator(self, line: PickLine, stock: Stock) -> bytes:
        """A PDF page that parts the parcels of one SKU from the next."""


@dataclass(frozen=True, slots=True)
class Sheaf:
    """One document of a run. ``entry`` is None for a separator."""

    entry: PlannedLabel | None
    format: LabelFormat
    content: bytes

    @property
    def number(self) -> str:
        """What a scanner must read off it, as when it was proved; empty where there is nothing to read."""
        if self.entry is None:
            return ""
        own = self.entry.label.tracking_number if self.entry.label else ""
        return own or self.entry.tracking_number or self.entry.number


async def sheaves(db: Database, plan: PrintPlan, stock: Stock, own: OwnPapers | None) -> list[Sheaf]:
    """The printable labels with their bytes in the sequence of the pages."""
    entries = plan.printable

    def read(c: "sqlite3.Connection") -> list[Sheaf]:
        found = ((entry, entry.label) for entry in entries)
        return [Sheaf(entry, label.format, labels.label_bytes(c, label.id)) for entry, label in found if label]

    found = await db.read(read)
    return await _parted(found, plan, stock, own) if plan.separators and own else found


async def _parted(found: Sequence[Sheaf], plan: PrintPlan, stock: Stock, own: OwnPapers) -> list[Sheaf]:
    """With a page at the head of each run of one SKU; mixed parcels stand together without one."""
    parted: list[Sheaf] = []
    for sku, group in groupby(found, key=lambda sheaf: sheaf.entry.run if sheaf.entry else ""):
        run = list(group)
        head: list[Sheaf] = []
        if sku:
            head = [Sheaf(None, LabelFormat.PDF, await own.separator(run_line(run), stock))]
        parted += [*run, *head] if plan.reversed else [*head, *run]
    return parted


def run_line(run: Sequence[Sheaf]) -> PickLine:
    """What the separator of a run says: its SKU, and how many pieces for which orders."""
    entries = [sheaf.entry for sheaf in run if sheaf.entry]
    item = entries[0].items[0]
    wanted = tuple((entry.number, sum(item.quantity for item in entry.items)) for entry in entries)
    return PickLine(item.sku, item.name, sum(count for _number, count in wanted), wanted)
