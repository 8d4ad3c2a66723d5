"""What dev.py says and starts: one line per step, children that end cleanly, and one sentence where it cannot go on."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


class HaltError(Exception):
    """It cannot go on: `what` happened, and the one `command` a person types next. Ends with exit code 2."""

    def __init__(self, what: str, command: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.command = command


@contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and afterwards how many seconds it took."""
    print(f"  {text} ...", end="", flush=True)
    began = time.monotonic()
    try:
        yield
    except BaseException:
        print(" not done", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def quietly(command: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    """Run a command with no input; return what it printed. Raises CalledProcessError with that as its `output`."""
    return subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=True,
    ).stdout


def last_lines(output: str, count: int = 12) -> str:
    """The end of a long output, indented: that is where installers say what went wrong."""
    return "\n".join("    " + line for line in output.strip().splitlines()[-count:])


def start(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> int:
    """Run a command in the foreground and return its exit code.

    Ctrl+C belongs to the child alone, so that it can shut down in order instead of being killed with its parent;
    a request to end (SIGTERM) is handed on.
    """
    sys.stdout.flush()
    child = subprocess.Popen(command, cwd=cwd, env=env)
    interrupted = signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    try:
        return exit_code(child.wait())
    finally:
        signal.signal(signal.SIGINT, interrupted)
        signal.signal(signal.SIGTERM, ended)


def exit_code(returncode: int) -> int:
    """A child ended by signal n counts as 128 + n, as in every shell."""
    return 128 - returncode if returncode < 0 else returncode
