"""What the seller types into the grid: read, judged by the marketplace's rules and on disk before it is answered."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import (
    Address,
    Draft,
    DraftCounts,
    Field,
    Place,
    number_of,
    places_of,
    present_value,
    variant_of,
)
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.identity import Clock, utc_now
from desktop.domain.operations import OperationState
from desktop.domain.pushes import texts_of
from desktop.domain.wishes import place_of
from desktop.services.connections import Connections
from desktop.services.draft_judgement import Manner, is_no_change, judge, levelled, locks, read
from desktop.services.shared_drafts import shared
from desktop.services.shop_books import Books, books
from desktop.store import catalog, drafts, outbox_pushes
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

_ASKED = frozenset({OperationState.CONFLICT, OperationState.UNSURE})
Cell = tuple[int, Field]
"""A row's key and a field."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A cell that cannot be edited, and why."""

    cell: Cell
    code: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was kept: the texts before and after (None: no draft), to be put back by an undo; it is on disk now.

    ``times``: when those before were typed. An undo brings a count back as old as it is.
    """

    before: Mapping[Address, str | None]
    after: Mapping[Address, str | None]
    not_taken: tuple[NotTaken, ...] = ()
    times: Mapping[Address, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Found:
    """All that is known of the variants typed into."""

    books: Books
    stored: Mapping[int, StoredVariant]
    drafts: Mapping[Address, Draft]
    on_their_way: Mapping[Address, str | None]  # exact texts; None where the seller is asked

    def shown(self, address: Address) -> str | None:
        """What the cell shows without a draft."""
        if address in self.on_their_way:
            return self.on_their_way[address]
        return present_value(self.stored[address.variant_id].variant, address.place, address.field)


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is written: the drafts of the cells typed into (None takes one away), and those beside, judged anew."""

    typed: Mapping[Address, Draft | None]
    beside: Sequence[Draft]
    taken: Taken


class DraftService:
    """Nothing is sent here. A call answers when every cell of it is safe from a power cut."""

    def __init__(self, db: Database, connections: Connections, *, clock: Clock = utc_now) -> None:
        self._db, self._connections, self._clock = db, connections, clock

    async def type(self, cells: Mapping[Cell, str | None], manner: Manner) -> Taken:
        """Texts typed into cells; None takes a draft back. Cells that cannot be edited come back as ``not_taken``."""
        found = await self._find({variant_of(key) for key, _field in cells})
        wanted, not_taken = await asyncio.to_thread(_addressed, cells, found)
        more = await self._db.read(lambda c: shared(c, wanted, books(c, self._connections.manifests), manner))
        if more:  # one shelf in several shops: all of them are drafts, to be looked at before they are sent
            wanted = {**wanted, **more}
            found = await self._find({address.variant_id for address in wanted})
        taken = await self._keep(wanted, found, manner, {})
        return replace(taken, not_taken=not_taken)

    async def put(
        self, texts: Mapping[Address, str | None], manner: Manner, times: Mapping[Address, datetime] | None = None
    ) -> Taken:
        """Texts by what they are about: an undo, with the ``times`` when they were typed, or a redo."""
        found = await self._find({address.variant_id for address in texts})
        return await self._keep(texts, found, manner, times or {})

    async def discard_all(self, shop_ids: Sequence[str] = ()) -> Taken:
        """Take every draft back; the answer can put them all again."""
        gone = await self._db.read(lambda c: drafts.all_drafts(c, shop_ids))
        await self._db.write(lambda c: drafts.save(c, dict.fromkeys(gone), self._clock()))
        typed = {address: one.typed for address, one in gone.items()}
        return Taken(typed, dict.fromkeys(gone), times=_times(gone.values()))

    async def counts(self) -> DraftCounts:
        """How many cells are changed, doubtful and wrong."""
        return await self._db.read(drafts.counts)

    async def _keep(
        self, texts: Mapping[Address, str | None], found: _Found, manner: Manner, times: Mapping[Address, datetime]
    ) -> Taken:
        kept = await asyncio.to_thread(_kept, texts, found, manner, times)
        now = self._clock()

        def write(c: "Connection") -> None:
            drafts.save(c, kept.typed, now)
            drafts.save_levels(c, kept.beside)

        await self._db.write(write)
        return kept.taken

    async def _find(self, ids: set[int]) -> _Found:
        return await self._db.read(lambda c: self._look(c, tuple(ids)))

    def _look(self, c: "sqlite3.Connection", ids: Sequence[int]) -> _Found:
        stored = {one.id: one for one in catalog.variants(c, ids)}
        return _Found(books(c, self._connections.manifests), stored, drafts.drafts_of(c, ids), _wished(c, stored))


