"""The packing table: each scan is looked up, decided by the rules of the domain, and saved before it is told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

from desktop.domain import scanning
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock
from desktop.domain.packing import Packing
from desktop.domain.scan_codes import read_code
from desktop.domain.scanning import Outcome, ScanResult, Session, Step
from desktop.services.changes import ChangeFeed
from desktop.store import scanned_items
from desktop.store.db import Database

_BEGUN_SINCE = timedelta(days=7)
_BEGUN_SHOWN = 8


class ScanDesk:
    """Used from the event loop's thread. A ``Session`` goes in and comes out; ticks are on disk when it does.

    All raise ``StoreError`` with nothing ticked.
    """

    def __init__(self, db: Database, changes: ChangeFeed, *, clock: Clock) -> None:
        self._db, self._changes, self._clock = db, changes, clock

    async def scan(self, session: Session, typed: str) -> Step:
        """What the scanner typed: an order, a parcel, an item, or ``3*`` in front of one."""
        code = read_code(typed)
        if not code:
            return session, Outcome(ScanResult.UNKNOWN_CODE)
        if not code.text:
            return scanning.scan(session, code)
        if scanning.needs_look_up(session, code):  # it ticks nothing here, so nobody who writes has to be waited for
            return scanning.scan(session, code, await self._db.read(lambda c: scanned_items.find(c, code)))
        return await self._do(session, lambda now: scanning.scan(now, code))

    async def open(self, session: Session, order_id: int) -> Step:
        """Put this order on the table; the one that lies there keeps its ticks."""
        order = await self._db.read(lambda c: scanned_items.packing(c, order_id))
        if order is None:
            return session, Outcome(ScanResult.UNKNOWN_CODE)
        return scanning.opened(session, order)

    async def tick_by_hand(self, session: Session, at: int) -> Step:
        """Tick one piece (or as many as were counted) of line ``at`` of the order on the table."""
        return await self._do(session, lambda now: scanning.tick_by_hand(now, at))

    async def undo(self, session: Session) -> Step:
        """Take the last tick back."""
        return await self._do(session, scanning.undo)

    async def start_over(self, session: Session) -> Step:
        """Take everything out of the parcel."""
        return await self._do(session, scanning.start_over)

    async def look_again(self, session: Session) -> Step:
        """The order on the table as it is by now; tells when it was cancelled meanwhile, else that it is the same."""
        before = session.packing
        if before is None:
            return session, Outcome(ScanResult.SAME_ORDER)
        order = await self._db.read(lambda c: scanned_items.packing(c, before.order_id))
        if order is None or (order.is_called_off and not before.is_called_off):
            return Session(), Outcome(ScanResult.CANCELLED_ORDER, order=before.hit)
        told = Outcome(ScanResult.SAME_ORDER, order=order.hit, done=order.done, most=order.most)
        return replace(session, packing=order), told

    async def begun(self) -> tuple[Packing, ...]:
        """The orders that were begun in the last days and not finished, the last one touched first."""
        since = self._clock() - _BEGUN_SINCE
        return await self._db.read(lambda c: scanned_items.begun(c, since, _BEGUN_SHOWN))

    async def _do(self, session: Session, step: Callable[[Session], Step]) -> Step:
        """On the order as it is in the file at this moment: another window may count into it too."""
        if session.packing is None:
            return step(session)
        order_id, at = session.packing.order_id, self._clock()
        write = partial(scanned_items.change, order_id=order_id, step=partial(_afresh, session, step), at=at)
        after, outcome = await self._db.write(lambda c: write(c))
        if outcome.result is ScanResult.COMPLETE:
            self._changes.publish(Changes(ChangeKind.ORDERS, ids=(order_id,)))
        return after, outcome


def _afresh(session: Session, step: Callable[[Session], Step], now: Packing | None) -> Step:
    """Do ``step``; an order that was cancelled since it was opened takes no more ticks."""
    if now is None or now.is_called_off:
        before = session.packing
        return Session(), Outcome(ScanResult.CANCELLED_ORDER, order=before.hit if before else None)
    return step(replace(session, packing=now))
