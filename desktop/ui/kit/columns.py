"""Columns as data: how a table is built, saved and read aloud, without a line of painting."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from desktop.ui.kit.theme import Tint, Tone

Row = TypeVar("Row")


class Look(StrEnum):
    """How a column's text is drawn."""

    STRONG = "strong"
    PLAIN = "plain"
    MUTED = "muted"
    NUMBER = "number"  # at the far edge, figures of one width
    MARK = "mark"  # icon, word and tone as a pill


class Mark(NamedTuple):
    """A state as word, icon and tone; ``pill`` draws it on a soft ground."""

    text: str
    tone: Tone | Tint
    icon: str = ""
    pill: bool = True


class Cell(NamedTuple):
    """One ready-made cell: nothing is formatted while painting.

    A cell that can be edited has a ``tone`` and an ``icon`` for its state, or is ``quiet`` where it cannot be edited.
    """

    text: str
    mark: Mark | None = None
    tip: str = ""
    tone: Tone | Tint | None = None
    icon: str = ""
    quiet: bool = False
    name: str = ""  # what a screen reader says, where the text alone does not tell
    marks: tuple[Mark, ...] = ()  # several side by side, as far as there is room


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column. ``cell`` makes its cells, once per page; ``sort`` names the database's order, empty for none."""

    key: str
    title: str
    width: int
    cell: Callable[[Row], Cell]
    look: Look = Look.PLAIN
    sort: str = ""
    hidden: bool = False
