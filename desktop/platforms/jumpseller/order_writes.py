"""Work on orders: ship, complete, cancel. Each reads the order first, acts once, and reads it back (section 6, 7).

Jumpseller has neither packing nor partial shipments: a step is always the whole order's. Where the store has locations
a shipment is a fulfillment, elsewhere it is a change of the order; both may be needed for the order to show it.
"""

import contextlib
from collections.abc import Awaitable, Sequence
from typing import TypeVar

from desktop.domain.errors import AuthNeeded, BrokenAnswer, Gone, PlatformError, Refused, TryLater, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.orders import OrderItem
from desktop.platforms.jumpseller import mapping
from desktop.platforms.jumpseller.client import Client
from desktop.platforms.jumpseller.codes import CANCELED, DELIVERED, IN_TRANSIT
from desktop.platforms.jumpseller.mapping import Found
from desktop.platforms.jumpseller.reading import Reader
from desktop.platforms.jumpseller.shapes import Fulfillment
from desktop.platforms.kit.contract import Sent

KINDS = frozenset({OperationKind.SHIP, OperationKind.COMPLETE, OperationKind.CANCEL})
T = TypeVar("T")


class OrderWriter:
    """Sends one step on one order, and reads back those of which nobody knows."""

    def __init__(self, client: Client, reader: Reader) -> None:
        self._client, self._reader = client, reader

    async def send(self, operation: Operation) -> Sent:
        """As the contract says; once a request has left, every trouble is ``Unsure``."""
        try:
            order = await self._reader.order(operation.subject)
        except Gone:
            return Sent((_refused(operation, "gone"),))
        verdict = judged(operation, order)
        if verdict.state is not OperationState.QUEUED:
            return Sent((verdict,), (order.items,))
        if operation.kind is OperationKind.SHIP:
            after = await self._ship(operation, order)
        elif operation.kind is OperationKind.COMPLETE:
            after = await self._complete(operation)
        else:
            await _answered(self._client.update_order(operation.subject, {"status": CANCELED}))
            after = await self._read_back(operation)
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

    async def _ship(self, operation: Operation, order: Found) -> Found:
        tracking, sent = _tracking(operation), False
        location = await self._reader.location(order.locations)
        if location is not None and await self._fulfil(operation.subject, location, tracking):
            order, sent = await self._read_back(operation), True
        lacking = _lacking(order, tracking)
        if lacking:
            await _answered(self._client.update_order(operation.subject, lacking), sent_before=sent)
            order = await self._read_back(operation)
        return order

    async def _fulfil(self, order_id: str, location: int, tracking: dict[str, object]) -> bool:
        """A fulfillment on its way with this tracking; one that is there already is used. False: none was taken."""
        there = await self._fulfillments(order_id)
        created = False
        if not there:
            # The change of status mails the buyer; a second mail for the fulfillment would be one too many.
            new = {
                "type": "manual",
                "order_id": order_id,
                "location_id": str(location),
                "send_email": False,
                **tracking,
            }
            try:
                answer = await _answered(self._client.create_fulfillment(new | {"send_email": False} | tracking))
            except (Refused, Gone):
                return False
            created, there = True, await _in_doubt(self._created(order_id, answer))
        for fulfillment in there[-1:]:
            fields = {"shipment_status": IN_TRANSIT} | ({} if created else tracking)
            try:
                await _answered(self._client.update_fulfillment(fulfillment.id or 0, fields), sent_before=created)
            except (Refused, Gone):  # the order itself is then told, and shows in the end what holds
                return created
        return created or bool(there)

    async def _complete(self, operation: Operation) -> Found:
        await _answered(self._client.update_order(operation.subject, {"shipment_status": DELIVERED}))
        order = await self._read_back(operation)
        if judged(operation, order).state is OperationState.DONE or not (await self._reader.generation()).fulfils:
            return order
        for fulfillment in await _in_doubt(self._fulfillments(operation.subject)):
            change = self._client.update_fulfillment(fulfillment.id or 0, {"shipment_status": DELIVERED})
            with contextlib.suppress(Refused, Gone):  # the order shows in the end what holds
                await _answered(change, sent_before=True)
        return await self._read_back(operation)

    async def _fulfillments(self, order_id: str) -> tuple[Fulfillment, ...]:
        try:
            return mapping.fulfillments(await self._client.fulfillments(order_id))
        except Gone:
            return ()

    async def _created(self, order_id: str, answer: bytes) -> tuple[Fulfillment, ...]:
        """The fulfillment just made: by the answer, or where that shows the order instead (section 7), by asking."""
        try:
            found = mapping.fulfillments(answer)
        except BrokenAnswer:
            found = ()
        return tuple(one for one in found if str(one.id) != order_id) or await self._fulfillments(order_id)

    async def _read_back(self, operation: Operation) -> Found:
        """The order after a request; from here on no error may sound as if nothing had been done."""
        return await _in_doubt(self._reader.order(operation.subject))


