"""One row of a file in the words of the catalog: which SKU it names, where its values hold, what it wishes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import AMOUNTS, CLEARABLE, COUNTS, Address, Draft, Field
from desktop.domain.column_manners import style_of
from desktop.domain.file_columns import FIELD, Cell, FileColumn, FileTable, FormulaCell, cell_text, is_blank
from desktop.domain.file_mapping import ColumnPlan, FileMapping
from desktop.domain.typed_values import STYLES, unmistakable, write_number
from desktop.services.draft_judgement import Manner, read, written

_DOUBTS = frozenset({"ambiguous_number", "ambiguous_date"})
_EXACT = STYLES["en"]
_WISHED = (ListingStatus.ACTIVE.value, ListingStatus.INACTIVE.value)


@dataclass(frozen=True, slots=True)
class FileRow:
    """``number`` is the row's in a spreadsheet, from 1; ``names`` are the texts that may name its SKU, surest first."""

    number: int
    names: Mapping[FileColumn, str]
    shop: str = ""
    market: str = ""
    warehouse: str = ""
    cells: Mapping[Field, Cell] = field(default_factory=dict)

    @property
    def sku(self) -> str:
        """What the row is called where it is told of."""
        return self.names.get(FileColumn.SKU) or next(iter(self.names.values()), "")


def rows_of(table: FileTable, mapping: FileMapping, start: int, stop: int) -> tuple[FileRow, ...]:
    """The rows from line ``start`` up to ``stop`` (from 1, ``stop`` left out), without blank ones."""
    places = {one.of: at for at, one in enumerate(mapping.columns) if one.of is not None}
    numbered = enumerate(table.lines[start - 1 : stop - 1], start)
    return tuple(_row(number, line, places) for number, line in numbered if not is_blank(line))


def _row(number: int, line: tuple[Cell, ...], places: Mapping[FileColumn, int]) -> FileRow:
    def at(of: FileColumn) -> Cell:
        place = places.get(of)
        return line[place] if place is not None and place < len(line) else ""

    names = {of: text for of in (FileColumn.ID, FileColumn.SKU, FileColumn.BARCODE) if (text := cell_text(at(of)))}
    return FileRow(
        number,
        {of: text for of, text in names.items() if text.strip()},
        cell_text(at(FileColumn.SHOP)).strip(),
        cell_text(at(FileColumn.MARKET)).strip(),
        cell_text(at(FileColumn.WAREHOUSE)).strip(),
        {FIELD[of]: at(of) for of in FIELD if of in places},
    )


def wish(address: Address, cell: Cell, plan: ColumnPlan, shown: str, mapping: FileMapping, how: Manner) -> Draft | None:
    """The draft that a cell of the file asks for; None where it asks for nothing.

    ``shown`` is the value that the grid shows there now.
    """
    of = address.field
    if isinstance(cell, FormulaCell):
        return Draft(address, "", "", "formula_without_value")
    text = _unmistakable(of, cell) if not isinstance(cell, str) else cell
    if not text.strip():
        return Draft(address, "", "") if mapping.empty_ends_sale and of in CLEARABLE and shown else None
    words = {ListingStatus.DELETED.value: ListingStatus.DELETED, **how.words}
    draft = read(address, text, Manner(style_of(plan.numbers, plan.days, how.style), how.zone, words))
    if draft is None or (of is Field.STATUS and draft.value not in (*_WISHED, shown)):
        return Draft(address, text, "", "not_a_status")
    is_doubt = draft.code in _DOUBTS and (plan.sure or not isinstance(cell, str))
    return Draft(address, text, draft.value, "" if is_doubt else draft.code)


def typed(draft: Draft, how: Manner) -> str:
    """The text that, typed into the grid, has the draft's value: the file's own where it is doubtful for both."""
    of, value = draft.address.field, draft.value
    if not value:
        return ""
    if draft.code in _DOUBTS:
        again = read(draft.address, draft.typed, how)
        if again is not None and again.value == value:
            return draft.typed
    return written(of, value, how)


def _unmistakable(of: Field, cell: Decimal | datetime) -> str:
    if isinstance(cell, Decimal) and (of in COUNTS or of in AMOUNTS):
        return write_number(unmistakable(cell), _EXACT, grouped=False)
    return cell_text(cell)
