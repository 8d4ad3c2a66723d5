"""The steps of order work: which item each may be taken on, where it leads, and whether it is still needed.

One table for the screen (which actions a selection offers), the wish (what goes into the outbox) and the worker (what
is still true at the moment of sending).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from desktop.domain.operations import Operation, OperationKind, OperationState
from desktop.domain.orders import ItemStatus, OrderItem

_S = ItemStatus
_SENT_OFF = frozenset({_S.SHIPPED, _S.DELIVERED, _S.FAILED, _S.RETURNED})
_CLOSED = _SENT_OFF | {_S.CANCELLED}


@dataclass(frozen=True, slots=True)
class Step:
    """``starts``: statuses it may be taken from; ``ends``: the status wished; ``fulfilled``: nothing is left to do.

    ``ends`` is None where the step leaves the status alone. It is UNKNOWN where only the platform knows where the order
    goes on: until it has told, nothing further can be wished.
    """

    starts: frozenset[ItemStatus]
    ends: ItemStatus | None
    fulfilled: frozenset[ItemStatus]


STEPS: dict[OperationKind, Step] = {
    OperationKind.ACCEPT: Step(
        frozenset({_S.TO_ACCEPT}), _S.TO_PACK, frozenset({_S.TO_PACK, _S.PACKED, _S.READY}) | _SENT_OFF
    ),
    OperationKind.PACK: Step(frozenset({_S.TO_PACK}), _S.PACKED, frozenset({_S.PACKED, _S.READY}) | _SENT_OFF),
    OperationKind.READY: Step(frozenset({_S.PACKED}), _S.READY, frozenset({_S.READY}) | _SENT_OFF),
    OperationKind.SHIP: Step(frozenset({_S.TO_PACK, _S.PACKED, _S.READY}), _S.SHIPPED, _SENT_OFF),
    OperationKind.COMPLETE: Step(
        frozenset({_S.READY, _S.SHIPPED}), _S.DELIVERED, frozenset({_S.DELIVERED, _S.RETURNED})
    ),
    OperationKind.CANCEL: Step(
        frozenset({_S.UNPAID, _S.TO_ACCEPT, _S.TO_PACK, _S.PACKED, _S.READY, _S.CANCEL_REQUESTED}),
        _S.CANCELLED,
        frozenset({_S.CANCELLED}),
    ),
    OperationKind.REJECT_CANCEL: Step(
        frozenset({_S.CANCEL_REQUESTED}), _S.UNKNOWN, frozenset({_S.TO_ACCEPT, _S.TO_PACK, _S.PACKED, _S.READY})
    ),
    OperationKind.REPACK: Step(frozenset({_S.PACKED}), _S.TO_PACK, frozenset({_S.TO_PACK})),
    OperationKind.SET_INVOICE: Step(frozenset({_S.PACKED, _S.READY, _S.SHIPPED, _S.DELIVERED}), None, frozenset()),
}


def eligible(kind: OperationKind, items: Iterable[OrderItem]) -> tuple[OrderItem, ...]:
    """The items on which this step may be taken now; what the platform fulfils itself is never the seller's."""
    return tuple(item for item in items if not item.by_platform and item.status in STEPS[kind].starts)


def wanted_items(operation: Operation) -> tuple[str, ...]:
    """The remote item ids an order operation is about."""
    ids = operation.after.get("items", ())
    return tuple(str(item_id) for item_id in ids) if isinstance(ids, list | tuple) else ()


def projected(items: Sequence[OrderItem], operations: Iterable[Operation]) -> tuple[OrderItem, ...]:
    """The items as they will be once the open operations, oldest first, have come true: ground for the next wish."""
    for operation in operations:
        if operation.state.is_open and operation.kind in STEPS:
            items = taken(operation.kind, items, wanted_items(operation))
    return tuple(items)


def taken(kind: OperationKind, items: Iterable[OrderItem], item_ids: Collection[str]) -> tuple[OrderItem, ...]:
    """The items after this step was taken on those of ``item_ids`` that it can be taken on."""
    step = STEPS[kind]
    if step.ends is None:
        return tuple(items)
    return tuple(
        replace(item, status=step.ends) if item.remote_id in item_ids and item.status in step.starts else item
        for item in items
    )


def foreseen(operation: Operation, items: Sequence[OrderItem]) -> OperationState | None:
    """What sending would come to, by what the platform last said: DONE, REFUSED, or None when it must be sent to know.

    Only statuses that nothing can leave refuse here: in every other doubt the platform is asked, not guessed for.
    """
    step = STEPS.get(operation.kind)
    if step is None or _left(step, operation, items):
        return None
    wanted = set(wanted_items(operation))
    there = any(item.remote_id in wanted and item.status in step.fulfilled for item in items)
    return OperationState.DONE if there else OperationState.REFUSED


def narrowed(operation: Operation, items: Sequence[OrderItem]) -> Operation:
    """The operation on the items that still need it, so that a half-done wish never repeats its done half."""
    step = STEPS.get(operation.kind)
    left = _left(step, operation, items) if step else ()
    return replace(operation, after={**operation.after, "items": list(left)}) if left else operation


def _left(step: Step, operation: Operation, items: Sequence[OrderItem]) -> tuple[str, ...]:
    passed = step.fulfilled | (_CLOSED - step.starts)
    behind = {item.remote_id for item in items if item.status in passed}
    return tuple(item_id for item_id in wanted_items(operation) if item_id not in behind)
