"""Why a value is what it is: its changes, the orders, pushes and drafts behind them, and how long all that is kept."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from desktop.domain.catalog_grid import Address, Draft, Field, Place, present_value
from desktop.domain.catalog_views import StoredVariant
from desktop.domain.errors import StoreError
from desktop.domain.identity import Clock, utc_now
from desktop.domain.value_history import Cause, Entry, EntryKind, ValueChange, chain, spot_of
from desktop.services.connections import Connections
from desktop.services.shop_books import Books, books
from desktop.services.variant_wishes import currency_of
from desktop.store import catalog, drafts, value_causes, value_history
from desktop.store.db import Database

if TYPE_CHECKING:
    import sqlite3

KEPT_FOR = timedelta(days=400)
MOST_LINES = 1_000  # of one value; who changes it every few minutes loses the oldest sooner
_AT_ONCE = 2_000
_REST_S = 0.05  # half of the time belongs to whoever else wants to write
_FIRST_S, _EVERY_S = 120.0, 86_400.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of one value; ``entries`` newest first, ``present`` as the platform last told it."""

    stored: StoredVariant
    place: Place
    place_name: str
    of: Field
    currency: str
    present: str
    draft: Draft | None
    entries: tuple[Entry, ...]


class History:
    """``start`` sets the daily giving up of what is too old going."""

    def __init__(
        self,
        db: Database,
        connections: Connections,
        *,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._db, self._connections, self._clock, self._sleep = db, connections, clock, sleep
        self._task: asyncio.Task[None] | None = None

    async def story(self, variant_id: int, place: Place, of: Field) -> Story | None:
        """The chain behind one value; None where the SKU is not there any more."""
        now = self._clock()
        return await self._db.read(
            lambda c: _story(c, books(c, self._connections.manifests), variant_id, place, of, now)
        )

    # --- not for ever -------------------------------------------------------------------------------------------------
    def start(self) -> None:
        """Give up what is too old from now on, once a day; needs the running loop."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Leave the rest for the next time."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await self._sleep(_FIRST_S)  # the start of the program has other work
        while True:
            try:
                await self.prune()
            except StoreError as error:  # nobody waits for it: tomorrow it is tried again
                _log.warning("old history could not be given up: %s", error.code)
            await self._sleep(_EVERY_S)

    async def prune(self) -> None:
        """Give up changes older than ``KEPT_FOR``, and all but the newest of what changes all the time."""
        limit = self._clock() - KEPT_FOR
        while await self._db.write(lambda c: value_history.forget_older(c, limit, _AT_ONCE)):
            await self._sleep(_REST_S)
        for variant_id, spot in await self._db.read(lambda c: value_history.too_long(c, MOST_LINES)):
            await self._db.write(partial(value_history.cut, variant_id=variant_id, spot=spot, keep=MOST_LINES))
            await self._sleep(_REST_S)


def oldest_moment(now: datetime) -> datetime:
    """What was before it is not told any more."""
    return now - KEPT_FOR


def _story(
    c: "sqlite3.Connection", of_shops: Books, variant_id: int, place: Place, of: Field, now: datetime
) -> Story | None:
    found = catalog.variants(c, [variant_id])
    if not found:
        return None
    (stored,) = found
    spot = spot_of(stored.variant, place, of)
    present = present_value(stored.variant, place, of)
    changes = value_history.changes_of(c, variant_id, spot)
    start = _start(changes, value_history.known_from(c, [variant_id])[variant_id], present, now)
    orders = value_causes.sales(c, stored, start.at) if of is Field.STOCK else ()
    sent, sales_from = value_causes.sent(c, stored, spot), orders[-1].at if len(orders) >= value_causes.MOST else None
    entries = chain(of, changes, sent, orders, whole=not place.warehouse, start=start, sales_from=sales_from)
    draft = drafts.drafts_of(c, [variant_id]).get(Address(variant_id, place, of))
    if draft is not None and draft.typed_at is not None:
        value = draft.value if draft.is_readable else draft.typed
        entries = (Entry(EntryKind.DRAFT, draft.typed_at, present, value), *entries)
    book = of_shops.get(stored.shop_id)
    currency = book.currency(stored.variant, place.market) if book else currency_of(stored.variant, place.market)
    name = book.place_name(place) if book else place.warehouse or place.market
    return Story(stored, place, name, of, currency, present, draft, entries)


def _start(changes: tuple[ValueChange, ...], known_from: datetime | None, present: str, now: datetime) -> Entry:
    """Where the chain begins: the first reading, or where older lines were given up."""
    limit = oldest_moment(now)
    if changes and changes[-1].cause is Cause.CUT:
        return Entry(EntryKind.START, changes[-1].at, value=changes[-1].value, is_cut=True)
    value = changes[-1].before if changes else present
    at = max(known_from or limit, limit)
    return Entry(EntryKind.START, at, value=value, is_cut=known_from is None or known_from < limit)
