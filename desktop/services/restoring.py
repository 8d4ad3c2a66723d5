"""Stock, prices and status as they were at a past moment, brought back as drafts that are reviewed like any other."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.catalog import ListingStatus
from desktop.domain.catalog_grid import (
    CLEARABLE,
    Address,
    Draft,
    Field,
    Place,
    places_of,
    present_value,
    same_value,
)
from desktop.domain.catalog_views import CatalogQuery, StoredVariant
from desktop.domain.errors import NotPossible
from desktop.domain.identity import Clock, utc_now
from desktop.domain.value_history import Spot, ValueChange, spot_of, value_then
from desktop.services.connections import Connections
from desktop.services.draft_judgement import OPEN_THE_ROW, Manner, edits_of, locks, written
from desktop.services.drafts import DraftService, Taken
from desktop.services.history import KEPT_FOR, oldest_moment
from desktop.services.shop_books import ShopBook, books
from desktop.services.variant_wishes import Edit
from desktop.store import catalog, value_history
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

_AT_ONCE = 1_000  # variants looked at in one reading
NOT_KNOWN = "not_known_then"


class Restored(StrEnum):
    """What can be brought back, together."""

    STOCK = "stock"
    PRICE = "price"
    STATUS = "status"


FIELDS: Mapping[Restored, tuple[Field, ...]] = {
    Restored.STOCK: (Field.STOCK, Field.SAFETY_STOCK),
    Restored.PRICE: (Field.PRICE, Field.SALE_PRICE, Field.SALE_FROM, Field.SALE_TO),
    Restored.STATUS: (Field.STATUS,),
}
_SETTABLE = frozenset({ListingStatus.ACTIVE.value, ListingStatus.INACTIVE.value})


@dataclass(frozen=True, slots=True)
class RestoreLine:
    """One value that was another one then; exact texts. With a ``code`` it cannot be brought back, and why."""

    stored: StoredVariant
    place: Place
    place_name: str
    of: Field
    currency: str
    now: str
    then: str
    code: str = ""

    @property
    def address(self) -> Address:
        return Address(self.stored.id, self.place, self.of)


@dataclass(frozen=True, slots=True)
class RestorePlan:
    """What bringing a moment back comes to. ``unknown`` are SKUs that were first read later; the rest is unchanged."""

    moment: datetime
    lines: tuple[RestoreLine, ...] = ()
    unknown: tuple[StoredVariant, ...] = ()
    unchanged: int = 0

    @property
    def possible(self) -> tuple[RestoreLine, ...]:
        return tuple(one for one in self.lines if not one.code)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Ids of variants: all that are asked for, those that changed since, and those not known then."""

    total: int
    changed: tuple[int, ...]
    unknown: tuple[int, ...]


class Restoring:
    """Nothing is sent here, and nothing is written but drafts."""

    def __init__(self, db: Database, connections: Connections, drafts: DraftService, *, clock: Clock = utc_now) -> None:
        self._db, self._connections, self._drafts, self._clock = db, connections, drafts, clock

    def span(self) -> tuple[datetime, datetime]:
        """The oldest moment that can be asked for, and now."""
        now = self._clock()
        return oldest_moment(now), now

    async def plan(
        self,
        moment: datetime,
        what: Collection[Restored],
        *,
        shop_ids: Sequence[str] = (),
        variant_ids: Sequence[int] | None = None,
    ) -> RestorePlan:
        """What these SKUs, or else all of these shops, held at ``moment`` where it is another value than now.

        Raises ``NotPossible("history_not_kept")`` for a moment longer ago than history is kept.
        """
        if moment < oldest_moment(self._clock()):
            raise NotPossible("history_not_kept", days=str(KEPT_FOR.days))
        fields = tuple(of for one in what for of in FIELDS[one])
        scope = await self._db.read(lambda c: _scope(c, moment, fields, shop_ids, variant_ids))
        lines: list[RestoreLine] = []
        for at in range(0, len(scope.changed), _AT_ONCE):
            ids = scope.changed[at : at + _AT_ONCE]
            lines += await self._db.read(partial(self._lines, moment=moment, ids=ids, fields=fields))
        unknown = await self._db.read(lambda c: catalog.variants(c, scope.unknown))
        touched = len({one.stored.id for one in lines})
        return RestorePlan(moment, tuple(lines), unknown, max(scope.total - touched - len(unknown), 0))

    async def put(self, plan: RestorePlan, manner: Manner) -> Taken:
        """Make drafts of what can be brought back; the answer takes them back as one step."""
        return await self._drafts.put(texts_of(plan, manner), manner)

    def _lines(
        self, c: "sqlite3.Connection", moment: datetime, ids: Sequence[int], fields: Sequence[Field]
    ) -> list[RestoreLine]:
        changes = value_history.first_after(c, moment, ids, fields)
        of_shops = books(c, self._connections.manifests)
        found = []
        for stored in catalog.variants(c, ids):
            book = of_shops.get(stored.shop_id)
            if book is not None and stored.id in changes:
                found += _lines_of(stored, changes[stored.id], moment, fields, book)
        return found


