"""Reading back: what became of wishes on variants, told by what the platform shows now."""

from collections.abc import Iterable, Sequence

from desktop.domain.catalog import Variant
from desktop.domain.operations import Operation, OperationState, Outcome
from desktop.domain.wishes import place_of, present, same, wished


def compared(batch: Sequence[Operation], variants: Iterable[Variant]) -> tuple[Outcome, ...]:
    """DONE where the wish is there, QUEUED where another value is, REFUSED (``gone``) where the variant is not.

    UNSURE where the platform does not show this value at all.
    """
    by_id = {variant.remote_id: variant for variant in variants}
    return tuple(_compared(operation, by_id.get(operation.subject)) for operation in batch)


def _compared(operation: Operation, variant: Variant | None) -> Outcome:
    if variant is None:
        return Outcome(operation.id, OperationState.REFUSED, "gone")
    there = present(operation.kind, variant, *place_of(operation))
    wanted = wished(operation)
    if not wanted.keys() <= there.keys():
        return Outcome(operation.id, OperationState.UNSURE, "not_shown")
    return Outcome(operation.id, OperationState.DONE if same(wanted, there) else OperationState.QUEUED, ack=there)
