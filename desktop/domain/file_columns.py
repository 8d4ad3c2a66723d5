"""The columns of catalog files: what a column means, a cell as it was read, and a table of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from desktop.domain.catalog_grid import Field


class FileColumn(StrEnum):
    """Everything that can stand in a column. Those of ``Field`` have its values; the last ones are only exported."""

    SKU = "sku"
    ID = "id"
    BARCODE = "barcode"
    SHOP = "shop"
    MARKET = "market"
    WAREHOUSE = "warehouse"
    STOCK = "stock"
    SAFETY_STOCK = "safety_stock"
    PRICE = "price"
    SALE_PRICE = "sale_price"
    SALE_FROM = "sale_from"
    SALE_TO = "sale_to"
    STATUS = "status"
    CURRENCY = "currency"
    NAME = "name"
    PRODUCT = "product"
    PLATFORM = "platform"
    BRAND = "brand"
    CATEGORY = "category"
    QC = "qc"
    QC_REASON = "qc_reason"


FIELD: Mapping[FileColumn, Field] = {FileColumn(one.value): one for one in Field}
NAMING = (FileColumn.ID, FileColumn.SKU, FileColumn.BARCODE)  # any of them says which SKU, the first the surest
IMPORTED = (*NAMING, FileColumn.SHOP, FileColumn.MARKET, FileColumn.WAREHOUSE, *FIELD)


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """A formula whose result the file does not hold; formulas are never reckoned here."""


Cell = str | Decimal | datetime | FormulaCell
"""A text, a number, a moment of a clock on the wall (naive), or a formula without its result."""


@dataclass(frozen=True, slots=True)
class FileTable:
    """A file as it was read: line 1 is ``lines[0]``, blank lines included. ``encoding`` and ``separator`` of a text."""

    name: str
    lines: tuple[tuple[Cell, ...], ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    width: int = field(init=False)  # columns; counted once, where the file is read: there may be many lines

    def __post_init__(self) -> None:
        object.__setattr__(self, "width", max((len(line) for line in self.lines), default=0))


def cell_text(cell: Cell) -> str:
    """A cell as plain text: whole numbers without a point, days without a clock that says nothing."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, FormulaCell):
        return ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return f"{cell:%Y-%m-%d}" if cell == cell.replace(hour=0, minute=0, second=0) else f"{cell:%Y-%m-%d %H:%M:%S}"


def is_blank(line: tuple[Cell, ...]) -> bool:
    """Whether nothing stands in a line."""
    return not any(isinstance(cell, FormulaCell) or cell_text(cell).strip() for cell in line)
