"""The program in a time that runs faster, asking as fast as it can: a script, or the work of a process given to it."""

import functools
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from quick_time import QuickTime, eased

from desktop.__main__ import _open_profile
from desktop.cli import main as terminal
from desktop.platforms.registry import MANIFESTS
from desktop.services.build import build_services

BEGAN = "BACKSHOP_QUICK_TIME_BEGAN"
LINES = {"stdin": os.O_RDONLY, "stdout": os.O_WRONLY, "stderr": os.O_WRONLY}


def main(words: Sequence[str], began: float) -> int:
    """As ``desktop.__main__.main`` with the words of a command, in the time that ``began`` then."""
    clock = QuickTime(began)
    in_this_time = functools.partial(build_services, clock=clock, sleep=clock.sleep, monotonic=clock.monotonic)
    terminal.build_services = in_this_time  # type: ignore[assignment]
    return terminal.main(words, open_profile=_open_profile, manifests=[eased(one) for one in MANIFESTS])


def work(words: Sequence[str], began: float, surroundings: Mapping[str, str], lines: Path) -> None:
    """The same for a process that has begun already: its lines are the files of this folder."""
    os.environ.update(surroundings)
    for number, (name, how) in enumerate(LINES.items()):
        os.dup2(os.open(lines / name, how | os.O_CREAT, 0o600), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.exit(main(words, began))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], float(os.environ[BEGAN])))