def judged(operation: Operation, order: Found) -> Outcome:
    """DONE where the order shows it, QUEUED where it can still be taken, REFUSED where it no longer can."""
    ids = set(wanted_items(operation))
    items = [item for item in order.order.items if not ids or item.remote_id in ids]
    if not items or len(items) < len(ids):
        return _refused(operation, "item_gone")
    step, statuses = STEPS[operation.kind], {item.status for item in items}
    if statuses <= step.fulfilled:
        code = (
            ""
            if operation.kind is not OperationKind.SHIP or _shows(order, _tracking(operation))
            else "tracking_not_kept"
        )
        return Outcome(operation.id, OperationState.DONE, code, ack=_ack(items), remote_ref=items[0].tracking_number)
    if not statuses <= step.starts:
        return _refused(operation, "wrong_status", status=items[0].platform_status)
    if len(items) < len(order.order.items):
        return _refused(operation, "whole_order_only")
    return Outcome(operation.id, OperationState.QUEUED, "not_done_yet")


def _after_sending(outcome: Outcome) -> Outcome:
    """What was sent and is not to be seen may still come to be."""
    if outcome.state is OperationState.QUEUED:
        return Outcome(outcome.operation_id, OperationState.UNSURE, "not_visible_yet")
    return outcome


def _lacking(order: Found, tracking: dict[str, object]) -> dict[str, object]:
    """What the order must still be told."""
    shipped = all(item.status in STEPS[OperationKind.SHIP].fulfilled for item in order.order.items)
    fields = {} if _shows(order, tracking) else tracking
    return fields if shipped else {"shipment_status": IN_TRANSIT, **fields}


def _shows(order: Found, tracking: dict[str, object]) -> bool:
    number = str(tracking.get("tracking_number", ""))
    return all(not number or item.tracking_number == number for item in order.order.items)


def _tracking(operation: Operation) -> dict[str, object]:
    written = {
        "tracking_number": operation.after.get("tracking_code"),
        "tracking_company": operation.after.get("provider"),
    }
    return {key: str(value).strip() for key, value in written.items() if value and str(value).strip()}


def _ack(items: Sequence[OrderItem]) -> dict[str, object]:
    return {"items": {one.remote_id: {"status": one.platform_status, "tracking": one.tracking_number} for one in items}}


def _refused(operation: Operation, code: str, **params: str) -> Outcome:
    return Outcome(operation.id, OperationState.REFUSED, code, params)


async def _answered(request: Awaitable[bytes], *, sent_before: bool = False) -> bytes:
    """Do it. Where something was sent before, even "nothing was done" only holds for this request."""
    try:
        return await request
    except (AuthNeeded, TryLater) as error:
        if sent_before:
            raise Unsure("half_done", cause=error.code) from error
        raise


async def _in_doubt(reading: Awaitable[T]) -> T:
    """Read after something was sent."""
    try:
        return await reading
    except PlatformError as error:
        raise Unsure("not_read_back", cause=error.code) from error
