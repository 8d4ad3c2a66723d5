"""For tests that are not about pace: time that runs faster, and platforms that may be asked as fast as one can."""

import asyncio
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from desktop.platforms.kit.manifest import Manifest, RateRule

SPEED = 20


@dataclass(frozen=True)
class QuickTime:
    """Time that has run ``SPEED`` times as fast since it ``began`` (seconds since 1970), in every process alike."""

    began: float = field(default_factory=time.time)

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.wall(), UTC)

    def wall(self) -> float:
        return self.began + (time.time() - self.began) * SPEED

    @staticmethod
    def monotonic() -> float:
        return time.monotonic() * SPEED

    @staticmethod
    async def sleep(seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)


def eased(manifest: Manifest) -> Manifest:
    """The manifest without its pace and without its years: those have tests of their own."""
    recent = replace(manifest.order_sync, oldest=datetime.now(UTC) - timedelta(days=100))
    return replace(manifest, rates=(RateRule(10_000, 1.0),), order_sync=recent)
