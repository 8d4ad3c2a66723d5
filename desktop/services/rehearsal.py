"""A rehearsal of a push: the wishes against the rules and what the platforms hold now; nothing is sent or kept."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.domain.catalog import VariantRef
from desktop.domain.catalog_grid import KIND, Address, Field, present_value
from desktop.domain.findings import Finding
from desktop.domain.operations import Operation, OperationState
from desktop.services.catalog_work import CatalogWork
from desktop.services.connections import Connections
from desktop.services.draft_judgement import level
from desktop.services.fresh_reading import Read, read_fresh
from desktop.services.outbox.judgement import seen_before_sending
from desktop.services.progress import Show, nobody_looks
from desktop.services.review import Looked, TypedPlace, look
from desktop.services.variant_wishes import Edit, obstacle
from desktop.store.db import Database


class Forecast(StrEnum):
    """What a push would do with a change."""

    SEND = "send"
    ALREADY = "already"
    CHANGED = "changed"  # somebody changed it there: the outbox would ask which value to keep
    GONE = "gone"
    ERROR = "error"
    HELD = "held"  # another value of the same wish has an error
    NOT_READ = "not_read"  # its shop could not be asked


@dataclass(frozen=True, slots=True)
class RehearsedChange:
    """One cell: exact texts of what the seller saw, what is there now and what is wished."""

    address: Address
    forecast: Forecast
    before: str
    theirs: str
    mine: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """All changes of a push; ``unread`` names shops that could not be asked, with the code of the reason."""

    changes: tuple[RehearsedChange, ...] = ()
    unread: Mapping[str, str] | None = None
    stopped: bool = False

    def count(self, *forecasts: Forecast) -> int:
        return sum(one.forecast in forecasts for one in self.changes)


_FORECASTS = {
    OperationState.DONE: Forecast.ALREADY,
    OperationState.CONFLICT: Forecast.CHANGED,
    OperationState.REFUSED: Forecast.GONE,
}


class Rehearsals:
    """Judges with the very rules by which the outbox decides when it sends."""

    def __init__(self, db: Database, connections: Connections, work: CatalogWork) -> None:
        self._db, self._connections, self._work = db, connections, work

    async def rehearse(
        self, shop_ids: Sequence[str] = (), *, show: Show = nobody_looks, stop: asyncio.Event | None = None
    ) -> Rehearsed:
        """Read every SKU with a draft anew and tell of each change what a push would do with it."""
        looked = await self._db.read(lambda c: look(c, self._connections.manifests, shop_ids))
        read = await read_fresh(self._connections, _refs(looked), show=show, stop=stop)
        changes = await asyncio.to_thread(self._forecast, looked, read)
        names = {place.stored.account_id: looked.books[place.stored.shop_id].shop.name for place in looked.places}
        unread = {names[account_id]: code for account_id, code in read.unread.items()}
        return Rehearsed(changes, unread, read.stopped)

    def _forecast(self, looked: Looked, read: Read) -> tuple[RehearsedChange, ...]:
        return tuple(change for place in looked.places for change in self._of_place(place, looked, read))

    def _of_place(self, typed: TypedPlace, looked: Looked, read: Read) -> list[RehearsedChange]:
        stored, place, book = typed.stored, typed.place, looked.books[typed.stored.shop_id]
        key = (stored.account_id, stored.variant.remote_id)
        fresh = read.variants.get(key)
        now = stored if fresh is None else replace(stored, variant=fresh)
        said = typed.findings(now, book)
        plan: dict[Field, Forecast] = {}
        for edit, used in typed.edits():
            fields = [one.address.field for one in used]
            wrong = any(level(said[of]) == 2 for of in typed.drafts if KIND[of] is edit.kind)
            rules = book.in_market(place.market)
            if wrong or obstacle(replace(edit, stored=now), rules) is not None:
                plan |= dict.fromkeys(fields, Forecast.HELD if wrong else Forecast.ERROR)
            elif fresh is None and key not in read.gone:
                plan |= dict.fromkeys(fields, Forecast.NOT_READ)
            else:
                plan |= dict.fromkeys(fields, _decided(self._operation(edit, looked), read))
        return [
            RehearsedChange(
                draft.address,
                Forecast.ERROR if level(said[of]) == 2 else plan.get(of, Forecast.ERROR),
                present_value(stored.variant, place, of),
                present_value(now.variant, place, of),
                draft.value,
                said[of],
            )
            for of, draft in typed.drafts.items()
        ]

    def _operation(self, edit: Edit, looked: Looked) -> Operation:
        (operation,) = self._work.operations_of([edit], looked.books[edit.stored.shop_id])
        return operation


def _decided(operation: Operation, read: Read) -> Forecast:
    """What the outbox would say to it after its own first look."""
    fresh = read.variants.get((operation.account_id, operation.subject))
    verdicts = seen_before_sending([operation], [fresh] if fresh else [])
    return _FORECASTS[verdicts[0].state] if verdicts else Forecast.SEND


def _refs(looked: Looked) -> dict[str, list[VariantRef]]:
    """The variants to read, each once, by account id."""
    found: dict[str, dict[str, VariantRef]] = {}
    for typed in looked.places:
        ref = typed.stored.variant.ref
        found.setdefault(typed.stored.account_id, {}).setdefault(ref.remote_id, ref)
    return {account_id: list(refs.values()) for account_id, refs in found.items()}
