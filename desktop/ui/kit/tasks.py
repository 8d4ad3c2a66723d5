"""The one bridge from slots to coroutines: a task lives as long as its widget, and no error of it is ever lost."""

import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    import asyncio

log = logging.getLogger(__name__)
Presenter = Callable[[BaseException], None]
_presenter: list[Presenter] = []
_running: "set[asyncio.Task[Any]]" = set()
_keeping: "set[asyncio.Task[Any]]" = set()


def present_with(presenter: Presenter) -> None:
    """Say who shows errors: known ones as a notice, others as a crash report. The window calls this once."""
    _presenter[:] = [presenter]


def run(
    owner: QObject,
    work: Coroutine[Any, Any, object],
    *,
    busy: QWidget | None = None,
    failed: Presenter | None = None,
    keeps: bool = False,
) -> "asyncio.Task[Any]":
    """Start ``work`` on the running loop, cancel it when ``owner`` goes, disable ``busy`` meanwhile.

    Every error but a cancellation goes to ``failed`` or else to the presenter. ``keeps``: it saves what somebody typed,
    so that the program does not end before it is done.
    """
    # Imported here: the first frame is painted before the loop, and asyncio would cost it a third of a bare start.
    import asyncio

    task = asyncio.ensure_future(work)
    _running.add(task)
    if keeps:
        _keeping.add(task)
        task.add_done_callback(_keeping.discard)
    if busy is not None:
        busy.setEnabled(False)

    def stop() -> None:
        task.cancel()

    def finish(done: "asyncio.Task[Any]") -> None:
        _running.discard(done)
        if alive(owner):
            owner.destroyed.disconnect(stop)
        if busy is not None and alive(busy):
            busy.setEnabled(True)
        if not done.cancelled() and (error := done.exception()) is not None:
            (failed or present)(error)

    owner.destroyed.connect(stop)
    task.add_done_callback(finish)
    return task


def alive(thing: QObject) -> bool:
    """Whether Qt still has the object behind this wrapper."""
    import shiboken6

    return bool(shiboken6.isValid(thing))


def present(error: BaseException) -> None:
    """Show an error the way of the window; without a window it is at least logged."""
    if _presenter:
        _presenter[0](error)
    else:
        log.error("an error found no window to be shown in", exc_info=error)


async def kept() -> None:
    """Until everything that was typed is saved, or has failed to be."""
    import asyncio

    while _keeping:
        await asyncio.wait(_keeping)


def cancel_all(presenter: Presenter | None = None) -> None:
    """Stop everything the window still waits for; part of leaving. What fails later is logged, not shown by it."""
    if _presenter == [presenter]:
        _presenter.clear()
    for task in tuple(_running):
        task.cancel()
