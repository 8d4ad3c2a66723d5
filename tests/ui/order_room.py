"""For tests of the orders in the window: waiting until it rests, the sheet that is open, and tags."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from back_room import BackRoom
from conftest import until
from PySide6.QtWidgets import QWidget

from desktop.ui.main_window import MainWindow

Sheet = TypeVar("Sheet", bound=QWidget)


def wait(loop: asyncio.AbstractEventLoop, true: Callable[[], bool]) -> None:
    loop.run_until_complete(until(true))


def settled(window: MainWindow) -> bool:
    """The list shows what is looked at, to its end."""
    orders = window.orders
    task = orders.listing._loading
    return orders.listing.query == orders.looking.query and (task is None or task.done())


def sheet_of(window: MainWindow, loop: asyncio.AbstractEventLoop, kind: type[Sheet]) -> Sheet:
    wait(loop, lambda: any(one.isVisible() for one in window.findChildren(kind)))
    return next(one for one in window.findChildren(kind) if one.isVisible())


def tag(room: BackRoom, loop: asyncio.AbstractEventLoop, ids: list[int], *names: str) -> None:
    loop.run_until_complete(room.services.tags.change(ids, add=names))
