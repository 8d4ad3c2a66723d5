"""Practice shops: the simulated platforms, run by the app as a process of its own on a loopback port."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

_STOP_WITHIN_S = 5


@dataclass(frozen=True, slots=True)
class PracticePlatform:
    """Where one simulated platform answers and how to log in to it."""

    platform: str
    base_url: str
    control_url: str
    credentials: dict[str, str]


class PracticeError(RuntimeError):
    """The practice shops did not start; the text says what the process wrote last."""


class PracticeShops:
    """Starts and stops the sandbox process. All methods block: call them from a thread."""

    def __init__(self, state_file: Path, *, platform: str = "all", orders: int = 160) -> None:
        self._command = [*_program(), "--platform", platform, "--orders", str(orders), "--state", str(state_file)]
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> tuple[PracticePlatform, ...]:
        """Run the sandbox and wait for the one line in which it says where it listens."""
        command = [*self._command, "--port", "0", "--parent-pid", str(os.getpid())]
        self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            found: list[dict[str, Any]] = json.loads(line)["platforms"]
        except (ValueError, KeyError) as error:
            self.stop()
            raise PracticeError("the practice shops did not start") from error
        log.info("practice shops run on %s", ", ".join(entry["base_url"] for entry in found))
        return tuple(
            PracticePlatform(entry["platform"], entry["base_url"], entry["control_url"], dict(entry["credentials"]))
            for entry in found
        )

    def stop(self) -> None:
        """Ask the process to save and end; end it if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _program() -> list[str]:
    """The sandbox as a command: a frozen program starts itself with the terminal command ``sandbox``."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "sandbox"]
    return [sys.executable, "-m", "desktop.sandbox"]
