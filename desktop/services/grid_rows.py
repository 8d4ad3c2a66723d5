"""The rows of the grid with everything a cell says: the platform's value, what is on its way, what was typed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop.domain.catalog import Variant
from desktop.domain.catalog_grid import (
    KIND,
    PLACES,
    VALUE,
    Address,
    CellState,
    Draft,
    Field,
    GridCell,
    GridRow,
    Place,
    number_of,
    places_of,
    present_value,
    variant_of,
)
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.findings import Finding
from desktop.domain.operations import OPEN_STATES, Operation, OperationState
from desktop.domain.wishes import place_of
from desktop.services.draft_judgement import judge, level, locks
from desktop.services.shop_books import Books, ShopBook
from desktop.store import catalog, drafts, links, outbox

if TYPE_CHECKING:
    import sqlite3

_NOBODY = StoredVariant(0, "", "", "", "", Variant("", "", ""))
_ASKS = frozenset({OperationState.CONFLICT, OperationState.UNSURE, OperationState.NEEDS_LOGIN})


def grid_rows(c: "sqlite3.Connection", keys: Sequence[int], books: Books) -> tuple[GridRow, ...]:
    """One row per key, in the order asked; what is not there any more is an empty row."""
    ids = tuple(dict.fromkeys(variant_of(key) for key in keys))
    found = {one.id: one for one in catalog.variants(c, ids)}
    typed = _by_variant(drafts.drafts_of(c, ids))
    subjects = {id_: (one.account_id, one.variant.remote_id) for id_, one in found.items()}
    newest = outbox.newest_operations_of(c, subjects.values())
    linked = links.counts_of(c, ids)
    rows = []
    for key in keys:
        id_ = variant_of(key)
        stored = found.get(id_)
        book = books.get(stored.shop_id) if stored else None
        if stored is None or book is None:
            rows.append(GridRow(key, _NOBODY, Place(), "", "", {}))
            continue
        rows.append(_row(key, stored, book, typed.get(id_, {}), newest[subjects[id_]], linked.get(id_, 0)))
    return tuple(rows)


def _by_variant(found: Mapping[Address, Draft]) -> dict[int, dict[Address, Draft]]:
    grouped: dict[int, dict[Address, Draft]] = {}
    for address, draft in found.items():
        grouped.setdefault(address.variant_id, {})[address] = draft
    return grouped


def _row(
    key: int,
    stored: StoredVariant,
    book: ShopBook,
    typed: Mapping[Address, Draft],
    newest: Sequence[Operation],
    linked: int,
) -> GridRow:
    places = places_of(stored.variant, book.more_markets)
    number = min(number_of(key), len(places) - 1)
    place = places[number]
    mine = {address.field: draft for address, draft in typed.items() if address.place == place}
    said = judge(stored, place, mine, book) if mine else {}
    locked = locks(stored, places, number, book)
    there = [one for one in newest if place_of(one) == (place.market, place.warehouse)]
    cells = {
        of: _cell(stored, place, of, mine.get(of), said.get(of, ()), _answer(there, of), locked.get(of, ""))
        for of in Field
    }
    about = newest if number == 0 else there
    return GridRow(
        id=key,
        stored=stored,
        place=place,
        place_name=book.place_name(place),
        currency=book.currency(stored.variant, place.market),
        cells=cells,
        depth=1 if number else 0,
        below=0 if number else min(len(places), PLACES) - 1,
        pending=tuple(one for one in about if one.state in OPEN_STATES)[::-1],
        last=next((one for one in about if one.state not in OPEN_STATES), None),
        linked=0 if number else linked,
    )


def _answer(newest: Sequence[Operation], of: Field) -> Operation | None:
    """The newest operation that wished this value."""
    return next((one for one in newest if one.kind is KIND[of] and VALUE[of] in one.after), None)


def _cell(
    stored: StoredVariant,
    place: Place,
    of: Field,
    draft: Draft | None,
    said: tuple[Finding, ...],
    answer: Operation | None,
    locked: str,
) -> GridCell:
    present = present_value(stored.variant, place, of)
    if draft is not None:
        state = (CellState.DRAFT, CellState.WARNING, CellState.ERROR)[level(said)]
        return GridCell(draft.value, state, draft, present, said, locked)
    if answer is None or answer.state is OperationState.DONE:
        return GridCell(present, locked=locked)
    if answer.state is OperationState.REFUSED:
        return GridCell(present, CellState.REFUSED, None, present, (), locked, answer.code, answer.params)
    wished = answer.after[VALUE[of]]
    state = CellState.CONFLICT if answer.state in _ASKS else CellState.SENDING
    value = "" if wished is None else str(wished)
    return GridCell(value, state, None, present, (), locked, answer.code, answer.params)
