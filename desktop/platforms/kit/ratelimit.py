"""The rate limiter gives every request of an account its turn, evenly spaced, so that no platform is asked too fast.

Requests of a bucket start at least ``per_s / count`` seconds apart, plus a little (``MARGIN``). Evenly spaced starts
keep every window of a rule at once, also as the server measures it after some jitter on the line, and a run of N
requests takes only ``MARGIN`` longer than the documented rate allows. A request that took unusually long may have
reached the server late: the next ones keep their distance from there. Where a platform tells its limits itself,
``learn`` puts them in the place of the rules we began with.
"""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from desktop.domain.errors import TryLater
from desktop.platforms.kit.ledger import Entries, Ledger, MemoryLedger
from desktop.platforms.kit.manifest import RateRule

MARGIN = 1.02
SLACK_S = 0.03  # a turn taken this late still counts as on time, so that timer lateness does not add up
PATIENCE_S = 60.0  # longer pauses are not waited for inside a call: the caller is told to come back
LONGEST_PAUSE_S = 3600.0
SLOWEST = 4.0
LATE_S = 0.05  # lateness below this is lost in MARGIN
RECOVERY_S = 30.0  # after this time half of a slow-down is forgotten

ACCOUNT = "*"
_LEARNED = "spacing "  # entries of the ledger so named hold, by bucket, what a platform said of itself


class RateLimiter:
    """One account's limiter. ``now`` is a clock that all processes of this computer share (monotonic seconds).

    A later start than ``now``, or a pause longer than any we set, can only stem from before a reboot: it is forgotten.
    """

    def __init__(
        self,
        rules: Sequence[RateRule],
        ledger: Ledger | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._documented = spacing_of(rules)
        self._learned: Mapping[str, float] = {}
        self._ledger = ledger or MemoryLedger()
        self._now = now
        self._sleep = sleep
        self._queues: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._quickest_s = math.inf

    async def turn(self, bucket: str = ACCOUNT) -> float:
        """Wait until a request of this bucket may start, first come first served; the moment it did, for ``done``.

        Raises:
            TryLater: the account is paused for longer than ``PATIENCE_S``.
        """
        async with self._queues[bucket]:
            while (wait_s := await self._ledger.change(lambda entries: self._claim(entries, bucket))) > 0:
                if wait_s > PATIENCE_S:
                    raise TryLater("rate_limited", after_s=wait_s)
                await self._sleep(wait_s)
            return self._now()

    async def done(self, started: float, bucket: str = ACCOUNT) -> None:
        """A request is over, well or badly. What it took beyond the quickest one it may have spent on its way there.

        The first one may have spent all of it: a connection had to be made, and no other tells how long that takes.
        """
        took_s = self._now() - started
        usual_s = min(self._quickest_s, took_s) if math.isfinite(self._quickest_s) else 0.0
        self._quickest_s = min(self._quickest_s, took_s)
        arrived = started + took_s - usual_s

        def note(entries: Entries) -> None:
            overtaken = entries.get(ACCOUNT, 0.0) > started
            for name in self._buckets(bucket):
                entries[name] = max(entries.get(name, arrived), arrived)
            if overtaken:  # it arrived among others that started later, one too many: a turn for each is left out
                spacing = self._spacing.get(ACCOUNT, 0.0)
                entries["pause"] = max(entries.get("pause", 0.0), entries[ACCOUNT] + spacing) + spacing

        if arrived - started > LATE_S:
            await self._ledger.change(note)

    async def pause(self, seconds: float) -> None:
        """Let no request of the account start for this long, then be slower for a while: the platform said too much."""

        def note(entries: Entries) -> None:
            now = self._now()
            entries["pause"] = max(entries.get("pause", now), now + min(seconds, LONGEST_PAUSE_S))
            entries["slow"], entries["slow_at"] = min(SLOWEST, self._slowness(entries, now) * 1.5), now

        await self._ledger.change(note)

    async def learn(self, rules: Sequence[RateRule]) -> None:
        """Go by these rules from now on, in every process of the profile: the platform has just told them.

        They take the place of what was known of their buckets; other buckets stay as they are. To tell the same again
        costs nothing.
        """
        told = {name: min(spacing, LONGEST_PAUSE_S) for name, spacing in spacing_of(rules).items()}
        if told.items() <= self._learned.items():
            return

        def note(entries: Entries) -> None:
            entries.update({_LEARNED + name: spacing for name, spacing in told.items()})
            self._learned = _learned_in(entries)

        await self._ledger.change(note)

    @property
    def _spacing(self) -> Mapping[str, float]:
        return {**self._documented, **self._learned}

    def _claim(self, entries: Entries, bucket: str) -> float:
        """Seconds still to wait, or 0 when the turn has been taken."""
        now = self._now()
        self._forget_the_future(entries, now)
        self._learned = _learned_in(entries)
        slowness = self._slowness(entries, now)
        buckets = self._buckets(bucket)
        # Nobody knows what was sent before the first entry (a login that was just tried), so it counts as just now.
        spacing = self._spacing
        starts = [entries.setdefault(name, now) + spacing[name] * slowness for name in buckets]
        begin = max([entries.get("pause", 0.0), *starts])
        if begin > now:
            return begin - now
        for name in buckets:
            entries[name] = begin if begin > now - SLACK_S else now
        return 0.0

    def _buckets(self, bucket: str) -> list[str]:
        return [name for name in {ACCOUNT, bucket} if name in self._spacing]

    @staticmethod
    def _forget_the_future(entries: Entries, now: float) -> None:
        latest = {"pause": now + LONGEST_PAUSE_S, "slow": SLOWEST}
        latest |= {name: LONGEST_PAUSE_S for name in entries if name.startswith(_LEARNED)}
        for name in [name for name, value in entries.items() if value > latest.get(name, now)]:
            del entries[name]

    @staticmethod
    def _slowness(entries: Entries, now: float) -> float:
        """How much slower than the rule we go: 1.0 is full speed; a slow-down fades by half every ``RECOVERY_S``."""
        extra = entries.get("slow", 1.0) - 1.0
        since = max(0.0, now - entries.get("slow_at", now))
        return 1.0 + extra * math.exp2(-since / RECOVERY_S)


def _learned_in(entries: Entries) -> dict[str, float]:
    found = {name.removeprefix(_LEARNED): value for name, value in entries.items() if name.startswith(_LEARNED)}
    return {bucket: spacing for bucket, spacing in found.items() if spacing > 0}


def spacing_of(rules: Sequence[RateRule]) -> dict[str, float]:
    """Seconds between two starts, by bucket: the slowest of the bucket's rules decides."""
    spacing: dict[str, float] = {}
    for rule in rules:
        spacing[rule.bucket] = max(spacing.get(rule.bucket, 0.0), rule.per_s / rule.count * MARGIN)
    return spacing
