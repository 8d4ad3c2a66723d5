"""Work of the grid that takes a while: started here, counted until it is done."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop.ui.kit import tasks

if TYPE_CHECKING:
    import asyncio


class UnderWay(QObject):
    """``under_way`` counts what was started and is not done, questions that wait for an answer included."""

    notice = Signal(str, str, str, object)

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self.under_way = 0

    def run(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[Any]":
        """Start ``work``."""
        self.under_way += 1
        task = tasks.run(self, work)
        task.add_done_callback(self._finish)
        return task

    def _finish(self, _done: object) -> None:
        self.under_way -= 1
