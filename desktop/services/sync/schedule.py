"""The schedule says whose turn it is; it sees when the computer slept or its clock was put right."""

from collections.abc import Iterable
from datetime import datetime, timedelta

TICK = timedelta(seconds=5)  # how often the coordinator asks
GAP = timedelta(seconds=60)  # between two ticks: more than this and the computer slept or its clock was moved
SPREAD = timedelta(seconds=2)  # between accounts that become due together
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(minutes=10)


class Schedule:
    """When each account is due next, in the computer's time."""

    def __init__(self) -> None:
        self._next: dict[str, datetime] = {}
        self._failures: dict[str, int] = {}
        self._last_tick: datetime | None = None

    def next_at(self, account_id: str) -> datetime | None:
        """When this account's turn comes; None when it was never planned."""
        return self._next.get(account_id)

    def due(self, now: datetime, account_ids: Iterable[str]) -> tuple[str, ...]:
        """Who must start now. Newcomers are due at once; after a gap everybody is due again, a little apart."""
        ids = tuple(account_ids)
        if self._jumped(now):
            self._next = {}
        unplanned = [id_ for id_ in ids if id_ not in self._next]
        self._next |= {id_: now + SPREAD * place for place, id_ in enumerate(unplanned)}
        return tuple(id_ for id_ in ids if self._next[id_] <= now)

    def succeeded(self, account_id: str, now: datetime, interval: timedelta) -> None:
        """All is well: look again after the platform's interval."""
        self._failures.pop(account_id, None)
        self._next[account_id] = now + interval

    def failed(self, account_id: str, now: datetime, after: timedelta) -> None:
        """It did not work: try again no sooner than ``after``, with growing pauses."""
        failures = self._failures.get(account_id, 0)
        self._failures[account_id] = failures + 1
        pause = min(FIRST_RETRY * 2 ** min(failures, 10), LONGEST_RETRY)
        self._next[account_id] = now + max(after, pause)

    def at_once(self, account_id: str) -> None:
        """Forget the plan of this account: it is due at the next tick."""
        self._next.pop(account_id, None)

    def _jumped(self, now: datetime) -> bool:
        last, self._last_tick = self._last_tick, now
        return last is not None and not timedelta(0) <= now - last <= TICK + GAP
