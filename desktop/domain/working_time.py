"""Working time of a place: which days count there, and where so many counted hours or days end."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The calendar of one place.

    ``zone`` is an IANA name; ``weekend`` holds the weekdays that do not count (Monday is 0), never all seven;
    ``holidays`` are days as ``2026-12-25``, or as ``12-25`` for every year.
    """

    zone: str
    weekend: frozenset[int] = frozenset()
    holidays: frozenset[str] = frozenset()

    def counts(self, day: date) -> bool:
        """Whether this day is a working day."""
        if day.weekday() in self.weekend:
            return False
        return not self.holidays or (day.isoformat() not in self.holidays and f"{day:%m-%d}" not in self.holidays)

    def local(self, moment: datetime) -> datetime:
        """An aware time as the clocks of the place show it."""
        return moment.astimezone(_zone(self.zone))

    def at(self, day: date, clock: time = time.min) -> datetime:
        """That clock time of that day, in UTC."""
        return datetime.combine(day, clock, _zone(self.zone)).astimezone(UTC)

    def first_from(self, day: date) -> date:
        """This day if it counts, else the next that does."""
        while not self.counts(day):
            day += _DAY
        return day

    def opens(self, moment: datetime, cut_off: time | None) -> datetime:
        """When counting starts for what came in at ``moment``.

        At once; what comes on a day that does not count, or not before the cut-off, waits for the next working day.
        """
        here = self.local(moment)
        if cut_off is not None and here.time() >= cut_off and self.counts(here.date()):
            return self.at(self.first_from(here.date() + _DAY))
        if not self.counts(here.date()):
            return self.at(self.first_from(here.date()))
        return moment

    def after_hours(self, start: datetime, hours: int) -> datetime:
        """So many hours after ``start``; hours of days that do not count are skipped, those of a clock change count."""
        left, cursor = timedelta(hours=hours), start.astimezone(UTC)
        day = self.local(cursor).date()
        while True:
            ends = self.at(day + _DAY)
            if self.counts(day):
                if cursor + left <= ends:
                    return cursor + left
                left -= ends - cursor
            cursor, day = ends, day + _DAY

    def after_days(self, start: datetime, days: int, until: time | None) -> datetime:
        """``until`` o'clock (None: midnight) of the working day ``days`` after the one of ``start``.

        Where that is over already, it is the same hour of the next working day.
        """
        day = self.first_from(self.local(start).date())
        for _ in range(days):
            day = self.first_from(day + _DAY)
        ends = self._end(day, until)
        return ends if ends >= start else self._end(self.first_from(day + _DAY), until)

    def next_time(self, moment: datetime, clock: time) -> datetime:
        """The first such hour of a working day that is not before ``moment``."""
        day = self.first_from(self.local(moment).date())
        found = self.at(day, clock)
        return found if found >= moment else self.at(self.first_from(day + _DAY), clock)

    def _end(self, day: date, until: time | None) -> datetime:
        return self.at(day + _DAY) if until is None else self.at(day, until)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
