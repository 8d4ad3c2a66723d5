"""The queue of one account: reads back what is in doubt, sends what is due, never two requests at once."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from desktop.domain.accounts import AccountState
from desktop.domain.catalog import Variant
from desktop.domain.changes import ChangeKind, Changes
from desktop.domain.errors import BackshopError, StoreError
from desktop.domain.identity import Clock
from desktop.domain.operations import PRODUCT_KINDS, VARIANT_KINDS, Operation, OperationKind, OperationState
from desktop.domain.order_steps import narrowed
from desktop.domain.wishes import place_of, present
from desktop.platforms.kit.contract import Connector, DescribesProducts, ReadsCatalog, SendsOperations
from desktop.services.changes import ChangeFeed
from desktop.services.outbox import exchange, judgement, product_look
from desktop.services.outbox.exchange import Answer, Moment
from desktop.services.outbox.pace import Pace, nth
from desktop.store import accounts, outbox, outbox_moves, outbox_pushes
from desktop.store.db import Database

if TYPE_CHECKING:
    from sqlalchemy import Connection

_log = logging.getLogger(__name__)
Sleep = Callable[[float], Awaitable[None]]
_ALONE = frozenset({judgement.ONE_BY_ONE, judgement.INTERNAL_ERROR})


class Connectors(Protocol):
    """Where the connector of an account comes from."""

    async def connector(self, account_id: str) -> Connector: ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every queue of a profile shares."""

    db: Database
    connections: Connectors
    changes: ChangeFeed
    clock: Clock
    sleep: Sleep
    pace: Pace


