"""What may be done with an item now, and what became of a step, told by the items as they are read again (8.5, 9)."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import Enum

from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.orders import ItemStatus, OrderItem
from desktop.platforms.lazada.mapping import Line

KINDS = frozenset({OperationKind.PACK, OperationKind.READY, OperationKind.REPACK, OperationKind.CANCEL})
REFUSED_TOGETHER = "refused_together"  # a call of several was refused as a whole: each is next sent alone

Lines = Mapping[str, Sequence[Line]]


class Stage(Enum):
    """How an item stands towards a step: it is taken, it can be taken, or it cannot."""

    DONE = 1
    OPEN = 2
    CLOSED = 3


@dataclass(slots=True)
class Carried:
    """What was put on the wire: items sent, complaints by item, those refused in company, and those asked to wait."""

    sent: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    together: set[str] = field(default_factory=set)
    passing: set[str] = field(default_factory=set)


def stage(kind: OperationKind, item: OrderItem) -> Stage:
    """Where this item stands; what Lazada's own warehouse ships is closed to the seller (``is_fbl``, section 8.3)."""
    if item.by_platform:
        return Stage.CLOSED
    if item.status in STEPS[kind].fulfilled:
        return Stage.DONE
    return Stage.OPEN if item.status in STEPS[kind].starts else Stage.CLOSED


def wanted(operation: Operation, lines: Lines) -> tuple[str, ...]:
    """Item ids the operation is about; where it names none, all of its order that are the seller's."""
    named = wanted_items(operation)
    return named or tuple(line.item.remote_id for line in lines.get(operation.subject, ()) if not line.item.by_platform)


def open_lines(operation: Operation, lines: Lines) -> tuple[Line, ...]:
    """The lines the step is still to be taken on: what is done already is never sent again."""
    ids = set(wanted(operation, lines))
    return tuple(
        line
        for line in lines.get(operation.subject, ())
        if line.item.remote_id in ids
        and stage(operation.kind, line.item) is Stage.OPEN
        and not (line.cancelling and operation.kind is OperationKind.CANCEL)
    )


def judged(operation: Operation, lines: Lines, carried: Carried | None) -> Outcome:
    """The outcome by the items as read last; ``carried`` is None when only reading back (``verify``)."""
    ids = wanted(operation, lines)
    found = {line.item.remote_id: line.item for line in lines.get(operation.subject, ())}
    items = [found[item_id] for item_id in ids if item_id in found]
    if not ids or len(items) < len(ids):
        return refused(operation, "item_gone")
    stages = {item.remote_id: stage(operation.kind, item) for item in items}
    if set(stages.values()) == {Stage.DONE}:
        return Outcome(operation.id, OperationState.DONE, ack=_ack(items), remote_ref=items[0].tracking_number)
    still_open = {item_id for item_id, at in stages.items() if at is Stage.OPEN}
    if still_open and operation.kind is OperationKind.CANCEL and not open_lines(operation, lines):
        return Outcome(operation.id, OperationState.WORKING, "feed_working")
    if still_open:
        return _unfinished(operation, still_open, len(ids), carried)
    closed = next(item for item in items if stages[item.remote_id] is Stage.CLOSED)
    if closed.by_platform:
        return refused(operation, "fulfilled_by_platform", **_said(carried, ids))
    unpacked = operation.kind is OperationKind.READY and closed.status is ItemStatus.TO_PACK
    status = {} if unpacked else {"status": closed.platform_status}
    return refused(operation, "not_packed" if unpacked else "wrong_status", **status, **_said(carried, ids))


def _unfinished(operation: Operation, still_open: Set[str], count: int, carried: Carried | None) -> Outcome:
    """Some items demonstrably have not moved. Sending again only sends those, so it cannot double the others."""
    params = {"open": str(len(still_open)), "of": str(count)}
    if carried is None or not still_open & carried.sent or still_open & carried.passing:
        return Outcome(operation.id, OperationState.QUEUED, "not_done_yet", params)
    if still_open & carried.together:
        return Outcome(operation.id, OperationState.QUEUED, REFUSED_TOGETHER, params)
    said = _said(carried, still_open)
    if said:
        return refused(operation, "refused_by_platform", **params, **said)
    return Outcome(operation.id, OperationState.UNSURE, "not_visible_yet", params)


def _said(carried: Carried | None, ids: Set[str] | Sequence[str]) -> dict[str, str]:
    """Lazada's words about these items, each once."""
    words = [carried.errors[item_id] for item_id in ids if item_id in carried.errors] if carried else []
    return {"message": " ".join(dict.fromkeys(words))} if words else {}


def refused(operation: Operation, code: str, **params: str) -> Outcome:
    """It will not come true."""
    return Outcome(operation.id, OperationState.REFUSED, code, params)


def _ack(items: Sequence[OrderItem]) -> dict[str, object]:
    return {"items": {one.remote_id: {"status": one.platform_status, "tracking": one.tracking_number} for one in items}}
