"""What a measurement is: seconds of something beside seconds of its floor, taken in turns."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``met`` says whether ``value`` is at most ``target``. ``note`` holds absolute numbers."""

    name: str
    value: float
    unit: str
    target: float
    note: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.target


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def in_turns(
    ours: Callable[[int], float], floor: Callable[[int], float], rounds: int = ROUNDS
) -> tuple[list[float], list[float]]:
    """Both measured ``rounds`` times, one after the other; each is told the round and answers a figure."""
    pairs = [(ours(at), floor(at)) for at in range(rounds)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` (0 to 1) of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def ratio(name: str, ours: Sequence[float], floor: Sequence[float], target: float, note: str = "") -> Figure:
    """Median over median, of seconds."""
    ms = f"{median(ours) * 1000:.2f} ms, floor {median(floor) * 1000:.2f} ms"
    return Figure(name, median(ours) / median(floor), "x", target, f"{ms}{'; ' if note else ''}{note}")
