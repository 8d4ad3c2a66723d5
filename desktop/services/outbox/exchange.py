"""One exchange with a platform: a batch goes in, verdicts come out, whatever happened on the way."""

import logging
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from desktop.domain.catalog import Variant
from desktop.domain.errors import (
    AuthNeeded,
    BackshopError,
    BrokenAnswer,
    Gone,
    NotPossible,
    Refused,
    StoreError,
    TryLater,
    Unsure,
)
from desktop.domain.operations import Operation, OperationState
from desktop.domain.orders import OrderItems
from desktop.domain.wishes import Values, ref_of
from desktop.platforms.kit.contract import ReadsCatalog, SendsOperations, Sent
from desktop.services.outbox import judgement
from desktop.services.outbox.judgement import INTERNAL_ERROR, NO_ANSWER, ONE_BY_ONE
from desktop.services.outbox.pace import Pace, after
from desktop.store.outbox_moves import Verdict

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """``items`` were read back on the way; ``pause_until`` rests the whole account; ``login`` is why it needs one."""

    verdicts: tuple[Verdict, ...]
    items: tuple[OrderItems, ...] = ()
    variants: tuple[Variant, ...] = ()
    pause_until: datetime | None = None
    pause_code: str = ""
    login: AuthNeeded | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """What the judging of an exchange depends on besides its answer."""

    now: datetime
    pace: Pace
    setbacks: int = 0  # how often in a row this account had to wait


class Absent:
    """Stands in for a connector that cannot be had now: nothing is sent, everything waits, and ``error`` says why."""

    def __init__(self, error: BackshopError) -> None:
        self._error = error

    def batches(self, operations: Sequence[Operation]) -> tuple[tuple[Operation, ...], ...]:
        """All at once."""
        return (tuple(operations),)

    async def send(self, batch: Sequence[Operation]) -> Sent:
        """Raise what keeps the connector away."""
        raise self._error

    async def verify(self, batch: Sequence[Operation]) -> Sent:
        """As ``send``."""
        raise self._error


NOBODY = Absent(Refused("not_supported"))  # a platform that takes no operations: each is refused


async def send(connector: SendsOperations, batch: Sequence[Operation], moment: Moment) -> Answer:
    """Send operations that are committed as being sent. Never raises: every end of a request is a verdict."""
    now, pace = moment.now, moment.pace
    try:
        sent = await connector.send(batch)
    except AuthNeeded as error:
        needs_login = (judgement.unsent(op, OperationState.NEEDS_LOGIN, error.code) for op in batch)
        return Answer(tuple(needs_login), login=error)
    except TryLater as error:
        until, code = judgement.wait_until(error, moment.setbacks, now, pace), judgement.waiting_code(error)
        waiting = (judgement.unsent(op, OperationState.QUEUED, code, until) for op in batch)
        return Answer(tuple(waiting), pause_until=until, pause_code=code)
    except (Refused, Gone) as error:
        return _refused(batch, error)
    except Unsure as error:
        return Answer(tuple(judgement.in_doubt(op, error.code or NO_ANSWER, now, pace) for op in batch))
    except BrokenAnswer as error:  # nothing was sent: a page of maintenance, or one operation that spoils its answer
        until = judgement.wait_until(TryLater(), moment.setbacks, now, pace)
        again = (judgement.again(op, error.code, until, pace) for op in batch)
        return Answer(tuple(again), pause_until=until, pause_code=error.code)
    except (StoreError, NotPossible) as error:  # no connector, or no credentials: nothing was sent
        until = judgement.wait_until(TryLater(), moment.setbacks, now, pace)
        waiting = (judgement.unsent(op, OperationState.QUEUED, error.code, until) for op in batch)
        return Answer(tuple(waiting), pause_until=until, pause_code=error.code)
    except Exception as error:  # a bug, perhaps after the request had left: read back, and never let it stop the queue
        log_bug("sending", batch, error)
        return Answer(tuple(judgement.in_doubt(op, INTERNAL_ERROR, now, pace) for op in batch))
    return Answer(judgement.sent(batch, sent.outcomes, now, pace), sent.items, sent.variants)


async def look_first(
    connector: ReadsCatalog,
    batch: Sequence[Operation],
    moment: Moment,
    ours: Mapping[str, Sequence[Values]] | None = None,
) -> Answer:
    """Read variants before a value is set: verdicts where it is there already, changed meanwhile, or gone.

    ``ours``: see ``judgement.seen_before_sending``. What has no verdict in the answer may be sent. Never raises: what
    keeps from reading keeps from sending as well.
    """
    try:
        found = await connector.read_variants([ref_of(operation) for operation in batch])
    except Exception as error:  # sorted out as for a request that was not sent; a bug is logged there
        return await held_back(error, batch, moment)
    return Answer(judgement.seen_before_sending(batch, found, ours), variants=tuple(found))


async def held_back(error: Exception, batch: Sequence[Operation], moment: Moment) -> Answer:
    """A first look that failed: nothing was sent, and what kept it from reading is told as for a sending."""
    answer = await send(_Raising(error), batch, moment)
    return replace(answer, verdicts=tuple(replace(verdict, attempted=True) for verdict in answer.verdicts))


class _Raising(Absent):
    """Stands in for a connector whose first look failed."""

    def __init__(self, error: Exception) -> None:
        self._error = error if isinstance(error, BackshopError) else TryLater(INTERNAL_ERROR)
        if not isinstance(error, BackshopError):
            log_bug("looking first at", (), error)


async def verify(connector: SendsOperations, batch: Sequence[Operation], moment: Moment) -> Answer:
    """Read back operations in doubt. Never raises; what could not be read stays in doubt."""
    now, pace = moment.now, moment.pace
    try:
        found = await connector.verify(batch)
    except AuthNeeded as error:
        return Answer(tuple(judgement.unread(op, op.code, now) for op in batch), login=error)
    except TryLater as error:
        until, code = judgement.wait_until(error, moment.setbacks, now, pace), judgement.waiting_code(error)
        return Answer(tuple(judgement.unread(op, code, until) for op in batch), pause_until=until, pause_code=code)
    except (StoreError, NotPossible) as error:
        until = after(now, pace.setback_s[-1])
        return Answer(tuple(judgement.unread(op, error.code, until) for op in batch))
    except (Refused, Gone, Unsure, BrokenAnswer) as error:
        _log.info("reading back %d operations failed: %s", len(batch), error.code)
    except Exception as error:  # a bug in reading one order back must not stop the others
        log_bug("reading back", batch, error)
    else:
        return Answer(judgement.checked(batch, found.outcomes, now, pace), found.items, found.variants)
    return Answer(tuple(judgement.still_in_doubt(op, now, pace) for op in batch))


def _refused(batch: Sequence[Operation], error: Refused | Gone) -> Answer:
    """A refusal of several at once blames nobody in particular: each goes again, alone."""
    if len(batch) == 1:
        return Answer((judgement.refused(batch[0], error),))
    return Answer(tuple(judgement.unsent(op, OperationState.QUEUED, ONE_BY_ONE) for op in batch))


def log_bug(doing: str, batch: Sequence[Operation], error: Exception) -> None:
    """Where it happened and what kind of error it is; never its message, which may hold what a platform sent."""
    where = "".join(traceback.format_tb(error.__traceback__)[-3:])
    _log.error("a bug while %s %d operations: %s\n%s", doing, len(batch), type(error).__name__, where)
