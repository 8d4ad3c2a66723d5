"""A till that need not wait: its time and its platforms' run faster, and its commands find the program read in already.

A command is still a process of its own, begun by a parent that has read the program's code and done nothing else.
"""

import multiprocessing
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import quick_program
from quick_time import QuickTime
from till import ROOT, Till

from desktop.sandbox.clock import Clock
from desktop.sandbox.running import RunningSandbox

_ways = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
if sys.platform != "win32":
    _ways.set_forkserver_preload(["desktop.cli.main", "desktop.platforms.registry", "desktop.app.logs"])


@dataclass(frozen=True)
class QuickTill(Till):
    """One profile's terminal, in a time it shares with its platforms."""

    clock: QuickTime = field(default_factory=QuickTime)

    def run(self, *words: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        given = ("--profile", str(self.profile), *words)
        with tempfile.TemporaryDirectory() as folder:
            lines = Path(folder)
            (lines / "stdin").write_text(stdin, "utf-8")
            process = _ways.Process(target=quick_program.work, args=(given, self.clock.began, self.env(), lines))
            process.start()
            process.join()
            told = [(lines / name).read_text("utf-8") for name in ("stdout", "stderr")]
            return subprocess.CompletedProcess(given, process.exitcode or 0, *told)

    def command(self, words: tuple[str, ...]) -> list[str]:
        return [sys.executable, str(quick_program.__file__), "--profile", str(self.profile), *words]

    def env(self) -> dict[str, str]:
        return {**super().env(), quick_program.BEGAN: str(self.clock.began), "PYTHONPATH": str(ROOT)}


@contextmanager
def quick_platform(platform: str, clock: QuickTime, **size: int) -> Iterator[RunningSandbox]:
    """A practice platform in the same time, which does not mind how fast it is asked."""
    with RunningSandbox(platform, clock=Clock(clock.wall, clock.monotonic), **size) as sandbox:
        sandbox.unlimited()
        yield sandbox


@contextmanager
def quick_shop(folder: Path, platform: str, name: str, **size: int) -> Iterator[tuple[RunningSandbox, Till]]:
    """Such a platform, and such a till that is logged in to it; the shop bears ``name``."""
    till = QuickTill(folder / "profile")
    with quick_platform(platform, till.clock, **size) as sandbox:
        till.connect(sandbox, name)
        yield sandbox, till
