"""The bookmark of an account's orders, saved with its page: how far back the import came, until when news were read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Self

from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.manifest import OrderSync
from desktop.services.sync.windows import history_window

RESOURCE = "orders"


@dataclass(frozen=True, slots=True)
class OrderBookmark:
    """Where an account's order sync stands. All times are aware UTC.

    ``live`` follows our clock: changes before it were asked for. ``seen`` follows the platform's: the latest change it
    has shown us. A computer's clock can be wrong, so the next increment starts from whichever of the two is safer.
    """

    started: datetime  # when the first import began, with the overlap ahead of it
    until: datetime  # orders created at or after this are here
    live: datetime
    seen: datetime
    page: datetime | None = None  # inside the window before ``until``: orders created up to here are here
    full: bool = False  # the import was asked to read everything again, unchanged orders included
    finished_at: datetime | None = None  # end of the last complete run

    @classmethod
    def begin(cls, now: datetime, rule: OrderSync, *, full: bool = False) -> Self:
        """The bookmark of an import that starts now; ``live`` is fixed here so that no change meanwhile is missed."""
        start = now + rule.overlap
        return cls(started=start, until=start, live=now, seen=rule.oldest, full=full)

    def again(self, now: datetime, rule: OrderSync) -> "OrderBookmark":
        """Everything is to be read once more; the news keep their place."""
        start = now + rule.overlap
        return replace(self, started=start, until=start, page=None, full=True)

    def history(self, rule: OrderSync) -> Window | None:
        """What the import must walk next, from the saved page on; None when it is complete."""
        window = self._whole_window(rule)
        if window is None or self.page is None:
            return window
        return replace(window, start=max(window.start, self.page))

    def after_history(self, rule: OrderSync) -> "OrderBookmark":
        """The window that ``history`` named is complete; the import is over when it reached the oldest time."""
        window = self._whole_window(rule)
        until = window.start if window else self.until
        return replace(self, until=until, page=None, full=self.full and until > rule.oldest)

    def _whole_window(self, rule: OrderSync) -> Window | None:
        return history_window(self.started, self.until, longest=rule.window, oldest=rule.oldest)

    def news_from(self, now: datetime, rule: OrderSync) -> datetime:
        """Where the next increment starts.

        Normally at ``seen``, but never more than one window before ``live``, so that a quiet shop does not cost more
        requests every day. When our clock went back behind ``live``, ``live`` was never true and only ``seen`` counts.
        """
        proven = min(self.seen, now)
        if self.live <= now:
            proven = max(proven, self.live - rule.window)
        return proven - rule.overlap

    def news_until(self, now: datetime, rule: OrderSync) -> datetime:
        """Where the next increment ends: a little ahead, since the platform's clock (or zone) may be ahead of ours."""
        return max(now, self.seen) + rule.overlap

    def after_news(self, window: Window, now: datetime) -> "OrderBookmark":
        """Changes up to the end of ``window`` were asked for."""
        return replace(self, live=min(window.end, now))

    def to_state(self) -> dict[str, object]:
        """As JSON values for the store."""
        times = {name: getattr(self, name) for name in _TIMES}
        return {"full": self.full} | {name: at.isoformat() if at else None for name, at in times.items()}

    @classmethod
    def from_state(cls, state: Mapping[str, object]) -> Self:
        """Back from the store's JSON values. Raises ``KeyError`` or ``ValueError`` on a state that is not ours."""
        times = {
            name: datetime.fromisoformat(str(state[name])).astimezone(UTC) if state[name] else None for name in _TIMES
        }
        return cls(full=bool(state["full"]), **times)  # type: ignore[arg-type]  # None occurs only where it is allowed


_TIMES = ("started", "until", "live", "seen", "page", "finished_at")
