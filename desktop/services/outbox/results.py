"""Turns operations into the results a person or a script reads: one line per order, in the words of the outbox."""

from collections.abc import Iterable

from desktop.domain.operations import Operation, OperationState
from desktop.domain.order_views import ActionResult


def result_of(
    operations: Iterable[Operation],
    *,
    order_id: int = 0,
    number: str = "",
    shop: str = "",
    state: str = "",
    code: str = "",
) -> ActionResult:
    """What became of the operations on one subject, oldest first: the first that is not done tells, else the last.

    ``state`` and ``code`` replace the operation's own where the teller knows better.
    """
    operation = _telling(tuple(operations))
    state = state or operation.state.value
    return ActionResult(
        order_id=order_id,
        number=number or operation.label,
        shop=shop,
        ok=operation.state is OperationState.DONE,
        state=state,
        code=code or operation.code,
        params={**operation.params, "operation": operation.kind.value},
        platform_message=operation.params.get("message", ""),
    )


def _telling(operations: tuple[Operation, ...]) -> Operation:
    return next((operation for operation in operations if operation.state is not OperationState.DONE), operations[-1])
