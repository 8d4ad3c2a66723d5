"""Tags on orders: which there are, and putting them on and off many orders with a line on each timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from desktop.domain.order_views import OrderEvent
from desktop.domain.tags import Tag, TagChange, TagColour
from desktop.store import order_events
from desktop.store.annotations import SELLER
from desktop.store.order_rows import chunks, marks
from desktop.store.search_upkeep import renew
from desktop.store.sql import raw, sa, t

if TYPE_CHECKING:
    import sqlite3

_COLOURS = {colour.value: colour for colour in TagColour}
Pairs = Sequence[tuple[int, str]]


def tags(c: sqlite3.Connection) -> tuple[Tag, ...]:
    """All tags with the number of their orders, by name."""
    rows = c.execute(
        "SELECT t.name, t.colour, (SELECT count(*) FROM order_tags g WHERE g.tag = t.name) FROM tags t ORDER BY t.name"
    )
    return tuple(Tag(name, _COLOURS.get(colour, TagColour.GREY), count) for name, colour, count in rows)


def tags_on(c: sqlite3.Connection, order_ids: Sequence[int]) -> dict[str, int]:
    """How many of these orders have each tag; tags that none has are left out."""
    found: dict[str, int] = {}
    for chunk in chunks(order_ids):
        for tag, count in c.execute(
            f"SELECT tag, count(*) FROM order_tags WHERE order_id IN {marks(chunk)} GROUP BY tag", chunk
        ):
            found[tag] = found.get(tag, 0) + count
    return found


def put_tag(c: sa.Connection, name: str, colour: TagColour | None = None) -> None:
    """Make a tag, or give it another colour; without one a new tag gets the colour that is used least."""
    known = {tag.name.casefold(): tag for tag in tags(raw(c))}
    if name.casefold() not in known:
        used = [tag.colour for tag in known.values()]
        free = min((one for one in TagColour if one is not TagColour.GREY), key=used.count)
        c.execute(t.tags.insert().values(name=name, colour=(colour or free).value))
    elif colour is not None:
        written = known[name.casefold()].name
        c.execute(t.tags.update().where(t.tags.c.name == written).values(colour=colour.value))


def change(c: sa.Connection, wanted: TagChange, at: datetime) -> TagChange:
    """Take ``removed`` off, put ``added`` on; answers what that really changed. Unknown tags and orders do no harm."""
    for name in dict.fromkeys(tag for _, tag in wanted.added):
        put_tag(c, name)
    done = TagChange(_new(c, wanted.added), _present(c, wanted.removed))
    if done.removed:
        raw(c).executemany("DELETE FROM order_tags WHERE order_id = ? AND tag = ?", done.removed)
    if done.added:
        c.execute(t.order_tags.insert(), [{"order_id": order_id, "tag": tag} for order_id, tag in done.added])
    renew(c, done.order_ids)
    _tell(c, "tag_added", done.added, at)
    _tell(c, "tag_removed", done.removed, at)
    return done


def forget_tag(c: sa.Connection, name: str, at: datetime) -> TagChange:
    """Delete a tag; what it was on, so that it can come back."""
    rows = raw(c).execute("SELECT order_id, tag FROM order_tags WHERE tag = ?", (name,)).fetchall()
    done = change(c, TagChange(removed=tuple(rows)), at)
    c.execute(t.tags.delete().where(t.tags.c.name == name))
    return done


def _new(c: sa.Connection, pairs: Pairs) -> tuple[tuple[int, str], ...]:
    """Those that are not there yet, of orders that are there, each tag as it is written in the list of tags."""
    written = {tag.name.casefold(): tag.name for tag in tags(raw(c))}
    present = {(order_id, tag.casefold()) for order_id, tag in _present(c, pairs)}
    known = _known(c, [order_id for order_id, _ in pairs])
    wanted = {
        (order_id, tag.casefold()): None
        for order_id, tag in pairs
        if order_id in known and (order_id, tag.casefold()) not in present
    }
    return tuple((order_id, written[tag]) for order_id, tag in wanted)


def _present(c: sa.Connection, pairs: Pairs) -> tuple[tuple[int, str], ...]:
    asked = {(order_id, tag.casefold()) for order_id, tag in pairs}
    found: list[tuple[int, str]] = []
    for chunk in chunks(tuple(dict.fromkeys(order_id for order_id, _ in pairs))):
        rows = raw(c).execute(f"SELECT order_id, tag FROM order_tags WHERE order_id IN {marks(chunk)}", chunk)
        found += (row for row in rows if (row[0], row[1].casefold()) in asked)
    return tuple(found)


def _known(c: sa.Connection, order_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for chunk in chunks(order_ids):
        found.update(row[0] for row in raw(c).execute(f"SELECT id FROM orders WHERE id IN {marks(chunk)}", chunk))
    return found


def _tell(c: sa.Connection, kind: str, pairs: Pairs, at: datetime) -> None:
    """One line per order, whatever the number of its tags."""
    names: dict[int, list[str]] = {}
    for order_id, tag in pairs:
        names.setdefault(order_id, []).append(tag)
    events = [(one, OrderEvent(at, SELLER, kind, {"tags": ", ".join(tags)})) for one, tags in names.items()]
    order_events.add_all(c, events)
