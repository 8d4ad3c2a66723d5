"""Time that stands still until somebody sleeps, so that minutes of pacing take no time at all."""

import asyncio
import random
from datetime import UTC, datetime, timedelta


class VirtualTime:
    """A monotonic and a wall clock that move only by ``sleep``; ``late_s``: how late its timers may be."""

    def __init__(self, late_s: float = 0.0, seed: int = 1) -> None:
        self.elapsed = 1000.0
        self.slept: list[float] = []
        self._late_s = late_s
        self._random = random.Random(seed)

    def now(self) -> float:
        return self.elapsed

    def wall(self) -> datetime:
        return datetime(2026, 11, 20, 8, tzinfo=UTC) + timedelta(seconds=self.elapsed)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds + self._random.uniform(0, self._late_s)
        await asyncio.sleep(0)
