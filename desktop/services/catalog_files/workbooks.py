"""Reads the sheets of an XLSX file after its measure was taken: nothing in it is run, fetched or reckoned."""

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from desktop.domain.errors import NotPossible
from desktop.domain.file_columns import Cell, FileTable, FormulaCell
from desktop.services.catalog_files.text_files import MOST_COLUMNS, MOST_ROWS
from desktop.services.catalog_files.workbook_measure import measure


def read_workbook(name: str, content: bytes, sheet: str = "") -> FileTable:
    """The table on ``sheet``, or on the first that holds anything.

    Raises ``NotPossible``: ``file_broken``, ``file_too_large``, ``file_empty``, ``too_many_rows``.
    """
    import python_calamine  # only who imports one pays for it

    sizes = measure(content)
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as book:
            names = tuple(one for one in book.sheet_names if one in sizes)
            chosen = sheet if sheet in names else next((one for one in names if sizes[one].cells), "")
            if not chosen:
                raise NotPossible("file_empty")
            size = sizes[chosen]
            if size.bottom > MOST_ROWS + 1:
                raise NotPossible("too_many_rows", most=str(MOST_ROWS))
            found = book.get_sheet_by_name(chosen)
            rows = found.to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise NotPossible("file_broken", reason="") from error
    lines = tuple(_lines(rows, size.formulas))
    return FileTable(name, lines, sheet=chosen, sheets=names)


def _lines(rows: Sequence[Sequence[object]], formulas: frozenset[tuple[int, int]]) -> Iterator[tuple[Cell, ...]]:
    """The lines up to the last that holds anything; formulas without a result are seen by nobody but the measure."""
    by_row: dict[int, list[int]] = {}
    for at, place in formulas:
        by_row.setdefault(at, []).append(place)
    filled = max((at for at, row in enumerate(rows) if any(value != "" for value in row)), default=-1)
    for at in range(max([filled, *by_row]) + 1):
        row = rows[at] if at < len(rows) else ()
        line: list[Cell] = [_cell(value) for value in row[:MOST_COLUMNS]]
        for place in by_row.get(at, ()):
            line += [""] * (min(place + 1, MOST_COLUMNS) - len(line))
            line[place : place + 1] = [FormulaCell()] if place < MOST_COLUMNS else []
        yield tuple(line)


def _cell(value: object) -> Cell:
    """A value as the file has it. Figures are those a spreadsheet shows: fifteen digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(int(value)) if value.is_integer() and abs(value) < 1e15 else Decimal(repr(value))
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, time):
        return value.isoformat()
    return str(value)