def _wished(c: "sqlite3.Connection", stored: Mapping[int, StoredVariant]) -> dict[Address, str | None]:
    """The values on their way to these variants: who types during a push sees them, and may type the old one again."""
    keys = {(one.account_id, one.variant.remote_id): one.id for one in stored.values()}
    return {
        Address(keys[key], Place(*place_of(one)), of): None if one.state in _ASKED else text
        for key, operations in outbox_pushes.open_wishes(c, keys).items()
        for one in operations
        for of, text in texts_of(one, one.after).items()
    }


def _addressed(
    cells: Mapping[Cell, str | None], found: _Found
) -> tuple[dict[Address, str | None], tuple[NotTaken, ...]]:
    """The addresses of these cells, and those that cannot be edited."""
    wanted: dict[Address, str | None] = {}
    not_taken = []
    rows: dict[int, tuple[Address, dict[Field, str]] | None] = {}
    for cell, text in cells.items():
        key, of = cell
        if key not in rows:
            rows[key] = _row(key, found)
        row = rows[key]
        code = "unknown_sku" if row is None else row[1].get(of, "")
        if row is None or (code and text is not None):
            not_taken.append(NotTaken(cell, code))
        else:
            wanted[Address(row[0].variant_id, row[0].place, of)] = text
    return wanted, tuple(not_taken)


def _row(key: int, found: _Found) -> tuple[Address, dict[Field, str]] | None:
    """Any address of the row, for its place, and its locks."""
    stored = found.stored.get(variant_of(key))
    book = found.books.get(stored.shop_id) if stored else None
    if stored is None or book is None:
        return None
    places = places_of(stored.variant, book.more_markets)
    number = number_of(key)
    if number >= len(places):
        return None
    return Address(stored.id, places[number], Field.STOCK), locks(stored, places, number, book)


def _kept(
    texts: Mapping[Address, str | None], found: _Found, manner: Manner, times: Mapping[Address, datetime]
) -> _Kept:
    """These texts as drafts; what is about SKUs that are not there any more is left out."""
    there = {address: text for address, text in texts.items() if address.variant_id in found.stored}
    changed = _judged(there, found, manner)
    typed = {address: _aged(changed[address], times.get(address)) for address in there}
    beside = [one for address, one in changed.items() if address not in there and one is not None]
    before = {address: found.drafts[address].typed if address in found.drafts else None for address in there}
    after = {address: there[address] if one else None for address, one in typed.items()}
    were = (found.drafts[address] for address in there if address in found.drafts)
    return _Kept(typed, beside, Taken(before, after, times=_times(were)))


def _aged(draft: Draft | None, at: datetime | None) -> Draft | None:
    return draft if draft is None or at is None else replace(draft, typed_at=at)


def _times(found: Iterable[Draft]) -> dict[Address, datetime]:
    return {one.address: one.typed_at for one in found if one.typed_at is not None}


def _judged(texts: Mapping[Address, str | None], found: _Found, manner: Manner) -> dict[Address, Draft | None]:
    """The drafts of all places touched, read and judged together with those that were there."""
    changed: dict[Address, Draft | None] = {}
    by_place: dict[tuple[int, object], dict[Field, Draft]] = {}
    for address, one in found.drafts.items():
        by_place.setdefault((address.variant_id, address.place), {})[address.field] = one
    touched = set()
    for address, text in texts.items():
        draft = None if text is None else read(address, text, manner)
        if draft is not None and is_no_change(draft, found.shown(address)):
            draft = None
        mine = by_place.setdefault((address.variant_id, address.place), {})
        touched.add((address.variant_id, address.place))
        changed[address] = draft
        mine.pop(address.field, None)
        if draft is not None:
            mine[address.field] = draft
    for id_, place in touched:
        mine = by_place[id_, place]
        stored = found.stored[id_]
        book = found.books.get(stored.shop_id)
        if mine and book is not None:
            for one in levelled(mine, judge(stored, place, mine, book)).values():
                changed[one.address] = one
    return changed
