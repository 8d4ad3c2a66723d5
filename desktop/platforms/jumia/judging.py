"""Judging: what became of an operation, by what the items show when they are read again (jumia.md 5.6)."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from desktop.domain.operations import Operation, OperationKind, OperationState, Outcome
from desktop.domain.orders import ItemStatus, OrderItem
from desktop.platforms.jumia.mapping import Line
from desktop.platforms.jumia.rules import Stage, stage, wanted, why_closed

REFUSED_TOGETHER = "refused_together"  # a call of several orders was refused as a whole: each is next sent alone

Lines = Mapping[str, Sequence[Line]]


@dataclass(slots=True)
class Carried:
    """What was put on the wire: the items sent, Jumia's words about those it refused, and those refused in company."""

    sent: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    together: set[str] = field(default_factory=set)


def judged(operation: Operation, lines: Lines, carried: Carried | None) -> Outcome:
    """The outcome by the items as read last; ``carried`` is None when only reading back (``verify``)."""
    ids = wanted(operation, lines)
    found = {line.item.remote_id: line.item for line in lines.get(operation.subject, ())}
    items = [found[item_id] for item_id in ids if item_id in found]
    if not ids or len(items) < len(ids):
        return _refused(operation, "item_gone", {})
    stages = {item.remote_id: stage(operation.kind, item) for item in items}
    if set(stages.values()) == {Stage.DONE}:
        return Outcome(operation.id, OperationState.DONE, ack=_ack(items), remote_ref=items[0].tracking_number)
    still_open = {item_id for item_id, found_stage in stages.items() if found_stage is Stage.OPEN}
    if still_open:
        return _unfinished(operation, still_open, len(ids), carried)
    closed = next(item for item in items if stages[item.remote_id] is Stage.CLOSED)
    if closed.status is ItemStatus.UNKNOWN and (carried is None or closed.remote_id in carried.sent):
        # It was on the wire, and a word that nobody knows does not say that it was not done.
        return Outcome(operation.id, OperationState.UNSURE, "not_visible_yet", {"status": closed.platform_status})
    code, params = why_closed(operation.kind, closed)
    return _refused(operation, code, params | _said(carried, ids))


def _unfinished(operation: Operation, still_open: Set[str], count: int, carried: Carried | None) -> Outcome:
    """Some items demonstrably have not moved. Sending again only sends those, so it cannot double the others."""
    params = {"open": str(len(still_open)), "of": str(count)}
    if carried is None or not still_open & carried.sent:
        return Outcome(operation.id, OperationState.QUEUED, "not_done_yet", params)
    if still_open & carried.together:
        return Outcome(operation.id, OperationState.QUEUED, REFUSED_TOGETHER, params)
    said = _said(carried, still_open)
    if said:
        return _refused(operation, "refused_by_platform", params | said)
    return Outcome(operation.id, OperationState.UNSURE, "not_visible_yet", params)


def _said(carried: Carried | None, ids: Set[str] | Sequence[str]) -> dict[str, str]:
    """Jumia's words about these items, each once."""
    words = [carried.errors[item_id] for item_id in ids if item_id in carried.errors] if carried else []
    return {"message": " ".join(dict.fromkeys(words))} if words else {}


def _refused(operation: Operation, code: str, params: Mapping[str, str]) -> Outcome:
    return Outcome(operation.id, OperationState.REFUSED, code, params)


def _ack(items: Sequence[OrderItem]) -> dict[str, object]:
    return {
        "items": {item.remote_id: {"status": item.platform_status, "tracking": item.tracking_number} for item in items}
    }


def alone(operation: Operation) -> bool:
    """Whether this operation must not share a call any more."""
    return operation.code == REFUSED_TOGETHER


def batches_of(operations: Sequence[Operation], most: Mapping[OperationKind, int]) -> tuple[tuple[Operation, ...], ...]:
    """Operations in batches of at most ``most`` of their kind, in their order."""
    batches: list[list[Operation]] = []
    for operation in operations:
        last = batches[-1] if batches else []
        if not last or alone(operation) or alone(last[0]) or len(last) >= most[operation.kind]:
            batches.append(last := [])
        last.append(operation)
    return tuple(tuple(batch) for batch in batches)
