"""The practice world's time: the wall clock plus an offset that a test may move."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Seconds = Callable[[], float]


class Clock:
    """Time as the simulated platforms see it.

    `wall` gives seconds since 1970 (UTC) and `ticks` seconds that never go back; both can be injected.
    """

    def __init__(self, wall: Seconds = time.time, ticks: Seconds = time.monotonic) -> None:
        self._wall = wall
        self._ticks = ticks
        self._skipped = 0.0
        self.offset = 0.0

    def now(self) -> float:
        """Seconds since 1970 in the practice world."""
        return self._wall() + self.offset

    def ticks(self) -> float:
        """Seconds for windows and bans: moved time counts forward, but a clock set back never reopens a window."""
        return self._ticks() + self._skipped

    def advance(self, seconds: float) -> None:
        """Move the clock by some seconds (negative: back)."""
        self.offset += seconds
        self._skipped += max(0.0, seconds)

    def set(self, moment: datetime) -> None:
        """Make it that moment now; it goes on ticking from there."""
        self.advance(moment.timestamp() - self.now())


def iso(seconds: float) -> str:
    """Seconds since 1970 as `2026-01-10T09:14:16Z`."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def from_iso(text: str) -> datetime:
    """An ISO 8601 moment, UTC where no zone is named. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
