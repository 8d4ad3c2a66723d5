"""Headings in a copied block: which of its columns is meant for which of the grid's, whatever their order."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.domain.catalog_grid import Field
from desktop.domain.column_names import column_called, plain_name
from desktop.domain.file_columns import FIELD, FileColumn
from desktop.domain.typed_values import read_status
from desktop.ui.catalog.clipboard import Table

MOST_ROWS = 3  # a heading over merged cells has rows above the names of the columns


@dataclass(frozen=True, slots=True)
class Headings:
    """``rows`` of the block are headings; ``fields`` says of each of its columns what it holds, None: not to be pasted.

    ``left_out`` are headings of columns that are not pasted; ``sku_at`` is the column that names the SKU, if any.
    """

    rows: int
    fields: tuple[Field | None, ...]
    left_out: tuple[str, ...] = ()
    sku_at: int | None = None


def headings_of(table: Table, titles: Mapping[Field, str]) -> Headings | None:
    """The headings of a copied block, None where its first rows are no headings that we know.

    ``titles`` are the columns that can be edited, as the screen calls them. They and the usual names are known.
    """
    count = _heading_rows(table)
    if not count:
        return None
    own = {plain_name(title): of for of, title in titles.items()}
    fields: list[Field | None] = []
    left_out: list[str] = []
    sku_at: int | None = None
    for at in range(len(table[0])):
        words = [table[row][at].strip() for row in reversed(range(count)) if table[row][at].strip()]
        of, is_sku = _meant(words, own)
        if is_sku and sku_at is None:
            sku_at = at
        known = of if of in titles and of not in fields else None
        fields.append(known)
        if known is None and sku_at != at and words:
            left_out.append(words[0])
    return Headings(count, tuple(fields), tuple(left_out), sku_at) if any(fields) else None


def _heading_rows(table: Table) -> int:
    """How many rows at the top hold words only, with a row that holds a figure below them."""
    for at, row in enumerate(table[: MOST_ROWS + 1]):
        if any(letter.isdigit() for cell in row for letter in cell):
            return at
        if any(read_status(cell) for cell in row if cell.strip()):
            return 0  # a value, not the name of one
    return 0


def _meant(words: list[str], own: Mapping[str, Field]) -> tuple[Field | None, bool]:
    """What a column holds by its lowest heading that is known, and whether that is the SKU."""
    for word in words:
        if of := own.get(plain_name(word)):
            return of, False
        column, is_exact = column_called(word)
        if column is not None and is_exact:
            return FIELD.get(column), column is FileColumn.SKU
    return None, False
