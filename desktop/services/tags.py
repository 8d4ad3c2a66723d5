"""Tags on orders: what the seller can do with them, many orders at once, and each of it undone by its answer."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock, utc_now
from desktop.domain.tags import Tag, TagChange, TagColour, tag_name
from desktop.services.changes import ChangeFeed
from desktop.store import tags
from desktop.store.db import Database

_AT_ONCE = 500  # orders in one transaction: whoever else writes waits a fraction of a second
_TOLD = 1_000  # of more orders than this nobody is told one by one


class Tags:
    """Reads and writes tags. ``change`` answers what really changed; handing that to ``undo`` turns it around."""

    def __init__(self, db: Database, changes: ChangeFeed, *, clock: Clock = utc_now) -> None:
        self._db, self._changes, self._clock = db, changes, clock

    async def all(self) -> tuple[Tag, ...]:
        """Every tag with the number of its orders, by name."""
        return await self._db.read(tags.tags)

    async def on(self, order_ids: Sequence[int]) -> dict[str, int]:
        """How many of these orders have each tag."""
        return await self._db.read(lambda c: tags.tags_on(c, order_ids))

    async def change(
        self, order_ids: Sequence[int], *, add: Sequence[str] = (), remove: Sequence[str] = ()
    ) -> TagChange:
        """Put tags on these orders and take others off; names that nobody has used before become tags."""
        names = tuple(name for typed in add if (name := tag_name(typed)))
        parts = (
            TagChange(
                tuple((order_id, name) for order_id in some for name in names),
                tuple((order_id, name) for order_id in some for name in remove),
            )
            for some in (order_ids[start : start + _AT_ONCE] for start in range(0, len(order_ids), _AT_ONCE))
        )
        return await self._carry_out(parts)

    async def undo(self, change: TagChange) -> TagChange:
        """Turn around what ``change`` or ``forget`` answered."""
        return await self._carry_out(_slices(change.turned_around()))

    async def recolour(self, name: str, colour: TagColour) -> None:
        """Give a tag another colour everywhere."""
        await self._db.write(lambda c: tags.put_tag(c, name, colour))
        self._changes.publish(Changes(ChangeKind.TAGS))

    async def forget(self, name: str) -> TagChange:
        """Delete a tag and take it off all orders."""
        gone = await self._db.write(lambda c: tags.forget_tag(c, name, self._clock()))
        self._tell(gone)
        return gone

    async def _carry_out(self, parts: Iterable[TagChange]) -> TagChange:
        added: list[tuple[int, str]] = []
        removed: list[tuple[int, str]] = []
        for part in parts:
            found = await self._db.write(partial(tags.change, wanted=part, at=self._clock()))
            added += found.added
            removed += found.removed
        done = TagChange(tuple(added), tuple(removed))
        self._tell(done)
        return done

    def _tell(self, done: TagChange) -> None:
        ids = done.order_ids
        self._changes.publish(Changes(ChangeKind.TAGS))
        if ids:
            self._changes.publish(Changes(ChangeKind.ORDERS, ids=ids if len(ids) <= _TOLD else ()))


def _slices(wanted: TagChange) -> Iterator[TagChange]:
    """The change in parts, some orders at a time."""
    for start in range(0, max(len(wanted.added), len(wanted.removed)), _AT_ONCE):
        yield TagChange(wanted.added[start : start + _AT_ONCE], wanted.removed[start : start + _AT_ONCE])
