"""How long the outbox waits, in one place, so that a test or a slow line can be given other numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Pace:
    """All values are seconds, except ``attempts``.

    ``checks_s`` are the waits before the first, second... reading back of an operation in doubt. The first is not zero,
    because a platform may still be at work on a request whose answer was lost. After the last one the seller is asked.
    """

    tick_s: float = 0.5  # how often the worker looks for wishes that another process queued
    watch_s: float = 0.3  # how often somebody who waits for the outbox looks at the database
    checks_s: tuple[float, ...] = (2.0, 8.0, 20.0, 60.0, 180.0, 600.0, 1800.0)
    setback_s: tuple[float, ...] = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0)
    polls_s: tuple[float, ...] = (2.0, 3.0, 5.0, 10.0, 20.0, 30.0)  # when work still running there is asked after
    attempts: int = 8  # requests spent on one operation before it is given back to the seller
    patience_s: float = 120.0  # who waits for the outbox does not wait for tries further away than this
    stop_s: float = 5.0  # a request on the wire gets this long to end before the program closes


def nth(waits: Sequence[float], n: int) -> float:
    """The wait of step ``n`` (from 0); the last one repeats."""
    return waits[min(n, len(waits) - 1)]


def after(now: datetime, seconds: float) -> datetime:
    return now + timedelta(seconds=seconds)
