"""Steps on orders: accept, pack, ship, complete, cancel, reject a cancellation - each one call, answered at once.

Single calls rather than the bulk topics: their answer tells at once what became of the step, with the airway bill,
where a topic tells it in a letter that may never come (sirclo.md 3, 4). What a lost answer left in doubt is found out
by having the order sent again.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from desktop.domain.errors import BrokenAnswer, Gone, PlatformError, Refused, StoreError, Unsure
from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.orders import CancelReason, ItemStatus, OrderItem, OrderItems
from desktop.platforms.kit.answers import decode
from desktop.platforms.kit.contract import Sent
from desktop.platforms.kit.session import AccountSession
from desktop.platforms.sirclo import shapes
from desktop.platforms.sirclo.answers import keep_answer
from desktop.platforms.sirclo.client import Client
from desktop.platforms.sirclo.codes import ITEM_STATUS, PACK_FAILED, STEP_METHOD, TAKES_REJECTION, WANTS_REJECT_REASON
from desktop.platforms.sirclo.couriers import Couriers
from desktop.platforms.sirclo.mapping import Told, reject_reasons, text, wire_item
from desktop.platforms.sirclo.order_reading import OrderReader
from desktop.platforms.sirclo.reasons import Reasons

KINDS = frozenset(STEP_METHOD)
A_MOMENT_S = (0.5, 1.0)  # for the letter that tells where an order goes on
_BY_ITEM = frozenset({OperationKind.PACK, OperationKind.CANCEL})
_CLOSED = frozenset(
    {ItemStatus.SHIPPED, ItemStatus.DELIVERED, ItemStatus.CANCELLED, ItemStatus.FAILED, ItemStatus.RETURNED}
)
# Cancelling is left to the channels: they differ in until when.
_TURNS = {
    OperationKind.ACCEPT: {ItemStatus.TO_ACCEPT},
    OperationKind.PACK: {ItemStatus.TO_PACK},
    OperationKind.SHIP: {ItemStatus.PACKED, ItemStatus.READY},
    OperationKind.COMPLETE: {ItemStatus.SHIPPED},
}
DONE, QUEUED, REFUSED, UNSURE = (
    OperationState.DONE,
    OperationState.QUEUED,
    OperationState.REFUSED,
    OperationState.UNSURE,
)

_log = logging.getLogger(__name__)


class OrderWriter:
    """Sends one step on one order, and reads back those of which nobody knows."""

    def __init__(
        self, session: AccountSession, client: Client, reader: OrderReader, reasons: Reasons, couriers: Couriers
    ) -> None:
        self._session, self._client, self._reader = session, client, reader
        self._reasons, self._couriers = reasons, couriers

    async def send(self, operation: Operation) -> Sent:
        """As the contract says. Letters may be late, so only what they say for certain keeps from asking."""
        await self._reader.be_up_to_date()
        told = await self._one(operation)
        if told is not None and not is_in_turn(operation, told):
            await self._reader.take_in()
            told = await self._one(operation)
        if told is None:
            return Sent((Outcome(operation.id, REFUSED, "gone"),))
        verdict = judged(operation, told)
        if verdict.state is QUEUED and not is_in_turn(operation, told):
            verdict = Outcome(operation.id, REFUSED, "wrong_status", {"status": told.order.platform_status})
        if verdict.state is not QUEUED:
            return Sent((verdict,), (_items(told),))
        fields = {**fields_of(operation, told), **await self._looked_up(operation, told)}
        try:
            answer = await self._client.step(STEP_METHOD[operation.kind], fields, operation.id)
        except (Refused, Gone) as error:
            return await self._refused(operation, error)
        return await self._taken(operation, told, answer)

    async def reject_reasons(self, order_id: str) -> tuple[CancelReason, ...]:
        """Why the wish to cancel this order may be rejected; only one channel has a list of its own."""
        found = await self._reader.told([order_id])
        if not found or found[0].channel not in WANTS_REJECT_REASON:
            return ()
        return reject_reasons(await self._client.reject_reasons(found[0].names))

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """What the orders show now; those that show nothing of it are sent to us again first."""
        await self._reader.take_in()
        before = {told.key: told for told in await self._reader.told([one.subject for one in batch])}
        open_ = [before[one.subject] for one in batch if one.subject in before and _is_open(one, before)]
        came = await self._reader.asked_again(open_) if open_ else frozenset()
        now = {told.key: told for told in await self._reader.told([one.subject for one in batch])}
        outcomes = tuple(_verified(one, now.get(one.subject), came) for one in batch)
        return Sent(outcomes, tuple(_items(told) for told in now.values()))

    async def _looked_up(self, operation: Operation, told: Told) -> dict[str, object]:
        """What the channel's own lists must tell: the code of a reason, the courier."""
        if operation.kind is OperationKind.CANCEL:
            chosen = str(operation.after.get("reason") or "")
            return {"cancel_reason": await self._reasons.sent_as(told.brand, told.channel, chosen)}
        if operation.kind is OperationKind.PACK:
            wish = str(operation.after.get("provider") or "")
            return {"delivery_method": await self._couriers.chosen(told.brand, told.channel, wish)}
        return {}

    async def _one(self, operation: Operation) -> Told | None:
        found = await self._reader.told([operation.subject])
        return found[0] if found else None

    async def _taken(self, operation: Operation, told: Told, answer: bytes) -> Sent:
        """The order after a step that the adapter says is taken."""
        try:
            found = decode(answer, shapes.StepAnswer)
        except BrokenAnswer as error:
            raise Unsure("broken_answer", **error.params) from error
        number = text(found.airwaybill_number)
        items = tuple(_after(operation, item, number) for item in told.order.items)
        inbox = self._session.inbox
        if inbox is not None and operation.kind is not OperationKind.REJECT_CANCEL:  # where it goes on, a letter tells
            try:
                await keep_answer(inbox, operation.id, told.key, items, self._session.clock())
            except StoreError as error:  # the step is taken all the same: this must not sound as if it were not
                _log.warning("the answer to a step was not kept: %s", error.code)
        if operation.kind is OperationKind.REJECT_CANCEL:
            items = await self._told_after(told, items)
        ack = {"message": text(found.message), "tracking": number, "pickup_code": text(found.pickup_code)}
        outcome = Outcome(operation.id, DONE, ack={k: v for k, v in ack.items() if v}, remote_ref=number)
        return Sent((outcome,), (OrderItems(told.key, items),))

    async def _told_after(self, told: Told, items: tuple[OrderItem, ...]) -> tuple[OrderItem, ...]:
        """Where the order goes on; a letter that is late is taken in with the next emptying."""
        try:
            await self._reader.take_in(A_MOMENT_S, [told.key])
            now = await self._reader.told([told.key])
        except (PlatformError, StoreError) as error:  # the step is taken all the same
            _log.warning("where an order goes on is told later: %s", error.code)
            return items
        return now[0].order.items if now else items

    async def _refused(self, operation: Operation, error: Refused | Gone) -> Sent:
        """Perhaps because it was done elsewhere, which a letter may show by now. Else raises what was said."""
        await self._reader.take_in()
        told = await self._one(operation)
        if told is not None and (verdict := judged(operation, told)).state is DONE:
            return Sent((verdict,), (_items(told),))
        raise error


