"""What can be undone in the grid: one step for each thing the seller did, with what was chosen then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop.domain.catalog_grid import Address
from desktop.ui.catalog.selection import Kept

MOST = 200


@dataclass(frozen=True, slots=True)
class Step:
    """The texts before and after (None: no draft) of all cells of one step; ``times``: when those before were typed."""

    title: str
    before: Mapping[Address, str | None]
    after: Mapping[Address, str | None]
    kept: Kept
    times: Mapping[Address, datetime] = field(default_factory=dict)


class Steps:
    """Steps done and undone; a new one forgets the undone."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, step: Step) -> None:
        self._done = [*self._done[-MOST + 1 :], step]
        self._undone.clear()

    def undo(self) -> Step | None:
        """The step to undo now, if any; it can be redone from now on."""
        return self._move(self._done, self._undone)

    def redo(self) -> Step | None:
        return self._move(self._undone, self._done)

    def clear(self) -> None:
        """What was sent cannot be undone here any more."""
        self._done.clear()
        self._undone.clear()

    @property
    def undo_title(self) -> str:
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        return self._undone[-1].title if self._undone else ""

    @staticmethod
    def _move(source: list[Step], target: list[Step]) -> Step | None:
        if not source:
            return None
        target.append(source.pop())
        return target[-1]
