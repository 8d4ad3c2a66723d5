"""What taking back a change-set comes to: pure rules, from its operations to new ones and a result for each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from desktop.domain.identity import NewId
from desktop.domain.operations import VARIANT_KINDS, Operation, OperationState
from desktop.domain.order_views import ActionResult
from desktop.domain.wishes import seen, wished
from desktop.services.outbox.results import result_of

_S = OperationState
CHANGED_SINCE = "changed_since"


def planned(
    operations: Sequence[Operation],
    latest: Mapping[str, str],
    make_id: NewId,
    at: datetime,
    leave: Collection[str] = (),
) -> tuple[tuple[Operation, ...], tuple[ActionResult, ...]]:
    """The operations that set values back, newest wish first, and what to tell about each operation of the change-set.

    ``latest`` names, by operation id, the last operation that holds on the same subject: where that is another one, the
    value has moved on and is left alone, as it is where the platform showed another value (``leave``: operation ids).
    """
    change_set_id = make_id()
    back, results = [], []
    for operation in reversed(operations):
        code = obstacle(operation, latest.get(operation.id, ""))
        if not code and operation.state is _S.DONE and operation.id in leave and not was_there(operation):
            code = CHANGED_SINCE
        if not code and operation.state is _S.DONE and not was_there(operation):
            back.append(_reversed(operation, make_id(), change_set_id, at))
        results.append(_told(operation, code))
    return tuple(back), tuple(reversed(results))


def was_there(operation: Operation) -> bool:
    """Whether the wish had come true before it was sent, so that nothing of it is ours to take back."""
    return operation.state is _S.DONE and operation.code == "already_done" and not operation.attempts


def obstacle(operation: Operation, latest: str) -> str:
    """Why this one cannot be taken back, or the empty text; ``latest`` as ``outbox.latest_of`` names it."""
    if operation.state in (_S.CANCELLED, _S.REFUSED) or was_there(operation):
        return ""  # nothing of it holds
    if operation.state is not _S.DONE:
        return "not_settled_yet"
    if operation.kind not in VARIANT_KINDS:
        return "cannot_undo"
    if not wished(operation).keys() <= seen(operation).keys():
        return "before_unknown"
    return "" if latest == operation.id else CHANGED_SINCE


def _reversed(operation: Operation, operation_id: str, change_set_id: str, at: datetime) -> Operation:
    return Operation(
        id=operation_id,
        change_set_id=change_set_id,
        account_id=operation.account_id,
        shop_id=operation.shop_id,
        kind=operation.kind,
        subject=operation.subject,
        label=operation.label,
        before=wished(operation),
        after={**operation.after, **{key: operation.before[key] for key in wished(operation)}},
        state=_S.QUEUED,
        created_at=at,
    )


def _told(operation: Operation, code: str) -> ActionResult:
    result = result_of([operation], code=code)
    if code:
        return replace(result, ok=False)
    is_sent = operation.state is _S.DONE and not was_there(operation)
    return replace(result, ok=True, state="queued" if is_sent else operation.state.value)
