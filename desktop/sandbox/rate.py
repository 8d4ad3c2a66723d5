"""Sliding windows over requests, and bans: how a platform says too many."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Window:
    """At most `limit` requests in any `seconds`; windows of another `key` count requests of their own."""

    limit: int
    seconds: float
    key: str = "account"


@dataclass(slots=True)
class Ban:
    """Nothing is answered until a tick. `told`: the client was given the time to wait."""

    until: float
    told: bool
    since: float


class Limiter:
    """Counts admitted requests per key over sliding windows. A refused request does not count."""

    def __init__(self, ticks: Callable[[], float]) -> None:
        self._ticks = ticks
        self._stamps: dict[str, deque[float]] = {}
        self.ban: Ban | None = None
        self.lifted = False  # for tests that are not about pacing: everything fits

    def admit(self, key: str, windows: Iterable[Window]) -> bool:
        """Whether a request under this key fits every window now; if so it is counted."""
        if self.lifted:
            return True
        now, windows = self._ticks(), tuple(windows)
        stamps = self._stamps.setdefault(key, deque())
        if any(_full(stamps, now, window) for window in windows):
            return False
        stamps.append(now)
        while len(stamps) > max((window.limit for window in windows), default=0):
            stamps.popleft()
        return True

    def admit_all(self, windows: Iterable[Window]) -> bool:
        """Whether a request fits every window of every key now; if so it is counted under each."""
        keys: dict[str, list[Window]] = {}
        for window in windows:
            keys.setdefault(window.key, []).append(window)
        fits = all(not _full(self._stamps.get(w.key, deque()), self._ticks(), w) for ws in keys.values() for w in ws)
        if not fits and not self.lifted:
            return False
        return all(self.admit(key, found) for key, found in keys.items())

    def left(self, key: str, window: Window) -> int:
        """How many more requests under this key fit a window now."""
        now, stamps = self._ticks(), self._stamps.get(key, deque())
        return max(0, window.limit - sum(now - stamp < window.seconds for stamp in stamps))

    def start_ban(self, seconds: float, told: bool) -> None:
        """Answer nothing for some seconds."""
        now = self._ticks()
        self.ban = Ban(now + seconds, told, now)

    def banned(self) -> Ban | None:
        """The ban that holds now, if any."""
        if self.ban and self._ticks() >= self.ban.until:
            self.ban = None
        return self.ban

    def impatient(self, ban: Ban) -> bool:
        """Whether a request now cannot have been under way when the ban was spoken (a quarter second is granted)."""
        return ban.told and self._ticks() - ban.since > 0.25

    def clear(self) -> None:
        """Forget all."""
        self._stamps.clear()
        self.ban = None
        self.lifted = False


def _full(stamps: deque[float], now: float, window: Window) -> bool:
    return len(stamps) >= window.limit and now - stamps[-window.limit] < window.seconds
