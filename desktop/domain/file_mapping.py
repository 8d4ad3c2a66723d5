"""Which column of a file means what and how it writes: guessed from headings and values, kept for the next file."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from desktop.domain.catalog_grid import AMOUNTS, COUNTS, DAYS
from desktop.domain.column_manners import Days, Numbers, days_of, numbers_of, usual_manners
from desktop.domain.column_names import column_called, plain_name
from desktop.domain.file_columns import FIELD, IMPORTED, NAMING, Cell, FileColumn, FileTable, cell_text, is_blank
from desktop.domain.typed_values import Style

HEAD = 30  # lines among which the headings are looked for
SEEN = 5_000  # values of a column that are looked at


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """One column: what it means (None: it is left alone) and how it writes; ``sure`` where that is proved or said."""

    of: FileColumn | None = None
    numbers: Numbers | None = None
    days: Days | None = None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class FileMapping:
    """How a file is read: ``header`` is the line of the headings, 0 where there is none.

    ``empty_ends_sale``: an empty cell takes a sale price or its days away; else it wishes nothing.
    """

    header: int
    columns: tuple[ColumnPlan, ...]
    empty_ends_sale: bool = False

    def at(self, of: FileColumn) -> int | None:
        """The place of a column, from 0."""
        return next((at for at, one in enumerate(self.columns) if one.of is of), None)

    @property
    def code(self) -> str:
        """What is still missing before rows can be read, as a code; empty where nothing is."""
        meant = {one.of for one in self.columns}
        if not meant & set(NAMING):
            return "no_sku_column"
        return "" if meant & FIELD.keys() else "no_value_column"


def guess(table: FileTable, style: Style) -> FileMapping:
    """The mapping that headings and values suggest to somebody who writes in ``style``."""
    header = find_header(table)
    found: dict[FileColumn, tuple[int, bool]] = {}
    for at, heading in enumerate(headings(table, header)):
        of, exact = column_called(heading)
        if of in IMPORTED and (of not in found or (exact and not found[of][1])):
            found[of] = at, exact
    plans = [ColumnPlan()] * table.width
    for of, (at, _exact) in found.items():
        plans[at] = plan_of(table, header, at, of, style)
    return FileMapping(header, _agreed(plans))


def _agreed(plans: Sequence[ColumnPlan]) -> tuple[ColumnPlan, ...]:
    """Columns that prove nothing are written as those of the same file that do."""
    numbers = {one.numbers for one in plans if one.numbers and one.sure}
    days = {one.days for one in plans if one.days and one.sure}
    return tuple(
        replace(one, numbers=min(numbers), sure=True)
        if one.numbers and not one.sure and len(numbers) == 1
        else replace(one, days=min(days), sure=True)
        if one.days and not one.sure and len(days) == 1
        else one
        for one in plans
    )


def plan_of(table: FileTable, header: int, at: int, of: FileColumn | None, style: Style) -> ColumnPlan:
    """A column with this meaning, its manner of writing seen from its values."""
    field = FIELD.get(of) if of else None
    usual_numbers, usual_days = usual_manners(style)
    if field in COUNTS or field in AMOUNTS:
        numbers, sure = numbers_of(_texts(table, header, at), usual_numbers)
        return ColumnPlan(of, numbers=numbers, sure=sure)
    if field in DAYS:
        days, sure = days_of(_texts(table, header, at), usual_days)
        return ColumnPlan(of, days=days, sure=sure)
    return ColumnPlan(of)


def with_header(mapping: FileMapping, table: FileTable, header: int, style: Style) -> FileMapping:
    """The mapping that another line of headings suggests."""
    rest = replace(table, lines=table.lines[header - 1 : header + SEEN]) if header else table
    found = guess(rest, style) if header else FileMapping(0, tuple(ColumnPlan() for _ in range(table.width)))
    columns = found.columns + (ColumnPlan(),) * (table.width - len(found.columns))
    return replace(mapping, header=header, columns=columns)


def find_header(table: FileTable) -> int:
    """The line of the headings, also below titles: the one that names most; 0 where no line looks like headings."""
    best, most = 0, 0
    for number, line in enumerate(table.lines[:HEAD], 1):
        meant = {column_called(cell)[0] for cell in line if isinstance(cell, str)} - {None}
        if len(meant) > most and (meant & set(NAMING) or len(meant) > 1):
            best, most = number, len(meant)
    if best:
        return best
    filled = [(number, line) for number, line in enumerate(table.lines[:HEAD], 1) if not is_blank(line)]
    if not filled:
        return 0
    number, line = max(filled, key=lambda one: (sum(bool(cell_text(cell)) for cell in one[1]), -one[0]))
    is_words = all(isinstance(cell, str) and not any(letter.isdigit() for letter in cell) for cell in line)
    return number if is_words else 0


def headings(table: FileTable, header: int) -> tuple[str, ...]:
    """The headings, one for each column; empty where there are none."""
    line: Sequence[Cell] = table.lines[header - 1] if 0 < header <= len(table.lines) else ()
    return tuple(cell_text(line[at]).strip() if at < len(line) else "" for at in range(table.width))


def samples(table: FileTable, header: int, at: int, count: int = 3) -> tuple[str, ...]:
    """The first different values of a column."""
    found: dict[str, None] = {}
    for line in table.lines[header : header + SEEN]:
        if at < len(line) and (text := cell_text(line[at]).strip()):
            found[text] = None
            if len(found) == count:
                break
    return tuple(found)


def signature(table: FileTable, header: int) -> str:
    """Names a kind of file: the same for every file with the same headings in the same order."""
    names = "\n".join(plain_name(heading) for heading in headings(table, header))
    return hashlib.sha256(names.encode()).hexdigest()[:16]


def as_json(mapping: FileMapping) -> dict[str, object]:
    """What is worth remembering, as JSON values. A manner that was only guessed is guessed again."""
    return {
        "columns": [
            {"of": one.of, "numbers": one.numbers if one.sure else None, "days": one.days if one.sure else None}
            for one in mapping.columns
        ],
        "empty_ends_sale": mapping.empty_ends_sale,
    }


def remembered(kept: object, guessed: FileMapping, table: FileTable, style: Style) -> FileMapping:
    """What was said the last time of such a file; what does not fit this one is guessed."""
    columns = kept.get("columns") if isinstance(kept, Mapping) else None
    if not isinstance(kept, Mapping) or not isinstance(columns, list) or len(columns) != len(guessed.columns):
        return guessed
    plans = tuple(_plan(one, plan_of(table, guessed.header, at, _known(one), style)) for at, one in enumerate(columns))
    return FileMapping(guessed.header, plans, kept.get("empty_ends_sale") is True)


def _known(one: object) -> FileColumn | None:
    of = one.get("of") if isinstance(one, Mapping) else None
    return FileColumn(of) if of in {*IMPORTED} else None


def _plan(one: object, seen: ColumnPlan) -> ColumnPlan:
    """What the values prove holds against what was remembered."""
    if seen.sure or not isinstance(one, Mapping):
        return seen
    if seen.numbers and one.get("numbers") in set(Numbers):
        return replace(seen, numbers=Numbers(one["numbers"]), sure=True)
    if seen.days and one.get("days") in set(Days):
        return replace(seen, days=Days(one["days"]), sure=True)
    return seen


def _texts(table: FileTable, header: int, at: int) -> list[str]:
    lines = table.lines[header : header + SEEN]
    return [cell for line in lines if at < len(line) and isinstance(cell := line[at], str)]
