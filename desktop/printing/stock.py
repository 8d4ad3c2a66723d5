"""Stock is the paper in the printer: its size, and how many labels share one sheet."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from desktop.domain.errors import NotPossible

A4_MM = (210.0, 297.0)
_SMALLEST_MM, _LARGEST_MM = 20.0, 450.0
_SIZE = re.compile(r"(\d{2,3}(?:\.\d+)?)[x×](\d{2,3}(?:\.\d+)?)")


@dataclass(frozen=True, slots=True)
class Stock:
    """A sheet of ``width_mm`` x ``height_mm`` cut into ``columns`` x ``rows`` equal slots.

    Slots count from 0, left to right, then down. ``free_slots`` are those of the first sheet that may be printed on, as
    it was begun another day; empty for a fresh sheet.
    ``media`` is the name a CUPS queue knows the sheet by. ``margin_mm`` stays white all around the sheet, where an
    office printer cannot print. ``dpi`` is the coarsest printer that such paper is put into.
    """

    id: str
    width_mm: float
    height_mm: float
    media: str
    columns: int = 1
    rows: int = 1
    margin_mm: float = 0.0
    free_slots: tuple[int, ...] = ()
    dpi: int = 203

    @property
    def slots(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows

    @property
    def slot_mm(self) -> tuple[float, float]:
        """Width and height of one slot in millimetres."""
        return (self.width_mm - 2 * self.margin_mm) / self.columns, (self.height_mm - 2 * self.margin_mm) / self.rows

    def starting_at(self, slot: int) -> "Stock":
        """The same stock, begun at ``slot`` (from 0). Raises ``NotPossible("unknown_slot")``."""
        if not 0 <= slot < self.slots:
            raise NotPossible("unknown_slot", slot=str(slot), stock=self.id)
        return self.with_used(range(slot))

    def with_used(self, used: Collection[int]) -> "Stock":
        """The same stock, these slots of its first sheet gone; where all are, that sheet is thrown away."""
        free = tuple(slot for slot in range(self.slots) if slot not in used)
        return replace(self, free_slots=free if len(free) < self.slots else ())

    def place(self, label: int) -> tuple[int, int]:
        """Sheet and slot (both from 0) of a run's label number ``label`` (from 0)."""
        first = self.free_slots or tuple(range(self.slots))
        if label < len(first):
            return 0, first[label]
        sheet, slot = divmod(label - len(first), self.slots)
        return sheet + 1, slot

    def slot_at(self, x_mm: float, y_mm: float) -> int:
        """The slot around a point of the sheet, measured from its upper left corner; the nearest one for the margin."""
        width, height = self.slot_mm
        column = min(max(int((x_mm - self.margin_mm) / width), 0), self.columns - 1)
        row = min(max(int((y_mm - self.margin_mm) / height), 0), self.rows - 1)
        return row * self.columns + column

    def turned(self, turn: int) -> "Stock":
        """The sheet as it leaves when pages are turned by ``turn`` degrees: at 90 and 270 it lies on its side."""
        if turn not in {90, 270}:
            return self
        width, height = self.height_mm, self.width_mm
        return replace(self, width_mm=width, height_mm=height, media=f"Custom.{width:g}x{height:g}mm")


STOCKS: Mapping[str, Stock] = {
    stock.id: stock
    for stock in (
        Stock("100x150", 100.0, 150.0, "Custom.100x150mm"),
        Stock("a6", 105.0, 148.0, "A6"),
        Stock("a4", *A4_MM, "A4", dpi=300),
        # Four times 100 x 150 mm need 300 mm of height: 99 % at best, 96 % within the margins of an office printer.
        Stock("a4-4up", *A4_MM, "A4", columns=2, rows=2, margin_mm=4.3, dpi=300),
    )
}


def stock_of(name: str) -> Stock:
    """A known stock, or a custom one written as ``80x120`` (millimetres). Raises ``NotPossible("unknown_stock")``."""
    if known := STOCKS.get(name.strip().lower()):
        return known
    found = _SIZE.fullmatch(name.strip().lower())
    width, height = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    if not all(_SMALLEST_MM <= side <= _LARGEST_MM for side in (width, height)):
        raise NotPossible("unknown_stock", stock=name[:40])
    size = f"{width:g}x{height:g}"
    return Stock(size, width, height, f"Custom.{size}mm")
