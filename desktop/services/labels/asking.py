"""Asking a platform for labels: with patience where they are only late, and around the one order it refuses."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import replace

from desktop.domain.errors import BrokenAnswer, Gone, Refused, TryLater, Unreachable
from desktop.domain.labels import LabelFile, LabelMissing
from desktop.domain.orders import OrderItems
from desktop.platforms.kit.contract import FetchesLabels

TRIES = 4  # a label is often there a few seconds after the parcel was made ready
LONGEST_WAIT_S = 30.0

Answer = LabelFile | LabelMissing


async def rounds(
    connector: FetchesLabels,
    questions: Sequence[OrderItems],
    stop: asyncio.Event,
    sleep: Callable[[float], Awaitable[None]],
) -> AsyncIterator[list[Answer]]:
    """The answers as they come; what is missing only for now is asked again, after the time the platform needs."""
    for attempt in range(1, TRIES + 1):
        last = attempt == TRIES or stop.is_set()
        try:
            answers = await _answers(connector, questions)
        except (TryLater, BrokenAnswer) as error:
            if last or isinstance(error, Unreachable):
                raise
            wait_s = error.after_s if isinstance(error, TryLater) else 1.0
        else:
            later = [] if last else [a for a in answers if isinstance(a, LabelMissing) and a.retry_after_s is not None]
            yield [answer for answer in answers if answer not in later]
            if not later:
                return
            questions = _reduced(questions, later)
            wait_s = max(missing.retry_after_s or 0.0 for missing in later)
        await sleep(min(wait_s, LONGEST_WAIT_S))


async def _answers(connector: FetchesLabels, questions: Sequence[OrderItems]) -> list[Answer]:
    """Ask; where the platform refuses the lot, halve it until the order it dislikes stands alone."""
    try:
        return list(await connector.labels(questions))
    except (Refused, Gone) as error:
        if len(questions) == 1:
            items = tuple(item.remote_id for item in questions[0].items)
            message = error.params.get("message", "")
            return [LabelMissing(questions[0].order_remote_id, items, error.code or "refused", message)]
        half = len(questions) // 2
        return [*await _answers(connector, questions[:half]), *await _answers(connector, questions[half:])]


def _reduced(questions: Sequence[OrderItems], later: Sequence[LabelMissing]) -> list[OrderItems]:
    """The same questions with only the items whose label is worth asking for again."""
    left: dict[str, set[str]] = {}
    for missing in later:
        left.setdefault(missing.order_remote_id, set()).update(missing.item_ids)
    return [
        replace(
            question, items=tuple(item for item in question.items if item.remote_id in left[question.order_remote_id])
        )
        for question in questions
        if question.order_remote_id in left
    ]
