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
class Progress:
    """``done`` of ``total`` orders have passed ``stage``; ``number`` is the order number that moved last."""

    stage: Stage
    done: int
    total: int
    number: str = ""


ShowProgress = Callable[[Progress], None]
