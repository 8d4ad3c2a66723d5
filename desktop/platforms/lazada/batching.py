"""Batches: what one ``send`` takes, by what one call of Lazada's may carry (lazada.md 9, 13)."""

from collections.abc import Mapping, Sequence

from desktop.domain.operations import Operation, OperationKind
from desktop.platforms.lazada.steps import REFUSED_TOGETHER

# 20 orders or packages to a call; of SKUs 50 are allowed and 20 recommended. Some calls are of one order, or one item.
MOST: Mapping[OperationKind, int] = {
    OperationKind.CANCEL: 1,
    OperationKind.SET_INVOICE: 1,
    OperationKind.CREATE_PRODUCT: 1,
    OperationKind.UPDATE_PRODUCT: 1,
}
DEFAULT = 20


def batches_of(operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
    """Operations of one kind in runs that share site, shop and, where a call is about one product, product and value.

    What was refused in company goes alone.
    """
    batches: list[list[Operation]] = []
    for operation in operations:
        last = batches[-1] if batches else []
        if not last or not _fits(operation, last):
            batches.append(last := [])
        last.append(operation)
    return tuple(tuple(batch) for batch in batches)


def _fits(operation: Operation, batch: Sequence[Operation]) -> bool:
    if any(one.code == REFUSED_TOGETHER for one in (operation, batch[0])):
        return False
    return len(batch) < MOST.get(operation.kind, DEFAULT) and _place(operation) == _place(batch[0])


def _place(operation: Operation) -> tuple[object, ...]:
    """What all of one call must have in common."""
    extra = operation.after.get("extra")
    known = extra if isinstance(extra, Mapping) else {}
    country, colon, _rest = operation.subject.partition(":")
    site = country if colon else ""
    if operation.kind is OperationKind.SET_STATUS:
        return site, known.get("item"), operation.after.get("status")
    return (site, known.get("item")) if known.get("ease") else (site,)
