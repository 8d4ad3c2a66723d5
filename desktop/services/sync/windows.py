"""Windows of time: pure rules that cut a range into requests no longer than a platform allows."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from desktop.platforms.kit.contract import Window

# The first window of an import is short, so that today's work is on the screen after one or two requests; each next one
# reaches as far again as everything before it, until the platform's own limit.
FIRST_WINDOW = timedelta(days=3)
GROWTH = 4


def history_window(started: datetime, until: datetime, *, longest: timedelta, oldest: datetime) -> Window | None:
    """The next window of a first import, walking back from ``started``; what was created after ``until`` is here.

    None when the walk has arrived at ``oldest``. The answer depends on its arguments alone, so an interrupted import
    finds its windows again.
    """
    if until <= oldest:
        return None
    width = min(longest, max(FIRST_WINDOW, (started - until) * GROWTH))
    return Window(max(oldest, until - width), until)


def news_windows(start: datetime, end: datetime, longest: timedelta, *, by_update: bool) -> Iterator[Window]:
    """Windows by last change, or by creation, from ``start`` to ``end``, oldest first, each touching the one before."""
    while start < end:
        stop = min(start + longest, end)
        yield Window(start, stop, by_update)
        start = stop
