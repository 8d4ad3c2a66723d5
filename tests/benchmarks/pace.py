"""What needs no clock of ours: the pace of requests on a virtual clock, and the soak of reference counts."""

import asyncio
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.domain.profile import Profile
from desktop.platforms.kit.manifest import RateRule
from desktop.platforms.kit.ratelimit import ACCOUNT, RateLimiter
from desktop.platforms.registry import MANIFESTS
from tests.benchmarks.measure import Figure

_REQUESTS = 1000
_CALLS = 20_000


def rate(_profile: Profile, _folder: Path, _orders: int) -> list[Figure]:
    """N requests to each bucket of each platform against the slowest rule that holds for them.

    Raises RuntimeError where one is too fast.
    """
    figures = []
    for manifest in MANIFESTS:
        for bucket in sorted({rule.bucket for rule in manifest.rates}):
            rules = [rule for rule in manifest.rates if rule.bucket in (ACCOUNT, bucket)]
            took = _starts(manifest.rates, bucket)
            documented = (_REQUESTS - 1) * max(rule.per_s / rule.count for rule in rules)
            if took < documented:
                raise RuntimeError(f"{manifest.id} {bucket}: faster than documented")
            whom = manifest.id if bucket == ACCOUNT else f"{manifest.id} {bucket}"
            name = f"13 {_REQUESTS} requests to {whom} [documented rate]"
            figures.append(Figure(name, took / documented, "x", 1.05, f"{took:.0f} s, virtual clock"))
    return figures


def _starts(rules: tuple[RateRule, ...], bucket: str) -> float:
    now = [1000.0]

    async def sleep(seconds: float) -> None:
        now[0] += seconds

    async def run() -> float:
        limiter = RateLimiter(rules, now=lambda: now[0], sleep=sleep)
        first = await limiter.turn(bucket)
        for _ in range(_REQUESTS - 1):
            last = await limiter.turn(bucket)
        return last - first

    return asyncio.run(run())


class _Bell(QObject):
    rings = Signal(bool)


def soak(_profile: Profile, _folder: Path, _orders: int) -> list[Figure]:
    """20,000 signals and 20,000 void calls must leave the counts of None and True alone."""
    application = QApplication.instance() or QApplication([])
    bell, widget = _Bell(), QWidget()
    bell.rings.connect(lambda _on: None)
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(_CALLS):
        bell.rings.emit(True)
        widget.update()
    moved = max(abs(sys.getrefcount(None) - before[0]), abs(sys.getrefcount(True) - before[1]))
    del application
    return [Figure("14 soak: reference counts moved by", moved, "", 99)]
