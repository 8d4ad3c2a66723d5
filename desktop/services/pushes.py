"""What became of a push, also long after it: its counts, its values with their results, and the way back."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.catalog import Variant, VariantRef
from desktop.domain.catalog_grid import Place
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible
from desktop.domain.exports import Value
from desktop.domain.identity import Clock, utc_now
from desktop.domain.operations import PUSHED_KINDS, Operation, OperationState
from desktop.domain.pushes import (
    Fate,
    Push,
    PushLine,
    Return,
    UndoLine,
    UndoPlan,
    disputed,
    fate_of,
    fields_of,
    text_of,
)
from desktop.domain.wishes import equal, place_of, present, ref_of, seen, wished
from desktop.services.changes import ChangeFeed
from desktop.services.connections import Connections
from desktop.services.export.sheet_files import sheet_file
from desktop.services.fresh_reading import Read, read_fresh
from desktop.services.outbox import undo
from desktop.services.outbox.service import Outbox, Undone
from desktop.services.progress import Show, nobody_looks
from desktop.services.shop_books import Books, books
from desktop.store import catalog, outbox, outbox_moves, outbox_pushes
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

_S = OperationState
_ASKED = frozenset({Fate.CONFLICT, Fate.UNSURE})
_UNSENT = frozenset({_S.QUEUED, _S.NEEDS_LOGIN, _S.CONFLICT})
Key = tuple[str, str]
"""Account id and remote id of a variant."""


class Pushes:
    """Reads the outbox; nothing about a push is kept beside it, so a restart loses nothing."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        sender: Outbox,
        changes: ChangeFeed,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._db, self._connections, self._outbox, self._changes = db, connections, sender, changes
        self._clock = clock

    # --- see ----------------------------------------------------------------------------------------------------------
    async def list(self, limit: int = 200) -> tuple[Push, ...]:
        """The newest pushes, the newest first."""
        return await self._db.read(lambda c: outbox_pushes.newest(c, limit))

    async def push(self, change_set_id: str) -> Push | None:
        """One of them; None where it is none."""
        found = await self._db.read(lambda c: outbox_pushes.named(c, [change_set_id]))
        return found[0] if found else None

    async def lines(self, change_set_id: str, fates: Collection[Fate] = frozenset(Fate)) -> tuple[PushLine, ...]:
        """Its values with these fates, in the order in which they were wished."""
        return await self._db.read(lambda c: self._lines(c, outbox_pushes.operations_of(c, change_set_id), fates))

    async def conflicts(self, change_set_id: str | None = None) -> tuple[PushLine, ...]:
        """The values of one push, or of all, that wait for the seller's word, most of them changed by somebody else."""

        def read(c: "sqlite3.Connection") -> tuple[PushLine, ...]:
            found = outbox.operations(c, change_set_id=change_set_id)
            lines = self._lines(c, [one for one in found if one.kind in PUSHED_KINDS], _ASKED)
            return tuple(line for line in lines if line.of in disputed(line.operation))

        return await self._db.read(read)

    def _lines(
        self, c: "sqlite3.Connection", operations: Sequence[Operation], fates: Collection[Fate]
    ) -> tuple[PushLine, ...]:
        known = books(c, self._connections.manifests)
        return tuple(
            line
            for one in operations
            if (fate := fate_of(one.state, has_next_try=one.next_try_at is not None)) in fates
            for line in _lines_of(one, fate, known)
        )

    # --- decide -------------------------------------------------------------------------------------------------------
    async def retry_failed(self, change_set_id: str) -> int:
        """Send what was refused again, but nothing that was wished anew since; answers how many."""
        refused = [one.operation.id for one in await self.lines(change_set_id, {Fate.REFUSED})]
        return await self._outbox.retry(set(refused)) if refused else 0

    async def resolve(self, mine: Mapping[str, Collection[str]]) -> int:
        """Decide conflicts: by operation id the keys (``PushLine.key``) that are kept, none for theirs.

        Answers how many were decided.
        """
        whole = [id_ for id_, keys in mine.items() if not keys]
        done = await self._outbox.resolve_all(whole, "theirs") if whole else 0
        found = await self._db.read(lambda c: outbox.operations(c, open_only=True, ids=list(mine)))
        all_mine = [one.id for one in found if mine[one.id] and _is_whole(one, mine[one.id])]
        done += await self._outbox.resolve_all(all_mine, "mine") if all_mine else 0
        for one in found:
            if mine[one.id] and one.id not in all_mine and one.state is _S.CONFLICT:
                await self._outbox.keep_some(one.id, mine[one.id])
                done += 1
        return done

    async def export(self, path: Path, titles: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
        """Write a table, as a whole. Raises ``NotPossible``: ``unknown_file_kind``, ``file_not_written``."""
        async with sheet_file(path, titles) as draft:
            await draft.add(rows)

    # --- take back ----------------------------------------------------------------------------------------------------
    async def plan_undo(
        self, change_set_id: str, *, show: Show = nobody_looks, stop: asyncio.Event | None = None
    ) -> UndoPlan:
        """What taking it back would do, by what the platforms hold now; what cannot be asked counts as last seen.

        What was read is shown from now on. Raises ``NotPossible("unknown_change_set")``.
        """
        push = await self.push(change_set_id)
        if push is None:
            raise NotPossible("unknown_change_set", change_set=change_set_id)
        operations, latest, cached = await self._db.read(lambda c: _known(c, change_set_id))
        done = [one for one in operations if one.state is _S.DONE and not undo.was_there(one)]
        sent = [one for one in done if not undo.obstacle(one, latest.get(one.id, ""))]
        read = await read_fresh(self._connections, _refs(sent), show=show, stop=stop)
        await self._keep(read)
        lines = await asyncio.to_thread(_planned, operations, latest, cached, read)
        return UndoPlan(push, lines, await self._names(read.unread), read.stopped)

    async def undo(self, plan: UndoPlan) -> Undone:
        """Carry the plan out, as another change-set, which can be taken back as well."""
        leave = [one.operation.id for one in plan.lines if one.what is not Return.SET_BACK]
        return await self._outbox.take_back(plan.push.id, leave)

    async def _keep(self, read: Read) -> None:
        """The cached catalog shows what was read."""
        now, found = self._clock(), read.variants
        for account_id in {account for account, _remote_id in found}:
            mine = [one for (account, _remote_id), one in found.items() if account == account_id]
            await self._db.write(
                partial(outbox_moves.record, account_id=account_id, verdicts=(), items=(), at=now, variants=mine)
            )
        if found:
            self._changes.publish(Changes(ChangeKind.CATALOG))

    async def _names(self, unread: Mapping[str, str]) -> dict[str, str]:
        known = await self._db.read(lambda c: books(c, self._connections.manifests)) if unread else {}
        names = {one.shop.account_id: one.shop.name for one in known.values()}
        return {names.get(account_id, ""): code for account_id, code in unread.items()}


def _is_whole(one: Operation, keys: Collection[str]) -> bool:
    """What is in doubt is sent again as it is: only a dispute is decided value by value."""
    return one.state is not _S.CONFLICT or wished(one).keys() <= set(keys)


def _lines_of(one: Operation, fate: Fate, known: Books) -> tuple[PushLine, ...]:
    book = known.get(one.shop_id)
    place = Place(*place_of(one))
    currency = str(one.after.get("currency") or (book.in_market(place.market).currency if book else ""))
    theirs = one.ack if fate is Fate.CONFLICT else {}
    before, mine = seen(one), wished(one)
    return tuple(
        PushLine(
            one,
            fate,
            of,
            place,
            book.place_name(place) if book else place.warehouse or place.market,
            book.shop.name if book else "",
            currency,
            text_of(before, of),
            text_of(mine, of),
            text_of(theirs, of),
        )
        for of in fields_of(one)
    )


def _known(
    c: "sqlite3.Connection", change_set_id: str
) -> tuple[tuple[Operation, ...], dict[str, str], dict[Key, Variant]]:
    """The operations of a push, the last one that holds on each place, and the variants as last seen."""
    operations = outbox_pushes.operations_of(c, change_set_id)
    latest = outbox.latest_of(c, [one.id for one in operations])
    ids = outbox_pushes.variant_ids(c, operations)
    stored = {one.id: one.variant for one in catalog.variants(c, tuple(ids.values()))}
    return operations, latest, {key: stored[id_] for key, id_ in ids.items() if id_ in stored}


def _refs(operations: Sequence[Operation]) -> dict[str, list[VariantRef]]:
    """The variants to read, each once, by account id."""
    found: dict[str, dict[str, VariantRef]] = {}
    for one in operations:
        found.setdefault(one.account_id, {}).setdefault(one.subject, ref_of(one))
    return {account_id: list(refs.values()) for account_id, refs in found.items()}


def _planned(
    operations: Sequence[Operation],
    latest: Mapping[str, str],
    cached: Mapping[Key, Variant],
    read: Read,
) -> tuple[UndoLine, ...]:
    return tuple(_line(one, latest.get(one.id, ""), cached, read) for one in operations)


def _line(one: Operation, latest: str, cached: Mapping[Key, Variant], read: Read) -> UndoLine:
    key = (one.account_id, one.subject)
    if one.state in _UNSENT:
        return UndoLine(one, Return.WITHDRAW)
    if one.state in (_S.CANCELLED, _S.REFUSED) or undo.was_there(one):
        return UndoLine(one, Return.NOTHING)
    if code := undo.obstacle(one, latest):
        return UndoLine(one, Return.CHANGED if code == undo.CHANGED_SINCE else Return.CANNOT, code)
    if key in read.gone:
        return UndoLine(one, Return.CANNOT, "gone")
    variant = read.variants.get(key) or cached.get(key)
    theirs = present(one.kind, variant, *place_of(one)) if variant else {}
    if _holds(wished(one), theirs):
        return UndoLine(one, Return.SET_BACK, theirs=theirs)
    if _holds(seen(one), theirs):
        return UndoLine(one, Return.ALREADY, "already_done", theirs)
    return UndoLine(one, Return.CHANGED, undo.CHANGED_SINCE, theirs)


def _holds(values: Mapping[str, object], theirs: Mapping[str, object]) -> bool:
    """Whether these values are there, as far as the platform shows them."""
    return all(equal(key, values[key], theirs[key]) for key in values.keys() & theirs.keys())
