"""Tries rows of a file against the catalog: finds the SKU, the place and the present value, and asks the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import (
    CLEARABLE,
    Address,
    Draft,
    Field,
    GridCell,
    GridRow,
    Place,
    key_of,
    places_of,
    same_value,
)
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import NotPossible
from desktop.domain.file_columns import FIELD
from desktop.domain.file_mapping import ColumnPlan, FileMapping
from desktop.domain.findings import Finding, Severity
from desktop.services.catalog_files.file_rows import FileRow, typed, wish
from desktop.services.catalog_files.finding import Match, match
from desktop.services.catalog_files.trial import FileChange, Scope, Tally
from desktop.services.draft_judgement import OPEN_THE_ROW, Manner, judge, locks
from desktop.services.grid_rows import grid_rows
from desktop.services.shop_books import Books, ShopBook

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class Question:
    """How a file is to be tried: its mapping, where it holds, and how its people write."""

    mapping: FileMapping
    scope: Scope
    how: Manner

    def plans(self) -> dict[Field, ColumnPlan]:
        return {FIELD[one.of]: one for one in self.mapping.columns if one.of and one.of in FIELD}


def try_rows(c: "sqlite3.Connection", rows: Sequence[FileRow], books: Books, asked: Question, tally: Tally) -> None:
    """Try these rows; what comes of each is added to ``tally``."""
    matches = match(c, rows, books, asked.scope)
    targets: dict[int, tuple[_Target, ...]] = {}
    for row in rows:
        with tally.failing(row):
            targets[row.number] = _targets(row, matches[row.number], books, asked)
    keys = {key for them in targets.values() for one in them for key in one.cells()}
    shown = {row.id: row for row in grid_rows(c, sorted(keys), books)}
    plans = asked.plans()
    for row in rows:
        if row.number in targets:
            with tally.failing(row):
                _try(row, targets[row.number], shown, plans, asked, tally)


@dataclass(frozen=True, slots=True)
class _Target:
    """A SKU in a shop with the row of the grid in which each value of the file's row holds."""

    stored: StoredVariant
    book: ShopBook
    places: tuple[Place, ...]
    at: Mapping[Field, int]

    def cells(self) -> set[int]:
        return {key_of(self.stored.id, number) for number in self.at.values()} if self.stored.id else set()


def _targets(row: FileRow, found: Match, books: Books, asked: Question) -> tuple[_Target, ...]:
    if found.code:
        raise NotPossible(found.code, **found.params)
    return tuple(_target(row, one, books[one.shop_id], asked) for one in found.variants)


def _target(row: FileRow, stored: StoredVariant, book: ShopBook, asked: Question) -> _Target:
    market, warehouse = row.market or asked.scope.market, row.warehouse or asked.scope.warehouse
    if not stored.id:  # nobody lists it: what is said holds where it is said
        return _Target(stored, book, (Place(market, warehouse),), dict.fromkeys(row.cells, 0))
    places = places_of(stored.variant, book.more_markets)
    in_market = _market_at(market, places, book) if market else 0
    in_warehouse = _warehouse_at(warehouse, places) if warehouse else 0
    at = {of: in_warehouse if of is Field.STOCK else in_market for of in row.cells}
    return _Target(stored, book, places, at)


def _market_at(name: str, places: Sequence[Place], book: ShopBook) -> int:
    named = {one.name.casefold(): one.code for one in book.shop.markets if one.name}
    code = next((one.market for one in places if one.market.casefold() == name.casefold()), "")
    code = code or named.get(name.casefold(), "")
    at = next((number for number, one in enumerate(places) if one.market == code), None) if code else None
    if at is not None:
        return at
    is_only = len(book.shop.markets) == 1 and name.casefold() in {book.shop.markets[0].code.casefold(), *named}
    if is_only and not any(one.market for one in places):
        return 0
    raise NotPossible("unknown_market", market=name)


def _warehouse_at(name: str, places: Sequence[Place]) -> int:
    at = next((number for number, one in enumerate(places) if one.warehouse.casefold() == name.casefold()), None)
    if at is None:
        raise NotPossible("unknown_warehouse", warehouse=name)
    return at


