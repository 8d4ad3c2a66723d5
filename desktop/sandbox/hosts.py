"""Two ways to keep a sandbox running beside a test: in a thread, or as a child process."""

import asyncio
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from desktop.sandbox.clock import Clock
from desktop.sandbox.hosting import Options, Sandbox

START_WITHIN = 20.0
STOP_WITHIN = 20.0


class ThreadHost:
    """The sandbox on an event loop of its own in a background thread."""

    def __init__(self, options: Options, clock: Clock | None) -> None:
        self._sandbox = Sandbox(options, clock)
        self._ready = threading.Event()
        self._document: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)

    def _run(self) -> None:
        asyncio.run(self._sandbox.serve(self._listening))

    def _listening(self) -> None:
        self._document = self._sandbox.document()
        self._ready.set()

    def start(self) -> dict[str, Any]:
        """Serve; gives the printed document. Raises RuntimeError."""
        self._thread.start()
        if not self._ready.wait(START_WITHIN):
            raise RuntimeError("the sandbox did not start")
        return self._document

    def stop(self) -> None:
        """End in good order. Raises RuntimeError where a request holds it."""
        self._sandbox.stop()
        self._thread.join(STOP_WITHIN)
        if self._thread.is_alive():
            raise RuntimeError("the sandbox did not stop")


def _arguments(options: Options) -> list[str]:
    """The command line for these options, ending with us."""
    size = options.size
    found = ["--platform", options.platforms[0], "--port", str(options.port), "--parent-pid", str(os.getpid())]
    found += ["--seed", str(size.seed), "--orders", str(size.orders), "--skus", str(size.skus)]
    return found + (["--state", str(options.state.absolute())] if options.state else [])


class ProcessHost:
    """The sandbox as a child process, as the app starts it."""

    def __init__(self, options: Options) -> None:
        self._command = [sys.executable, "-m", "desktop.sandbox", *_arguments(options)]
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> dict[str, Any]:
        """Start the command; gives the document it prints. Raises RuntimeError."""
        root = Path(__file__).parents[2]
        self._child = subprocess.Popen(self._command, stdout=subprocess.PIPE, cwd=root)  # noqa: S603 - our own command
        line = self._child.stdout.readline() if self._child.stdout else b""
        if not line:
            raise RuntimeError("the sandbox did not start")
        document: dict[str, Any] = json.loads(line)
        return document

    def stop(self) -> None:
        """Ask the process to end, and wait for it."""
        if self._child is not None:
            self._child.terminate()
            self._close(self._child)

    def kill(self) -> None:
        """End the process at once, unsaved."""
        if self._child is not None:
            self._child.kill()
            self._close(self._child)

    def _close(self, child: subprocess.Popen[bytes]) -> None:
        child.wait(STOP_WITHIN)
        if child.stdout:
            child.stdout.close()