def fields_of(operation: Operation, told: Told) -> dict[str, object]:
    """What the call carries, but for the reason. Raises ``Refused``: ``whole_order_only``, ``not_offered``..."""
    after, wanted = operation.after, wanted_items(operation)
    everything = {item.remote_id for item in told.order.items}
    if operation.kind not in _BY_ITEM and wanted and set(wanted) < everything:
        raise Refused("whole_order_only")
    details = _DETAILS.get(operation.kind)
    return {**told.names, **(details(after, told, wanted) if details else {})}


def _pack(after: Mapping[str, object], told: Told, wanted: Sequence[str]) -> dict[str, object]:
    fields: dict[str, object] = {
        "remote_order_item_ids": [wire_item(one) for one in wanted],
    }
    if after.get("tracking_code"):
        fields["airwaybill_number"] = str(after["tracking_code"])
    if told.warehouse:
        fields["remote_warehouse_id"] = told.warehouse
    if told.order.platform_status == PACK_FAILED and told.channel.startswith("shpe"):
        fields["is_retry"] = True
    return fields


def _ship(after: Mapping[str, object], told: Told, wanted: Sequence[str]) -> dict[str, object]:
    return {"customer_reference": told.invoice or told.order.number}


def _complete(after: Mapping[str, object], told: Told, wanted: Sequence[str]) -> dict[str, object]:
    """For Blibli's click-and-collect the buyer's settlement code stands for the name (section 5.1)."""
    return {"received_by": str(after["received_by"])} if after.get("received_by") else {}