def texts_of(plan: RestorePlan, manner: Manner) -> dict[Address, str | None]:
    """What is to be typed, as this seller writes it."""
    return {one.address: written(one.of, one.then, manner) for one in plan.possible}


def edits_of_plan(plan: RestorePlan) -> tuple[Edit, ...]:
    """The wishes that bring it back at once, for who has no grid to type into."""
    by_place: dict[tuple[int, Place], dict[Field, Draft]] = {}
    whose = {one.stored.id: one.stored for one in plan.possible}
    for one in plan.possible:
        by_place.setdefault((one.stored.id, one.place), {})[one.of] = Draft(one.address, one.then, one.then)
    return tuple(
        edit for (id_, place), drafts in by_place.items() for edit, _drafts in edits_of(whose[id_], place, drafts)
    )


def _scope(
    c: "sqlite3.Connection",
    moment: datetime,
    fields: Sequence[Field],
    shop_ids: Sequence[str],
    variant_ids: Sequence[int] | None,
) -> _Scope:
    if variant_ids is None:
        unknown = value_history.unknown_at(c, moment, shop_ids)
        changed: Sequence[int] = value_history.changed_variants(c, moment, shop_ids, fields)
        total = catalog.count(c, CatalogQuery(tuple(shop_ids)))
    else:
        known = value_history.known_from(c, variant_ids)
        unknown = tuple(id_ for id_, at in known.items() if at is None or at > moment)
        changed, total = tuple(value_history.first_after(c, moment, variant_ids, fields)), len(known)
    there = set(unknown)
    return _Scope(total, tuple(id_ for id_ in changed if id_ not in there), unknown)


def _lines_of(
    stored: StoredVariant,
    changes: Mapping[Spot, ValueChange],
    moment: datetime,
    fields: Sequence[Field],
    book: ShopBook,
) -> list[RestoreLine]:
    """Each value once: in the row where it can be edited, else where it is shown, with the reason why not.

    What a SKU has only through its markets or warehouses comes back with those.
    """
    places = places_of(stored.variant, book.more_markets)
    found: dict[Spot, RestoreLine] = {}
    for number, place in enumerate(places):
        locked = locks(stored, places, number, book)
        for of in fields:
            spot = spot_of(stored.variant, place, of)
            if spot in changes and (spot not in found or (found[spot].code and of not in locked)):
                line = _line(stored, place, of, value_then(moment, changes, spot, ""), locked.get(of, ""), book)
                if line is not None:
                    found[spot] = line
    below = {one.of for one in found.values() if one.code != OPEN_THE_ROW}
    return [one for one in found.values() if one.code != OPEN_THE_ROW or one.of not in below]


def _line(
    stored: StoredVariant, place: Place, of: Field, then: str | None, locked: str, book: ShopBook
) -> RestoreLine | None:
    now = present_value(stored.variant, place, of)
    if then is not None and same_value(of, now, then):
        return None
    currency, why = book.currency(stored.variant, place.market), locked or _obstacle(of, then)
    return RestoreLine(stored, place, book.place_name(place), of, currency, now, then or "", why)


def _obstacle(of: Field, then: str | None) -> str:
    """Why a value of the past cannot be wished, or the empty text."""
    if then is None or (not then and of not in CLEARABLE):
        return NOT_KNOWN
    return "not_a_status" if of is Field.STATUS and then not in _SETTABLE else ""
