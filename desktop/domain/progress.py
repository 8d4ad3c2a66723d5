"""Progress is how far a long piece of work has come, told to whoever shows it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """What is being done right now; the words are made in ``ui`` and ``cli``."""

    SENDING = "sending"  # operations on their way to the platforms
    LABELS = "labels"  # labels being fetched and proofed
    PRINTING = "printing"


@dataclass(frozen=True, slots=True)
class ShopProgress:
    """How far one shop's orders have come."""

    shop: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` orders have passed ``stage``; ``number`` is the order number that moved last.

    ``shops`` tells the same shop by shop, where there are several; ``left_s`` are the seconds the stage still takes, as
    far as that can be told.
    """

    stage: Stage
    done: int
    total: int
    number: str = ""
    shops: tuple[ShopProgress, ...] = ()
    left_s: float | None = None


ShowProgress = Callable[[Progress], None]
