"""Walks the list of orders for a window of time, although the list cannot be asked by time and its order is not told.

All that is documented is page and limit (jumpseller.md 5). So what comes is watched: as long as it is newest first, the
walk ends where the window begins, and the next older window starts from that page; else every page is read.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from desktop.domain.orders import Order
from desktop.platforms.jumpseller.client import PAGE
from desktop.platforms.jumpseller.mapping import UNKNOWN_TIME, OrdersPage, unique
from desktop.platforms.kit.contract import Window
from desktop.platforms.kit.paging import numbered_pages

DEFAULT_PAGE = 50  # what a server gives that does not heed ``limit``: such a page is not taken for the last one

Fetch = Callable[[int], Awaitable[OrdersPage]]


@dataclass(slots=True)
class Walked:
    """What is known of the list: nothing is before ``oldest``; what is older than ``start`` begins on ``page``."""

    oldest: datetime | None = None
    start: datetime | None = None
    page: int = 1

    def first_page(self, window: Window) -> int:
        """Where to begin. Orders only ever move to later pages; one page earlier, should some have been deleted."""
        return max(1, self.page - 1) if self.start is not None and window.end <= self.start else 1

    def is_empty(self, window: Window) -> bool:
        """Whether the window lies before the first order there ever was."""
        return self.oldest is not None and window.end < self.oldest


class _Trend:
    """Whether what came so far is newest first: never rising, and falling at least once."""

    def __init__(self) -> None:
        self._last: datetime | None = None
        self._falls = self._rises = False

    def follow(self, times: list[datetime]) -> None:
        steps = [self._last, *times] if self._last else times
        for earlier, later in pairwise(steps):
            self._falls |= later < earlier
            self._rises |= later > earlier
        self._last = times[-1] if times else self._last
        self._rises |= UNKNOWN_TIME in times

    def is_past(self, moment: datetime) -> bool:
        """Whether everything still to come is older than this."""
        return self._falls and not self._rises and self._last is not None and self._last < moment


def has_more(rows: int) -> bool:
    """Whether a page of so many records can be followed by another."""
    return rows >= PAGE or rows == DEFAULT_PAGE


async def orders_in(window: Window, fetch: Fetch, walked: Walked) -> list[Order]:
    """Every order created in the window, oldest first; one whose time cannot be read is in every window."""
    if walked.is_empty(window):
        return []
    seen: set[str] = set()
    trend, found, first = _Trend(), list[Order](), walked.first_page(window)

    async def ask(page: int) -> tuple[list[Order], bool]:
        answer = await fetch(page)
        new = unique(answer.orders, lambda order: order.remote_id, seen)
        trend.follow([order.created_at for order in new])
        if trend.is_past(window.start):
            walked.start, walked.page = window.start, page
            return new, False
        return new, bool(new) and has_more(answer.rows)

    async for page in numbered_pages(ask, first):
        found += page
    if found and not trend.is_past(window.start):  # the list was read to its end
        walked.oldest = min(order.created_at for order in found)
    return sorted((order for order in found if _is_in(window, order)), key=lambda order: order.created_at)


def _is_in(window: Window, order: Order) -> bool:
    return order.created_at == UNKNOWN_TIME or window.start <= order.created_at <= window.end
