"""What Jumia allows for an item, known before anything is sent (jumia.md 5.3, 5.5)."""

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from desktop.domain.operations import Operation, OperationKind
from desktop.domain.order_steps import STEPS, wanted_items
from desktop.domain.orders import ItemStatus, OrderItem
from desktop.platforms.jumia.mapping import Line

# Seller-triggered steps; every other one is Jumia's own.
KINDS = frozenset({OperationKind.PACK, OperationKind.READY, OperationKind.CANCEL})


class Stage(Enum):
    """How an item stands towards a step: it is taken, it can be taken, or it cannot."""

    DONE = 1
    OPEN = 2
    CLOSED = 3


def stage(kind: OperationKind, item: OrderItem) -> Stage:
    """Where this item stands; what Jumia fulfils itself is closed to the seller."""
    if item.by_platform:
        return Stage.CLOSED
    if item.status in STEPS[kind].fulfilled:
        return Stage.DONE
    return Stage.OPEN if item.status in STEPS[kind].starts else Stage.CLOSED


def why_closed(kind: OperationKind, item: OrderItem) -> tuple[str, dict[str, str]]:
    """Code and params for an item the step cannot be taken on."""
    if item.by_platform:
        return "fulfilled_by_platform", {}
    if kind is OperationKind.READY and item.status is ItemStatus.TO_PACK:
        return "not_packed", {}
    return "wrong_status", {"status": item.platform_status}


def wanted(operation: Operation, lines: Mapping[str, Sequence[Line]]) -> tuple[str, ...]:
    """Item ids the operation is about; where it names none, all of its order that are the seller's."""
    named = wanted_items(operation)
    mine = (line.item.remote_id for line in lines.get(operation.subject, ()) if not line.item.by_platform)
    return named or tuple(mine)


def open_lines(operation: Operation, lines: Mapping[str, Sequence[Line]]) -> tuple[Line, ...]:
    """The lines the step is still to be taken on: what is done already is never sent again."""
    ids = set(wanted(operation, lines))
    return tuple(
        line
        for line in lines.get(operation.subject, ())
        if line.item.remote_id in ids and stage(operation.kind, line.item) is Stage.OPEN
    )


def together(lines: Iterable[Line], provider_keys: Mapping[str, str]) -> list[tuple[Line, ...]]:
    """Lines in groups that one ready-to-ship or print-labels call may carry: same country, method and provider.

    ``provider_keys`` names the provider by tracking number; a parcel whose provider is not known goes alone.
    """
    groups: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        tracking = line.item.tracking_number
        key = (line.country, line.item.shipment_method, provider_keys.get(tracking, f"parcel {tracking}"))
        groups.setdefault(key, []).append(line)
    return [tuple(group) for group in groups.values()]
