"""The figures of chosen rows, light enough to hold many thousands while a sheet shows what would become of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop.domain.adjusting import Adjustment, decimals_of, reckoned
from desktop.domain.catalog_grid import AMOUNTS, COUNTS, Field, GridRow
from desktop.domain.errors import NotPossible
from desktop.services.draft_judgement import Manner
from desktop.ui.catalog.values import bare, shown

FIGURES = tuple(one for one in Field if one in COUNTS | AMOUNTS)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is called, and its figures; columns that cannot be edited are ``locked``."""

    row: GridRow
    name: str
    figures: Mapping[Field, Decimal]
    locked: frozenset[Field]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One cell before and after."""

    line: Line
    before: Decimal | None
    after: Decimal


@dataclass(frozen=True, slots=True)
class Failed:
    """A row for which a formula has no result, and why."""

    line: Line
    why: NotPossible


@dataclass(frozen=True, slots=True)
class Reckoned:
    """All cells that change, those without a result, and how many cannot or need not."""

    outcomes: tuple[Outcome, ...]
    failed: tuple[Failed, ...] = ()
    same: int = 0
    empty: int = 0
    locked: int = 0


def lines_of(rows: Iterable[GridRow]) -> list[Line]:
    """The rows as lines."""
    return [
        Line(
            row,
            f"{row.stored.variant.sku} {row.place_name}".strip(),
            {of: Decimal(row.cells[of].value) for of in FIGURES if of in row.cells and _is_figure(row, of)},
            frozenset(of for of in FIGURES if of not in row.cells or row.cells[of].locked),
        )
        for row in rows
    ]


def reckon(lines: Iterable[Line], of: Field, how: Adjustment) -> Reckoned:
    """What an adjustment of one column would do; each currency keeps the decimals it is written with."""
    lines = tuple(lines)
    places = _places(lines, of)
    outcomes: list[Outcome] = []
    failed: list[Failed] = []
    same, empty, locked = 0, 0, 0
    for line in lines:
        if of in line.locked:
            locked += 1
            continue
        before = line.figures.get(of)
        try:
            after = reckoned(line.figures, of, how, places.get(line.row.currency, 0))
        except NotPossible as why:
            failed.append(Failed(line, why))
            continue
        if after is None:
            empty += 1
        elif after == before:
            same += 1
        else:
            outcomes.append(Outcome(line, before, after))
    return Reckoned(tuple(outcomes), tuple(failed), same, empty, locked)


def texts_of(found: Reckoned, of: Field, how: Manner) -> dict[tuple[int, Field], str | None]:
    """What is typed into the cells to make it so."""
    return {(one.line.row.id, of): bare(of, _text(one.after, of), how) for one in found.outcomes}


def told(figure: Decimal | None, of: Field, line: Line, how: Manner) -> str:
    """A figure as the grid shows it."""
    return "" if figure is None else shown(of, _text(figure, of), line.row.currency, how)


def _text(figure: Decimal, of: Field) -> str:
    return str(int(figure)) if of in COUNTS else format(figure, "f")


def _places(lines: tuple[Line, ...], of: Field) -> dict[str, int]:
    if of in COUNTS:
        return {}
    by_currency: dict[str, list[Decimal]] = {}
    for line in lines:
        by_currency.setdefault(line.row.currency, []).extend(
            figure for one, figure in line.figures.items() if one in AMOUNTS
        )
    return {currency: decimals_of(figures) for currency, figures in by_currency.items()}


def _is_figure(row: GridRow, of: Field) -> bool:
    cell = row.cells[of]
    return bool(cell.value) and (cell.draft is None or cell.draft.is_readable)
