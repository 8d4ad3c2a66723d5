"""What becomes of operations after a request: pure rules from an answer, an error or a reading back to a verdict."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from desktop.domain.catalog import Variant
from desktop.domain.errors import BackshopError, TryLater, Unreachable
from desktop.domain.operations import UNREACHABLE, Operation, OperationState, Outcome
from desktop.domain.order_steps import foreseen
from desktop.domain.orders import OrderItem
from desktop.domain.wishes import Values, equal, place_of, present, same, seen, wished
from desktop.services.outbox.pace import Pace, after, nth
from desktop.store.outbox_moves import Verdict

ONE_BY_ONE = "one_by_one"  # its batch was refused as a whole: sent alone, only the culprit is refused
INTERNAL_ERROR = "internal_error"
COULD_NOT_SEND = "could_not_send"
COULD_NOT_VERIFY = "could_not_verify"
NO_ANSWER = "no_answer"
_FINAL = frozenset({OperationState.DONE, OperationState.REFUSED})
_CODE_OF_KNOWN = {OperationState.DONE: "already_done", OperationState.REFUSED: "wrong_state"}
_ABSENT = "absent"
_CHECKS = "checks"
_POLLS = "polls"


def known_already(operations: Iterable[Operation], items: Mapping[str, Sequence[OrderItem]]) -> tuple[Verdict, ...]:
    """Verdicts on the operations whose end the platform has told already, so that they need no request at all."""
    return tuple(
        Verdict(operation.id, operation.state, state, _CODE_OF_KNOWN[state])
        for operation in operations
        if (state := foreseen(operation, items.get(operation.subject, ()))) is not None
    )


def seen_before_sending(
    batch: Sequence[Operation], variants: Iterable[Variant], ours: Mapping[str, Sequence[Values]] | None = None
) -> tuple[Verdict, ...]:
    """The three-way check of wishes on variants: what the seller saw, what the platform holds now, what is wished.

    Verdicts only where nothing must be sent: DONE where it is there already, CONFLICT where somebody changed it since
    the seller looked (``ack``: what is there), REFUSED where the variant is gone. ``ours`` are the values that we set
    ourselves since the wish, by operation id: finding them is no change by somebody else.
    """
    by_id = {variant.remote_id: variant for variant in variants}
    found = (_seen(operation, by_id.get(operation.subject), (ours or {}).get(operation.id, ())) for operation in batch)
    return tuple(verdict for verdict in found if verdict is not None)


def _seen(operation: Operation, variant: Variant | None, ours: Sequence[Values]) -> Verdict | None:
    was = operation.state
    if variant is None:
        return Verdict(operation.id, was, OperationState.REFUSED, "gone")
    theirs, mine, before = present(operation.kind, variant, *place_of(operation)), wished(operation), seen(operation)
    if same(mine, theirs):
        return Verdict(operation.id, was, OperationState.DONE, "already_done", ack=theirs)
    compared = mine.keys() & theirs.keys() & before.keys()
    known = (before, *ours)
    if all(any(key in one and equal(key, one[key], theirs[key]) for one in known) for key in compared):
        return None
    return Verdict(operation.id, was, OperationState.CONFLICT, "changed_there", ack=theirs)


def sent(batch: Sequence[Operation], outcomes: Iterable[Outcome], now: datetime, pace: Pace) -> tuple[Verdict, ...]:
    """Verdicts on a batch that was sent and answered; an operation the answer is silent about is in doubt."""
    answers = {outcome.operation_id: outcome for outcome in outcomes}
    return tuple(
        _sent(operation, answers[operation.id], now, pace)
        if operation.id in answers
        else in_doubt(operation, NO_ANSWER, now, pace)
        for operation in batch
    )


def _sent(operation: Operation, outcome: Outcome, now: datetime, pace: Pace) -> Verdict:
    if outcome.state in _FINAL:
        return _told(operation, outcome)
    if outcome.state is OperationState.WORKING:
        return _working(operation, outcome, now, pace)
    if outcome.state is OperationState.QUEUED:
        return again(operation, outcome.code, after(now, pace.checks_s[0]), pace)
    return in_doubt(operation, outcome.code or NO_ANSWER, now, pace)


def checked(batch: Sequence[Operation], outcomes: Iterable[Outcome], now: datetime, pace: Pace) -> tuple[Verdict, ...]:
    """Verdicts on operations that were in doubt, or still working at the platform, after a reading back."""
    answers = {outcome.operation_id: outcome for outcome in outcomes}
    return tuple(_checked(operation, answers.get(operation.id), now, pace) for operation in batch)


def _checked(operation: Operation, outcome: Outcome | None, now: datetime, pace: Pace) -> Verdict:
    if outcome is None or outcome.state is OperationState.UNSURE:
        return still_in_doubt(operation, now, pace)
    if outcome.state in _FINAL:
        return _told(operation, outcome)
    if outcome.state is OperationState.WORKING:
        return _working(operation, outcome, now, pace)
    if _ABSENT in operation.params:
        return again(operation, operation.code, now, pace)
    # A lost request may still arrive: only what two readings some time apart do not find did not happen.
    return still_in_doubt(operation, now, pace, absent=True)


def _working(operation: Operation, outcome: Outcome, now: datetime, pace: Pace) -> Verdict:
    """The platform has it and is at work: asked after soon, then less and less often."""
    polls = int(operation.params.get(_POLLS, "0"))
    told = _told(operation, outcome, after(now, nth(pace.polls_s, polls)))
    return replace(told, params={**outcome.params, _POLLS: str(polls + 1)})


def in_doubt(operation: Operation, code: str, now: datetime, pace: Pace) -> Verdict:
    """It may have happened: to be read back, soon but not at once."""
    return Verdict(operation.id, operation.state, OperationState.UNSURE, code, next_try_at=after(now, pace.checks_s[0]))


def still_in_doubt(operation: Operation, now: datetime, pace: Pace, *, absent: bool = False) -> Verdict:
    """The reading back did not settle it: look again later, and ask the seller when that was the last time."""
    checks = int(operation.params.get(_CHECKS, "0")) + 1
    params = {_CHECKS: str(checks)} | ({_ABSENT: "1"} if absent else {})
    if checks < len(pace.checks_s):
        later = after(now, pace.checks_s[checks])
        return Verdict(operation.id, operation.state, operation.state, operation.code, params, next_try_at=later)
    return Verdict(operation.id, operation.state, OperationState.UNSURE, COULD_NOT_VERIFY, params)


def again(operation: Operation, code: str, when: datetime, pace: Pace) -> Verdict:
    """It did not happen and may be sent again, unless that was tried often enough: a poison operation stops here."""
    if operation.attempts >= pace.attempts:
        return Verdict(operation.id, operation.state, OperationState.REFUSED, COULD_NOT_SEND, {"last": code})
    return Verdict(operation.id, operation.state, OperationState.QUEUED, code, next_try_at=when)


def refused(operation: Operation, error: BackshopError) -> Verdict:
    return Verdict(operation.id, operation.state, OperationState.REFUSED, error.code or "refused", error.params)


def unsent(operation: Operation, state: OperationState, code: str, until: datetime | None = None) -> Verdict:
    """Nothing left the house for it, or nothing was done with it for certain: the attempt does not count."""
    return Verdict(operation.id, operation.state, state, code, next_try_at=until, attempted=False)


def unread(operation: Operation, code: str, until: datetime | None) -> Verdict:
    """It could not be read back just now: the doubt stays as it is."""
    return Verdict(operation.id, operation.state, operation.state, code, operation.params, next_try_at=until)


def waiting_code(error: TryLater) -> str:
    """The code of a wait. ``UNREACHABLE`` has a meaning of its own: whoever waits for the outbox stops waiting."""
    return UNREACHABLE if isinstance(error, Unreachable) else error.code or "try_later"


def wait_until(error: TryLater, setbacks: int, now: datetime, pace: Pace) -> datetime:
    """When to try again: what the platform asked for, longer with every setback in a row."""
    return after(now, max(error.after_s, nth(pace.setback_s, setbacks)))


def _told(operation: Operation, outcome: Outcome, until: datetime | None = None) -> Verdict:
    return Verdict(
        operation.id,
        operation.state,
        outcome.state,
        outcome.code,
        outcome.params,
        ack=outcome.ack,
        remote_ref=outcome.remote_ref,
        next_try_at=until,
    )
