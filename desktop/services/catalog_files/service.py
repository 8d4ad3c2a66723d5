"""Catalog files in and out: read, mapped, tried, put into the grid or the outbox; written from the grid."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import Address
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.file_columns import FileTable
from desktop.domain.file_mapping import FileMapping, as_json, guess, remembered, signature
from desktop.domain.identity import Clock, utc_now
from desktop.services.catalog import Catalog
from desktop.services.catalog_files.exporting import CatalogExported, CatalogExportPlan, lines_of
from desktop.services.catalog_files.file_rows import rows_of
from desktop.services.catalog_files.leftovers import failed_lines, failed_titles
from desktop.services.catalog_files.reading import ReadAs, read_file
from desktop.services.catalog_files.trial import FileChange, RowFailure, Tally, Trial, sliced
from desktop.services.catalog_files.trying import Question, try_rows
from desktop.services.catalog_files.wishing import edits
from desktop.services.catalog_work import CatalogWork
from desktop.services.connections import Connections
from desktop.services.draft_judgement import Manner
from desktop.services.drafts import Cell, DraftService, NotTaken, Taken
from desktop.services.export.files import CsvManner
from desktop.services.export.sheet_files import sheet_file
from desktop.services.orders import Queued
from desktop.services.progress import Show, nobody_looks
from desktop.services.settings import Settings
from desktop.services.shop_books import books
from desktop.store import catalog
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE = 400  # rows
_CELLS = 2_000
_REMEMBERED = "catalog.import."


class CatalogFiles:
    """A file changes nothing by itself: it becomes drafts, as if typed, or wishes in the outbox."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        work: CatalogWork,
        settings: Settings,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._db, self._connections, self._work, self._settings = db, connections, work, settings
        self._catalog = Catalog(db, connections.manifests)
        self._drafts = DraftService(db, connections, clock=clock)

    # --- in -----------------------------------------------------------------------------------------------------------
    async def read(self, path: Path, how: ReadAs | None = None) -> FileTable:
        """The table in a file. Raises ``NotPossible``: see ``read_file``."""
        return await asyncio.to_thread(read_file, path, how or ReadAs())

    async def mapping(self, table: FileTable, how: Manner) -> FileMapping:
        """What was said the last time of a file with these headings, or else what they suggest."""
        guessed = await asyncio.to_thread(guess, table, how.style)
        kept = await self._settings.get(_REMEMBERED + signature(table, guessed.header))
        return await asyncio.to_thread(remembered, kept, guessed, table, how.style)

    async def remember(self, table: FileTable, mapping: FileMapping) -> None:
        """Keep a mapping for the next file with these headings."""
        await self._settings.put(_REMEMBERED + signature(table, mapping.header), as_json(mapping))

    async def try_out(
        self, table: FileTable, asked: Question, *, show: Show = nobody_looks, stop: asyncio.Event | None = None
    ) -> Trial:
        """What the file would change; nothing is changed. ``stop`` ends it early."""
        tally, last = Tally(), len(table.lines)
        for start, end in sliced(asked.mapping.header + 1, last, _AT_ONCE):
            if stop is not None and stop.is_set():
                return tally.trial(stopped=True)
            await self._db.read(partial(self._try, table, asked, tally, start, end))
            show(end - 1 - asked.mapping.header, last - asked.mapping.header)
        return await asyncio.to_thread(tally.trial)

    def _try(
        self, table: FileTable, asked: Question, tally: Tally, start: int, end: int, c: "sqlite3.Connection"
    ) -> None:
        rows = rows_of(table, asked.mapping, start, end)
        try_rows(c, rows, books(c, self._connections.manifests), asked, tally)

    async def put(
        self, trial: Trial, how: Manner, *, show: Show = nobody_looks, stop: asyncio.Event | None = None
    ) -> Taken:
        """Type all changes into the grid. With ``stop`` everything is as it was before."""
        before: dict[Address, str | None] = {}
        after: dict[Address, str | None] = {}
        times: dict[Address, datetime] = {}
        missed: list[NotTaken] = []
        done = 0
        for cells in _typed(trial.changes):
            if stop is not None and stop.is_set():
                await self._drafts.put(before, how, times)
                return Taken({}, {})
            taken = await self._drafts.type(cells, how)
            before.update(taken.before)
            times.update(taken.times)
            after.update(taken.after)
            missed += taken.not_taken
            done += len(cells)
            show(done, len(trial.changes))
        return Taken(before, after, tuple(missed), times)

    async def queue(self, trial: Trial, title: str) -> Queued:
        """Wish all changes at once: one change-set in the outbox. Results tell of what the rules refuse."""
        stored: dict[int, StoredVariant] = {}
        ids = sorted({one.address.variant_id for one in trial.changes} - {0})
        for start in range(0, len(ids), _CELLS):
            found = await self._db.read(partial(catalog.variants, ids=ids[start : start + _CELLS]))
            stored |= {one.id: one for one in found}
        wanted = await asyncio.to_thread(edits, trial.changes, stored)
        return await self._work.wish(wanted, title)

    async def write_failed(
        self,
        path: Path,
        table: FileTable,
        mapping: FileMapping,
        trial: Trial,
        tell: Callable[[RowFailure], str],
        reason: str,
    ) -> int:
        """The rows that failed as they were, each with what ``tell`` says of it in a column ``reason``; how many.

        ``tell`` is called on another thread: there may be many.
        """
        manner = CsvManner(separator=table.separator or ",")
        async with sheet_file(path, failed_titles(table, mapping, reason), manner) as draft:
            await draft.add(failed_lines(table, trial.failures, tell))
        return len(trial.failures)

    # --- out ----------------------------------------------------------------------------------------------------------
    async def write(
        self,
        path: Path,
        keys: Sequence[int],
        plan: CatalogExportPlan,
        *,
        show: Show = nobody_looks,
        stop: asyncio.Event | None = None,
    ) -> CatalogExported:
        """Write these rows of the grid; the ending of ``path`` tells the kind.

        Raises ``NotPossible``: ``unknown_file_kind``, ``file_not_written``.
        """
        names = await self._shop_names()
        skus: set[int] = set()
        lines = 0
        async with sheet_file(path, tuple(plan.titles.values()), plan.csv) as draft:
            for start in range(0, len(keys), _AT_ONCE):
                if stop is not None and stop.is_set():
                    draft.given_up = True
                    return CatalogExported(len(skus), lines, stopped=True)
                rows = await self._catalog.grid_rows(keys[start : start + _AT_ONCE])
                there = [row for row in rows if row.stored.id]
                await draft.add(lines_of(there, plan, names))
                skus.update(row.stored.id for row in there)
                lines += len(there)
                show(min(start + _AT_ONCE, len(keys)), len(keys))
        return CatalogExported(len(skus), lines)

    async def _shop_names(self) -> dict[str, str]:
        """Names that mean one shop only, by its id."""
        found = await self._db.read(lambda c: books(c, self._connections.manifests))
        names = [one.shop.name.casefold() for one in found.values()]
        return {id_: one.shop.name for id_, one in found.items() if names.count(one.shop.name.casefold()) == 1}


def _typed(changes: Sequence[FileChange]) -> Iterator[dict[Cell, str | None]]:
    """All cells to be typed, some thousands at once; those of one row of the grid stay together."""
    cells: dict[Cell, str | None] = {}
    last = -1
    for one in sorted(changes, key=lambda one: one.cell):
        if len(cells) >= _CELLS and one.cell != last:
            yield cells
            cells = {}
        cells[one.cell, one.address.field] = one.typed
        last = one.cell
    if cells:
        yield cells
