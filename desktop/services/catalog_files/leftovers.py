"""Rows that an import did not take, as a file of their own: unchanged, with the reason, to be read in again."""

from collections.abc import Callable, Iterator, Sequence

from desktop.domain.exports import Value
from desktop.domain.file_columns import Cell, FileTable, FormulaCell
from desktop.domain.file_mapping import FileMapping, headings
from desktop.services.catalog_files.trial import RowFailure


def failed_titles(table: FileTable, mapping: FileMapping, reason: str) -> tuple[str, ...]:
    """The file's own headings and one more; where it had none, its columns get the names that people know them by."""
    own = headings(table, mapping.header)
    named = [heading or (one.of.value if one.of else "") for heading, one in zip(own, mapping.columns, strict=True)]
    return (*named, reason)


def failed_lines(
    table: FileTable, failures: Sequence[RowFailure], tell: Callable[[RowFailure], str]
) -> Iterator[list[Value]]:
    """Each row with what ``tell`` says of it."""
    for one in failures:
        line = table.lines[one.row - 1]
        cells: list[Value] = [_value(cell) for cell in line]
        yield [*cells, *[""] * (table.width - len(line)), tell(one)]


def _value(cell: Cell) -> Value:
    return "" if isinstance(cell, FormulaCell) else cell