class AccountQueue:
    """Works for one account; only the holder of the worker lock may have one.

    ``trouble`` is set while an answer cannot be written down (a full disk): it is kept and tried again until it is.
    """

    def __init__(self, account_id: str, around: Surroundings) -> None:
        self.trouble: StoreError | None = None
        self._account_id = account_id
        self._around = around
        self._setbacks = 0
        self._stopping = False

    def stop(self) -> None:
        """Send nothing new; what is on the wire is answered and written down."""
        self._stopping = True

    async def drain(self) -> None:
        """Work until nothing of this account is due. Raises ``StoreError`` when the local file fails."""
        while not self._stopping and (await self._check() or await self._send()):
            pass

    async def _check(self) -> bool:
        """Read back what is in doubt and due; whether there was something."""
        doubtful = await self._around.db.read(lambda c: outbox.to_check(c, self._account_id, self._around.clock()))
        left = await self._left_of(doubtful)
        connector = await self._sender(left)
        for batch in _batches(connector, left):
            await self._write(await exchange.verify(connector, batch, self._moment()))
            self._tell_values(batch)
        return bool(doubtful)

    async def _send(self) -> bool:
        """Send what is due, all of one kind; whether there was something."""
        due = await self._around.db.read(lambda c: outbox.due(c, self._account_id, self._around.clock()))
        left = await self._left_of(due)
        connector = await self._sender(left)
        looked, wanted = await self._look_first(connector, left)
        if looked.pause_until or looked.login:
            return True
        for batch in _batches(connector, wanted):
            answer = await self._send_batch(connector, batch)
            if answer.pause_until or answer.login or self._stopping:
                break
        return bool(due)

    async def _look_first(
        self, connector: SendsOperations, operations: Sequence[Operation]
    ) -> tuple[Answer, Sequence[Operation]]:
        """Values are set only on what the seller saw: what somebody changed meanwhile waits for a decision."""
        if operations and operations[0].kind is OperationKind.UPDATE_PRODUCT:
            return await self._look_at_products(connector, operations)
        if not isinstance(connector, ReadsCatalog) or not operations or operations[0].kind not in VARIANT_KINDS:
            return Answer(()), operations
        ours = await self._around.db.read(lambda c: outbox_pushes.set_since(c, operations))
        answer = await exchange.look_first(connector, operations, self._moment(), ours)
        await self._write(answer)
        settled = {verdict.operation_id for verdict in answer.verdicts}
        left = [operation for operation in operations if operation.id not in settled]
        await self._see_ours([one for one in left if one.id in ours], answer.variants)
        return answer, left

    async def _look_at_products(
        self, connector: SendsOperations, operations: Sequence[Operation]
    ) -> tuple[Answer, Sequence[Operation]]:
        """The same for whole products."""
        if not isinstance(connector, DescribesProducts):
            return Answer(()), operations
        answer = await product_look.look_first(connector, operations, self._moment())
        await self._write(answer)
        settled = {verdict.operation_id for verdict in answer.verdicts}
        return answer, [operation for operation in operations if operation.id not in settled]

    async def _see_ours(self, operations: Sequence[Operation], variants: Sequence[Variant]) -> None:
        """What an earlier wish of ours has set meanwhile is what this one replaces, and what an undo goes back to."""
        by_id = {one.remote_id: one for one in variants}
        now = [
            replace(one, ack=present(one.kind, by_id[one.subject], *place_of(one)))
            for one in operations
            if one.subject in by_id
        ]
        if now:
            await self._around.db.write(lambda c: outbox_moves.see_theirs(c, now))

    async def _send_batch(self, connector: SendsOperations, batch: Sequence[Operation]) -> Answer:
        """``sending`` is on disk before the request leaves, the answer after it; no transaction is open in between."""
        won = await self._around.db.write(lambda c: outbox_moves.claim(c, [operation.id for operation in batch]))
        self._around.changes.publish(Changes(ChangeKind.OUTBOX, self._account_id))
        claimed = [
            replace(operation, state=OperationState.SENDING, attempts=operation.attempts + 1)
            for operation in batch
            if operation.id in won  # the others were withdrawn meanwhile
        ]
        answer = await exchange.send(connector, claimed, self._moment()) if claimed else Answer(())
        await self._write(answer)
        self._tell_values(claimed)
        return answer

    def _tell_values(self, batch: Sequence[Operation]) -> None:
        """Values that were set are shown at once, whether the platform's answer showed them or not."""
        if batch and batch[0].kind in VARIANT_KINDS | PRODUCT_KINDS:
            self._around.changes.publish(Changes(ChangeKind.CATALOG, self._account_id))

    async def _left_of(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """What still needs a request: the platform may have told meanwhile that a wish has come true, or cannot."""
        subjects = {operation.subject for operation in operations}
        items = await self._around.db.read(lambda c: outbox.subject_items(c, self._account_id, subjects))
        known = judgement.known_already(operations, items)
        await self._write(Answer(known))
        over = {verdict.operation_id for verdict in known}
        return tuple(narrowed(one, items.get(one.subject, ())) for one in operations if one.id not in over)

    async def _sender(self, operations: Sequence[Operation]) -> SendsOperations:
        """Who sends for this account; where nobody can, one who answers for each operation why not."""
        if not operations:
            return exchange.NOBODY
        try:
            connector = await self._around.connections.connector(self._account_id)
        except BackshopError as error:  # no key for the credentials, an unknown platform: that waits, nothing is lost
            return exchange.Absent(error)
        return connector if isinstance(connector, SendsOperations) else exchange.NOBODY

    async def _write(self, answer: Answer) -> None:
        """Commit what a platform said. It must not be lost, so a failing disk is tried again until it takes it."""
        if not answer.verdicts and not answer.variants:
            return
        self._count_setback(answer)
        failures = 0
        while True:
            try:
                changed = await self._around.db.write(lambda c: self._commit(c, answer))
                break
            except StoreError as error:
                self.trouble = self.trouble or error
                if not failures:
                    _log.error("an answer of account %s cannot be written yet: %s", self._account_id, error)
                await self._around.sleep(nth(self._around.pace.setback_s, failures))
                failures += 1
        self.trouble = None
        self._publish(answer, changed)

    def _commit(self, c: "Connection", answer: Answer) -> tuple[int, ...]:
        changed = outbox_moves.record(
            c, self._account_id, answer.verdicts, answer.items, self._around.clock(), answer.variants
        )
        if answer.pause_until is not None:
            outbox_moves.postpone(c, self._account_id, answer.pause_until, answer.pause_code)
        if answer.login is not None:
            state, why = AccountState.NEEDS_LOGIN, answer.login
            accounts.update_account_state(c, self._account_id, state, why.code, why.params)
            outbox_moves.follow_logins(c)
        return changed

    def _publish(self, answer: Answer, changed: tuple[int, ...]) -> None:
        publish = self._around.changes.publish
        publish(Changes(ChangeKind.OUTBOX, self._account_id))
        if changed:
            publish(Changes(ChangeKind.ORDERS, self._account_id, changed))
        if answer.variants:
            publish(Changes(ChangeKind.CATALOG, self._account_id))
        if answer.login is not None:
            publish(Changes(ChangeKind.ACCOUNTS, self._account_id))

    def _count_setback(self, answer: Answer) -> None:
        """Waits grow with each setback in a row; the log hears of the first one and of the recovery."""
        if answer.pause_until is not None:
            if not self._setbacks:
                _log.warning("the outbox of account %s waits: %s", self._account_id, answer.pause_code)
            self._setbacks += 1
        elif self._setbacks:
            _log.info("the outbox of account %s works again", self._account_id)
            self._setbacks = 0

    def _moment(self) -> Moment:
        return Moment(self._around.clock(), self._around.pace, self._setbacks)


def _batches(connector: SendsOperations, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
    """The requests these become; what spoiled a batch before goes alone."""
    alone = [(operation,) for operation in operations if operation.code in _ALONE]
    together = [operation for operation in operations if operation.code not in _ALONE]
    try:
        return (*alone, *(connector.batches(together) if together else ()))
    except Exception as error:  # a bug in cutting must not stop the queue: whoever spoils it is found one by one
        exchange.log_bug("cutting into requests", together, error)
        return tuple((operation,) for operation in operations)