def _cancel(after: Mapping[str, object], told: Told, wanted: Sequence[str]) -> dict[str, object]:
    return {"remote_order_item_ids": [wire_item(one) for one in wanted]}


def _reject(after: Mapping[str, object], told: Told, wanted: Sequence[str]) -> dict[str, object]:
    if told.channel not in TAKES_REJECTION:
        raise Refused("not_offered", channel=told.channel)
    if not after.get("reason") and told.channel in WANTS_REJECT_REASON:
        raise Refused("reason_needed")
    return {"reject_reason": str(after.get("reason") or "")}


_DETAILS = {
    OperationKind.PACK: _pack,
    OperationKind.SHIP: _ship,
    OperationKind.COMPLETE: _complete,
    OperationKind.CANCEL: _cancel,
    OperationKind.REJECT_CANCEL: _reject,
}


def is_in_turn(operation: Operation, told: Told) -> bool:
    """Whether the adapter knows this step from here (section 5.1); what an unknown status allows is not ours to say."""
    starts = _TURNS.get(operation.kind)
    wanted = wanted_items(operation)
    statuses = {item.status for item in told.order.items if not wanted or item.remote_id in wanted}
    return starts is None or bool(statuses & (starts | {ItemStatus.UNKNOWN}))


def judged(operation: Operation, told: Told) -> Outcome:
    """DONE where the order shows it, REFUSED where it no longer can be, else QUEUED."""
    ids = set(wanted_items(operation))
    items = [item for item in told.order.items if not ids or item.remote_id in ids]
    if not items or len(items) < len(ids):
        return Outcome(operation.id, REFUSED, "item_gone")
    statuses, word = {item.status for item in items}, items[0].platform_status
    if operation.kind is OperationKind.REJECT_CANCEL:
        return _rejected(operation, statuses, word)
    step = STEPS[operation.kind]
    if statuses <= step.fulfilled:
        number = items[0].tracking_number
        return Outcome(operation.id, DONE, ack={"status": word, "tracking": number}, remote_ref=number)
    if statuses & (_CLOSED - step.starts - step.fulfilled):
        return Outcome(operation.id, REFUSED, "wrong_status", {"status": word})
    return Outcome(operation.id, QUEUED, "not_done_yet")


def _rejected(operation: Operation, statuses: set[ItemStatus], word: str) -> Outcome:
    if statuses == {ItemStatus.CANCEL_REQUESTED}:
        return Outcome(operation.id, QUEUED, "not_done_yet")
    if ItemStatus.CANCELLED in statuses:
        return Outcome(operation.id, REFUSED, "wrong_status", {"status": word})
    return Outcome(operation.id, DONE, ack={"status": word})


def _is_open(operation: Operation, orders: Mapping[str, Told]) -> bool:
    return judged(operation, orders[operation.subject]).state is QUEUED


def _verified(operation: Operation, told: Told | None, came: frozenset[str]) -> Outcome:
    """What shows no trace of it did not happen only where the order was told anew."""
    if told is None:
        return Outcome(operation.id, UNSURE, "not_told_yet")
    verdict = judged(operation, told)
    is_known = ItemStatus.UNKNOWN not in {item.status for item in told.order.items}
    if verdict.state is QUEUED and (told.key not in came or not is_known):
        return Outcome(operation.id, UNSURE, "not_told_yet")
    return verdict


def _after(operation: Operation, item: OrderItem, number: str) -> OrderItem:
    wanted = wanted_items(operation)
    packed = operation.kind is OperationKind.PACK
    ends = ITEM_STATUS["packed"] if packed else STEPS[operation.kind].ends
    if ends in (None, ItemStatus.UNKNOWN) or (wanted and item.remote_id not in wanted):
        return item
    return replace(item, status=ends, tracking_number=number or item.tracking_number)


def _items(told: Told) -> OrderItems:
    return OrderItems(told.key, told.order.items)
