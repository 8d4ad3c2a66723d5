"""Paging walks a platform's pages to their end, and ends also where the platform would send us round in circles."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from typing import Any, TypeVar

from desktop.domain.errors import BrokenAnswer

Page = TypeVar("Page")
Value = TypeVar("Value")
A = TypeVar("A")
B = TypeVar("B")

MOST_PAGES = 20_000

_log = logging.getLogger(__name__)


async def token_pages(
    fetch: Callable[[str | None], Awaitable[tuple[Page, str | None]]], most: int = MOST_PAGES
) -> AsyncIterator[Page]:
    """Pages that name the next one by a token; ``fetch(token)`` returns a page and the next token (None: none).

    A token that was used before ends the walk: the live API has been seen to repeat one (jumia.md 3).

    Raises:
        BrokenAnswer: ``endless_pages`` after ``most`` pages.
    """
    used: set[str] = set()
    token: str | None = None
    for _ in range(most):
        page, token = await fetch(token)
        yield page
        if not token:
            return
        if token in used:
            _log.info("paging ended by a repeated token after %d pages", len(used) + 1)
            return
        used.add(token)
    raise BrokenAnswer("endless_pages", pages=str(most))


async def numbered_pages(
    fetch: Callable[[int], Awaitable[tuple[Page, bool]]], first: int = 1, most: int = MOST_PAGES
) -> AsyncIterator[Page]:
    """Pages asked by number; ``fetch(number)`` returns a page and whether there is another.

    Raises:
        BrokenAnswer: ``endless_pages`` after ``most`` pages.
    """
    for number in range(first, first + most):
        page, more = await fetch(number)
        yield page
        if not more:
            return
    raise BrokenAnswer("endless_pages", pages=str(most))


def chunks(values: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    """``values`` in runs of at most ``size``: what one call may carry."""
    return (values[start : start + size] for start in range(0, len(values), size))


async def side_by_side(one: Coroutine[Any, Any, A], other: Coroutine[Any, Any, B]) -> tuple[A, B]:
    """Both at the same time, for reads under limits of their own; the first error ends both and is raised."""
    tasks = asyncio.ensure_future(one), asyncio.ensure_future(other)
    try:
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