def _try(
    row: FileRow,
    targets: Sequence[_Target],
    shown: Mapping[int, GridRow],
    plans: Mapping[Field, ColumnPlan],
    asked: Question,
    tally: Tally,
) -> None:
    """A row is taken as a whole or not at all."""
    values: dict[tuple[Address, str], str] = {}
    changes: list[FileChange] = []
    for target in targets:
        wished: dict[int, dict[Field, tuple[Draft, GridCell]]] = {}
        for of, number in target.at.items():
            line = shown.get(key_of(target.stored.id, number)) if target.stored.id else _unlisted(target)
            cell = line.cells[of] if line is not None and of in line.cells else GridCell()
            draft = _wished(Address(target.stored.id, target.places[number], of), row, of, plans[of], cell, asked)
            if draft is not None:
                values[draft.address, target.stored.variant.sku] = draft.value
                if not same_value(of, draft.value, _value(cell, asked)):
                    wished.setdefault(number, {})[of] = draft, cell
        for number, them in wished.items():
            line = shown.get(key_of(target.stored.id, number)) or _unlisted(target)
            changes += _changes(row, target, number, them, line, asked)
    outside = [one.stored.shop for one in targets if one.stored.shop_id not in asked.scope.shop_ids]
    if changes and outside and asked.scope.only:
        raise NotPossible("other_shop", shop=outside[0])
    tally.take(row, values, changes)


def _wished(
    address: Address, row: FileRow, of: Field, plan: ColumnPlan, cell: GridCell, asked: Question
) -> Draft | None:
    draft = wish(address, row.cells[of], plan, _value(cell, asked), asked.mapping, asked.how)
    if draft is not None and not draft.value and not (of in CLEARABLE and not draft.code):
        raise NotPossible(draft.code, value=draft.typed[:40], column=of.value)
    return draft


def _value(cell: GridCell, asked: Question) -> str:
    """What the cell shows, or what it would show without drafts."""
    is_readable = cell.draft is None or cell.draft.is_readable
    return cell.value if (asked.scope.over_drafts and is_readable) or cell.draft is None else cell.before


def _changes(
    row: FileRow,
    target: _Target,
    number: int,
    wished: Mapping[Field, tuple[Draft, GridCell]],
    line: GridRow,
    asked: Question,
) -> Iterator[FileChange]:
    """The changes of one place. Raises ``NotPossible`` for what cannot be edited there, or breaks a rule."""
    for of, (_draft, cell) in wished.items():
        if cell.locked:
            code = "place_missing" if cell.locked == OPEN_THE_ROW else cell.locked
            raise NotPossible(code, column=of.value)
    waiting = {of: cell.draft for of, cell in line.cells.items() if cell.draft and asked.scope.over_drafts}
    drafts = {**waiting, **{of: draft for of, (draft, _cell) in wished.items()}}
    said = judge(target.stored, target.places[number], drafts, target.book)
    for of in wished:
        for finding in said.get(of, ()):
            if finding.severity is Severity.ERROR:
                raise NotPossible(finding.code, **{**finding.params, "column": of.value})
    for of, (draft, cell) in wished.items():
        yield _change(row, target, number, draft, _value(cell, asked), said.get(of, ()), line, asked)


def _change(
    row: FileRow,
    target: _Target,
    number: int,
    draft: Draft,
    before: str,
    said: tuple[Finding, ...],
    line: GridRow,
    asked: Question,
) -> FileChange:
    stored = target.stored
    return FileChange(
        row=row.number,
        cell=key_of(stored.id, number),
        address=draft.address,
        sku=stored.variant.sku,
        shop=stored.shop,
        currency=line.currency,
        before=before,
        value=draft.value,
        typed=typed(draft, asked.how),
        findings=said,
        unlisted=None if stored.id else stored,
    )


def _unlisted(target: _Target) -> GridRow:
    """The row of a SKU that nobody listed: nothing is known of it, and it can do what its shop can."""
    locked = locks(target.stored, target.places, 0, target.book)
    place = target.places[0]
    currency = target.book.currency(target.stored.variant, place.market)
    cells = {of: GridCell(locked=locked.get(of, "")) for of in Field}
    return GridRow(0, target.stored, place, "", currency, cells)
