"""Work on orders: ship, complete, cancel. Each reads the order first, acts once, and reads it back (section 6, 7).

Jumpseller has neither packing nor partial shipments: a step is always the whole order's.
"""

from collections.abc import Awaitable, Callable, Sequence

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.orders import OrderItem
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.codes import CANCELED
from desktop.platforms.jumpseller.dispatch import Dispatch, lacking, shows, tracking_of
from desktop.platforms.jumpseller.mapping import Found
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.kit.contract import Sent

KINDS = frozenset({OperationKind.SHIP, OperationKind.COMPLETE, OperationKind.CANCEL})
Way = Callable[[Operation, Found], Awaitable[bool]]  # false: nothing was sent


class OrderWriter:
    """Sends one step on one order, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader
        self._dispatch = Dispatch(client, reader)

    async def send(self, operation: Operation) -> Sent:
        """As the contract says; once a request has left, every trouble is ``Unsure``."""
        try:
            order = await self._reader.order(operation.subject)
        except Gone:
            return Sent((_refused(operation, "gone"),))
        verdict = judged(operation, order)
        if verdict.state is not OperationState.QUEUED:
            return Sent((verdict,), (order.items,))
        after = await self._taken(operation, order)
        return Sent((_after_sending(judged(operation, after)),), (after.items,))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the orders show now."""
        outcomes, items = [], []
        for operation in batch:
            try:
                order = await self._reader.order(operation.subject)
            except Gone:
                outcomes.append(_refused(operation, "gone"))
                continue
            outcomes.append(judged(operation, order))
            items.append(order.items)
        return Sent(tuple(outcomes), tuple(items))

    async def _taken(self, operation: Operation, order: Found) -> Found:
        """The order after the step: each way is only gone where those before it have not led there.

        Jumpseller mails the buyer when a shipment's status changes, so nothing is told twice.
        """
        sent = False
        for way in self._ways(operation):
            try:
                went = await way(operation, order)
            except (AuthNeeded, TryLater, BrokenAnswer) as error:
                if sent:  # what was sent before must be read back, although this request has done nothing
                    raise Unsure("half_done", cause=error.code) from error
                raise
            except (Refused, Gone):
                if judged(operation, order).state is OperationState.QUEUED:
                    raise
                break
            if went:
                order, sent = await self._read_back(operation), True
            if _is_over(operation, order):
                break
        return order

    def _ways(self, operation: Operation) -> tuple[Way, ...]:
        if operation.kind is OperationKind.SHIP:
            return (self._dispatch.fulfil, self._dispatch.move, self._tell)
        return (self._tell, self._dispatch.move) if operation.kind is OperationKind.COMPLETE else (self._tell,)

    async def _tell(self, operation: Operation, order: Found) -> bool:
        """Change the order itself."""
        fields = {"status": CANCELED} if operation.kind is OperationKind.CANCEL else lacking(operation, order)
        await self._client.update_order(operation.subject, fields)
        return True

    async def _read_back(self, operation: Operation) -> Found:
        """The order after a request; from here on no error may sound as if nothing had been done."""
        try:
            return await self._reader.order(operation.subject)
        except PlatformError as error:
            raise Unsure("not_read_back", cause=error.code) from error


def judged(operation: Operation, order: Found) -> Outcome:
    """DONE where the order shows it, QUEUED where it can still be taken, REFUSED where it no longer can."""
    ids = set(wanted_items(operation))
    items = [item for item in order.order.items if not ids or item.remote_id in ids]
    if not items or len(items) < len(ids):
        return _refused(operation, "item_gone")
    step, statuses = STEPS[operation.kind], {item.status for item in items}
    if statuses <= step.fulfilled:
        kept = operation.kind is not OperationKind.SHIP or shows(order, tracking_of(operation))
        code = "" if kept else "tracking_not_kept"
        return Outcome(operation.id, OperationState.DONE, code, ack=_ack(items), remote_ref=items[0].tracking_number)
    if not statuses <= step.starts:
        return _refused(operation, "wrong_status", status=items[0].platform_status)
    if len(items) < len(order.order.items):
        return _refused(operation, "whole_order_only")
    return Outcome(operation.id, OperationState.QUEUED, "not_done_yet")


def _is_over(operation: Operation, order: Found) -> bool:
    """Whether nothing is left to be sent: the step is taken with all that belongs to it, or it no longer can be."""
    outcome = judged(operation, order)
    return outcome.state is OperationState.REFUSED or (outcome.state is OperationState.DONE and not outcome.code)


def _after_sending(outcome: Outcome) -> Outcome:
    """What was sent and is not to be seen may still come to be."""
    if outcome.state is OperationState.QUEUED:
        return Outcome(outcome.operation_id, OperationState.UNSURE, "not_visible_yet")
    return outcome


def _ack(items: Sequence[OrderItem]) -> dict[str, object]:
    return {"items": {one.remote_id: {"status": one.platform_status, "tracking": one.tracking_number} for one in items}}


def _refused(operation: Operation, code: str, **params: str) -> Outcome:
    return Outcome(operation.id, OperationState.REFUSED, code, params)
