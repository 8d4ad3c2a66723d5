"""The inbox of an account: one transaction for what came together, and only then the platform may forget it."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.identity import Clock
from desktop.domain.letters import Letter
from desktop.domain.operations import Operation, Outcome
from desktop.platforms.kit.inbox import Delivery
from desktop.services.changes import ChangeFeed
from desktop.store import catalog_ingest, letters, order_ingest, outbox, outbox_moves
from desktop.store.db import Database
from desktop.store.outbox_moves import Verdict
from desktop.store.sql import raw

if TYPE_CHECKING:
    from sqlalchemy import Connection


KEPT_FOR = timedelta(days=30)  # letters that newer ones replaced; no platform hands one over again after that time
PRUNE_EVERY = timedelta(days=1)


class StoredInbox:
    """See ``desktop.platforms.kit.inbox.Inbox``. ``turn`` gives the lock that holds across processes."""

    def __init__(
        self,
        db: Database,
        changes: ChangeFeed,
        account_id: str,
        turn: Callable[[], AbstractAsyncContextManager[None]],
        clock: Clock,
    ) -> None:
        self._db, self._changes, self._account_id, self._turn, self._clock = db, changes, account_id, turn, clock
        self._pruned_at: datetime | None = None

    async def keep(self, delivery: Delivery) -> None:
        """Commit all of it; what follows from letters that were kept before is left out."""
        orders = await self._db.write(lambda c: self._commit(c, delivery))
        for kind, told in (
            (ChangeKind.ORDERS, delivery.orders),
            (ChangeKind.CATALOG, delivery.variants),
            (ChangeKind.OUTBOX, delivery.outcomes),
        ):
            if told:
                self._changes.publish(Changes(kind, self._account_id, orders if kind is ChangeKind.ORDERS else ()))

    def _commit(self, c: "Connection", delivery: Delivery) -> tuple[int, ...]:
        at = self._clock()
        letters.add_letters(c, self._account_id, delivery.letters, at)
        changed = order_ingest.save_orders(c, self._account_id, delivery.orders, at=at)
        if delivery.variants:
            catalog_ingest.save_variants(c, self._account_id, delivery.variants, at=at)
        verdicts = self._verdicts(c, delivery.outcomes)
        return (*changed, *outbox_moves.record(c, self._account_id, verdicts, (), at))

    def _verdicts(self, c: "Connection", outcomes: Sequence[Outcome]) -> tuple[Verdict, ...]:
        """How operations that were sent before have ended; what is settled already stays as it is."""
        by_id = {outcome.operation_id: outcome for outcome in outcomes}
        found = outbox.operations(raw(c), account_id=self._account_id, ids=list(by_id))
        return tuple(_verdict(one, by_id[one.id]) for one in found)

    async def latest(self, kind: str, keys: Sequence[str]) -> dict[str, Letter]:
        """The newest understood letter about each of these."""
        found = await self._db.read(lambda c: letters.latest(c, self._account_id, kind, keys))
        return {letter.key: letter for letter in found}

    async def every(self, kind: str) -> tuple[Letter, ...]:
        """The newest understood letter about each thing of this kind."""
        return await self._db.read(lambda c: letters.latest(c, self._account_id, kind))

    async def emptied_at(self, source: str) -> datetime | None:
        """When this source was last read to its end."""
        return await self._db.read(lambda c: letters.emptied_at(c, self._account_id, source))

    async def emptied(self, source: str, moment: datetime) -> None:
        """It was read to its end just now."""
        await self._db.write(lambda c: letters.set_emptied(c, self._account_id, source, moment))
        if self._pruned_at is None or moment - self._pruned_at > PRUNE_EVERY:
            self._pruned_at = moment
            await self._db.write(lambda c: letters.prune(c, self._account_id, moment - KEPT_FOR))

    def exclusive(self) -> AbstractAsyncContextManager[None]:
        """Nobody else on this computer empties this account's sources meanwhile."""
        return self._turn()


def _verdict(operation: Operation, outcome: Outcome) -> Verdict:
    return Verdict(
        operation.id,
        operation.state,
        outcome.state,
        outcome.code,
        outcome.params,
        ack=outcome.ack,
        remote_ref=outcome.remote_ref,
    )
