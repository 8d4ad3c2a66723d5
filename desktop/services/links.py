"""What the seller can do with SKUs that are one thing in several shops: link them, count their shelf, take it back."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock, NewId, new_id, utc_now
from desktop.domain.linking import LinkGroup, Suggestion
from desktop.services.changes import ChangeFeed
from desktop.services.stock_guard import SWITCH, PassedOn, StockGuard
from desktop.store import catalog, link_moves, link_suggestions, links, settings
from desktop.store.db import Database
from desktop.store.links import Kept
from desktop.store.sql import raw

if TYPE_CHECKING:
    import sqlite3

    from sqlalchemy import Connection

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Linked:
    """What was done: the groups it made or touched, and what ``undo`` needs to take it back."""

    group_ids: tuple[str, ...]
    before: Kept
    made: tuple[str, ...] = ()


class LinkService:
    """Raises ``NotPossible``: ``unknown_link``, ``link_too_few``, ``below_zero``, ``unknown_sku``."""

    def __init__(
        self, db: Database, guard: StockGuard, changes: ChangeFeed, *, clock: Clock = utc_now, make_id: NewId = new_id
    ) -> None:
        self._db, self._guard, self._changes, self._clock, self._make_id = db, guard, changes, clock, make_id

    # --- see ----------------------------------------------------------------------------------------------------------
    async def groups(self) -> tuple[LinkGroup, ...]:
        """Every group, by name, without its moves."""
        return await self._db.read(lambda c: _named(links.groups(c, links.all_ids(c))))

    async def group_of(self, variant_id: int) -> LinkGroup | None:
        """The group of this SKU with its moves; None where it is not linked."""
        return await self._db.read(lambda c: _group_of(c, variant_id))

    async def counts_of(self, variant_ids: Collection[int]) -> dict[int, int]:
        """How many SKUs share the shelf of each of these; those that are not linked are missing."""
        return await self._db.read(lambda c: links.counts_of(c, variant_ids))

    async def suggestions(self) -> tuple[Suggestion, ...]:
        """SKUs that seem to be one thing and are neither linked nor declined."""
        return await self._db.read(link_suggestions.suggestions)

    async def oversold(self) -> tuple[LinkGroup, ...]:
        """Groups that sold more than there was, with their moves."""
        return await self._db.read(lambda c: _named(links.oversold(c)))

    async def is_guarding(self) -> bool:
        """The master switch."""
        return await self._db.read(lambda c: settings.get(c, SWITCH)) is not False

    # --- link ---------------------------------------------------------------------------------------------------------
    async def link(self, variant_ids: Collection[int], name: str = "") -> Linked:
        """Make these one group, or join those that are not linked to the group that the others have.

        Where all of them show the same stock it is taken for the shelf; else nobody has counted it yet.
        """
        return await self._many([tuple(variant_ids)], name)

    async def accept(self, suggestions: Sequence[Suggestion]) -> Linked:
        """Link what was suggested."""
        return await self._many([tuple(member.variant_id for member in one.members) for one in suggestions])

    async def decline(self, suggestions: Sequence[Suggestion]) -> None:
        """These are not one thing: not suggested again."""
        await self._each(suggestions, links.decline)

    async def take_back_decline(self, suggestions: Sequence[Suggestion]) -> None:
        """Suggest them again."""
        await self._each(suggestions, links.take_back_decline)

    async def unlink(self, variant_ids: Collection[int]) -> Linked:
        """Take these out of their groups; a group of one is dissolved."""
        return await self._kept(variant_ids, lambda c: links.remove(c, variant_ids))

    async def dissolve(self, group_id: str) -> Linked:
        """Unlink every member."""
        return await self._of_group(group_id, lambda c: links.dissolve(c, [group_id]))

    async def rename(self, group_id: str, name: str) -> Linked:
        return await self._of_group(group_id, lambda c: links.rename(c, group_id, name.strip()))

    async def set_guarded(self, group_id: str, is_guarded: bool) -> PassedOn:
        """Switch the guard of one group; what it missed is caught up."""
        await self._of_group(group_id, lambda c: links.set_guarded(c, group_id, is_guarded))
        return await self._guard.pass_on()

    async def set_guarding(self, is_guarding: bool) -> PassedOn:
        """The master switch; what was missed is caught up."""
        await self._written(lambda c: settings.put(c, SWITCH, None if is_guarding else False))
        return await self._guard.pass_on()

    async def undo(self, done: Linked) -> None:
        """Make the groups what they were; shelves that go on keep what moved them meanwhile, the others catch up."""
        now = self._clock()

        def write(c: "Connection") -> None:
            links.put_back(c, done.before, done.made)
            link_moves.note_missed(c, done.before.group_ids, now)

        await self._written(write)
        await self._guard.pass_on()

    # --- the shelf ----------------------------------------------------------------------------------------------------
    async def count(self, group_id: str, units: int) -> PassedOn:
        """The shelf holds ``units`` that can be sold: every shop is set to that, less its buffer."""
        if units < 0:
            raise NotPossible("below_zero")
        cause, now = self._make_id(), self._clock()
        await self._of_group(group_id, lambda c: link_moves.count(c, group_id, units, cause, now))
        return await self._guard.pass_on()

    async def set_buffer(self, variant_id: int, units: int) -> PassedOn:
        """Units of the shelf that this shop never offers."""
        if units < 0:
            raise NotPossible("below_zero")
        group_id = (await self._db.read(lambda c: links.group_ids_of(c, [variant_id]))).get(variant_id, "")
        cause, now = self._make_id(), self._clock()

        def write(c: "Connection") -> None:
            links.set_buffer(c, variant_id, units)
            link_moves.recount(c, group_id, cause, now)

        await self._of_group(group_id, write)
        return await self._guard.pass_on()

    # --- how ----------------------------------------------------------------------------------------------------------
    async def _many(self, groups: Sequence[Collection[int]], name: str = "") -> Linked:
        ids = [self._make_id() for _ in groups]
        if any(len(set(group)) < 2 for group in groups):
            raise NotPossible("link_too_few")
        everyone = [id_ for group in groups for id_ in group]

        def write(c: "Connection") -> Linked:
            kept = links.keep(raw(c), set(links.group_ids_of(raw(c), everyone).values()))
            if len(catalog.variants(raw(c), everyone)) < len(set(everyone)):
                raise NotPossible("unknown_sku")
            touched = [self._join(c, id_, group, name) for id_, group in zip(ids, groups, strict=True)]
            return Linked(tuple(dict.fromkeys(touched)), kept, tuple(set(touched) - set(kept.group_ids)))

        linked = await self._written(write)
        await self._guard.pass_on()
        return linked

    def _join(self, c: "Connection", new_group_id: str, variant_ids: Collection[int], name: str) -> str:
        """The group of the first that has one takes the others in."""
        now = self._clock()
        there = links.group_ids_of(raw(c), variant_ids)
        group_id = next((there[id_] for id_ in variant_ids if id_ in there), new_group_id)
        if group_id == new_group_id:
            links.create(c, group_id, name.strip(), now)
        links.add(c, group_id, variant_ids, now)
        (group,) = links.groups(raw(c), [group_id])
        shown = {one.stored.variant.stock for one in group.members}
        if group.stock is None and len(shown) == 1 and (units := shown.pop()) is not None and units >= 0:
            link_moves.count(c, group_id, units, group_id, now, waiting=False)
        elif group.stock is not None:
            link_moves.recount(c, group_id, new_group_id, now)
        return group_id

    async def _each(
        self, suggestions: Sequence[Suggestion], write: "Callable[[Connection, Collection[int]], None]"
    ) -> None:
        def each(c: "Connection") -> None:
            for one in suggestions:
                write(c, [member.variant_id for member in one.members])

        await self._written(each)

    async def _of_group(self, group_id: str, write: "Callable[[Connection], object]") -> Linked:
        def kept(c: "Connection") -> Linked:
            before = links.keep(raw(c), [group_id])
            if not before.rows["link_groups"]:
                raise NotPossible("unknown_link")
            write(c)
            return Linked((group_id,), before)

        return await self._written(kept)

    async def _kept(self, variant_ids: Collection[int], write: "Callable[[Connection], object]") -> Linked:
        def kept(c: "Connection") -> Linked:
            ids = tuple(dict.fromkeys(links.group_ids_of(raw(c), variant_ids).values()))
            before = links.keep(raw(c), ids)
            write(c)
            return Linked(ids, before)

        return await self._written(kept)

    async def _written(self, write: "Callable[[Connection], T]") -> "T":
        done = await self._db.write(write)
        self._changes.publish(Changes(ChangeKind.LINKS))
        self._changes.publish(Changes(ChangeKind.CATALOG))
        return done


def _group_of(c: "sqlite3.Connection", variant_id: int) -> LinkGroup | None:
    group_id = links.group_ids_of(c, [variant_id]).get(variant_id)
    found = links.groups(c, [group_id] if group_id else [], with_moves=True)
    return links.named(found[0]) if found else None


def _named(groups: Sequence[LinkGroup]) -> tuple[LinkGroup, ...]:
    return tuple(links.named(one) for one in groups)
